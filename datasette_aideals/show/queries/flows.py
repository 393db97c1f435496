"""Who pays whom: the flows, the organisations to draw, and the circles that money runs in."""

from collections import defaultdict
from enum import Enum
from sqlite3 import Connection
from typing import Any

from ...terms import DealType
from ..list_filters import ListFilter, ListOptions
from ..network_shapes import Circle, Edge, Flow, Flows, Named, Node, Step
from .deals import is_organization, organizations_named
from .kept import kept
from .paging import Order, cut, page_of
from .rows import Row, array, decoded, fetch, first

TABLES = ("flows", "organizations", "circles", "circle_steps", "payments", "deals")
"""What the page of flows is read from."""

DRAWN = 20
"""Organisations in the picture: with more, its arrows can't be told apart."""

CIRCLES = 50
"""Circles that are shown, the largest first."""


class Gives(str, Enum):
    """What can go from one organisation to another."""

    MONEY = "money"
    COMPUTE = "compute"
    RIGHTS = "rights"


OPTIONS = ListOptions(
    words=("organization",),
    terms={"gives": Gives, "type": DealType},
    about={
        "organization": "Flows to or from the organisation with this id, name or other name.",
        "gives": "What goes this way.",
        "type": "Flows by deals of this type.",
    },
    numeric=True,
)

_ORDER = Order("flows.amount_usd", True, "flows.rowid")

_COLUMNS = """
    flows.rowid AS number, flows.source, giver.name AS source_name, flows.target, taker.name AS target_name,
    flows.gives, flows.type, flows.currency, flows.amount, flows.up_to, flows.amount_usd, flows.gigawatts,
    flows.deals, flows.rumored, flows.deal_ids
"""

_JOINED = """
    flows JOIN organizations AS giver ON giver.id = flows.source
    JOIN organizations AS taker ON taker.id = flows.target
"""


def list_flows(conn: Connection, wanted: ListFilter) -> Flows:
    """The largest flows in US dollars first, those without a sum last."""
    condition, parameters = _conditions(wanted)
    counted = first(conn, f"SELECT count(*) AS number FROM flows WHERE {condition}", parameters)
    select = f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {condition}"
    found = page_of(conn, select, _ORDER, wanted.after, wanted.size, parameters)
    shown, following = cut(found, wanted.size, "amount_usd", "number")
    key = ("flows", *sorted(parameters.items()))
    nodes, edges = kept(key, lambda: _picture(conn, condition, parameters))
    circles = first(conn, "SELECT count(*) AS number FROM circles")
    return Flows(
        rows=tuple(_flow(row) for row in shown),
        count=counted["number"] if counted else 0,
        next=following,
        wanted=wanted,
        organization_known=not wanted["organization"] or is_organization(conn, wanted["organization"]),
        nodes=nodes,
        edges=edges,
        circles=_circles(conn, wanted["organization"]),
        circle_count=circles["number"] if circles else 0,
    )


def _conditions(wanted: ListFilter) -> tuple[str, dict[str, Any]]:
    conditions = ["1"]
    parameters: dict[str, Any] = {}
    for name in ("gives", "type"):
        if wanted[name]:
            conditions.append(f"flows.{name} = :{name}")
            parameters[name] = wanted[name]
    if wanted["organization"]:
        named = organizations_named()
        conditions.append(f"(flows.source IN ({named}) OR flows.target IN ({named}))")
        parameters["organization"] = wanted["organization"]
    return " AND ".join(conditions), parameters


def _flow(row: Row) -> Flow:
    ids = decoded(row["deal_ids"])
    return Flow(
        source=Named(row["source"], row["source_name"]),
        target=Named(row["target"], row["target_name"]),
        currency=row["currency"] or None,
        deal_ids=tuple(str(id_) for id_ in ids) if isinstance(ids, list) else (),
        **{
            key: row[key] for key in ("gives", "type", "amount", "up_to", "amount_usd", "gigawatts", "deals", "rumored")
        },
    )


