"""Which of the served databases hold our tables."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from ..compat import Datasette, served_databases
from ..config import PLUGIN, read_settings
from ..errors import NotOurDatabase, OldDatabase
from ..store.outdated import lacking, stale_views
from ..store.schema import COPY_MARKER, MARKER

NO_DEALS = "This database has no deals. Make one that has with: datasette aideals build DATABASE FOLDER"
OLD = "An earlier version made this database. Bring it up to date with: datasette aideals resolve DATABASE"

_known: "WeakKeyDictionary[Any, dict[str, frozenset[str]]]" = WeakKeyDictionary()


async def require_ours(datasette: Datasette, name: str) -> None:
    """Do nothing where the database holds all of our tables, or is a public copy of one, and is one to show.

    What once was found stays known, so that only the first request asks the file. Raises
    NotOurDatabase, OldDatabase or sqlite3.Error.
    """
    if name in known(datasette):
        return
    wanted = read_settings(datasette.plugin_config(PLUGIN)).database
    if name not in served_databases(datasette) or (wanted and name != wanted):
        raise NotOurDatabase(NO_DEALS)
    present = await datasette.get_database(name).execute_fn(_tables_of_ours)
    _known.setdefault(datasette, {})[name] = present


async def is_ours(datasette: Datasette, name: str) -> bool:
    """Whether the pages of a database can be shown."""
    try:
        await require_ours(datasette, name)
    except (NotOurDatabase, OldDatabase, sqlite3.Error):
        # A file that can't be read holds nothing we can show; Datasette's own pages tell why.
        return False
    return True


async def find_ours(datasette: Datasette) -> list[str]:
    """Names of all databases that are ours and to be shown."""
    return [name for name in served_databases(datasette) if await is_ours(datasette, name)]


def has_tables(datasette: Datasette, name: str, wanted: Iterable[str]) -> bool:
    """Whether a database that was found to be ours has these tables; a public copy lacks some."""
    return known(datasette)[name] >= set(wanted)


def known(datasette: Datasette) -> Mapping[str, frozenset[str]]:
    """The databases that were found to be ours so far, with the names of their tables."""
    return _known.get(datasette, {})


def _tables_of_ours(conn: sqlite3.Connection) -> frozenset[str]:
    """The tables and views of a database of ours. Raises NotOurDatabase or OldDatabase."""
    found = conn.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    present = frozenset(str(name) for (name,) in found)
    if MARKER not in present:
        raise NotOurDatabase(NO_DEALS)
    if COPY_MARKER not in present and (lacking(conn) or stale_views(conn)):
        raise OldDatabase(OLD)
    return present
