"""Full-text search of deals, and the words around what it found."""

import re
from collections.abc import Iterable
from sqlite3 import Connection

from ..shapes import Piece
from .rows import Row, array, fetch, first

FOUND = "deals.search_id IN (SELECT rowid FROM deals_fts WHERE deals_fts MATCH :q)"
"""The condition that a deal has the words in the parameter ``q``, written as ``as_query`` does."""

FOUND_IN_ORDER = f"+{FOUND}"
"""The same, so written that SQLite goes through the deals in their order and not through all that was found."""

MANY = 2000
"""Deals that are sooner found by going through all in order than by sorting them."""

# Characters that stand in no text: SQLite puts them round the words it found.
_BEGIN, _END = "\x02", "\x03"

_SOURCE_MARK = re.compile(r" ?\[\d{1,6}\]")


def as_query(words: str) -> str:
    """The words as a full-text query in which nothing is an operator: all must occur."""
    quoted = [word.replace('"', '""') for word in words.replace("\0", " ").split()]
    return " ".join(f'"{word}"' for word in quoted)


def hits(conn: Connection, words: str) -> int:
    """In how many deals the words are."""
    row = first(conn, "SELECT count(*) AS number FROM deals_fts WHERE deals_fts MATCH :q", {"q": as_query(words)})
    return row["number"] if row else 0


def snippets(conn: Connection, words: str, shown: Iterable[Row]) -> dict[str, tuple[Piece, ...]]:
    """By deal, the words of its summary around what was searched for."""
    by_number = {row["search_id"]: row["id"] for row in shown}
    found = fetch(
        conn,
        """
        SELECT rowid AS number, snippet(deals_fts, 1, :begin, :end, '…', 24) AS snippet FROM deals_fts
        WHERE deals_fts MATCH :q AND rowid IN (SELECT value FROM json_each(:numbers))
        """,
        {"q": as_query(words), "numbers": array(list(by_number)), "begin": _BEGIN, "end": _END},
    )
    pieces = {by_number[row["number"]]: _pieces(row["snippet"] or "") for row in found}
    return {deal: snippet for deal, snippet in pieces.items() if any(piece.found for piece in snippet)}


def _pieces(snippet: str) -> tuple[Piece, ...]:
    plain, *rest = _SOURCE_MARK.sub("", snippet).split(_BEGIN)
    pieces = [Piece(plain, False)]
    for part in rest:
        match, _, after = part.partition(_END)
        pieces += [Piece(match, True), Piece(after, False)]
    return tuple(piece for piece in pieces if piece.text)
