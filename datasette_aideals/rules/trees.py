"""Boosted trees whose splits stand in data files: from a row of numbers to a probability."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from .lexicon import read_lines

Node: TypeAlias = "float | tuple[int, float, Node, Node]"
"""A leaf with what it adds to the log odds, or a column, a threshold, and where to go up to it and above it."""


@dataclass(frozen=True)
class Forest:
    """Trees over named columns: their leaves and the bias add up to the log odds."""

    columns: tuple[str, ...]
    bias: float
    trees: tuple[Node, ...]

    def likely(self, row: Sequence[float]) -> float:
        """The probability that a row belongs to what the trees tell."""
        total = self.bias
        for tree in self.trees:
            node = tree
            while isinstance(node, tuple):
                column, threshold, low, high = node
                node = low if row[column] <= threshold else high
            total += node
        return 1 / (1 + math.exp(-total))


def written(forest: Forest) -> list[str]:
    """The lines of a data file: the columns, the bias, then a tree each, its nodes before what hangs from them."""
    lines = [" ".join(forest.columns), f"{forest.bias:.4f}"]
    return lines + [" ".join(_nodes(tree)) for tree in forest.trees]


def _nodes(node: Node) -> Iterator[str]:
    if isinstance(node, tuple):
        yield f"{node[0]}:{node[1]:.4g}"
        yield from _nodes(node[2])
        yield from _nodes(node[3])
    else:
        yield f"{node:.4f}"


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
    return (int(column), float(threshold), _node(words), _node(words)) if threshold else float(column)
