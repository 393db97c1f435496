"""Telling whether two names that are written differently are of one organisation."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations

from ..values.names import known_organizations, name_key
from .linkage import linked_groups

THRESHOLD = 0.94
"""Least share of equal letters (rapidfuzz ratio, spaces apart) at which no pair of different names in
``tests/name_pairs.csv`` is taken for one organisation."""

SHORTEST = 9
"""Letters that both names need: in a shorter one a single letter tells companies apart."""

_ENDINGS = frozenset(("ai", "technologies", "technology", "system", "systems"))
_SHORTEST_BASE = 5
_WORDS_ALIKE = 0.75
_DIGITS = re.compile(r"\d+")
_BUCKET = 4


def likeness(one: str, other: str) -> float:
    """How alike two organisations' keys are, from 0 to 1; 0 where they are surely not one organisation."""
    from rapidfuzz import fuzz

    if one == other:
        return 1.0
    if _DIGITS.findall(one) != _DIGITS.findall(other) or (is_known(one) and is_known(other)):
        return 0.0
    first, second = one.replace(" ", ""), other.replace(" ", "")
    if first == second or _adds_ending(one, other) or _adds_ending(other, one):
        return 1.0
    if min(len(first), len(second)) < SHORTEST or not _word_by_word(one.split(), other.split()):
        return 0.0
    return fuzz.ratio(first, second) / 100


def _word_by_word(words: list[str], others: list[str]) -> bool:
    """Whether names differ in the spelling of their words, not in the words: "silver lake" is not "silver peak"."""
    from rapidfuzz import fuzz

    if len(words) != len(others):
        return abs(len("".join(words)) - len("".join(others))) <= 1
    return all(fuzz.ratio(word, other) / 100 >= _WORDS_ALIKE for word, other in zip(words, others, strict=True))


def like_names(keys: Iterable[str]) -> dict[str, str]:
    """Keys that are another's in different spelling: key to the key that stands for all of them.

    That is one that the table of well-known names has, else the first in the order of the alphabet.
    """
    ordered = sorted(set(keys), key=lambda key: (not is_known(key), key))
    links = {pair: points for pair in near_pairs(ordered) if (points := likeness(*pair)) >= THRESHOLD}
    near = {key for pair in links for key in pair}
    linked = [key for key in ordered if key in near]
    return {key: group[0] for group in linked_groups(linked, links) for key in group[1:]}


def near_pairs(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of keys worth comparing: those that begin or end with the same letters."""
    buckets: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        for bucket in buckets_of(key):
            buckets[bucket].append(key)
    seen: set[tuple[str, str]] = set()
    for together in buckets.values():
        for one, other in combinations(together, 2):
            if abs(len(one) - len(other)) <= 1 + max(map(len, _ENDINGS)) and (one, other) not in seen:
                seen.add((one, other))
                yield one, other


def buckets_of(key: str) -> tuple[str, str]:
    """What a key shares with those it is compared with: its first letters, or its last."""
    joined = key.replace(" ", "")
    return f"{joined[:_BUCKET]}-", f"-{joined[-_BUCKET:]}"


def is_known(key: str) -> bool:
    """Whether the table of well-known names has the organisation."""
    return key in _known_keys()


def _adds_ending(base: str, longer: str) -> bool:
    """Whether ``longer`` is ``base`` with a word that companies add or leave out ("Mistral", "Mistral AI")."""
    head, _, ending = longer.rpartition(" ")
    return head == base and ending in _ENDINGS and len(base) >= _SHORTEST_BASE


@cache
def _known_keys() -> frozenset[str]:
    return frozenset(name_key(one.name) for one in known_organizations())
