"""What several documents have in common: dates, sums, addresses, errors."""

from dataclasses import dataclass
from typing import Annotated, Literal, TypedDict

from ....terms import Qualifier

VERSION = "1.0"
"""Version of the shape.

A field that is added raises the second number, one that goes or gets another meaning the first.
"""


@dataclass(frozen=True)
class AtLeast:
    """In an ``Annotated`` number: the smallest that it can be."""

    number: int


Day = Annotated[str, "A date as exactly as it is known: 2025, 2025-11 or 2025-11-18."]
Moment = Annotated[str, "UTC, ISO 8601."]
Address = Annotated[str, "Relative to the address of the document."]
Version = Annotated[str, "Version of the shape of all documents."]
Count = Annotated[int, AtLeast(0)]


class Problem(TypedDict):
    """Why a request could not be answered."""

    ok: Literal[False]
    error: Annotated[str, "One line for people: what happened and what to do."]
    status: Annotated[int, "The HTTP status."]


class PageLinks(TypedDict):
    """Where the same is for people, and the home document."""

    page: Address
    home: Address


class Links(TypedDict):
    """Where to find it."""

    page: Annotated[Address, "The page for people."]
    json: Annotated[Address, "The document."]


class Money(TypedDict):
    """A stated sum."""

    value: Annotated[float, "In units of the currency; the low end of a range."]
    value_max: Annotated[float | None, "The high end of a range."]
    currency: Annotated[str | None, "ISO 4217 code."]
    qualifier: Annotated[str | None, Qualifier, "How exactly the sum is stated."]
