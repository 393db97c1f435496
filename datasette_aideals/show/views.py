"""Answering requests for pages: what is asked, how it goes out, and what goes out when that fails."""

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from markupsafe import Markup

from ..compat import Datasette
from ..config import PLUGIN
from ..errors import AidealsError, Forbidden
from . import pages
from .api import views as api
from .links import Links
from .render import Main
from .shapes import Moved
from .site import PAGES, Page
from .visit import Request, Visit

Response = Any
View = Callable[[Datasette, Request], Awaitable[Response]]

PREFIX = "^/(?P<database>[^/]+)/-/aideals"


def routes() -> list[tuple[str, View]]:
    """Every address with the view that answers there, as Datasette's hook wants them.

    The address of a page of a deal could be taken for that of a document or file, so it comes last.
    """
    documents = [(rf"{PREFIX}{resource.address}$", api.view(resource)) for resource in api.RESOURCES]
    # As a published folder has them, so that its addresses lead on when a server takes its place.
    files = [(rf"{PREFIX}{page.file_address}\.html$", _view(page, page.file_links)) for page in PAGES]
    return documents + files + [(rf"{PREFIX}{page.address}$", _view(page, page.links)) for page in PAGES]


def _view(page: Page[Any], links: Links) -> View:
    async def view(datasette: Datasette, request: Request) -> Response:
        answer = _Answer(Visit(datasette, request), page, links)
        try:
            return await answer.found()
        except Forbidden as error:
            from datasette.utils.asgi import Forbidden as Refused

            # Datasette answers, or a plugin that lets people log in.
            raise Refused(str(error)) from error
        except (AidealsError, sqlite3.Error) as error:
            return await answer.problem(*answer.visit.explained(error))

    return view


class _Answer:
    """The answer to one request for one page."""

    def __init__(self, visit: Visit, page: Page[Any], links: Links) -> None:
        self.visit = visit
        self.page = page
        self.links = links

    async def found(self) -> Response:
        """The page, or where it has moved to. Raises AidealsError or sqlite3.Error."""
        from datasette.utils.asgi import Response

        visit, page = self.visit, self.page
        await visit.enter(page.tables, page.name)
        self.links = replace(self.links, absent=visit.absent)
        query = {key: visit.request.args.get(key) for key in visit.request.args}
        further = await visit.further(page.part)

        def ask(conn: sqlite3.Connection) -> Any:
            found = page.ask(conn, visit.id, query)
            return further.add(conn, found) if further and not isinstance(found, Moved) else found

        shown = await visit.ask(ask)
        if isinstance(shown, Moved):
            return Response.redirect(self.links.deal(shown.id))
        return await self._html(page.main(shown, self.links), 200)

    async def problem(self, message: str, status: int) -> Response:
        """A message as a page."""
        title = _TITLES.get(status, "Not possible")
        return await self._html(pages.problem(title, message, self.links, ours=self.visit.ours), status)

    async def _html(self, main: Main, status: int) -> Response:
        from datasette.utils.asgi import Response

        datasette, visit = self.visit.datasette, self.visit
        context = {
            "title": main.title,
            "main": Markup(main.html),
            "feed": f"{datasette.urls.database(visit.name)}/-/aideals/deals.atom" if visit.ours else None,
            "database": visit.name if visit.ours and status < 500 else None,
            "stylesheet": datasette.urls.static_plugins(PLUGIN, f"aideals.css?v={version('datasette-aideals')}"),
        }
        body = await datasette.render_template("aideals_page.html", context, request=visit.request)
        return Response.html(body, status=status)


_TITLES = {400: "That can't be asked", 404: "Not found", 500: "Not readable", 503: "Not at the moment"}
