"""What the screen of one article shows: its text, what was read from it, what people decided, and what they can."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from ..errors import UnknownArticle
from ..show.queries.rows import Row, decoded, fetch, first
from ..store.reviews import REVIEWED, STANDING
from .bench import deals_version, version

TABLES = (
    "article_texts",
    "articles",
    "article_sources",
    "chosen_model",
    "conflicts",
    "counting_readings",
    "deal_addresses",
    "deal_log",
    "deal_mentions",
    "deal_names",
    "deal_parties",
    "deals",
    "decisions",
    "mentions",
    "organizations",
    "readings",
    "reviewed_mentions",
    "reviewed_statements",
    "reviews",
    "reviews_applied",
    "runs",
    "statements",
)
"""What the screen is read from."""

_MOST_NEAR = 12
_DECIDED = ("accepted", "entered")


@dataclass(frozen=True)
class Value:
    """One value of a deal: what was read, from which words, and what people made of it."""

    id: str
    number: int
    field: str
    subject: str | None
    value: Any
    words: str | None
    exact: str | None
    start: int | None
    end: int | None
    verdict: str
    reason: str | None
    state: str | None
    review: str | None

    @property
    def reviewed(self) -> str | None:
        """What a person made of it, as statements on other pages call it."""
        return self.state

    @property
    def counts(self) -> bool:
        """Whether it is in the deal."""
        return self.verdict in ("supported", "judged", "asserted")

    @property
    def open(self) -> bool:
        """Whether it is in the deal and nobody has decided on it."""
        return self.counts and self.state not in _DECIDED


@dataclass(frozen=True)
class Told:
    """One deal as the article tells it, with the deal of the table that it is a part of."""

    number: int
    id: str
    type: str
    stands: bool
    because: str | None
    deal: str | None
    title: str | None
    values: tuple[Value, ...]
    version: str = ""
    conflicts: tuple[tuple[str, tuple[Any, ...], Any], ...] = ()
    articles: tuple[tuple[str, str], ...] = ()
    near: tuple[tuple[str, str], ...] = ()

    @property
    def open(self) -> int:
        """How many of its values nobody has decided on."""
        return sum(value.open for value in self.values)


@dataclass(frozen=True)
class Entry:
    """One thing that somebody decided; ``undoable`` where it still counts."""

    id: str
    at: str
    actor: str | None
    what: str
    field: str
    before: Any
    after: Any
    note: str | None
    undoable: bool
    state: str | None


@dataclass(frozen=True)
class Screen:
    """Everything about one article that a reviewer needs; ``version`` is sent back with each decision."""

    id: str
    title: str
    publisher: str | None
    published: str | None
    language: str | None
    text: str | None
    read_by: str | None
    told: tuple[Told, ...]
    entries: tuple[Entry, ...]
    finished: bool
    version: str
    organizations: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def open(self) -> int:
        """How many values nobody has decided on."""
        return sum(one.open for one in self.told if one.stands)


def look(conn: Connection, article_id: str) -> Screen:
    """The screen of one article. Raises UnknownArticle."""
    row = first(
        conn,
        "SELECT articles.*, article_texts.text FROM articles LEFT JOIN article_texts USING (sha256) WHERE id = ?",
        [article_id],
    )
    if not row:
        raise UnknownArticle("There is no article at this address.")
    reading = _reading(conn, article_id)
    told = _told(conn, reading["id"]) if reading else ()
    deals = [one.deal for one in told if one.deal]
    return Screen(
        id=article_id,
        title=row["title"],
        publisher=row["publisher"],
        published=row["published"],
        language=row["language"],
        text=row["text"],
        read_by=reading["model_id"] if reading else None,
        told=told,
        entries=_entries(conn, row["sha256"], article_id, deals),
        finished=_finished(conn, article_id),
        version=version(conn, article_id),
        organizations=_organizations(conn, deals),
    )


def _reading(conn: Connection, article_id: str) -> Row | None:
    """The reading that counts."""
    return first(conn, "SELECT id, model_id FROM counting_readings WHERE article_id = ?", [article_id])


def _told(conn: Connection, reading: str) -> tuple[Told, ...]:
    mentions = fetch(
        conn,
        """
        SELECT mentions.id, mentions.type, coalesce(reviewed_mentions.accepted, mentions.accepted) AS stands,
               coalesce(reviewed_mentions.because, refused_because) AS because, deals.id AS deal, deals.title
        FROM mentions
        LEFT JOIN reviewed_mentions ON reviewed_mentions.mention_id = mentions.id
        LEFT JOIN deal_mentions ON deal_mentions.mention_id = mentions.id
        LEFT JOIN deals ON deals.id = deal_mentions.deal_id
        WHERE mentions.reading_id = ? ORDER BY stands DESC, mentions.start IS NULL, mentions.start, mentions.id
        """,
        [reading],
    )
    values = _values(conn, reading)
    return tuple(
        Told(
            number=number,
            **{**row, "stands": bool(row["stands"])},
            values=tuple(values.get(row["id"], ())),
            **(_of_deal(conn, row["deal"]) if row["deal"] else {}),
        )
        for number, row in enumerate(mentions, start=1)
    )


def _values(conn: Connection, reading: str) -> dict[str, list[Value]]:
    found = fetch(
        conn,
        f"""
        SELECT statements.mention_id, statements.id, field, subject, value, words, exact, statements.start,
               statements.end, {STANDING} AS verdict, reason, reviewed_statements.state,
               reviewed_statements.review_id AS review
        FROM mentions JOIN statements ON statements.mention_id = mentions.id {REVIEWED}
        WHERE mentions.reading_id = ? ORDER BY statements.origin = 'person', statements.rowid
        """,
        [reading],
    )
    values: dict[str, list[Value]] = {}
    for number, row in enumerate(found, start=1):
        mention = row.pop("mention_id")
        values.setdefault(mention, []).append(Value(number=number, **{**row, "value": decoded(row["value"])}))
    return values


def _of_deal(conn: Connection, deal: str) -> dict[str, Any]:
    conflicts = fetch(conn, "SELECT field, candidates, chosen FROM conflicts WHERE deal_id = ? ORDER BY field", [deal])
    articles = fetch(
        conn,
        "SELECT DISTINCT articles.id, articles.title FROM deal_mentions JOIN articles ON articles.id = article_id"
        " WHERE deal_id = ? ORDER BY articles.id",
        [deal],
    )
    near = fetch(
        conn,
        """
        SELECT DISTINCT deals.id, deals.title FROM deal_parties AS own
        JOIN deal_parties AS others ON others.organization_id = own.organization_id AND others.deal_id <> own.deal_id
        JOIN deals ON deals.id = others.deal_id WHERE own.deal_id = ? ORDER BY deals.title LIMIT ?
        """,
        [deal, _MOST_NEAR],
    )
    return {
        "version": deals_version(conn, [deal]),
        "conflicts": tuple(
            (row["field"], tuple(one["value"] for one in decoded(row["candidates"])), decoded(row["chosen"]))
            for row in conflicts
        ),
        "articles": tuple((row["id"], row["title"]) for row in articles),
        "near": tuple((row["id"], row["title"]) for row in near),
    }


def _organizations(conn: Connection, deals: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The organisations in these deals, each with the names that articles use for it."""
    found = fetch(
        conn,
        """
        SELECT organizations.name, json_group_array(DISTINCT deal_names.name) AS names FROM organizations
        JOIN deal_names ON deal_names.organization_key = organizations.key
        WHERE organizations.id IN (
          SELECT organization_id FROM deal_parties WHERE deal_id IN (SELECT value FROM json_each(?))
        )
        GROUP BY organizations.id ORDER BY organizations.name
        """,
        [json.dumps(sorted(set(deals)))],
    )
    return tuple((row["name"], tuple(sorted(decoded(row["names"])))) for row in found)


