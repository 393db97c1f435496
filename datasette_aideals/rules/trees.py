"""Boosted trees whose splits stand in data files: from a row of numbers to a probability."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeAlias

from .lexicon import read_lines

Node: TypeAlias = "tuple[int, float, tuple[Node, ...]]"
"""A column, a threshold, where to go above and up to it; or a leaf: -1, what it adds to the log odds, nothing."""


_STEP = 10_000
"""Leaves are counted in ten-thousandths: whole numbers add up to the same in any order."""


@dataclass(frozen=True)
class Forest:
    """Trees over named columns: their leaves and the bias add up to the log odds."""

    columns: tuple[str, ...]
    bias: float
    trees: tuple[Node, ...]

    def likely(self, row: Sequence[float]) -> float:
        """The probability that a row belongs to what the trees tell."""
        return 1 / (1 + math.exp(-(self.bias + self._leaves(*row) / _STEP)))

    @cached_property
    def _leaves(self) -> Callable[..., int]:
        """What the leaves of a row add up to: all trees as one expression, as walking them takes five times as long."""
        columns = ", ".join(f"c{column}" for column in range(len(self.columns)))
        total = " + ".join(_expression(tree) for tree in self.trees)
        function: Callable[..., int] = eval(f"lambda {columns}: {total}", {})
        return function


def _expression(node: Node) -> str:
    """A tree as nested conditions in Python; there are numbers in it and nothing else."""
    column, number, ways = node
    if ways:
        return f"({_expression(ways[True])} if c{column} <= {number!r} else {_expression(ways[False])})"
    return str(round(number * _STEP))


def written(forest: Forest) -> list[str]:
    """The lines of a data file: the columns, the bias, then a tree each, its nodes before what hangs from them."""
    lines = [" ".join(forest.columns), f"{forest.bias:.4f}"]
    return lines + [" ".join(_nodes(tree)) for tree in forest.trees]


def leaf(adds: float) -> Node:
    """A node from which nothing hangs."""
    return -1, adds, ()


def fork(column: int, threshold: float, low: Node, high: Node) -> Node:
    """A node that leads to ``low`` up to a threshold and to ``high`` above it."""
    return column, threshold, (high, low)


def _nodes(node: Node) -> Iterator[str]:
    column, number, ways = node
    if ways:
        yield f"{column}:{number:.4g}"
        yield from _nodes(ways[True])
        yield from _nodes(ways[False])
    else:
        yield f"{number:.4f}"


@cache
def forest(name: str) -> Forest:
    """Trees of ``data/``."""
    return read_forest(read_lines(f"judge_{name}.txt"))


def read_forest(lines: Sequence[str]) -> Forest:
    """The forest that ``written`` wrote."""
    columns, bias, *trees = lines
    return Forest(tuple(columns.split()), float(bias), tuple(_node(iter(line.split())) for line in trees))


def _node(words: Iterator[str]) -> Node:
    column, _, threshold = next(words).partition(":")
    return fork(int(column), float(threshold), _node(words), _node(words)) if threshold else leaf(float(column))
