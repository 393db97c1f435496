"""Load and extract as ``build`` does them, with a check that only looks for the quotes."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mock_models import deal
from sqlite_utils import Database

from datasette_aideals.answer import Answer
from datasette_aideals.extract.models import get_model
from datasette_aideals.extract.plan import Manner
from datasette_aideals.extract.runner import RunReport, run_extraction
from datasette_aideals.load import load_sources
from datasette_aideals.store.articles import current_refs, store_article
from datasette_aideals.store.database import open_database
from datasette_aideals.store.records import Article, Mention, Selector, Statement
from datasette_aideals.terms import Verdict


def check(answer: Answer, article: Article) -> tuple[Mention, ...]:
    """A mention for each deal, accepted where its first quote stands in the text."""
    return tuple(_mention(found.quotes[0], found, article) for found in answer.deals)


def answer_from_text(prompt: Any) -> Any:
    """As many deals as the text says "Acme", each with the line that it stands in."""
    return {"deals": [deal(line) for line in prompt.prompt.splitlines() if "Acme" in line]}


def build(path: Path, folder: Path, *, trace: Callable[[str], None] | None = None, concurrency: int = 1) -> RunReport:
    """Load a folder and ask the model ``mock`` about its articles."""
    db = open_database(path, create=True)
    try:
        db.conn.set_trace_callback(trace)
        for item in load_sources([folder]):
            assert isinstance(item.result, Article)
            store_article(db, item.result, item.location, "2026-11-21T10:00:00Z")
        manner = Manner(concurrency=concurrency)
        return run_extraction(db, current_refs(db), get_model("mock"), check=check, manner=manner)
    finally:
        db.close()


def content(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """What a database says about articles, apart from the ids and times of runs and calls."""
    queries = {
        "articles": "SELECT id, sha256, title, text FROM articles JOIN article_texts USING (sha256)",
        "sources": "SELECT article_id, location, current FROM article_sources",
        "found": "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'acme'",
        "prompts": "SELECT * FROM prompts",
        "readings": "SELECT id, article_id, cache_key, model_id, outcome FROM readings",
        "calls": "SELECT article_id, start, end, response, error, attempts FROM calls",
        "mentions": "SELECT * FROM mentions",
        "statements": "SELECT id, mention_id, field, subject, value, words, exact, start, end, verdict FROM statements",
    }
    return {name: sorted(db.conn.execute(sql).fetchall(), key=repr) for name, sql in queries.items()}


def _mention(quote: str, found: Any, article: Article) -> Mention:
    start = article.text.find(quote)
    place = Selector(quote, "", "", start, start + len(quote)) if start >= 0 else None
    verdict = Verdict.SUPPORTED if place else Verdict.UNFOUND
    parties = [
        Statement("party", party.name, Verdict.SUPPORTED, subject=party.role.value, words=party.name)
        for party in found.parties
    ]
    return Mention(
        key=hashlib.sha256(f"{article.sha256}:{start}".encode()).hexdigest()[:16],
        type=found.type,
        status=found.status,
        focus=found.focus,
        statements=(Statement("quote", None, verdict, words=quote, selector=place), *parties),
        start=start if place else None,
        refused_because=None if place else "none of its quotes stands in the article",
    )
