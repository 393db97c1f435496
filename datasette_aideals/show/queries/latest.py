"""The deals by their latest change, for feeds."""

from collections.abc import Iterable, Mapping
from sqlite3 import Connection

from ..change_shapes import FirstReport, LatestChange
from ..filters import DealFilter
from .changes import DIGITS
from .deals import DEAL_COLUMNS, LIST_TABLES, conditions, deal_rows
from .rows import array, fetch

TABLES = (*LIST_TABLES, "deal_addresses")
"""What the latest changes are read from."""


def latest_changes(conn: Connection, wanted: DealFilter) -> tuple[LatestChange, ...]:
    """The deals that fit a filter by their latest change, the last one first."""
    fitting, parameters = conditions(wanted)
    found = fetch(
        conn,
        f"""
        SELECT {DEAL_COLUMNS}, deal_log.state, deal_log.at
        FROM deal_log CROSS JOIN deals
        WHERE deals.id = deal_log.deal_id AND {fitting} AND NOT EXISTS (
          SELECT 1 FROM deal_log AS later WHERE later.deal_id = deal_log.deal_id AND later.id > deal_log.id
        )
        ORDER BY deal_log.id DESC LIMIT :size
        """,
        {**parameters, "size": wanted.size},
    )
    reports = _first_reports(conn, [row["id"] for row in found])
    rows = deal_rows(conn, found)
    return tuple(
        LatestChange(row, each["state"], each["at"], reports[row.id]) for row, each in zip(rows, found, strict=True)
    )


def _first_reports(conn: Connection, deals: Iterable[str]) -> Mapping[str, FirstReport]:
    """For each deal under which address it, or a deal that is now part of it, was first written down, and when."""
    holders = {deal[-DIGITS:]: deal for deal in deals}
    addresses = fetch(
        conn,
        "SELECT digits, deal_id FROM deal_addresses WHERE deal_id IN (SELECT value FROM json_each(?))",
        [array(list(holders.values()))],
    )
    holders |= {row["digits"]: row["deal_id"] for row in addresses}
    found = fetch(
        conn,
        f"""
        SELECT substr(deal_id, -{DIGITS}) AS digits, min(id) AS number, min(at) AS at FROM deal_log
        WHERE substr(deal_id, -{DIGITS}) IN (SELECT value FROM json_each(?))
        GROUP BY digits ORDER BY number DESC
        """,
        [array(list(holders))],
    )
    return {holders[row["digits"]]: FirstReport(row["digits"], row["at"]) for row in found}
