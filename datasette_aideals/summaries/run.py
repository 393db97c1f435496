"""Having a model write the summaries of deals, each kept with the question and what checking it found."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sqlite_utils import Database

from ..errors import BadOption, ModelFailed
from ..extract.background import start
from ..extract.causes import cause_of
from ..extract.models import AskedModel, Question, Reply
from ..extract.parse import storable
from ..extract.plan import Manner
from ..extract.prompt import Prompt, parse_prompt
from ..extract.tokens import Budget, TokensSpent, count_tokens, estimate
from ..store.records import CallRecord, PromptRecord
from ..store.runs import finish_run, start_run
from ..store.summaries import Summary, answered_requests, save_summary
from ..terms import AnswerForm, RunStatus, Trouble, Verdict
from .check import problem_of
from .deals import DealFacts, deal_facts

_WRAPPING = "\"'“”` \n\t"


@dataclass(frozen=True)
class SummaryReport:
    """What a run of summaries did, in deals; ``problems`` are why each refused one is not shown."""

    run_id: str
    written: int = 0
    kept: int = 0
    failed: int = 0
    problems: tuple[str, ...] = ()
    stopped_because: str | None = None


@dataclass(frozen=True)
class _Task:
    facts: DealFacts
    request_key: str


@dataclass(frozen=True)
class _Written:
    text: str | None
    call: CallRecord


def run_summaries(
    db: Database,
    model: AskedModel,
    manner: Manner | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> SummaryReport:
    """Ask ``model`` for a summary of each deal whose statements it has not summarised yet.

    ``progress`` is called with the number of deals done and of all. Nothing is shown yet: that takes
    ``apply_summaries``. Raises BadOption or ModelNeedsKey; a question that fails is recorded, and asked
    again by the next run.
    """
    manner = manner or Manner()
    if model.takes_bare_text:
        raise BadOption(f"{model.model_id} reads articles and can't write. Name another model with --model.")
    options = model.checked_options(manner.options)
    tasks, kept = _tasks(db, model, options)
    if tasks:
        model.check_key(manner.key)
    listed = json.dumps(options, sort_keys=True, ensure_ascii=False)
    run_id = start_run(
        db,
        _record(),
        model_id=model.model_id,
        options=listed,
        code_version=model.extractor_version,
        articles=len(tasks) + kept,
        reused=kept,
        kind="summaries",
    )
    run = _Run(db, run_id, _Writer(model, options, manner), kept, progress)
    status = RunStatus.INTERRUPTED
    try:
        run.go(tasks, manner.concurrency_for(model), manner.max_errors)
        status = RunStatus.STOPPED if run.stopped_because else RunStatus.FINISHED
    finally:
        finish_run(db, run_id, status, run.stopped_because)
    return SummaryReport(run_id, run.written, kept, run.failed, tuple(run.problems), run.stopped_because)


def _tasks(db: Database, model: AskedModel, options: Mapping[str, Any]) -> tuple[list[_Task], int]:
    """The deals to ask about, and how many were summarised before and have not changed since."""
    known = json.dumps([_record().id, model.model_id, options], sort_keys=True)
    all_facts = deal_facts(db)
    keys = {facts.id: _digest(f"{facts.statements} {known}") for facts in all_facts}
    answered = answered_requests(db, keys.values())
    tasks = [_Task(facts, keys[facts.id]) for facts in all_facts if keys[facts.id] not in answered]
    return tasks, len(all_facts) - len(tasks)


class _Writer:
    """Asks the model for one summary."""

    def __init__(self, model: AskedModel, options: Mapping[str, Any], manner: Manner) -> None:
        self.model = model
        self.options = options
        self.manner = manner
        self.budget = Budget(manner.max_tokens)

    async def write(self, facts: DealFacts) -> _Written:
        """One summary, or the record of why there is none. Raises ModelNeedsKey or TokensSpent."""
        question = Question(_record().system, _prompt().question(facts.as_text()), None)
        began, attempts = time.perf_counter(), 0

        async def attempt() -> Reply:
            nonlocal attempts
            attempts += 1
            return await self._ask(question)

        try:
            reply = await self.manner.patience.ask(attempt)
        except ModelFailed as error:
            return _Written(None, _call(None, began, attempts, cause_of(error).trouble, str(error)))
        text = " ".join(storable(reply.text).strip(_WRAPPING).split())
        if not text:
            return _Written(None, _call(reply, began, attempts, Trouble.EMPTY, "The model gave an empty answer."))
        return _Written(text, _call(reply, began, attempts))

    async def _ask(self, question: Question) -> Reply:
        reserved = estimate(question.system, question.text, self.options)
        await self.budget.reserve(reserved)
        spent = 0
        try:
            reply = await self.manner.patience.timed(self.model.answer(question, self.options, self.manner.key))
            spent = reserved.input if reply.input_tokens is None else reply.input_tokens
            spent += count_tokens(reply.text) if reply.output_tokens is None else reply.output_tokens
            return reply
        finally:
            await self.budget.settle(reserved, spent)


class _Run:
    """A run of summaries; each is kept at once, so whatever stops the run, the next goes on from there."""

    def __init__(
        self, db: Database, run_id: str, writer: _Writer, kept: int, progress: Callable[[int, int], None]
    ) -> None:
        self.db = db
        self.id = run_id
        self.writer = writer
        self.kept = kept
        self.progress = progress
        self.written = self.failed = 0
        self.problems: list[str] = []
        self.stopped_because: str | None = None

    def go(self, tasks: Sequence[_Task], concurrency: int, max_errors: int | None) -> None:
        """Ask about every deal, with so many questions under way at a time."""
        left = iter(tasks)
        waiting: dict[Future[_Written], _Task] = {}
        try:
            while True:
                waiting.update(self._begin(left, concurrency - len(waiting)))
                if not waiting:
                    return
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    self._keep(waiting.pop(future), future, len(tasks), max_errors)
        finally:
            for future in waiting:
                future.cancel()

    def _begin(self, left: Iterable[_Task], room: int) -> "Iterable[tuple[Future[_Written], _Task]]":
        for _, task in zip(range(0 if self.stopped_because else room), left, strict=False):
            yield start(self.writer.write(task.facts)), task

    def _keep(self, task: _Task, future: "Future[_Written]", total: int, max_errors: int | None) -> None:
        if isinstance(error := future.exception(), TokensSpent):
            self.stopped_because = str(error)
            return
        written = future.result()
        problem = "no answer came" if written.text is None else problem_of(written.text, task.facts)
        verdict = Verdict.UNFOUND if written.text is None else Verdict.MISMATCH if problem else Verdict.SUPPORTED
        summary = Summary(
            task.facts.id,
            task.facts.statements,
            task.request_key,
            self.writer.model.model_id,
            written.text,
            verdict,
            problem,
        )
        price = self.writer.manner.price_for(self.writer.model)
        cost = price.cost(written.call.input_tokens, written.call.output_tokens) if price else None
        save_summary(self.db, self.id, summary, written.call, task.facts.sources[0].article_id, cost)
        self.written += verdict is Verdict.SUPPORTED
        self.failed += verdict is Verdict.UNFOUND
        if problem:
            self.problems.append(f"{task.facts.title}: {written.call.error or problem}")
        if max_errors is not None and self.failed >= max_errors:
            self.stopped_because = f"{self.failed} summaries failed, which is the limit."
        self.progress(self.written + len(self.problems), total)


def _call(
    reply: Reply | None, began: float, attempts: int, trouble: Trouble | None = None, error: str | None = None
) -> CallRecord:
    return CallRecord(
        response=storable(reply.text) if reply else None,
        error=storable(error) if error else None,
        start=0,
        end=0,
        attempts=attempts,
        duration_ms=(time.perf_counter() - began) * 1000,
        input_tokens=reply.input_tokens if reply else None,
        output_tokens=reply.output_tokens if reply else None,
        resolved_model=reply.resolved_model if reply else None,
        error_kind=trouble,
        prompt=_record(),
        form=AnswerForm.PLAIN,
    )


@cache
def _prompt() -> Prompt:
    return parse_prompt((files(__package__) / "prompts" / "summary.md").read_text(encoding="utf-8"), "summary")


@cache
def _record() -> PromptRecord:
    """The prompt as the table of prompts keeps it; a summary has no schema."""
    content = json.dumps([_prompt().instructions, _prompt().template, ""])
    return PromptRecord(_digest(content), _prompt().instructions, _prompt().template, "")


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]
