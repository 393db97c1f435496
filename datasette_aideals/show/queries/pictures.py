"""Figures of the home page's pictures: deals by month, and what they add up to."""

import re
from sqlite3 import Connection
from typing import Any

from sqlite_utils import Database

from ...store.totals import Total, totals
from ..shapes import Month
from .rows import fetch

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")

_kept: dict[str, tuple[tuple[object, ...], dict[str, Any]]] = {}


def drawn(conn: Connection, ai: str) -> dict[str, Any]:
    """What the pictures show of the deals that fit ``ai``, a condition in SQL.

    It takes all deals, so it is kept until the log says that a deal has changed.
    """
    file = next((path for _, name, path in conn.execute("PRAGMA database_list") if name == "main"), "")
    last = conn.execute("SELECT id, at, digest FROM deal_log ORDER BY id DESC LIMIT 1").fetchone()
    if not file or not last:
        return _added_up(conn, ai)
    version, shown = _kept.get(file, (None, {}))
    if version != last:
        shown = _added_up(conn, ai)
        _kept[file] = (last, shown)
    return shown


def _added_up(conn: Connection, ai: str) -> dict[str, Any]:
    months, undated = _months(conn, ai)
    return {"months": months, "undated": undated, "totals": _totals(conn)}


def _months(conn: Connection, ai: str) -> tuple[tuple[Month, ...], int]:
    """The months that brought AI deals, in order, and how many such deals no dated article reports."""
    found = fetch(
        conn,
        f"""
        SELECT substr(deals.first_reported, 1, 7) AS name, count(*) AS deals,
               count(*) FILTER (WHERE deals.status = 'rumored') AS rumored,
               coalesce(sum(deals.amount_usd) FILTER (WHERE deals.status IN ('announced', 'completed')), 0) AS usd
        FROM deals WHERE {ai} GROUP BY 1 ORDER BY 1
        """,
    )
    dated = [row for row in found if _MONTH.fullmatch(row["name"] or "")]
    return tuple(Month(**row) for row in dated), sum(row["deals"] for row in found if row not in dated)


def _totals(conn: Connection) -> tuple[Total, ...]:
    db = Database(conn, recursive_triggers=False, execute_plugins=False)
    return tuple(totals(db, ai=("stated", "party")))
