"""Lists that are walked by key: where a page begins depends on the row before it, never on a number of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from ..filters import Token
from .rows import Row, fetch


@dataclass(frozen=True)
class Order:
    """The order of a list: by an expression, and by ``key`` between rows in which that is equal."""

    expression: str
    falling: bool
    key: str

    def after(self, token: Token | None) -> tuple[str, ...]:
        """Conditions for what comes after ``token``, one after the other; rows without a value come last.

        Each alone lets SQLite begin in the middle of an index; with an "or" between them it would sort all.
        """
        if token is None:
            return ("1",)
        if token.value is None:
            return (f"{self.expression} IS NULL AND {self.key} > :after_id",)
        sign = "<" if self.falling else ">"
        return (
            f"{self.expression} {sign}= :after AND ({self.expression} {sign} :after OR {self.key} > :after_id)",
            f"{self.expression} IS NULL",
        )

    @property
    def sql(self) -> str:
        """What to order by."""
        # Falling order puts NULL last by itself, and only then can SQLite use the index.
        return f"{self.expression} DESC, {self.key}" if self.falling else f"{self.expression} NULLS LAST, {self.key}"


def page_of(
    conn: Connection, select: str, order: Order, token: Token | None, size: int, parameters: Mapping[str, Any]
) -> list[Row]:
    """One row more than a page holds of what ``select`` finds; it ends within its WHERE clause."""
    found: list[Row] = []
    place = {"after": token.value, "after_id": token.id} if token else {}
    for condition in order.after(token):
        sql = f"{select} AND {condition} ORDER BY {order.sql} LIMIT :page_size"
        found += fetch(conn, sql, {**parameters, **place, "page_size": size + 1 - len(found)})
        if len(found) > size:
            break
    return found


def cut(found: Sequence[Row], size: int, value: str, key: str) -> tuple[Sequence[Row], str | None]:
    """The rows of a page out of one more than it holds, and the token of the next page.

    ``value`` and ``key`` name the columns that the list is ordered by.
    """
    shown = found[:size]
    more = len(found) > size
    return shown, str(Token(shown[-1][value], str(shown[-1][key]))) if more else None
