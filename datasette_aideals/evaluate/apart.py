"""Measuring how well generated pairs of mentions are told apart: one deal told in two ways, or two that look alike."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..resolve.cluster import cluster
from ..resolve.organizations import with_organizations
from .generated import Pair, pairs

NUMBER = 540
"""Generated pairs: each way to change a mention makes twenty."""


@dataclass(frozen=True)
class PairMeasures:
    """How many pairs were taken for what they are.

    ``wrong`` counts by change: a false merge is two deals taken for one, a false split one taken for two.
    """

    same: int
    different: int
    false_merges: int
    false_splits: int
    wrong: tuple[tuple[str, int], ...]

    @property
    def right(self) -> int:
        """Pairs taken for what they are."""
        return self.same + self.different - self.false_merges - self.false_splits

    def as_json(self) -> dict[str, Any]:
        """The measures as plain data."""
        return {
            "pairs": self.same + self.different,
            "same": self.same,
            "different": self.different,
            "right": self.right,
            "wrong": self.false_merges + self.false_splits,
            "false_merges": self.false_merges,
            "false_splits": self.false_splits,
            "wrong_by_change": dict(self.wrong),
        }

    def lines(self) -> Iterator[str]:
        """The measures to read."""
        wrong = self.false_merges + self.false_splits
        yield (
            f"generated pairs ({self.same} of one deal, {self.different} of two): {self.right} right, {wrong} wrong;"
            f" {self.false_merges} false merges, {self.false_splits} false splits"
        )
        yield from (f"wrong: {count} with {change}" for change, count in self.wrong)


def measure_pairs(made: Iterable[Pair] | None = None) -> PairMeasures:
    """Tell pairs apart, those that are generated with the usual seed unless others are given."""
    listed = list(made) if made is not None else list(pairs(NUMBER))
    wrong = [pair for pair in listed if _together(pair) is not pair.same]
    same = sum(pair.same for pair in listed)
    splits = sum(pair.same for pair in wrong)
    by_change = Counter(pair.change for pair in wrong)
    return PairMeasures(same, len(listed) - same, len(wrong) - splits, splits, tuple(sorted(by_change.items())))


def _together(pair: Pair) -> bool:
    return len(cluster(with_organizations([pair.one, pair.other]))) == 1
