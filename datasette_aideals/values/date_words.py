"""The grammar of dates in English news: which words are a date, and what they say."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from ..text.spans import Span
from .numerals import parse_words

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}

_MONTH_OF = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_WEEKDAY_OF = {name[:3]: number for number, name in enumerate(WEEKDAYS)}
_HOLIDAYS = {"christmas": 12, "thanksgiving": 11}

_YEAR = r"(?:19[5-9]|20[0-6])\d"
_S = r"[ \t\u00a0]{0,3}(?:\n[ \t]{0,8})?"
_SP = r"(?:[ \t\u00a0]{1,3}|[ \t]{0,2}\n[ \t]{0,8})"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"

_SHIFTS = ("this", "last", "next", "previous")
_DAYS = {"today": 0, "tonight": 0, "yesterday": 1, "tomorrow": -1}
_MONTH_AT = re.compile(
    _MONTH + r"(?![^\W_])\.?"
    rf"(?:{_SP}{_DAY}(?P<range>{_S}[-–—]{_S}\d{{1,2}})?(?![\d:%]|[.,]\d|{_SP}(?:million|billion|per|percent|times|mw|gw)))?"
    rf"(?:(?:,?{_SP}(?:of{_SP})?|-)(?P<year>{_YEAR})(?![\d%]|[.,]\d)"
    rf"|,?{_SP}(?:of{_SP})?(?P<shift>this|last|next|the{_SP}same|that){_SP}year(?![^\W_]))?"
)
_DAY_BEFORE = re.compile(
    rf"(?<![\d.,$€£¥])(?P<range>\d{{1,2}}{_S}(?:[-–—]|to|and){_S})?{_DAY}(?:{_SP}|-)?(?:of{_SP})?$"
)
_WEEKDAY_AT = re.compile(
    r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day|tues?|thurs?|mon|wed|fri|sat|sun)(?![^\W_]|\.com)\.?"
)
_HOLIDAY_AT = re.compile(rf"(?:christmas|thanksgiving)(?:{_SP}(?P<year>{_YEAR}))?(?![^\W_])")
_ISO_AT = re.compile(
    rf"(?P<year>{_YEAR})(?:(?P<mark>[-/.])(?P<month>0[1-9]|1[0-2])(?P=mark)(?P<day>3[01]|[12]\d|0[1-9])"
    r"|-(?P<month_only>0[1-9]|1[0-2]))(?![\d-])"
)
_NUMERIC_AT = re.compile(rf"(?P<one>\d{{1,2}})(?P<mark>[./-])(?P<two>\d{{1,2}})(?P=mark)(?P<year>{_YEAR})(?!\d)")
_YEAR_AT = re.compile(
    rf"(?P<year>{_YEAR})(?![^\W_]|%|[.,]\d|[-–/]\d|{_S}(?:million|billion|trillion|crore|lakh|bn|tn)\b)"
)
_COUNTED = re.compile(
    r"[ \u00a0](?:employees|people|workers|jobs|staff|gpus?|chips|units|megawatts?|mw|gw|cars|homes|sites|stores|users"
    r"|customers|companies|startups|servers|engineers|shares|dollars|euros|square|acres|patents|tons|tonnes)\b"
)
_UNIT_AT = re.compile(
    rf"(?P<shift>this|last|next|previous|the{_SP}previous){_SP}"
    r"(?P<unit>morning|afternoon|evening|night|week(?:end)?|month|quarter|year|spring|summer|autumn|fall)(?![^\W_])"
)
_AGO_BEFORE = re.compile(r"(?<![^\W_])(?P<count>[a-z]+|\d{1,3})\s(?P<unit>day|week|month|year)s?$")
_NUMERIC_BEFORE = re.compile(r"(?<![\d./-])(?:\d{1,2}[./-]){2}$")
_PART_BEFORE = re.compile(r"(?:mid|early|late|end|pre|post)-$")
_LEAD = re.compile(
    rf"(?<![^\W_])(?P<lead>in|on|since|by|until|till|through|from|before|after|during|as{_SP}of|of|to|between|and|for"
    rf"|week{_SP}(?:ending|ended|to|of))?"
    rf"(?:{_SP}|^)?(?P<part>(?:(?:the|at|towards?|just){_SP}){{0,3}}(?:end|start|beginning|middle|course|close){_SP}of"
    rf"|early(?:{_SP}in)?|late(?:r)?(?:{_SP}in)?|mid|mid-|earlier{_SP}in|as{_SP}recently{_SP}as)?"
    rf"(?:{_SP}|-)?(?P<shift>last|this|next|past|this{_SP}past|this{_SP}coming|coming)?[\s-]{{0,2}}$"
)
# The last words of what _LEAD finds.
_LEAD_ENDS = (
    *(
        "in",
        "on",
        "since",
        "by",
        "until",
        "till",
        "through",
        "from",
        "before",
        "after",
        "during",
        "of",
        "to",
        "between",
    ),
    *("and", "for", "early", "late", "later", "mid", "as", "last", "this", "next", "past", "coming"),
)
_ALONE = 16
_OTHER_END = re.compile(r"[-–—](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_OTHER_START = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?(?:[-–—]|\sto\s)$")
_FISCAL = re.compile(r"(?:\bfiscal(?:[- ]year)?|\bfy|\bfinancial[- ]year|\bseason|\bmodel[- ]year)[\s-]{0,2}$")
_LEADS = frozenset(
    ["in", "on", "since", "by", "until", "till", "through", "from", "before", "after", "during", "of", "between", "to"]
)
_DATE_AFTER_WEEKDAY = re.compile(rf"(?:,{_S}|{_SP})(?:the{_SP})?(?:{_DAY}{_SP}(?:of{_SP})?)?")
_PART_OF_UNIT = re.compile(
    r"(?:\b(?!earlier|later?\b|early)(?P<lead>[a-z]{2,8})\s(?:the\s)?(?:end\sof\s)?)?(?P<part>\b(?:earlier|later|late|early)\s)?$"
)
_CAPITAL_NEXT = re.compile(r"\s+[A-Z]")
_FUTURE = frozenset(("by", "until", "till", "through"))
_NAMES = frozenset(("march", "april", "may", "june", "august"))


class Kind(Enum):
    """What sort of time expression a phrase is."""

    FIXED = "fixed"
    MONTH = "month"
    WEEKDAY = "weekday"
    UNIT = "unit"
    AGO = "ago"


@dataclass(frozen=True)
class Phrase:
    """A time expression: where it stands, and what it says.

    FIXED has year and perhaps month and day; MONTH has month, perhaps day; WEEKDAY has ``number``
    (0 is Monday); UNIT has ``unit`` and ``shift`` (-1 is last); AGO has ``unit`` and ``number``.
    ``lead`` is the preposition before it; ``future`` tells that the words look ahead, ``whole_year``
    that ``shift`` counts years ("February of this year").
    """

    span: Span
    kind: Kind
    lead: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    unit: str = ""
    number: int = 0
    shift: int | None = None
    future: bool = False
    whole_year: bool = False
    holiday: bool = False


class Spot(NamedTuple):
    """A place where a time expression may stand: the stem found there, and where the one before ended."""

    text: str
    lowered: str
    at: int
    stem: str
    done: int

    def before(self, size: int) -> str:
        """Up to ``size`` lower-case characters before the place, none of them of another expression."""
        return self.lowered[max(self.done, self.at - size) : self.at]


def phrases(text: str, lowered: str) -> Iterator[Phrase]:
    """The time expressions of ``text``, from left to right, without overlaps; ``lowered`` is it in lower case."""
    done = 0
    for at, stem in _anchors(lowered):
        phrase = _READERS[stem](Spot(text, lowered, at, stem, done)) if at >= done else None
        if phrase and phrase.span.start >= done:
            yield phrase
            done = phrase.span.end


def _anchors(lowered: str) -> list[tuple[int, str]]:
    """Where a time expression may stand: the places of the stems, at the start of a word."""
    found = []
    for stem in _READERS:
        at = lowered.find(stem)
        while at >= 0:
            if not at or not lowered[at - 1].isalnum() or stem[0] == " ":
                found.append((at, stem))
            at = lowered.find(stem, at + len(stem))
    found.sort()
    return found


def _holiday(spot: Spot) -> Phrase | None:
    found = _HOLIDAY_AT.match(spot.lowered, spot.at)
    if not found:
        return None
    year = int(found["year"]) if found["year"] else None
    kind = Kind.FIXED if year else Kind.MONTH
    phrase = Phrase(Span(spot.at, found.end()), kind, year=year, month=_HOLIDAYS[spot.stem], holiday=True)
    return _lead(spot, phrase)


def _day_name(spot: Spot) -> Phrase | None:
    end = spot.at + len(spot.stem)
    phrase = Phrase(Span(spot.at, end), Kind.AGO, unit="day", number=_DAYS[spot.stem])
    return None if spot.lowered[end : end + 1].isalnum() else phrase


def _numeric(spot: Spot) -> Phrase | None:
    window = spot.before(16)
    figures = _NUMERIC_BEFORE.search(window)
    numeric = _NUMERIC_AT.match(spot.lowered, spot.at - len(figures[0])) if figures else None
    if numeric:
        return _day_month(numeric)
    if spot.at and spot.text[spot.at - 1] in "$€£¥₹,#-./" and not _PART_BEFORE.search(window):
        return None
    iso = _ISO_AT.match(spot.lowered, spot.at)
    if iso:
        month, day = int(iso["month"] or iso["month_only"]), int(iso["day"]) if iso["day"] else None
        return Phrase(Span(spot.at, iso.end()), Kind.FIXED, "", int(iso["year"]), month, day)
    year = _YEAR_AT.match(spot.lowered, spot.at)
    if not year or _FISCAL.search(window) or _COUNTED.match(spot.lowered, year.end()):
        return None
    return _lead(spot, Phrase(Span(spot.at, year.end()), Kind.FIXED, year=int(year["year"])))


def _day_month(found: re.Match[str]) -> Phrase | None:
    """A date in figures; where day and month could be swapped, only a point (as in German) settles it."""
    one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
    span = Span(found.start(), found.end())
    if one > 31 or two > 31 or (one > 12 and two > 12) or not one or not two:
        return None
    if found["mark"] == "." or one > 12:
        return Phrase(span, Kind.FIXED, "", year, two, one) if two <= 12 else None
    if two > 12 or one == two:
        return Phrase(span, Kind.FIXED, "", year, one, two)
    return Phrase(span, Kind.FIXED, "", year)


def _month(spot: Spot) -> Phrase | None:
    found = _MONTH_AT.match(spot.lowered, spot.at)
    if not found:
        return None
    start, day, several, year = spot.at, found["day"], found["range"], found["year"]
    if not (day or year or found["shift"]) and _is_small_word(spot):
        return None
    window = spot.before(20)
    before = None if day else _DAY_BEFORE.search(window)
    if before:
        start, day, several = spot.at - len(before[0]), before["day"], before["range"]
    if _OTHER_START.search(window) and not day:
        return Phrase(Span(found.start("year"), found.end()), Kind.FIXED, year=int(year)) if year else None
    shift, end = _shift(found["shift"]), found.end()
    if found["shift"] and shift is None:
        end = found.start("shift")
    number = _MONTH_OF[spot.stem]
    words = spot.lowered[spot.at : end].rstrip(" ,\t\n" + "." * (found["month"] == MONTHS[number - 1]))
    phrase = Phrase(
        Span(start, spot.at + len(words)),
        Kind.FIXED if year else Kind.MONTH,
        year=int(year) if year else None,
        month=number,
        day=int(day) if day and not several else None,
        shift=shift,
        whole_year=shift is not None,
    )
    phrase = _lead(spot, phrase)
    sure = day or year or shift is not None
    return phrase if sure or _is_month(spot, found["month"], phrase, found.end()) else None


def _is_small_word(spot: Spot) -> bool:
    """Whether a word in small letters stands behind no day and no word of time, as in "it may": it is no month then."""
    window = spot.before(28)
    led = window.rstrip(" \t\n\r\u00a0\u202f\u2009-").endswith(_LEAD_ENDS)
    dated = any(map(str.isdigit, window))
    return not (led or dated or spot.text[spot.at].isupper() or len(spot.text) < _ALONE)


def _is_month(spot: Spot, name: str, phrase: Phrase, end: int) -> bool:
    """Whether a month's name without day and year is one: "in May", "(May)", not "may", "April Smith" or "Jan"."""
    text, lowered = spot.text, spot.lowered
    if _OTHER_END.match(lowered, end):
        return False
    alone = len(text) < _ALONE and lowered.strip(" \t\n.,") == name
    led = alone or phrase.lead in _LEADS or phrase.shift is not None or phrase.span.start < spot.at
    capital = text[spot.at].isupper()
    if len(name) == 3 and name != "may":
        return led and (capital or lowered[end - 1] == ".")
    if name in _NAMES:
        bracketed = text[spot.at - 1 : spot.at] == "(" and text[end : end + 1] in (")", ",")
        person = phrase.lead == "of" and not phrase.shift and _CAPITAL_NEXT.match(text, end) is not None
        return (led and not person) or (capital and bracketed)
    return capital or led


