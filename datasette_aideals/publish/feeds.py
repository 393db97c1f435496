"""Feeds of new and changed deals, in the order in which they became so."""

import json
from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any

from ..show.api.feed import Entry, Head, atom, entries
from ..show.file_links import FileLinks
from ..show.filters import Ai, DealFilter
from ..show.queries.latest import latest_changes
from .pages import Frame

NEWEST = 50
"""Entries of a feed."""


def newest(conn: Connection, frame: Frame) -> list[Entry]:
    """The deals that are newest or changed last."""
    return entries(latest_changes(conn, DealFilter(ai=Ai.ALL, size=NEWEST)), FileLinks(frame.url or ""))


def atom_feed(found: Sequence[Entry], frame: Frame) -> str:
    """The feed as Atom."""
    own = f"{frame.url}feed.atom" if frame.url else None
    return atom(Head(frame.url or frame.title, frame.title, frame.title, own, frame.url), found)


def json_feed(found: Sequence[Entry], frame: Frame) -> str:
    """The feed as JSON Feed 1.1."""
    document: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": frame.title}
    if frame.url:
        document |= {"home_page_url": frame.url, "feed_url": f"{frame.url}feed.json"}
    if frame.site.description:
        document["description"] = frame.site.description
    document["items"] = [
        {
            "id": entry.id,
            "url": entry.page,
            "title": entry.title,
            "content_text": entry.summary,
            "date_published": entry.published,
            "date_modified": entry.updated,
            "tags": [entry.type, entry.status, entry.state],
        }
        for entry in found
    ]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
