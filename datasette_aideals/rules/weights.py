"""Linear models whose weights stand in data files: from traits to the odds of each answer."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from ..terms import DealType
from .lexicon import read_lines

_KINDS = frozenset(kind.value for kind in DealType)
SCALE = 100
"""The files hold weights as whole hundredths."""


@dataclass(frozen=True)
class LinearModel:
    """The answers that a model gives and, for each trait, the weight of each answer that it speaks for or against."""

    answers: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]

    def odds(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each answer."""
        sums = list(self.bias)
        for feature in features:
            for answer, weight in self.weights.get(feature, ()):
                sums[answer] += weight
        most = max(sums)
        powers = [math.exp(one - most) for one in sums]
        total = sum(powers)
        return {answer: power / total for answer, power in zip(self.answers, powers, strict=True)}

    def within(self, label: str) -> "LinearModel":
        """The model for one kind of deal: traits as such weigh what they and "label: trait" weigh together."""
        mark = f"{label}: "
        found = {one: weights for one, weights in self.weights.items() if one.partition(": ")[0] not in _KINDS}
        for feature, weights in self.weights.items():
            if feature.startswith(mark):
                trait = feature[len(mark) :]
                found[trait] = found.get(trait, ()) + weights
        return LinearModel(self.answers, self.bias, found)

    def reasons(self, features: Iterable[str], answer: str) -> list[tuple[str, float]]:
        """The traits that speak most for an answer, each with its weight."""
        number = self.answers.index(answer)
        found = [(one, weight) for one in features for at, weight in self.weights.get(one, ()) if at == number]
        return sorted(found, key=lambda one: -one[1])


@cache
def linear_model(name: str) -> LinearModel:
    """A model of ``data/``: a line with its answers, one with the bias of each, then a line for each trait."""
    lines = read_lines(f"judge_{name}.txt")
    answers = tuple(lines[0].split("\t"))
    bias = tuple(int(one) / SCALE for one in lines[1].split("\t"))
    weights = {}
    for line in lines[2:]:
        feature, *pairs = line.split("\t")
        weights[feature] = tuple(
            (int(number), int(weight) / SCALE) for number, weight in (pair.split(":") for pair in pairs)
        )
    return LinearModel(answers, bias, weights)
