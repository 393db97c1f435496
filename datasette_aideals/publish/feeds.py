"""Feeds of new and changed deals, in the order in which they became so."""

import json
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from ..show.api.feed import BEGINNING, entry_id, moment
from ..show.file_links import FileLinks
from ..show.filters import Ai, DealFilter
from ..show.queries.latest import latest_changes
from .pages import Frame, template

NEWEST = 50
"""Entries of a feed."""


@dataclass(frozen=True)
class Entry:
    """A deal in a feed; ``id`` stays the same wherever the folder is."""

    id: str
    address: str
    title: str
    summary: str
    state: str
    updated: str
    published: str


def entries(conn: Connection, frame: Frame) -> list[Entry]:
    """The deals that are newest or changed last."""
    links = FileLinks(frame.url or "")
    return [
        Entry(
            id=entry_id(change.first),
            address=links.deal(change.row.id),
            title=change.row.title,
            summary=change.row.summary,
            state=change.state,
            updated=moment(change.at),
            published=moment(change.first.at),
        )
        for change in latest_changes(conn, DealFilter(ai=Ai.ALL, size=NEWEST))
    ]


def atom(found: list[Entry], frame: Frame) -> str:
    """The feed as Atom."""
    updated = max((entry.updated for entry in found), default=BEGINNING)
    return template("feed.atom.xml").render(entries=found, frame=frame, updated=updated)


def json_feed(found: list[Entry], frame: Frame) -> str:
    """The feed as JSON Feed 1.1."""
    document: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": frame.title}
    if frame.url:
        document |= {"home_page_url": frame.url, "feed_url": f"{frame.url}feed.json"}
    if frame.site.description:
        document["description"] = frame.site.description
    document["items"] = [
        {
            "id": entry.id,
            "url": entry.address,
            "title": entry.title,
            "content_text": entry.summary,
            "date_published": entry.published,
            "date_modified": entry.updated,
            "tags": [entry.state],
        }
        for entry in found
    ]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
