"""Circles of money: ways from an organisation over others back to it, by deals that are announced or done."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlite_utils import Database

from ..store.database import rows

LONGEST = 5
"""Organisations in a circle: beyond that a way back says little."""

MOST = 500
"""Circles that are kept. Where there are more, only the shorter ones are."""

Edge = tuple[str, str]


@dataclass(frozen=True)
class Payment:
    """What one deal adds to a step of a circle."""

    deal_id: str
    source: str
    target: str
    amount_usd: int | None
    up_to: bool


def circle_rows(db: Database) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of ``circles`` and of ``circle_steps``, from the money in ``payments``.

    A subsidiary counts as the company that it belongs to: what is paid to it comes back to its parent.
    """
    payments = _payments(db)
    names = {row["id"]: row["name"] for row in rows(db, "SELECT id, name FROM organizations")} if payments else {}
    circles: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    for members in find_circles(list(payments)):
        edges = list(zip(members, (*members[1:], members[0]), strict=True))
        name = hashlib.sha256("|".join(members).encode()).hexdigest()[:10]
        circles.append({"id": name, **_sized(members, [payments[edge] for edge in edges], names)})
        steps.extend(
            {
                "circle_id": name,
                "step": step,
                "deal_id": payment.deal_id,
                "source": payment.source,
                "target": payment.target,
            }
            for step, edge in enumerate(edges, start=1)
            for payment in payments[edge]
        )
    return circles, steps


def find_circles(edges: list[Edge]) -> list[tuple[str, ...]]:
    """The circles in a directed graph, each beginning with its first member in the order of the alphabet.

    No more than MOST: where circles of a length would go beyond that, none of that length is given.
    """
    import networkx

    graph = networkx.DiGraph(edges)
    within = [part for part in networkx.strongly_connected_components(graph) if len(part) > 1]
    following: dict[str, list[str]] = {}
    for part in within:
        following.update({node: sorted(set(graph[node]) & part) for node in part})
    found: list[tuple[str, ...]] = []
    for length in range(2, LONGEST + 1):
        ways = (way for first in sorted(following) for way in _ways_back(following, first, length))
        circles = list(islice(ways, MOST + 1 - len(found)))
        if len(found) + len(circles) > MOST:
            break
        found.extend(circles)
    return found


def _ways_back(following: Mapping[str, list[str]], first: str, length: int) -> Iterator[tuple[str, ...]]:
    """The circles of this length in which ``first`` is the first member in the order of the alphabet."""
    paths: list[tuple[str, ...]] = [(first,)]
    while paths:
        path = paths.pop()
        if len(path) == length:
            if first in following[path[-1]]:
                yield path
            continue
        paths.extend((*path, node) for node in reversed(following[path[-1]]) if node > first and node not in path)


def _payments(db: Database) -> dict[Edge, list[Payment]]:
    found = rows(
        db,
        "SELECT source, target, deal_id, amount_usd, qualifier FROM payments"
        " WHERE gives = 'money' AND NOT rumored ORDER BY source, target, deal_id",
    )
    parents = {row["id"]: row["parent"] for row in rows(db, "SELECT id, parent FROM organizations WHERE parent <> id")}
    payments: dict[Edge, dict[str, Payment]] = defaultdict(dict)
    for row in found:
        edge = _top(row["source"], parents), _top(row["target"], parents)
        if edge[0] != edge[1]:
            payment = Payment(
                row["deal_id"], row["source"], row["target"], row["amount_usd"], row["qualifier"] == "up_to"
            )
            payments[edge].setdefault(payment.deal_id, payment)
    return {edge: list(found.values()) for edge, found in payments.items()}


def _top(organization: str, parents: Mapping[str, str | None]) -> str:
    """The company at the head of the group that an organisation belongs to."""
    seen = {organization}
    while (above := parents.get(organization)) and above not in seen:
        seen.add(above)
        organization = above
    return organization


def _sized(members: tuple[str, ...], steps: list[list[Payment]], names: Mapping[str, str]) -> dict[str, Any]:
    sums = [sum(payment.amount_usd or 0 for payment in step) for step in steps]
    return {
        "name": " → ".join(names[member] for member in (*members, members[0])),
        "organizations": json.dumps(members),
        "length": len(members),
        "amount_usd": sum(sums) or None,
        "least_usd": min(sums) or None,
        "up_to": int(any(payment.up_to for step in steps for payment in step)),
        "deals": len({payment.deal_id for step in steps for payment in step}),
    }
