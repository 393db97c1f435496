"""The words near a candidate that say what its sum is for: "grant money", "a loan of", "rights to"."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from .lexicon import classes

_NEAR = ((2, "at once"), (5, "near"), (12, "in reach"))
_MOST_KINDS = 3


class Cue(NamedTuple):
    """A word that says what a sum is for: the token, and the kind of deal."""

    at: int
    kind: str


@cache
def _by_first_word(words_of: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The words of a file by their first one, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind, phrases in classes(words_of).items():
        for phrase in phrases:
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, kind))
    for entries in found.values():
        entries.sort(key=lambda one: (-len(one[0]), one))
    return found


def cues(stems: Sequence[str], first: int, last: int, words_of: str = "cues.txt") -> list[Cue]:
    """The cues among some tokens, in order, by a file of words; of those that begin with the same word the longest."""
    known = _by_first_word(words_of)
    found: list[Cue] = []
    at = first
    while at < last:
        taken = 1
        for words, kind in known.get(stems[at], ()):
            if _stands(stems, at, words, last):
                found.append(Cue(at, kind))
                taken = len(words)
                break
        at += taken
    return found


def _stands(stems: Sequence[str], at: int, words: tuple[str, ...], last: int) -> bool:
    return at + len(words) <= last and tuple(stems[at : at + len(words)]) == words


def cue_features(here: Sequence[Cue], before: Sequence[Cue], anchor: int, end: int, framed: str) -> Iterator[str]:
    """The traits of a candidate by the cues of its sentence and, where that has none, of the one before."""
    if not here:
        yield f"cue before {before[-1].kind}" if before else "no cue"
        if before:
            yield f"cue before {before[-1].kind} {framed}"
        return
    place = bisect_left(here, (anchor, ""))
    left = here[place - 1] if place else None
    right = next((one for one in here[place:] if one.at >= end), None)
    for way, cue, away in (
        ("<", left, anchor - left.at if left else 0),
        (">", right, right.at - end + 1 if right else 0),
    ):
        if cue:
            yield f"cue {way} {cue.kind}"
            yield f"cue {way} {cue.kind} {_nearness(away)}"
    nearest = min(here, key=lambda one: anchor - one.at if one.at < anchor else one.at - end + 1)
    yield f"cue {nearest.kind}"
    yield f"cue {nearest.kind} {framed}"
    kinds = sorted({one.kind for one in here})
    yield from (f"cues have {kind}" for kind in kinds)
    yield f"cues {' '.join(kinds)}" if len(kinds) <= _MOST_KINDS else "cues many"


def _nearness(away: int) -> str:
    return next((name for most, name in _NEAR if away <= most), "far")
