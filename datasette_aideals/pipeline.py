"""The way of an article from a file to a deal: load, extract, ground, resolve.

Each function is one command of the command line, and takes the same things.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from .errors import BadArticle, ModelFailed, NoArticles
from .extract.ask import ask_article
from .extract.models import DEFAULT_MODEL, AskedModel, get_model
from .extract.runner import RunReport, Step, run_extraction
from .ground.mentions import ground
from .ground.report import Deal, deals_of
from .load.article import make_article
from .load.frontmatter import split_front_matter
from .load.sources import MAX_BYTES, find_sources, load_sources
from .resolve.resolver import ResolveReport
from .resolve.resolver import resolve as resolve_deals
from .store.articles import Stored, current_articles, store_article
from .store.database import helpful_errors, open_database
from .store.records import Article
from .store.runs import chosen_model, decide_model
from .store.writing import utc_now

Progress = Callable[[Step], None]
"""Called after each article with what came of it."""


def _silent(step: Step) -> None:
    return None


@dataclass(frozen=True)
class LoadReport:
    """What loading files gave, in files."""

    added: int = 0
    known: int = 0
    copied: int = 0
    changed: int = 0
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class BuildReport:
    """What building a database gave; ``counting`` is the model whose readings the deals come from."""

    load: LoadReport
    run: RunReport
    deals: ResolveReport
    counting: str | None


def build(
    database: str | Path,
    sources: Iterable[str | Path],
    *,
    model: str | None = None,
    options: Mapping[str, Any] | None = None,
    key: str | None = None,
    progress: Progress = _silent,
) -> BuildReport:
    """Load articles, ask a model for their deals, check the answer, and merge what they report.

    ``sources`` are files and folders. ``model`` is an ``llm`` model id; without it the one that the
    database uses, else the embedded ``aideals-rules``. What was done before is not done again.
    Raises subclasses of ``errors.AidealsError``.
    """
    path = Path(database)
    paths = [Path(source) for source in sources]
    find_sources(paths)
    get_model(model or DEFAULT_MODEL).checked_options(options or {})
    db = open_database(path, create=True)
    try:
        with helpful_errors(path):
            loaded = load(db, paths)
            run = extract(db, model, options=options, key=key, progress=progress)
            return BuildReport(loaded, run, resolve(db, "build"), chosen_model(db))
    finally:
        db.close()


def load(db: Database, sources: Iterable[str | Path], *, max_bytes: int = MAX_BYTES) -> LoadReport:
    """Put the articles of files and folders into the database; what can't be read is reported.

    Raises MissingPath or NoArticles before anything is written.
    """
    counts = dict.fromkeys(Stored, 0)
    failures = []
    for item in load_sources(sources, max_bytes=max_bytes):
        if isinstance(item.result, BadArticle):
            failures.append(str(item.result))
        else:
            counts[store_article(db, item.result, item.location, utc_now())] += 1
    return LoadReport(
        added=counts[Stored.ADDED],
        known=counts[Stored.KNOWN],
        copied=counts[Stored.COPIED],
        changed=counts[Stored.CHANGED],
        failures=tuple(failures),
    )


def extract(
    db: Database,
    model: str | None = None,
    *,
    options: Mapping[str, Any] | None = None,
    key: str | None = None,
    progress: Progress = _silent,
) -> RunReport:
    """Ask a model about every article that it has not read yet, and keep what the text backs."""
    asked = get_model(model or chosen_model(db) or DEFAULT_MODEL)
    articles = current_articles(db)
    if not articles:
        raise NoArticles("The database holds no articles. Add some with: datasette aideals load DB FOLDER")
    return run_extraction(db, articles, asked, check=ground, options=options, key=key, progress=progress)


def resolve(db: Database, cause: str = "resolve") -> ResolveReport:
    """Merge what the articles report into deals."""
    return resolve_deals(db, utc_now(), cause)


def use_model(db: Database, model_id: str) -> ResolveReport:
    """Let the deals come from the readings of ``model_id``, and merge them again.

    The decision is a row of ``decisions``; the readings of other models stay as candidates.
    """
    decide_model(db, model_id)
    return resolve(db, f"use {model_id}")


def read(
    text: str,
    *,
    model: str = DEFAULT_MODEL,
    published: str | None = None,
    options: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> list[Deal]:
    """The deals that one article reports, without a database.

    ``text`` is the article, with its headline as first line; front matter is understood.
    ``published`` (2025, 2025-11 or 2025-11-18) gives "last month" a meaning where the front matter
    has no date. Raises UnknownModel, ModelNeedsKey, ModelFailed or BadAnswer.
    """
    return read_article(article_of(text, published), get_model(model), options=options, key=key)


def article_of(text: str, published: str | None = None) -> Article:
    """The article in a text with or without front matter, which goes before ``published``."""
    known, body = split_front_matter(text)
    return make_article(body, {**known, "published": known.get("published") or published})


def read_article(
    article: Article, model: AskedModel, *, options: Mapping[str, Any] | None = None, key: str | None = None
) -> list[Deal]:
    """The deals that one loaded article reports. Raises ModelNeedsKey or ModelFailed."""
    asked = ask_article(model, article, options=model.checked_options(options or {}), key=key)
    if asked.parsed is None:
        raise ModelFailed(asked.call.error or f"{model.model_id} gave no answer.")
    return deals_of(ground(asked.parsed.answer, article))
