"""Everything in which Datasette 0.65 and 1.0 differ, as far as we meet it.

Which of the two is running is told by what it can do, never by its version number.
"""

import inspect
import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")

Datasette = Any
"""Datasette has no types of its own on 0.65."""

_FEW = 2
"""Tables that 1.0 is asked about one by one: beyond that a list of all is faster."""


async def can_view(datasette: Datasette, actor: Any, database: str, tables: Iterable[str]) -> bool:
    """Whether ``actor`` may see every one of ``tables``, with all that stands above them.

    On 0.65 the permission for a table alone says nothing about the database or the instance, so
    the whole chain is asked. What holds for several tables is asked once.
    """
    wanted = tuple(dict.fromkeys(tables))
    if not hasattr(datasette, "allowed"):
        return await _can_view_chain(datasette, actor, database, wanted)
    from datasette.resources import TableResource

    listed = await _listed_tables(datasette, actor, database) if len(wanted) > _FEW else set()
    for table in wanted:
        # A table that was made after Datasette last looked is in no list.
        if table not in listed and not await datasette.allowed(
            action="view-table", resource=TableResource(database, table), actor=actor
        ):
            return False
    return True


async def _listed_tables(datasette: Datasette, actor: Any, database: str) -> set[str]:
    """The tables of a database that 1.0 lists for an actor, in one question instead of one for each."""
    sql, parameters = await datasette.allowed_resources_sql(action="view-table", actor=actor, parent=database)
    found = await datasette.get_internal_database().execute(f"SELECT child FROM ({sql}) LIMIT 1000", parameters)
    return {row[0] for row in found.rows}


async def _can_view_chain(datasette: Datasette, actor: Any, database: str, tables: Iterable[str]) -> bool:
    """The chain of 0.65: the first of table, database and instance about which somebody has said something decides."""
    above: bool | None = None
    for table in tables:
        said = await datasette.permission_allowed(actor, "view-table", (database, table), default=None)
        if said is None:
            if above is None:
                above = await _can_view_database(datasette, actor, database)
            said = above
        if not said:
            return False
    return True


async def _can_view_database(datasette: Datasette, actor: Any, database: str) -> bool:
    said = await datasette.permission_allowed(actor, "view-database", database, default=None)
    if said is None:
        said = await datasette.permission_allowed(actor, "view-instance", default=None)
    return said is not False


async def save_queries(datasette: Datasette, database: str, queries: Iterable[Any]) -> None:
    """Register saved queries of a database on 1.0; on 0.65 the hook canned_queries does that.

    They are not trusted: whoever runs one needs the right to run SQL.
    """
    if hasattr(datasette, "add_query"):
        for query in queries:
            await datasette.add_query(database, query.name, query.sql, title=query.title, description=query.description)


async def describe(datasette: Datasette, database: str, tables: Iterable[Any]) -> None:
    """Register what tables and columns hold on 1.0; on 0.65 the hook get_metadata does that.

    A description that the site's owner gave stays.
    """
    if not hasattr(datasette, "get_internal_database"):
        return
    described = [(database, table.name, "description", table.about) for table in tables]
    columns = [
        (database, table.name, column.name, "description", column.about) for table in tables for column in table.columns
    ]

    def write(conn: Any) -> None:
        conn.executemany(
            "INSERT INTO metadata_resources (database_name, resource_name, key, value) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            described,
        )
        conn.executemany(
            "INSERT INTO metadata_columns (database_name, resource_name, column_name, key, value)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            columns,
        )

    await datasette.get_internal_database().execute_write_fn(write)


def served_databases(datasette: Datasette) -> list[str]:
    """Names of the databases that are served; Datasette's own, on 0.65 among them, are left out."""
    return [name for name in datasette.databases if not name.startswith("_")]


REVIEW = "aideals-review"
"""The permission to judge what was read from articles."""


async def may(datasette: Datasette, actor: Any, action: str) -> bool:
    """Whether ``actor`` has one of our own permissions, which nobody has by default."""
    if hasattr(datasette, "allowed"):
        return bool(await datasette.allowed(action=action, actor=actor))
    return bool(await datasette.permission_allowed(actor, action, default=False))


async def write(datasette: Datasette, database: str, function: Callable[[Any], T]) -> T:
    """Call ``function`` with the database's connection for writing, in one transaction of its own.

    On 0.65 the caller has to begin and commit it.
    """
    db = datasette.get_database(database)
    if "transaction" in inspect.signature(db.execute_write_fn).parameters:
        found: T = await db.execute_write_fn(function)
        return found

    def wrapped(conn: Any) -> T:
        if not conn.in_transaction:
            conn.execute("BEGIN IMMEDIATE")
        with conn:
            return function(conn)

    outcome: T = await db.execute_write_fn(wrapped)
    return outcome


async def posted(request: Any) -> Any:
    """What a request's body holds: JSON, or the fields of a form. Raises ValueError where it is neither."""
    if is_json(request):
        return json.loads(await request.post_body() or b"{}")
    return dict(await request.post_vars())


def is_json(request: Any) -> bool:
    """Whether a request's body is JSON."""
    return str(request.headers.get("content-type", "")).split(";")[0].strip() == "application/json"


def from_elsewhere(request: Any) -> bool:
    """Whether another site's page sent a request.

    0.65 checks nothing where there is no cookie, so that any page could post to somebody's own server.
    """
    site = request.headers.get("sec-fetch-site")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return bool(origin) and str(origin).partition("://")[2] != request.headers.get("host")


def csrf_token(request: Any) -> str:
    """The token that forms have to send back on 0.65; asking for it makes the page one that is not cached."""
    token = request.scope.get("csrftoken")
    return str(token()) if token else ""
