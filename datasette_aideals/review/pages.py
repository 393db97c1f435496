"""The queue and the screen as HTML."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment

from ..show.links import Links
from ..show.marks import Mark, Segment, segments
from ..show.render import Main, environment_with
from ..terms import DealType, Role, Status
from .queue import Doubt, Queue
from .screen import Screen, Told

FIELDS = (
    *("party", "amount", "share", "valuation", "stake_percent", "round", "date", "horizon", "gigawatts", "hardware"),
    *("tranche", "quote", "type", "status"),
)
"""The fields that the forms offer, in the order in which they are looked for."""

PARTIES = 4
"""The parties that the form for a missed deal has room for."""

TINTS = 6


@dataclass(frozen=True)
class Unsaved:
    """What a person sent that was not taken, and why."""

    message: str
    details: Mapping[str, Any]
    status: int


def queue(found: Queue, links: Links, token: str, unsaved: Unsaved | None = None) -> Main:
    """What is left to look at."""
    html = _environment().get_template("queue.html").render(
        links=links, found=found, kinds=list(Doubt), types=list(DealType), token=token, unsaved=unsaved
    )  # fmt: skip
    return Main("Review", html)


def screen(shown: Screen, links: Links, token: str, unsaved: Unsaved | None = None) -> Main:
    """The article's text beside what was read from it."""
    marked = _segments(shown)
    html = _environment().get_template("screen.html").render(
        links=links,
        shown=shown,
        pieces=marked,
        value_at=_value_at,
        tint=lambda number: (number - 1) % TINTS,
        fields=FIELDS,
        types=list(DealType),
        statuses=list(Status),
        roles=list(Role),
        parties=range(1, PARTIES + 1),
        token=token,
        unsaved=unsaved,
    )  # fmt: skip
    return Main(f"Review: {shown.title}", html)


def _segments(shown: Screen) -> list[Segment]:
    return [piece for _, piece in segments(shown.text or "", _marks(shown.told))]


def _marks(told: Iterable[Told]) -> Iterable[Mark]:
    for one in told:
        for value in one.values:
            if value.counts and one.stands and value.start is not None and value.end is not None:
                yield Mark(value.start, value.end, one.number, str(value.number), value.field)


def _value_at(piece: Segment) -> Mark | None:
    """The value that a piece of text leads to: the shortest that is no passage, else the passage."""
    values = [mark for mark in piece.marks if mark.field != "quote"] or list(piece.marks)
    return min(values, key=lambda mark: (mark.end - mark.start, mark.deal), default=None)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return environment_with("review/templates")
