"""Linear models whose weights stand in data files: from traits to the odds of each answer."""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from math import exp

from ..terms import DealType
from .lexicon import read_lines

_KINDS = frozenset(kind.value for kind in DealType)
SCALE = 100
_BITS = 32
_ZERO = 1 << _BITS - 1


def packed(row: Iterable[int]) -> int:
    """A whole number for each answer as one number, so that adding two rows is one addition."""
    return sum(weight << at * _BITS for at, weight in enumerate(row))


def unpacked(row: int, answers: int) -> tuple[int, ...]:
    """The numbers of a packed row."""
    raised = row + packed([_ZERO] * answers)
    return tuple((raised >> at * _BITS) % (1 << _BITS) - _ZERO for at in range(answers))


@dataclass(frozen=True)
class LinearModel:
    """The answers that a model gives and, for each trait, what it adds to the weight of each answer, in hundredths.

    Rows of weights are packed. Whole numbers, so that the sum is the same in any order and on any Python.
    """

    answers: tuple[str, ...]
    bias: int
    weights: Mapping[str, int]

    def weigh(self, traits: Iterable[str]) -> int:
        """What traits add to the weights of the answers, packed."""
        return sum(filter(None, map(self.weights.get, traits)))

    def odds(self, traits: Iterable[str], weighed: int = 0) -> dict[str, float]:
        """The probability of each answer by traits and by what others have been ``weighed`` to add."""
        total = self._start + weighed + self.weigh(traits)
        sums = self._fields.unpack(total.to_bytes(self._fields.size, "little"))
        most = max(sums)
        powers = [exp((one - most) / SCALE) for one in sums]
        whole = sum(powers)
        return dict(zip(self.answers, [power / whole for power in powers], strict=True))

    def within(self, label: str) -> "LinearModel":
        """The model for one kind of deal: traits as such weigh what they and "label: trait" weigh together."""
        found = dict(self._by_label.get("", {}))
        for trait, row in self._by_label.get(label, {}).items():
            found[trait] = found.get(trait, 0) + row
        return LinearModel(self.answers, self.bias, found)

    def reasons(self, traits: Iterable[str], answer: str) -> list[tuple[str, int]]:
        """The traits that speak most for an answer, each with its weight."""
        at = self.answers.index(answer)
        raised = ((one, self.weights[one] + self._zero) for one in traits if one in self.weights)
        found = [(one, (row >> at * _BITS) % (1 << _BITS) - _ZERO) for one, row in raised]
        return sorted((one for one in found if one[1]), key=lambda one: -one[1])

    @cached_property
    def _zero(self) -> int:
        """What raises the numbers of a row so that none is below zero."""
        return packed([_ZERO] * len(self.answers))

    @cached_property
    def _start(self) -> int:
        return self.bias + self._zero

    @cached_property
    def _fields(self) -> struct.Struct:
        return struct.Struct(f"<{len(self.answers)}I")

    @cached_property
    def _by_label(self) -> dict[str, dict[str, int]]:
        """The weights of traits as such, under "", and of those that count in one kind of deal only."""
        found: dict[str, dict[str, int]] = {}
        for trait, row in self.weights.items():
            label, _, rest = trait.partition(": ")
            label, plain = (label, rest) if label in _KINDS else ("", trait)
            found.setdefault(label, {})[plain] = row
        return found


@cache
def linear_model(name: str) -> LinearModel:
    """A model of ``data/``: a line with its answers, one with the bias of each, then a line for each trait."""
    answers, bias, *lines = read_lines(f"judge_{name}.txt")
    weights = {}
    for line in lines:
        trait, *pairs = line.split("\t")
        weights[trait] = sum(_placed(pair) for pair in pairs)
    return LinearModel(tuple(answers.split("\t")), packed(map(int, bias.split("\t"))), weights)


def _placed(pair: str) -> int:
    """The packed row of "answer:weight"."""
    number, _, weight = pair.partition(":")
    return int(weight) << int(number) * _BITS
