"""Reading a value from words: one function for each field whose value code computes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..terms import Verdict
from ..text.spans import Span
from ..values.dates import parse_date
from ..values.money import Money, MoneyMention, parse_money
from ..values.numbers import parse_capacity, parse_percent
from ..values.rounds import parse_round
from .places import Places

OUTSIDE = "stands in the article, but outside the deal's quotes"


@dataclass(frozen=True)
class Read:
    """What reading a model's words in the article gave."""

    value: Any
    verdict: Verdict
    span: Span | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Reader:
    """Reads the words of one deal; knows the article and the deal's quotes."""

    places: Places
    quotes: tuple[Span, ...]

    def words(self, words: str, parse: Callable[[str], Any]) -> Read:
        """The value of ``words`` as ``parse`` reads it, looked up in the quotes, else in the article."""
        span = self._find(words)
        if span is None:
            return Read(None, Verdict.UNFOUND, reason="the article has no such words")
        value = parse(span.of(self.places.text))
        if value is None:
            return Read(None, Verdict.MISMATCH, span, "the words do not give a value")
        return self._placed(value, span)

    def money(self, words: str, unit: str | None = None) -> Read:
        """A sum of money: the one of the article's sums that stands at ``words`` or has the same value."""
        text = self.places.text
        wanted = parse_money(words, self.places.dollar, unit, context=text)
        span = self._find(words)
        if unit:
            return self._money_with_unit(unit, span, wanted)
        for mention in self.places.sums:
            if span and mention.core.overlaps(span) and (wanted is None or _same_sum(wanted, mention.money)):
                return self._sum(mention)
        if span is not None:
            return Read(None, Verdict.MISMATCH, span, "the words do not give a sum of money")
        if wanted is None:
            return Read(None, Verdict.UNFOUND, reason="the article has no such words")
        return self._same_value(wanted)

    def date(self, words: str) -> Read:
        """A calendar date, as exactly as the words and the article's own date fix it."""
        read = self.words(words, lambda text: parse_date(text, self.places.published))
        if read.verdict is Verdict.MISMATCH:
            return Read(None, Verdict.MISMATCH, read.span, "the words and the article's own date fix no date")
        return Read(read.value.iso, read.verdict, read.span, read.reason) if read.value else read

    def percent(self, words: str) -> Read:
        """A share in percent."""
        return self.words(words, parse_percent)

    def round(self, words: str) -> Read:
        """The usual name of a financing round."""
        return self.words(words, parse_round)

    def capacity(self, words: str) -> Read:
        """Power or computing capacity in gigawatts, with its qualifier."""
        read = self.words(words, parse_capacity)
        if not read.value:
            return read
        value = {"value": read.value.gigawatts, "qualifier": read.value.qualifier.value}
        return Read(value, read.verdict, read.span, read.reason)

    def text(self, words: str) -> Read:
        """The words themselves, as the article has them."""
        return self.words(words, lambda text: " ".join(text.split()))

    def _find(self, words: str) -> Span | None:
        return self.places.whole_words(words, self.quotes) or self.places.whole_words(words)

    def _placed(self, value: Any, span: Span) -> Read:
        inside = any(quote.contains(span) for quote in self.quotes)
        return Read(value, Verdict.SUPPORTED, span) if inside else Read(value, Verdict.JUDGED, span, OUTSIDE)

    def _sum(self, mention: MoneyMention) -> Read:
        """A sum with the qualifier that the article gives it, even where the quote begins after that."""
        inside = self._placed(None, mention.core).verdict is Verdict.SUPPORTED
        verdict, reason = (Verdict.SUPPORTED, None) if inside else (Verdict.JUDGED, OUTSIDE)
        return Read(mention.money.as_json(), verdict, mention.span, reason)

    def _same_value(self, wanted: Money) -> Read:
        """A sum in the quotes that the model wrote in another way ("$5,000,000,000")."""
        quoted = [sum_ for sum_ in self.places.sums if any(quote.contains(sum_.core) for quote in self.quotes)]
        for mention in quoted:
            if _same_sum(wanted, mention.money):
                return self._sum(mention)
        if quoted:
            return Read(None, Verdict.MISMATCH, reason="the quotes state another sum")
        return Read(None, Verdict.UNFOUND, reason="the article has no such words")

    def _money_with_unit(self, unit: str, span: Span | None, money: Money | None) -> Read:
        """A number whose currency or scale stands elsewhere, such as in a table's header."""
        if span is None or self.places.whole_words(unit) is None:
            return Read(None, Verdict.UNFOUND, span, "the article has no such words")
        if money is None:
            return Read(None, Verdict.MISMATCH, span, "the words do not give a sum of money")
        return self._placed(money.as_json(), span)


def _same_sum(one: Money, other: Money) -> bool:
    if one.currency != other.currency:
        return False
    return one.value == other.value and (one.value_max is None or one.value_max == other.value_max)
