"""Asking one model about one article, in as many passages and attempts as it takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..answer import Answer
from ..store.records import Article, CallRecord
from ..terms import Trouble
from .background import in_thread, run
from .chunks import SMALLEST, Cutter, Passage
from .conversation import Conversation, record_of
from .merge import merge_answers
from .models import AskedModel
from .patience import Patience
from .prompt import WEAK, Prompt, choose_prompt
from .tokens import Budget, TokensSpent, count_tokens

WINDOW = 12_000
"""Characters of an article that are sent at once to a model of which nothing is known."""

_CHARACTERS_PER_TOKEN = 3
_ANSWER = 2000
_LEAST_WINDOW = 400
_WIDEST = 60_000


@dataclass(frozen=True)
class Asked:
    """All questions about one article, and the answer, where each of them could be used.

    ``told_by`` has for each deal of the answer the number of the call that told of it first.
    """

    calls: tuple[CallRecord, ...]
    answer: Answer | None
    told_by: tuple[int, ...] = ()
    stopped_because: str | None = None

    @property
    def error(self) -> str | None:
        """What went wrong, in full or in part."""
        errors = [self.stopped_because, *(call.error for call in self.calls)]
        return "; ".join(dict.fromkeys(error for error in errors if error)) or None

    @property
    def server_failed(self) -> bool:
        """Whether there is no answer for a reason that is not the article's, and may be the next one's as well."""
        kind = self.calls[-1].error_kind if self.calls else None
        return self.answer is None and kind is not None and (kind.transient or kind is Trouble.REJECTED)

    @property
    def duration_ms(self) -> float:
        """How long all questions took."""
        return sum(call.duration_ms for call in self.calls)

    @property
    def input_tokens(self) -> int | None:
        """Tokens sent; None where the model does not tell for one of the questions."""
        return _sum([call.input_tokens for call in self.calls])

    @property
    def output_tokens(self) -> int | None:
        """Tokens received; None where the model does not tell for one of the questions."""
        return _sum([call.output_tokens for call in self.calls])


@dataclass
class Asker:
    """Asks one model about articles, all in one way; what it learns about the model's forms it keeps.

    ``prompt`` without a value is the one that suits the model, ``window`` the longest passage in
    characters.
    """

    model: AskedModel
    options: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    prompt: Prompt | None = None
    window: int | None = None
    patience: Patience = field(default_factory=Patience)
    budget: Budget = field(default_factory=lambda: Budget(None))

    def __post_init__(self) -> None:
        self.first_prompt = self.prompt or usual_prompt(self.model, self.options)
        self.first_window = usual_window(self.model, self.first_prompt, self.options, self.window)
        self.talk = Conversation(self.model, self.options, self.key, self.patience, self.budget)

    async def article(self, article: Article) -> Asked:
        """Ask about an article. Raises ModelNeedsKey, and TokensSpent before the first question."""
        calls: list[CallRecord] = []
        answers: list[Answer] = []
        cutter = Cutter(article.text)
        prompt, window = self.first_prompt, self.first_window
        if window is not None and len(article.text) > window:
            await in_thread(cutter.prepare)  # so that the other questions go on meanwhile
        done, wasted = 0, 0
        while passage := cutter.cut(done, window):
            try:
                told = await self.talk.ask(prompt, passage)
            except TokensSpent as error:
                if not calls:
                    raise
                return Asked(tuple(calls), None, stopped_because=str(error))
            wasted += told.call.attempts
            if told.call.error_kind is Trouble.TOO_LONG and (smaller := self._smaller(prompt, window, passage)):
                prompt, window = smaller
                continue
            calls.append(replace(told.call, attempts=wasted))
            if told.parsed is None:
                return Asked(tuple(calls), None)
            answers.append(told.parsed.answer)
            done, wasted = passage.span.end, 0
        answer, told_by = merge_answers(answers)
        return Asked(tuple(calls), answer, told_by)

    def _smaller(self, prompt: Prompt, window: int | None, passage: Passage) -> tuple[Prompt, int] | None:
        """Half the window, or the short prompt where that is too small; None where neither is left.

        Found anew for each article: what one article needed must not change how the next is cut,
        or the outcome would hang on the order in which answers come.
        """
        sent = len(passage.text) + len(passage.context)
        half = min(window or sent, max(sent, SMALLEST)) // 2
        if half >= SMALLEST:
            return prompt, half
        if self.prompt is not None or prompt.bare or prompt.name == WEAK:
            return None
        weak = choose_prompt(WEAK)
        return weak, weak.window or WINDOW


def ask_article(
    model: AskedModel,
    article: Article,
    *,
    options: Mapping[str, Any] | None = None,
    key: str | None = None,
    prompt: Prompt | None = None,
    window: int | None = None,
    patience: Patience | None = None,
) -> Asked:
    """Ask a model which deals an article reports, and wait for the answer.

    What the model raises or answers amiss is in the calls' ``error``; only a missing key, which no
    other article would change, raises ModelNeedsKey.
    """
    asker = Asker(model, options or {}, key, prompt, window, patience or Patience())
    return run(asker.article(article))


def usual_prompt(model: AskedModel, options: Mapping[str, Any]) -> Prompt:
    """The prompt that suits a model."""
    return choose_prompt(takes_bare_text=model.takes_bare_text, context_tokens=model.context_tokens(options))


def usual_window(model: AskedModel, prompt: Prompt, options: Mapping[str, Any], given: int | None) -> int | None:
    """How many characters of an article are sent at once; None where there is no limit."""
    if prompt.bare or given is not None:
        return given
    context = model.context_tokens(options)
    if context is None:
        return prompt.window or WINDOW
    instructions = count_tokens(record_of(prompt, takes_schema=False).system)
    room = (context - instructions - min(context // 4, _ANSWER)) * _CHARACTERS_PER_TOKEN
    return max(_LEAST_WINDOW, min(room, prompt.window or _WIDEST))


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None
