"""Keeping articles: each text once, with every place where it was seen."""

from dataclasses import fields
from typing import Any

from sqlite_utils import Database

from ..terms import Term
from ..text.suspicion import suspicion
from .database import rows
from .records import Article, ArticleRef
from .removal import forget_removal, is_removed
from .reviews import restore_words
from .writing import insert_row

_COLUMNS = ", ".join(f"article_texts.{f.name}" if f.name == "text" else f"articles.{f.name}" for f in fields(Article))
_SELECT = f"SELECT {_COLUMNS} FROM articles JOIN article_texts ON article_texts.sha256 = articles.sha256"


class Stored(Term):
    """What storing an article changed."""

    ADDED = "added"
    """The text was not known, and nothing was known at its place."""
    KNOWN = "known"
    """The text was known at this place: nothing was written."""
    COPIED = "copied"
    """A known text was seen at another place."""
    CHANGED = "changed"
    """The place held another text, which no longer counts there."""
    REMOVED = "removed"
    """The text was removed earlier: nothing was written."""


def store_article(db: Database, article: Article, location: str, seen_at: str, *, force: bool = False) -> Stored:
    """Keep an article and the place where it was seen, in one transaction, and say what changed.

    ``location`` is a web address or a relative path, ``seen_at`` a UTC time in ISO 8601. What is
    known about a text (title, date, …) is written once, when the text is first seen. A text that was
    removed is left out, unless ``force``.
    """
    if not force and is_removed(db, article.sha256):
        return Stored.REMOVED
    here = rows(db, "SELECT article_id FROM article_sources WHERE location = ? AND current = 1", (location,))
    if any(source["article_id"] == article.id for source in here):
        return Stored.KNOWN
    with db.atomic():
        added = insert_row(db, "articles", _article_row(article, seen_at), or_ignore=True)
        forget_removal(db, article.sha256)
        insert_row(db, "article_texts", {"sha256": article.sha256, "text": article.text}, or_ignore=True)
        restore_words(db, article.sha256, article.text)
        db.conn.execute("UPDATE article_sources SET current = 0 WHERE location = ?", (location,))
        db.conn.execute(
            "INSERT INTO article_sources (article_id, location, publisher, seen_at, current) VALUES (?, ?, ?, ?, 1)"
            " ON CONFLICT (article_id, location) DO UPDATE SET current = 1",
            (article.id, location, article.publisher, seen_at),
        )
    if here:
        return Stored.CHANGED
    return Stored.ADDED if added else Stored.COPIED


def current_articles(db: Database) -> list[Article]:
    """The articles that are the newest text at one place at least, by id."""
    where = "articles.id IN (SELECT article_id FROM article_sources WHERE current = 1)"
    return [Article(**row) for row in rows(db, f"{_SELECT} WHERE {where} ORDER BY articles.id")]


def current_refs(db: Database) -> list[ArticleRef]:
    """The same articles without their texts."""
    return [
        ArticleRef(**row)
        for row in rows(
            db,
            "SELECT id, sha256, title, characters FROM articles JOIN article_texts USING (sha256)"
            " WHERE id IN (SELECT article_id FROM article_sources WHERE current = 1) ORDER BY id",
        )
    ]


def get_article(db: Database, article_id: str) -> Article | None:
    """The article with this id, current or not; None where there is none."""
    found = rows(db, f"{_SELECT} WHERE articles.id = ?", (article_id,))
    return Article(**found[0]) if found else None


def _article_row(article: Article, seen_at: str) -> dict[str, Any]:
    known = {field.name: getattr(article, field.name) for field in fields(Article) if field.name != "text"}
    return {
        **known,
        "search_id": int(article.id, 16),
        "flagged": suspicion(article.text).flag,
        "characters": len(article.text),
        "loaded_at": seen_at,
    }
