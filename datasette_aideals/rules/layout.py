"""The lines of an article and what the headings above them announce."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from ..terms import DealType
from ..text.spans import Span
from .article import Article
from .kinds import kind_of_heading
from .shapes import Run

_LONGEST_HEADING = 16
_LONGEST_INTRO = 60
_MARKS = re.compile(r"[\s>]*(#{1,6}(?=\s)|\*\*(?=[^*\n]+\*\*[\s:]*$)|title:)?", re.M)
_ANNOUNCING = re.compile(r"\bhere (?:are|is|'s|’s)\b|\bbelow\b|\bthe following\b|\bas follows\b")
_SENTENCE_END = re.compile(r"[.!?][\s\"”]+")


@dataclass(frozen=True)
class Line:
    """A line: its place, its tokens, the kind of deals that the headings above announce, and that heading."""

    span: Span
    run: Run
    kind: DealType | None = None
    heading: Run | None = None


def told_lines(article: Article) -> list[Line]:
    """The lines that hold words, each with what the nearest heading that tells something announces."""
    told = _Headings(article)
    found = []
    for span, run in article_lines(article):
        told.enter(span, run)
        kind, heading = told.current
        found.append(Line(span, run, kind, heading))
    return found


def article_lines(article: Article) -> Iterator[tuple[Span, Run]]:
    """The lines of an article as places and tokens, without empty ones."""
    starts = [token.start for token in article.tokens]
    at = 0
    for line in article.text.split("\n"):
        span = Span(at, at + len(line))
        at += len(line) + 1
        run = bisect_left(starts, span.start), bisect_left(starts, span.end)
        if run[0] < run[1]:
            yield span, run


_Told = tuple[DealType | None, Run | None]
_NOTHING: _Told = (None, None)


class _Headings:
    """Goes down the lines and keeps what the title and the last heading announce."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.title: _Told = _NOTHING
        self.section: _Told = _NOTHING
        self.level = 0
        self.barred = False
        self.entered = 0

    @property
    def current(self) -> _Told:
        """What stands above: the section's kind, else the title's; nothing below a heading of other things."""
        if self.barred:
            return _NOTHING
        return self.section if self.section[0] else self.title

    def enter(self, span: Span, run: Run) -> None:
        """Takes note of a line."""
        self.entered += 1
        words, mark = self._heading(span, run)
        if words is None:
            return
        kind, barred = kind_of_heading(self.article, words)
        level = len(mark) if mark.startswith("#") else len(_PLAIN)
        if self.entered <= _TITLE_LINES and self.title[0] is None and not barred:
            self.title = kind, words
        elif kind or barred or level <= self.level:
            self.section, self.level, self.barred = (kind, words), level, barred

    def _heading(self, span: Span, run: Run) -> tuple[Run | None, str]:
        """The words of a line that announce what follows, and its mark; None for other lines."""
        text = self.article.text
        found = _MARKS.match(text, span.start, span.end)
        mark = (found.group(1) or "") if found else ""
        length = run[1] - run[0]
        line = span.of(text).rstrip(" *_")
        if length <= _LONGEST_INTRO and not mark and (line.endswith(":") or self._announces(span)):
            return self._last_sentence(span, run), mark
        ended = line.endswith((".", ";", ",", "!")) and not mark
        listed = line.lstrip()[:1] in ("-", "•", "*", "·", "|", "▪") and not mark
        summed = any(k in self.article.values and self.article.values[k][0] == "$" for k in range(*run))
        entry = ended or listed or summed or "\t" in line or " | " in line or self._names_two(run)
        return (None if entry or length > _LONGEST_HEADING else run), mark

    def _names_two(self, run: Run) -> bool:
        """Whether a line below the title names two organisations, which a heading of a list does not."""
        parties = [name for name in self.article.names_within(run) if name.entity.is_party]
        return self.entered > _TITLE_LINES and len(parties) > 1

    def _announces(self, span: Span) -> bool:
        """Whether a line of prose says that a list follows."""
        return bool(_ANNOUNCING.search(self.article.lower, span.start, span.end))

    def _last_sentence(self, span: Span, run: Run) -> Run:
        ends = [match.end() for match in _SENTENCE_END.finditer(self.article.text, span.start, span.end)]
        first = bisect_left(self.article.tokens, ends[-1], key=lambda token: token.start) if ends else run[0]
        return (first, run[1]) if first < run[1] else run


_TITLE_LINES = 3
_PLAIN = "#######"
