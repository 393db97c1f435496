"""Feeds of new and changed deals, in the order in which they became so."""

import json
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from ..show.file_links import FileLinks
from .pages import Frame, template

NEWEST = 50
"""Entries of a feed."""

_ENTRIES = """
    SELECT deals.id, deals.title, deals.summary, deal_log.state, deal_log.at,
           (SELECT min(first.at) FROM deal_log AS first WHERE first.deal_id = deals.id) AS published
    FROM deals JOIN deal_log ON deal_log.deal_id = deals.id
    WHERE deal_log.id = (SELECT max(id) FROM deal_log AS last WHERE last.deal_id = deals.id)
    ORDER BY deal_log.at DESC, deals.first_reported DESC, deals.id LIMIT ?
"""


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
        Entry(f"urn:aideals:{id_}", links.deal(id_), title, summary, state, at, published)
        for id_, title, summary, state, at, published in conn.execute(_ENTRIES, [NEWEST])
    ]


def atom(found: list[Entry], frame: Frame) -> str:
    """The feed as Atom."""
    updated = max((entry.updated for entry in found), default="1970-01-01T00:00:00Z")
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
