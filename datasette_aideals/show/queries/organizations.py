"""Organisations: the list of them, and each with its deals, its money and those it deals with."""

from collections.abc import Iterable
from sqlite3 import Connection

from ...errors import UnknownOrganization
from ..filters import Sort
from ..list_filters import ListFilter, ListOptions
from ..network_shapes import (
    Counterparty,
    Named,
    Organization,
    OrganizationList,
    OrganizationRow,
    Payments,
    RoleDeals,
)
from .deals import TABLES as DEAL_TABLES
from .deals import deals_where
from .kept import kept
from .paging import Order, cut, page_of
from .rows import Row, array, decoded, fetch, first

LIST_TABLES = ("organizations", "flows")
"""What the list of organisations is read from."""

TABLES = (*DEAL_TABLES, "flows", "deal_log")
"""What the page of an organisation is read from."""

OPTIONS = ListOptions(words=("q",), about={"q": "Organisations with this in their name."}, numeric=True)

NEWEST = 10
"""Deals that are shown of each role."""

MOST = 100
"""Counterparties that are shown."""

_ORDER = Order("organizations.deal_count", True, "organizations.id")

_COLUMNS = """
    organizations.id, organizations.name, organizations.kind, organizations.ai, organizations.deal_count,
    organizations.aliases, above.id AS parent_id, above.name AS parent_name
"""

_JOINED = "organizations LEFT JOIN organizations AS above ON above.id = organizations.parent"

_SUMS = """
    sum(amount_usd) AS usd, max(coalesce(up_to, 0) > 0) AS up_to, sum(deals) AS deals, sum(rumored) AS rumored
"""

_COUNTERPARTIES = """
    SELECT organizations.id, organizations.name, count(DISTINCT own.deal_id) AS number,
           (
             SELECT coalesce(sum(amount_usd), 0) FROM flows
             WHERE gives = 'money' AND source = :id AND target = organizations.id
           ) + (
             SELECT coalesce(sum(amount_usd), 0) FROM flows
             WHERE gives = 'money' AND source = organizations.id AND target = :id
           ) AS usd
    FROM deal_parties AS own
    JOIN deal_parties AS other ON other.deal_id = own.deal_id AND other.organization_id <> own.organization_id
    JOIN organizations ON organizations.id = other.organization_id
    WHERE own.organization_id = :id
    GROUP BY organizations.id ORDER BY usd DESC, number DESC, organizations.name, organizations.id
"""


def list_organizations(conn: Connection, wanted: ListFilter) -> OrganizationList:
    """Those that have part in most deals first."""
    condition, parameters = "1", {}
    if wanted["q"]:
        condition = "(instr(lower(organizations.name), lower(:q)) OR instr(lower(organizations.aliases), lower(:q)))"
        parameters["q"] = wanted["q"]
    counted = first(conn, f"SELECT count(*) AS number FROM organizations WHERE {condition}", parameters)
    select = f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {condition}"
    found = page_of(conn, select, _ORDER, wanted.after, wanted.size, parameters)
    shown, following = cut(found, wanted.size, "deal_count", "id")
    return OrganizationList(_rows(conn, shown), counted["number"] if counted else 0, following, wanted)


def find_organization(conn: Connection, organization_id: str) -> Organization:
    """The organisation with this id. Raises UnknownOrganization."""
    return kept(("organization", organization_id), lambda: whole_organization(conn, organization_id))


def whole_organization(conn: Connection, organization_id: str) -> Organization:
    """The same, found out anew."""
    found = fetch(conn, f"SELECT {_COLUMNS} FROM {_JOINED} WHERE organizations.id = ?", [organization_id])
    if not found:
        raise UnknownOrganization("There is no organisation at this address.")
    aliases = decoded(found[0]["aliases"])
    others, more = _counterparties(conn, organization_id)
    return Organization(
        row=_rows(conn, found)[0],
        aliases=tuple(str(name) for name in aliases) if isinstance(aliases, list) else (),
        children=_children(conn, organization_id),
        roles=_roles(conn, organization_id),
        counterparties=others,
        more_counterparties=more,
    )


