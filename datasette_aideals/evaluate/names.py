"""Telling whether two names stand for the same organisation, by the rules of the measure.

``values.names`` knows more aliases. These rules stay as they are, so that a figure measured
today can be compared with one measured after an alias was added there.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

_POSSESSIVE = re.compile(r"[’']s\b")
_WORD = re.compile(r"[a-z0-9&+]+")
_SHORTEST_ALONE = 4


@dataclass(frozen=True)
class _Rules:
    left_out: frozenset[str]
    endings: frozenset[str]
    aliases: dict[str, str]


def same_name(name: str, others: Iterable[str]) -> bool:
    """Whether ``name`` is one of the names ``others`` of one organisation.

    Case, accents, legal forms and "the" don't count. A name is also the same as one that goes on
    after its two or more words ("Mitsubishi Electric", "Mitsubishi Electric Europe"), or that adds
    a usual ending to its only word ("Mistral", "Mistral AI").
    """
    key = comparable(name)
    return any(_same(key, comparable(other)) for other in others)


@lru_cache(maxsize=4096)
def comparable(name: str) -> str:
    """A name in the form in which names are compared: its words in lower case, aliases replaced."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold() or name.casefold()
    plain = _POSSESSIVE.sub("", plain)
    words = _WORD.findall(plain) or [plain.strip()]
    key = " ".join([word for word in words if word not in _rules().left_out] or words)
    return _rules().aliases.get(key, key)


def _same(one: str, other: str) -> bool:
    if one.replace(" ", "") == other.replace(" ", ""):
        return True
    short, long = sorted((one.split(), other.split()), key=len)
    if len(short) == 1:
        alike = long[0] == short[0] and len(short[0]) >= _SHORTEST_ALONE
        return alike and len(long) == 2 and long[1] in _rules().endings
    return len(short) >= 2 and long[: len(short)] == short


@cache
def _rules() -> _Rules:
    lists = yaml.safe_load(Path(__file__).with_name("names.yml").read_text(encoding="utf-8"))
    return _Rules(frozenset(lists["left_out"]), frozenset(lists["endings"]), lists["aliases"])
