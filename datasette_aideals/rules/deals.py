"""From frames that fired to deals: what each sentence tells, put together over the article."""

from collections.abc import Iterable
from dataclasses import replace

from ..terms import Role
from ..text.spans import Span, Spans
from ..values.money import MoneyMention
from .article import Article, Sentence
from .discourse import Discourse, Party
from .drafts import Draft, Findings, NearMiss
from .lists import OpenList
from .match import Matcher
from .merging import merged
from .phrases import Verb
from .prices import add_price
from .readings import Match, Reading, readings
from .sifting import without_rivals, without_totals
from .status import is_unreal, status_of


def find_drafts(article: Article, tables: Iterable[Span] = ()) -> Findings:
    """The deals of an article before they are dated and worded.

    ``tables`` are the stretches that are read as tables instead.
    """
    apart = Spans(tables)
    finder = _Finder(article)
    for sentence in article.sentences:
        finder.discourse.enter(sentence)
        if not apart.overlap(sentence.span):
            finder.read(sentence)
    drafts = merged(without_rivals(finder.drafts))
    return Findings(without_totals(article, drafts), finder.missed)


class _Finder:
    """Reads an article's sentences one after the other."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.discourse = Discourse(article)
        self.matcher = Matcher(article, self.discourse)
        self.above = OpenList(article)
        self.drafts: list[Draft] = []
        self.missed: list[NearMiss] = []

    def read(self, sentence: Sentence) -> None:
        """Adds what a sentence tells."""
        paid = add_price(self.article, sentence, self.drafts)
        filled = self.above.fill(sentence)
        if filled:
            self.drafts.append(_list_draft(self.article, self.above, sentence, *filled))
            return
        told = [sentence, *(replace(sentence, parts=aside) for aside in sentence.asides)]
        for reading in (one for part in told for one in readings(part)):
            match = self.matcher.match(reading)
            if match is None or match.amount is None or match.amount is not paid:
                self._take(reading, match)

    def _take(self, reading: Reading, match: Match | None) -> None:
        if match is None:
            self.missed.append(NearMiss(reading, "", None))
            return
        self.above.note(match)
        if match.lacking:
            self.missed.append(NearMiss(reading, match.lacking, match.frame))
        elif is_unreal(self.article, match):
            self.missed.append(NearMiss(reading, "reality: it is denied or supposed", match.frame))
        else:
            self.drafts.extend(_draft(self.article, one) for one in self.matcher.shared_out(match))
            self.matcher.note(match)


def _draft(article: Article, match: Match) -> Draft:
    status, weight = status_of(article, match)
    return Draft(
        type=match.frame.type,
        status=status,
        weight=weight,
        sentence=match.reading.sentence.index,
        parties=list(match.parties),
        amount=match.amount,
        spans=[_quote_span(article, match)],
        frames=[(match.frame, match.reading.word)],
        joins=match.frame.joins,
        perfect=_is_perfect(match),
        relative=_is_relative(match),
        sentences=[match.reading.sentence.index],
    )


def _list_draft(
    article: Article,
    above: OpenList,
    sentence: Sentence,
    match: Match,
    role: Role,
    party: Party,
    amount: MoneyMention | None,
) -> Draft:
    status, weight = status_of(article, match)
    return Draft(
        type=match.frame.type,
        status=status,
        weight=weight,
        sentence=sentence.index,
        parties=[*match.parties, (role, party)],
        amount=amount,
        spans=above.quotes(sentence),
        frames=[(match.frame, match.reading.word)],
        sentences=[sentence.index],
    )


def _is_perfect(match: Match) -> bool:
    trigger = match.reading.trigger
    return isinstance(trigger, Verb) and trigger.is_perfect


def _is_relative(match: Match) -> bool:
    before = match.reading.sentence.parts[match.reading.at - 1] if match.reading.at else None
    return before is not None and before.kind == "r"


def _quote_span(article: Article, match: Match) -> Span:
    """The stretch of the sentence from the first to the last thing that fills the frame."""
    reading = match.reading
    points = [(reading.trigger.first, reading.trigger.last)]
    points += [(party.first, party.last) for _, party in match.parties if _within(reading.sentence.tokens, party.first)]
    first, last = min(a for a, _ in points), max(b for _, b in points)
    start, end = article.tokens[first].start, article.tokens[last - 1].end
    if match.amount and reading.sentence.span.contains(match.amount.span):
        start, end = min(start, match.amount.span.start), max(end, match.amount.span.end)
    return Span(start, end)


def _within(run: tuple[int, int], token: int) -> bool:
    return run[0] <= token < run[1]
