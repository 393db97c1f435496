"""Asking a model about many articles at once, so that a run may be stopped at any moment and taken up again."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field

from sqlite_utils import Database

from ..answer import Answer
from ..store.articles import get_article
from ..store.records import Article, ArticleRef, Mention, RunCounts
from ..store.runs import NewReading, finish_run, save_reading, start_run
from ..store.writing import new_id
from ..terms import Outcome, RunStatus
from .ask import Asked, Asker
from .background import start
from .conversation import record_of
from .models import AskedModel
from .plan import Manner, Task, canonical, digest, make_plan
from .tokens import Price, TokensSpent

Check = Callable[[Answer, Article], tuple[Mention, ...]]
"""Turns an answer into mentions whose every value was held against the article's words: one for each deal, in order."""

_MOST_TROUBLES = 100
_OUTAGE = 25
"""Articles in a row that may fail for reasons that lie with the server; then it is taken to be of no use today."""


@dataclass(frozen=True)
class Step:
    """One article that a run is done with; ``message`` says what went wrong, in full or in part."""

    article: ArticleRef
    outcome: Outcome
    reused: bool
    message: str | None
    done: int
    total: int


@dataclass(frozen=True)
class RunReport:
    """What a run did: how many articles, the tokens and US dollars it took, and what went wrong.

    ``troubles`` are the first hundred steps on which something did; ``trouble_count`` counts all.
    ``stopped_because`` tells of the limit that ended the run, ``left`` how many articles it left.
    """

    run_id: str
    counts: RunCounts
    troubles: tuple[Step, ...]
    trouble_count: int = 0
    stopped_because: str | None = None
    left: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None


def run_extraction(
    db: Database,
    articles: Sequence[ArticleRef],
    model: AskedModel,
    *,
    check: Check,
    check_version: str = "",
    manner: Manner | None = None,
    refresh: bool = True,
    only_failed: bool = False,
    progress: Callable[[Step], None] = lambda step: None,
) -> RunReport:
    """Ask ``model`` about each article that it has not read yet, and keep what it answers.

    Each article is kept in one transaction, by the caller's thread: whatever stops the run leaves whole
    articles, and the next run goes on. ``refresh`` and ``only_failed`` are those of ``make_plan``. Raises
    BadOption, BadPrompt, ModelNeedsKey, and what ``check`` raises; a failed question is recorded.
    """
    manner = manner or Manner()
    asker = manner.asker(model)
    tasks = make_plan(db, articles, asker, check_version=check_version, refresh=refresh, only_failed=only_failed)
    if any(task.known is None for task in tasks):
        model.check_key(manner.key)
    run_id = start_run(
        db,
        record_of(asker.first_prompt, takes_schema=model.takes_schema),
        model_id=model.model_id,
        options=canonical(asker.options),
        code_version=model.extractor_version,
        articles=len(tasks),
        reused=sum(task.known is not None for task in tasks),
    )
    run = _Run(db, run_id, asker, check, progress, tasks, manner.max_errors, manner.price_for(model))
    status = RunStatus.INTERRUPTED
    try:
        run.go(manner.concurrency_for(model))
        status = RunStatus.STOPPED if run.stopped_because else RunStatus.FINISHED
    finally:
        finish_run(db, run_id, status, run.stopped_because)
    return run.report()


