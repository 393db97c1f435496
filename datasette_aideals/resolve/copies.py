"""Articles that are copies of another one, word for word or lightly edited: they count as one source."""

import re
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from zlib import crc32

from .linkage import linked_groups

THRESHOLD = 0.3
"""Least share of the shorter text's word sequences that stand in the longer one too.

Different articles on the same deals stay below 0.05 on the development set and the seeds, copies of
them in which one word in ten was changed stay above 0.4 (see ``tests/test_copies.py``)."""

_RUN = 5
_PRINTS = 16
SHARED_PRINTS = 2
"""Prints that two articles have in common at least, to be worth comparing."""

_SHORTEST = 20
_WORD = re.compile(r"\w+")


def shingles(text: str) -> frozenset[int]:
    """Every run of five words of a text, hashed; nothing for texts too short to tell."""
    words = _WORD.findall(text.casefold())
    runs = {crc32(" ".join(words[at : at + _RUN]).encode()) for at in range(len(words) - _RUN + 1)}
    return frozenset(runs) if len(runs) >= _SHORTEST else frozenset()


def prints(text: str) -> list[int]:
    """The smallest hashes of a text's word runs: texts that have many runs in common share some (MinHash)."""
    smallest: list[int] = []
    for run in shingles(text):
        if len(smallest) < _PRINTS:
            insort(smallest, run)
        elif run < smallest[-1]:
            smallest.pop()
            insort(smallest, run)
    return smallest


def overlap(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the smaller set that lies in the other one."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def candidates(by_article: Mapping[str, Iterable[int]]) -> list[tuple[str, str]]:
    """Pairs of articles worth comparing, by the prints they share."""
    holders: dict[int, list[str]] = defaultdict(list)
    for article, marks in by_article.items():
        for mark in marks:
            holders[mark].append(article)
    shared: Counter[tuple[str, str]] = Counter()
    for together in holders.values():
        shared.update(combinations(sorted(together), 2) if len(together) > 1 else ())
    return sorted(pair for pair, count in shared.items() if count >= SHARED_PRINTS)


def copies(
    ordered: list[str], pairs: Iterable[tuple[str, str]], text_of: Callable[[str], str | None]
) -> dict[str, str]:
    """Copies with the article they are copies of, the first of their group in the order of ``ordered``.

    Texts of ``pairs`` are compared; each copy is alike with every other one of its group.
    """
    runs: dict[str, frozenset[int]] = {}
    links: dict[tuple[str, str], float] = {}
    for pair in pairs:
        for article in pair:
            if article not in runs:
                runs[article] = shingles(text_of(article) or "")
        likeness = overlap(runs[pair[0]], runs[pair[1]])
        if likeness >= THRESHOLD:
            links[pair] = round(likeness, 3)
    alike = {article for pair in links for article in pair}
    groups = linked_groups([article for article in ordered if article in alike], links)
    return {article: group[0] for group in groups for article in group[1:]}
