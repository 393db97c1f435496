"""Carrying out what a person asks for: writing it down, resolving what it reaches, and telling what changed."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..errors import BadEntry, Outdated, UnknownDecision
from ..resolve import deciding
from ..store.database import rows
from ..store.decisions import undo as undo_decision
from ..store.reviews import Review, taking_back, write_reviews
from ..store.writing import utc_now, writing
from ..summaries.apply import resolve
from .bench import bench, deals_version, readings_in_use, version
from .given import Act, Given
from .making import reviews_for

SHOWN = (
    *("title", "type", "status", "amount", "amount_max", "currency", "qualifier", "valuation", "announced", "round"),
    *("stake_percent", "gigawatts", "parties_text", "article_count", "conflict_count", "judged_count", "review_state"),
)
"""The columns of a deal whose change is told."""


@dataclass(frozen=True)
class Change:
    """What became of one deal; ``fields`` has for each column that changed what it was and is."""

    deal: str
    state: str
    title: str | None
    fields: Mapping[str, tuple[Any, Any]]

    def as_json(self) -> dict[str, Any]:
        """The change as a program reads it."""
        moved = {name: {"before": before, "after": after} for name, (before, after) in self.fields.items()}
        return {"deal": self.deal, "state": self.state, "title": self.title, "fields": moved}


@dataclass(frozen=True)
class Done:
    """What was written, which is what to take back to undo it, and what it changed."""

    id: str
    rows: int
    changes: tuple[Change, ...]


def perform(
    db: Database, given: Given, actor: str | None, *, article: str | None = None, seen: str | None = None
) -> Done:
    """Carry out an action in one transaction, and resolve what it reaches.

    ``article`` is the article that the person looks at; ``seen`` the version of it, or of the deals that the action
    names, that they saw: where it is another one meanwhile, nothing is done. Raises Outdated, BadEntry,
    UnknownDecision, UnknownArticle, UnknownDeal, UnknownOrganization.
    """
    with writing(db):
        _check(db, given, article, seen)
        before = _deals(db)
        written, count, reviewed = _write(db, given, actor, article)
        at = utc_now()
        resolve(db, at, f"review {written}", reviewed=reviewed)
        return Done(written, count, tuple(_changes(before, _deals(db))))


def _check(db: Database, given: Given, article: str | None, seen: str | None) -> None:
    if seen is None:
        return
    named = deals_named(given)
    now = deals_version(db.conn, named) if named else version(db.conn, article or "")
    if seen != now:
        raise Outdated("Somebody else decided on this meanwhile, or it was read anew. Look at it again, then decide.")


def deals_named(given: Given) -> list[str]:
    """The deals that an action is about, where it is about deals."""
    if given.act not in (Act.MERGE_DEALS, Act.SPLIT_DEAL, Act.CHOOSE):
        return []
    return [name for name in (given.text("deal"), given.text("other")) if name]


def _write(db: Database, given: Given, actor: str | None, article: str | None) -> tuple[str, int, list[str]]:
    """The id of what was written, how many rows it is, and the articles that reviews are about."""
    if given.act.about_article:
        if not article:
            raise BadEntry("Name the article.")
        written = write_reviews(db, reviews_for(bench(db, article), given), actor)
        return written[0].id, len(written), [article]
    if given.act is Act.UNDO:
        return _undo(db, given.needed("id"), actor)
    return _DECISIONS[given.act](db, given, actor), 1, []


def _undo(db: Database, written: str, actor: str | None) -> tuple[str, int, list[str]]:
    if rows(db, "SELECT 1 FROM decisions WHERE id = ?", [written]):
        return undo_decision(db, written, actor), 1, []
    review: Review = taking_back(db, written)
    (undoing,) = write_reviews(db, [review], actor)
    return undoing.id, 1, _articles_of(db, undoing.id)


def _articles_of(db: Database, undoing: str) -> list[str]:
    """The articles that a taking back is about, which may undo another one, and those that replaced them."""
    found = rows(
        db,
        """
        WITH RECURSIVE undone(id) AS (
          SELECT :id UNION SELECT reviews.undoes FROM undone JOIN reviews ON reviews.id = undone.id
        ),
        judged AS (
          SELECT articles.id FROM reviews JOIN articles ON articles.sha256 = reviews.article_sha256
          WHERE reviews.id IN undone OR reviews.batch IN undone
        )
        SELECT id FROM judged
        UNION SELECT newer.article_id FROM judged
        JOIN article_sources AS older ON older.article_id = judged.id
        JOIN article_sources AS newer ON newer.location = older.location
        """,
        {"id": undoing},
    )
    return [row["id"] for row in found]


def _choose(db: Database, given: Given, actor: str | None) -> str:
    number = given.number("number")
    if number is None:
        raise BadEntry("choose needs number.")
    return deciding.choose_value(db, given.needed("deal"), given.needed("field"), number, actor)


_DECISIONS: Mapping[Act, Callable[[Database, Given, str | None], str]] = {
    Act.MERGE_DEALS: lambda db, given, actor: deciding.merge_deals(
        db, given.needed("deal"), given.needed("other"), actor
    ),
    Act.SPLIT_DEAL: lambda db, given, actor: deciding.split_deal(
        db, given.needed("deal"), [str(one) for one in given.listed("articles")], actor
    ),
    Act.CHOOSE: _choose,
    Act.MERGE_ORGANIZATIONS: lambda db, given, actor: deciding.merge_organizations(
        db, given.needed("organization"), given.needed("other"), actor
    ),
    Act.SPLIT_ORGANIZATION: lambda db, given, actor: deciding.split_organization(
        db, given.needed("name"), given.needed("organization"), actor
    ),
}


def _deals(db: Database) -> dict[str, dict[str, Any]]:
    found = rows(db, f"SELECT id, {', '.join(SHOWN)} FROM deals")
    return {row["id"]: row for row in found}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[Change]:
    for deal in sorted(before.keys() | after.keys()):
        was, now = before.get(deal), after.get(deal)
        if was == now:
            continue
        state = "new" if was is None else "withdrawn" if now is None else "changed"
        fields = {name: (was[name], now[name]) for name in SHOWN if was[name] != now[name]} if was and now else {}
        yield Change(deal, state, (now or was or {}).get("title"), fields)


def simple_values(db: Database) -> dict[str, list[str]]:
    """The values that may be accepted in one go, by article: in no doubt at all, and nobody decided on them yet.

    The words give the value, no source disagrees on it, the other models that read the article say the same,
    and the deal's parties are organisations that the table of well-known names has.
    """
    from .queue import simple_statements

    found: dict[str, list[str]] = {}
    for article, statement in simple_statements(db.conn):
        found.setdefault(article, []).append(statement)
    return found


def accept_simple(db: Database, actor: str | None, articles: Iterable[str] | None = None) -> Done:
    """Accept the simple values, of some articles or of all, as one batch that can be taken back in one go."""
    with writing(db):
        wanted = simple_values(db)
        chosen = wanted if articles is None else {one: wanted[one] for one in articles if one in wanted}
        made: list[Review] = []
        readings = readings_in_use(db)
        for article, statements in sorted(chosen.items()):
            place = bench(db, article, readings)
            for statement in statements:
                made += reviews_for(place, Given(Act.ACCEPT, {"action": "accept", "statement": statement}))
        if not made:
            raise UnknownDecision("There is nothing that could be accepted unseen.")
        before = _deals(db)
        written = write_reviews(db, made, actor)
        resolve(db, utc_now(), f"review {written[0].id}", reviewed=list(chosen))
        return Done(written[0].id, len(written), tuple(_changes(before, _deals(db))))


def describe(done: Done) -> dict[str, Any]:
    """What was done, as a program reads it."""
    return {"ok": True, "id": done.id, "rows": done.rows, "changes": [change.as_json() for change in done.changes]}


def as_text(done: Done) -> str:
    """What was done as JSON text."""
    return json.dumps(describe(done), ensure_ascii=False)
