"""Telling what a database that an earlier version made lacks; whoever only reads it can't add that."""

import re
from collections.abc import Mapping
from sqlite3 import Connection

from .schema import Table, index_names, sql_statements, tables

_VIEW = re.compile(r"CREATE VIEW IF NOT EXISTS (\w+) (.*?);?\s*$", re.DOTALL)

Lacking = Mapping[str, tuple[str, ...]]


def lacking(conn: Connection) -> Lacking:
    """The columns of schema.yml that a database lacks, by table; all of them where the table is missing."""
    there: dict[str, set[str]] = {}
    found = conn.execute(
        "SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns"
        " WHERE tables.type = 'table'"
    )
    for table, column in found:
        there.setdefault(table, set()).add(column)
    missing = {table.name: _missing(table, there.get(table.name, set())) for table in tables()}
    return {name: columns for name, columns in missing.items() if columns}


def stale_views(conn: Connection) -> list[str]:
    """Views that a database lacks, or has in another wording."""
    there = dict(conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'"))
    matches = (_VIEW.search(statement) for statement in sql_statements("views"))
    wanted = {match[1]: f"CREATE VIEW {match[1]} {match[2]}" for match in matches if match}
    return [name for name, sql in wanted.items() if there.get(name) != sql]


def lacks_index(conn: Connection) -> bool:
    """Whether an index of ours is missing; the database answers as well without it, but slowly."""
    there = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    return any(name not in there for name in index_names())


def _missing(table: Table, there: set[str]) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name not in there)
