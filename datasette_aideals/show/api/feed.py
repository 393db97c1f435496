"""The Atom feed of new and changed deals."""

from collections.abc import Iterable
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
class Entry:
    """One deal in a feed."""

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


def atom(changes: Iterable[LatestChange], root: str, name: str, query: str = "") -> str:
    """A feed of deals, the one that changed last first.

    ``root`` is the absolute address of the home page, ``name`` tells the feed from others at any
    address, ``query`` is what it was asked for with.
    """
    entries = [_entry(change, root) for change in changes]
    return rendered(
        "feed.xml",
        id=uuid5(NAMESPACE, f"feed {name} {query}").urn,
        own=f"{root}/deals.atom{f'?{query}' if query else ''}",
        home=root,
        updated=max((entry.updated for entry in entries), default=BEGINNING),
        entries=entries,
    )


def entry_id(first: FirstReport) -> str:
    """The id of a deal's entry: its address may change, the digits under which it was first written down do not."""
    return uuid5(NAMESPACE, f"deal {first.digits}").urn


def _entry(change: LatestChange, root: str) -> Entry:
    row, links = change.row, Links(f"{root}/")
    return Entry(
        id=entry_id(change.first),
        title=row.title,
        summary=row.summary,
        type=row.type,
        status=row.status,
        state=change.state,
        published=moment(change.first.at),
        updated=moment(change.at),
        page=links.deal(row.id),
        document=links.deal(row.id, ".json"),
    )


def moment(text: str) -> str:
    """A time of the database as RFC 3339 has it, in UTC."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return BEGINNING
    moment = moment.astimezone(timezone.utc) if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
