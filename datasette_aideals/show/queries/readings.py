"""Readings: which model read an article, and whose reading counts."""

from sqlite3 import Connection

from ..shapes import Reading
from .rows import Row, fetch, first

IN_USE = "SELECT id FROM counting_readings"
"""Ids of the readings that count: the newest successful one of each article that still stands."""

IN_USE_TABLES = ("counting_readings", "chosen_model", "readings", "article_sources", "decisions", "runs")
"""What IN_USE is read from: views and tables."""

_COLUMNS = """
    readings.id, readings.article_id, readings.model_id, readings.outcome, readings.at, readings.run_id,
    runs.resolved_model, runs.prompt_id, runs.code_version,
    (SELECT count(*) FROM mentions WHERE mentions.reading_id = readings.id AND mentions.accepted = 1) AS deals
"""

_CALLS = "calls WHERE calls.article_id = readings.article_id AND calls.run_id = readings.run_id"

_COST = f"""
    (SELECT sum(input_tokens) FROM {_CALLS}) AS input_tokens,
    (SELECT sum(output_tokens) FROM {_CALLS}) AS output_tokens,
    (SELECT sum(duration_ms) FROM {_CALLS}) AS duration_ms
"""


def readings_of_deal(conn: Connection, deal_id: str) -> tuple[Reading, ...]:
    """The readings that a deal was made from."""
    sql = f"""
        SELECT {_COLUMNS}, {_COST} FROM readings JOIN runs ON runs.id = readings.run_id
        WHERE readings.id IN (
          SELECT mentions.reading_id FROM deal_mentions JOIN mentions ON mentions.id = deal_mentions.mention_id
          WHERE deal_mentions.deal_id = ?
        )
        ORDER BY readings.at, readings.id
    """
    return tuple(_reading(row) for row in fetch(conn, sql, [deal_id]))


def readings_of_article(conn: Connection, article_id: str) -> tuple[Reading, ...]:
    """Every reading of an article, the newest first."""
    sql = f"""
        SELECT {_COLUMNS}, {_COST} FROM readings JOIN runs ON runs.id = readings.run_id
        WHERE readings.article_id = ? ORDER BY readings.at DESC, readings.id
    """
    return tuple(_reading(row) for row in fetch(conn, sql, [article_id]))


def reading_in_use(conn: Connection, article_id: str) -> str | None:
    """The id of the article's reading that counts, or None."""
    row = first(conn, "SELECT id FROM counting_readings WHERE article_id = ?", [article_id])
    return row["id"] if row else None


def _reading(row: Row) -> Reading:
    return Reading(
        id=row["id"],
        article=row["article_id"],
        model=row["model_id"],
        resolved_model=row["resolved_model"],
        prompt=row["prompt_id"],
        run=row["run_id"],
        code_version=row["code_version"],
        outcome=row["outcome"],
        at=row["at"],
        deals=row["deals"],
        input_tokens=row["input_tokens"],
        output_tokens=row["output_tokens"],
        duration_ms=row["duration_ms"],
    )