def _weekday(spot: Spot) -> Phrase | None:
    text, lowered = spot.text, spot.lowered
    found = _WEEKDAY_AT.match(lowered, spot.at)
    if not found:
        return None
    name = found["weekday"]
    dated = _DATE_AFTER_WEEKDAY.match(lowered, found.end())
    month = _MONTH_AT.match(lowered, dated.end()) if dated else None
    if dated and month and (month["day"] or dated["day"]):
        phrase = _month(spot._replace(at=month.start(), stem=month["month"][:3]))
        return phrase and replace(phrase, span=Span(min(spot.at, phrase.span.start), phrase.span.end))
    if lowered.startswith(("black ", "cyber "), max(0, spot.at - 6)):
        return None
    end = found.end() - (found[0].endswith(".") and name.endswith("day"))
    phrase = _lead(spot, Phrase(Span(spot.at, end), Kind.WEEKDAY, number=_WEEKDAY_OF[name[:3]]))
    free = phrase.lead == "on" or spot.at == 0 or text[spot.at - 1] == "("
    return phrase if len(name) > 3 or (free and text[spot.at].isupper()) else None


def _unit(spot: Spot) -> Phrase | None:
    found = _UNIT_AT.match(spot.lowered, spot.at)
    if not found:
        return None
    before = _PART_OF_UNIT.search(spot.before(24))
    start = spot.at - len(before["part"] or "") if before else spot.at
    lead = before["lead"] if before and before["lead"] in _LEADS else ""
    unit, shift = found["unit"].replace("end", ""), _shift(found["shift"]) or 0
    if unit in ("morning", "afternoon", "evening", "night"):
        return Phrase(Span(start, found.end()), Kind.AGO, lead, unit="day", number=-shift)
    return Phrase(Span(start, found.end()), Kind.UNIT, lead, unit=unit, shift=shift)


