"""Statements: what articles say about one field of a deal, with the words."""

from sqlite3 import Connection
from typing import Any

from ...store.reviews import REVIEWED, STANDING
from ..shapes import Statement
from .rows import Row, decoded, fetch

TABLES = ("statements", "mentions", "readings", "deal_mentions", "reviewed_statements")
"""What statements are read from."""

COLUMNS = f"""
    statements.id, statements.mention_id, mentions.reading_id, statements.call_id, readings.article_id,
    statements.field, statements.subject, statements.value, statements.words, statements.exact,
    statements.prefix, statements.suffix, statements.start, statements.end, {STANDING} AS verdict,
    statements.reason, statements.origin, reviewed_statements.state AS reviewed
"""

JOINED = f"""
    statements JOIN mentions ON mentions.id = statements.mention_id
    JOIN readings ON readings.id = mentions.reading_id
    {REVIEWED}
"""


def statements_of_deal(conn: Connection, deal_id: str) -> tuple[Statement, ...]:
    """Every statement of the mentions that were merged into a deal, by source and place."""
    return _found(
        conn,
        f"""
        SELECT {COLUMNS}, deal_mentions.source_number
        FROM deal_mentions CROSS JOIN {JOINED}
        WHERE deal_mentions.deal_id = :id AND mentions.id = deal_mentions.mention_id
        ORDER BY deal_mentions.source_number, statements.start IS NULL, statements.start, statements.rowid
        """,
        deal_id,
    )


def statements_in_article(conn: Connection, article_id: str) -> dict[str, tuple[Statement, ...]]:
    """The statements of the deals that an article reports, by deal."""
    found = fetch(
        conn,
        f"""
        SELECT {COLUMNS}, deal_mentions.source_number, deal_mentions.deal_id
        FROM deal_mentions CROSS JOIN {JOINED}
        WHERE deal_mentions.article_id = :id AND mentions.id = deal_mentions.mention_id
        ORDER BY statements.start IS NULL, statements.start, statements.rowid
        """,
        {"id": article_id},
    )
    grouped: dict[str, tuple[Statement, ...]] = {}
    for row in found:
        grouped[row["deal_id"]] = (*grouped.get(row["deal_id"], ()), statement_of(row))
    return grouped


def statements_of_mention(conn: Connection, mention_id: str) -> tuple[Statement, ...]:
    """Every statement of one mention."""
    return _found(
        conn,
        f"SELECT {COLUMNS}, NULL AS source_number FROM {JOINED} WHERE mentions.id = :id ORDER BY statements.rowid",
        mention_id,
    )


def _found(conn: Connection, sql: str, id_: Any) -> tuple[Statement, ...]:
    return tuple(statement_of(row) for row in fetch(conn, sql, {"id": id_}))


def statement_of(row: Row) -> Statement:
    """A statement from a row that has COLUMNS and ``source_number``."""
    return Statement(
        id=row["id"],
        mention=row["mention_id"],
        reading=row["reading_id"],
        call=row["call_id"],
        article=row["article_id"],
        source=row["source_number"],
        field=row["field"],
        subject=row["subject"],
        value=decoded(row["value"]),
        words=row["words"],
        exact=row["exact"],
        prefix=row["prefix"],
        suffix=row["suffix"],
        start=row["start"],
        end=row["end"],
        verdict=row["verdict"],
        reason=row["reason"],
        origin=row["origin"],
        reviewed=row["reviewed"],
    )
