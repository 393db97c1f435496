"""What changed in the deals, from the log that resolving writes."""

from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

from ..change_shapes import ChangeList
from ..filters import ChangeFilter
from ..shapes import Change
from .rows import fetch

TABLES = ("deal_log", "deal_addresses", "deals")
"""What changes are read from."""

MOST = 20
"""Changes that are given at most beside other things."""

DIGITS = 10
"""Hex digits at the end of a deal's id; they lead to it when the rest of it changes."""

_LOGGED = f"""
    SELECT deal_log.id AS number, deal_log.deal_id AS deal, deals.title, holders.id AS leads_to,
           deal_log.state, deal_log.cause, deal_log.at
    FROM deal_log LEFT JOIN deals ON deals.id = deal_log.deal_id
    LEFT JOIN deal_addresses ON deal_addresses.digits = substr(deal_log.deal_id, -{DIGITS})
    LEFT JOIN deals AS holders ON holders.id = deal_addresses.deal_id
"""


def changes(
    conn: Connection, condition: str = "", parameters: Mapping[str, Any] | None = None, most: int = MOST
) -> tuple[Change, ...]:
    """The newest first; ``condition`` is SQL of ours."""
    sql = f"{_LOGGED} {condition} ORDER BY deal_log.id DESC LIMIT :most"
    return tuple(Change(**row) for row in fetch(conn, sql, {**(parameters or {}), "most": most}))


def list_changes(conn: Connection, wanted: ChangeFilter) -> ChangeList:
    """Changes in the order in which they were written down."""
    found = fetch(
        conn,
        f"{_LOGGED} WHERE deal_log.id > :number AND deal_log.at >= :since ORDER BY deal_log.id LIMIT :most",
        {"number": wanted.number or 0, "since": wanted.since, "most": wanted.size + 1},
    )
    shown = found[: wanted.size]
    return ChangeList(
        rows=tuple(Change(**row) for row in shown),
        next=str(shown[-1]["number"]) if len(found) > wanted.size else None,
        wanted=wanted,
    )
