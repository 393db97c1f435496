"""The picture of flows: organisations as dots with names, what goes between them as arrows."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..network_shapes import Edge, Node

WIDTH = 960
ROW = 34
"""Height that each organisation has for itself, so that no name covers another."""

_TOP, _SIDE = 30, 90
_THIN, _THICK = 1.5, 8.0
_SMALL, _LARGE = 5.0, 16.0
_GAP = 7.0
_BEND = 0.14


@dataclass(frozen=True)
class Dot:
    """An organisation: its middle and size, and on which side its name stands."""

    node: Node
    x: float
    y: float
    radius: float
    left: bool


@dataclass(frozen=True)
class Arrow:
    """What goes from one organisation to another, as an SVG path with a width."""

    edge: Edge
    source: str
    target: str
    path: str
    width: float


@dataclass(frozen=True)
class Network:
    """The whole picture with its size in units of its own."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    arrows: tuple[Arrow, ...]


def network(nodes: Sequence[Node], edges: Iterable[Edge]) -> Network:
    """The picture of some organisations and the flows between them.

    Of the stored places only their order from left to right and from top to bottom is taken: the
    steps between are made equal, so that a crowd in the middle can be read as well.
    """
    height = 2 * _TOP + ROW * max(len(nodes) - 1, 1)
    across = _ranks([node.x for node in nodes])
    down = _ranks([node.y for node in nodes])
    most = max((node.usd for node in nodes), default=0)
    dots = {
        node.organization.id: Dot(
            node,
            x=round(_SIDE + across[number] * (WIDTH - 2 * _SIDE), 1),
            y=round(_TOP + down[number] * (height - 2 * _TOP), 1),
            radius=round(_SMALL + (_LARGE - _SMALL) * math.sqrt(node.usd / most if most else 0), 1),
            left=across[number] > 0.6,
        )
        for number, node in enumerate(nodes)
    }
    drawn = [edge for edge in edges if edge.source in dots and edge.target in dots and edge.source != edge.target]
    largest = max((edge.usd or 0 for edge in drawn), default=0)
    arrows = [_arrow(edge, dots[edge.source], dots[edge.target], largest) for edge in drawn]
    return Network(WIDTH, height, tuple(dots.values()), tuple(arrows))


def _ranks(values: Sequence[float]) -> list[float]:
    """For each value its place among all, from 0 for the smallest to 1; equal ones follow each other."""
    order = sorted(range(len(values)), key=lambda number: (values[number], number))
    last = max(len(values) - 1, 1)
    places = {number: place / last for place, number in enumerate(order)}
    return [places[number] for number in range(len(values))] if len(values) > 1 else [0.5] * len(values)


def _arrow(edge: Edge, source: Dot, target: Dot, largest: int) -> Arrow:
    """A curve that bends to its left, so that the way back does not lie on it."""
    dx, dy = target.x - source.x, target.y - source.y
    bend = source.x + dx / 2 + dy * _BEND, source.y + dy / 2 - dx * _BEND
    start = _edge_of(source, bend, source.radius)
    end = _edge_of(target, bend, target.radius + _GAP)
    share = math.sqrt((edge.usd or 0) / largest) if largest else 0
    return Arrow(
        edge,
        source.node.organization.name,
        target.node.organization.name,
        path=f"M{start[0]:.1f} {start[1]:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {end[0]:.1f} {end[1]:.1f}",
        width=round(_THIN + (_THICK - _THIN) * share, 1),
    )


def _edge_of(dot: Dot, towards: tuple[float, float], distance: float) -> tuple[float, float]:
    dx, dy = towards[0] - dot.x, towards[1] - dot.y
    length = math.hypot(dx, dy) or 1.0
    return dot.x + dx / length * distance, dot.y + dy / length * distance
