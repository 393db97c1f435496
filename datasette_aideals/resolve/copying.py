"""Finding the copies among the articles of a database."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..store.database import rows
from .copies import SHARED_PRINTS, candidates, copies, prints
from .known import Known
from .readings import article_text, counting_mentions

_AMONG = "IN (SELECT value FROM json_each(?))"

Prints = Mapping[str, list[int]]


@dataclass(frozen=True)
class Copies:
    """``originals`` leads from a copy to what it is a copy of; ``moved`` are articles for which that changed.

    ``rows`` are the rows to write: prints of articles that had none, and the copies among those ``looked_at``.
    """

    originals: Mapping[str, str]
    moved: frozenset[str]
    rows: Mapping[str, Iterable[dict[str, Any]]]
    looked_at: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    """Articles whose mentions no longer count."""


def find_copies(db: Database, known: Known) -> Copies:
    """The copies among the articles whose mentions count: those that are there, and what comes and goes beside them."""
    before = {row["article_id"]: row["copy_of"] for row in rows(db, "SELECT article_id, copy_of FROM article_copies")}
    came, left = set(known.added.values()), _left(db, known)
    had = {} if known.full else _stored_prints(db, came)
    fresh = {article: prints(article_text(db, article) or "") for article in sorted(came - had.keys())}
    marks = fresh if known.full else _within_reach(db, fresh, left)
    standing = {article: found for article, found in marks.items() if article not in left}
    found = copies(_in_time(db, standing), candidates(standing), lambda article: article_text(db, article))
    originals = {article: one for article, one in before.items() if article not in marks} | found
    return Copies(
        originals=originals,
        moved=frozenset(one for one in standing if originals.get(one) != before.get(one)),
        rows={
            # One at a time: there are many of them.
            "article_prints": ({"print": mark, "article_id": one} for one, marked in fresh.items() for mark in marked),
            "article_copies": [{"article_id": copy, "copy_of": one} for copy, one in sorted(found.items())],
        },
        looked_at=frozenset(marks),
        left=frozenset(left),
    )


def _left(db: Database, known: Known) -> set[str]:
    return set(known.gone.values()) - set(counting_mentions(db, known.gone.values()).values()) if known.gone else set()


def _within_reach(db: Database, fresh: Prints, left: Iterable[str]) -> dict[str, list[int]]:
    """Fresh articles, those that left, and all that share prints with them or with others that do, by their prints."""
    reached: dict[str, list[int]] = {article: [] for article in left}
    waiting: Prints = {**fresh, **_stored_prints(db, left)}
    while waiting:
        reached.update(waiting)
        near = {other for marks in waiting.values() for other in _sharing(db, marks)}
        waiting = _stored_prints(db, near - reached.keys())
    return reached


def _sharing(db: Database, marks: Iterable[int]) -> set[str]:
    """Articles with stored prints that share some of ``marks``."""
    sql = f"SELECT article_id FROM article_prints WHERE print {_AMONG} GROUP BY article_id HAVING count(*) >= ?"
    return {row["article_id"] for row in rows(db, sql, [json.dumps(list(marks)), SHARED_PRINTS])}


def _stored_prints(db: Database, articles: Iterable[str]) -> dict[str, list[int]]:
    sql = f"SELECT print, article_id FROM article_prints WHERE article_id {_AMONG}"
    found: dict[str, list[int]] = defaultdict(list)
    for mark, article in db.conn.execute(sql, [json.dumps(sorted(articles))]):
        found[article].append(mark)
    return dict(found)


def _in_time(db: Database, articles: Iterable[str]) -> list[str]:
    sql = f"SELECT id FROM articles WHERE id {_AMONG} ORDER BY coalesce(published, ''), sha256"
    return [row["id"] for row in rows(db, sql, [json.dumps(sorted(articles))])]
