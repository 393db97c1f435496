"""Opening a database file, and turning SQLite's errors into lines that help."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database, Migrations

from ..errors import DatabaseBusy, MissingPath, NotOurDatabase, ReadOnlyDatabase
from .outdated import lacking, lacks_index, stale_views
from .schema import COPY_MARKER, MARKER, create_statements, sql_statements
from .upgrade import complete

BUSY_SECONDS = 5.0
"""How long a writer waits for another one; Datasette itself waits as long."""

migrations = Migrations("aideals")


@migrations()
def initial(db: Database) -> None:
    """Make every table of schema.yml, their indexes, and the search indexes."""
    for statement in create_statements():
        db.execute(statement)
    for statement in (*sql_statements("search"), *sql_statements("deal_search")):
        db.execute(statement)


def open_database(path: Path, *, create: bool = False) -> Database:
    """Open the file at ``path``, bring its tables up to date, and return it.

    With ``create`` a missing or empty file becomes a database of ours; a database that holds
    other tables is never touched. Raises MissingPath, NotOurDatabase, DatabaseBusy or ReadOnlyDatabase.
    """
    if not create and not path.exists():
        raise MissingPath(f"There is no database {path}. Make it with: datasette aideals build {path} FOLDER")
    if create and not path.parent.is_dir():
        raise MissingPath(f"There is no folder {path.parent} to put the database in. Make it first.")
    with helpful_errors(path):
        db = Database(sqlite3.connect(path, timeout=BUSY_SECONDS))
        # Another process that is just making the file begins with this table.
        names = set(db.table_names()) - {"_sqlite_migrations"}
        if COPY_MARKER in names:
            db.close()
            raise NotOurDatabase(
                f"{path} is a public copy. Serve it with datasette serve, check it with datasette aideals verify"
                " --against FOLDER, and give other commands the database that it was made from."
            )
        if names and MARKER not in names:
            db.close()
            raise NotOurDatabase(f"{path} holds tables that are not ours. Name another file for the deals.")
        if not names and not create:
            db.close()
            raise NotOurDatabase(f"{path} is empty. Fill it with: datasette aideals build {path} FOLDER")
        db.execute("PRAGMA foreign_keys = ON")
        if migrations.pending(db):
            db.enable_wal()
            migrations.apply(db)
        missing, stale = lacking(db.conn), stale_views(db.conn)
        if missing or stale or lacks_index(db.conn):
            complete(db, missing, stale)
    return db


@contextmanager
def helpful_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the file at ``path`` into an error of ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        message = str(error)
        if "locked" in message or "busy" in message:
            raise DatabaseBusy(f"{path} is being written by another program. Try again when it is done.") from error
        if "readonly" in message:
            raise ReadOnlyDatabase(f"{path} can't be written. Change its permissions or copy it elsewhere.") from error
        if "unable to open" in message:
            raise ReadOnlyDatabase(
                f"{path} can't be opened. Check the permissions of the file and its folder."
            ) from error
        raise
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            raise NotOurDatabase(f"{path} is not a SQLite database. Name another file for the deals.") from error
        raise


def rows(db: Database, sql: str, parameters: Any = ()) -> list[dict[str, Any]]:
    """All rows of a query, each as a dict."""
    cursor = db.conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
