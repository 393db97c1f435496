"""Everything in which Datasette 0.65 and 1.0 differ, as far as we meet it.

Which of the two is running is told by what it can do, never by its version number.
"""

from collections.abc import Iterable
from typing import Any

Datasette = Any
"""Datasette has no types of its own on 0.65."""


async def can_view(datasette: Datasette, actor: Any, database: str, tables: Iterable[str]) -> bool:
    """Whether ``actor`` may see every one of ``tables``, with all that stands above them.

    On 0.65 the permission for a table alone says nothing about the database or the instance, so
    the whole chain is asked.
    """
    for table in tables:
        if hasattr(datasette, "allowed"):
            from datasette.resources import TableResource

            allowed = await datasette.allowed(action="view-table", resource=TableResource(database, table), actor=actor)
        else:
            chain = [("view-table", (database, table)), ("view-database", database), "view-instance"]
            allowed, _ = await datasette.check_visibility(actor, permissions=chain)
        if not allowed:
            return False
    return True


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
