"""Small databases made from articles and the answers that a model is taken to have given about them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from datasette_aideals.answer import Answer
from datasette_aideals.ground.mentions import ground
from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.store.articles import store_article
from datasette_aideals.store.database import open_database
from datasette_aideals.store.records import Article, CallRecord, PromptRecord
from datasette_aideals.store.runs import NewReading, finish_run, save_reading, start_run
from datasette_aideals.terms import Outcome, RunStatus

AT = "2026-11-01T12:00:00Z"
PROMPT = PromptRecord(id="p" * 16, system="Find deals.", template="text", schema="{}")


@dataclass(frozen=True)
class Told:
    """An article and the deals that a model finds in it."""

    text: str
    deals: tuple[dict[str, Any], ...]
    published: str | None = None
    location: str | None = None

    @property
    def article(self) -> Article:
        """The article as it would be loaded."""
        sha256 = hashlib.sha256(self.text.encode()).hexdigest()
        return Article(
            sha256[:12], sha256, self.text, self.text.splitlines()[0], "Some Paper", published=self.published
        )


def told(
    sentence: str,
    kind: str,
    roles: dict[str, str],
    *,
    amount: str | None = None,
    status: str = "announced",
    **more: Any,
) -> dict[str, Any]:
    """One deal of an answer whose only quote is ``sentence``; ``roles`` maps names to roles."""
    parties = [{"name": name, "role": role} for name, role in roles.items()]
    return {"quotes": [sentence], "type": kind, "status": status, "parties": parties, "amount": amount, **more}


def add(db: Database, article: Told, model: str = "aideals-rules") -> None:
    """Store one article with its reading by ``model``."""
    store_article(db, article.article, article.location or f"{article.article.id}.txt", AT)
    mentions = ground(Answer.model_validate({"deals": list(article.deals)}), article.article)
    run = start_run(db, PROMPT, model_id=model, options="{}", code_version="1", articles=1, reused=0)
    outcome = Outcome.DEALS if any(mention.accepted for mention in mentions) else Outcome.NONE
    reading = NewReading(
        article_id=article.article.id,
        model_id=model,
        cache_key=hashlib.sha256(f"{article.article.sha256}{model}{article.deals}".encode()).hexdigest(),
        request_key=None,
        outcome=outcome,
        calls=[CallRecord("{}", None, 0, len(article.text), 1, 1.0)],
        mentions=mentions,
    )
    save_reading(db, run, reading)
    finish_run(db, run, RunStatus.FINISHED)


def library(path: Path, articles: Iterable[Told]) -> Database:
    """A database at ``path`` with the articles read and their deals resolved."""
    db = open_database(path, create=True)
    for article in articles:
        add(db, article)
    resolve(db, AT)
    return db
