"""Sums of money: what a text states, with currency, scale, range and qualifier."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from heapq import merge
from operator import itemgetter

from ..terms import Qualifier
from ..text.spans import Span
from .currencies import dollar_of
from .numerals import NUMBER, words_before
from .qualifiers import qualifier_after, qualifier_before
from .sums import Source, Sum, lower, read_scale, read_sum

__all__ = ["Money", "MoneyMention", "dollar_of", "find_money", "parse_money"]

_TO = re.compile(r"[\s*_]{0,4}(?:to|and|or)\s{1,2}|[-‐‑]to[-‐‑]|[ \u00a0*_]{0,3}[-‐‑–—][ \u00a0]?")
_BETWEEN = re.compile(
    r"\b(between|(?:ranging|ranges|range|anywhere|somewhere)\s+from|from)\s+(?:(?!between|from)[a-z]+\s+){0,2}$"
)
_SCALE_WORDS = ("illion", "crore", "lakh", "illiard")
_MARKS = "*_~ \t\n\r\u00a0"
_NEAR = 40
_UNITS = (
    "year|yr|month|quarter|week|day|night|hour|hr|minute|share|unit|piece|head|token|book|seat|user|person|employee"
    "|kilowatt|kw|megawatt|mw|gigawatt|gw|kilowatt-hour|kwh|mwh|barrel|ton|tonne|ounce|kilo|kilogram|wafer|chip|gpu"
    "|card|licen[cs]e|pop|ride|mile|copy|ticket|rack|query|customer|subscriber"
)
_PER = re.compile(
    r"[\s-]{0,2}(?:per[\s-](?:[a-z]+-)?(?:million |thousand |billion )?[a-z]+"
    r"(?: and [a-z]+|[ -](?:hour|day|month|year))?"
    rf"|(?:an?|each|every)[\s-](?:{_UNITS})|/ ?(?:{_UNITS}|mo)|annually|apiece|each|p\.a\.)"
    r"(?![^\W_]|\s(?:later|earlier|ago|before|after|from)\b)"
)
_SECOND = re.compile(r"\s*(?:[(\[]\s*|[;/|]\s*|,?\s+or\s+|,\s*|\s[-–—]\s)(?:[^\W\d_]+[\s.,:=]+){0,3}[~=≈]?\s*$")
_RESTATING = re.compile(r"^\s*[(\[/|]|\bor\b|\bis\b|\bequ|\bi\.e\.")


@dataclass(frozen=True)
class Money:
    """A sum as a text states it: in units of an ISO 4217 currency; ``value_max`` is the upper end of a range."""

    value: int | float
    currency: str
    qualifier: Qualifier = Qualifier.EXACT
    value_max: int | float | None = None

    def as_json(self) -> dict[str, object]:
        """The shape that answers and exports use."""
        data: dict[str, object] = {"value": self.value, "currency": self.currency, "qualifier": self.qualifier.value}
        if self.value_max is not None:
            data["value_max"] = self.value_max
        return data


@dataclass(frozen=True)
class MoneyMention:
    """A sum in a text.

    ``span`` includes the qualifier's words, ``core`` is the sum alone. ``bracketed`` marks a
    second currency that restates the sum before it; ``per`` holds "a year", "per share" and the
    like as written.
    """

    span: Span
    core: Span
    money: Money
    bracketed: bool = False
    per: str | None = None


def find_money(text: str, dollar: str = "USD") -> list[MoneyMention]:
    """The sums of money in ``text``, from left to right; a bare "$" means ``dollar``.

    Vague sums ("tens of billions") and sums of nothing ("$0") are left out.
    """
    return list(_mentions(Source(text, dollar, "")))


def parse_money(words: str, dollar: str = "USD", unit: str | None = None, context: str = "") -> Money | None:
    """The first sum in ``words``, or None where they state none.

    ``unit`` is what a table's header says ("Rs crore", "$ million"); it serves where the words
    give no scale or no currency. ``context`` is the text around, whose places decide what "kroner"
    or "pesos" are.
    """
    around = lower(context)
    if unit:
        words = _with_unit(words, unit, dollar, around)
    mention = next(_mentions(Source(words, dollar, around)), None)
    return mention.money if mention else None


def _with_unit(words: str, unit: str, dollar: str, context: str) -> str:
    """``words`` with the scale and currency that ``unit`` gives, where they have none: "USD 5-6 million"."""
    source = Source(words, dollar, context)
    first = NUMBER.search(words)
    if not first:
        return words
    scale, currency = _read_unit(unit, dollar, context)
    last = first
    joint = _TO.match(source.lowered, first.end())
    if joint:
        last = NUMBER.match(words, joint.end()) or first
    one = read_sum(source, first.start(), first.end(), bare=True)
    has_scale = any(read_scale(source.lowered, digits.end()) for digits in NUMBER.finditer(words))
    if scale and not has_scale:
        words = f"{words[: last.end()]} {scale} {words[last.end() :]}"
    if currency and one and not one.currency:
        words = f"{words[: first.start()]}{currency} {words[first.start() :]}"
    return words


def _read_unit(unit: str, dollar: str, context: str) -> tuple[str, str | None]:
    """The scale word and the currency of a table's header: "Rs crore" gives "crore" and "INR"."""
    lowered = lower(unit)
    scale = ""
    for word in re.finditer(r"(?<![^\W_])[^\W\d_]+", lowered):
        found = read_scale(f"1 {lowered[word.start() :]}", 1)
        if found:
            scale = lowered[word.start() : word.start() + found[0] - 2]
            unit = unit[: word.start()] + unit[word.start() + found[0] - 2 :]
            break
    unit = re.sub(r"\b(?:in|of)\b", " ", unit).strip(" ()")
    for trial in (f"{unit} 1 million", f"1 million {unit}"):
        mention = next(_mentions(Source(trial, dollar, context)), None)
        if mention:
            return scale, mention.money.currency
    return scale, None


