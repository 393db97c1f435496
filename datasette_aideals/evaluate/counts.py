"""Counting what is right, wrong and missing, and the ratios that follow."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """True positives, false positives and false negatives; ratios are from 0 to 1, and 0 of nothing is 0."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """The share of what is wanted that was found."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Tally:
    """The three counts that a result is told in: deals, deals that agree strictly, and slots."""

    deals: Count = Count()
    strict: Count = Count()
    slots: Count = Count()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.deals + other.deals, self.strict + other.strict, self.slots + other.slots)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    return sum(tallies, Tally())
