"""Turn news articles about AI deals into a table that people can query, check and publish.

This module holds Datasette's hooks, each a few lines that lead to where the work is done, and the
functions for use from Python. Everything is imported where it is used: llm and Datasette import
this package in processes that need only a part of it.
"""

from typing import TYPE_CHECKING, Any

from pluggy import HookimplMarker

if TYPE_CHECKING:
    from .pipeline import build, read

__version__ = "0.1a0"
__all__ = ["build", "read"]

hookimpl = HookimplMarker("datasette")


def __getattr__(name: str) -> Any:
    if name in __all__:
        from . import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@hookimpl
def register_commands(cli: Any) -> None:
    """Add ``datasette aideals``."""
    from .cli import aideals

    cli.add_command(aideals)
