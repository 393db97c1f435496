"""Dates as precise as a text fixes them, and what "on Tuesday" means for an article's own date."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ..text.spans import Span
from .date_words import SEASONS, Kind, Phrase, phrases
from .sums import lower

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
_LONGEST_AHEAD = timedelta(days=45)
_FUZZY_DAYS = 3
_FUZZY_MONTHS = 6


@dataclass(frozen=True)
class PartialDate:
    """A date known to the year, month or day: "2025", "2025-11" or "2025-11-18"; ValueError for anything else."""

    iso: str

    def __post_init__(self) -> None:
        found = _ISO.fullmatch(self.iso)
        if not found:
            raise ValueError(f"not a date: {self.iso}")
        date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))

    @property
    def precision(self) -> str:
        """ "year", "month" or "day"."""
        return ("year", "month", "day")[self.iso.count("-")]

    @property
    def first_day(self) -> str:
        """The first day that it may be, ISO."""
        return self.iso + "-01" * (2 - self.iso.count("-"))

    @property
    def last_day(self) -> str:
        """The last day that it may be, ISO."""
        if self.precision == "day":
            return self.iso
        year, month = int(self.iso[:4]), int(self.iso[5:7] or 12)
        return f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}"


@dataclass(frozen=True)
class DateMention:
    """A time expression in a text; ``relative`` where the article's own date is needed to place it.

    ``lead`` is the preposition before it ("in", "by", "until", "since"), lower case, or empty.
    """

    span: Span
    relative: bool
    lead: str = ""


def find_dates(text: str) -> list[DateMention]:
    """The time expressions in ``text``, from left to right: "late 2024", "on Tuesday", "two weeks ago".

    Fiscal years and numbers of things are left out.
    """
    return [
        DateMention(phrase.span, phrase.kind is not Kind.FIXED, phrase.lead) for phrase in phrases(text, lower(text))
    ]


def parse_date(words: str, published: str | None = None) -> PartialDate | None:
    """The date that ``words`` name in an article of the date ``published`` (ISO, perhaps partial).

    A date with a year goes before one that is relative to the article. Never more precise than the two
    fix together: without ``published`` a relative expression is None.
    """
    found = list(phrases(words, lower(words)))
    for phrase in found:
        if phrase.kind is Kind.FIXED and (iso := _fixed(phrase)):
            return PartialDate(iso[: _kept(found)])
    around = _interval(published)
    if not found or found[0].kind is Kind.FIXED or not around:
        return None
    choices = [_resolved(found[0], day) for day in around]
    shared = _common(iso for choice in choices for iso in choice) if all(choices) else None
    return PartialDate(shared[: _kept(found)]) if shared else None


def _kept(found: list[Phrase]) -> int:
    """How many characters of a date hold: the month where days bound a stretch of time ("week ending 16 January")."""
    return len("2024-05") if found[0].lead.startswith(("between", "week")) else len("2024-05-16")


def _interval(published: str | None) -> tuple[date, date] | None:
    try:
        partial = PartialDate(published or "")
        return date.fromisoformat(partial.first_day), date.fromisoformat(partial.last_day)
    except ValueError:
        return None


def _fixed(phrase: Phrase) -> str | None:
    iso = _iso(phrase.year or 0, phrase.month, phrase.day)
    try:
        return PartialDate(iso).iso
    except ValueError:
        return None


def _iso(year: int, month: int | None = None, day: int | None = None) -> str:
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])


def _common(dates: Iterable[str]) -> str | None:
    """What all dates share, as far as whole parts go."""
    parts = [text.split("-") for text in dates]
    if not parts:
        return None
    shared = []
    for column in zip(*parts, strict=False):
        if len(set(column)) > 1:
            break
        shared.append(column[0])
    return "-".join(shared) or None


def _resolved(phrase: Phrase, day: date) -> list[str]:
    """The dates that ``phrase`` may mean in an article of ``day``; several where it leaves a choice."""
    try:
        if phrase.kind is Kind.MONTH:
            return _month(phrase, day)
        if phrase.kind is Kind.WEEKDAY:
            return [found.isoformat() for found in _weekday(phrase, day)]
        if phrase.kind is Kind.UNIT:
            return _unit(phrase.unit, phrase.shift or 0, day)
        return _ago(phrase.unit, phrase.number, day)
    except (ValueError, OverflowError):
        return []


def _month(phrase: Phrase, day: date) -> list[str]:
    month = phrase.month or 1
    if phrase.shift is not None:
        iso = _iso(_shifted_year(phrase, month, day), month, phrase.day)
        return [PartialDate(iso).iso]
    if phrase.day:
        years = range(day.year - 4, day.year + 5)
        dates = [date(year, month, phrase.day) for year in years if phrase.day <= calendar.monthrange(year, month)[1]]
        if phrase.future:
            return [min(found for found in dates if found >= day).isoformat()]
        return [max(found for found in dates if found <= day + _LONGEST_AHEAD).isoformat()]
    last, coming = _iso(day.year - (month > day.month), month), _iso(day.year + (month < day.month), month)
    if phrase.lead == "before" and not phrase.holiday:
        return [last, coming]
    return [coming if phrase.future else last]


def _shifted_year(phrase: Phrase, month: int, day: date) -> int:
    """The year of "last November", "this May", "February of this year"."""
    if phrase.shift == 0 or phrase.whole_year:
        return day.year + (phrase.shift or 0)
    if phrase.shift == -1:
        return day.year - (month >= day.month)
    return day.year + (month <= day.month)


def _weekday(phrase: Phrase, day: date) -> list[date]:
    latest = day - timedelta(days=(day.weekday() - phrase.number) % 7)
    week = timedelta(days=7)
    if phrase.future or phrase.shift == 1:
        coming = latest + week
        return [coming, coming + week] if phrase.shift == 1 else [coming]
    if phrase.shift == -1:
        return [latest - week] if latest == day else [latest, latest - week]
    if phrase.shift == 0:
        return [day - timedelta(days=day.weekday() - phrase.number)]
    return [latest]


def _unit(unit: str, shift: int, day: date) -> list[str]:
    if unit == "year":
        return [_iso(day.year + shift)]
    if unit == "month":
        return [_month_from(day, shift)]
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(days=7 * shift)
        last = day if shift == 0 else monday + timedelta(days=4)
        return [monday.isoformat()[:7], last.isoformat()[:7]]
    if unit == "quarter":
        first = (day.month - 1) // 3 * 3 + 1 + 3 * shift
        return [_month_from(day, first - day.month + step) for step in range(3)]
    if unit in SEASONS:
        over = day.month > SEASONS[unit] + 2
        return [_iso(day.year + (shift if shift >= 0 else -(not over)))]
    return []


def _month_from(day: date, shift: int) -> str:
    months = day.year * 12 + day.month - 1 + shift
    return _iso(months // 12, months % 12 + 1)


def _ago(unit: str, count: int, day: date) -> list[str]:
    if unit == "day":
        return [(day - timedelta(days=count)).isoformat()]
    if unit == "week":
        middle = day - timedelta(weeks=count)
        return [(middle + timedelta(days=days)).isoformat()[:7] for days in (-_FUZZY_DAYS, _FUZZY_DAYS)]
    if unit == "month":
        iso = _month_from(day, -count)
        return [iso if count <= _FUZZY_MONTHS else iso[:4]]
    return [_iso(day.year - count)]
