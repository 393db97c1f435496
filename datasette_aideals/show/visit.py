"""What every request goes through, whether it wants a page or a document: names, permissions, reading, errors."""

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import unquote

from ..compat import REVIEW, Datasette, can_view, may
from ..errors import (
    AidealsError,
    BadOption,
    DatabaseBusy,
    Forbidden,
    NotAllowed,
    NotOurDatabase,
    OldDatabase,
)
from .databases import known, require_ours
from .freshness import Watcher, watcher
from .queries.kept import keeping
from .site import BEHIND_VIEWS, Further, Part, absent

Request = Any
T = TypeVar("T")

METHODS = ("GET", "HEAD", "OPTIONS")
"""What the addresses take; all of them only read."""

FORBIDDEN = "You may not see this page, as you may not see all the tables it is made from."
BUSY = "The database is being written. Try again in a moment."
BROKEN = "The database could not be read. The server's log says more."
NOT_PUBLIC = "This is a public copy of a database, and this page is not in it."
READ_ONLY = "This address can only be read."
NO_DATABASE = "There is no database of this name."

_STATUSES: dict[type[AidealsError], int] = {
    BadOption: 400,
    Forbidden: 403,
    NotAllowed: 405,
    DatabaseBusy: 503,
    OldDatabase: 503,
}

_log = logging.getLogger(__name__)


class Visit:
    """One request for something in one database; its ``state`` is that of the database when it was asked."""

    def __init__(self, datasette: Datasette, request: Request) -> None:
        self.datasette = datasette
        self.request = request
        self.name = _database_at(datasette, request.url_vars["database"])
        self.id = unquote(request.url_vars.get("id") or "")
        self.ours = False
        self.absent: frozenset[str] = frozenset()
        self.watch: Watcher
        self.state: int

    @property
    def database(self) -> Any:
        """The database as Datasette has it, once ``enter`` has let the visitor in."""
        return self.datasette.get_database(self.name)

    async def enter(self, tables: Collection[str], page: str) -> None:
        """Let in whoever may see all of the tables to what is, or belongs to, a page of this name.

        Raises AidealsError or sqlite3.Error.

        Whether there are deals is only for those to know who may see them.
        """
        if self.request.method not in METHODS:
            raise NotAllowed(READ_ONLY)
        if not self.name:
            raise NotOurDatabase(NO_DATABASE)
        if not await can_view(self.datasette, self.request.actor, self.name, tables):
            raise Forbidden(FORBIDDEN)
        await require_ours(self.datasette, self.name)
        self.ours = True
        present = known(self.datasette)[self.name]
        self.absent = absent(present)
        if page in self.absent or not {*tables} <= {*present, *BEHIND_VIEWS}:
            raise NotOurDatabase(NOT_PUBLIC)

    async def further(self, part: Part[Any] | None) -> Further[Any] | None:
        """The part that a page adds, where the database has it, as a public copy does not, and it may be seen."""
        if part is None or not {*part.tables} <= known(self.datasette)[self.name]:
            return None
        if not await can_view(self.datasette, self.request.actor, self.name, part.tables):
            return None
        return Further(part, await may(self.datasette, self.request.actor, REVIEW))

    async def ask(self, reader: Callable[[sqlite3.Connection], T]) -> T:
        """What a reader finds in the database, all of it in one state. Raises AidealsError or sqlite3.Error."""

        def read(conn: sqlite3.Connection) -> T:
            self.watch = watcher(self.database)
            # Asked for before anything is read: whatever is written meanwhile makes it an old one.
            self.state = self.watch.state()
            with keeping(self.watch.figures(self.state)), _one_state(conn):
                return reader(conn)

        found: T = await self.database.execute_fn(read)
        return found

    def explained(self, error: AidealsError | sqlite3.Error) -> tuple[str, int]:
        """What to say about an error, and with which status.

        What SQLite said is for the log only, as it may name files.
        """
        if isinstance(error, sqlite3.OperationalError) and ("locked" in str(error) or "busy" in str(error)):
            return BUSY, 503
        if isinstance(error, sqlite3.Error):
            _log.error("%s could not be read: %s", self.name, error, exc_info=error)
            return BROKEN, 500
        return str(error), _STATUSES.get(type(error), 404)


@contextmanager
def _one_state(conn: sqlite3.Connection) -> Iterator[None]:
    conn.execute("BEGIN")
    try:
        yield
    finally:
        conn.rollback()


def _database_at(datasette: Datasette, route: str) -> str:
    """The name of the database at an address, which need not be the same; empty where there is none."""
    from datasette.utils import tilde_decode

    try:
        name: str = datasette.get_database(route=tilde_decode(route)).name
    except KeyError:
        return ""
    return name
