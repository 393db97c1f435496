"""Turn news articles about AI deals into a table that people can query, check and publish.

This module holds the functions for use from Python, and Datasette's hooks, each of which hands
over to where the work is done. Everything is imported where it is used, because llm and Datasette
import this package in processes that need only a part of it.
"""

from typing import TYPE_CHECKING, Any

from pluggy import HookimplMarker

if TYPE_CHECKING:
    from .pipeline import build, read

    __version__: str

__all__ = ["build", "read"]

hookimpl = HookimplMarker("datasette")


def __getattr__(name: str) -> Any:
    if name in __all__:
        from . import pipeline

        return getattr(pipeline, name)
    if name == "__version__":
        from importlib.metadata import version

        return version("datasette-aideals")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@hookimpl
def register_commands(cli: Any) -> None:
    """Add ``datasette aideals``."""
    from .cli import aideals

    cli.add_command(aideals)


@hookimpl
def startup(datasette: Any) -> Any:
    """Check the settings; register saved queries and descriptions where Datasette keeps them."""
    from .show import hooks

    return lambda: hooks.start(datasette)


@hookimpl
def register_routes(datasette: Any) -> Any:
    """The pages and their JSON."""
    from .review import views as review
    from .show import views

    return [*review.routes(), *views.routes()]


@hookimpl
def register_actions(datasette: Any) -> Any:
    """Our permissions, for Datasette 1.0."""
    from .review import permission

    return permission.actions()


@hookimpl
def permission_resources_sql(datasette: Any, actor: Any, action: str) -> Any:
    """Who may review, for Datasette 1.0."""
    from .review import permission

    return permission.granted_sql(datasette, actor, action)


@hookimpl
def permission_allowed(datasette: Any, actor: Any, action: str) -> Any:
    """Who may review, for Datasette 0.65."""
    from .review import permission

    return permission.granted(datasette, actor, action)


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    """Links from Datasette's tables to our pages."""
    from .show import hooks

    return hooks.cell(row, value, column, table, database, datasette)


@hookimpl
def menu_links(datasette: Any, actor: Any, request: Any) -> Any:
    """Links in the menu of every page."""
    from .show import hooks

    return lambda: hooks.links_of_site(datasette, actor)


@hookimpl
def database_actions(datasette: Any, actor: Any, database: str, request: Any) -> Any:
    """A link in the menu of a database."""
    from .show import hooks

    return lambda: hooks.links_of_database(datasette, actor, database)


@hookimpl
def table_actions(datasette: Any, actor: Any, database: str, table: str, request: Any) -> Any:
    """Links in the menu of a table."""
    from .show import hooks

    return lambda: hooks.links_of_table(datasette, actor, database, table)


@hookimpl
def row_actions(datasette: Any, actor: Any, request: Any, database: str, table: str, row: Any) -> Any:
    """A link in the menu of a row; Datasette 0.65 has no such menu."""
    from .show import hooks

    return lambda: hooks.links_of_row(datasette, actor, database, table, row)


@hookimpl
def canned_queries(datasette: Any, database: str, actor: Any) -> Any:
    """Saved queries, for Datasette 0.65."""
    from .show import hooks

    return lambda: hooks.queries_for(datasette, database, actor)


@hookimpl
def get_metadata(datasette: Any, key: str | None, database: str | None, table: str | None) -> Any:
    """Descriptions of tables and columns, for Datasette 0.65."""
    from .show import hooks

    return hooks.descriptions(datasette, key)
