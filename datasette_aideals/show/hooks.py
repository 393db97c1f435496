"""What Datasette's own pages get from us: links, saved queries, descriptions."""

import sqlite3
from collections.abc import Container, Iterable
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from ..compat import REVIEW, Datasette, can_view, describe, may, save_queries, served_databases
from ..config import PLUGIN, read_settings
from ..errors import BadOption
from ..store.schema import tables
from .databases import find_ours, has_tables, is_ours, known
from .saved import saved_queries

Link = dict[str, str]

_PAGES_OF_COLUMNS = {
    "deal_id": "deals",
    "article_id": "articles",
    "copy_of": "articles",
    "organization_id": "organizations",
    "run_id": "runs",
}

_BETWEEN_ORGANIZATIONS = ("flows", "payments", "circle_steps")
"""Tables whose columns ``source`` and ``target`` name organisations."""

_ROWS = {
    "deals": "Read this deal with its proof",
    "articles": "Read this article with its quotes marked",
    "organizations": "Read about this organisation, its deals and its money",
    "runs": "Read what this run asked, got and refused",
}
"""Tables whose rows have a page, with what the link to it says."""

_TITLES = ("id", "title", "name")

_LISTS = {
    "deals": ("deals", "Deals as a list to read"),
    "deals_fts": ("deals", "Deals as a list to read"),
    "organizations": ("organizations", "Organisations with their money"),
    "flows": ("flows", "Flows as a picture"),
    "payments": ("flows", "Flows as a picture"),
    "circles": ("flows", "Circles with their steps"),
    "circle_steps": ("flows", "Circles with their steps"),
    "conflicts": ("conflicts", "Conflicts with what each source says"),
    "runs": ("runs", "Runs with their failures and refusals"),
    "calls": ("runs", "Runs with their failures and refusals"),
}
"""Tables that have a page of their own, with its address and what the link to it says."""


async def start(datasette: Datasette) -> None:
    """Check the settings, and register queries and descriptions. Stops the server on a bad setting."""
    # Datasette 0.65 shows this kind of error in one line, but not its own.
    from click import ClickException

    try:
        wanted = read_settings(datasette.plugin_config(PLUGIN)).database
        if wanted and wanted not in served_databases(datasette):
            raise BadOption(f"The setting database of {PLUGIN} names {wanted!r}, which is not served.")
    except BadOption as error:
        raise ClickException(str(error)) from error
    for name in await find_ours(datasette):
        queries = [query for query in saved_queries() if has_tables(datasette, name, query.reads)]
        await save_queries(datasette, name, queries)
        await describe(datasette, name, [table for table in tables() if has_tables(datasette, name, [table.name])])


async def queries_for(datasette: Datasette, database: str, actor: Any) -> dict[str, dict[str, Any]]:
    """The saved queries of a database as 0.65 wants them, closed to those who may not see a table they read.

    A query must be there for everyone, as 0.65 looks up for one actor what it listed for another.
    """
    if not await is_ours(datasette, database):
        return {}
    offered: dict[str, dict[str, Any]] = {}
    for query in saved_queries():
        if not has_tables(datasette, database, query.reads):
            continue
        offered[query.name] = {"sql": query.sql, "title": query.title, "description": query.description}
        if not await can_view(datasette, actor, database, query.reads):
            offered[query.name]["allow"] = False
    return offered


def descriptions(datasette: Datasette, key: str | None) -> dict[str, Any]:
    """What tables and columns hold, as 0.65 wants it: a fresh copy, since it is changed there."""
    if key not in (None, "databases"):
        return {}
    return {"databases": {name: {"tables": _described(present)} for name, present in known(datasette).items()}}


def cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Datasette) -> Markup | None:
    """A link to our page from a cell that names, or is the title of, what has a page."""
    if database not in known(datasette):
        return None
    kind, key, label = _PAGES_OF_COLUMNS.get(column), value, value
    if table in _ROWS and column in _TITLES:
        kind, key = table, _column(row, "id")
    if table in _BETWEEN_ORGANIZATIONS and column in ("source", "target"):
        kind = "organizations"
    if isinstance(value, dict):
        # A key with the label that Datasette looked up for it.
        key, label = value.get("value"), value.get("label") or value.get("value")
    if not kind or not isinstance(key, str) or not key:
        return None
    return Markup('<a href="{}">{}</a>').format(_address(datasette, database, f"/{kind}/{quote(key, safe='')}"), label)


async def links_of_database(datasette: Datasette, actor: Any, database: str) -> list[Link]:
    """The link to our home page that a database's and its tables' menus get."""
    if not await is_ours(datasette, database) or not await can_view(datasette, actor, database, ["deals"]):
        return []
    found = [
        {
            "href": _address(datasette, database),
            "label": "AI deals",
            "description": "Deals with their sources, proof and doubts, as pages to read.",
        }
    ]
    if await may(datasette, actor, REVIEW):
        found.append(
            {
                "href": _address(datasette, database, "/review"),
                "label": "Review AI deals",
                "description": "What is left to look at, the riskiest first.",
            }
        )
    return found


async def links_of_table(datasette: Datasette, actor: Any, database: str, table: str) -> list[Link]:
    """The links that a table's menu gets: to its own page, if it has one, and to our home page."""
    links = await links_of_database(datasette, actor, database)
    if table not in _LISTS or not links or not await can_view(datasette, actor, database, [table]):
        return links
    page, label = _LISTS[table]
    return [{"href": _address(datasette, database, f"/{page}"), "label": label}, *links]


async def links_of_row(datasette: Datasette, actor: Any, database: str, table: str, row: Any) -> list[Link]:
    """The link from a row to its page."""
    key = _column(row, "id")
    if table not in _ROWS or not isinstance(key, str) or not await is_ours(datasette, database):
        return []
    if not await can_view(datasette, actor, database, [table]):
        return []
    return [{"href": _address(datasette, database, f"/{table}/{quote(key, safe='')}"), "label": _ROWS[table]}]


async def links_of_site(datasette: Datasette, actor: Any) -> list[Link]:
    """The links in the menu of every page, one for each of our databases."""
    try:
        names = [
            name
            for name in sorted(known(datasette))
            if name in datasette.databases and await can_view(datasette, actor, name, ["deals"])
        ]
    except sqlite3.Error:
        # The menu is on every page, also on the one that says that the database can't be read.
        return []
    return [
        {"href": _address(datasette, name), "label": "AI deals" if len(names) == 1 else f"AI deals in {name}"}
        for name in names
    ]


def _address(datasette: Datasette, database: str, path: str = "") -> str:
    return f"{datasette.urls.database(database)}/-/aideals{path}"


def _column(row: Any, name: str) -> Any:
    keys: Iterable[str] = row.keys() if hasattr(row, "keys") else ()
    return row[name] if name in keys else None


def _described(present: Container[str]) -> dict[str, Any]:
    return {
        table.name: {
            "description": table.about,
            "columns": {column.name: column.about for column in table.columns},
        }
        for table in tables()
        if table.name in present
    }
