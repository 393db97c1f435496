"""The words that back a deal's type and status."""

import re
from functools import lru_cache
from importlib.resources import files

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


@lru_cache(maxsize=1)
def _patterns() -> dict[type, dict[str, re.Pattern[str]]]:
    data = yaml.safe_load(files(__package__).joinpath("triggers.yml").read_text(encoding="utf-8"))
    kinds: dict[type, str] = {DealType: "type", Status: "status"}
    return {kind: {name: _pattern(words) for name, words in data[key].items()} for kind, key in kinds.items()}


def _pattern(words: list[str]) -> re.Pattern[str]:
    alternatives = (re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)
