"""Answering requests to review: who may, what they see, and what becomes of what they send."""

import json
import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from importlib.metadata import version as installed
from typing import Any
from urllib.parse import parse_qsl, unquote

from markupsafe import Markup

from .. import compat
from ..compat import REVIEW, Datasette
from ..config import PLUGIN
from ..errors import (
    AidealsError,
    BadEntry,
    BadOption,
    DatabaseBusy,
    NotOurDatabase,
    Outdated,
)
from ..show.databases import is_ours
from ..show.links import Links
from ..show.pages import problem
from ..show.render import Main
from . import documents, pages, queue, screen
from .pages import Unsaved

Response = Any
Request = Any
View = Callable[[Datasette, Request], Awaitable[Response]]

FORBIDDEN = "Reviewing needs the permission aideals-review, which root has and the setting review_allow gives."
ELSEWHERE = "This was sent by another site's page, so nothing was done."
BUSY = "The database is being written by another program. Nothing was lost: try again in a moment."
BROKEN = "The database could not be read. The server's log says more."
READ_ONLY = "This database is served read-only, so nothing can be decided on it here."
NO_DEALS = "This database has no deals. Make one that has with: datasette aideals build DATABASE FOLDER"

_OWN = ("csrftoken", "version")
_PARTY = re.compile(r"(party|role|party_quote)(\d{1,2})")
_ARTICLE = re.compile(r"article\d{1,3}")

_log = logging.getLogger(__name__)


def routes() -> list[tuple[str, View]]:
    """The addresses of the queue and of the screens, as Datasette's hook wants them."""
    prefix = "^/(?P<database>[^/]+)/-/aideals/review"
    return [(rf"{prefix}(?P<json>\.json)?$", view), (rf"{prefix}/(?P<id>[^/]+?)(?P<json>\.json)?$", view)]


async def view(datasette: Datasette, request: Request) -> Response:
    """The queue, or an article's screen; what is posted there is carried out."""
    asked = _Asked(datasette, request)
    unsaved: Unsaved | None = None
    try:
        await asked.allow()
        if request.method == "POST":
            details = await asked.details()
            try:
                return await asked.done(await asked.perform(details))
            except (AidealsError, sqlite3.OperationalError) as error:
                message, status = _told(error)
                unsaved = Unsaved(message, details, status)
                if asked.as_json:
                    return asked.json(documents.problem(message, status), status)
        elif request.method not in ("GET", "HEAD"):
            return await asked.problem("This address takes GET and POST.", 405)
        return await asked.page(unsaved)
    except (AidealsError, sqlite3.Error) as error:
        message, status = _told(error)
        if status == 403:
            return await asked.refused(message)
        return await asked.problem(message, status)


class _Refused(AidealsError):
    """The person may not do this."""