def _mentions(source: Source) -> Iterator[MoneyMention]:
    previous: MoneyMention | None = None
    done = 0
    for start, end, numeral in _numbers(source):
        if start < done:
            continue
        first = read_sum(source, start, end, numeral)
        if not first or first.start < done:
            continue
        pair = _range(source, first, done)
        if not pair and (not first.currency or not first.value):
            continue
        low, high = pair or (first, None)
        mention = _mention(source, low, high, previous, done)
        if mention:
            yield mention
            previous, done = mention, mention.span.end


def _numbers(source: Source) -> Iterator[tuple[int, int, Decimal | None]]:
    """Every number that may be a sum, in order: digits, and words before a scale word ("half a billion")."""
    digits = ((found.start(), found.end(), None) for found in NUMBER.finditer(source.text))
    return merge(digits, sorted(_spelled(source)), key=itemgetter(0))


def _spelled(source: Source) -> Iterator[tuple[int, int, Decimal | None]]:
    lowered = source.lowered
    for stem in _SCALE_WORDS:
        at = lowered.find(stem)
        while at >= 0:
            start = at
            while start and lowered[start - 1].isalpha() and at - start < 4:
                start -= 1
            found = words_before(lowered, start)
            if found:
                begin, number = found
                vague = lowered[begin:start].strip() in ("a", "an") and lowered.startswith("-", at + len(stem))
                if not vague:
                    yield begin, begin + len(lowered[begin:start].rstrip(" \t\n\r\u00a0-‐‑")), number
            at = lowered.find(stem, at + len(stem))


def _range(source: Source, first: Sum, done: int) -> tuple[Sum, Sum] | None:
    """The two ends, where ``first`` begins a range; the scale and currency of one end serve the other."""
    joint = _TO.match(source.lowered, first.end)
    digits = NUMBER.search(source.text, joint.end(), joint.end() + _NEAR) if joint else None
    if not joint or not digits:
        return None
    word = joint[0].strip("*_- \t\n")
    opening = _BETWEEN.search(source.lowered, max(done, first.start - _NEAR), first.start)
    opener = opening[1] if opening else ""
    if (opener == "from" and word == "to") or (word == "and" and opener != "between"):
        return None
    second = read_sum(source, digits.start(), digits.end(), bare=True)
    if not second or not _nothing_between(source, joint.end(), second.start):
        return None
    loose = word == "or" and (first.scale or not second.scale)
    bare = not second.currency and not second.scale and (first.scale or joint[0][-1].isspace())
    owned = not first.currency and second.start < digits.start()
    return None if loose or bare or owned else _levelled(first, second)


def _nothing_between(source: Source, start: int, end: int) -> bool:
    """Whether nothing but marks and a qualifier stands there: "between about $5m and about $6m"."""
    words = source.lowered[start:end]
    if not words.strip(_MARKS):
        return True
    found = qualifier_before(source.lowered, end)
    return found is not None and not source.lowered[start : found[0]].strip(_MARKS)


def _levelled(first: Sum, second: Sum) -> tuple[Sum, Sum] | None:
    low, high = first, second
    if not low.scale and high.scale and low.number < high.number:
        low = low._replace(scale=high.scale)
    if not low.scale and high.scale and not low.currency:
        return None
    if not high.scale and low.scale and high.number > low.number:
        high = high._replace(scale=low.scale)
    low = low._replace(currency=low.currency or high.currency)
    high = high._replace(currency=high.currency or low.currency)
    if not low.currency or low.currency != high.currency or not 0 < low.value < high.value:
        return None
    return low, high


def _mention(
    source: Source, low: Sum, high: Sum | None, previous: MoneyMention | None, done: int
) -> MoneyMention | None:
    assert low.currency
    end = high.end if high else low.end
    start, stop = low.start, end
    qualifier = Qualifier.EXACT
    before = qualifier_before(source.lowered, low.start)
    if before and before[0] >= done:
        start, qualifier = before
    after = qualifier_after(source.text, end)
    if after:
        stop = after[0]
        qualifier = after[1] if qualifier is Qualifier.EXACT else qualifier
    if high:
        qualifier = Qualifier.RANGE
        opening = _BETWEEN.search(source.lowered, max(done, start - _NEAR), start)
        start = opening.start() if opening and opening[1] != "from" else start
    money = Money(_plain(low.value), low.currency, qualifier, _plain(high.value) if high else None)
    per = _PER.match(source.lowered, stop)
    return MoneyMention(
        Span(start, stop),
        Span(low.start, end),
        money,
        _restates(source, previous, start, money),
        source.text[per.start() : per.end()].strip(" -\n\t/") if per else None,
    )


def _restates(source: Source, previous: MoneyMention | None, start: int, money: Money) -> bool:
    if not previous or start - previous.span.end > _NEAR:
        return False
    between = source.text[previous.span.end : start]
    if previous.money.currency == money.currency or not _SECOND.match(between):
        return False
    return previous.bracketed or _RESTATING.search(between) is not None


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
