"""What resolving starts from: which mentions count, what changed since the last time, and what people decided."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from sqlite_utils import Database

from ..store.database import rows
from ..store.decisions import Decision, Kind, all_decisions, in_force
from ..values.names import name_key, normal_form
from ..values.rates import Rates, shipped_rates
from .likeness import THRESHOLD, buckets_of, likeness
from .names import NameBook, make_book
from .overlay import Overlay
from .readings import (
    added_mentions,
    counting_mentions,
    fingerprint,
    gone_mentions,
    party_names,
    passed_over_readings,
)

PICTURE = "picture"
"""What of the table ``resolved`` follows from the deals, and is not what they were made from."""

DECISIONS = "decisions"


class StartOver(Exception):
    """What changed reaches too far: all has to be made anew."""


@dataclass(frozen=True)
class Known:
    """``added`` are the mentions that count and are in no deal, ``gone`` those that are in one and count no more.

    Both come with their articles. ``changed`` are those that a review gave other values, ``decided`` the decisions
    that were made or taken back since. Where a reading stops counting, all is made anew. With ``full`` no deal is
    taken to be there: all that count are added.
    """

    full: bool
    added: Mapping[str, str]
    gone: Mapping[str, str]
    changed: frozenset[str]
    decided: list[Decision]
    book: NameBook
    decisions: list[Decision]
    rates: Rates
    stamps: Mapping[str, str]


def know(db: Database, full: bool, judged: Overlay) -> Known:
    """Look what there is; ``judged`` is what reviews changed just now.

    Raises StartOver where only making all anew will do, but not if ``full``.
    """
    every = all_decisions(db)
    decisions = in_force(every)
    rates = shipped_rates().updated(rows(db, "SELECT currency, year, per_usd FROM rates"))
    stamps = _stamps(db, decisions, rates)
    if full:
        added = counting_mentions(db)
        book = make_book(party_names(db, added), {}, decisions)
        return Known(True, added, {}, frozenset(), [], book, decisions, rates, stamps)
    stored = {row["name"]: row["value"] for row in rows(db, "SELECT name, value FROM resolved")}
    stored.pop(PICTURE, None)
    if {**stamps, DECISIONS: ""} != {**stored, DECISIONS: ""}:
        raise StartOver
    added, gone = added_mentions(db), gone_mentions(db)
    changed = judged.mentions - added.keys() - gone.keys()
    renamed = changed if judged.renamed else frozenset()
    decided = _decided(every, decisions, stored[DECISIONS])
    book = _same_book(db, {*added, *renamed}, {*gone, *renamed}, decisions)
    return Known(False, added, gone, changed, decided, book, decisions, rates, stamps)


def _decided(every: list[Decision], decisions: list[Decision], before: str) -> list[Decision]:
    """The decisions that are in force and were not before, or the other way round.

    Raises StartOver where one of them reaches further than the deals and organisations that it names.
    """
    try:
        listed = set(json.loads(before))
    except ValueError as error:
        # An earlier version kept a hash here.
        raise StartOver from error
    moved = listed ^ {decision.id for decision in decisions}
    found = [decision for decision in every if decision.id in moved]
    if len(found) != len(moved) or any(decision.kind not in _NEAR for decision in found):
        raise StartOver
    if any(decision.kind is Kind.MERGE_ORGANIZATIONS for decision in found):
        were = [decision for decision in every if decision.id in listed]
        if not make_book((), {}, were).same_groups(make_book((), {}, decisions)):
            raise StartOver
    return found


_NEAR = (Kind.MERGE_DEALS, Kind.SPLIT_DEAL, Kind.CHOOSE, Kind.MERGE_ORGANIZATIONS)
"""Decisions that change nothing but the deals and organisations that they name, and what hangs together with these."""


def _stamps(db: Database, decisions: Iterable[Decision], rates: Rates) -> dict[str, str]:
    """What the derived tables depend on as a whole, as far as it can change between two times."""
    return {
        "code": version("datasette-aideals"),
        DECISIONS: json.dumps([decision.id for decision in decisions]),
        "rates": fingerprint(sorted((code, sorted(years.items())) for code, years in rates.per_usd.items())),
        "readings": fingerprint(passed_over_readings(db)),
    }


def _same_book(db: Database, added: Iterable[str], gone: Iterable[str], decisions: Iterable[Decision]) -> NameBook:
    """The book as it was, which holds as long as no name came or went that is like another one."""
    alike = {row["key"]: row["stands_for"] for row in rows(db, "SELECT key, stands_for FROM name_links")}
    base = make_book((), {}, decisions)
    if list(gone) and alike:
        raise StartOver
    fresh = _keys((name for name in party_names(db, added) if not _is_used(db, name)), base)
    if fresh:
        present = _keys((row["name"] for row in rows(db, "SELECT DISTINCT name FROM deal_names")), base)
        if _any_alike(fresh - present, present | fresh):
            raise StartOver
    return NameBook(alike, base.merged, base.pinned)


def _is_used(db: Database, name: str) -> bool:
    return bool(rows(db, "SELECT 1 FROM deal_names WHERE name = ? LIMIT 1", [name]))


def _keys(names: Iterable[str], book: NameBook) -> set[str]:
    return {name_key(name) for name in names if normal_form(name) not in book.pinned}


def _any_alike(fresh: set[str], everyone: set[str]) -> bool:
    wanted = {bucket for key in fresh for bucket in buckets_of(key)}
    near = [key for key in everyone if not wanted.isdisjoint(buckets_of(key))] if fresh else []
    return any(
        one != other
        and not set(buckets_of(one)).isdisjoint(buckets_of(other))
        and likeness(*sorted((one, other))) >= THRESHOLD
        for one in fresh
        for other in near
    )
