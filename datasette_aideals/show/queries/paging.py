"""Lists that are walked by key: where a page begins depends on the row before it, never on a number of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..filters import Token
from .rows import Row


@dataclass(frozen=True)
class Order:
    """The order of a list: by an expression, and by ``key`` between rows in which that is equal."""

    expression: str
    falling: bool
    key: str

    def after(self, token: Token) -> str:
        """The condition for what comes after ``token``; rows without a value come last."""
        if token.value is None:
            return f"({self.expression} IS NULL AND {self.key} > :after_id)"
        sign = "<" if self.falling else ">"
        return (
            f"({self.expression} {sign} :after OR {self.expression} IS NULL"
            f" OR ({self.expression} = :after AND {self.key} > :after_id))"
        )

    @property
    def sql(self) -> str:
        """What to order by."""
        # Falling order puts NULL last by itself, and only then can SQLite use the index.
        return f"{self.expression} DESC, {self.key}" if self.falling else f"{self.expression} NULLS LAST, {self.key}"


def start(order: Order, token: Token | None) -> tuple[str, dict[str, Any]]:
    """The condition and its parameters for where a page begins."""
    if token is None:
        return "1", {}
    return order.after(token), {"after_id": token.id, **({} if token.value is None else {"after": token.value})}


def cut(found: Sequence[Row], size: int, value: str, key: str) -> tuple[Sequence[Row], str | None]:
    """The rows of a page out of one more than it holds, and the token of the next page.

    ``value`` and ``key`` name the columns that the list is ordered by.
    """
    shown = found[:size]
    more = len(found) > size
    return shown, str(Token(shown[-1][value], str(shown[-1][key]))) if more else None
