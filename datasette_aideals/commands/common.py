"""What all commands share: how errors are shown, how a database is opened, how a program reads the output."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from ..errors import AidealsError

P = ParamSpec("P")
R = TypeVar("R")

DATABASE = click.Path(dir_okay=False, path_type=Path)
SOURCES = click.Path(path_type=Path)


class Failed(click.ClickException):
    """An error of ours, shown as one line; exit status 2."""

    exit_code = 2


def helpful(command: Callable[P, R]) -> Callable[P, R]:
    """Show an error of ours as one line instead of a traceback; Ctrl-C says what was kept."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except AidealsError as error:
            raise Failed(str(error)) from error
        except KeyboardInterrupt:
            click.echo("Stopped. What was finished is kept; run the same command again to go on.", err=True)
            sys.exit(1)

    return wrapped


@contextmanager
def opened(database: Path, *, create: bool = False) -> Iterator[Any]:
    """The database, closed in the end, with SQLite's errors made helpful."""
    from ..store.database import helpful_errors, open_database

    db = open_database(database, create=create)
    try:
        with helpful_errors(database):
            yield db
    finally:
        db.close()


def json_text(document: Any) -> str:
    """A document as indented JSON."""
    return json.dumps(document, indent=2, ensure_ascii=False)


def exit_if(failed: bool) -> None:
    """End with exit status 1 where something failed."""
    if failed:
        sys.exit(1)
