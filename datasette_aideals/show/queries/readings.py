"""Readings: which model read an article, and whose reading counts."""

from sqlite3 import Connection

from ..shapes import Reading
from .rows import Row, fetch, first

CHOSEN_MODEL = """
    SELECT coalesce(
      (SELECT readings.model_id FROM deal_mentions
       JOIN mentions ON mentions.id = deal_mentions.mention_id
       JOIN readings ON readings.id = mentions.reading_id LIMIT 1),
      (SELECT readings.model_id FROM readings JOIN runs ON runs.id = readings.run_id
       WHERE readings.outcome <> 'failed' ORDER BY runs.started, runs.id LIMIT 1)
    )
"""
"""The model whose readings count: the one that the deals were made from."""

IN_USE = f"""
    SELECT (
      SELECT readings.id FROM readings
      WHERE readings.article_id = articles.id AND readings.outcome <> 'failed'
        AND readings.model_id = ({CHOSEN_MODEL})
      ORDER BY readings.at DESC, readings.id DESC LIMIT 1
    ) AS id
    FROM articles WHERE EXISTS (
      SELECT 1 FROM article_sources WHERE article_sources.article_id = articles.id AND article_sources.current = 1
    )
"""
"""Ids of the readings that count: the newest successful one of each article that still stands."""

IN_USE_TABLES = ("articles", "readings", "article_sources", "deal_mentions", "mentions", "runs")
"""What IN_USE is read from."""

_COLUMNS = """
    readings.id, readings.article_id, readings.model_id, readings.outcome, readings.at, readings.run_id,
    runs.resolved_model, runs.prompt_id, runs.code_version
"""


def readings_of_deal(conn: Connection, deal_id: str) -> tuple[Reading, ...]:
    """The readings that a deal was made from."""
    sql = f"""
        SELECT {_COLUMNS} FROM readings JOIN runs ON runs.id = readings.run_id
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
        SELECT {_COLUMNS} FROM readings JOIN runs ON runs.id = readings.run_id
        WHERE readings.article_id = ? ORDER BY readings.at DESC, readings.id
    """
    return tuple(_reading(row) for row in fetch(conn, sql, [article_id]))


def reading_in_use(conn: Connection, article_id: str) -> str | None:
    """The id of the article's reading that counts, or None."""
    row = first(conn, f"{IN_USE} AND articles.id = ?", [article_id])
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
    )
