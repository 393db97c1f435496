"""Checking the proof: is every stored quote still where it was found, and whence comes a value?"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from sqlite_utils import Database

from ..errors import UnknownDeal
from .database import rows
from .records import CONTEXT


@dataclass(frozen=True)
class Flaw:
    """A stored quote or text that is not what it should be."""

    article_id: str
    statement_id: str | None
    what: str


@dataclass(frozen=True)
class VerifyReport:
    """What checking every stored quote found."""

    articles: int
    quotes: int
    withheld: int
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True)
class Proof:
    """One value of a deal, from the words to the run that read them."""

    field: str
    subject: str | None
    value: Any
    verdict: str
    reason: str | None
    exact: str | None
    start: int | None
    end: int | None
    article_id: str
    article: str
    publisher: str | None
    published: str | None
    url: str | None
    statement_id: str
    call_id: str | None
    run_id: str | None
    model: str | None
    prompt_id: str | None


@dataclass(frozen=True)
class Explanation:
    """A deal with the chain of proof of every value in it."""

    id: str
    title: str
    summary: str
    proofs: tuple[Proof, ...]


def verify(db: Database) -> VerifyReport:
    """Look every stored quote up at its place in its article, and every text's hash.

    Articles whose text was taken down can't be checked; their quotes are counted as withheld.
    """
    articles = quotes = withheld = 0
    flaws: list[Flaw] = []
    for article in rows(
        db, "SELECT articles.id, articles.sha256, text FROM articles LEFT JOIN article_texts USING (sha256)"
    ):
        articles += 1
        statements = _quoted(db, article["id"])
        if article["text"] is None:
            withheld += len(statements)
            continue
        quotes += len(statements)
        flaws.extend(_article_flaws(article, statements))
    return VerifyReport(articles, quotes, withheld, tuple(flaws))


def explain(db: Database, deal: str) -> Explanation:
    """The deal with the given id, or whose id ends in the given digits, with the proof of its values.

    Addresses that a deal once had lead to it too. Raises UnknownDeal.
    """
    found = rows(
        db,
        """
        SELECT id, title, summary FROM deals
        WHERE id = :deal OR id = (SELECT deal_id FROM deal_addresses WHERE digits = :digits)
        """,
        {"deal": deal, "digits": deal.rsplit("-", 1)[-1]},
    )
    if not found:
        raise UnknownDeal(f"There is no deal {deal}. List the deals with: datasette aideals deals DB")
    return Explanation(**found[0], proofs=tuple(_proofs(db, found[0]["id"])))


def _quoted(db: Database, article_id: str) -> list[dict[str, Any]]:
    return rows(
        db,
        """
        SELECT statements.id, exact, prefix, suffix, statements.start, statements.end
        FROM statements
        JOIN mentions ON mentions.id = statements.mention_id
        JOIN readings ON readings.id = mentions.reading_id
        WHERE readings.article_id = ? AND exact IS NOT NULL
        """,
        [article_id],
    )


def _article_flaws(article: dict[str, Any], statements: list[dict[str, Any]]) -> Iterator[Flaw]:
    text = article["text"]
    if hashlib.sha256(text.encode()).hexdigest() != article["sha256"]:
        yield Flaw(article["id"], None, "the text is not the one that was loaded")
    for statement in statements:
        start, end = statement["start"], statement["end"]
        if text[start:end] != statement["exact"]:
            yield Flaw(article["id"], statement["id"], "the quote does not stand at its place")
        elif text[max(0, start - CONTEXT) : start] != statement["prefix"] or not _follows(
            text, end, statement["suffix"]
        ):
            yield Flaw(article["id"], statement["id"], "the words around the quote are others")


def _follows(text: str, end: int, suffix: str) -> bool:
    return bool(text[end : end + CONTEXT] == suffix)


def _proofs(db: Database, deal_id: str) -> Iterator[Proof]:
    columns = ", ".join(f'"{field.name}"' for field in fields(Proof))
    found = rows(db, f"SELECT {columns} FROM proof WHERE deal_id = ? ORDER BY source_number, statement_id", [deal_id])
    for row in found:
        row["value"] = json.loads(row["value"]) if row["value"] is not None else None
        yield Proof(**row)
