"""Asking a model about many articles, so that a run may be stopped at any moment and taken up again."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from ..answer import Answer
from ..store.records import Article, Mention, RunCounts
from ..store.runs import find_reading, finish_run, save_reading, start_run
from ..store.writing import new_id
from ..terms import Outcome, RunStatus
from .ask import Asked, ask_article
from .models import AskedModel
from .prompt import prompt_record

Check = Callable[[Answer, Article], tuple[Mention, ...]]
"""Turns an answer into mentions whose every value was held against the article's words."""


@dataclass(frozen=True)
class Step:
    """One article that a run is done with; ``message`` says what went wrong, in full or in part."""

    article: Article
    outcome: Outcome
    reused: bool
    message: str | None
    done: int
    total: int


@dataclass(frozen=True)
class RunReport:
    """What a run did: how many articles, and the steps on which something went wrong."""

    run_id: str
    counts: RunCounts
    troubles: tuple[Step, ...]


@dataclass
class _Run:
    db: Database
    id: str
    model: AskedModel
    options: dict[str, Any]
    key: str | None
    check: Check
    progress: Callable[[Step], None]
    total: int
    steps: list[Step] = field(default_factory=list)

    def read(self, article: Article, cache_key: str) -> None:
        """Ask about one article, and keep all that came of it at once or, when stopped, nothing."""
        asked = ask_article(self.model, article, options=self.options, key=self.key)
        mentions = self.check(asked.parsed.answer, article) if asked.parsed else ()
        outcome = _outcome(asked, mentions)
        call_id = new_id()
        save_reading(
            self.db,
            run_id=self.id,
            article_id=article.id,
            model_id=self.model.model_id,
            cache_key=_digest(cache_key, call_id) if outcome is Outcome.FAILED else cache_key,
            call_id=call_id,
            call=asked.call,
            outcome=outcome,
            mentions=mentions,
        )
        self.step(article, outcome, message=asked.call.error)

    def step(self, article: Article, outcome: Outcome, *, reused: bool = False, message: str | None = None) -> None:
        """Count an article as done, and tell whoever watches."""
        step = Step(article, outcome, reused, message, len(self.steps) + 1, self.total)
        self.steps.append(step)
        self.progress(step)

    def report(self) -> RunReport:
        """What the run did so far."""
        reused = sum(step.reused for step in self.steps)
        failed = sum(step.outcome is Outcome.FAILED for step in self.steps)
        counts = RunCounts(articles=self.total, asked=len(self.steps) - reused, reused=reused, failed=failed)
        return RunReport(self.id, counts, tuple(step for step in self.steps if step.message))


def run_extraction(
    db: Database,
    articles: Sequence[Article],
    model: AskedModel,
    *,
    check: Check,
    options: Mapping[str, Any] | None = None,
    key: str | None = None,
    progress: Callable[[Step], None] = lambda step: None,
) -> RunReport:
    """Ask ``model`` about each article that it has not read yet, and keep what it answers.

    Each article is kept in one transaction, so whatever stops the run leaves whole articles, and
    the next run goes on from there. Raises BadOption, ModelNeedsKey, and what ``check`` raises; a
    question that fails is recorded, counted and asked again by the next run.
    """
    checked = model.checked_options(options or {})
    keys = {article.id: cache_key(article, model, checked) for article in articles}
    known = {article_id: reading for article_id, key_ in keys.items() if (reading := find_reading(db, key_))}
    if len(known) < len(keys):
        model.check_key(key)
    run_id = _begin(db, model, checked, articles=len(articles), reused=len(known))
    run = _Run(db, run_id, model, checked, key, check, progress, total=len(articles))
    status = RunStatus.INTERRUPTED
    try:
        for article in articles:
            if reading := known.get(article.id):
                run.step(article, reading.outcome, reused=True)
            else:
                run.read(article, keys[article.id])
        status = RunStatus.FINISHED
    finally:
        finish_run(db, run_id, status)
    return run.report()


def cache_key(article: Article, model: AskedModel, options: Mapping[str, Any]) -> str:
    """What a reading is kept under: the same for the same text, prompt, model, options and version."""
    prompt = prompt_record(takes_schema=model.takes_schema)
    return _digest(article.sha256, prompt.id, model.model_id, _canonical(options), model.extractor_version)


def _begin(db: Database, model: AskedModel, options: Mapping[str, Any], *, articles: int, reused: int) -> str:
    return start_run(
        db,
        prompt_record(takes_schema=model.takes_schema),
        model_id=model.model_id,
        options=_canonical(options),
        code_version=model.extractor_version,
        articles=articles,
        reused=reused,
    )


def _canonical(options: Mapping[str, Any]) -> str:
    return json.dumps(options, sort_keys=True, ensure_ascii=False)


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _outcome(asked: Asked, mentions: Sequence[Mention]) -> Outcome:
    if asked.parsed is None:
        return Outcome.FAILED
    return Outcome.DEALS if any(mention.accepted for mention in mentions) else Outcome.NONE
