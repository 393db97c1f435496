"""What a reader asks of the list of deals: filters, order, page."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from ..errors import BadOption
from ..terms import DealType, Status

PAGE = 50
"""Deals on a page unless the reader asks for another number."""

MOST = 1000
"""The most deals that one request gives."""

WORDS = 200
"""The longest search or name, in characters."""

E = TypeVar("E", bound=Enum)


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
    """Which deals are wanted, in which order, and from where on."""

    q: str = ""
    type: DealType | None = None
    status: Status | None = None
    organization: str = ""
    ai: Ai = Ai.ANY_AI
    doubts: bool = False
    sort: Sort = Sort.NEWEST
    size: int = PAGE
    after: Token | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "DealFilter":
        """The filter that a query string means; empty values are as good as none.

        Keys it does not know are left alone, as links gain some on their way. Raises BadOption.
        """
        given = {key: value.strip() for key, value in query.items() if value and value.strip()}
        sort = _one_of("sort", Sort, given) or Sort.NEWEST
        return cls(
            q=_words("q", given),
            type=_one_of("type", DealType, given),
            status=_one_of("status", Status, given),
            organization=_words("organization", given),
            ai=_one_of("ai", Ai, given) or Ai.ANY_AI,
            doubts=_yes("doubts", given),
            sort=sort,
            size=_size(given),
            after=_token(sort, given),
        )

    @property
    def query(self) -> dict[str, str]:
        """The query string's keys and values that lead back here, without the page."""
        plain = {
            "q": self.q,
            "type": self.type.value if self.type else "",
            "status": self.status.value if self.status else "",
            "organization": self.organization,
            "ai": self.ai.value if self.ai is not Ai.ANY_AI else "",
            "doubts": "yes" if self.doubts else "",
            "sort": self.sort.value if self.sort is not Sort.NEWEST else "",
            "size": str(self.size) if self.size != PAGE else "",
        }
        return {key: value for key, value in plain.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether something besides the AI filter, order and size narrows the list."""
        return bool(self.query.keys() - {"ai", "sort", "size"})


def _one_of(name: str, words: type[E], given: Mapping[str, str]) -> E | None:
    if name not in given:
        return None
    try:
        return words(given[name])
    except ValueError:
        allowed = ", ".join(word.value for word in words)
        raise BadOption(f"{name} can be one of: {allowed}.") from None


def _words(name: str, given: Mapping[str, str]) -> str:
    words = given.get(name, "")
    if len(words) > WORDS:
        raise BadOption(f"{name} can have at most {WORDS} characters.")
    return words


def _yes(name: str, given: Mapping[str, str]) -> bool:
    if given.get(name, "yes") != "yes":
        raise BadOption(f"{name} can only be yes.")
    return name in given


def _size(given: Mapping[str, str]) -> int:
    size = _number(given.get("size", str(PAGE)))
    if size is None or not 1 <= size <= MOST:
        raise BadOption(f"size can be a number from 1 to {MOST}.")
    return size


def _token(sort: Sort, given: Mapping[str, str]) -> Token | None:
    if "next" not in given:
        return None
    value, tilde, deal = given["next"].rpartition("~")
    number = _number(value) if sort.numeric else None
    if not tilde or not deal or (sort.numeric and value and number is None):
        raise BadOption("next does not come from this list. Start again from its first page.")
    if not value:
        return Token(None, deal)
    return Token(value if number is None else number, deal)


def _number(text: str) -> int | None:
    # Eighteen digits always fit SQLite's integers.
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
