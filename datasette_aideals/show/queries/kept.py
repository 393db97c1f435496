"""Figures over all deals, kept in memory while the database is as it was."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import TypeVar, cast

T = TypeVar("T")

MOST = 500
"""Figures that are kept of one state of a database."""


class Figures:
    """What was found out in one state of one database; beyond ``most``, what was not asked for longest is forgotten."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._found: OrderedDict[Hashable, object] = OrderedDict()

    def get(self, key: Hashable, figure: Callable[[], T]) -> T:
        """What is kept under ``key``, else what ``figure`` gives."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return cast(T, self._found[key])
        # Not locked meanwhile, as figures are made of others.
        found = figure()
        with self._lock:
            self._found[key] = found
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return found


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
    return figure() if figures is None else figures.get(key, figure)
