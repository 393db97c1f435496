"""Putting one question to a model until there is an answer that can be used, or none to be had.

Servers differ in how they can be held to a form, so it is asked for less strictly where a server
refuses; an answer that can't be read is asked for once more, with what was wrong about it.
"""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ..errors import BadAnswer, ModelFailed
from ..store.records import CallRecord, PromptRecord
from ..terms import AnswerForm, Trouble
from .causes import cause_of
from .chunks import Passage
from .models import AskedModel, Question, Reply
from .parse import Parsed, parse_answer, storable
from .patience import Patience
from .prompt import Prompt
from .tokens import Budget, Tokens, TokensSpent, count_tokens, estimate

_REFUSAL = re.compile(
    r"\bI(?:['’]m| am) (?:sorry|unable|not able)|\bI (?:can(?:['’]t|not| not)|won['’]t|must decline|decline)"
    r"|\b(?:unable|not able) to (?:help|assist|comply|fulfil)|as an AI\b",
    re.IGNORECASE,
)
_LOOKED_AT = 300


@dataclass(frozen=True)
class Told:
    """One question to a model: the record of it, and what was read from the answer, if it could be used."""

    call: CallRecord
    parsed: Parsed | None


@dataclass
class _Tally:
    """What one question has taken so far."""

    began: float = field(default_factory=time.perf_counter)
    attempts: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    reply: Reply | None = None

    def count(self, reply: Reply) -> None:
        self.reply = reply
        # A sum with what is not known is what is known, so tokens stay None until a model counts them.
        if reply.input_tokens is not None:
            self.input_tokens = (self.input_tokens or 0) + reply.input_tokens
        if reply.output_tokens is not None:
            self.output_tokens = (self.output_tokens or 0) + reply.output_tokens


@dataclass
class Conversation:
    """Questions to one model; the form that its server takes is found once and kept."""

    model: AskedModel
    options: Mapping[str, Any]
    key: str | None
    patience: Patience
    budget: Budget

    def __post_init__(self) -> None:
        self._forms = self.model.forms

    async def ask(self, prompt: Prompt, passage: Passage) -> Told:
        """Ask about one passage. Raises ModelNeedsKey, and TokensSpent where no answer came yet."""
        tally = _Tally()
        forms = self._forms
        problem: BadAnswer | None = None
        while True:
            try:
                reply = await self._reply(_question(prompt, passage, forms[0], problem), tally)
                parsed = parse_answer(reply.text)
            except TokensSpent:
                if problem is None:
                    raise
                return Told(_call(prompt, passage, forms[0], tally, _kind(tally.reply), str(problem)), None)
            except ModelFailed as error:
                cause = cause_of(error)
                if cause.form_refused and len(forms) > 1:
                    forms = forms[1:]
                    if cause.form_named:
                        self._forms = min(forms, self._forms, key=len)
                    continue
                return Told(_call(prompt, passage, forms[0], tally, cause.trouble, str(error)), None)
            except BadAnswer as error:
                kind = _kind(tally.reply)
                if problem is None and kind is not Trouble.REFUSED:
                    problem = error
                    continue
                return Told(_call(prompt, passage, forms[0], tally, kind, str(error)), None)
            dropped = "; ".join(parsed.dropped) or None
            return Told(_call(prompt, passage, forms[0], tally, Trouble.PARTIAL if dropped else None, dropped), parsed)

    async def _reply(self, question: Question, tally: "_Tally") -> Reply:
        reply = await self.patience.ask(lambda: self._attempt(question, tally))
        tally.count(reply)
        return reply

    async def _attempt(self, question: Question, tally: "_Tally") -> Reply:
        reserved = estimate(question.system, question.text, self.options)
        await self.budget.reserve(reserved)
        tally.attempts += 1
        spent = 0
        try:
            reply = await self.patience.timed(self.model.answer(question, self.options, self.key))
            spent = _spent(reply, reserved)
            return reply
        finally:
            await self.budget.settle(reserved, spent)


@cache
def record_of(prompt: Prompt, *, takes_schema: bool) -> PromptRecord:
    """The record of a prompt; making it takes milliseconds, and it is needed for every question."""
    return prompt.record(takes_schema=takes_schema)


@cache
def _schema(record: PromptRecord) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(record.schema)
    return schema


def _question(prompt: Prompt, passage: Passage, form: AnswerForm, problem: BadAnswer | None) -> Question:
    strict = form is AnswerForm.JSON_SCHEMA
    # Some servers pass over a schema in silence, so the second time it stands in the instructions as well.
    record = record_of(prompt, takes_schema=strict and problem is None)
    repair = _repair().replace("{{problem}}", str(problem)) if problem else ""
    return Question(
        system=f"{record.system}\n\n{repair}" if repair and not prompt.bare else record.system,
        text=prompt.question(passage.text, passage.context),
        schema=_schema(record) if strict else None,
        json_object=form is AnswerForm.JSON_OBJECT,
    )


@cache
def _repair() -> str:
    return (files(__package__) / "prompts" / "repair.md").read_text(encoding="utf-8").strip()


def _call(
    prompt: Prompt, passage: Passage, form: AnswerForm, tally: "_Tally", kind: Trouble | None, error: str | None
) -> CallRecord:
    reply = tally.reply
    return CallRecord(
        response=storable(reply.text) if reply else None,
        error=storable(error) if error else None,
        start=passage.span.start,
        end=passage.span.end,
        attempts=tally.attempts,
        duration_ms=(time.perf_counter() - tally.began) * 1000,
        input_tokens=tally.input_tokens,
        output_tokens=tally.output_tokens,
        resolved_model=reply.resolved_model if reply else None,
        error_kind=kind,
        prompt=record_of(prompt, takes_schema=form is AnswerForm.JSON_SCHEMA),
        form=form,
    )


def _kind(reply: Reply | None) -> Trouble:
    """What is wrong with an answer in which no deal and no empty list could be found."""
    text = reply.text.strip() if reply else ""
    if not text:
        return Trouble.EMPTY
    return Trouble.REFUSED if "{" not in text and _REFUSAL.search(text[:_LOOKED_AT]) else Trouble.MALFORMED


def _spent(reply: Reply, reserved: Tokens) -> int:
    sent = reserved.input if reply.input_tokens is None else reply.input_tokens
    received = count_tokens(reply.text) if reply.output_tokens is None else reply.output_tokens
    return sent + received
