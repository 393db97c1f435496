"""What a request of a program asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any, TypeVar

from ..site import Further

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """What a request asks for: the thing's id, the query string, and where the home page is.

    ``root`` is the home page's absolute address, ``database`` the database's path. ``further`` is
    what who asks may see besides.
    """

    id: str
    query: Mapping[str, str]
    root: str
    database: str
    further: Further[Any] | None = None

    def whole(self, conn: Connection, found: T) -> T:
        """What was found, with what may be seen besides."""
        return self.further.add(conn, found) if self.further else found

    @property
    def key(self) -> str:
        """What tells the answer from others of the same resource in the same state of the database."""
        seen = None if self.further is None else self.further.named
        return repr((self.id, sorted(self.query.items()), self.root, seen))
