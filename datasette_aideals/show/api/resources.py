"""Everything that programs can ask for: the twins of the pages, and what only programs want."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from sqlite3 import Connection
from typing import Any
from urllib.parse import urlencode

from .. import documents
from ..filters import ChangeFilter, DealFilter
from ..links import Links
from ..queries import article, changes, deal, deals, latest, organizations
from ..shapes import Moved
from ..site import DEAL, PAGES, Page, Part
from . import feed
from .asked import Asked
from .parameters import Parameter, parameters_of, without
from .shape.changes import ChangesDocument
from .shape.lines import ArticleLine, DealLine, OrganizationLine
from .streams import Batch, article_lines, deal_lines, organization_lines

JSON = "application/json; charset=utf-8"
LINES = "application/x-ndjson; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True)
class Resource:
    """One kind of address that programs read.

    ``address`` is a regular expression for what follows ``/-/aideals``; its group ``id``, if it has
    one, names the thing that is wanted. ``tables`` are all that is read: who may not see one of them
    gets nothing. ``body`` makes the whole answer, or ``lines`` a batch of it, from the key of the
    last line on. ``moves`` says that what is wanted can have gone to another address. ``shape`` is
    what the answer, or a line of it, is; None where it is not ours.
    """

    name: str
    address: str
    about: str
    tables: tuple[str, ...]
    media_type: str = JSON
    shape: type | None = None
    parameters: tuple[Parameter, ...] = ()
    body: Callable[[Connection, Asked], str | Moved] | None = None
    lines: Callable[[Connection, Asked, str], Batch] | None = None
    moves: bool = False
    page: str = ""
    part: Part[Any] | None = None


def _twin(page: Page[Any]) -> Resource:
    """The document that says what a page does."""

    def body(conn: Connection, asked: Asked) -> str | Moved:
        shown = page.ask(conn, asked.id, asked.query)
        return shown if isinstance(shown, Moved) else json.dumps(page.document(asked.whole(conn, shown), page.links))

    return Resource(
        name=page.shape.__name__.removesuffix("Document").lower(),
        address=rf"{page.address}\.json",
        about=page.about,
        tables=page.tables,
        shape=page.shape,
        parameters=parameters_of(page.filter),
        body=body,
        moves=page is DEAL,
        page=page.name,
        part=page.part,
    )


def _changes(conn: Connection, asked: Asked) -> str:
    return json.dumps(documents.changes(changes.list_changes(conn, ChangeFilter.read(asked.query)), Links()))


def _feed(conn: Connection, asked: Asked) -> str:
    wanted = DealFilter.read(asked.query)
    query = urlencode(wanted.query)
    own = f"{asked.root}/deals.atom{f'?{query}' if query else ''}"
    head = feed.Head(f"{asked.database} {query}", "AI deals", "datasette-aideals", own, asked.root)
    return feed.atom(head, feed.entries(latest.latest_changes(conn, wanted), Links(f"{asked.root}/")))


@lru_cache(maxsize=16)
def _description_of(database: str) -> str:
    from .openapi import description

    return json.dumps(description(RESOURCES, database))


_DEALS = parameters_of(DealFilter)

_DEAL_LINES = tuple(dict.fromkeys((*deals.LIST_TABLES, *deal.TABLES)))

RESOURCES: tuple[Resource, ...] = (
    *(_twin(page) for page in PAGES),
    Resource(
        name="changes",
        address=r"/changes\.json",
        about="Which deals became new, changed or were withdrawn, in the order in which it was written down.",
        tables=changes.TABLES,
        shape=ChangesDocument,
        parameters=parameters_of(ChangeFilter),
        body=_changes,
    ),
    Resource(
        name="deal_lines",
        address=r"/deals\.ndjson",
        about="Whole deals, a line for each, in the order of their ids, without an end of page.",
        tables=_DEAL_LINES,
        media_type=LINES,
        shape=DealLine,
        parameters=without(_DEALS, "facets", "sort", "size", "next"),
        lines=deal_lines,
        part=DEAL.part,
    ),
    Resource(
        name="article_lines",
        address=r"/articles\.ndjson",
        about="Whole articles, a line for each, in the order of their ids.",
        tables=article.TABLES,
        media_type=LINES,
        shape=ArticleLine,
        lines=article_lines,
    ),
    Resource(
        name="organization_lines",
        address=r"/organizations\.ndjson",
        about="Whole organisations, a line for each, in the order of their ids.",
        tables=organizations.TABLES,
        media_type=LINES,
        shape=OrganizationLine,
        lines=organization_lines,
    ),
    Resource(
        name="feed",
        address=r"/deals\.atom",
        about="An Atom feed of new and changed deals, the one that changed last first.",
        tables=latest.TABLES,
        media_type=ATOM,
        parameters=without(_DEALS, "facets", "sort", "next"),
        body=_feed,
    ),
    Resource(
        name="openapi",
        address=r"/openapi\.json",
        about="This description.",
        tables=deals.TABLES,
        body=lambda conn, asked: _description_of(asked.database),
    ),
)
"""Every address that programs read, the most general ones last."""
