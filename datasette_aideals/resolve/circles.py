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
from ..store.writing import insert_row

LONGEST = 5
"""Organisations in a circle: beyond that a way back says little."""

MOST = 500
"""Circles that are kept. Where there are more, only the shorter ones are."""

Edge = tuple[str, str]

_FIRM = "FROM payments WHERE gives = 'money' AND NOT rumored"


@dataclass(frozen=True)
class Payment:
    """What one deal adds to a step of a circle."""

    deal_id: str
    source: str
    target: str
    amount_usd: int | None
    up_to: bool
    converted: bool


def refill_circles(db: Database) -> None:
    """Fill ``circles`` and ``circle_steps`` from the money in ``payments``.

    A subsidiary counts as the company that it belongs to: what is paid to it comes back to its parent.
    """
    db.conn.execute("DELETE FROM circle_steps")
    db.conn.execute("DELETE FROM circles")
    groups = _Groups(db)
    found = [(members, _edges_of(members)) for members in find_circles(groups.edges())]
    payments = groups.payments({edge for _, edges in found for edge in edges})
    names = {row["id"]: row["name"] for row in rows(db, "SELECT id, name FROM organizations")} if found else {}
    for members, edges in found:
        name = hashlib.sha256("|".join(members).encode()).hexdigest()[:10]
        insert_row(db, "circles", {"id": name, **_sized(members, [payments[edge] for edge in edges], names)})
        db.conn.executemany(
            "INSERT INTO circle_steps (circle_id, step, deal_id, source, target) VALUES (?, ?, ?, ?, ?)",
            [
                (name, step, payment.deal_id, payment.source, payment.target)
                for step, edge in enumerate(edges, start=1)
                for payment in payments[edge]
            ],
        )


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


def _edges_of(members: tuple[str, ...]) -> list[Edge]:
    return list(zip(members, (*members[1:], members[0]), strict=True))


class _Groups:
    """Who pays whom, with each company as the head of the group that it belongs to."""

    def __init__(self, db: Database) -> None:
        self._db = db
        found = rows(db, "SELECT id, parent FROM organizations WHERE parent <> id")
        self._parents: dict[str, str] = {row["id"]: row["parent"] for row in found}

    def edges(self) -> list[Edge]:
        """Every pair of groups of which one pays the other."""
        found = self._db.conn.execute(f"SELECT DISTINCT source, target {_FIRM}")
        edges = dict.fromkeys((self._head(source), self._head(target)) for source, target in found)
        return sorted(edge for edge in edges if edge[0] != edge[1])

    def payments(self, edges: set[Edge]) -> dict[Edge, list[Payment]]:
        """What deals move between the groups of each of ``edges``; a deal counts once for each."""
        members = {one for edge in edges for one in edge}
        members |= {one for one in self._parents if self._head(one) in members}
        found = self._db.conn.execute(
            f"SELECT deal_id, source, target, amount_usd, qualifier, amount_usd_basis {_FIRM}"
            " AND source IN (SELECT value FROM json_each(?)) ORDER BY source, target, deal_id",
            [json.dumps(sorted(members))],
        )
        payments: dict[Edge, dict[str, Payment]] = defaultdict(dict)
        for deal, source, target, amount, qualifier, basis in found:
            edge = self._head(source), self._head(target)
            if edge in edges:
                payment = Payment(deal, source, target, amount, qualifier == "up_to", basis == "converted")
                payments[edge].setdefault(deal, payment)
        return {edge: list(by_deal.values()) for edge, by_deal in payments.items()}

    def _head(self, organization: str) -> str:
        seen = {organization}
        while (above := self._parents.get(organization)) and above not in seen:
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
        "converted": int(any(payment.converted for step in steps for payment in step)),
        "deals": len({payment.deal_id for step in steps for payment in step}),
    }
