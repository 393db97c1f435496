"""Asking models about the articles they are measured on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..answer import Answer
from ..extract.ask import ask_article
from ..extract.models import DEFAULT_MODEL, AskedModel
from ..extract.tokens import FREE, Price
from ..ground.mentions import ground
from ..ground.report import deals_of
from ..store.records import Mention
from ..terms import Verdict
from .cases import Case
from .facts import DealFacts, deal_facts
from .measures import ArticleScore, Measures, score_article, share


@dataclass(frozen=True)
class Reading:
    """What a model made of one article, and what that took.

    ``quotes`` is the number of quotes it gave, ``quotes_found`` how many of them stand in the article.
    ``error`` says why nothing, or not all of the answer, could be used; with ``failed`` it was nothing.
    """

    article: str
    deals: tuple[DealFacts, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: int = 0
    quotes_found: int = 0
    seconds: float | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    error: str | None = None
    failed: bool = False


@dataclass(frozen=True)
class Evaluation:
    """One model's readings of all articles, and how well they agree with the reference answers."""

    model_id: str
    readings: tuple[Reading, ...]
    scores: tuple[ArticleScore, ...]
    price: Price | None = None

    @cached_property
    def measures(self) -> Measures:
        """The measures over all articles; one that failed counts as read without a find."""
        return Measures(self.scores)

    @property
    def failed(self) -> list[Reading]:
        """The readings that gave nothing."""
        return [reading for reading in self.readings if reading.failed]

    @property
    def quotes_found(self) -> float | None:
        """The share of the model's quotes that stand in the articles."""
        given = sum(reading.quotes for reading in self.readings)
        return share(sum(reading.quotes_found for reading in self.readings), given)

    @property
    def seconds(self) -> float | None:
        """Seconds per article that was asked about."""
        spent = [reading.seconds for reading in self.readings if reading.seconds is not None]
        return sum(spent) / len(spent) if spent else None

    @property
    def tokens(self) -> tuple[int, int] | None:
        """Tokens in and out over all articles; None where the model does not tell for one of them."""
        asked = [reading for reading in self.readings if reading.seconds is not None]
        told = [(one.input_tokens, one.output_tokens) for one in asked]
        into = [one for one, _ in told if one is not None]
        out = [other for _, other in told if other is not None]
        return (sum(into), sum(out)) if asked and len(into) == len(out) == len(asked) else None

    @property
    def cost(self) -> float | None:
        """US dollars over all articles: nothing for the embedded model, else from tokens where a price was given."""
        price = FREE if self.model_id == DEFAULT_MODEL else self.price
        if price is FREE:
            return 0.0
        return price.cost(*self.tokens) if price and self.tokens else None


def evaluate_model(
    model: AskedModel,
    cases: Sequence[Case],
    *,
    options: Mapping[str, Any] | None = None,
    key: str | None = None,
    price: Price | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Evaluation:
    """Ask a model about every article, and hold what the text backs of its answers against the reference answers.

    ``progress`` is called after each article. Raises BadOption or ModelNeedsKey; any other failure of
    the model is part of that article's reading.
    """
    checked = model.checked_options(options or {})
    readings, scores = [], []
    for case in cases:
        reading = read_case(case, model, options=checked, key=key)
        readings.append(reading)
        scores.append(score_article(case.stem, case.text, reading.deals, case.reference))
        progress()
    return Evaluation(model.model_id, tuple(readings), tuple(scores), price)


def read_case(case: Case, model: AskedModel, *, options: Mapping[str, Any], key: str | None = None) -> Reading:
    """One model's reading of one article, checked against the article's words. Raises ModelNeedsKey."""
    if case.article is None:
        return Reading(case.stem, error=case.problem, failed=True)
    asked = ask_article(model, case.article, options=options, key=key)
    answer = asked.answer or Answer()
    mentions = ground(answer, case.article)
    given = sum(len(deal.quotes) for deal in answer.deals)
    return Reading(
        article=case.stem,
        deals=deals_found(mentions),
        mentions=tuple(mentions),
        quotes=given,
        quotes_found=given - _unfound_quotes(mentions),
        seconds=asked.duration_ms / 1000,
        input_tokens=asked.input_tokens,
        output_tokens=asked.output_tokens,
        error=asked.error,
        failed=asked.answer is None,
    )


def deals_found(mentions: Sequence[Mention]) -> tuple[DealFacts, ...]:
    """The deals in the mentions that the article backs, as they are compared."""
    return tuple(deal_facts(deal.as_json(number)) for number, deal in enumerate(deals_of(tuple(mentions)), start=1))


def _unfound_quotes(mentions: Sequence[Mention]) -> int:
    statements = (statement for mention in mentions for statement in mention.statements)
    return sum(one.field == "quote" and one.verdict is Verdict.UNFOUND for one in statements)
