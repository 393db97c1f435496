"""Figures of the home page's pictures: deals by month, and what they add up to."""

import re
from sqlite3 import Connection
from typing import Any

from sqlite_utils import Database

from ...store.totals import Total, totals
from ..shapes import Month
from .kept import kept
from .rows import fetch

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def drawn(conn: Connection, ai: str) -> dict[str, Any]:
    """What the pictures show of the deals that fit ``ai``, a condition in SQL."""
    return kept(("pictures", ai), lambda: _added_up(conn, ai))


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
