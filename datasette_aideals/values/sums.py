"""One sum in a text: sign, number, scale word and currency word, in whichever order they stand."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from ..text.tables import cell, rows
from .currencies import Sign, choose, signs
from .numerals import cut_groups, parse_digits

# One line break may part a number from its scale word or currency.
_GAP = r"(?:[ \t\u00a0\u202f\u2009]{0,4}\n?[ \t\u00a0\u202f\u2009]{0,40}|[-‐‑])"
_SCALE_LETTERS = frozenset("kmbt")
_NOT_SIGNS = frozenset("(*\n-–—\"'“‘/|>")
_LAST_LETTERS = frozenset("DKSTZ.")
_SIGN_WORD = re.compile(r"[^\W\d_][^\W\d_.]{0,5}\.?$|U\.S\.$")
# What may join a bare number to the upper end of a range.
_MORE = re.compile(r"[ \u00a0*_]{0,3}[-‐‑–—]|\s{1,4}(?:to|and|or)\s")
_NUMBER_NEXT = re.compile(r"\s{1,4}\d")
# What a number of crores may count instead of rupees.
_COUNTED = re.compile(
    r"[\s-]+(?:[a-z-]+\s){0,2}(?:people|users|customers|subscribers|consumers|shares|units|citizens|indians|downloads"
    r"|transactions|students|farmers|households|families|women|men|accounts|jobs|viewers|installs|vehicles|workers"
    r"|tonnes|litres|records|patients|voters|devices|members|square|sq)(?![^\W_])"
)
_DOLLARS = ("$", "USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD")
_MILLION = Decimal(10) ** 6
_MOST_VALUE = Decimal(10) ** 17


@dataclass
class Source:
    """A text that sums are read from, in lower case too, with what its bare signs mean."""

    text: str
    dollar: str
    context: str
    lowered: str = ""
    chosen: dict[Sign, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lowered = lower(self.text)

    def currency(self, sign: Sign) -> str:
        """The currency that ``sign`` means in this text."""
        if sign not in self.chosen:
            self.chosen[sign] = choose(sign, self.dollar, self.context or self.lowered)
        return self.chosen[sign]


class Sum(NamedTuple):
    """A number with what stands around it; offsets into the text, ``currency`` None for a bare number."""

    start: int
    end: int
    number: Decimal
    scale: Decimal | None
    currency: str | None

    @property
    def value(self) -> Decimal:
        """The sum in units."""
        return self.number * (self.scale or 1)


def lower(text: str) -> str:
    """``text`` in lower case, character by character, so that offsets stay the same."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


class Scale(NamedTuple):
    """A scale word: its factor, whether numbers before it have a decimal comma, and the currency it implies."""

    factor: Decimal
    comma_decimal: bool
    currency: str | None


@dataclass(frozen=True)
class _Scales:
    factors: dict[str, Scale]
    pattern: re.Pattern[str]


@cache
def _scales() -> _Scales:
    factors = {}
    for row in rows(__package__, "scales.csv"):
        for word in cell(row["words"]):
            factors[word] = Scale(Decimal(row["factor"]), bool(row["comma_decimal"]), row["currency"] or None)
    words = sorted((word for word in factors if word != "t"), key=len, reverse=True)
    alternatives = "|".join(re.escape(word) for word in words)
    return _Scales(factors, re.compile(rf"(?:{_GAP}({alternatives})|(t))(?![^\W_])"))


@cache
def _after_pattern() -> re.Pattern[str]:
    words = [word for word in signs().after if word[-1].isalnum() or word[-1] == ";"]
    letters = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    marks = "|".join(re.escape(word) for word in signs().after if word not in words)
    return re.compile(rf"{_GAP}(?:(?:d['’]|de |di |of )?({letters})(?![^\W_])|({marks})(?!\s?\d))")


def read_scale(lowered: str, at: int) -> tuple[int, Scale] | None:
    """The scale word at ``at``, with its end: "billion", "lakh crore" (their product)."""
    scales = _scales()
    whole, end = Scale(Decimal(1), False, None), at
    while whole.factor < _MILLION:
        found = scales.pattern.match(lowered, end)
        if not found:
            break
        scale = scales.factors[found[1] or found[2]]
        whole = scale._replace(factor=whole.factor * scale.factor)
        end = found.end()
    return (end, whole) if end > at else None


