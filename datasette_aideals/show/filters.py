"""What a reader asks of the list of deals: filters, order, page."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum
from typing import Annotated, TypeVar

from ..errors import BadOption
from ..terms import DealType, Status
from ..values.money import parse_money

PAGE = 50
"""Deals on a page unless the reader asks for another number."""

MOST = 1000
"""The most deals that one request gives."""

WORDS = 200
"""The longest search or name, in characters."""

DOLLARS = r"\$?[0-9][0-9,]{0,20}(\.[0-9]{1,9})? ?([kKmMbB]|mn|bn|tn|thousand|million|billion|trillion)?"
"""How a sum in US dollars is written: 500000000, 500 million, $1.5bn."""

MOST_DOLLARS = 10**18 - 1
"""More dollars than any deal has, and a number that SQLite can hold."""

FOREIGN = "next does not come from this list. Start again from its first page."

E = TypeVar("E", bound=Enum)

_DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")
# Before 3.11 Python reads a fraction of a second only if it has three or six digits.
_FRACTION = re.compile(r"\.([0-9]+)")


class Dollars(int):
    """A sum in US dollars."""


class Day(str):
    """A day, such as 2025-11-18; empty for none."""


class Moment(str):
    """A time in the form in which the database has times, which sorts by time; empty for none."""


ANY_DAY = Day()
EVER = Moment()


@dataclass(frozen=True)
class Called:
    """In an ``Annotated`` field of a filter: its name in the query string, where that is another one."""

    name: str


class Ai(str, Enum):
    """Which deals count as AI deals."""

    ANY_AI = "ai"
    STATED = "stated"
    PARTY = "party"
    NONE = "none"
    ALL = "all"


class Sort(str, Enum):
    """The orders in which deals can be listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LARGEST = "largest"
    SOURCES = "sources"
    DOUBTS = "doubts"
    TITLE = "title"

    @property
    def numeric(self) -> bool:
        """Whether the deals are ordered by a number."""
        return self in (Sort.LARGEST, Sort.SOURCES, Sort.DOUBTS)


@dataclass(frozen=True)
class Token:
    """Where a page begins: after the deal with this id, whose sorted value is ``value``."""

    value: str | int | None
    id: str

    def __str__(self) -> str:
        return f"{'' if self.value is None else self.value}~{self.id}"


