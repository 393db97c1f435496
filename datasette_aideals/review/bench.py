"""What a decision on an article is made from: its text, and the reading that counts as it stands now."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlite_utils import Database

from ..errors import BadEntry, UnknownArticle, UnknownDecision
from ..ground.places import Places
from ..resolve.judged import ACCEPTED, ENTERED
from ..store.database import rows
from ..store.records import Article
from ..store.reviews import REVIEWED, STANDING
from ..store.runs import counting_readings
from ..terms import Verdict

Row = dict[str, Any]


@dataclass(frozen=True)
class Bench:
    """One article with its mentions and statements, each as a row; ``reading`` is the one that counts."""

    db: Database
    article: Article
    reading: str | None

    @cached_property
    def places(self) -> Places:
        """The article's text, ready for looking words up in it."""
        return Places(self.article)

    @cached_property
    def mentions(self) -> dict[str, Row]:
        """The reading's mentions by id; ``accepted`` says whether they are deals after people's reviews."""
        found = rows(
            self.db,
            """
            SELECT mentions.*, coalesce(reviewed_mentions.accepted, mentions.accepted) AS stands
            FROM mentions LEFT JOIN reviewed_mentions ON reviewed_mentions.mention_id = mentions.id
            WHERE reading_id = ? ORDER BY start IS NULL, start, mentions.id
            """,
            [self.reading],
        )
        return {row["id"]: row for row in found}

    @cached_property
    def statements(self) -> dict[str, Row]:
        """The statements of these mentions by id, with the verdict after people's reviews and what these decided."""
        found = rows(
            self.db,
            f"""
            SELECT statements.*, {STANDING} AS stands, reviewed_statements.state, reviewed_statements.review_id
            FROM mentions JOIN statements ON statements.mention_id = mentions.id {REVIEWED}
            WHERE mentions.reading_id = ? ORDER BY statements.origin = 'person', statements.rowid
            """,
            [self.reading],
        )
        return {row["id"]: row for row in found}

    def mention(self, mention_id: str) -> Row:
        """One of the mentions. Raises UnknownDecision."""
        if mention_id not in self.mentions:
            raise UnknownDecision(f"The article has no deal {mention_id} as it is read now. Load the page again.")
        return self.mentions[mention_id]

    def statement(self, statement_id: str) -> Row:
        """One of the statements. Raises UnknownDecision."""
        if statement_id not in self.statements:
            raise UnknownDecision(f"The article has no value {statement_id} as it is read now. Load the page again.")
        return self.statements[statement_id]

    def open_values(self, mention_id: str) -> list[Row]:
        """The values of a mention that count and on which nobody has decided."""
        return [
            row
            for row in self.statements.values()
            if row["mention_id"] == mention_id
            and Verdict(row["stands"]).counts
            and row["state"] not in (ACCEPTED, ENTERED)
        ]

    @property
    def standing(self) -> list[Row]:
        """The mentions that are deals."""
        return [row for row in self.mentions.values() if row["stands"]]


def readings_in_use(db: Database) -> dict[str, str]:
    """The reading that counts, by article."""
    return {reading.article_id: reading.id for reading in counting_readings(db)}


def bench(db: Database, article_id: str, readings: Mapping[str, str] | None = None) -> Bench:
    """The bench for one article; ``readings`` saves looking up which ones count.

    Raises UnknownArticle, or BadEntry where the text was taken down.
    """
    found = rows(
        db,
        "SELECT articles.*, text FROM articles LEFT JOIN article_texts USING (sha256) WHERE articles.id = ?",
        [article_id],
    )
    if not found:
        raise UnknownArticle(f"There is no article {article_id}.")
    if found[0]["text"] is None:
        raise BadEntry("The text of this article is withheld, so nothing can be decided on it.")
    names = ("id", "sha256", "text", "title", "publisher", "author", "published", "language", "url", "rights")
    article = Article(**{name: found[0][name] for name in names})
    return Bench(db, article, (readings or readings_in_use(db)).get(article_id))


def version(conn: Any, article_id: str) -> str:
    """What changes whenever somebody decides on an article, or another reading of it counts.

    ``conn`` is a plain connection, so that pages can ask too.
    """
    row = conn.execute(
        """
        SELECT (SELECT max(rowid) || ':' || count(*) FROM reviews WHERE article_sha256 = articles.sha256),
               (SELECT group_concat(mentions.reading_id || ':' || accepted) FROM deal_mentions
                JOIN mentions ON mentions.id = deal_mentions.mention_id WHERE deal_mentions.article_id = articles.id),
               (SELECT max(readings.at || readings.id) FROM readings
                WHERE readings.article_id = articles.id AND outcome <> 'failed')
        FROM articles WHERE id = ?
        """,
        [article_id],
    ).fetchone()
    return _short(tuple(row) if row else None)


def deals_version(conn: Any, deals: list[str]) -> str:
    """What changes whenever one of these deals does."""
    found = conn.execute(
        "SELECT deal_id, max(id) FROM deal_log WHERE deal_id IN (SELECT value FROM json_each(?)) GROUP BY deal_id"
        " ORDER BY deal_id",
        [json.dumps(sorted(deals))],
    ).fetchall()
    return _short([tuple(row) for row in found])


def value_of(row: Mapping[str, Any]) -> Any:
    """The value that a statement's row holds."""
    return json.loads(row["value"]) if row["value"] is not None else None


def _short(seen: Any) -> str:
    return hashlib.sha256(json.dumps(seen, default=str).encode()).hexdigest()[:12]
