"""Where a model's words stand in an article."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ..store.records import CONTEXT, Article, Selector
from ..text.fold import Folded, fold
from ..text.sentences import sentences
from ..text.spans import Span
from ..text.suspicion import Suspicion, suspicion
from ..values.currencies import dollar_of
from ..values.datelines import stated_date
from ..values.money import MoneyMention, find_money

_GAP = re.compile(r"\s*(?:\[\s*)?(?:\.\.\.|…)(?:\s*\])?\s*")
_SHORTEST_PIECE = 12
"""Pieces of a quote with an ellipsis that are shorter than this prove nothing."""


@dataclass(frozen=True)
class Places:
    """An article's text, ready for looking words up in it.

    Words are not found in passages that are written for a model instead of for readers.
    """

    article: Article

    @cached_property
    def suspicion(self) -> Suspicion:
        """The passages that are written for a model."""
        return suspicion(self.article.text)

    @cached_property
    def text(self) -> str:
        """The article's text without those passages, as long as before."""
        return self.suspicion.masked(self.article.text)

    @cached_property
    def folded(self) -> Folded:
        """The text in plain form, with the way back."""
        return fold(self.text)

    @cached_property
    def dollar(self) -> str:
        """The currency that a bare "$" means in the article."""
        return dollar_of(self.text)

    @cached_property
    def published(self) -> str | None:
        """The article's own date, perhaps partial: as it was loaded, else as the text itself gives it."""
        return self.article.published or stated_date(self.text)

    @cached_property
    def sums(self) -> list[MoneyMention]:
        """The article's sums of money, read with all of the text around them."""
        return find_money(self.text, self.dollar)

    @cached_property
    def sentences(self) -> list[Span]:
        """The article's sentences."""
        return sentences(self.text)

    def addressed(self, words: str) -> Span | None:
        """Where ``words`` stand in the article if all the same one looks in passages written for a model."""
        return fold(self.article.text).find(words) if self.suspicion.spans else None

    def sentences_of(self, spans: Iterable[Span]) -> list[Span]:
        """The sentences that share words with one of ``spans``, each once."""
        wanted: dict[Span, None] = {}
        for span in spans:
            at = max(0, bisect_right(self.sentences, span.start, key=lambda sentence: sentence.start) - 1)
            while at < len(self.sentences) and self.sentences[at].start < span.end:
                if self.sentences[at].overlaps(span):
                    wanted[self.sentences[at]] = None
                at += 1
        return list(wanted)

    def selector(self, span: Span) -> Selector:
        """The words at ``span`` with a little of what stands around them."""
        text = self.article.text
        return Selector(
            exact=span.of(text),
            prefix=text[max(0, span.start - CONTEXT) : span.start],
            suffix=text[span.end : span.end + CONTEXT],
            start=span.start,
            end=span.end,
        )

    def quote(self, words: str) -> list[Span]:
        """Where a quote stands: one span, several where the model left something out with "...", or none."""
        exact = self.text.find(words) if words else -1
        if exact >= 0:
            return [Span(exact, exact + len(words))]
        found = self.folded.find(words)
        if found:
            return [found]
        pieces = [piece for piece in _GAP.split(words) if len(piece) >= _SHORTEST_PIECE]
        spans = [self.folded.find(piece) for piece in pieces] if _GAP.search(words) else []
        return [span for span in spans if span] if spans and all(spans) else []

    def whole_words(self, words: str, within: Iterable[Span] = ()) -> Span | None:
        """The first place where ``words`` stand as words of their own, inside ``within`` or anywhere."""
        areas = list(within)
        for span in self.folded.find_all(words):
            if self._stands_alone(span) and (not areas or any(area.contains(span) for area in areas)):
                return span
        return None

    def every(self, words: str) -> list[Span]:
        """All the places where ``words`` stand as words of their own."""
        return [span for span in self.folded.find_all(words) if self._stands_alone(span)]

    def last_before(self, words: str, position: int) -> Span | None:
        """The place of ``words`` nearest before ``position``, else the first one after it."""
        spans = self.every(words)
        before = [span for span in spans if span.start < position]
        return before[-1] if before else spans[0] if spans else None

    def _stands_alone(self, span: Span) -> bool:
        text = self.article.text
        return _is_border(text, span.start) and _is_border(text, span.end)


def _is_border(text: str, at: int) -> bool:
    # Pages glue words together where a link or caption ended ("AnthropicMicrosoft will"),
    # so a capital after a small letter counts as the beginning of a word.
    if at == 0 or at == len(text):
        return True
    before, after = text[at - 1], text[at]
    if not before.isalnum() or not after.isalnum():
        return True
    return (before.islower() and after.isupper()) or before.isdigit() != after.isdigit()
