"""Which of the served databases hold our tables."""

import sqlite3
from typing import Any
from weakref import WeakKeyDictionary

from ..compat import Datasette, served_databases
from ..config import PLUGIN, read_settings
from ..store.schema import tables

_known: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


async def is_ours(datasette: Datasette, name: str) -> bool:
    """Whether the database holds all of our tables and is one to show.

    What once was found stays known, so that only the first request asks the file.
    """
    if name in known(datasette):
        return True
    wanted = read_settings(datasette.plugin_config(PLUGIN)).database
    if name not in served_databases(datasette) or (wanted and name != wanted):
        return False
    try:
        present = await datasette.get_database(name).execute_fn(_table_names)
    except sqlite3.Error:
        # A file that can't be read holds nothing we can show; Datasette's own pages tell why.
        return False
    if not {table.name for table in tables()} <= present:
        return False
    _known.setdefault(datasette, set()).add(name)
    return True


async def find_ours(datasette: Datasette) -> list[str]:
    """Names of all databases that are ours and to be shown."""
    return [name for name in served_databases(datasette) if await is_ours(datasette, name)]


def known(datasette: Datasette) -> set[str]:
    """Names of the databases that were found to be ours so far."""
    return _known.get(datasette, set())


def _table_names(conn: sqlite3.Connection) -> set[str]:
    return {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
