"""Cutting a text at the edges of overlapping marks, so that each piece carries its own set."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_GAP = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


@dataclass(frozen=True)
class Mark:
    """Words of a text that a statement rests on: 0-based, end-exclusive code points.

    ``deal`` is the deal's number on the page, ``statement`` the statement's id.
    """

    start: int
    end: int
    deal: int
    statement: str
    field: str


@dataclass(frozen=True)
class Segment:
    """A piece of text in which nothing begins or ends; ``marks`` are those that cover it.

    ``begins`` and ``finishes`` are those of them that start, or stop, at its edges.
    """

    text: str
    marks: tuple[Mark, ...]
    begins: tuple[Mark, ...]
    finishes: tuple[Mark, ...]


Paragraph = tuple[Segment, ...]


def paragraphs(text: str, marks: Iterable[Mark]) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, each as its segments; what stands between paragraphs is left out."""
    limits = _paragraph_limits(text)
    pieces = segments(text, marks, (edge for limit in limits for edge in limit))
    starts = [start for start, _ in pieces]
    cut = [pieces[bisect_left(starts, start) : bisect_left(starts, end)] for start, end in limits]
    return tuple(tuple(segment for _, segment in piece) for piece in cut)


def segments(text: str, marks: Iterable[Mark], cuts: Iterable[int] = ()) -> list[tuple[int, Segment]]:
    """The text in segments, each with where it starts; ``cuts`` are further places to cut at.

    Marks that are empty or reach outside of the text are left out: they are no words of it.
    """
    inside = sorted(
        (mark for mark in marks if 0 <= mark.start < mark.end <= len(text)),
        key=lambda mark: (mark.start, -mark.end, mark.deal, mark.statement),
    )
    edges = sorted({0, len(text), *cuts, *(m.start for m in inside), *(m.end for m in inside)})
    pieces = []
    covering: list[Mark] = []
    begun = 0
    for start, end in pairwise(edges):
        covering = [mark for mark in covering if mark.end > start]
        begins = []
        while begun < len(inside) and inside[begun].start == start:
            begins.append(inside[begun])
            begun += 1
        covering += begins
        finishes = tuple(mark for mark in covering if mark.end == end)
        pieces.append((start, Segment(text[start:end], tuple(covering), tuple(begins), finishes)))
    return pieces


def _paragraph_limits(text: str) -> list[tuple[int, int]]:
    limits = []
    start = 0
    for gap in _GAP.finditer(text):
        limits.append((start, gap.start()))
        start = gap.end()
    limits.append((start, max(start, len(text.rstrip()))))
    return [(start, end) for start, end in limits if text[start:end].strip()]
