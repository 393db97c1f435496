"""What the readings that count report, as resolving needs it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from sys import intern
from typing import Any

from sqlite_utils import Database

from ..store.database import rows
from ..store.records import Mention
from ..store.reviews import REVIEWED, STANDING
from ..terms import Verdict
from ..values.names import name_key
from .judged import ACCEPTED
from .names import NameBook


@dataclass(frozen=True, slots=True)
class Source:
    """The article that a mention stands in."""

    article_id: str
    sha256: str
    published: str | None
    publisher: str | None = None
    copy_of: str | None = None

    @property
    def origin(self) -> str:
        """The article that it counts as: itself, or the one it is a copy of."""
        return self.copy_of or self.article_id


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement that may enter a deal."""

    id: str
    field: str
    value: Any
    subject: str | None
    verdict: Verdict
    exact: str | None
    organization: str | None = None
    above: tuple[str, ...] = ()
    """For a party, the keys of the companies that it belongs to."""
    accepted: bool = False
    """Whether a person has confirmed it."""

    @property
    def key(self) -> str:
        """For a party, the organisation's key: what all ways to write its name have in common."""
        return self.organization or name_key(str(self.value))


@dataclass(frozen=True)
class Reported:
    """One accepted mention, with its statements and its article."""

    id: str
    key: str
    type: str
    status: str
    focus: bool
    start: int
    source: Source
    facts: tuple[Fact, ...]

    @property
    def order(self) -> tuple[str, str, int, str]:
        """Where it stands in time: an article without a date is older than any with one."""
        return (self.source.published or "", self.source.sha256, self.start, self.key)

    def having(self, field: str) -> list[Fact]:
        """Its statements about one field."""
        return [fact for fact in self.facts if fact.field == field]

    def first(self, field: str) -> Any:
        """Its value of one field, or None."""
        facts = self.having(field)
        return facts[0].value if facts else None

    @cached_property
    def party_keys(self) -> frozenset[str]:
        """Its parties, as keys that do not depend on how a name is written."""
        return frozenset(fact.key for fact in self.having("party"))


def reported(mention: Mention, name: str, source: Source) -> Reported:
    """A mention as grounding gives it, under the id ``name``, without a database."""
    return Reported(
        id=name,
        key=mention.key,
        type=mention.type.value,
        status=mention.status.value,
        focus=mention.focus,
        start=mention.start or 0,
        source=source,
        facts=tuple(
            Fact(f"{name}-{number:03d}", one.field, one.value, one.subject, one.verdict, one.selector.exact)
            if one.selector
            else Fact(f"{name}-{number:03d}", one.field, one.value, one.subject, one.verdict, None)
            for number, one in enumerate(mention.statements, start=1)
            if one.verdict.counts
        ),
    )


def reported_mentions(
    db: Database, mention_ids: Iterable[str], book: NameBook | None = None, copies: Mapping[str, str] | None = None
) -> list[Reported]:
    """The mentions with the given ids, in the order of time; ``copies`` leads from an article to its original."""
    wanted = json.dumps(list(mention_ids))
    facts = _facts(db, wanted, book or NameBook())
    found = rows(
        db,
        """
        SELECT mentions.id, mentions.key, mentions.type, mentions.status, mentions.focus, mentions.start,
               articles.id AS article_id, articles.sha256, articles.published, articles.publisher
        FROM json_each(?) AS wanted
        JOIN mentions ON mentions.id = wanted.value
        JOIN readings ON readings.id = mentions.reading_id
        JOIN articles ON articles.id = readings.article_id
        """,
        [wanted],
    )
    original = copies or {}
    mentions = [
        Reported(
            id=row["id"],
            key=row["key"],
            type=_last(facts[row["id"]], "type") or row["type"],
            status=_last(facts[row["id"]], "status") or row["status"],
            focus=bool(row["focus"]),
            start=row["start"],
            source=Source(
                row["article_id"], row["sha256"], row["published"], row["publisher"], original.get(row["article_id"])
            ),
            facts=tuple(facts[row["id"]]),
        )
        for row in found
    ]
    return sorted(mentions, key=lambda mention: mention.order)


def _facts(db: Database, wanted: str, book: NameBook) -> dict[str, list[Fact]]:
    facts: dict[str, list[Fact]] = defaultdict(list)
    counting = {verdict.value: verdict for verdict in Verdict if verdict.counts}
    found = db.conn.execute(
        f"""
        SELECT statements.mention_id, readings.article_id, statements.id, field, statements.value, subject,
               {STANDING} AS verdict, exact, reviewed_statements.state
        FROM json_each(?) AS wanted
        JOIN mentions ON mentions.id = wanted.value
        JOIN readings ON readings.id = mentions.reading_id
        JOIN statements ON statements.mention_id = mentions.id
        {REVIEWED}
        ORDER BY statements.origin = 'person', CASE statements.origin WHEN 'person' THEN 0 ELSE statements.rowid END,
                 statements.id
        """,
        [wanted],
    )
    for mention_id, article_id, name, field, value, subject, verdict, exact, state in found:
        if verdict not in counting:
            continue
        plain = json.loads(value) if value is not None else None
        key = book.key(str(plain), article_id) if field == "party" else None
        # The few words that fields and subjects are made of come as a new string with every row.
        told = intern(subject) if subject else None
        above = book.above(key) if key else ()
        facts[mention_id].append(
            Fact(name, intern(field), plain, told, counting[verdict], exact, key, above, state == ACCEPTED)
        )
    return facts


def _last(facts: list[Fact], field: str) -> str | None:
    """What is stated last about a type or status: a person may have put it right."""
    return next((str(fact.value) for fact in reversed(facts) if fact.field == field and fact.value), None)
