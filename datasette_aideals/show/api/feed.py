"""The feed of new and changed deals, live and published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from uuid import UUID, uuid5

from ..change_shapes import FirstReport, LatestChange
from ..links import Links
from ..render import rendered

NAMESPACE = UUID("5b3fbb0e-8a5d-4f57-9a43-3a1f0c9d7e21")
"""What the ids of feeds and entries are made in; another one would make every reader see all deals anew."""

BEGINNING = "1970-01-01T00:00:00Z"
"""When a feed without entries, or with times that are none, was updated: the clock is not asked."""


@dataclass(frozen=True)
class Head:
    """What a feed says of itself; ``name`` tells it from others for ever, ``own`` and ``home`` are addresses."""

    name: str
    title: str
    author: str
    own: str | None
    home: str | None


@dataclass(frozen=True)
class Entry:
    """One deal in a feed; ``id`` stays the same wherever the feed is."""

    id: str
    title: str
    summary: str
    type: str
    status: str
    state: str
    published: str
    updated: str
    page: str
    document: str


def entries(changes: Iterable[LatestChange], links: Links) -> list[Entry]:
    """An entry for each deal; ``links`` are as seen from the feed's reader."""
    return [_entry(change, links) for change in changes]


def atom(head: Head, found: Sequence[Entry]) -> str:
    """The feed as Atom."""
    return rendered(
        "feed.xml",
        id=uuid5(NAMESPACE, f"feed {head.name}").urn,
        head=head,
        updated=max((entry.updated for entry in found), default=BEGINNING),
        entries=found,
    )


def _entry(change: LatestChange, links: Links) -> Entry:
    row = change.row
    return Entry(
        id=_entry_id(change.first),
        title=row.title,
        summary=row.summary,
        type=row.type,
        status=row.status,
        state=change.state,
        published=_moment(change.first.at),
        updated=_moment(change.at),
        page=links.deal(row.id),
        document=links.deal(row.id, ".json"),
    )


def _entry_id(first: FirstReport) -> str:
    # A deal's address may change, the digits under which it was first written down do not.
    return uuid5(NAMESPACE, f"deal {first.digits}").urn


def _moment(text: str) -> str:
    """A time of the database as RFC 3339 has it, in UTC."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return BEGINNING
    moment = moment.astimezone(timezone.utc) if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