class _Asked:
    """One request."""

    def __init__(self, datasette: Datasette, request: Request) -> None:
        self.datasette = datasette
        self.request = request
        self.id = unquote(request.url_vars.get("id") or "")
        accepted = str(request.headers.get("accept", ""))
        self.as_json = bool(request.url_vars.get("json")) or compat.is_json(request) or accepted == "application/json"
        self.links = Links("../" if self.id else "")
        self.database = ""
        self.ours = False

    async def allow(self) -> None:
        """Raises an AidealsError where there is nothing to review, or the person may not."""
        from datasette.utils import tilde_decode

        if self.request.method == "POST" and compat.from_elsewhere(self.request):
            raise _Refused(ELSEWHERE)
        try:
            self.database = self.datasette.get_database(route=tilde_decode(self.request.url_vars["database"])).name
        except KeyError as error:
            raise NotOurDatabase("There is no database of this name.") from error
        actor = self.request.actor
        tables = screen.TABLES if self.id else queue.TABLES
        if not await compat.may(self.datasette, actor, REVIEW) or not await compat.can_view(
            self.datasette, actor, self.database, tables
        ):
            raise _Refused(FORBIDDEN)
        if not await is_ours(self.datasette, self.database):
            raise NotOurDatabase(NO_DEALS)
        self.ours = True

    async def details(self) -> dict[str, Any]:
        """What was posted, with numbered fields of a form as lists. Raises BadEntry."""
        try:
            body = await compat.posted(self.request)
        except ValueError as error:
            raise BadEntry("The body is not valid JSON.") from error
        if not isinstance(body, Mapping):
            raise BadEntry("Send an object with the key action.")
        return dict(body) if compat.is_json(self.request) else from_form(body)

    async def perform(self, details: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out what was posted, and what it changed as JSON. Raises AidealsError or sqlite3.OperationalError."""
        if not self.datasette.get_database(self.database).is_mutable:
            raise BadEntry(READ_ONLY)
        actor = (self.request.actor or {}).get("id")

        def run(conn: sqlite3.Connection) -> dict[str, Any]:
            return _perform(conn, details, self.id or None, None if actor is None else str(actor))

        return await compat.write(self.datasette, self.database, run)

    async def done(self, outcome: dict[str, Any]) -> Response:
        """What was done: as JSON, or the page again with a message."""
        from datasette.utils.asgi import Response

        if self.as_json:
            return self.json(outcome, 200)
        response = Response.redirect(self.request.path, status=303)
        self.datasette.add_message(self.request, documents.sentence(outcome))
        return response

    async def page(self, unsaved: Unsaved | None) -> Response:
        """The queue or the screen."""
        status = unsaved.status if unsaved else 200
        database = self.datasette.get_database(self.database)
        if self.id:
            shown = await database.execute_fn(lambda conn: screen.look(conn, self.id))
            if self.as_json:
                return self.json(documents.screen(shown), 200)
            return await self.html(pages.screen(shown, self.links, compat.csrf_token(self.request), unsaved), status)
        wanted = queue.Wanted.read(dict(parse_qsl(self.request.query_string)))
        found = await database.execute_fn(lambda conn: queue.look(conn, wanted))
        if self.as_json:
            return self.json(documents.queue(found), 200)
        return await self.html(pages.queue(found, self.links, compat.csrf_token(self.request), unsaved), status)

    async def refused(self, message: str) -> Response:
        """Datasette answers, or a plugin that lets people log in; a program gets JSON."""
        from datasette.utils.asgi import Forbidden

        if self.as_json:
            return self.json(documents.problem(message, 403), 403)
        raise Forbidden(message)

    async def problem(self, message: str, status: int) -> Response:
        """A message in the form that was asked for."""
        if self.as_json:
            return self.json(documents.problem(message, status), status)
        return await self.html(problem("Not possible", message, self.links, ours=self.ours), status)

    async def html(self, main: Main, status: int) -> Response:
        """A page in Datasette's frame."""
        from datasette.utils.asgi import Response

        def static(name: str) -> str:
            return str(self.datasette.urls.static_plugins(PLUGIN, f"{name}?v={installed(PLUGIN)}"))

        context = {
            "title": main.title,
            "main": Markup(main.html),
            "database": self.database if self.ours and status < 500 else None,
            "stylesheet": static("aideals.css"),
            "review_stylesheet": static("review.css"),
            "review_script": static("review.js"),
        }
        body = await self.datasette.render_template("aideals_review.html", context, request=self.request)
        return Response.html(body, status=status, headers={"cache-control": "private, no-store"})

    def json(self, document: Mapping[str, Any], status: int) -> Response:
        """A JSON document, which no other site may read."""
        from datasette.utils.asgi import Response

        return Response(
            json.dumps(document),
            status=status,
            headers={"cache-control": "private, no-store"},
            content_type="application/json; charset=utf-8",
        )


def from_form(fields: Mapping[str, str]) -> dict[str, Any]:
    """A form's fields as the actions take them: ``party1`` and ``role1`` as parties, ``article1`` as articles."""
    plain = {
        name: value for name, value in fields.items() if not _PARTY.fullmatch(name) and not _ARTICLE.fullmatch(name)
    }
    names = {"party": "name", "role": "role", "party_quote": "quote"}
    parties: dict[int, dict[str, str]] = {}
    for name, value in fields.items():
        if (found := _PARTY.fullmatch(name)) and value.strip():
            parties.setdefault(int(found[2]), {})[names[found[1]]] = value
    named = [party for _, party in sorted(parties.items()) if "name" in party]
    articles = [value for name, value in sorted(fields.items()) if _ARTICLE.fullmatch(name) and value]
    return {**plain, **({"parties": named} if named else {}), **({"articles": articles} if articles else {})}


def _perform(
    conn: sqlite3.Connection, details: Mapping[str, Any], article: str | None, actor: str | None
) -> dict[str, Any]:
    from sqlite_utils import Database

    from .given import Given
    from .performing import accept_simple, describe, perform

    factory, conn.row_factory = conn.row_factory, None
    try:
        db = Database(conn)
        if details.get("action") == "accept_simple":
            return describe(accept_simple(db, actor, [article] if article else None))
        given = Given.read(details)
        return describe(perform(db, given, actor, article=article, seen=given.text("version")))
    finally:
        conn.row_factory = factory


def _told(error: Exception) -> tuple[str, int]:
    """What a person is told about an error, and the status that goes with it."""
    if isinstance(error, sqlite3.Error):
        if any(word in str(error) for word in ("locked", "busy")):
            return BUSY, 503
        _log.error("A request to review failed: %s", error, exc_info=error)
        return BROKEN, 500
    statuses: tuple[tuple[type[AidealsError], int], ...] = (
        (_Refused, 403),
        (Outdated, 409),
        (BadEntry, 400),
        (BadOption, 400),
        (DatabaseBusy, 503),
    )
    return str(error), next((status for kind, status in statuses if isinstance(error, kind)), 404)
