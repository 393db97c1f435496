"""Giving a database that an earlier version made the tables, columns and views it lacks."""

from collections.abc import Callable, Iterable

from sqlite_utils import Database

from ..text.suspicion import suspicion
from .outdated import Lacking
from .schema import create_statements, derived_tables, tables


def complete(db: Database, missing: Lacking, stale: Iterable[str] = ()) -> None:
    """Add what is missing, and make stale views anew, in one transaction; the rows that are there stay as they are.

    An added column holds null in the rows that are there, whatever schema.yml requires of further ones,
    but for those that follow from the others and are filled in.
    """
    there = {name for (name,) in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    with db.atomic():
        for table in tables():
            for column in table.columns:
                if table.name in there and column.name in missing.get(table.name, ()):
                    db.conn.execute(f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {column.type}')
        for name in stale:
            db.conn.execute(f"DROP VIEW IF EXISTS {name}")
        for statement in create_statements():
            db.conn.execute(statement)
        for (table_name, column_name), fill in _FILLED.items():
            if table_name in there and column_name in missing.get(table_name, ()):
                fill(db)
        if any(table.name in missing for table in derived_tables()):
            # Resolving makes everything anew where nothing says what the derived tables were made from.
            db.conn.execute("DELETE FROM resolved")


def _fill_flags(db: Database) -> None:
    texts = db.conn.execute("SELECT sha256, text FROM article_texts")
    flags = [(flag, sha256) for sha256, text in texts if (flag := suspicion(text).flag)]
    db.conn.executemany("UPDATE articles SET flagged = ? WHERE sha256 = ?", flags)


def _fill_ends(db: Database) -> None:
    db.conn.execute('UPDATE reviews SET "end" = start + length(quote)')


_FILLED: dict[tuple[str, str], Callable[[Database], None]] = {
    ("articles", "flagged"): _fill_flags,
    ("reviews", "end"): _fill_ends,
}
