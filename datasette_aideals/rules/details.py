"""What else an article says about a deal: date, round, stake, valuation, time span, capacity."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..terms import DealType
from ..text.spans import Span
from .article import Article, Sentence
from .dating import Dating, span_of
from .drafts import Draft, ToldIn, by_sentence
from .hardware import add_hardware
from .lexicon import alternatives
from .nearness import distance_between, is_nearest
from .portions import add_portions
from .status import status_behind
from .tags import Item
from .worth import add_valuations, stake_of

_HORIZON = re.compile(alternatives("horizon"))
_CALLS_ROUND = re.compile(r"\b(?:the|this|it is the|it was an?|it is an?) (?:[\w-]+ ){0,2}$|^\W*an? $")
_NEAR = 3
_OLD = re.compile(rf"\b{alternatives('old')}\b")


def add_details(article: Article, drafts: list[Draft]) -> None:
    """Fills in what the sentences of each draft, and those around them, say; what a table gave stays."""
    dating = Dating(article, drafts)
    counts = Counter((draft.type, index) for draft in drafts for index in set(draft.sentences))
    told_in = by_sentence(drafts)
    for draft in drafts:
        own = [article.sentences[i] for i in dict.fromkeys(draft.sentences)]
        alone = [one for one in own if counts[draft.type, one.index] < 2]
        draft.status = status_behind(article, draft, alone) or draft.status
        draft.date = draft.date or dating.date(draft, own)
        if draft.type is DealType.INVESTMENT:
            draft.round = draft.round or _round(article, draft, own, alone, told_in)
        draft.stake = draft.stake or stake_of(article, draft, own, alone)
        others = [one for i in set(draft.sentences) for one in told_in[i] if one is not draft]
        draft.horizon = draft.horizon or _horizon(article, draft, own, others)
        draft.capacity = draft.capacity or _capacity(article, draft, own, others)
        draft.focus = _focus(article, draft, dating.news)
        draft.date = draft.date or dating.common(draft)
    add_hardware(article, drafts)
    add_portions(article, drafts)
    add_valuations(article, drafts)


def items_of(sentences: Iterable[Sentence], tag: str) -> list[Item]:
    """The values of one kind in some sentences."""
    return [item for sentence in sentences for item in sentence.items if item.tag == tag]


def _round(
    article: Article,
    draft: Draft,
    own: Sequence[Sentence],
    alone: Sequence[Sentence],
    told_in: ToldIn,
) -> Span | None:
    named = (span_of(article, item) for item in items_of(own, "R"))
    inside = [span for span in named if any(anchor.contains(span) for anchor in draft.spans)]
    if inside and draft.amount:
        amount = draft.amount.span
        return min(inside, key=lambda span: distance_between(article, span, amount))
    if inside:
        return inside[0]
    found = items_of(alone, "R")
    return span_of(article, found[0]) if found else _round_behind(article, draft, told_in)


def _round_behind(article: Article, draft: Draft, told_in: ToldIn) -> Span | None:
    """The round that a sentence behind a deal calls "the Series A round", where it tells of no other deal."""
    last = max(draft.sentences)
    for sentence in article.sentences[last + 1 : last + 1 + _NEAR]:
        if sentence.index in told_in:
            return None
        for item in items_of([sentence], "R"):
            span = span_of(article, item)
            if _CALLS_ROUND.search(article.lower, sentence.span.start, span.start):
                return span
    return None


def _horizon(article: Article, draft: Draft, own: Sequence[Sentence], others: Sequence[Draft]) -> Span | None:
    if draft.amount and draft.amount.per and "year" in draft.amount.per:
        at = article.text.find(draft.amount.per.strip(), draft.amount.core.end)
        if 0 <= at < draft.amount.core.end + 20:
            return Span(at, at + len(draft.amount.per.strip()))
    if draft.type not in (
        DealType.PURCHASE,
        DealType.CAPEX,
        DealType.LICENSING,
        DealType.JOINT_VENTURE,
        DealType.PARTNERSHIP,
        DealType.INVESTMENT,
    ):
        return None
    for sentence in own:
        for match in _HORIZON.finditer(article.lower, sentence.span.start, sentence.span.end):
            span = Span(match.start(), match.end())
            if is_nearest(article, draft, others, span):
                return span
    return None


def _capacity(article: Article, draft: Draft, own: Sequence[Sentence], others: Sequence[Draft]) -> Span | None:
    if draft.type not in (
        DealType.PURCHASE,
        DealType.CAPEX,
        DealType.PARTNERSHIP,
        DealType.ACQUISITION,
        DealType.JOINT_VENTURE,
        DealType.INVESTMENT,
    ):
        return None
    found = (span_of(article, item) for item in items_of(own, "C"))
    return next((span for span in found if is_nearest(article, draft, others, span)), None)


def _focus(article: Article, draft: Draft, news: Span | None) -> bool:
    first = min(draft.sentences)
    if draft.relative and len(draft.sentences) == 1:
        return False
    if first <= 3:
        return True
    sentence = article.sentences[first]
    if _OLD.search(article.lower, sentence.span.start, sentence.span.end):
        return False
    if draft.date is not None and news is not None and draft.date != news:
        return False
    return draft.date is None or news is None
