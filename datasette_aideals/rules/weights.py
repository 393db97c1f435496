"""Linear models whose weights stand in data files: from traits to the odds of each answer."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import add

from ..terms import DealType
from .lexicon import read_lines

_KINDS = frozenset(kind.value for kind in DealType)
SCALE = 100


@dataclass(frozen=True)
class LinearModel:
    """The answers that a model gives and, for each trait, what it adds to the weight of each answer, in hundredths.

    Whole numbers, so that the sum is the same in any order and on any Python.
    """

    answers: tuple[str, ...]
    bias: tuple[int, ...]
    weights: Mapping[str, tuple[int, ...]]

    def odds(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each answer."""
        rows = [self.weights[one] for one in features if one in self.weights]
        sums = list(map(sum, zip(self.bias, *rows, strict=True)))
        most = max(sums)
        powers = [math.exp((one - most) / SCALE) for one in sums]
        total = sum(powers)
        return {answer: power / total for answer, power in zip(self.answers, powers, strict=True)}

    def within(self, label: str) -> "LinearModel":
        """The model for one kind of deal: traits as such weigh what they and "label: trait" weigh together."""
        mark = f"{label}: "
        found = {one: row for one, row in self.weights.items() if one.partition(": ")[0] not in _KINDS}
        for feature, row in self.weights.items():
            if feature.startswith(mark):
                plain = found.get(feature[len(mark) :])
                found[feature[len(mark) :]] = tuple(map(add, plain, row)) if plain else row
        return LinearModel(self.answers, self.bias, found)

    def reasons(self, features: Iterable[str], answer: str) -> list[tuple[str, int]]:
        """The traits that speak most for an answer, each with its weight."""
        number = self.answers.index(answer)
        found = [(one, self.weights[one][number]) for one in features if one in self.weights]
        return sorted((one for one in found if one[1]), key=lambda one: -one[1])


@cache
def linear_model(name: str) -> LinearModel:
    """A model of ``data/``: a line with its answers, one with the bias of each, then a line for each trait."""
    lines = read_lines(f"judge_{name}.txt")
    answers = tuple(lines[0].split("\t"))
    weights = {}
    for line in lines[2:]:
        feature, *pairs = line.split("\t")
        row = [0] * len(answers)
        for pair in pairs:
            number, _, weight = pair.partition(":")
            row[int(number)] = int(weight)
        weights[feature] = tuple(row)
    return LinearModel(answers, tuple(map(int, lines[1].split("\t"))), weights)
