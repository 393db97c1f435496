"""Which of the served databases hold our tables."""

import sqlite3
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any
from weakref import WeakKeyDictionary

from ..compat import Datasette, served_databases
from ..config import PLUGIN, read_settings
from ..store.outdated import lacking, stale_views
from ..store.schema import COPY_MARKER, MARKER

_known: "WeakKeyDictionary[Any, dict[str, frozenset[str]]]" = WeakKeyDictionary()


class Kind(Enum):
    """What a database is to us."""

    OURS = "ours"
    OLD = "of an earlier version"
    OTHER = "another one"


async def kind_of(datasette: Datasette, name: str) -> Kind:
    """Whether the database holds all of our tables and columns, or is a public copy of one, and is one to show.

    What once was found to be ours stays known, so that only the first request asks the file.
    """
    if name in known(datasette):
        return Kind.OURS
    wanted = read_settings(datasette.plugin_config(PLUGIN)).database
    if name not in served_databases(datasette) or (wanted and name != wanted):
        return Kind.OTHER
    try:
        kind, present = await datasette.get_database(name).execute_fn(_kind)
    except sqlite3.Error:
        # A file that can't be read holds nothing we can show; Datasette's own pages tell why.
        return Kind.OTHER
    if kind is Kind.OURS:
        _known.setdefault(datasette, {})[name] = present
    return Kind(kind)


async def is_ours(datasette: Datasette, name: str) -> bool:
    """Whether the pages of a database can be shown."""
    return await kind_of(datasette, name) is Kind.OURS


async def find_ours(datasette: Datasette) -> list[str]:
    """Names of all databases that are ours and to be shown."""
    return [name for name in served_databases(datasette) if await is_ours(datasette, name)]


def has_tables(datasette: Datasette, name: str, wanted: Iterable[str]) -> bool:
    """Whether a database that was found to be ours has these tables; a public copy lacks some."""
    return known(datasette)[name] >= set(wanted)


def known(datasette: Datasette) -> Mapping[str, frozenset[str]]:
    """The databases that were found to be ours so far, with the names of their tables."""
    return _known.get(datasette, {})


def _kind(conn: sqlite3.Connection) -> tuple[Kind, frozenset[str]]:
    found = conn.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    present = frozenset(str(name) for (name,) in found)
    if MARKER not in present:
        return Kind.OTHER, present
    if COPY_MARKER not in present and (lacking(conn) or stale_views(conn)):
        return Kind.OLD, present
    return Kind.OURS, present