def read_sum(source: Source, start: int, end: int, numeral: Decimal | None = None, bare: bool = False) -> Sum | None:
    """The sum around the digits at ``start``, or around the spelled-out ``numeral``.

    None where the number makes no sense, and, unless ``bare``, where nothing makes it a sum or the
    lower end of one.
    """
    text, lowered = source.text, source.lowered
    before = _sign_before(text, start) if numeral is None else None
    if not before and start and (text[start - 1].isalpha() or text[start - 1] in ".'’_"):
        return None
    if numeral is None:
        end = start + len(cut_groups(text[start:end]))
        if not before and not bare and _NUMBER_NEXT.match(text, end):
            return None
    stop, scale = read_scale(lowered, end) or (end, None)
    after = _sign_after(text, lowered, stop, before, scale)
    if before and before[1].needs_scale and not scale:
        if not after:
            return None
        before = None
    if not (bare or before or scale or after or _MORE.match(lowered, end)):
        return None
    sign = after[1] if after else before[1] if before else None
    comma = scale.comma_decimal if scale else sign is not None and "EUR" in sign.codes
    number = parse_digits(text[start:end], comma) if numeral is None else numeral
    if number is None or number * (scale.factor if scale else 1) > _MOST_VALUE:
        return None
    currency = source.currency(sign) if sign else None
    if not sign and scale and scale.currency and not _COUNTED.match(lowered, stop):
        currency = scale.currency
    start = before[0] if before else start
    return Sum(start, after[0] if after else stop, number, scale.factor if scale else None, currency)


def _sign_after(
    text: str, lowered: str, at: int, before: tuple[int, Sign] | None, scale: Scale | None
) -> tuple[int, Sign] | None:
    """The currency word at ``at``, with its end, unless it belongs to something else: "25 Rs 500 crore", "5 won"."""
    found = _after_pattern().match(lowered, at)
    if not found:
        return None
    sign = signs().after[found[1] or found[2]]
    if not scale and (sign.needs_scale or text[found.end() : found.end() + 2].strip()[:1].isdigit()):
        return None
    if before and not _same(before[1], sign):
        return None
    return found.end(), sign


def _same(before: Sign, after: Sign) -> bool:
    """Whether a currency word after the number may belong to the sign before it: "$2 billion CAD", "€5m euros"."""
    if before.codes == ("$",):
        return after.codes[0] in _DOLLARS
    return bool(set(before.codes) & set(after.codes))


def _sign_before(text: str, at: int) -> tuple[int, Sign] | None:
    """The currency sign that stands right before the number at ``at``, with its start."""
    end = at
    if end and text[end - 1] in " \u00a0\u202f":
        end -= 1
    if not end:
        return None
    table = signs().before
    last = text[end - 1]
    if not (last.isalpha() or last in ".;$/"):
        sign = table.get(last)
        return (end - 1, sign) if sign else None
    window = text[max(0, end - 8) : end]
    if last == "$":
        return _dollar_before(window, end)
    for size in range(min(len(window), 7), 0, -1):
        sign = table.get(window[-size:])
        if sign and not (window[-size].isalpha() and len(window) > size and window[-size - 1].isalnum()):
            return end - size, sign
    return None


def _dollar_before(window: str, end: int) -> tuple[int, Sign]:
    table = signs().before
    if window[-2:-1] in _NOT_SIGNS or (window[-2:-1] == " " and window[-3:-2] not in _LAST_LETTERS):
        return end - 1, table["$"]
    letters = _SIGN_WORD.search(window[:-1])
    if letters and letters[0] + "$" in table:
        return end - 1 - len(letters[0]), table[letters[0] + "$"]
    spaced = window[:-1].rstrip(" \u00a0")
    apart = _SIGN_WORD.search(spaced)
    if apart and len(spaced) < len(window) - 1 and len(apart[0]) > 1 and apart[0] + "$" in table and apart[0] != "CA":
        return end - len(window) + apart.start(), table[apart[0] + "$"]
    return end - 1, table["$"]
