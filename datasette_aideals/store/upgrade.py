"""Giving a database that an earlier version made the tables and columns it lacks."""

from collections.abc import Callable, Mapping

from sqlite_utils import Database

from ..text.suspicion import suspicion
from .schema import Table, create_statements, tables

Lacking = Mapping[str, tuple[str, ...]]


def lacking(db: Database) -> Lacking:
    """The columns of schema.yml that a database lacks, by table; all of them where the table is missing."""
    there: dict[str, set[str]] = {}
    found = db.conn.execute(
        "SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns"
        " WHERE tables.type = 'table'"
    )
    for table, column in found:
        there.setdefault(table, set()).add(column)
    missing = {table.name: _missing(table, there.get(table.name, set())) for table in tables()}
    return {name: columns for name, columns in missing.items() if columns}


def complete(db: Database, missing: Lacking) -> None:
    """Add the columns and tables that are missing, in one transaction; what is there stays as it is.

    An added column holds null in the rows that are there, whatever schema.yml requires of further ones,
    but for those that follow from the others and are filled in.
    """
    there = {name for (name,) in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    with db.atomic():
        for table in tables():
            for column in table.columns:
                if table.name in there and column.name in missing.get(table.name, ()):
                    db.conn.execute(f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {column.type}')
        for statement in create_statements():
            db.conn.execute(statement)
        for (name, column_name), fill in _FILLED.items():
            if name in there and column_name in missing.get(name, ()):
                fill(db)


def _missing(table: Table, there: set[str]) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name not in there)


def _fill_flags(db: Database) -> None:
    texts = db.conn.execute("SELECT sha256, text FROM article_texts")
    flags = [(flag, sha256) for sha256, text in texts if (flag := suspicion(text).flag)]
    db.conn.executemany("UPDATE articles SET flagged = ? WHERE sha256 = ?", flags)


_FILLED: dict[tuple[str, str], Callable[[Database], None]] = {("articles", "flagged"): _fill_flags}
