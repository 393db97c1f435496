"""Finding the copies among the articles of a database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..store.database import rows
from .copies import candidates, copies, prints
from .known import Known
from .readings import article_text


@dataclass(frozen=True)
class Copies:
    """``originals`` leads from a copy to what it is a copy of; ``moved`` are articles for which that changed.

    ``rows`` are the rows to write; those of ``article_copies`` replace all that are there.
    """

    originals: Mapping[str, str]
    moved: frozenset[str]
    rows: Mapping[str, Iterable[dict[str, Any]]]
    left: frozenset[str] = frozenset()
    """Articles with prints whose mentions no longer count."""


def find_copies(db: Database, known: Known) -> Copies:
    """The copies among the articles whose mentions count."""
    present = set(known.counting.values())
    marks = {} if known.full else _stored_prints(db)
    fresh = {article: prints(article_text(db, article) or "") for article in sorted(present - marks.keys())}
    before = {row["article_id"]: row["copy_of"] for row in rows(db, "SELECT article_id, copy_of FROM article_copies")}
    standing = {article: found for article, found in marks.items() if article in present} | fresh
    pairs = candidates(standing, None if known.full else frozenset(fresh))
    touched = {article for pair in pairs for article in pair}
    left = (before.keys() | set(before.values())) - present
    originals = before
    if known.full or touched or left:
        originals = copies(_in_time(db, present), candidates(standing), lambda article: article_text(db, article))
    return Copies(
        originals=originals,
        moved=frozenset(one for one in present if originals.get(one) != before.get(one)),
        rows={
            # One at a time: there are many of them.
            "article_prints": ({"print": mark, "article_id": one} for one, marked in fresh.items() for mark in marked),
            "article_copies": [{"article_id": copy, "copy_of": one} for copy, one in sorted(originals.items())],
        },
        left=frozenset(marks.keys() - present),
    )


def _stored_prints(db: Database) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for mark, article in db.conn.execute("SELECT print, article_id FROM article_prints"):
        found[article].append(mark)
    return dict(found)


def _in_time(db: Database, present: set[str]) -> list[str]:
    found = rows(db, "SELECT id FROM articles ORDER BY coalesce(published, ''), sha256")
    return [row["id"] for row in found if row["id"] in present]
