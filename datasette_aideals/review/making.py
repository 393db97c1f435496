"""From what a person asks for to the rows that are written down."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import BadEntry
from ..ground.mentions import mention_key
from ..ground.triggers import ai_words
from ..store.database import rows
from ..store.reviews import WHOLE_ARTICLE, WHOLE_DEAL, Review
from ..terms import Judgement, Verdict
from ..text.spans import Span
from .bench import Bench, Row, value_of
from .entering import Entered, Entry, enter, find_words
from .given import Act, Given

_MOST_PARTIES = 20


def reviews_for(bench: Bench, given: Given) -> list[Review]:
    """The reviews that an action about an article amounts to. Raises BadEntry or UnknownDecision."""
    made = list(_MAKERS[given.act](bench, given))
    if not made:
        raise BadEntry("There is nothing to decide: somebody has decided on all of it.")
    return made


def _accept(bench: Bench, given: Given) -> Iterator[Review]:
    if given.text("statement"):
        yield _acceptance(bench, bench.statement(given.needed("statement")), given.note)
        return
    mention = bench.mention(given.needed("mention"))
    for row in bench.open_values(mention["id"]):
        yield _acceptance(bench, row, given.note)


def _acceptance(bench: Bench, row: Row, note: str | None) -> Review:
    if not Verdict(row["stands"]).counts:
        raise BadEntry("The text does not back this value. Correct it: select the words that give the right one.")
    key = bench.mention(row["mention_id"])["key"]
    return Review(
        article_sha256=bench.article.sha256,
        mention_key=key,
        field=row["field"],
        decision=Judgement.ACCEPT,
        **_before(row),
        after=value_of(row),
        subject=row["subject"],
        quote=row["exact"],
        start=row["start"],
        note=note,
    )


def _correct(bench: Bench, given: Given) -> Iterator[Review]:
    row = bench.statement(given.needed("statement"))
    subject = given.text("subject") or row["subject"]
    entered = enter(_entry(given, row["field"], subject), bench.places, given.note)
    yield _put_in(bench, bench.mention(row["mention_id"])["key"], Judgement.CORRECT, entered, given.note, row)


def _add(bench: Bench, given: Given) -> Iterator[Review]:
    mention = bench.mention(given.needed("mention"))
    entered = enter(_entry(given, given.needed("field"), given.text("subject")), bench.places, given.note)
    yield _put_in(bench, mention["key"], Judgement.ADD, entered, given.note)


def _reject(bench: Bench, given: Given) -> Iterator[Review]:
    if not given.text("statement"):
        key = bench.mention(given.needed("mention"))["key"]
        yield Review(bench.article.sha256, key, WHOLE_DEAL, Judgement.REJECT, note=given.note)
        return
    row = bench.statement(given.needed("statement"))
    key = bench.mention(row["mention_id"])["key"]
    yield Review(
        bench.article.sha256,
        key,
        row["field"],
        Judgement.REJECT,
        **_before(row),
        quote=row["exact"],
        start=row["start"],
        note=given.note,
    )


def _add_deal(bench: Bench, given: Given) -> Iterator[Review]:
    if bench.reading is None:
        raise BadEntry("No model has read this article yet. Let one: datasette aideals extract DB")
    places, note = bench.places, given.note
    quote = find_words(given.words() or "", given.number("start"), places)
    words = quote.of(bench.article.text)
    key = _new_key(bench, quote.start)
    present = [row["key"] for row in bench.standing]
    sha256 = bench.article.sha256
    yield Review(sha256, key, WHOLE_DEAL, Judgement.ADD_DEAL, after=present, quote=words, start=quote.start, note=note)
    entries = [
        Entry("quote", words=words, start=quote.start),
        Entry("type", given.needed("type"), words, quote.start),
        Entry("status", given.needed("status"), words, quote.start),
        *_parties(bench, given, quote),
    ]
    if amount := given.text("amount"):
        entries.append(_named(bench, Entry("amount", amount), quote))
    for entry in entries:
        yield _put_in(bench, key, Judgement.ADD, enter(entry, places, note), note)
    if said := ai_words(places.text, [quote, *places.sentences_of([quote])]):
        entered = Entered("ai", True, None, said.of(bench.article.text), said.start)
        yield _put_in(bench, key, Judgement.ADD, entered, note)


def _parties(bench: Bench, given: Given, quote: Span) -> Iterator[Entry]:
    listed = given.listed("parties")
    if not 1 <= len(listed) <= _MOST_PARTIES or not all(isinstance(one, Mapping) for one in listed):
        raise BadEntry("Name the parties, each with its role.")
    for one in listed:
        party = Given(Act.ADD_DEAL, one)
        entry = Entry("party", party.needed("name"), party.words(), party.number("start"), party.text("role"))
        yield entry if entry.words else _named(bench, entry, quote)


def _named(bench: Bench, entry: Entry, quote: Span) -> Entry:
    """The entry with the place of its own words, in the deal's passage if they stand there, else in the article."""
    text = str(entry.text)
    span = bench.places.whole_words(text, [quote]) or bench.places.whole_words(text)
    if span is None:
        return entry
    return Entry(entry.field, entry.text, span.of(bench.article.text), span.start, entry.subject)


def _nothing_missing(bench: Bench, given: Given) -> Iterator[Review]:
    keys = [row["key"] for row in bench.standing]
    yield Review(bench.article.sha256, "", WHOLE_ARTICLE, Judgement.NOTHING_MISSING, after=keys, note=given.note)
    for mention in bench.standing:
        for row in bench.open_values(mention["id"]):
            yield _acceptance(bench, row, None)


_MAKERS: Mapping[Act, Callable[[Bench, Given], Iterator[Review]]] = {
    Act.ACCEPT: _accept,
    Act.CORRECT: _correct,
    Act.REJECT: _reject,
    Act.ADD: _add,
    Act.ADD_DEAL: _add_deal,
    Act.NOTHING_MISSING: _nothing_missing,
}


def _entry(given: Given, field: str, subject: str | None) -> Entry:
    return Entry(field, given.text("value"), given.words(), given.number("start"), subject)


def _put_in(
    bench: Bench, key: str, decision: Judgement, entered: Entered, note: str | None, before: Row | None = None
) -> Review:
    return Review(
        article_sha256=bench.article.sha256,
        mention_key=key,
        field=entered.field,
        decision=decision,
        **(_before(before) if before else {}),
        after=entered.value,
        subject=entered.subject,
        quote=entered.quote,
        start=entered.start,
        note=note,
    )


def _before(row: Row) -> dict[str, Any]:
    """What a review says of the value that it is about."""
    value = value_of(row)
    words = row["exact"] if row["field"] == "quote" else row["words"] if value is None else None
    return {"before": value, "subject_before": row["subject"], "before_words": words}


def _new_key(bench: Bench, start: int) -> str:
    """A key for a deal whose quote begins at ``start`` that no mention or review of the article has."""
    taken = {
        row["key"]
        for row in rows(
            bench.db,
            "SELECT key FROM mentions JOIN readings ON readings.id = reading_id WHERE article_id = ?"
            " UNION SELECT mention_key FROM reviews WHERE article_sha256 = ?",
            [bench.article.id, bench.article.sha256],
        )
    }
    rank = 0
    while (key := mention_key(bench.article.sha256, start, rank)) in taken:
        rank += 1
    return key
