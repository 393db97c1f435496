"""Circles of money: ways from an organisation over others back to it, by deals that are announced or done."""

import hashlib
import json
from collections import defaultdict
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
    amount_usd: int | None
    up_to: bool


def circle_rows(db: Database) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of ``circles`` and of ``circle_steps``, from the money in ``payments``."""
    payments = _payments(db)
    circles, steps = [], []
    for members in find_circles(list(payments)):
        edges = list(zip(members, (*members[1:], members[0]), strict=True))
        name = hashlib.sha256("|".join(members).encode()).hexdigest()[:10]
        circles.append({"id": name, **_sized(members, [payments[edge] for edge in edges], _names(db, members))})
        steps.extend(
            {"circle_id": name, "step": step, "deal_id": payment.deal_id, "source": edge[0], "target": edge[1]}
            for step, edge in enumerate(edges, start=1)
            for payment in payments[edge]
        )
    return circles, steps


def find_circles(edges: list[Edge]) -> list[tuple[str, ...]]:
    """The circles in a directed graph, each beginning with its first member in the order of the alphabet.

    No more than MOST: where circles of a length would go beyond that, none of that length is given.
    """
    import networkx

    graph = networkx.DiGraph(sorted(edges))
    within = [part for part in networkx.strongly_connected_components(graph) if len(part) > 1]
    inner = graph.subgraph([node for part in within for node in part]).copy()
    found: list[tuple[str, ...]] = []
    for longest in range(2, LONGEST + 1):
        circles = list(islice(networkx.simple_cycles(inner, length_bound=longest), MOST + 1))
        if len(circles) > MOST:
            break
        found = [_from_first(circle) for circle in circles]
    return sorted(found, key=lambda circle: (len(circle), circle))


def _from_first(circle: list[str]) -> tuple[str, ...]:
    first = circle.index(min(circle))
    return (*circle[first:], *circle[:first])


def _payments(db: Database) -> dict[Edge, list[Payment]]:
    found = rows(
        db,
        "SELECT source, target, deal_id, amount_usd, qualifier FROM payments"
        " WHERE gives = 'money' AND NOT rumored ORDER BY source, target, deal_id",
    )
    payments: dict[Edge, list[Payment]] = defaultdict(list)
    for row in found:
        payment = Payment(row["deal_id"], row["amount_usd"], row["qualifier"] == "up_to")
        payments[row["source"], row["target"]].append(payment)
    return dict(payments)


def _names(db: Database, members: tuple[str, ...]) -> dict[str, str]:
    found = rows(
        db,
        "SELECT id, name FROM organizations WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(members)],
    )
    return {row["id"]: row["name"] for row in found}


def _sized(members: tuple[str, ...], steps: list[list[Payment]], names: dict[str, str]) -> dict[str, Any]:
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
