"""What people decided about one deal; who they are is for those who may review."""

from dataclasses import replace
from sqlite3 import Connection

from ..shapes import Deal, Decided
from .rows import decoded, fetch

TABLES = ("reviews", "decisions", "deal_addresses")
"""What a deal's history is read from, beyond what the deal is."""


def with_history(conn: Connection, deal: Deal, *, named: bool) -> Deal:
    """The deal with what was decided about it, the newest first; ``named`` says whether with the people's names."""
    found = fetch(
        conn,
        """
        WITH own AS (SELECT digits FROM deal_addresses WHERE deal_id = :deal)
        SELECT id, at, actor, decision AS what, field, before, after, note FROM reviews
        WHERE substr(mention_key, 1, 10) IN own
        UNION ALL
        SELECT id, at, actor, kind, CASE kind WHEN 'choose' THEN substr(subject, 12) ELSE 'deal' END,
               NULL, CASE kind WHEN 'choose' THEN object END, NULL
        FROM decisions
        WHERE kind IN ('merge_deals', 'split_deal', 'choose', 'undo')
          AND EXISTS (SELECT 1 FROM own WHERE instr(subject || coalesce(object, ''), digits))
        ORDER BY at DESC, id DESC
        """,
        {"deal": deal.row.id},
    )
    history = tuple(
        Decided(
            at=row["at"],
            what=row["what"],
            field=row["field"],
            before=decoded(row["before"]),
            after=decoded(row["after"]) if row["what"] != "add_deal" else None,
            actor=row["actor"] if named else None,
            note=row["note"] if named else None,
        )
        for row in found
    )
    return replace(deal, history=history)
