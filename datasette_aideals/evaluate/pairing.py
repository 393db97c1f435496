"""Pairing the deals that were found with those that are wanted."""

from collections.abc import Sequence
from math import inf

from .facts import DealFacts, Money, PartyFacts
from .names import same_name

_LEAST_OVERLAP = 0.4
_TOLERANCE = 0.01

Pair = tuple[int, int]
"""Positions of a found thing and of the wanted one that it is paired with."""


def paired_deals(found: Sequence[DealFacts], wanted: Sequence[DealFacts]) -> list[Pair]:
    """Pair deals one to one so that the total likeness is highest; deals that are not alike stay alone."""
    return best_pairs([[likeness(one, other) for other in wanted] for one in found])


def likeness(found: DealFacts, wanted: DealFacts) -> float:
    """How much two deals have in common, from 0 to 6.

    0 unless about half of the parties are the same and the type or the amount is; else three times the
    parties' overlap (Dice), plus 2 for the same amount, plus 1 for the same type.
    """
    everyone = len(found.parties) + len(wanted.parties)
    overlap = 2 * len(paired_parties(found.parties, wanted.parties)) / everyone if everyone else 0
    amount = same_money(found.amount, wanted.amount)
    kind = found.type is wanted.type
    if overlap < _LEAST_OVERLAP or not (amount or kind):
        return 0.0
    return 3 * overlap + 2 * amount + kind


def paired_parties(found: Sequence[PartyFacts], wanted: Sequence[PartyFacts], *, by_role: bool = False) -> list[Pair]:
    """Pair parties one to one by name, and by role where asked; each takes the first that is free."""
    pairs: list[Pair] = []
    free = dict(enumerate(wanted))
    for position, party in enumerate(found):
        for other, candidate in free.items():
            if same_name(party.name, candidate.names) and (not by_role or party.role is candidate.role):
                pairs.append((position, other))
                del free[other]
                break
    return pairs


def same_money(found: Money | None, wanted: Money | None) -> bool:
    """Whether both are there, in one currency and less than a hundredth apart; either end of a range will do."""
    if found is None or wanted is None or found.value is None or wanted.value is None:
        return False
    if (found.currency or "").upper() != (wanted.currency or "").upper():
        return False
    ends = [wanted.value, wanted.value_max] if wanted.value_max else [wanted.value]
    return any(abs(found.value - end) <= _TOLERANCE * abs(end) for end in ends)


def best_pairs(weights: Sequence[Sequence[float]]) -> list[Pair]:
    """Pairs (row, column), each used once, whose weights have the highest sum; weights of 0 make no pair.

    Of several best pairings it gives the one that the Hungarian method meets first when rows come
    in order and the lowest column wins a tie, so that the figures can be repeated.
    """
    if not weights or not weights[0]:
        return []
    if len(weights) > len(weights[0]):
        return sorted((row, column) for column, row in best_pairs(list(zip(*weights, strict=True))))
    most = max(max(row) for row in weights)
    seating = _Seating([[most - weight for weight in row] for row in weights])
    for row in range(len(weights)):
        seating.seat(row)
    pairs = [(row, column) for column, row in enumerate(seating.holders[:-1]) if row is not None]
    return sorted((row, column) for row, column in pairs if weights[row][column] > 0)


class _Seating:
    """Rows in columns at the least cost (the Hungarian method); no more rows than columns."""

    def __init__(self, costs: list[list[float]]) -> None:
        self._costs = costs
        self._gate = len(costs[0])
        """A place behind the last column, where a row waits until it gets one."""
        self._row_prices = [0.0] * len(costs)
        self._column_prices = [0.0] * (self._gate + 1)
        self.holders: list[int | None] = [None] * (self._gate + 1)
        """The row in each column."""

    def seat(self, row: int) -> None:
        """Give one more row a column, and move the rows that have one where this costs less in all."""
        column, least, before = self._gate, [inf] * self._gate, [self._gate] * self._gate
        reached: dict[int, int] = {}
        self.holders[column] = row
        while (holder := self.holders[column]) is not None:
            reached[column] = holder
            open_columns = [other for other in range(self._gate) if other not in reached]
            for other in open_columns:
                cost = self._costs[holder][other] - self._row_prices[holder] - self._column_prices[other]
                if cost < least[other]:
                    least[other], before[other] = cost, column
            column = min(open_columns, key=least.__getitem__)
            self._pay(least[column], reached)
            least = [cost if other in reached else cost - least[column] for other, cost in enumerate(least)]
        while column != self._gate:
            self.holders[column] = self.holders[before[column]]
            column = before[column]

    def _pay(self, step: float, reached: dict[int, int]) -> None:
        for column, holder in reached.items():
            self._row_prices[holder] += step
            self._column_prices[column] -= step
