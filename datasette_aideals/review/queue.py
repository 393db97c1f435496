"""What is left to look at, the riskiest first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from sqlite3 import Connection
from typing import Any
from urllib.parse import urlencode

from ..errors import BadOption
from ..terms import DealType, Term
from ..values.names import known_organizations, name_key

PAGE = 50

TABLES = (
    "article_sources",
    "articles",
    "chosen_model",
    "conflicts",
    "counting_readings",
    "deal_addresses",
    "deal_mentions",
    "deal_names",
    "deals",
    "decisions",
    "mentions",
    "organizations",
    "readings",
    "reviewed_statements",
    "reviews",
    "reviews_applied",
    "runs",
    "statements",
)
"""What the queue is read from."""


class Doubt(Term):
    """Why something is worth a look."""

    REOPENED = "reopened"
    """A decision that no longer counts: the text and its reading have both changed."""
    REFUSED = "refused"
    """A value or a deal of the model that the words do not back."""
    CONFLICT = "conflict"
    """Sources that disagree."""
    DISAGREEMENT = "disagreement"
    """Another model reads the article otherwise."""
    JUDGED = "judged"
    """A value that rests on the model's judgement."""
    UNKNOWN = "unknown"
    """An organisation that the table of well-known names does not have."""
    SIMPLE = "simple"
    """A value that its words give, and that nothing speaks against."""


@dataclass(frozen=True)
class Wanted:
    """Which items are asked for: ``kind`` None is every real doubt, the simple values left out."""

    kind: Doubt | None = None
    type: DealType | None = None
    article: str | None = None
    offset: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Wanted":
        """The filter that a query string asks for. Raises BadOption."""
        try:
            return cls(
                Doubt(query["kind"]) if query.get("kind") else None,
                DealType(query["type"]) if query.get("type") else None,
                query.get("article") or None,
                min(int(query.get("next") or 0), 10_000_000),
            )
        except ValueError as error:
            raise BadOption(f"That can't be asked: {error}. Leave the filter out.") from error

    @property
    def query(self) -> dict[str, str]:
        """The filter as a query, without the page."""
        named = {"kind": self.kind, "type": self.type, "article": self.article}
        return {name: str(value) for name, value in named.items() if value}


@dataclass(frozen=True)
class Item:
    """One thing to look at; ``risk`` is higher the more there is at stake."""

    kind: str
    risk: int
    article_id: str
    article: str
    publisher: str | None
    deal_id: str | None
    title: str | None
    mention_id: str | None
    statement_id: str | None
    field: str
    subject: str | None
    value: Any
    words: str | None
    reason: str | None
    model: str | None
    amount_usd: int | None


@dataclass(frozen=True)
class Left:
    """What is done and what is left, in articles, deals and values."""

    articles: int
    articles_done: int
    deals: int
    deals_done: int
    values: int
    values_done: int


@dataclass(frozen=True)
class Queue:
    """One page of the queue, with the number of items of each kind under the other filters."""

    items: tuple[Item, ...]
    counts: Mapping[str, int]
    total: int
    left: Left
    wanted: Wanted

    @property
    def next(self) -> str | None:
        """The query of the page after it."""
        if self.wanted.offset + len(self.items) >= self.total or not self.items:
            return None
        return urlencode({**self.wanted.query, "next": self.wanted.offset + PAGE})


def look(conn: Connection, wanted: Wanted, most: int = PAGE) -> Queue:
    """The queue as a filter asks for it."""
    counts = _counts(conn, replace(wanted, kind=None))
    total = counts[wanted.kind.value] if wanted.kind else sum(counts.values()) - counts[Doubt.SIMPLE.value]
    return Queue(tuple(_items(conn, wanted, most)), counts, total, _left(conn), wanted)


def simple_statements(conn: Connection) -> list[tuple[str, str]]:
    """Article and id of every value that may be accepted unseen."""
    sql = f"{_doubts()} SELECT article_id, statement_id FROM doubts WHERE kind = 'simple' ORDER BY 1, 2"
    return [(row[0], row[1]) for row in conn.execute(sql, _known())]


def at_risk(conn: Connection) -> dict[str, list[str]]:
    """The deals that something speaks against, each with the kinds of doubt, the riskiest first."""
    sql = f"""
        {_doubts()}
        SELECT deal_id, kind, max(risk) AS risk FROM weighed WHERE kind <> 'simple' AND deal_id IS NOT NULL
        GROUP BY deal_id, kind ORDER BY max(risk) DESC, kind
    """
    found: dict[str, list[str]] = {}
    for deal, kind, _ in conn.execute(sql, _known()):
        found.setdefault(deal, []).append(kind)
    return found


def _items(conn: Connection, wanted: Wanted, most: int) -> list[Item]:
    condition, parameters = _condition(wanted)
    columns = ", ".join(Item.__dataclass_fields__)
    cursor = conn.execute(
        f"{_doubts()} SELECT {columns} FROM weighed WHERE {condition}"
        " ORDER BY risk DESC, article_id, deal_id, field, statement_id, model LIMIT :most OFFSET :offset",
        {**parameters, "most": most, "offset": wanted.offset},
    )
    return [Item(**{**row, "value": _plain(row["value"])}) for row in _rows(cursor)]


def _rows(cursor: Any) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _counts(conn: Connection, wanted: Wanted) -> dict[str, int]:
    condition, parameters = _condition(wanted)
    condition = condition.replace("kind <> 'simple'", "field NOT IN ('quote', 'ai')")
    sql = f"{_doubts()} SELECT kind, count(*) FROM weighed WHERE {condition} GROUP BY kind"
    return {**dict.fromkeys((kind.value for kind in Doubt), 0), **dict(conn.execute(sql, parameters).fetchall())}


def _condition(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    parts = ["kind = :kind AND field NOT IN ('quote', 'ai')" if wanted.kind else "kind <> 'simple'"]
    parts += ["deal_type = :type"] if wanted.type else []
    parts += ["article_id = :article"] if wanted.article else []
    named = {"kind": wanted.kind, "type": wanted.type, "article": wanted.article}
    return " AND ".join(parts), {**_known(), **{name: str(value) for name, value in named.items() if value}}


def _left(conn: Connection) -> Left:
    row = conn.execute(
        """
        SELECT (SELECT count(DISTINCT article_id) FROM article_sources WHERE current = 1),
               (SELECT count(DISTINCT reviews_applied.article_id) FROM reviews_applied
                JOIN reviews ON reviews.id = reviews_applied.review_id
                WHERE reviews.decision = 'nothing_missing' AND reviews_applied.state = 'applied'),
               (SELECT count(*) FROM deals), (SELECT count(*) FROM deals WHERE review_state = 'reviewed'),
               count(*), sum(reviewed_statements.state IS NOT NULL)
        FROM deal_mentions JOIN statements ON statements.mention_id = deal_mentions.mention_id
        LEFT JOIN reviewed_statements ON reviewed_statements.statement_id = statements.id
        WHERE statements.field NOT IN ('quote', 'ai')
        """
    ).fetchone()
    return Left(*(number or 0 for number in row))


def _plain(text: str | None) -> Any:
    return json.loads(text) if text is not None else None


def _known() -> dict[str, str]:
    """The organisations that the table of well-known names has, by key, as a parameter."""
    return {"known": _known_keys()}


@lru_cache(maxsize=1)
def _known_keys() -> str:
    return json.dumps(sorted({name_key(one.name) for one in known_organizations()}))


@lru_cache(maxsize=1)
def _doubts() -> str:
    return files(__package__).joinpath("doubts.sql").read_text(encoding="utf-8")
