"""Putting a deal into the article's words: quotes that name everybody, values as written."""

from bisect import bisect_right

from ..answer import AnswerDeal, AnswerParty, AnswerTranche
from ..text.spans import Span
from .article import Article, Sentence
from .discourse import Party
from .drafts import Draft
from .entities import Kind

_LONGEST_QUOTE = 320
_AROUND = 90
_FAR = 20_000


def worded(article: Article, draft: Draft) -> AnswerDeal:
    """The deal as an answer gives it."""
    spans = _joined(_with_amount(article, draft))
    for _, party in draft.parties:
        if not _named_in(article, party, spans):
            place = _place_of_name(article, party, spans[0].start)
            if place:
                spans.append(place)
    spans += [draft.unit] if draft.unit else []
    return AnswerDeal(
        quotes=list(dict.fromkeys(span.of(article.text) for span in spans)),
        type=draft.type,
        status=draft.status,
        parties=[_party(article, draft, role.value, party) for role, party in draft.parties],
        amount=draft.amount.span.of(article.text) if draft.amount else None,
        unit=_words(article, draft.unit),
        tranches=[
            AnswerTranche(amount=one.amount.of(article.text), condition=_words(article, one.condition))
            for one in draft.tranches
        ],
        valuation=_words(article, draft.valuation),
        stake=_words(article, draft.stake),
        round=_words(article, draft.round),
        date=_words(article, draft.date),
        horizon=_words(article, draft.horizon),
        capacity=_words(article, draft.capacity),
        hardware=[span.of(article.text) for span in draft.hardware],
        focus=draft.focus,
    )


def _with_amount(article: Article, draft: Draft) -> list[Span]:
    """The quotes of a draft, with one that holds its sum."""
    amount = draft.amount.span if draft.amount else None
    if amount is None or any(span.contains(amount) for span in draft.spans):
        return draft.spans
    near = min(draft.spans, key=lambda span: abs(span.start - amount.start))
    if abs(near.start - amount.start) <= _LONGEST_QUOTE:
        joined = Span(min(near.start, amount.start), max(near.end, amount.end))
        return [joined if span is near else span for span in draft.spans]
    return [*draft.spans, amount]


def _words(article: Article, span: Span | None) -> str | None:
    return span.of(article.text) if span else None


def _party(article: Article, draft: Draft, role: str, party: Party) -> AnswerParty:
    words = article.words(party.first, party.last)
    name = party.entity.name
    share = _words(article, draft.shares.get(party.entity.key))
    return AnswerParty.model_validate(
        {"name": name, "role": role, "words": words if words != name else None, "share": share}
    )


def _joined(spans: list[Span]) -> list[Span]:
    """The spans without those that lie in another."""
    kept: list[Span] = []
    for span in spans:
        if any(other.contains(span) for other in kept):
            continue
        kept = [other for other in kept if not span.contains(other)]
        kept.append(span)
    return kept


def _named_in(article: Article, party: Party, spans: list[Span]) -> bool:
    names = [party.entity.name.casefold()]
    if not party.indirect and (party.entity.kind is Kind.PRODUCT or party.entity.known):
        names.append(article.words(party.first, party.last).casefold())
    return any(name in span.of(article.text).casefold() for span in spans for name in names)


def _place_of_name(article: Article, party: Party, before: int) -> Span | None:
    """A short quote around the name: the last one before a place, else the first one."""
    name = party.entity.name.lower()
    at = article.lower.rfind(name, max(0, before - _FAR), before)
    at = at if at >= 0 else article.lower.find(name)
    if at < 0 and party.entity.key:
        mention = next((one for one in article.names if one.entity.key == party.entity.key), None)
        at = article.tokens[mention.first].start if mention else -1
    index = bisect_right(article.sentences, at, key=lambda one: one.span.start) - 1
    if at < 0 or index < 0 or at >= article.sentences[index].span.end:
        return None
    sentence = article.sentences[index]
    if len(sentence.span) <= _LONGEST_QUOTE:
        return sentence.span
    return _cut(article, sentence, at, at + len(name))


def _cut(article: Article, sentence: Sentence, start: int, end: int) -> Span:
    """A stretch of a long sentence around some words, cut between words."""
    first = max(sentence.span.start, start - _AROUND)
    last = min(sentence.span.end, end + _AROUND)
    tokens = article.tokens[sentence.tokens[0] : sentence.tokens[1]]
    starts = [token.start for token in tokens if first <= token.start <= start]
    ends = [token.end for token in tokens if end <= token.end <= last]
    return Span(min(starts, default=start), max(ends, default=end))
