"""Reading what a person enters: they point at words, or write the value as an article would; code computes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import BadEntry
from ..ground.places import Places
from ..terms import DealType, Role, Status, Term
from ..text.spans import Span
from ..values.dates import parse_date
from ..values.money import parse_money
from ..values.names import display_name
from ..values.numbers import parse_capacity, parse_percent
from ..values.rounds import parse_round

LONGEST_NOTE = 2000
LONGEST_ENTRY = 1000


@dataclass(frozen=True)
class Entry:
    """What a person entered for one field.

    ``words`` are those of the article, beginning at ``start`` where that is known; ``text`` is the value
    where the words alone do not give it; ``subject`` is a party's role, or whom a share is for.
    """

    field: str
    text: str | None = None
    words: str | None = None
    start: int | None = None
    subject: str | None = None


@dataclass(frozen=True)
class Entered:
    """A value as a statement holds it, with the article's words."""

    field: str
    value: Any
    subject: str | None
    quote: str | None
    start: int | None


def enter(entry: Entry, places: Places, note: str | None) -> Entered:
    """The value of an entry. Raises BadEntry where it can't be read, or has neither words nor a note."""
    if entry.field not in _READERS:
        raise BadEntry(f"There is no field {entry.field}. The fields are: {', '.join(_READERS)}.")
    span = _span(entry, places)
    if span is None and not (note or "").strip():
        raise BadEntry("Select the words that say so, or write in the note where the value is from.")
    text = " ".join((entry.text or (span.of(places.article.text) if span else "")).split())
    if not text:
        raise BadEntry("Write the value, or select words that give it.")
    if len(text) > LONGEST_ENTRY and entry.field != "quote":
        raise BadEntry(f"The value is too long. Select fewer words, at most {LONGEST_ENTRY} characters.")
    value = _READERS[entry.field](_Given(text, None if entry.text else span, places))
    quote = span.of(places.article.text) if span else None
    return Entered(entry.field, value, _subject(entry), quote, span.start if span else None)


def find_words(words: str, start: int | None, places: Places) -> Span:
    """Where words stand: at ``start``, else at the first place. Raises BadEntry."""
    text = places.article.text
    if start is not None and words and text.startswith(words, start):
        return Span(start, start + len(words))
    found = places.whole_words(words) or next(iter(places.quote(words)), None)
    if not found:
        raise BadEntry("The article has no such words. Copy them as they stand there.")
    return found


@dataclass(frozen=True)
class _Given:
    """The words that give a value; ``span`` is where they stand, where they are the article's own."""

    text: str
    span: Span | None
    places: Places

    def money(self) -> Any:
        if self.span:
            for mention in self.places.sums:
                if mention.core.overlaps(self.span):
                    return mention.money.as_json()
        read = parse_money(self.text, self.places.dollar, context=self.places.text)
        return read.as_json() if read else None

    def date(self) -> Any:
        read = parse_date(self.text, self.places.article.published)
        return read.iso if read else None

    def capacity(self) -> Any:
        read = parse_capacity(self.text)
        return {"value": read.gigawatts, "qualifier": read.qualifier.value} if read else None


def _read(what: str, read: Callable[[_Given], Any]) -> Callable[[_Given], Any]:
    def reader(given: _Given) -> Any:
        value = read(given)
        if value is None or value == "":
            raise BadEntry(f"“{given.text[:80]}” gives no {what}")
        return value

    return reader


def _one_of(what: str, terms: type[Term]) -> Callable[[_Given], Any]:
    listed = ", ".join(term.value for term in terms)

    def reader(given: _Given) -> Any:
        try:
            return terms(given.text).value
        except ValueError as error:
            raise BadEntry(f"“{given.text[:80]}” is no {what}. Choose one of: {listed}.") from error

    return reader


_MONEY = _read("sum of money. Write it as “$5 billion” or “up to €300 million”.", _Given.money)
_WORDS = _read("words.", lambda given: given.text)

_READERS: Mapping[str, Callable[[_Given], Any]] = {
    "type": _one_of("type of deal", DealType),
    "status": _one_of("state of a deal", Status),
    "party": _read("name of an organisation.", lambda given: display_name(given.text)),
    "amount": _MONEY,
    "share": _MONEY,
    "tranche": _MONEY,
    "valuation": _MONEY,
    "stake_percent": _read("percentage. Write it as “49%”.", lambda given: parse_percent(given.text)),
    "round": _read("name of a round. Write it as “Series B”.", lambda given: parse_round(given.text)),
    "date": _read("date. Write it as “18 November 2025” or “2025-11”.", _Given.date),
    "horizon": _WORDS,
    "gigawatts": _read("capacity. Write it as “5 gigawatts”.", _Given.capacity),
    "hardware": _WORDS,
    "quote": lambda given: None,
    "ai": lambda given: True,
}

FIELDS = tuple(_READERS)
"""The fields that a person can enter a value for."""


def _span(entry: Entry, places: Places) -> Span | None:
    if not (entry.words or "").strip():
        if entry.field == "quote":
            raise BadEntry("Select the passage in the article.")
        return None
    return find_words(str(entry.words), entry.start, places)


def _subject(entry: Entry) -> str | None:
    subject = " ".join((entry.subject or "").split()) or None
    if entry.field == "party":
        try:
            return Role(subject or "").value
        except ValueError as error:
            raise BadEntry(f"Say what the organisation does: {', '.join(role.value for role in Role)}.") from error
    if entry.field == "share":
        if not subject:
            raise BadEntry("Say whose share it is: name the party.")
        return display_name(subject)
    return subject if entry.field == "tranche" else None
