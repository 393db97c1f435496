"""Keeping the rows that reviews give true: only what differs from what should be there is written."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..store.database import rows
from ..store.reviews import Review, reviews_of, standing_reviews
from ..store.runs import counting_readings
from ..store.writing import insert_row
from ..terms import Verdict
from .judged import Value
from .readings import article_text, successors
from .reviewed import TABLES, ModelMention, ReviewedArticle, Row, Rows, keys_named, outcome


@dataclass(frozen=True)
class Overlay:
    """What has to be written so that the rows follow from the reviews.

    ``mentions`` are those whose values change by it; ``renamed`` says whether a party does.
    """

    gone: Mapping[str, tuple[str, ...]]
    made: Mapping[str, tuple[Row, ...]]
    mentions: frozenset[str]
    renamed: bool

    @property
    def empty(self) -> bool:
        """Whether all is as it should be."""
        return not any(self.gone.values()) and not any(self.made.values())

    def write(self, db: Database) -> None:
        """Write the difference, within the caller's transaction."""
        db.conn.execute("PRAGMA defer_foreign_keys = ON")
        for table, key in reversed(TABLES.items()):
            db.conn.executemany(f'DELETE FROM "{table}" WHERE "{key}" = ?', [(one,) for one in self.gone[table]])
        for table in TABLES:
            for row in self.made[table]:
                insert_row(db, table, row)


def overlay(db: Database, articles: Iterable[str] | None = None) -> Overlay:
    """What reviews ask for and the database does not have yet, for some articles or for all."""
    only = None if articles is None else set(articles)
    there = _there(db, only)
    wanted: Rows = {table: {} for table in TABLES}
    for article in _articles(db, only):
        for table, found in outcome(article).items():
            wanted[table].update(found)
    gone, made = {}, {}
    for table in TABLES:
        before, after = there[table], wanted[table]
        gone[table] = tuple(sorted(key for key, row in before.items() if after.get(key) != row))
        made[table] = tuple(row for key, row in sorted(after.items()) if before.get(key) != row)
    statements = [*_rows_of(there["statements"], gone["statements"]), *made["statements"]]
    marked = {*gone["reviewed_statements"], *(row["statement_id"] for row in made["reviewed_statements"])}
    judged = _statements(db, marked)
    mentions = {*gone["reviewed_mentions"], *(row["mention_id"] for row in made["reviewed_mentions"])}
    mentions |= {row["mention_id"] for row in (*statements, *judged)}
    renamed = any(row["field"] == "party" for row in (*statements, *judged)) or bool(
        made["mentions"] or gone["mentions"]
    )
    return Overlay(gone, made, frozenset(mentions), renamed)


def _rows_of(found: Mapping[str, Row], keys: Iterable[str]) -> list[Row]:
    return [found[key] for key in keys]


def _statements(db: Database, ids: Iterable[str]) -> list[Row]:
    sql = "SELECT mention_id, field FROM statements WHERE id IN (SELECT value FROM json_each(?))"
    return rows(db, sql, [json.dumps(sorted(ids))])


def _there(db: Database, only: set[str] | None) -> Rows:
    """The rows that reviews gave so far."""
    of_reading = (
        "SELECT {table}.* FROM {joined} JOIN readings ON readings.id = mentions.reading_id"
        " WHERE {table}.origin = 'person'"
    )
    sources = {
        "mentions": of_reading.format(table="mentions", joined="mentions"),
        "statements": of_reading.format(
            table="statements", joined="statements JOIN mentions ON mentions.id = statements.mention_id"
        ),
    }
    found: Rows = {}
    for table, key in TABLES.items():
        sql = sources.get(table, f"SELECT * FROM {table} WHERE 1")
        column = "readings.article_id" if table in sources else "article_id"
        narrowed = "" if only is None else f" AND {column} IN (SELECT value FROM json_each(?))"
        listed = rows(db, sql + narrowed, [] if only is None else [json.dumps(sorted(only))])
        found[table] = {row[key]: row for row in listed}
    return found


def _articles(db: Database, only: set[str] | None) -> Iterable[ReviewedArticle]:
    """The articles that stand and have reviews, of their own text or of one that they replaced."""
    reviewed = rows(db, "SELECT DISTINCT articles.id, sha256 FROM reviews JOIN articles ON sha256 = article_sha256")
    if not reviewed:
        return
    after = successors(db)
    standing = {row["id"] for row in rows(db, "SELECT article_id AS id FROM article_sources WHERE current = 1")}
    texts: dict[str, set[str]] = {}
    for row in reviewed:
        article = row["id"] if row["id"] in standing else after.get(row["id"])
        if article in standing and (only is None or article in only):
            texts.setdefault(str(article), set()).add(row["sha256"])
    readings = {reading.article_id: reading.id for reading in counting_readings(db)} if texts else {}
    for article, sha256s in sorted(texts.items()):
        reviews = standing_reviews(reviews_of(db, sha256s))
        if reviews:
            yield _article(db, article, readings.get(article), reviews)


def _article(db: Database, article: str, reading: str | None, reviews: list[Review]) -> ReviewedArticle:
    mentions = _mentions(db, "reading_id = ?", [reading]) if reading else []
    known = {mention.key for mention in mentions}
    named = {key for review in reviews for key in keys_named(review)} - known
    condition = "mentions.key IN (SELECT value FROM json_each(?))"
    earlier = _mentions(db, condition, [json.dumps(sorted(named))]) if named else []
    return ReviewedArticle(
        id=article,
        sha256=rows(db, "SELECT sha256 FROM articles WHERE id = ?", [article])[0]["sha256"],
        text=article_text(db, article),
        reading=reading,
        mentions=tuple(mentions),
        reviews=tuple(reviews),
        earlier={mention.key: mention for mention in earlier},
    )


def _mentions(db: Database, condition: str, parameters: list[Any]) -> list[ModelMention]:
    """Mentions that models made, with their statements, those of older readings first."""
    where = f"{condition} AND mentions.origin IS NOT 'person'"
    statements = rows(
        db,
        "SELECT statements.* FROM statements JOIN mentions ON mentions.id = statements.mention_id"
        f" WHERE {where} AND statements.origin <> 'person' ORDER BY statements.rowid",
        parameters,
    )
    values: dict[str, list[Value]] = {}
    for row in statements:
        values.setdefault(row["mention_id"], []).append(model_value(row))
    found = rows(
        db,
        "SELECT mentions.* FROM mentions JOIN readings ON readings.id = reading_id"
        f" WHERE {where} ORDER BY readings.at, mentions.id",
        parameters,
    )
    return [
        ModelMention(
            row["id"],
            row["key"],
            row["type"],
            row["status"],
            bool(row["focus"]),
            bool(row["accepted"]),
            row["start"],
            tuple(values.get(row["id"], ())),
        )
        for row in found
    ]


def model_value(row: Row) -> Value:
    """A model's statement as a value that people may judge."""
    return Value(
        field=row["field"],
        value=json.loads(row["value"]) if row["value"] is not None else None,
        subject=row["subject"],
        exact=row["exact"],
        start=row["start"],
        verdict=Verdict(row["verdict"]),
        statement=row["id"],
        words=row["words"],
    )
