"""People's reviews of what was read from articles: rows that are appended, never changed, and can be taken back."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlite_utils import Database

from ..errors import UnknownDecision
from ..terms import Judgement
from .database import rows
from .decisions import not_undone
from .writing import insert_row, new_id, utc_now

WHOLE_DEAL = "deal"
"""The field of a review that is about a deal as a whole."""
WHOLE_ARTICLE = "article"
"""The field of a review that is about an article as a whole."""

STANDING = """
    CASE WHEN reviewed_statements.state IN ('rejected', 'replaced') THEN 'rejected' ELSE statements.verdict END
"""
"""SQL: a statement's verdict after people's reviews, where REVIEWED is joined."""
REVIEWED = "LEFT JOIN reviewed_statements ON reviewed_statements.statement_id = statements.id"
"""SQL: what reviews make of ``statements``."""


@dataclass(frozen=True)
class Review:
    """One decision of one person; ``before`` and ``after`` are values as statements hold them.

    ``id``, ``actor`` and ``at`` are empty in one that is not written yet.
    """

    article_sha256: str
    mention_key: str
    field: str
    decision: Judgement
    before: Any = None
    after: Any = None
    subject_before: str | None = None
    subject: str | None = None
    quote: str | None = None
    start: int | None = None
    before_words: str | None = None
    note: str | None = None
    undoes: str | None = None
    batch: str | None = None
    id: str = ""
    actor: str | None = None
    at: str = ""

    @property
    def order(self) -> tuple[str, str]:
        """Where it stands in time."""
        return (self.at, self.id)


_COLUMNS = ", ".join(field.name for field in fields(Review))


def reviews_of(db: Database, sha256s: Iterable[str] | None = None) -> list[Review]:
    """Every review ever made of these texts, or of all, the oldest first; with all takings back.

    Who takes back what was decided on many articles in one go writes one row, which names the first of them.
    """
    where = "" if sha256s is None else "WHERE undoes IS NOT NULL OR article_sha256 IN (SELECT value FROM json_each(?))"
    parameters = [] if sha256s is None else [json.dumps(sorted(sha256s))]
    return [_review(row) for row in rows(db, f"SELECT {_COLUMNS} FROM reviews {where} ORDER BY at, id", parameters)]


def standing_reviews(reviews: Iterable[Review]) -> list[Review]:
    """Those of ``reviews`` (the oldest first) that nobody took back, without the takings back."""
    return [one for one in not_undone(list(reviews)) if one.decision is not Judgement.UNDO]


def write_reviews(db: Database, reviews: Iterable[Review], actor: str | None) -> list[Review]:
    """Append what one person decided in one go, and return it as written."""
    at = utc_now()
    written: list[Review] = []
    with db.atomic():
        for review in reviews:
            batch = written[0].id if written else None
            row = replace(review, id=new_id(), actor=actor, at=at, batch=batch)
            insert_row(db, "reviews", _row(row))
            written.append(row)
    return written


def taking_back(db: Database, review_id: str) -> Review:
    """The review that takes another back, with all of its batch. Raises UnknownDecision."""
    found = rows(db, f"SELECT {_COLUMNS} FROM reviews WHERE id = ?", [review_id])
    if not found:
        raise UnknownDecision(f"There is no review {review_id}. List them with: datasette aideals review DB --made")
    undone = _review(found[0])
    return Review(undone.article_sha256, undone.mention_key, undone.field, Judgement.UNDO, undoes=undone.id)


def forget_words(db: Database, sha256: str) -> None:
    """Delete the words of a text from its reviews; the decisions stay, with the places of the words."""
    db.conn.execute(
        "UPDATE reviews SET quote = NULL, before_words = CASE WHEN field <> 'quote' THEN before_words END"
        " WHERE article_sha256 = ?",
        [sha256],
    )


def restore_words(db: Database, sha256: str, text: str) -> None:
    """Give the reviews of a text their words back, where it was removed and is loaded again."""
    found = rows(
        db,
        'SELECT id, start, "end" FROM reviews WHERE article_sha256 = ? AND quote IS NULL AND "end" IS NOT NULL',
        [sha256],
    )
    words = [(text[row["start"] : row["end"]], row["id"]) for row in found]
    db.conn.executemany("UPDATE reviews SET quote = ? WHERE id = ?", words)


def purge_reviews(db: Database, sha256: str) -> None:
    """Delete the reviews of a text, within the caller's transaction.

    A row that other articles' reviews hang on, or their taking back, stays without anything of the text.
    """
    db.conn.execute(
        """
        WITH RECURSIVE needed(id) AS (
          SELECT batch FROM reviews WHERE article_sha256 <> :sha256 AND batch IS NOT NULL
          UNION SELECT reviews.id FROM needed JOIN reviews ON reviews.undoes = needed.id
        )
        DELETE FROM reviews WHERE article_sha256 = :sha256 AND id NOT IN (SELECT id FROM needed)
        """,
        {"sha256": sha256},
    )
    emptied = ("before", "after", "subject_before", "subject", "quote", "start", "end", "before_words", "note")
    cleared = ", ".join(f'"{name}" = NULL' for name in emptied)
    db.conn.execute(
        f"UPDATE reviews SET article_sha256 = '', mention_key = '', {cleared} WHERE article_sha256 = ?", [sha256]
    )


def _review(row: Mapping[str, Any]) -> Review:
    plain = {name: json.loads(row[name]) if row[name] is not None else None for name in ("before", "after")}
    return Review(**{**row, **plain, "decision": Judgement(row["decision"])})


def _row(review: Review) -> dict[str, Any]:
    plain = {name: getattr(review, name) for name in ("before", "after")}
    as_json = {name: None if value is None else json.dumps(value, ensure_ascii=False) for name, value in plain.items()}
    end = None if review.quote is None or review.start is None else review.start + len(review.quote)
    return {**vars(review), **as_json, "end": end, "decision": review.decision.value}
