"""What a company is worth in a deal ("at $5bn", "which values it at"), and the stake that changes hands."""

import re
from collections.abc import Sequence

from ..terms import DealType, Role
from ..text.spans import Span
from ..values.money import MoneyMention
from .article import Article, Sentence
from .drafts import Draft, by_sentence
from .lexicon import alternatives
from .sums import SumRole

_EARLIER = re.compile(rf"{alternatives('earlier worth')}\W*(?:about|around|the|a|its|an)?\W*$")
_STILL = re.compile(rf"{alternatives('worth then')}")
_AT = re.compile(
    r"\bat (?:a (?:price|pre-money|post-money) of )?"
    r"(?:(?:a |an )?(?:about|around|roughly|over|more than|some|nearly|almost) )?$"
)
_APIECE = re.compile(r"[\s-](?:a|per|each|apiece|discount|premium|interest|an? )")
_LEAST_TIMES = 2
"""A sum "at" which a round was made is a valuation from so many times the round's own sum on."""
_HELD = re.compile(
    r"\b(?:stakes?|holdings?|shareholdings?) (?:that|which|it|in|of)\b[^.;]{0,100}\b(?:worth|valued at)\b[^.;,]{0,20}$"
)
_GREW = re.compile(r",? (?:up|down) from\b")
_STANDS_IN = re.compile(
    r"\b(?:it|the (?:company|startup|start-up|firm|group|business)) "
    r"(?:(?:is|was) )?(?:now )?(?:valued|worth|at)\b[^,;]*$"
)
_MERGED = re.compile(r"\b(?:combined|merged|new) (?:company|group|business|entity|firm)\b")
_OFFER_VALUES = re.compile(
    r"\b(?:offer|bid|deal|transaction|proposal|takeover|acquisition|terms|price|approach)\b[^,;]*\bvalu(?:e|es|ed|ing)\b[^,;]*$"
)
_WORTH = (DealType.INVESTMENT, DealType.IPO)
_NEAR = 4
_FAR = 12
_STAKE = re.compile(rf"^{alternatives('stake behind')}")
_STAKE_BEFORE = re.compile(rf"\b{alternatives('stake before')}(?: \w+){{0,3}}\s*$")
_STAKE_END = re.compile(rf"\b{alternatives('stake paid for')}(?: (?:about|around|just under|just over|some))?\s*$")
_ENDS = re.compile(r"\s*(?:[.,;:)]|$|between|from|and|last|in|stake)")
_OWNS_THEN = re.compile(rf"\b{alternatives('owns then')}\W(?:\w+ ){{0,3}}$")
_WITH_STAKE = (DealType.INVESTMENT, DealType.JOINT_VENTURE, DealType.ACQUISITION, DealType.OTHER)


def add_valuations(article: Article, drafts: Sequence[Draft]) -> None:
    """Gives each valuation to the deals that it goes with: first to those of its sentence, then to those before."""
    told_in = by_sentence(drafts)
    found = [
        (sentence, sum_)
        for sentence in article.sentences
        for sum_ in _valuations_in(article, told_in.get(sentence.index, ()), sentence)
    ]
    for own in (True, False):
        for sentence, sum_ in found:
            if own == (sentence.index in told_in):
                _give(article, drafts, sentence, sum_, own)


def _valuations_in(article: Article, drafts: Sequence[Draft], sentence: Sentence) -> list[MoneyMention]:
    sums = [item.value for item in sentence.items if item.tag == "$"]
    return [
        sum_
        for sum_ in sums
        if isinstance(sum_, MoneyMention)
        and not sum_.bracketed
        and (_is_valuation(article, sum_) or _is_price_of_round(article, drafts, sentence, sum_))
    ]


def _is_valuation(article: Article, sum_: MoneyMention) -> bool:
    """Whether words call a sum what a company is worth, and not what it was worth before or what a stake is."""
    if article.sum_roles[sum_.span.start] is not SumRole.VALUATION:
        return False
    if _HELD.search(article.lower, max(0, sum_.span.start - 160), sum_.span.start):
        return False
    before = article.lower[max(0, sum_.span.start - 30) : sum_.span.start]
    return not _EARLIER.search(before) or bool(_STILL.match(article.lower, sum_.span.end))


def _is_price_of_round(article: Article, drafts: Sequence[Draft], sentence: Sentence, sum_: MoneyMention) -> bool:
    """Whether a round is said to be made at a sum: "raised $30m at $300m"."""
    if article.sum_roles[sum_.span.start] is not SumRole.DEAL or _APIECE.match(article.lower, sum_.span.end):
        return False
    if not _AT.search(article.lower, sentence.span.start, sum_.span.start):
        return False
    return any(
        one.amount
        and sentence.span.contains(one.amount.span)
        and one.amount.span.end <= sum_.span.start
        and one.amount.money.currency == sum_.money.currency
        and sum_.money.value >= _LEAST_TIMES * one.amount.money.value
        for one in drafts
        if one.type is DealType.INVESTMENT
    )