def _ago(spot: Spot) -> Phrase | None:
    end = spot.at + len(spot.stem)
    window = spot.before(24)
    found = _AGO_BEFORE.search(window)
    if not found or spot.lowered[end : end + 1].isalnum() or (spot.stem != " ago" and found["unit"] == "year"):
        return None
    words = found["count"]
    count = int(words) if words.isdigit() else parse_words(words)
    if count is None or count != int(count) or not 0 < count < 200:
        return None
    return Phrase(Span(spot.at - len(found[0]), end), Kind.AGO, unit=found["unit"], number=int(count))


def _lead(spot: Spot, phrase: Phrase) -> Phrase:
    """``phrase`` with the words before it that belong to it: "by the end of", "late", "last"."""
    start = phrase.span.start
    found = _LEAD.search(spot.lowered, max(spot.done, start - 40), start)
    if not found or found.end() == found.start():
        return phrase
    lead = " ".join((found["lead"] or "").split())
    future = lead in _FUTURE or (found["shift"] or "").endswith("coming")
    shift = _shift(found["shift"]) if found["shift"] else phrase.shift
    if found["part"] or found["shift"]:
        start = found.start("part") if found["part"] else found.start("shift")
    if future and found["lead"]:
        start = found.start("lead")
    return replace(phrase, span=Span(start, phrase.span.end), lead=lead, shift=shift, future=future)


def _shift(word: str | None) -> int | None:
    words = (word or "").split()
    if not words:
        return None
    if words == ["this", "past"] or words[-1] in ("last", "previous"):
        return -1
    return {"this": 0, "next": 1}.get(words[-1])


_READERS: dict[str, Callable[[Spot], Phrase | None]] = {
    **dict.fromkeys(_MONTH_OF, _month),
    **dict.fromkeys(_WEEKDAY_OF, _weekday),
    **dict.fromkeys(_HOLIDAYS, _holiday),
    **dict.fromkeys(_SHIFTS, _unit),
    **dict.fromkeys(_DAYS, _day_name),
    **dict.fromkeys((" ago", " earlier", " before"), _ago),
    **dict.fromkeys(("19", "20"), _numeric),
}
