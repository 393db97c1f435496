"""Figures over all deals, kept in memory while the database is as it was."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

T = TypeVar("T")
Figures = dict[Hashable, object]

MOST = 500
"""Figures that are kept of one state of a database."""

_figures: ContextVar[Figures | None] = ContextVar("figures", default=None)


@contextmanager
def keeping(figures: Figures) -> Iterator[None]:
    """While this lasts, figures are looked up in and put into these, which must be of one state of one database."""
    token = _figures.set(figures)
    try:
        yield
    finally:
        _figures.reset(token)


def kept(key: Hashable, figure: Callable[[], T]) -> T:
    """What ``figure`` gives, or gave before in the same state of the database."""
    figures = _figures.get()
    if figures is None:
        return figure()
    if key not in figures:
        if len(figures) >= MOST:
            figures.clear()
        figures[key] = figure()
    return cast(T, figures[key])