def _finished(conn: Connection, article_id: str) -> bool:
    found = first(
        conn,
        "SELECT 1 FROM reviews_applied JOIN reviews ON reviews.id = review_id"
        " WHERE reviews_applied.article_id = ? AND decision = 'nothing_missing' AND state = 'applied'",
        [article_id],
    )
    return found is not None


def _entries(conn: Connection, sha256: str, article_id: str, deals: Iterable[str]) -> tuple[Entry, ...]:
    """What was decided on the article and on its deals, the newest first; rows of one go count once."""
    reviews = fetch(
        conn,
        """
        SELECT reviews.id, at, actor, decision AS what, field, before, after, note,
               reviews_applied.state IS NOT NULL AS undoable, reviews_applied.state
        FROM reviews LEFT JOIN reviews_applied ON reviews_applied.review_id = reviews.id
        WHERE (article_sha256 = ? OR reviews_applied.article_id = ?)
          AND (batch IS NULL OR batch NOT IN (SELECT id FROM reviews AS head WHERE head.article_sha256 = ?))
        """,
        [sha256, article_id, sha256],
    )
    digits = "SELECT digits FROM deal_addresses WHERE deal_id IN (SELECT value FROM json_each(?))"
    decisions = fetch(
        conn,
        f"""
        SELECT id, at, actor, kind AS what, 'deal' AS field, NULL AS before, NULL AS after, NULL AS note,
               undoes IS NULL AND id NOT IN (SELECT undoes FROM decisions WHERE undoes IS NOT NULL) AS undoable,
               NULL AS state
        FROM decisions WHERE kind IN ('merge_deals', 'split_deal', 'choose', 'undo')
          AND EXISTS (SELECT 1 FROM ({digits}) WHERE instr(subject || coalesce(object, ''), digits))
        """,
        [json.dumps(sorted(set(deals)))],
    )
    listed = sorted([*reviews, *decisions], key=lambda row: (row["at"], row["id"]), reverse=True)
    return tuple(
        Entry(**{**row, "before": decoded(row["before"]), "after": decoded(row["after"]),
                 "undoable": bool(row["undoable"])})
        for row in listed
    )  # fmt: skip
