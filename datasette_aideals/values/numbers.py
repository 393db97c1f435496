"""Percentages and capacities of power: "49 per cent", "more than 2.1 GW"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..terms import Qualifier
from ..text.spans import Span
from .numerals import NUMBER, cut_groups, parse_digits, words_before
from .qualifiers import qualifier_after, qualifier_before
from .sums import lower

_PERCENT = re.compile(r"[ \t\u00a0\u202f]?%|[\s\u00a0-]{1,3}(?:per[\s-]cent|percent|pct|pc)(?!age|ile)(?![^\W_])")
_POWER = re.compile(
    r"[\s\u00a0\u202f]{0,3}[-‐‑]?(?P<unit>gigawatts?|megawatts?|terawatts?|gw|mw|tw)(?:e|p|ac|dc)?(?![^\W_]|[-\s]hours?)"
)
_POWER_WORDS = ("gigawatt", "megawatt")
_TO = re.compile(r"\s?(?:[-‐‑–—]|to|and)\s?$")
_GIGAWATTS = {"g": Decimal(1), "m": Decimal("0.001"), "t": Decimal(1000)}
_MOST_GIGAWATTS = 100_000


@dataclass(frozen=True)
class Capacity:
    """Electric power in gigawatts, as a text states it."""

    gigawatts: float
    qualifier: Qualifier = Qualifier.EXACT


def find_percents(text: str) -> list[tuple[Span, float]]:
    """The percentages in ``text``; of a range ("25-30%") only the end that carries the sign."""
    found = []
    lowered = lower(text)
    for digits, sign in _with_unit(text, lowered, _PERCENT):
        number = parse_digits(cut_groups(digits[0]))
        if number is not None:
            found.append((Span(digits.start(), sign.end()), float(number)))
    for at in _places(lowered, ("percent", "per cent")):
        words = words_before(lowered, at)
        sign_at = _PERCENT.match(lowered, at - 1)
        if words and sign_at:
            found.append((Span(words[0], sign_at.end()), float(words[1])))
    return sorted(found)


def parse_percent(words: str) -> float | None:
    """The first percentage in ``words``: 49.0 for "49%", "about 49 per cent" and "49"; None without a number."""
    found = find_percents(words)
    if found:
        return found[0][1]
    digits = NUMBER.fullmatch(words.strip())
    number = parse_digits(digits[0]) if digits else None
    return float(number) if number is not None and number <= 100 else None


def find_capacities(text: str) -> list[tuple[Span, Capacity]]:
    """The capacities of power in ``text``; the span includes the qualifier's words. Energy (MWh) is left out."""
    found = []
    lowered = lower(text)
    for digits, unit in _with_unit(text, lowered, _POWER):
        number = parse_digits(cut_groups(digits[0]))
        if number:
            found.append(_capacity(text, lowered, digits.start(), unit, number))
    for at in _places(lowered, _POWER_WORDS):
        words = words_before(lowered, at)
        unit_at = _POWER.match(lowered, at)
        if words and unit_at and words[1] and not _per_unit(lowered, words[0], at):
            found.append(_capacity(text, lowered, words[0], unit_at, words[1]))
    return sorted((one for one in found if one[1].gigawatts <= _MOST_GIGAWATTS), key=lambda one: one[0])


def parse_capacity(words: str) -> Capacity | None:
    """The first capacity in ``words``, or None."""
    found = find_capacities(words)
    return found[0][1] if found else None


def _capacity(text: str, lowered: str, start: int, unit: re.Match[str], number: Decimal) -> tuple[Span, Capacity]:
    end, qualifier = unit.end(), Qualifier.EXACT
    before = qualifier_before(lowered, start)
    if before:
        start, qualifier = before
    after = qualifier_after(text, end)
    if after:
        end = after[0]
        qualifier = after[1] if qualifier is Qualifier.EXACT else qualifier
    return Span(start, end), Capacity(float(number * _GIGAWATTS[unit["unit"][0]]), qualifier)


def _with_unit(text: str, lowered: str, unit: re.Pattern[str]) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Every number in digits that ``unit`` follows."""
    for digits in NUMBER.finditer(text):
        found = unit.match(lowered, digits.end())
        if found and not (digits.start() and (text[digits.start() - 1].isalpha() or text[digits.start() - 1] == ".")):
            yield digits, found


def _places(lowered: str, words: tuple[str, ...]) -> Iterator[int]:
    for word in words:
        at = lowered.find(word)
        while at >= 0:
            yield at
            at = lowered.find(word, at + len(word))


def _per_unit(lowered: str, start: int, at: int) -> bool:
    """Whether "a gigawatt" is a unit of account ("what a gigawatt costs"), not a capacity."""
    return lowered[start:at].strip(" -") == "a" and not lowered.startswith((" of", " or more"), at + len("gigawatt"))
