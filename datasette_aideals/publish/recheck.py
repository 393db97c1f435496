"""Checking a public copy against the articles themselves, for whoever has them."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import NotOurDatabase
from ..load import load_sources
from ..store.database import helpful_errors
from ..store.proof import Flaw
from ..store.records import Article
from ..store.schema import COPY_MARKER, MARKER

_QUOTES = """
    SELECT statements.id, statements.exact, {hash} AS sha256, statements.start, statements.end
    FROM statements
    JOIN mentions ON mentions.id = statements.mention_id
    JOIN readings ON readings.id = mentions.reading_id
    WHERE readings.article_id = ? AND statements.start IS NOT NULL
    ORDER BY statements.id
"""


@dataclass(frozen=True)
class AgainstReport:
    """What holding quotes against articles found; ``withheld`` of the quotes were checked by their hash.

    ``missing`` are the database's articles that the folder does not have, with the same text.
    """

    articles: int
    quotes: int
    withheld: int
    missing: tuple[str, ...]
    flaws: tuple[Flaw, ...]


def verify_against(database: Path, folder: Path) -> AgainstReport:
    """Look every quote of a database or public copy up in the articles of ``folder``.

    An article is known by the hash of its text. Raises NotOurDatabase and what loading raises.
    """
    with helpful_errors(database), closing(_opened(database)) as conn:
        left = dict(conn.execute("SELECT sha256, id FROM articles ORDER BY id"))
        names = {name for (name,) in conn.execute("SELECT name FROM sqlite_master")}
        sql = _QUOTES.format(hash="statements.exact_sha256" if COPY_MARKER in names else "NULL")
        quotes = withheld = checked = 0
        flaws: list[Flaw] = []
        for loaded in load_sources([folder]):
            article = loaded.result
            if not isinstance(article, Article) or article.sha256 not in left:
                continue
            id_, checked = left.pop(article.sha256), checked + 1
            for quote in conn.execute(sql, [id_]):
                quotes += 1
                withheld += quote[1] is None
                flaws.extend(_flaw(id_, article.text, *quote))
    return AgainstReport(checked, quotes, withheld, tuple(sorted(left.values())), tuple(flaws))


def _opened(database: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [MARKER]).fetchone():
        conn.close()
        raise NotOurDatabase(f"{database} holds no deals of ours. Name a database or a public copy of one.")
    return conn


def _flaw(article: str, text: str, id_: str, exact: str | None, sha256: str | None, *place: Any) -> Iterator[Flaw]:
    words = text[slice(*place)]
    if exact is not None and words != exact:
        yield Flaw(article, id_, "the quote does not stand at its place")
    elif sha256 is not None and hashlib.sha256(words.encode()).hexdigest() != sha256:
        yield Flaw(article, id_, "the words at its place are not those that were read")
