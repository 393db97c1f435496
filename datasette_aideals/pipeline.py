"""The way of an article from a file to a deal: load, extract, ground, resolve.

Each function is one command of the command line, and takes the same things.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from .errors import BadArticle, ModelFailed, NoArticles
from .extract.ask import ask_article
from .extract.models import DEFAULT_MODEL, AskedModel, get_model
from .extract.plan import Estimate, Manner, estimate_run, make_plan
from .extract.runner import RunReport, Step, run_extraction
from .ground import VERSION as GROUND_VERSION
from .ground.mentions import ground
from .ground.report import Deal, deals_of
from .load.article import make_article
from .load.frontmatter import split_front_matter
from .load.sources import MAX_BYTES, find_sources, load_sources
from .resolve.forgetting import forget_names
from .resolve.resolver import ResolveReport
from .store.articles import Stored, current_refs, store_article
from .store.database import helpful_errors, open_database, rows
from .store.records import Article, ArticleRef
from .store.refused import Refused, refused_in
from .store.removal import Removed, take_away, wipe
from .store.runs import chosen_model, decide_model, undo_run
from .store.writing import utc_now
from .summaries.apply import apply_summaries
from .summaries.apply import resolve as resolve_deals
from .summaries.run import SummaryReport, run_summaries

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
    removed: int = 0
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class DealChange:
    """A deal that resolving made, changed or withdrew; ``state`` is new, changed or withdrawn."""

    deal_id: str
    state: str
    title: str | None


@dataclass(frozen=True)
class BuildReport:
    """What building a database gave; ``counting`` is the model whose readings the deals come from."""

    load: LoadReport
    run: RunReport
    deals: ResolveReport
    counting: str | None
    changes: tuple[DealChange, ...] = ()
    refused: Refused | None = None


def build(
    database: str | Path,
    sources: Iterable[str | Path],
    *,
    model: str | None = None,
    options: Mapping[str, Any] | None = None,
    key: str | None = None,
    manner: Manner | None = None,
    refresh: bool = False,
    only_failed: bool = False,
    max_bytes: int = MAX_BYTES,
    progress: Progress = _silent,
) -> BuildReport:
    """Load articles, ask a model for their deals, check the answer, and merge what they report.

    ``sources`` are files and folders. ``model`` is an ``llm`` model id; without it the one that the
    database uses, else the embedded ``aideals-rules``. What was done before is not done again: also
    not by an earlier version of this package, unless ``refresh`` is set. With ``only_failed`` only
    articles are asked about on which the model failed. Raises subclasses of ``errors.AidealsError``.
    """
    path = Path(database)
    paths = [Path(source) for source in sources]
    manner = _manner(manner, options, key)
    find_sources(paths)
    manner.asker(get_model(model or DEFAULT_MODEL))
    db = open_database(path, create=True)
    try:
        with helpful_errors(path):
            loaded = load(db, paths, max_bytes=max_bytes)
            run = extract(db, model, manner=manner, refresh=refresh, only_failed=only_failed, progress=progress)
            at = utc_now()
            deals = resolve_deals(db, at, "build")
            return BuildReport(loaded, run, deals, chosen_model(db), _changes(db, at), refused_in(db, run.run_id))
    finally:
        db.close()


def estimate_build(
    database: str | Path,
    sources: Iterable[str | Path],
    *,
    model: str | None = None,
    manner: Manner | None = None,
    refresh: bool = False,
    only_failed: bool = False,
    max_bytes: int = MAX_BYTES,
) -> Estimate:
    """What ``build`` would do and take; the database is not touched, no model is asked."""
    path = Path(database)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        if path.exists():
            with helpful_errors(path):
                _copy(path, copy)
        db = open_database(copy, create=True)
        try:
            load(db, sources, max_bytes=max_bytes)
            return estimate(db, model, manner=manner, refresh=refresh, only_failed=only_failed)
        finally:
            db.close()


def load(db: Database, sources: Iterable[str | Path], *, max_bytes: int = MAX_BYTES, force: bool = False) -> LoadReport:
    """Put the articles of files and folders into the database; what can't be read is reported.

    Articles that were removed are passed over, unless ``force``. Raises MissingPath or NoArticles
    before anything is written.
    """
    counts = dict.fromkeys(Stored, 0)
    failures = []
    for item in load_sources(sources, max_bytes=max_bytes):
        if isinstance(item.result, BadArticle):
            failures.append(str(item.result))
        else:
            counts[store_article(db, item.result, item.location, utc_now(), force=force)] += 1
    return LoadReport(
        added=counts[Stored.ADDED],
        known=counts[Stored.KNOWN],
        copied=counts[Stored.COPIED],
        changed=counts[Stored.CHANGED],
        removed=counts[Stored.REMOVED],
        failures=tuple(failures),
    )


def extract(
    db: Database,
    model: str | None = None,
    *,
    options: Mapping[str, Any] | None = None,
    key: str | None = None,
    manner: Manner | None = None,
    refresh: bool = True,
    only_failed: bool = False,
    progress: Progress = _silent,
) -> RunReport:
    """Ask a model about every article that it has not read yet, and keep what the text backs.

    Unlike in ``build``, a reading by an earlier version of this package does not serve unless
    ``refresh`` is False.
    """
    asked = get_model(model or chosen_model(db) or DEFAULT_MODEL)
    return run_extraction(
        db,
        _articles(db),
        asked,
        check=ground,
        check_version=GROUND_VERSION,
        manner=_manner(manner, options, key),
        refresh=refresh,
        only_failed=only_failed,
        progress=progress,
    )


def estimate(
    db: Database,
    model: str | None = None,
    *,
    manner: Manner | None = None,
    refresh: bool = True,
    only_failed: bool = False,
) -> Estimate:
    """What ``extract`` would do and take; nothing is written, no model is asked."""
    manner = manner or Manner()
    asked = get_model(model or chosen_model(db) or DEFAULT_MODEL)
    asker = manner.asker(asked)
    tasks = make_plan(db, _articles(db), asker, check_version=GROUND_VERSION, refresh=refresh, only_failed=only_failed)
    return estimate_run(db, tasks, asker, manner.price_for(asked))


def resolve(db: Database, cause: str = "resolve", *, full: bool = False) -> ResolveReport:
    """Merge what the articles report into deals: where something changed, or everything if ``full``."""
    return resolve_deals(db, utc_now(), cause, full=full)


def summarise(
    db: Database,
    model: str | None = None,
    *,
    manner: Manner | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> SummaryReport:
    """Have a model write the summary of each deal whose statements it has not summarised, and show what passes.

    Raises BadOption for the embedded model, which can't write, and what ``extract`` raises.
    """
    report = run_summaries(db, get_model(model or chosen_model(db) or DEFAULT_MODEL), manner, progress)
    apply_summaries(db)
    return report


def remove(db: Database, article: str, *, purge: bool = False) -> tuple[Removed, ResolveReport]:
    """Take an article away, with its text, answers and quotes, and merge what is left.

    ``article`` is its id, SHA-256, address or place. A tombstone with the hash stays, so that the text is not
    loaded again. With ``purge`` that holds nothing else, people's reviews of the text go, addresses of deals that
    are gone lose names that no other article has, and the file is written anew so that no page of it holds a
    rest. Raises UnknownArticle.
    """
    with db.atomic():
        db.conn.execute("PRAGMA defer_foreign_keys = ON")
        gone = take_away(db, article, purge=purge)
        report = resolve(db, f"remove {gone.article_id}")
        if purge:
            forget_names(db)
    if purge:
        wipe(db)
    return gone, report


def use_model(db: Database, model_id: str) -> ResolveReport:
    """Let the deals come from the readings of ``model_id``, and merge them again.

    The decision is a row of ``decisions``; the readings of other models stay as candidates.
    """
    decide_model(db, model_id)
    return resolve(db, f"use {model_id}")


def undo(db: Database, run_id: str) -> ResolveReport:
    """Take back what a run made, and merge what is left. Raises UnknownRun."""
    with db.atomic():
        undo_run(db, run_id)
        return resolve(db, f"undo {run_id}", full=True)


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
    article: Article,
    model: AskedModel,
    *,
    options: Mapping[str, Any] | None = None,
    key: str | None = None,
    manner: Manner | None = None,
) -> list[Deal]:
    """The deals that one loaded article reports. Raises ModelNeedsKey or ModelFailed."""
    manner = _manner(manner, options, key)
    asked = ask_article(
        model,
        article,
        options=model.checked_options(manner.options),
        key=manner.key,
        prompt=manner.chosen_prompt(model),
        window=manner.window,
        patience=manner.patience,
    )
    if asked.answer is None:
        raise ModelFailed(asked.error or f"{model.model_id} gave no answer.")
    return deals_of(ground(asked.answer, article))


def _manner(manner: Manner | None, options: Mapping[str, Any] | None, key: str | None) -> Manner:
    manner = manner or Manner()
    return replace(manner, options={**manner.options, **(options or {})}, key=key or manner.key)


def _articles(db: Database) -> list[ArticleRef]:
    articles = current_refs(db)
    if not articles:
        raise NoArticles("The database holds no articles. Add some with: datasette aideals load DB FOLDER")
    return articles


def _copy(path: Path, copy: Path) -> None:
    source, target = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def _changes(db: Database, at: str) -> tuple[DealChange, ...]:
    found = rows(
        db,
        "SELECT deal_id, state, title FROM deal_log LEFT JOIN deals ON deals.id = deal_id"
        " WHERE at = ? ORDER BY deal_log.id",
        (at,),
    )
    return tuple(DealChange(**change) for change in found)