@dataclass(frozen=True)
class DealFilter:
    """Which deals are wanted, in which order, and from where on.

    ``least`` and ``most`` are in US dollars; a range of ``since`` and ``until`` takes in what may lie in it;
    ``facets`` asks for the number of deals of each type, state and closeness to AI.
    What programs are told about the filters is made from these fields.
    """

    q: Annotated[str, "Words that the title, summary or parties must all have."] = ""
    type: Annotated[DealType | None, "Deals of this type."] = None
    status: Annotated[Status | None, "Deals in this state."] = None
    organization: Annotated[str, "Deals of the organisation with this id, name or other name."] = ""
    least: Annotated[Dollars | None, Called("min"), "Deals of at least this sum in US dollars: 5 million."] = None
    most: Annotated[Dollars | None, Called("max"), "Deals of at most this sum in US dollars."] = None
    since: Annotated[Day, Called("from"), "Deals that may be of this day, month or year, or later."] = ANY_DAY
    until: Annotated[Day, Called("to"), "Deals that may be of this day, month or year, or earlier."] = ANY_DAY
    ai: Annotated[Ai, "Why they count as AI deals; ai is stated or party, all leaves nothing out."] = Ai.ANY_AI
    doubts: Annotated[bool, "Deals whose sources disagree, or with values that rest on a model's judgement."] = False
    facets: Annotated[bool, "Also how many deals there are of each type and state, and why they count as AI."] = False
    changed_since: Annotated[Moment, "Deals that are new or have changed since this day or time."] = EVER
    sort: Annotated[Sort, "The order; what has no value comes last."] = Sort.NEWEST
    size: Annotated[int, "Deals in one answer."] = PAGE
    after: Annotated[Token | None, Called("next"), "Where to go on: what the answer before said in next."] = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "DealFilter":
        """The filter that a query string means; empty values are as good as none.

        Keys it does not know are left alone, as links gain some on their way. Raises BadOption.
        """
        given = given_in(query)
        sort = one_of("sort", Sort, given) or Sort.NEWEST
        return cls(
            q=read_words("q", given),
            type=one_of("type", DealType, given),
            status=one_of("status", Status, given),
            organization=read_words("organization", given),
            least=_dollars("min", given),
            most=_dollars("max", given),
            since=_day("from", given, last=False),
            until=_day("to", given, last=True),
            ai=one_of("ai", Ai, given) or Ai.ANY_AI,
            doubts=_yes("doubts", given),
            facets=_yes("facets", given),
            changed_since=_moment("changed_since", given),
            sort=sort,
            size=read_size(given),
            after=read_token(given, numeric=sort.numeric),
        )

    @property
    def query(self) -> dict[str, str]:
        """The query string's keys and values that lead back here, without the page."""
        plain = {
            "q": self.q,
            "type": self.type.value if self.type else "",
            "status": self.status.value if self.status else "",
            "organization": self.organization,
            "min": "" if self.least is None else str(self.least),
            "max": "" if self.most is None else str(self.most),
            "from": self.since,
            "to": self.until,
            "ai": self.ai.value if self.ai is not Ai.ANY_AI else "",
            "doubts": "yes" if self.doubts else "",
            "facets": "yes" if self.facets else "",
            "changed_since": self.changed_since,
            "sort": self.sort.value if self.sort is not Sort.NEWEST else "",
            "size": str(self.size) if self.size != PAGE else "",
        }
        return {key: value for key, value in plain.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether something besides the AI filter, order and size narrows the list."""
        return bool(self.query.keys() - {"ai", "facets", "sort", "size"})


@dataclass(frozen=True)
class ChangeFilter:
    """Which changes of deals are wanted, and from where on."""

    since: Annotated[Moment, "Changes since this day or time."] = EVER
    size: Annotated[int, "Changes in one answer."] = PAGE
    number: Annotated[int | None, Called("next"), "Where to go on: what the answer before said in next."] = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "ChangeFilter":
        """The filter that a query string means; empty values are as good as none. Raises BadOption."""
        given = given_in(query)
        number = _number(given.get("next", "0"))
        if number is None:
            raise BadOption(FOREIGN)
        return cls(_moment("since", given), read_size(given), number or None)

    @property
    def query(self) -> dict[str, str]:
        """The query string's keys and values that lead back here, without the page."""
        plain = {"since": self.since, "size": str(self.size) if self.size != PAGE else ""}
        return {key: value for key, value in plain.items() if value}


def given_in(query: Mapping[str, str]) -> dict[str, str]:
    """What a query string says, without what it leaves empty."""
    return {key: value.strip() for key, value in query.items() if value and value.strip()}


def one_of(name: str, words: type[E], given: Mapping[str, str]) -> E | None:
    """The term that a query gives, or None. Raises BadOption."""
    if name not in given:
        return None
    try:
        return words(given[name])
    except ValueError:
        allowed = ", ".join(word.value for word in words)
        raise BadOption(f"{name} can be one of: {allowed}.") from None


def read_words(name: str, given: Mapping[str, str]) -> str:
    """The words that a query gives, or none. Raises BadOption where they are too long."""
    # SQLite takes a text to end where a null character is.
    words = given.get(name, "").replace("\0", " ").strip()
    if len(words) > WORDS:
        raise BadOption(f"{name} can have at most {WORDS} characters.")
    return words


def _dollars(name: str, given: Mapping[str, str]) -> Dollars | None:
    if name not in given:
        return None
    if not re.fullmatch(DOLLARS, given[name]):
        raise BadOption(f"{name} can be a sum in US dollars, such as 500000000 or 500 million.")
    found = parse_money(f"${given[name].removeprefix('$')}")
    # A sum that is too large to be read is larger than all there are.
    return Dollars(min(round(found.value), MOST_DOLLARS) if found else MOST_DOLLARS)


def _day(name: str, given: Mapping[str, str], *, last: bool) -> Day:
    """The first or last day of a date that may be a whole year or month."""
    found = _DATE.fullmatch(given.get(name, ""))
    if name in given and not found:
        raise BadOption(f"{name} can be a date such as 2025-11-18, 2025-11 or 2025.")
    if not found:
        return ANY_DAY
    year, month, day = found.groups()
    month = month or ("12" if last else "01")
    days = calendar.monthrange(int(year), int(month))[1] if int(year) else 31
    if day and int(day) > days:
        raise BadOption(f"{name} names a day that does not exist.")
    return Day(f"{year}-{month}-{day or (f'{days:02}' if last else '01')}")


def _moment(name: str, given: Mapping[str, str]) -> Moment:
    if name not in given:
        return EVER
    # An unescaped plus sign, before the hours from UTC, reaches us as a space.
    written = given[name][:11].upper() + given[name][11:].upper().replace(" ", "+")
    try:
        exact = _FRACTION.sub(lambda found: f".{found[1][:6]:0<6}", written).replace("Z", "+00:00")
        moment = datetime.fromisoformat(exact)
        moment = moment.astimezone(timezone.utc) if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    except (ValueError, OverflowError):
        raise BadOption(f"{name} can be a day or a time: 2025-11-20 or 2025-11-20T10:00:00Z.") from None
    return Moment(moment.isoformat(timespec="microseconds").replace("+00:00", "Z"))


def _yes(name: str, given: Mapping[str, str]) -> bool:
    if given.get(name, "yes") != "yes":
        raise BadOption(f"{name} can only be yes.")
    return name in given


def read_size(given: Mapping[str, str]) -> int:
    """How many rows a query asks for. Raises BadOption."""
    size = _number(given.get("size", str(PAGE)))
    if size is None or not 1 <= size <= MOST:
        raise BadOption(f"size can be a number from 1 to {MOST}.")
    return size


def read_token(given: Mapping[str, str], *, numeric: bool) -> Token | None:
    """Where the page begins, by ``next``; ``numeric`` lists are ordered by a number. Raises BadOption."""
    if "next" not in given:
        return None
    value, tilde, deal = given["next"].rpartition("~")
    number = _number(value) if numeric else None
    if not tilde or not deal or (numeric and value and number is None):
        raise BadOption(FOREIGN)
    if not value:
        return Token(None, deal)
    return Token(value if number is None else number, deal)


def _number(text: str) -> int | None:
    # Eighteen digits always fit SQLite's integers.
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
