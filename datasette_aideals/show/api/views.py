"""Answering programs: conditional requests, streams, and errors of one form."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ...compat import Datasette
from ...errors import AidealsError
from .. import documents
from ..article_documents import JSON as JSON_EXTENSION
from ..freshness import matches, tag_of
from ..links import Links
from ..shapes import Moved
from ..site import Further
from ..visit import BUSY, METHODS, Request, Visit
from .asked import Asked
from .parameters import read_query
from .resources import JSON, RESOURCES, Resource
from .streams import Batch

__all__ = ["RESOURCES", "view"]

Response = Any
View = Callable[[Datasette, Request], Awaitable[Response]]

ALLOWED = ", ".join(METHODS)
RETRY_SECONDS = "1"


@dataclass(frozen=True)
class _Found:
    """What was found, with its tag: a whole body, the first lines, where the thing has moved to.

    None of these where the client has it already.
    """

    tag: str = ""
    body: str | None = None
    first: Batch | None = None
    moved: Moved | None = None


def view(resource: Resource) -> View:
    """The view that answers at a resource's address."""

    async def answer(datasette: Datasette, request: Request) -> Response:
        return await _Answer(Visit(datasette, request), resource).response()

    return answer


class _Answer:
    """The answer to one request for one resource."""

    def __init__(self, visit: Visit, resource: Resource) -> None:
        self.visit = visit
        self.resource = resource

    async def response(self) -> Response:
        """What goes out, whatever happens."""
        if self.visit.request.method == "OPTIONS":
            return self._plain("", 204, {"Allow": ALLOWED})
        try:
            return await self._found()
        except (AidealsError, sqlite3.Error) as error:
            return self._problem(*self.visit.explained(error))

    async def _found(self) -> Response:
        """The answer where nothing is wrong. Raises AidealsError or sqlite3.Error."""
        await self.visit.enter(self.resource.tables, self.resource.page)
        args = self.visit.request.args
        query = read_query({key: args.getlist(key) for key in args}, self.resource.parameters)
        asked = self._asked(query, await self.visit.further(self.resource.part))
        found = await self.visit.ask(lambda conn: self._look(conn, asked))
        if found.moved:
            return self._plain("", 302, {"Location": Links("../").deal(found.moved.id, JSON_EXTENSION)})
        headers = {"ETag": found.tag, "Cache-Control": self._caching()}
        if found.first:
            return self._stream(asked, found.first, headers)
        return self._plain(found.body or "", 304 if found.body is None else 200, headers)

    def _look(self, conn: sqlite3.Connection, asked: Asked) -> _Found:
        """What is wanted, or only its tag where the client has it. Runs in the database's thread."""
        known = self.visit.request.headers.get("if-none-match")
        watch, state = self.visit.watch, self.visit.state
        address = f"{self.resource.name} {asked.key}"
        if self.resource.lines:
            tag = watch.tag_of_state(address, state)
            first = None if matches(tag, known) else self.resource.lines(conn, asked, "")
            return _Found(tag, first=first)
        kept = watch.tag(address, state)
        if kept and matches(kept, known):
            return _Found(kept)
        assert self.resource.body
        body = self.resource.body(conn, asked)
        if isinstance(body, Moved):
            return _Found(moved=body)
        tag = tag_of(body)
        watch.keep(address, state, tag)
        return _Found(tag, None if matches(tag, known) else body)

    def _asked(self, query: dict[str, str], further: Further[Any] | None) -> Asked:
        datasette, request = self.visit.datasette, self.visit.request
        path = datasette.urls.database(self.visit.name)
        return Asked(self.visit.id, query, datasette.absolute_url(request, f"{path}/-/aideals"), path, further)

    def _caching(self) -> str:
        """As Datasette's own answers; it adds by itself that what a visitor who logged in sees is private."""
        seconds = self.visit.datasette.setting("default_cache_ttl")
        return f"max-age={seconds}" if seconds else "no-cache"

    def _problem(self, message: str, status: int) -> Response:
        headers = {"Cache-Control": "no-store"}
        if status == 405:
            headers["Allow"] = ALLOWED
        if message == BUSY:
            headers["Retry-After"] = RETRY_SECONDS
        return self._plain(json.dumps(documents.problem(message, status)), status, headers, JSON)

    def _plain(self, body: str, status: int, headers: dict[str, str], media_type: str | None = None) -> Response:
        from datasette.utils.asgi import Response

        content = body.encode("utf-8")
        if self.visit.request.method == "HEAD":
            headers = {**headers, "Content-Length": str(len(content))}
            content = b""
        headers = {**headers, **self._cors()}
        return Response(content, status, headers, content_type=media_type or self.resource.media_type)

    def _stream(self, asked: Asked, first: Batch, headers: dict[str, str]) -> Response:
        from datasette.utils.asgi import AsgiStream

        async def send(writer: Any) -> None:
            if self.visit.request.method != "HEAD":
                async for text in self._texts(asked, first):
                    await writer.write(text)

        return AsgiStream(send, 200, {**headers, **self._cors()}, self.resource.media_type)

    async def _texts(self, asked: Asked, first: Batch) -> AsyncIterator[str]:
        """The lines, a batch at a time, until they end or the client has gone."""
        gone = asyncio.ensure_future(_gone(self.visit.request))
        batch = first
        try:
            while not gone.done():
                yield batch.text
                if batch.last is None:
                    return
                batch = await self.visit.ask(self._following(asked, batch.last))
        finally:
            gone.cancel()

    def _following(self, asked: Asked, last: str) -> Callable[[sqlite3.Connection], Batch]:
        lines = self.resource.lines
        assert lines
        return lambda conn: lines(conn, asked, last)

    def _cors(self) -> dict[str, str]:
        from datasette.utils import add_cors_headers

        headers: dict[str, str] = {}
        if self.visit.datasette.cors:
            add_cors_headers(headers)
            # What conditional requests need besides what Datasette lets through.
            headers["Access-Control-Allow-Headers"] += ", If-None-Match"
            headers["Access-Control-Expose-Headers"] += ", ETag, Retry-After"
        return headers


async def _gone(request: Request) -> None:
    """End when the client has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
