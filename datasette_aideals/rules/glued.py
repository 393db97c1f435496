"""Tables that lost the marks between their cells: "PublisherAI companyDate", then "Glenfield PressBrantixMay 2025"."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ..text.spans import Span
from ..values.dates import DateMention
from ..values.money import MoneyMention
from .lexicon import word_class
from .tokens import Token

_JOIN = re.compile(
    r"(?<=[a-z)\]])(?=[A-Z])|(?<=\d)(?=[A-Z][a-z])|(?<=[a-z)\]])(?=[$€£¥₹]?\d)|(?<=[A-Z]{2})(?=[A-Z][a-z])"
    r"|(?<=\d[KMBT])(?=[A-Z][A-Za-z]|[$€£¥₹])|(?<=Series [A-J])(?=[$€£¥₹]|\d)|(?<=\d)(?=[$€£¥₹]\d)"
)
_WORD = re.compile(r"[^\W_]+(?:[-.&][^\W_]+)*")
_LONGEST_HEADER = 250
_LONGEST_LABEL = 48
_FEWEST_LABELS = 3
_FEWEST_KNOWN = 2
_FEWEST_ROWS = 2
_LONGEST_WORD = 80


def joins(text: str, known: Callable[[str], bool]) -> list[int]:
    """The places in a text where one cell of such a table ends and the next begins; ``known`` knows names by heart."""
    found: list[int] = []
    lines = [(match.start(), match.group()) for match in re.finditer(r"[^\n]+", text)]
    at = 0
    while at < len(lines):
        rows = list(_rows(lines, at + 1)) if _is_header(lines[at][1]) else []
        if len(rows) < _FEWEST_ROWS:
            at += 1
            continue
        start, header = lines[at]
        found += [start + match.start() for match in _JOIN.finditer(header)]
        for start, row in rows:
            found += [start + place for place in _cuts(row, known)]
        at += 1 + len(rows)
    return found


def _is_header(line: str) -> bool:
    """Whether a line is the glued labels of columns."""
    if len(line) > _LONGEST_HEADER or any(one.isdigit() for one in line) or line.endswith((".", ":", "?", "!")):
        return False
    labels = [
        line[start:end] for start, end in pairwise([0, *(one.start() for one in _JOIN.finditer(line)), len(line)])
    ]
    if len(labels) < _FEWEST_LABELS or any(len(label) > _LONGEST_LABEL for label in labels):
        return False
    words = [set(re.findall(r"[a-z]+", label.lower())) for label in labels]
    return sum(not one.isdisjoint(word_class("column")) for one in words) >= _FEWEST_KNOWN


def _rows(lines: Sequence[tuple[int, str]], first: int) -> Iterator[tuple[int, str]]:
    for start, line in lines[first:]:
        if not _JOIN.search(line):
            return
        yield start, line


def _cuts(row: str, known: Callable[[str], bool]) -> Iterator[int]:
    """The places where a row's cells join, but none within a known name."""
    places = [match.start() for match in _JOIN.finditer(row)]
    words = [match.span() for match in _WORD.finditer(row)]
    whole = [run for span in words if span[1] - span[0] <= _LONGEST_WORD for run in _names(row, span, places, known)]
    yield from (place for place in places if not any(start < place < end for start, end in whole))


def _names(
    row: str, span: tuple[int, int], places: Sequence[int], known: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    """The stretches of a glued word that are known names with capitals within."""
    edges = [span[0], *(place for place in places if span[0] < place < span[1]), span[1]]
    at = 0
    while at < len(edges) - 2:
        end = next((k for k in range(len(edges) - 1, at + 1, -1) if known(row[edges[at] : edges[k]])), at)
        if end > at:
            yield edges[at], edges[end]
        at = max(end, at + 1)


def cut_at(tokens: Sequence[Token], places: Sequence[int]) -> list[Token]:
    """The tokens cut at some places of the text, with the edge of a cell of no width at each."""
    if not places:
        return list(tokens)
    found: list[Token] = []
    k = 0
    for token in tokens:
        start = token.start
        while k < len(places) and places[k] < token.end:
            if places[k] > start:
                found.append(_piece(token, start, places[k]))
            found.append(Token("|", "|", places[k], places[k]))
            start = max(start, places[k])
            k += 1
        found.append(_piece(token, start, token.end))
    return found


def _piece(token: Token, start: int, end: int) -> Token:
    if (start, end) == (token.start, token.end):
        return token
    text = token.text[start - token.start : end - token.start]
    return Token(text, text.lower(), start, end)


class Spaced:
    """A text with a blank at each join, and the way back to the places of the text itself."""

    def __init__(self, text: str, places: Sequence[int]) -> None:
        edges = [0, *places, len(text)]
        self.text = " ".join(text[start:end] for start, end in pairwise(edges)) if places else text
        self._blanks = [place + k for k, place in enumerate(places)]

    def place(self, span: Span) -> Span:
        """Where a stretch of the spaced text stands in the text."""
        return Span(span.start - bisect_left(self._blanks, span.start), span.end - bisect_left(self._blanks, span.end))

    def moved(self, value: object) -> object:
        """A value that was found in the spaced text, with its places in the text."""
        if isinstance(value, MoneyMention):
            return replace(value, span=self.place(value.span), core=self.place(value.core))
        return replace(value, span=self.place(value.span)) if isinstance(value, DateMention) else value