@dataclass
class _Run:
    db: Database
    id: str
    asker: Asker
    check: Check
    progress: Callable[[Step], None]
    tasks: Sequence[Task]
    max_errors: int | None
    price: Price | None
    stopped_because: str | None = None
    asked: int = 0
    failed: int = 0
    reused: int = 0
    outdated: int = 0
    errors: int = 0
    outage: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    troubles: list[Step] = field(default_factory=list)
    trouble_count: int = 0
    _waiting: "dict[Future[Asked], tuple[Task, Article]]" = field(default_factory=dict)
    _next: int = 0

    def go(self, concurrency: int) -> None:
        """Do every task, with so many questions under way at a time.

        Whoever is done makes room at once: the next questions are sent before the answers are kept.
        """
        try:
            self._fill(concurrency)
            while self._waiting:
                done, _ = wait(self._waiting, return_when=FIRST_COMPLETED)
                finished = [(future, *self._waiting.pop(future)) for future in self._waiting.copy() if future in done]
                for future, _, _ in finished:
                    self._look(future)
                self._fill(concurrency)
                for future, task, article in finished:
                    if not isinstance(future.exception(), TokensSpent):
                        self._keep(task, article, future.result())
        finally:
            self._drop()

    def report(self) -> RunReport:
        """What the run did so far."""
        counts = RunCounts(len(self.tasks), self.asked, self.reused, self.failed, self.outdated)
        left = len(self.tasks) - self.asked - self.reused
        cost = self.price.cost(self.input_tokens, self.output_tokens) if self.price else None
        return RunReport(
            self.id,
            counts,
            tuple(self.troubles),
            self.trouble_count,
            self.stopped_because,
            left,
            self.input_tokens,
            self.output_tokens,
            cost,
        )

    def _fill(self, concurrency: int) -> None:
        while not self.stopped_because and len(self._waiting) < concurrency and self._next < len(self.tasks):
            task = self.tasks[self._next]
            self._next += 1
            if task.known is not None:
                self.reused += 1
                self.outdated += task.outdated
                self._step(task.article, task.known, reused=True)
            elif article := get_article(self.db, task.article.id):
                self._waiting[start(self.asker.article(article))] = (task, article)

    def _look(self, future: "Future[Asked]") -> None:
        """See at once whether an answer is a reason to stop."""
        error = future.exception()
        if isinstance(error, TokensSpent):
            self.stopped_because = str(error)
            return
        if error is not None:
            return
        asked = future.result()
        self.errors += asked.answer is None
        self.outage = self.outage + 1 if asked.server_failed else 0
        if self.max_errors is not None and self.errors >= self.max_errors:
            self.stopped_because = f"Failed articles: {self.errors}; the limit is {self.max_errors}."
        elif self.outage >= _OUTAGE:
            self.stopped_because = f"{self.outage} articles in a row failed, the last one so: {asked.error}"
        if self.stopped_because:
            self._drop()

    def _keep(self, task: Task, article: Article, asked: Asked) -> None:
        """Keep all that came of asking about one article at once or, when stopped, nothing."""
        mentions = self.check(asked.answer, article) if asked.answer else ()
        outcome = _outcome(asked, mentions)
        self.asked += 1
        self.failed += outcome is Outcome.FAILED
        sent, received = (sum(getattr(call, name) or 0 for call in asked.calls) for name in _TOKENS)
        self.input_tokens += sent
        self.output_tokens += received
        reading = NewReading(
            article_id=article.id,
            model_id=self.asker.model.model_id,
            # A failure's key is one of its own, so that it is never found and the article is asked about again.
            cache_key=digest(task.cache_key, new_id()) if outcome is Outcome.FAILED else task.cache_key,
            request_key=task.request_key,
            outcome=outcome,
            calls=asked.calls,
            mentions=mentions,
            told_by=asked.told_by,
            cost_usd=self.price.cost(sent, received) if self.price else None,
        )
        save_reading(self.db, self.id, reading)
        self._step(task.article, outcome, message=asked.error)

    def _step(self, article: ArticleRef, outcome: Outcome, *, reused: bool = False, message: str | None = None) -> None:
        """Tell whoever watches that an article is done."""
        step = Step(article, outcome, reused, message, self.asked + self.reused, len(self.tasks))
        if message:
            self.trouble_count += 1
            self.troubles += [step] if len(self.troubles) < _MOST_TROUBLES else []
        self.progress(step)

    def _drop(self) -> None:
        """Give up what is under way; the next run asks about it."""
        for future in self._waiting:
            future.cancel()
        self._waiting.clear()


_TOKENS = ("input_tokens", "output_tokens")


def _outcome(asked: Asked, mentions: Sequence[Mention]) -> Outcome:
    if asked.answer is None:
        return Outcome.FAILED
    return Outcome.DEALS if any(mention.accepted for mention in mentions) else Outcome.NONE