def organization_ids_after(conn: Connection, after: str, size: int) -> list[str]:
    """Ids of the first ``size`` organisations that come after an id, in the order of the ids."""
    sql = "SELECT id FROM organizations WHERE id > ? ORDER BY id LIMIT ?"
    return [row["id"] for row in fetch(conn, sql, [after, size])]


def _rows(conn: Connection, found: Iterable[Row]) -> tuple[OrganizationRow, ...]:
    shown = list(found)
    ids = [row["id"] for row in shown]
    paid, received = _money(conn, "source", ids), _money(conn, "target", ids)
    return tuple(
        OrganizationRow(
            id=row["id"],
            name=row["name"],
            kind=row["kind"],
            ai=bool(row["ai"]),
            deal_count=row["deal_count"],
            parent=Named(row["parent_id"], row["parent_name"]) if row["parent_id"] else None,
            paid=paid.get(row["id"]),
            received=received.get(row["id"]),
        )
        for row in shown
    )


def _money(conn: Connection, side: str, ids: list[str]) -> dict[str, Payments]:
    """The money that each organisation gave (side ``source``) or got (``target``)."""
    sql = f"""
        SELECT {side} AS id, {_SUMS} FROM flows
        WHERE gives = 'money' AND {side} IN (SELECT value FROM json_each(?)) GROUP BY {side}
    """
    return {row["id"]: _payments(row) for row in fetch(conn, sql, [array(ids)])}


def _payments(row: Row) -> Payments:
    return Payments(row["usd"], bool(row["up_to"]), row["deals"], row["rumored"])


def _children(conn: Connection, organization_id: str) -> tuple[Named, ...]:
    found = fetch(
        conn,
        "SELECT id, name FROM organizations WHERE parent = ? AND id <> parent ORDER BY deal_count DESC, name LIMIT 50",
        [organization_id],
    )
    return tuple(Named(row["id"], row["name"]) for row in found)


def _roles(conn: Connection, organization_id: str) -> tuple[RoleDeals, ...]:
    found = fetch(
        conn,
        """
        SELECT role, count(*) AS number FROM deal_parties WHERE organization_id = ?
        GROUP BY role ORDER BY number DESC, role
        """,
        [organization_id],
    )
    of_role = "deals.id IN (SELECT deal_id FROM deal_parties WHERE organization_id = :organization AND role = :role)"
    return tuple(
        RoleDeals(
            row["role"],
            row["number"],
            deals_where(conn, of_role, Sort.NEWEST, NEWEST, {"organization": organization_id, "role": row["role"]}),
        )
        for row in found
    )


def _counterparties(conn: Connection, organization_id: str) -> tuple[tuple[Counterparty, ...], int]:
    """Those with most money or deals in common, and how many more there are."""
    # Some have part in very many deals, so what is not shown is only counted.
    cursor = conn.execute(_COUNTERPARTIES, {"id": organization_id})
    shown = cursor.fetchmany(MOST)
    more = sum(1 for _ in cursor)
    ids = [id_ for id_, _, _, _ in shown]
    paid = _exchanged(conn, "source", "target", organization_id, ids)
    received = _exchanged(conn, "target", "source", organization_id, ids)
    others = (
        Counterparty(Named(id_, name), number, paid.get(id_), received.get(id_)) for id_, name, number, _ in shown
    )
    return tuple(others), more


def _exchanged(conn: Connection, own: str, other: str, organization_id: str, others: list[str]) -> dict[str, Payments]:
    sql = f"""
        SELECT {other} AS id, {_SUMS} FROM flows
        WHERE gives = 'money' AND {own} = ? AND {other} IN (SELECT value FROM json_each(?)) GROUP BY {other}
    """
    return {row["id"]: _payments(row) for row in fetch(conn, sql, [organization_id, array(others)])}
