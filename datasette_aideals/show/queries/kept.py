"""Figures over all deals, kept in memory until the log says that a deal has changed."""

from collections.abc import Callable, Hashable
from sqlite3 import Connection
from typing import TypeVar, cast

T = TypeVar("T")

MOST = 500
"""Figures that are kept of one database."""

_kept: dict[str, tuple[tuple[object, ...], dict[Hashable, object]]] = {}


def kept(conn: Connection, key: Hashable, figure: Callable[[], T]) -> T:
    """What ``figure`` gives, asked again only when a deal has changed since it was asked with this key.

    Whoever calls this reads the table ``deal_log``.
    """
    file = next((path for _, name, path in conn.execute("PRAGMA database_list") if name == "main"), "")
    logged = conn.execute("SELECT id, at, digest FROM deal_log ORDER BY id DESC LIMIT 1").fetchone()
    if not file or not logged:
        return figure()
    last = (*logged, *conn.execute("PRAGMA schema_version").fetchone())
    version, figures = _kept.get(file, (None, {}))
    if version != last or len(figures) >= MOST:
        figures = {}
        _kept[file] = (last, figures)
    if key not in figures:
        figures[key] = figure()
    return cast(T, figures[key])
