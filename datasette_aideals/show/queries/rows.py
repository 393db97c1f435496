"""Reading rows and the JSON in them."""

import json
from collections.abc import Mapping, Sequence
from sqlite3 import Connection
from typing import Any

from ...store.schema import COPY_MARKER
from ..shapes import ArticleRef

Row = dict[str, Any]


def fetch(conn: Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
    """All rows of a query, each as a dict."""
    cursor = conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def first(conn: Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Row | None:
    """The first row of a query, or None."""
    found = fetch(conn, sql, parameters)
    return found[0] if found else None


def array(values: Sequence[Any]) -> str:
    """Values as one parameter, for ``json_each``."""
    return json.dumps(list(values))


def is_copy(conn: Connection) -> bool:
    """Whether this is a public copy, which says by itself what is not in it."""
    return first(conn, "SELECT 1 FROM sqlite_master WHERE name = ?", [COPY_MARKER]) is not None


def decoded(text: str | None) -> Any:
    """The value that JSON text holds; None where it holds none."""
    try:
        # NaN and Infinity are no JSON and no values.
        return json.loads(text, parse_constant=lambda _: None) if text is not None else None
    except ValueError:
        return None


def article_ref(row: Row) -> ArticleRef:
    """An article from a row that has the columns of ARTICLE_COLUMNS."""
    return ArticleRef(
        id=row["article_id"],
        title=row["article_title"],
        publisher=row["publisher"],
        author=row["author"],
        published=row["published"],
        url=row["url"],
    )


ARTICLE_COLUMNS = """
    articles.id AS article_id, articles.title AS article_title, articles.publisher, articles.author,
    articles.published, articles.url
"""