def _give(article: Article, drafts: Sequence[Draft], sentence: Sentence, sum_: MoneyMention, own: bool) -> None:
    """Gives a valuation to the deal or deals that it is about."""
    bought = [one for one in drafts if one.type is DealType.ACQUISITION]
    here = [one for one in bought if sentence.index in one.sentences]
    if _MERGED.search(article.lower, sentence.span.start, sum_.span.start):
        near = here or [one for one in bought if 0 < sentence.index - max(one.sentences) <= _NEAR]
        for one in near[:1]:
            one.valuation = one.valuation or sum_.span
        return
    offered = here or ([] if own else _offered_for(article, sentence, bought, sum_))
    if offered and offered[0].amount is None:
        offered[0].amount = sum_
        return
    about = list(drafts) if own else _named_in(article, sentence, drafts, sum_)
    if _GREW.match(article.lower, sum_.span.end):
        # "was valued at 1, up from 2 when it raised 3": the round told behind is the earlier one.
        about = [one for one in about if not (one.amount and one.amount.span.start > sum_.span.end)]
    for draft in _nearest(_valued(about, sentence.index), sum_, own):
        draft.valuation = draft.valuation or sum_.span


def _offered_for(article: Article, sentence: Sentence, bought: Sequence[Draft], sum_: MoneyMention) -> list[Draft]:
    """The takeover just told whose price "The offer values Acme at 1" gives."""
    if not _OFFER_VALUES.search(article.lower, sentence.span.start, sum_.span.start):
        return []
    named = {name.entity.key for name in article.names_within(sentence.tokens) if name.entity.is_party}
    near = [one for one in bought if 0 < sentence.index - min(one.sentences) <= _FAR]
    return [one for one in near if not named or named & one.party_keys(Role.TARGET)][-1:]


def _named_in(article: Article, sentence: Sentence, drafts: Sequence[Draft], sum_: MoneyMention) -> list[Draft]:
    """The drafts that a sentence can be about: it names one of their parties, or nobody, or says "the company"."""
    named = {name.entity.key for name in article.names_within(sentence.tokens) if name.entity.is_party}
    found = [one for one in drafts if not named or named & one.party_keys()]
    stands_in = _STANDS_IN.search(article.lower, max(sentence.span.start, sum_.span.start - 60), sum_.span.start)
    return found or (list(drafts) if stands_in else [])


def _nearest(drafts: list[Draft], sum_: MoneyMention, own: bool) -> list[Draft]:
    """Of two companies' rounds in one sentence, the one whose sum stands nearest."""
    if not own or len({key for one in drafts for key in one.party_keys(Role.INVESTEE)}) < 2:
        return drafts
    with_sum = [one for one in drafts if one.amount]
    return sorted(with_sum, key=lambda one: abs(one.amount.span.start - sum_.span.start) if one.amount else 0)[:1]


def _valued(drafts: Sequence[Draft], index: int) -> list[Draft]:
    rounds = [draft for draft in drafts if draft.type in _WORTH and draft.valuation is None]
    here = [draft for draft in rounds if index in draft.sentences]
    if here:
        return here
    near = [draft for draft in rounds if 0 < index - max(draft.sentences) <= _NEAR]
    if not near:
        told = [draft for draft in rounds if draft.focus and max(draft.sentences) < index]
        investees = {key for draft in told for key in draft.party_keys(Role.INVESTEE)}
        near = told if len(investees) == 1 else []
    if not near:
        near = [draft for draft in rounds if draft.focus and min(draft.sentences) <= _NEAR]
    return near[-1:] if near and not all(draft.focus for draft in near) else near[:3]


def stake_of(article: Article, draft: Draft, own: Sequence[Sentence], alone: Sequence[Sentence]) -> Span | None:
    """The percentage that changes hands: in the words of a deal, or right behind where it says who owns what then."""
    if draft.type not in _WITH_STAKE:
        return None
    for span in _percents(article, own):
        mine = any(one.span.contains(span) for one in alone) or any(one.contains(span) for one in draft.spans)
        if mine and _is_stake(article, span):
            return span
    return _owned_then(article, draft)


def _is_stake(article: Article, span: Span) -> bool:
    before = article.lower[max(0, span.start - 40) : span.start]
    if _STAKE.match(article.text[span.end : span.end + 60]) or _STAKE_BEFORE.search(before):
        return True
    return bool(_STAKE_END.search(before) and _ENDS.match(article.lower, span.end))


def _owned_then(article: Article, draft: Draft) -> Span | None:
    """The stake of "Oak will own 20% of the company", told of a party right behind the deal."""
    last = max(draft.sentences)
    for sentence in article.sentences[last + 1 : last + 3]:
        named = {name.entity.key for name in article.names_within(sentence.tokens) if name.entity.is_party}
        if sentence.paragraph != article.sentences[last].paragraph or (named and not named & draft.party_keys()):
            return None
        told_of_each = article.lower.find("each", sentence.span.start, sentence.span.end) >= 0
        for span in _percents(article, [sentence]):
            if _OWNS_THEN.search(article.lower, max(sentence.span.start, span.start - 40), span.start):
                return span if draft.type is not DealType.JOINT_VENTURE or told_of_each else None
    return None


def _percents(article: Article, sentences: Sequence[Sentence]) -> list[Span]:
    """Where percentages stand in some sentences."""
    found = []
    for sentence in sentences:
        for at in range(*sentence.tokens):
            tag, end, _ = article.values.get(at, ("", 0, None))
            if tag == "%":
                found.append(Span(article.tokens[at].start, article.tokens[end - 1].end))
    return found