def _picture(conn: Connection, condition: str, parameters: dict[str, Any]) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """The organisations through which most of the wanted flows go, with all the arrows between them."""
    through = fetch(
        conn,
        f"""
        SELECT organizations.id, organizations.name, organizations.x, organizations.y,
               sum(ends.usd) AS usd, sum(ends.deals) AS deals
        FROM (
          SELECT source AS id, coalesce(amount_usd, 0) AS usd, deals FROM flows WHERE {condition}
          UNION ALL SELECT target, coalesce(amount_usd, 0), deals FROM flows WHERE {condition}
        ) AS ends JOIN organizations ON organizations.id = ends.id
        GROUP BY organizations.id ORDER BY usd DESC, deals DESC, organizations.id LIMIT {DRAWN}
        """,
        parameters,
    )
    nodes = tuple(
        # What has no place of its own in the picture of all stands in the middle.
        Node(Named(row["id"], row["name"]), _place(row["x"]), _place(row["y"]), row["usd"])
        for row in through
    )
    return nodes, _edges(conn, condition, {**parameters, "nodes": array([row["id"] for row in through])})


def _place(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.5


def _edges(conn: Connection, condition: str, parameters: dict[str, Any]) -> tuple[Edge, ...]:
    drawn = "source IN (SELECT value FROM json_each(:nodes)) AND target IN (SELECT value FROM json_each(:nodes))"
    steps = f"SELECT DISTINCT source, target FROM circle_steps WHERE {drawn}"
    in_circles = {(row["source"], row["target"]) for row in fetch(conn, steps, {"nodes": parameters["nodes"]})}
    found = fetch(
        conn,
        f"""
        SELECT source, target, sum(amount_usd) AS usd, sum(deals) AS deals FROM flows
        WHERE {condition} AND {drawn}
        GROUP BY source, target ORDER BY usd DESC, source, target
        """,
        parameters,
    )
    return tuple(
        Edge(row["source"], row["target"], row["usd"], row["deals"], (row["source"], row["target"]) in in_circles)
        for row in found
    )


def _circles(conn: Connection, organization: str) -> tuple[Circle, ...]:
    condition = "1"
    if organization:
        condition = f"""
            circles.id IN (
              SELECT circle_id FROM circle_steps
              WHERE source IN ({organizations_named()}) OR target IN ({organizations_named()})
            )
        """
    found = fetch(
        conn,
        f"""
        SELECT id, name, organizations, amount_usd, least_usd, up_to, deals FROM circles
        WHERE {condition} ORDER BY amount_usd DESC, id LIMIT {CIRCLES}
        """,
        {"organization": organization} if organization else {},
    )
    steps = _steps(conn, [row["id"] for row in found])
    return tuple(
        Circle(
            id=row["id"],
            name=row["name"],
            amount_usd=row["amount_usd"],
            least_usd=row["least_usd"],
            up_to=bool(row["up_to"]),
            deals=row["deals"],
            steps=steps.get(row["id"], ()),
        )
        for row in found
    )


def _steps(conn: Connection, circles: list[str]) -> dict[str, tuple[Step, ...]]:
    found = fetch(
        conn,
        """
        SELECT circle_steps.circle_id, circle_steps.step, circle_steps.source, giver.name AS source_name,
               circle_steps.target, taker.name AS target_name, deals.id, deals.title, payments.amount_usd
        FROM circle_steps
        JOIN organizations AS giver ON giver.id = circle_steps.source
        JOIN organizations AS taker ON taker.id = circle_steps.target
        JOIN deals ON deals.id = circle_steps.deal_id
        LEFT JOIN payments ON payments.deal_id = circle_steps.deal_id AND payments.gives = 'money'
          AND payments.source = circle_steps.source AND payments.target = circle_steps.target
        WHERE circle_steps.circle_id IN (SELECT value FROM json_each(?))
        ORDER BY circle_steps.circle_id, circle_steps.step, payments.amount_usd DESC, deals.id
        """,
        [array(circles)],
    )
    together: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in found:
        together[row["circle_id"], row["step"]].append(row)
    steps: dict[str, tuple[Step, ...]] = {}
    for (circle, _), rows in together.items():
        sums = [row["amount_usd"] for row in rows if row["amount_usd"] is not None]
        step = Step(
            Named(rows[0]["source"], rows[0]["source_name"]),
            Named(rows[0]["target"], rows[0]["target_name"]),
            sum(sums) if sums else None,
            tuple(Named(row["id"], row["title"]) for row in rows),
        )
        steps[circle] = (*steps.get(circle, ()), step)
    return steps
