"""Taking an article away: its text, search index, answers and quotes; a tombstone with the hash stays."""

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..errors import UnknownArticle
from .database import rows
from .reviews import forget_words, purge_reviews
from .summaries import forget_summaries
from .writing import utc_now

_DIGITS = 10


@dataclass(frozen=True)
class Removed:
    """An article that was taken away; ``quotes`` is the number of statements that went with it."""

    article_id: str
    title: str
    readings: int
    quotes: int


@dataclass(frozen=True)
class Tombstone:
    """What is left of an article that was taken away; title and address are None where it was purged."""

    sha256: str
    title: str | None
    url: str | None
    purged: bool
    at: str


def tombstones(db: Database) -> list[Tombstone]:
    """The articles that were taken away and not loaded again since, the newest removal first."""
    found = rows(db, "SELECT sha256, title, url, purged, at FROM removals ORDER BY at DESC, sha256")
    return [Tombstone(**{**row, "purged": bool(row["purged"])}) for row in found]


def is_removed(db: Database, sha256: str) -> bool:
    """Whether a text was removed and is not to be loaded again."""
    return bool(rows(db, "SELECT 1 FROM removals WHERE sha256 = ?", [sha256]))


def forget_removal(db: Database, sha256: str) -> None:
    """Let a removed text be loaded again."""
    db.conn.execute("DELETE FROM removals WHERE sha256 = ?", [sha256])


def find_article(db: Database, article: str) -> dict[str, Any]:
    """The article with this id, SHA-256 or address (a location or URL). Raises UnknownArticle."""
    found = rows(
        db,
        "SELECT id, sha256, title, url FROM articles WHERE :it IN (id, sha256, url)"
        " OR id IN (SELECT article_id FROM article_sources WHERE location = :it) ORDER BY id",
        {"it": article},
    )
    if len(found) != 1:
        problem = "There is no article" if not found else f"{len(found)} articles go by"
        raise UnknownArticle(f"{problem} {article}. Name one by its id, the first 12 digits of its hash.")
    return found[0]


def take_away(db: Database, article: str, *, purge: bool) -> Removed:
    """Delete an article with all that was read from it, and leave a tombstone.

    The caller resolves in the same transaction. People's reviews of the text stay, without its words. With
    ``purge`` the tombstone holds nothing but the hash, and the reviews go too. Raises UnknownArticle.
    """
    found = find_article(db, article)
    mentions = "SELECT mentions.id FROM mentions JOIN readings ON readings.id = reading_id WHERE article_id = :id"
    counts = rows(
        db,
        f"SELECT (SELECT count(*) FROM readings WHERE article_id = :id) AS readings,"
        f" (SELECT count(*) FROM statements WHERE mention_id IN ({mentions})) AS quotes",
        found,
    )[0]
    _keep_addresses(db, found)
    forget_summaries(db, found["id"])
    for statement in (
        f"DELETE FROM statements WHERE mention_id IN ({mentions})",
        f"DELETE FROM mentions WHERE id IN ({mentions})",
        "DELETE FROM readings WHERE article_id = :id",
        "DELETE FROM calls WHERE article_id = :id",
        "DELETE FROM article_texts WHERE sha256 = :sha256",
        "DELETE FROM article_sources WHERE article_id = :id",
        "DELETE FROM articles WHERE id = :id",
    ):
        db.conn.execute(statement, found)
    (purge_reviews if purge else forget_words)(db, found["sha256"])
    db.conn.execute(
        "INSERT OR REPLACE INTO removals (sha256, title, url, purged, at) VALUES (?, ?, ?, ?, ?)",
        [found["sha256"], None if purge else found["title"], None if purge else found["url"], int(purge), utc_now()],
    )
    return Removed(found["id"], found["title"], counts["readings"], counts["quotes"])


def wipe(db: Database) -> None:
    """Write the whole file anew, so that what was deleted is in no page of it, nor in its search indexes."""
    with db.atomic():
        for index in ("articles_fts", "deals_fts"):
            db.conn.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
    db.vacuum()
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _keep_addresses(db: Database, article: dict[str, Any]) -> None:
    """Let the addresses of the article's mentions lead to another mention of their deals, where there is one."""
    db.conn.execute(
        f"""
        INSERT OR REPLACE INTO removed_addresses (digits, leads_to)
        SELECT substr(gone.key, 1, {_DIGITS}), min(substr(others.key, 1, {_DIGITS}))
        FROM readings
        JOIN mentions AS gone ON gone.reading_id = readings.id
        JOIN deal_addresses ON deal_addresses.digits = substr(gone.key, 1, {_DIGITS})
        JOIN deal_mentions ON deal_mentions.deal_id = deal_addresses.deal_id AND deal_mentions.article_id <> :id
        JOIN mentions AS others ON others.id = deal_mentions.mention_id
        WHERE readings.article_id = :id
        GROUP BY gone.key
        """,
        article,
    )
