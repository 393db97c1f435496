"""Places in a text."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of text: 0-based, end-exclusive code points, as in the W3C position selector."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words that stand here in ``text``."""
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> "Span":
        """The same stretch in a text that begins ``by`` characters earlier."""
        return Span(self.start + by, self.end + by)


class Spans:
    """Many spans, to ask at once whether another one overlaps any of them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(span for span in spans if span)
        self._starts = [span.start for span in ordered]
        self._ends = list(accumulate((span.end for span in ordered), max))

    def overlap(self, other: Span) -> bool:
        """Whether one of the spans shares a character with ``other``."""
        before = bisect_left(self._starts, other.end)
        return before > 0 and other.start < self._ends[before - 1]
