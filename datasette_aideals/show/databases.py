"""Which of the served databases hold our tables."""

import sqlite3
from enum import Enum
from typing import Any
from weakref import WeakKeyDictionary

from ..compat import Datasette, served_databases
from ..config import PLUGIN, read_settings
from ..store.outdated import lacking, stale_views
from ..store.schema import MARKER


class Kind(Enum):
    """What a database is to us."""

    OURS = "ours"
    OLD = "of an earlier version"
    OTHER = "another one"


_known: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


async def is_ours(datasette: Datasette, name: str) -> bool:
    """Whether the database holds all of our tables and is one to show."""
    return await kind_of(datasette, name) is Kind.OURS


async def kind_of(datasette: Datasette, name: str) -> Kind:
    """Whether the database is one to show.

    What once was found to be ours stays known, so that only the first request asks the file.
    """
    if name in known(datasette):
        return Kind.OURS
    wanted = read_settings(datasette.plugin_config(PLUGIN)).database
    if name not in served_databases(datasette) or (wanted and name != wanted):
        return Kind.OTHER
    try:
        found: Kind = await datasette.get_database(name).execute_fn(_kind)
    except sqlite3.Error:
        # A file that can't be read holds nothing we can show; Datasette's own pages tell why.
        return Kind.OTHER
    if found is Kind.OURS:
        _known.setdefault(datasette, set()).add(name)
    return found


async def find_ours(datasette: Datasette) -> list[str]:
    """Names of all databases that are ours and to be shown."""
    return [name for name in served_databases(datasette) if await is_ours(datasette, name)]


def known(datasette: Datasette) -> set[str]:
    """Names of the databases that were found to be ours so far."""
    return _known.get(datasette, set())


def _kind(conn: sqlite3.Connection) -> Kind:
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [MARKER]).fetchone():
        return Kind.OTHER
    return Kind.OLD if lacking(conn) or stale_views(conn) else Kind.OURS
