"""Checking that an article's words name a deal's parties."""

import re
from collections.abc import Iterable, Iterator

from ..answer import AnswerParty
from ..store.records import Statement
from ..terms import Verdict
from ..text.spans import Span
from ..values.names import display_name, lookup, name_key
from .places import Places

_STAND_IN = re.compile(
    r"\b(?:it|its|itself|they|their|them|he|she|both|each|we|our|us|"
    r"the (?:\w+[ -]){0,3}?(?:company|companies|firm|firms|group|giant|maker|startup|start-up|lab|developer|creator|"
    r"business|bank|fund|investor|investors|pair|duo|trio|two|three|partners|provider|operator|chipmaker|unicorn))\b",
    re.IGNORECASE,
)


def party_statement(party: AnswerParty, places: Places, quotes: tuple[Span, ...]) -> Statement:
    """The statement that an organisation takes part, with the words that name it.

    Supported where a quote has the name; judged where the quote has only a product of it, or words
    that may stand for it ("it", "the startup") while the name itself stands elsewhere in the article.
    """
    name = display_name(party.name)
    span = _first(_spellings(party), places, quotes)
    if span:
        return _statement(party, name, Verdict.SUPPORTED, places, span)
    span = _first(_products(party), places, quotes)
    if span:
        return _statement(party, name, Verdict.JUDGED, places, span, "the quote names what it makes")
    for spelling in _spellings(party):
        named = places.last_before(spelling, quotes[0].start if quotes else 0)
        if named and _stands_in(party, places, quotes):
            reason = f"named elsewhere; the quote says “{party.words}”" if party.words else "named elsewhere"
            return _statement(party, name, Verdict.JUDGED, places, named, reason)
        if named:
            return _statement(party, name, Verdict.UNFOUND, places, None, "the deal's quotes do not name it")
    if party.words and not _STAND_IN.search(party.words):
        # A model may give the name it knows ("Alphabet") where the article has another ("Google"):
        # what the article says is what counts.
        span = _first([party.words], places, quotes)
        if span:
            return _statement(party, display_name(party.words), Verdict.SUPPORTED, places, span)
    return _statement(party, name, Verdict.UNFOUND, places, None, "the article does not name it")


def _spellings(party: AnswerParty) -> Iterator[str]:
    """The ways in which the article may write the party's name, the model's own first."""
    yield party.name
    if party.words and name_key(party.words) == name_key(party.name):
        yield party.words
    known = lookup(party.name)
    if known and name_key(known.name) == name_key(party.name):
        yield known.name
        yield from known.aliases


def _products(party: AnswerParty) -> Iterable[str]:
    known = lookup(party.name)
    return known.products if known and name_key(known.name) == name_key(party.name) else ()


def _first(spellings: Iterable[str], places: Places, quotes: tuple[Span, ...]) -> Span | None:
    if not quotes:
        return None
    return next((span for spelling in spellings if (span := places.whole_words(spelling, quotes))), None)


def _stands_in(party: AnswerParty, places: Places, quotes: tuple[Span, ...]) -> bool:
    if party.words and _STAND_IN.search(party.words):
        return places.whole_words(party.words, quotes) is not None
    return any(_STAND_IN.search(quote.of(places.text)) for quote in quotes)


def _statement(
    party: AnswerParty, name: str, verdict: Verdict, places: Places, span: Span | None, reason: str | None = None
) -> Statement:
    return Statement(
        field="party",
        value=name,
        subject=party.role.value,
        verdict=verdict,
        words=party.words or party.name,
        selector=places.selector(span) if span else None,
        reason=reason,
    )
