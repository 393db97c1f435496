"""When a deal was announced or done: the date in its own words, else its paragraph's, its section's or the news's."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from ..terms import Status
from ..text.spans import Span
from ..values.datelines import find_stated_date
from ..values.dates import DateMention, parse_date
from .article import Article, Sentence
from .drafts import Draft, ToldIn, by_sentence
from .lexicon import alternatives
from .nearness import distance_between
from .phrases import Verb
from .tags import Item

_NOT_A_DATE = re.compile(rf"\b{alternatives('no event date')}\s*$")
_SPAN_DATE = re.compile(r"(?:by|until|through|from|since|before|later in|next)\b")
_NAMES_A_THING = re.compile(rf"(?:'s|’s)?\s+{alternatives('after no date')}\b")
_DATELINE = re.compile(r"^[ \t.,]*(?:[/(][^/)\n]{0,40}[/)]\s*)?(?:—|–|--|-)\s")
_SAID = re.compile(rf"\b{alternatives('said')}\b")
_SAYS_WHEN = re.compile(rf"{alternatives('says when')}\b")
_DONE_ON = re.compile(rf"\b{alternatives('done on')} (?:on |in )?$")
_THAT_DAY = re.compile(r"\bon \w+day\b|\byesterday\b")
_CLOCK = re.compile(r"^[*_ ]{0,3}\d{1,2}[:.]\d\d\b", re.M)
_SOME_DAY = "2024-05-15"
_SAME_TIME = re.compile(rf"\b{alternatives('same time')}\b")
_OTHER_TIME = re.compile(rf"\b{alternatives('other time')}\b")
_PERIOD = re.compile(rf"\b{alternatives('period')}\b")
_FAR = 160
_WITHIN = 400
"""How far a date may be from the words of a deal, where the sentence tells of others, and where it does not."""
_EARLY = 8
_TOP = 5
_FEWEST_ITEMS = 4
"""An article with so many deals told in sentences of their own is a round-up."""
_MOST_SHARED = 0.4
"""In a round-up nobody takes part in a larger part of the deals than this."""


@dataclass(frozen=True)
class Dating:
    """The dates of one article, and which of them holds for which deal."""

    article: Article
    drafts: Sequence[Draft]

    @cached_property
    def news(self) -> Span | None:
        """The day of the news: the dateline's, or the one in the first sentence that says who said it."""
        fallback: Span | None = None
        for sentence in self.article.sentences[:_EARLY]:
            for item in dates_of(self.article, sentence):
                span = span_of(self.article, item)
                if self._is_dateline(sentence, span):
                    return span
                if fallback is None and self._tells_day(sentence, item):
                    fallback = span
        if fallback is None and (self.is_live or not self.is_round_up):
            stated = find_stated_date(self.article.text)
            fallback = stated[0] if stated and self._one_day(stated[0]) else None
        return fallback

    def date(self, draft: Draft, own: Sequence[Sentence]) -> Span | None:
        """The date that the words of a deal, or those right behind or around them, give it."""
        return self._nearest(draft, own) or self._after(max(draft.sentences) + 1) or self._heads(draft)

    def common(self, draft: Draft) -> Span | None:
        """The date of the news, or the period of the round-up, where a deal is part of it."""
        if not draft.focus or draft.status is Status.RUMORED:
            return None
        if self.is_round_up and self.period is not None:
            return self.period
        return self.news if self.news is not None and self._is_news(draft, self.news) else None

    @cached_property
    def is_round_up(self) -> bool:
        """Whether the article lists deals that have nothing to do with each other."""
        shared = Counter(key for draft in self.drafts for key in draft.party_keys())
        places = len({min(draft.sentences) for draft in self.drafts})
        return places >= _FEWEST_ITEMS and max(shared.values(), default=0) <= len(self.drafts) * _MOST_SHARED

    @cached_property
    def is_live(self) -> bool:
        """Whether the article is told hour by hour, so that all of it is of one day."""
        return len(_CLOCK.findall(self.article.text)) >= _FEWEST_ITEMS

    @cached_property
    def period(self) -> Span | None:
        """The time that a round-up says it covers, above the first of its deals: "this week", "of January"."""
        first = min((min(draft.sentences) for draft in self.drafts), default=0)
        found: list[Span] = []
        for sentence in self.article.sentences[: max(1, min(first + 1, _TOP))]:
            items = dates_of(self.article, sentence)
            for item, following in zip_longest(items, items[1:]):
                span = self._bounded(item, following)
                if not self._one_day(span) or _THAT_DAY.search(self.article.lower, span.start - 3, span.end):
                    found.append(span)
        fixed = (span for span in found if parse_date(span.of(self.article.text)))
        return next(fixed, found[0] if found else None)

    def _one_day(self, span: Span) -> bool:
        """Whether a date names a single day."""
        read = parse_date(span.of(self.article.text), _SOME_DAY)
        return read is not None and read.precision == "day"

    def _bounded(self, item: Item, following: Item | None) -> Span:
        """A date, with the words that make it the bound of a stretch of time: "between March 7 and March 13"."""
        span = span_of(self.article, item)
        lead = item.value.lead if isinstance(item.value, DateMention) else ""
        start = self.article.lower.rfind(lead, max(0, span.start - 20), span.start)
        if start < 0 or not _PERIOD.match(lead):
            return span
        other = span_of(self.article, following) if following else span
        linked = self.article.lower[span.end : other.start].strip() == "and"
        return Span(start, other.end if linked else span.end)

    def _nearest(self, draft: Draft, own: Sequence[Sentence]) -> Span | None:
        """The date nearest to the words that make the deal."""
        best: tuple[int, Span] | None = None
        for order, sentence in enumerate(own):
            anchors = self._anchors(draft, sentence)
            for span, meant in self._times(sentence):
                distance = min((distance_between(self.article, span, one) for one in anchors), default=80) + 40 * order
                if distance < (_FAR if self._is_shared(sentence) else _WITHIN) and (best is None or distance < best[0]):
                    best = (distance, meant)
        return best[1] if best and len(best[1]) else None

    def _anchors(self, draft: Draft, sentence: Sentence) -> list[Span]:
        """The words of a sentence that are the deal's own."""
        if self._is_shared(sentence) and draft.amount and sentence.span.contains(draft.amount.span):
            return [draft.amount.span]
        return [span for span in draft.spans if sentence.span.overlaps(span)]

    def _is_shared(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of several deals."""
        return len(self._told_in.get(sentence.index, ())) > 1

    @cached_property
    def _told_in(self) -> ToldIn:
        return by_sentence(self.drafts)

    def _times(self, sentence: Sentence) -> Iterable[tuple[Span, Span]]:
        """The places of a sentence that tell when something happened, each with the date that is meant."""
        for item in dates_of(self.article, sentence):
            span = span_of(self.article, item)
            if self._is_event_date(sentence, span):
                yield span, span
        for found in _SAME_TIME.finditer(self.article.lower, sentence.span.start, sentence.span.end):
            before = self._last_before(sentence.index, found.start())
            if before is not None:
                yield Span(found.start(), found.end()), before
        for found in _OTHER_TIME.finditer(self.article.lower, sentence.span.start, sentence.span.end):
            yield Span(found.start(), found.end()), Span(found.start(), found.start())

    def _last_before(self, index: int, place: int) -> Span | None:
        """The date last named before a place, in its sentence or the few before it."""
        for sentence in reversed(self.article.sentences[max(0, index - 4) : index + 1]):
            for item in reversed(dates_of(self.article, sentence)):
                span = span_of(self.article, item)
                if span.end <= place and self._is_event_date(sentence, span):
                    return span
        return None

    def _after(self, index: int) -> Span | None:
        """The date of a sentence that only says when: "That was June 2023", "The deal closed on 2 July"."""
        if index >= len(self.article.sentences):
            return None
        sentence = self.article.sentences[index]
        for item in dates_of(self.article, sentence):
            span = span_of(self.article, item)
            if _DONE_ON.search(self.article.lower, sentence.span.start, span.start):
                return span
        money = any(self.article.values.get(at, " ")[0] == "$" for at in range(*sentence.tokens))
        if money or len(sentence.span) > 120 or not _SAYS_WHEN.match(self.article.lower, sentence.span.start):
            return None
        found = dates_of(self.article, sentence)
        return span_of(self.article, found[0]) if found else None

    def _heads(self, draft: Draft) -> Span | None:
        """The date that heads the deal's paragraph or section, or stands alone in it: "May 2023 — …"."""
        first = self.article.sentences[min(draft.sentences)]
        for sentence in self.article.sentences[first.index : first.index + 6]:
            found = dates_of(self.article, sentence)
            if found and sentence.paragraph == first.paragraph and self._leads(sentence, found[0])[1]:
                return span_of(self.article, found[0])
        for sentence in reversed(self.article.sentences[max(1, first.index - 12) : first.index + 1]):
            for item in dates_of(self.article, sentence)[:1]:
                leads, alone = self._leads(sentence, item)
                if (leads or alone) and sentence.paragraph == first.paragraph:
                    return span_of(self.article, item)
                if alone and self._is_heading(sentence):
                    return span_of(self.article, item)
        return None

    def _is_heading(self, sentence: Sentence) -> bool:
        """Whether a sentence is a paragraph of its own."""
        around = self.article.sentences[sentence.index - 1 : sentence.index + 2]
        return sum(one.paragraph == sentence.paragraph for one in around) == 1

    def _leads(self, sentence: Sentence, item: Item) -> tuple[bool, bool]:
        """Whether a date opens its sentence as a label, and whether it is all of it."""
        span = span_of(self.article, item)
        before = self.article.text[sentence.span.start : span.start].strip(_MARKS)
        after = self.article.text[span.end : sentence.span.end]
        opens = not before or (before.isdigit() and len(before) < 3)
        return opens and bool(_LABELS.match(after)), opens and not after.strip(_MARKS)

    def _is_event_date(self, sentence: Sentence, span: Span) -> bool:
        before = self.article.lower[max(sentence.span.start, span.start - 45) : span.start]
        if _NAMES_A_THING.match(self.article.lower, span.end):
            return False
        return not _NOT_A_DATE.search(before) and not _SPAN_DATE.match(self.article.lower, span.start)

    def _is_dateline(self, sentence: Sentence, span: Span) -> bool:
        """Whether a date stands in a dateline: "BERLIN, 3 May 2024 —"."""
        near = sentence.index < 4 and span.start - sentence.span.start < 110
        closed = near and _DATELINE.match(self.article.text[span.end : span.end + 60])
        return bool(closed and re.search(r"\d", span.of(self.article.text)))

    def _tells_day(self, sentence: Sentence, item: Item) -> bool:
        """Whether a date is the day on which somebody said what the article reports."""
        span = span_of(self.article, item)
        if not isinstance(item.value, DateMention) or not self._is_event_date(sentence, span):
            return False
        if item.value.relative:
            return _SAID.search(self.article.lower, *_ends(sentence)) is not None
        return sentence.index < 2 and not self.is_round_up and self._one_day(span)

    def _is_news(self, draft: Draft, news: Span) -> bool:
        """Whether a deal is of the day of the news: all are under a dateline, else what is announced from there on."""
        told = next(one for one in self.article.sentences if one.span.contains(news))
        headline = not any(isinstance(part, Verb) and part.finite for part in told.parts)
        release = news.of(self.article.lower) == "today"
        if headline or release or _DATELINE.match(self.article.text[news.end : news.end + 60]):
            return True
        first = self.article.sentences[min(draft.sentences)].span
        return draft.status is not Status.COMPLETED and (first.contains(news) or news.start < first.start)


_MARKS = " \t\r\n*_#•▪◦–—-·→>|:.,()[]"
_LABELS = re.compile(r"[ \t*_)\]]*[:–—|-]|[ \t]*\*\*|\.\*\*")


def dates_of(article: Article, sentence: Sentence) -> list[Item]:
    """The dates of a sentence, also where it was not parsed."""
    if sentence.items:
        return [item for item in sentence.items if item.tag == "D"]
    first, last = sentence.tokens
    found = []
    for at in range(first, last):
        tag, end, value = article.values.get(at, ("", 0, None))
        if tag == "D":
            found.append(Item(tag, at, end, "", value))
    return found


def span_of(article: Article, item: Item) -> Span:
    """Where the words of a value stand."""
    return Span(article.tokens[item.first].start, article.tokens[item.last - 1].end)


def _ends(sentence: Sentence) -> tuple[int, int]:
    return sentence.span.start, sentence.span.end
