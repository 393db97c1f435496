"""The words that back a deal's type and status."""

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ..terms import DealType, Status
from ..text.spans import Span


def trigger(kind: DealType | Status, text: str, quotes: list[Span]) -> Span | None:
    """The first words inside ``quotes`` that back the type or status, or None where only judgement does."""
    pattern = _patterns()[type(kind)][kind.value]
    for quote in quotes:
        found = pattern.search(text, quote.start, quote.end)
        if found:
            return Span(found.start(), found.end())
    return None


def ai_words(text: str, areas: list[Span]) -> Span | None:
    """The first words inside ``areas`` that speak of AI, its models, or what they run on."""
    for area in areas:
        found = _ai_pattern().search(text, area.start, area.end)
        if found:
            return Span(found.start(), found.end())
    return None


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("triggers.yml").read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=1)
def _patterns() -> dict[type, dict[str, re.Pattern[str]]]:
    kinds: dict[type, str] = {DealType: "type", Status: "status"}
    return {kind: {name: _pattern(words) for name, words in _data()[key].items()} for kind, key in kinds.items()}


@lru_cache(maxsize=1)
def _ai_pattern() -> re.Pattern[str]:
    return _pattern(_data()["ai"])


def _pattern(words: list[str]) -> re.Pattern[str]:
    alternatives = (re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)
