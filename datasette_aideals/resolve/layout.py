"""Where to draw the organisations of the picture of flows: pulled together by money, pushed apart by nearness."""

import math
from collections.abc import Mapping, Sequence

STEPS = 80
Point = tuple[float, float]


def positions(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, Point]:
    """A place for each node, both coordinates from 0 to 1: the same for the same nodes and edges.

    They start on a circle in the order of their names and are moved by forces (Fruchterman and Reingold).
    """
    ordered = sorted(nodes)
    count = len(ordered)
    turn = 2 * math.pi / max(count, 1)
    at = {node: (math.cos(turn * number), math.sin(turn * number)) for number, node in enumerate(ordered)}
    links = sorted({(min(pair), max(pair)) for pair in edges if pair[0] in at and pair[1] in at and pair[0] != pair[1]})
    ideal = 2 / math.sqrt(max(count, 1))
    for step in range(STEPS if count > 2 else 0):
        at = _moved(at, links, ideal, 0.2 * (1 - step / STEPS))
    return _fitted(at)


def _moved(at: Mapping[str, Point], links: Sequence[tuple[str, str]], ideal: float, longest: float) -> dict[str, Point]:
    force = {node: [0.0, 0.0] for node in at}
    nodes = list(at)
    for number, one in enumerate(nodes):
        for other in nodes[number + 1 :]:
            _push(force, at, one, other, -ideal * ideal)
    for one, other in links:
        _pull(force, at, one, other, ideal)
    moved = {}
    for node, (x, y) in at.items():
        length = math.hypot(*force[node]) or 1.0
        share = min(length, longest) / length
        moved[node] = (x + force[node][0] * share, y + force[node][1] * share)
    return moved


def _push(force: dict[str, list[float]], at: Mapping[str, Point], one: str, other: str, strength: float) -> None:
    dx, dy = at[other][0] - at[one][0], at[other][1] - at[one][1]
    square = max(dx * dx + dy * dy, 1e-6)
    _apply(force, one, other, dx * strength / square, dy * strength / square)


def _pull(force: dict[str, list[float]], at: Mapping[str, Point], one: str, other: str, ideal: float) -> None:
    dx, dy = at[other][0] - at[one][0], at[other][1] - at[one][1]
    distance = math.hypot(dx, dy)
    _apply(force, one, other, dx * distance / ideal, dy * distance / ideal)


def _apply(force: dict[str, list[float]], one: str, other: str, fx: float, fy: float) -> None:
    force[one][0] += fx
    force[one][1] += fy
    force[other][0] -= fx
    force[other][1] -= fy


def _fitted(at: Mapping[str, Point]) -> dict[str, Point]:
    """The places stretched to fill the picture, rounded so that no machine's last digit shows."""
    if not at:
        return {}
    xs, ys = [x for x, _ in at.values()], [y for _, y in at.values()]
    return {node: (_share(x, min(xs), max(xs)), _share(y, min(ys), max(ys))) for node, (x, y) in at.items()}


def _share(value: float, low: float, high: float) -> float:
    return round((value - low) / (high - low), 3) if high - low > 1e-9 else 0.5
