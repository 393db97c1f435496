"""Turning a model's answer into mentions: every value checked against the article's own words."""

import hashlib
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from ..answer import Answer, AnswerDeal
from ..store.records import Article, Mention, Statement
from ..terms import DealType, Status, Verdict
from ..text.spans import Span
from ..values.names import display_name, name_key
from .parties import party_statement
from .places import Places
from .readers import Read, Reader
from .suspicious import weigh
from .triggers import ai_words, trigger


def ground(answer: Answer, article: Article) -> tuple[Mention, ...]:
    """The deals of ``answer`` as mentions, each value with its verdict, quote and place.

    Nothing is dropped: what the text does not back is kept with the verdict ``mismatch`` or
    ``unfound``, and a mention with too little left is kept with the reason why it is refused.
    """
    places = Places(article)
    return _with_keys([_ground_deal(deal, places) for deal in answer.deals], article.sha256)


def _ground_deal(deal: AnswerDeal, places: Places) -> Mention:
    quoted = [(words, places.quote(words)) for words in deal.quotes]
    quotes = tuple(span for _, spans in quoted for span in spans)
    statements = [
        *_quote_statements(quoted, places),
        _trigger_statement("type", deal.type, places, quotes),
        _trigger_statement("status", deal.status, places, quotes),
        *_party_statements(deal, places, quotes),
        *_value_statements(deal, Reader(places, quotes)),
    ]
    statements.extend(_ai_statement(statements, places, quotes))
    statements = weigh(statements, places)
    mention = Mention(
        key="",
        type=deal.type,
        status=deal.status,
        focus=deal.focus,
        statements=tuple(statements),
        start=quotes[0].start if quotes else None,
    )
    return replace(mention, refused_because=_lacking(mention))


def _quote_statements(quoted: list[tuple[str, list[Span]]], places: Places) -> Iterator[Statement]:
    for words, spans in quoted:
        for span in spans:
            yield Statement("quote", None, Verdict.SUPPORTED, words=words, selector=places.selector(span))
        if not spans:
            yield Statement("quote", None, Verdict.UNFOUND, words=words, reason="the article has no such words")


def _trigger_statement(field: str, kind: DealType | Status, places: Places, quotes: tuple[Span, ...]) -> Statement:
    span = trigger(kind, places.text, list(quotes))
    if span:
        return Statement(field, kind.value, Verdict.SUPPORTED, selector=places.selector(span))
    if quotes:
        reason = "no word in the quotes says so"
        return Statement(field, kind.value, Verdict.JUDGED, selector=places.selector(quotes[0]), reason=reason)
    return Statement(field, kind.value, Verdict.UNFOUND, reason="none of the quotes stands in the article")


def _party_statements(deal: AnswerDeal, places: Places, quotes: tuple[Span, ...]) -> Iterator[Statement]:
    seen: set[tuple[str, str]] = set()
    for party in deal.parties:
        if (name_key(party.name), party.role.value) in seen:
            continue
        seen.add((name_key(party.name), party.role.value))
        yield party_statement(party, places, quotes)


def _ai_statement(statements: list[Statement], places: Places, quotes: tuple[Span, ...]) -> Iterator[Statement]:
    """The words that make it a deal about AI: in its sentences, else in one that names a party."""
    text = places.text
    near = ai_words(text, [*quotes, *places.sentences_of(quotes)])
    if near:
        yield Statement("ai", True, Verdict.SUPPORTED, selector=places.selector(near))
        return
    parties = [s.selector.exact for s in statements if s.field == "party" and s.verdict.counts and s.selector]
    named = [span for name in parties for span in places.every(name)]
    beside = ai_words(text, places.sentences_of(named)) if quotes else None
    if beside:
        reason = "said of a party elsewhere in the article"
        yield Statement("ai", True, Verdict.JUDGED, selector=places.selector(beside), reason=reason)


def _value_statements(deal: AnswerDeal, reader: Reader) -> Iterator[Statement]:
    if deal.amount:
        yield _statement("amount", deal.amount, reader.money(deal.amount, deal.unit), reader)
    for party in deal.parties:
        if party.share:
            yield _statement(
                "share", party.share, reader.money(party.share, deal.unit), reader, display_name(party.name)
            )
    for tranche in deal.tranches:
        condition = reader.text(tranche.condition).value if tranche.condition else None
        yield _statement("tranche", tranche.amount, reader.money(tranche.amount, deal.unit), reader, condition)
    if deal.valuation:
        yield _statement("valuation", deal.valuation, reader.money(deal.valuation), reader)
    readers = (
        ("stake_percent", deal.stake, reader.percent),
        ("round", deal.round, reader.round),
        ("date", deal.date, reader.date),
        ("horizon", deal.horizon, reader.text),
        ("gigawatts", deal.capacity, reader.capacity),
        *(("hardware", words, reader.text) for words in deal.hardware),
    )
    for field, words, read in readers:
        if words:
            yield _statement(field, words, read(words), reader)


def _statement(field: str, words: str, read: Read, reader: Reader, subject: str | None = None) -> Statement:
    return Statement(
        field=field,
        value=read.value,
        subject=subject,
        verdict=read.verdict,
        words=words,
        selector=reader.places.selector(read.span) if read.span else None,
        reason=read.reason,
    )


def lacking(*, found: bool, names: Iterable[str], fields: Container[str]) -> str | None:
    """What keeps a mention from being a deal: it takes a named party and a second one, or an amount.

    ``found`` says whether a quote of it stands in the article, ``fields`` are those that have a value.
    """
    if not found:
        return "none of its quotes stands in the article"
    parties = {name_key(name) for name in names}
    if not parties:
        return "the article names none of its parties"
    if len(parties) == 1 and "amount" not in fields:
        return "neither a second party nor an amount is in the article"
    if not ("type" in fields and "status" in fields):
        return "the article addresses the model, and no words of its own back the type and status"
    return None


def _lacking(mention: Mention) -> str | None:
    counting = [statement for statement in mention.statements if statement.verdict.counts]
    return lacking(
        found=mention.start is not None,
        names=[str(statement.value) for statement in counting if statement.field == "party"],
        fields={statement.field for statement in counting},
    )


def _with_keys(mentions: list[Mention], sha256: str) -> tuple[Mention, ...]:
    """Give each mention a key that is the same when the article is read again.

    The key is made from the article and the place of the main quote. Deals that share their main
    quote ("A and B invest 5 and 10 respectively") are told apart by their rank in it.
    """
    ranked = sorted(range(len(mentions)), key=lambda index: (_position(mentions[index]), index))
    keys: dict[int, str] = {}
    taken: dict[int, int] = {}
    for index in ranked:
        start = mentions[index].start
        place = -1 if start is None else start
        rank = taken.get(place, 0)
        taken[place] = rank + 1
        keys[index] = mention_key(sha256, place, rank)
    return tuple(replace(mention, key=keys[index]) for index, mention in enumerate(mentions))


def mention_key(sha256: str, place: int, rank: int) -> str:
    """The key of the mention of that rank among those whose main quote begins at ``place``."""
    return hashlib.sha256(f"{sha256}:{place}:{rank}".encode()).hexdigest()[:16]


def _position(mention: Mention) -> tuple[int, int, str, str]:
    starts = [s.selector.start for s in mention.having("amount") if s.selector]
    names = " ".join(sorted(name_key(str(statement.value)) for statement in mention.having("party")))
    return (-1 if mention.start is None else mention.start, min(starts, default=-1), mention.type.value, names)
