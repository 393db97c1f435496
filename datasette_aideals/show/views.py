"""Answering requests: who may see a page, what is asked, and what goes out when that fails."""

import json
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup

from ..compat import REVIEW, Datasette, can_view, may
from ..config import PLUGIN
from ..errors import AidealsError, BadOption, DatabaseBusy, NotOurDatabase, OldDatabase
from . import documents, pages
from .databases import Kind, kind_of, known
from .links import Links
from .render import Main
from .shapes import Moved
from .site import PAGES, Page, Part, absent

Response = Any
Request = Any
View = Callable[[Datasette, Request], Awaitable[Response]]

JSON_TYPE = "application/json; charset=utf-8"

NO_DEALS = "This database has no deals. Make one that has with: datasette aideals build DATABASE FOLDER"
OLD = "An earlier version made this database. Bring it up to date with: datasette aideals resolve DATABASE"
NOT_PUBLIC = "This is a public copy of a database, and this page is not in it."
FORBIDDEN = "You may not see this page, as you may not see all the tables it is made from."
BUSY = "The database is being written. Try again in a moment."
BROKEN = "The database could not be read. The server's log says more."

_log = logging.getLogger(__name__)


def routes() -> list[tuple[str, View]]:
    """Every page's address with the view that answers there, as Datasette's hook wants them."""
    prefix = "^/(?P<database>[^/]+)/-/aideals"
    # As a published folder has them, so that its addresses lead on when a server takes its place.
    files = [(rf"{prefix}{page.file_address}\.html$", _view(page, files=True)) for page in PAGES]
    return files + [(rf"{prefix}{page.address}(?P<json>\.json)?$", _view(page)) for page in PAGES]


def _view(page: Page[Any], *, files: bool = False) -> View:
    async def view(datasette: Datasette, request: Request) -> Response:
        answer = _Answer(datasette, request, page, page.file_links if files else page.links)
        try:
            return await answer.found()
        except AidealsError as error:
            return await answer.problem(str(error), _status(error))
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                return await answer.problem(BUSY, 503)
            return await answer.broken(error)
        except sqlite3.Error as error:
            return await answer.broken(error)

    return view


class _Answer:
    """One request for one page."""

    def __init__(self, datasette: Datasette, request: Request, page: Page[Any], links: Links) -> None:
        self.datasette = datasette
        self.request = request
        self.page = page
        self.links = links
        self.database = _database_at(datasette, request.url_vars["database"])
        self.id = unquote(request.url_vars.get("id") or "")
        self.extension = documents.JSON if request.url_vars.get("json") else ""
        self.ours = False

    async def found(self) -> Response:
        """The page, or where it has moved to. Raises AidealsError or sqlite3.Error."""
        from datasette.utils.asgi import Forbidden, Response

        if self.request.method not in ("GET", "HEAD"):
            return await self.problem("This address can only be read.", 405)
        if self.database is None:
            raise NotOurDatabase("There is no database of this name.")
        if not await can_view(self.datasette, self.request.actor, self.database, self.page.tables):
            if self.extension:
                return await self.problem(FORBIDDEN, 403)
            # Datasette answers, or a plugin that lets people log in.
            raise Forbidden(FORBIDDEN)
        kind = await kind_of(self.datasette, self.database)
        if kind is Kind.OTHER:
            raise NotOurDatabase(NO_DEALS)
        if kind is Kind.OLD:
            raise OldDatabase(OLD)
        self.ours = True
        self.links = replace(self.links, absent=absent(known(self.datasette)[self.database]))
        if not self.links.offers(self.page.name):
            raise NotOurDatabase(NOT_PUBLIC)
        shown = await self._ask()
        if isinstance(shown, Moved):
            return Response.redirect(self.links.deal(shown.id, self.extension), headers=self._headers())
        if self.extension:
            return self._json(self.page.document(shown, self.links), 200)
        return await self._html(self.page.main(shown, self.links), 200)

    async def problem(self, message: str, status: int) -> Response:
        """A message in the form that was asked for."""
        if self.extension:
            return self._json(documents.problem(message, status), status)
        main = pages.problem(_TITLES.get(status, "Not possible"), message, self.links, ours=self.ours)
        return await self._html(main, status)

    async def broken(self, error: sqlite3.Error) -> Response:
        """A fixed message; what SQLite said is for the log only, as it may name files."""
        _log.error("%s could not be read: %s", self.database, error, exc_info=error)
        return await self.problem(BROKEN, 500)

    async def _ask(self) -> Any:
        query = {key: self.request.args.get(key) for key in self.request.args}

        part = await self._part()
        named = bool(part) and await may(self.datasette, self.request.actor, REVIEW)

        def ask(conn: sqlite3.Connection) -> Any:
            shown = self.page.ask(conn, self.id, query)
            return shown if part is None or isinstance(shown, Moved) else part.add(conn, shown, named=named)

        return await self.datasette.get_database(self.database).execute_fn(ask)

    async def _part(self) -> Part[Any] | None:
        """What the page adds, where the database has it, as a public copy does not, and it may be seen."""
        part = self.page.part
        if part is None or not set(part.tables) <= known(self.datasette)[str(self.database)]:
            return None
        visible = await can_view(self.datasette, self.request.actor, str(self.database), part.tables)
        return part if visible else None

    async def _html(self, main: Main, status: int) -> Response:
        from datasette.utils.asgi import Response

        context = {
            "title": main.title,
            "main": Markup(main.html),
            "database": self.database if self.ours and status < 500 else None,
            "stylesheet": self.datasette.urls.static_plugins(PLUGIN, f"aideals.css?v={version('datasette-aideals')}"),
        }
        body = await self.datasette.render_template("aideals_page.html", context, request=self.request)
        return Response.html(body, status=status)

    def _json(self, document: Mapping[str, Any], status: int) -> Response:
        from datasette.utils.asgi import Response

        return Response(json.dumps(document), status=status, headers=self._headers(), content_type=JSON_TYPE)

    def _headers(self) -> dict[str, str]:
        from datasette.utils import add_cors_headers

        headers: dict[str, str] = {}
        if self.extension and self.datasette.cors:
            add_cors_headers(headers)
        return headers


def _database_at(datasette: Datasette, route: str) -> str | None:
    """The name of the database at an address, which need not be the same."""
    from datasette.utils import tilde_decode

    try:
        name: str = datasette.get_database(route=tilde_decode(route)).name
    except KeyError:
        return None
    return name


_TITLES = {
    400: "That can't be asked",
    404: "Not found",
    405: "Not possible",
    500: "Not readable",
    503: "Not at the moment",
}


def _status(error: AidealsError) -> int:
    if isinstance(error, BadOption):
        return 400
    return 503 if isinstance(error, (DatabaseBusy, OldDatabase)) else 404
