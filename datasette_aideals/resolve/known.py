"""What resolving starts from: which mentions count, what changed since the last time, and what people decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from sqlite_utils import Database

from ..store.database import rows
from ..store.decisions import Decision, decisions_in_force
from ..store.runs import counting_readings
from ..values.names import name_key, normal_form
from ..values.rates import Rates, shipped_rates
from .likeness import THRESHOLD, buckets_of, likeness
from .names import NameBook, make_book
from .readings import counting_mentions, fingerprint, party_names


class StartOver(Exception):
    """What changed reaches too far: all has to be made anew."""


@dataclass(frozen=True)
class Known:
    """``counting`` are the mentions that count, with their articles; ``added`` and ``gone`` how they differ
    from those that the derived tables were made from; with ``full`` these don't matter.
    """

    full: bool
    counting: Mapping[str, str]
    added: set[str]
    gone: set[str]
    book: NameBook
    decisions: list[Decision]
    rates: Rates
    stamps: Mapping[str, str]


def know(db: Database, full: bool) -> Known:
    """Look what there is. Raises StartOver where only making all anew will do, but not if ``full``."""
    counting = counting_mentions(db)
    resolved = {row["mention_id"] for row in rows(db, "SELECT mention_id FROM deal_mentions")}
    decisions = decisions_in_force(db)
    rates = shipped_rates().updated(rows(db, "SELECT currency, year, per_usd FROM rates"))
    stamps = _stamps(db, decisions, rates)
    if not full and stamps != {row["name"]: row["value"] for row in rows(db, "SELECT name, value FROM resolved")}:
        raise StartOver
    added, gone = counting.keys() - resolved, resolved - counting.keys()
    book = make_book(party_names(db, counting), {}, decisions) if full else _same_book(db, added, gone, decisions)
    return Known(full, counting, added, gone, book, decisions, rates, stamps)


def _stamps(db: Database, decisions: Iterable[Decision], rates: Rates) -> dict[str, str]:
    """What the derived tables depend on as a whole, as far as it can change between two times."""
    return {
        "code": version("datasette-aideals"),
        "decisions": fingerprint(decision.id for decision in decisions),
        "rates": fingerprint(sorted((code, sorted(years.items())) for code, years in rates.per_usd.items())),
        "readings": fingerprint(_passed_over(db)),
    }


def _passed_over(db: Database) -> list[str]:
    """The readings that don't count: the addresses of their mentions lead to deals all the same."""
    counting = {reading.id for reading in counting_readings(db)}
    return [row["id"] for row in rows(db, "SELECT id FROM readings ORDER BY id") if row["id"] not in counting]


def _same_book(db: Database, added: Iterable[str], gone: Iterable[str], decisions: Iterable[Decision]) -> NameBook:
    """The book as it was, which holds as long as no name came or went that is like another one."""
    alike = {row["key"]: row["stands_for"] for row in rows(db, "SELECT key, stands_for FROM name_links")}
    base = make_book((), {}, decisions)
    present = {
        name_key(row["name"])
        for row in rows(db, "SELECT DISTINCT name FROM deal_names")
        if normal_form(row["name"]) not in base.pinned
    }
    named = {name_key(name) for name in party_names(db, added) if normal_form(name) not in base.pinned}
    if list(gone) and alike:
        raise StartOver
    if _any_alike(named - present, present | named):
        raise StartOver
    return NameBook(alike, base.merged, base.pinned)


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
