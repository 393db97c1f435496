"""What changed in the deals, from the log that resolving writes."""

from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

from ..shapes import Change
from .rows import fetch

MOST = 20
"""Changes that are given at most."""


def changes(
    conn: Connection, condition: str = "", parameters: Mapping[str, Any] | None = None, most: int = MOST
) -> tuple[Change, ...]:
    """The newest first; ``condition`` is SQL of ours."""
    found = fetch(
        conn,
        f"""
        SELECT deal_log.deal_id AS deal, deals.title, deal_log.state, deal_log.cause, deal_log.at
        FROM deal_log LEFT JOIN deals ON deals.id = deal_log.deal_id
        {condition} ORDER BY deal_log.id DESC LIMIT :most
        """,
        {**(parameters or {}), "most": most},
    )
    return tuple(Change(**row) for row in found)
