"""Which organisations the picture of flows shows, and where: computed where these or their payments changed."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from ..store.database import rows
from .known import PICTURE
from .layout import Point, positions
from .readings import fingerprint

MOST = 60
"""Organisations that are drawn: those through which most money goes."""

_IN = "IN (SELECT value FROM json_each(?))"


def places(db: Database, keys: Iterable[str]) -> dict[str, Point]:
    """Where those organisations are drawn that have one of ``keys``, by id."""
    sql = f"SELECT id, x, y FROM organizations WHERE x IS NOT NULL AND key {_IN}"
    return {row["id"]: (row["x"], row["y"]) for row in rows(db, sql, [json.dumps(sorted(keys))])}


def draw(db: Database, kept: Mapping[str, Point]) -> None:
    """Give each organisation in the picture its place.

    ``kept`` are the places of organisations that were written anew meanwhile: they hold where nothing
    in the picture changed.
    """
    nodes = _drawn(db)
    edges = _edges(db, nodes)
    picture = fingerprint([*nodes, "", *edges])
    stored = rows(db, "SELECT value FROM resolved WHERE name = ?", [PICTURE])
    found = kept
    if not stored or stored[0]["value"] != picture:
        found = positions(nodes, edges)
        db.conn.execute("INSERT OR REPLACE INTO resolved (name, value) VALUES (?, ?)", [PICTURE, picture])
        sql = f"UPDATE organizations SET x = NULL, y = NULL WHERE x IS NOT NULL AND NOT id {_IN}"
        db.conn.execute(sql, [json.dumps(nodes)])
    db.conn.executemany(
        "UPDATE organizations SET x = ?, y = ? WHERE id = ? AND (x IS NOT ? OR y IS NOT ?)",
        [(x, y, node, x, y) for node, (x, y) in found.items()],
    )


def _drawn(db: Database) -> list[str]:
    """The organisations to draw; names decide between those through which the same sum goes."""
    sql = """
        SELECT node FROM (
          SELECT source AS node, amount_usd FROM flows WHERE gives = 'money'
          UNION ALL SELECT target, amount_usd FROM flows WHERE gives = 'money'
        ) GROUP BY node ORDER BY sum(coalesce(amount_usd, 0)) DESC, node LIMIT ?
    """
    return [row["node"] for row in rows(db, sql, [MOST])]


def _edges(db: Database, nodes: list[str]) -> list[tuple[Any, Any]]:
    sql = f"""
        SELECT DISTINCT source, target FROM flows
        WHERE gives = 'money' AND source {_IN} AND target {_IN} ORDER BY source, target
    """
    among = json.dumps(nodes)
    return [(row["source"], row["target"]) for row in rows(db, sql, [among, among])]
