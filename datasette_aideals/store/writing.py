"""Writing rows, and the ids and times they carry."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any

from sqlite_utils import Database


def utc_now() -> str:
    """The time as the database keeps it: UTC, ISO 8601, to the microsecond so that it also sorts."""
    return datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def new_id() -> str:
    """A fresh ULID."""
    from ulid import ULID

    return str(ULID())


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """One transaction that may read before it writes: no other writer comes in between."""
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.conn.rollback()
        raise
    db.conn.commit()


def insert_row(db: Database, table: str, row: Mapping[str, Any], *, or_ignore: bool = False) -> bool:
    """Insert one row, and tell whether it was written; with ``or_ignore`` a row that is there already stays.

    Plain SQL, because the first statement of a transaction has to be the write: a transaction
    that begins with a look at the tables fails at once where another writer came between.
    """
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" for _ in row)
    verb = "INSERT OR IGNORE" if or_ignore else "INSERT"
    cursor = db.conn.execute(f'{verb} INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))
    return cursor.rowcount > 0
