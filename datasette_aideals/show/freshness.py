"""Whether a database is still as it was: what conditional requests are answered from, and figures kept."""

import hashlib
import os
import secrets
from collections import OrderedDict
from sqlite3 import Connection
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from .queries.kept import Figures

Database = Any
"""A database as Datasette has it."""

KEPT = 1000
"""How many addresses a database's tags are kept for."""


class Watcher:
    """Watches one database over a connection of its own, and keeps the tags of what was made from it.

    SQLite numbers the states that a connection sees, whoever writes. A document's tag is a hash of
    the document; while the number stays, the tag does, and the document need not be made again.
    """

    def __init__(self, connection: Connection, origin: str) -> None:
        self._connection = connection
        self._origin = origin
        self._lock = Lock()
        self._tags: OrderedDict[str, tuple[int, str]] = OrderedDict()
        self._figures: tuple[int, Figures] = (-1, Figures())

    def state(self) -> int:
        """The number of the database's state. Raises sqlite3.Error."""
        with self._lock:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def figures(self, state: int) -> Figures:
        """What was found out in this state; what was in others is forgotten."""
        with self._lock:
            if self._figures[0] != state:
                self._figures = (state, Figures())
            return self._figures[1]

    def tag(self, address: str, state: int) -> str | None:
        """The tag of the document at an address, if it was made in this state."""
        with self._lock:
            kept = self._tags.get(address)
        return kept[1] if kept and kept[0] == state else None

    def keep(self, address: str, state: int, tag: str) -> None:
        """Keep a tag. The state must have been asked for before the document was made."""
        with self._lock:
            self._tags[address] = (state, tag)
            self._tags.move_to_end(address)
            while len(self._tags) > KEPT:
                self._tags.popitem(last=False)

    def tag_of_state(self, address: str, state: int) -> str:
        """The tag of what is too long to be made before it is sent: one for each state and address."""
        return tag_of(f"{self._origin} {state} {address}")


_watchers: "WeakKeyDictionary[Database, Watcher]" = WeakKeyDictionary()
_making = Lock()


def watcher(database: Database) -> Watcher:
    """The watcher of a database; called in a thread in which it may be read. Raises sqlite3.Error."""
    with _making:
        if database not in _watchers:
            _watchers[database] = Watcher(database.connect(), _origin(database))
        return _watchers[database]


def tag_of(text: str) -> str:
    """A strong entity tag: the same for the same text."""
    return f'"{hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def matches(tag: str, if_none_match: str | None) -> bool:
    """Whether an If-None-Match header names the tag."""
    named = [each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")]
    return tag in named or "*" in named


def _origin(database: Database) -> str:
    """What the states of a database are counted from: the file where it can't change, else this process."""
    if database.is_mutable or not database.path:
        return secrets.token_hex(8)
    found = os.stat(database.path)
    return f"{found.st_size} {found.st_mtime_ns}"
