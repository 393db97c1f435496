"""What is known about a deal, as a summary is made from it and checked against it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..store.database import rows
from ..store.reviews import REVIEWED, STANDING
from ..terms import Status, Verdict


@dataclass(frozen=True)
class SourceFacts:
    """What one article says of a deal: its passages, and the values that were read from them, each with its field."""

    number: int
    article_id: str
    publisher: str | None
    published: str | None
    passages: tuple[str, ...]
    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class DealFacts:
    """A deal as its statements give it; ``statements`` is a hash of them."""

    id: str
    title: str
    type: str
    status: Status
    parties: tuple[tuple[str, str], ...]
    sources: tuple[SourceFacts, ...]
    statements: str

    def as_text(self) -> str:
        """The facts as a model gets them."""
        lines = [f"Type: {self.type.replace('_', ' ')}. Status: {self.status}.", ""]
        lines += [f"{role}: {name}" for name, role in self.parties]
        for source in self.sources:
            about = ", ".join(part for part in (source.publisher, source.published) if part) or "an article"
            lines += ["", f"[{source.number}] {about}:", *source.passages]
        return "\n".join(lines)


def deal_facts(db: Database, deal_ids: Iterable[str] | None = None) -> list[DealFacts]:
    """What is known about the deals with the given ids, or about all of them."""
    wanted = None if deal_ids is None else json.dumps(list(deal_ids))
    where = "" if wanted is None else "WHERE deals.id IN (SELECT value FROM json_each(?))"
    found = rows(
        db, f"SELECT id, title, type, status FROM deals {where} ORDER BY id", [] if wanted is None else [wanted]
    )
    return [_facts(db, row) for row in found]


def _facts(db: Database, deal: dict[str, Any]) -> DealFacts:
    parties = rows(
        db,
        "SELECT name, role FROM deal_parties JOIN organizations ON organizations.id = organization_id"
        " WHERE deal_id = ? ORDER BY place",
        [deal["id"]],
    )
    statements = rows(
        db,
        f"""
        SELECT source_number, articles.id AS article_id, publisher, published, field, subject, value, exact
        FROM deal_mentions JOIN articles ON articles.id = deal_mentions.article_id
        JOIN statements ON statements.mention_id = deal_mentions.mention_id
        {REVIEWED}
        WHERE deal_id = ? AND {STANDING} IN ({", ".join("?" for verdict in Verdict if verdict.counts)})
        ORDER BY source_number, field, subject, value, exact
        """,
        [deal["id"], *(verdict.value for verdict in Verdict if verdict.counts)],
    )
    # Not the ids of the statements: they change when an article is read again and says the same.
    content = [
        deal["title"],
        [[row[name] for name in ("source_number", "field", "subject", "value", "exact")] for row in statements],
    ]
    return DealFacts(
        id=deal["id"],
        title=deal["title"],
        type=deal["type"],
        status=Status(deal["status"]),
        parties=tuple((row["name"], row["role"]) for row in parties),
        sources=tuple(_sources(statements)),
        statements=hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16],
    )


def _sources(statements: list[dict[str, Any]]) -> Iterable[SourceFacts]:
    for number in dict.fromkeys(row["source_number"] for row in statements):
        own = [row for row in statements if row["source_number"] == number]
        passages = [row["exact"] for row in own if row["exact"] and row["field"] == "quote"]
        outside = [row["exact"] for row in own if row["exact"] and not any(row["exact"] in one for one in passages)]
        yield SourceFacts(
            number=number,
            article_id=own[0]["article_id"],
            publisher=own[0]["publisher"],
            published=own[0]["published"],
            passages=tuple(dict.fromkeys(" ".join(words.split()) for words in [*passages, *outside])),
            values=tuple((row["field"], json.loads(row["value"])) for row in own if row["value"] is not None),
        )
