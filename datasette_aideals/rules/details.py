"""What else an article says about a deal: date, round, stake, valuation, time span, capacity."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..terms import DealType, Role
from ..text.spans import Span
from ..values.money import MoneyMention
from .article import Article, Sentence
from .dating import Dating, span_of
from .drafts import Draft
from .hardware import add_hardware
from .lexicon import alternatives
from .nearness import is_nearest
from .portions import add_portions
from .sums import SumRole
from .tags import Item

_HORIZON = re.compile(alternatives("horizon"))
_STAKE = re.compile(
    r"^\s*(?:of (?:the |its |their )?"
    r"(?:company|firm|startup|capital|shares|equity|business|voting|outstanding|[A-Z])|"
    r"(?:\w+ ){0,2}(?:stake|interest|share|holding|ownership|equity|of the capital)\b)"
)
_STAKE_BEFORE = re.compile(
    r"(?:stake|ownership|shareholding|holding|holds?|own(?:s|ing)?|acquire|take|equity)(?: \w+){0,3}\s*$"
)
_OLD = re.compile(rf"\b{alternatives('old')}\b")
_VALUED_BEFORE = re.compile(
    r"(?:up from|from|previous(?:ly)?|last valued at|was valued at|earlier|down from|compared with|triple|double|over)"
    r"\W*(?:about|around|the|a|its|an)?\W*$"
)


def add_details(article: Article, drafts: list[Draft]) -> None:
    """Fills in what the sentences of each draft, and those around them, say; what a table gave stays."""
    dating = Dating(article, drafts)
    counts = Counter((draft.type, index) for draft in drafts for index in set(draft.sentences))
    told_in = _told_in(drafts)
    for draft in drafts:
        own = [article.sentences[i] for i in dict.fromkeys(draft.sentences)]
        alone = [one for one in own if counts[draft.type, one.index] < 2]
        draft.date = draft.date or dating.date(draft, own)
        if draft.type is DealType.INVESTMENT:
            draft.round = draft.round or _round(article, draft, own, alone)
        if draft.type in (DealType.INVESTMENT, DealType.JOINT_VENTURE, DealType.ACQUISITION, DealType.OTHER):
            draft.stake = draft.stake or _stake(article, draft, own, alone)
        others = [one for i in set(draft.sentences) for one in told_in[i] if one is not draft]
        draft.horizon = draft.horizon or _horizon(article, draft, own, others)
        draft.capacity = draft.capacity or _capacity(article, draft, own, others)
        draft.focus = _focus(article, draft, dating.news)
        draft.date = draft.date or dating.common(draft)
    add_hardware(article, drafts)
    add_portions(article, drafts)
    _valuations(article, drafts, own=True)
    _valuations(article, drafts, own=False)


def _told_in(drafts: Sequence[Draft]) -> dict[int, list[Draft]]:
    """The drafts by the numbers of the sentences that tell them."""
    found: dict[int, list[Draft]] = {}
    for draft in drafts:
        for index in set(draft.sentences):
            found.setdefault(index, []).append(draft)
    return found


def items_of(sentences: Iterable[Sentence], tag: str) -> list[Item]:
    """The values of one kind in some sentences."""
    return [item for sentence in sentences for item in sentence.items if item.tag == tag]


def _round(article: Article, draft: Draft, own: Sequence[Sentence], alone: Sequence[Sentence]) -> Span | None:
    for item in items_of(own, "R"):
        span = span_of(article, item)
        if any(anchor.contains(span) for anchor in draft.spans):
            return span
    found = items_of(alone, "R")
    return span_of(article, found[0]) if found else None


def _stake(article: Article, draft: Draft, own: Sequence[Sentence], alone: Sequence[Sentence]) -> Span | None:
    for item in items_of(own, "%"):
        span = span_of(article, item)
        if not any(one.span.contains(span) for one in alone) and not any(one.contains(span) for one in draft.spans):
            continue
        before = article.lower[max(0, span.start - 40) : span.start]
        if _STAKE.match(article.text[span.end : span.end + 40]) or _STAKE_BEFORE.search(before):
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


def _valuations(article: Article, drafts: Sequence[Draft], own: bool) -> None:
    """Gives each valuation to the funding that it goes with: first of its ``own`` sentence, then of those before."""
    for sentence in article.sentences:
        for item in items_of([sentence], "$"):
            mention = item.value
            if not isinstance(mention, MoneyMention) or mention.bracketed:
                continue
            if article.sum_roles[mention.span.start] is not SumRole.VALUATION:
                continue
            if _VALUED_BEFORE.search(article.lower[max(0, mention.span.start - 30) : mention.span.start]):
                continue
            here = [one for one in drafts if sentence.index in one.sentences]
            if own != bool(here):
                continue
            bought = [one for one in drafts if one.type is DealType.ACQUISITION and sentence.index in one.sentences]
            if bought and bought[0].amount is None:
                bought[0].amount = mention
                continue
            about = drafts if own else _named_in(article, sentence, drafts)
            for draft in _nearest(_valued(about, sentence.index), mention, own):
                draft.valuation = draft.valuation or mention.span


def _named_in(article: Article, sentence: Sentence, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts that a sentence can be about: it names one of their parties, or nobody."""
    named = {name.entity.key for name in article.names_within(sentence.tokens) if name.entity.is_party}
    return [one for one in drafts if not named or named & one.party_keys()]


def _nearest(drafts: list[Draft], mention: MoneyMention, own: bool) -> list[Draft]:
    """Of two companies' rounds in one sentence, the one whose sum stands nearest."""
    if not own or len({key for one in drafts for key in one.party_keys(Role.INVESTEE)}) < 2:
        return drafts
    with_sum = [one for one in drafts if one.amount]
    return sorted(with_sum, key=lambda one: abs(one.amount.span.start - mention.span.start) if one.amount else 0)[:1]


def _valued(drafts: Sequence[Draft], index: int) -> list[Draft]:
    rounds = [draft for draft in drafts if draft.type is DealType.INVESTMENT and draft.valuation is None]
    here = [draft for draft in rounds if index in draft.sentences]
    if here:
        return here
    near = [draft for draft in rounds if 0 < index - max(draft.sentences) <= 4]
    if not near:
        told = [draft for draft in rounds if draft.focus and max(draft.sentences) < index]
        investees = {key for draft in told for key in draft.party_keys(Role.INVESTEE)}
        near = told if len(investees) == 1 else []
    if not near:
        near = [draft for draft in rounds if draft.focus and min(draft.sentences) <= 4]
    return near[-1:] if near and not all(draft.focus for draft in near) else near[:3]
