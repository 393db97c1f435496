"""The main part of every page, as HTML: the same for the live site and for a folder of files."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..store.records import CONTEXT
from . import formats
from .article_shapes import Article
from .charts.bars import timeline, totals
from .filters import PAGE, Ai, Sort
from .links import Links, anchor
from .marks import Mark, Paragraph, Segment, paragraphs
from .render import Main, render_main
from .saved import saved_queries
from .shapes import REFUSED, Deal, DealList, Event, Home, Reading, Source, Statement

TABLES = ("deals", "articles", "organizations", "statements", "conflicts", "runs")
"""The tables that the home page names for those who want to look for themselves."""

TINTS = 6
"""Colours that tell the deals of an article apart; more deals than that share them."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SOURCE_MARK = re.compile(r"\[(\d{1,6})\]")


@dataclass(frozen=True)
class Judgement:
    """Values of a deal that rest on the model's judgement."""

    number: int
    fields: tuple[str, ...]


def home(look: Home, links: Links) -> Main:
    """What is in the database, at one look."""
    return render_main(
        "AI deals",
        "home.html",
        links,
        look=look,
        timeline=timeline(look.months),
        totals=totals(look.totals),
        queries=saved_queries(),
        tables=TABLES,
    )


def deals(listed: DealList, links: Links) -> Main:
    """The list of deals with its filters."""
    following = {**listed.wanted.query, "next": listed.next} if listed.next else None
    native = _native_query(listed)
    return render_main(
        "Deals",
        "deals.html",
        links,
        listed=listed,
        wanted=listed.wanted,
        following=following,
        native=native,
        csv={**native, "_stream": "on"},
        sorts=list(Sort),
        ais=list(Ai),
        page=PAGE,
    )


def deal(whole: Deal, links: Links) -> Main:
    """One deal: what it is, the words behind it, and its doubts."""
    # Whether it is about AI only sorts the deal into a list; resolving does not count it either.
    judged = [
        statement
        for statement in whole.statements
        if statement.verdict == "judged" and statement.field != "ai" and statement.reviewed != "accepted"
    ]
    passages: dict[str, list[Statement]] = {}
    for statement in whole.statements:
        if statement.field == "quote" and statement.verdict not in REFUSED:
            passages.setdefault(statement.article, []).append(statement)
    return render_main(
        whole.row.title,
        "deal.html",
        links,
        deal=whole,
        row=whole.row,
        summary=list(_numbered(whole.row.summary, whole.sources)),
        judgement=Judgement(len(judged), tuple(dict.fromkeys(statement.field for statement in judged))),
        articles={source.article.id: source for source in whole.sources},
        passages=passages,
        steps=_steps(whole),
        worded={statement.id for statement in whole.statements if statement.exact},
        ways=list(_by_way(whole.readings)),
        fragment=_fragment,
    )


def article(whole: Article, links: Links) -> Main:
    """One article with the words that deals rest on marked in it."""
    marked = _marked(whole)
    return render_main(
        whole.ref.title,
        "article.html",
        links,
        article=whole,
        ref=whole.ref,
        paragraphs=marked,
        overlapping=any("several" in _classes(piece) for paragraph in marked for piece in paragraph),
        deals={each.number: each for each in whole.deals},
        language=whole.language if _LANGUAGE.fullmatch(whole.language or "") else None,
        refused=REFUSED,
        tints=TINTS,
        anchor=anchor,
        classes=_classes,
        numbers=lambda piece: " ".join(map(str, _deals_of(piece.marks))),
        finished=_finished,
    )


def problem(title: str, message: str, links: Links, *, ours: bool) -> Main:
    """What a reader sees when a page can't be shown, with a way on if the database is ``ours``."""
    return render_main(title, "problem.html", links, heading=title, message=message, ours=ours)


def _numbered(summary: str, sources: Iterable[Source]) -> Iterator[tuple[str, int | None]]:
    """A summary cut at its source marks: the text, and the number of the source that follows it."""
    known = {source.number for source in sources}
    start = 0
    for found in _SOURCE_MARK.finditer(summary):
        if int(found[1]) in known:
            yield summary[start : found.start()], int(found[1])
            start = found.end()
    yield summary[start:], None


def _steps(whole: Deal) -> list[list[Event]]:
    """Events of one date and status together, by source: they are one step that several articles tell."""
    numbers = {source.article.id: source.number for source in whole.sources}
    grouped: dict[tuple[str | None, str], list[Event]] = {}
    for event in whole.events:
        grouped.setdefault((event.date, event.status), []).append(event)
    return [sorted(told, key=lambda event: numbers.get(event.article, 0)) for told in grouped.values()]


def _by_way(readings: Iterable[Reading]) -> Iterator[tuple[Reading, list[Reading]]]:
    """Readings that one run made in the same way together, each time with the first of them."""
    grouped: dict[tuple[str | None, ...], list[Reading]] = {}
    for one in readings:
        way = (one.model, one.resolved_model, one.prompt, one.run, one.code_version)
        grouped.setdefault(way, []).append(one)
    return ((group[0], group) for group in grouped.values())


def _marked(whole: Article) -> tuple[Paragraph, ...]:
    if whole.text is None:
        return ()
    marks = [
        Mark(statement.start, statement.end, each.number, statement.id, statement.field)
        for each in whole.deals
        for statement in each.statements
        if statement.verdict not in REFUSED and statement.start is not None and statement.end is not None
    ]
    return paragraphs(whole.text, marks)


def _deals_of(marks: Iterable[Mark]) -> list[int]:
    return sorted({mark.deal for mark in marks})


def _classes(piece: Segment) -> str:
    """How a marked piece looks: tinted by the deals quoted, underlined where it gives a value."""
    quoted = _deals_of(mark for mark in piece.marks if mark.field == "quote")
    names = [f"tint-{(quoted[0] - 1) % TINTS}"] if quoted else []
    if len(quoted) > 1:
        names.append("several")
    if any(mark.field != "quote" for mark in piece.marks):
        names.append("gives")
    return " ".join(names)


def _finished(piece: Segment) -> list[tuple[int, str]]:
    """What the words that end here give, by deal, for those who can't see the underline."""
    values = [mark for mark in piece.finishes if mark.field != "quote"]
    return [
        (number, formats.field_names(dict.fromkeys(mark.field for mark in values if mark.deal == number)))
        for number in _deals_of(values)
    ]


def _fragment(statement: Statement) -> tuple[str, str, str]:
    """The words of a statement with the whole words around them in the same paragraph."""
    _, line, cut = (statement.prefix or "").rpartition("\n")
    if not line and len(cut) == CONTEXT:
        cut = "… " + cut.partition(" ")[2]
    after, line, _ = (statement.suffix or "").partition("\n")
    if not line and len(after) == CONTEXT:
        after = after.rpartition(" ")[0] + " …"
    return cut, " ".join((statement.exact or "").split()), after


def _native_query(listed: DealList) -> dict[str, str]:
    """The filters that Datasette's own table page has too."""
    wanted = listed.wanted
    query = {
        "_search": wanted.q,
        "type": wanted.type.value if wanted.type else "",
        "status": wanted.status.value if wanted.status else "",
        "ai__in": "stated,party" if wanted.ai is Ai.ANY_AI else "",
        "ai": wanted.ai.value if wanted.ai in (Ai.STATED, Ai.PARTY, Ai.NONE) else "",
    }
    return {key: value for key, value in query.items() if value}
