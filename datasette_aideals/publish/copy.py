"""The public copy: a new SQLite file that holds what ``public.yml`` names, and nothing else."""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from ..config import Publishing
from ..store.schema import sql_file
from ..terms import QuotePolicy
from .allowed import create_statements, public_tables
from .selection import policies, select

FORMAT = "1"
"""Number of the copy's form; another one where older readers could not read it."""


@dataclass(frozen=True)
class CopyReport:
    """What is in a public copy, and how much of the private file is not."""

    deals: int
    articles: int
    organizations: int
    quotes: int
    withheld: Mapping[str, int]
    texts: int
    left_out_articles: int
    left_out_deals: int
    refused: Mapping[str, int]
    refused_deals: int


def make_copy(source: Path, target: Path, publishing: Publishing) -> CopyReport:
    """Write the public copy of the database at ``source`` to ``target``, which must not exist.

    The same data and settings give the same bytes. Raises sqlite3.Error.
    """
    _make_empty(target)
    with _seen_by_the_public(source, publishing) as (seen, barred, logged):
        conn = sqlite3.connect(":memory:", isolation_level=None, uri=True)
        with closing(conn):
            conn.create_function("sha256", 1, _sha256, deterministic=True)
            conn.execute("ATTACH ? AS private", [f"{seen.resolve().as_uri()}?mode=ro"])
            conn.execute("ATTACH ? AS public", [str(target)])
            conn.execute("BEGIN")
            select(conn, publishing, barred, logged)
            for public in public_tables():
                if public.rows:
                    conn.execute(public.filling)
            report = _report(conn, source, len(barred))
            conn.executemany("INSERT INTO public.publication VALUES (?, ?)", sorted(_facts(report).items()))
            conn.execute("COMMIT")
    with closing(sqlite3.connect(target, isolation_level=None)) as conn:
        conn.executescript(files("datasette_aideals").joinpath("publish/views.sql").read_text(encoding="utf-8"))
        conn.executescript(sql_file("deal_search"))
        conn.execute("INSERT INTO deals_fts (deals_fts) VALUES ('rebuild')")
        conn.execute("INSERT INTO deals_fts (deals_fts) VALUES ('optimize')")
        conn.execute("ANALYZE")
        conn.execute("VACUUM")
    return report


@contextmanager
def _seen_by_the_public(source: Path, publishing: Publishing) -> Iterator[tuple[Path, frozenset[str], int | None]]:
    """The database as it would be without the articles of which nothing may be shown, those, and where its log ends.

    Deals are made from the other articles alone, so that no value rests on words that are not there.
    """
    with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as conn:
        barred = frozenset(id_ for id_, policy in policies(conn, publishing) if policy is QuotePolicy.NONE)
        if not barred:
            yield source, barred, None
            return
        with TemporaryDirectory(prefix="aideals-") as folder:
            path = Path(folder) / "without.db"
            with closing(sqlite3.connect(path)) as other:
                conn.backup(other)
            yield path, barred, _resolve_without(path, barred)


def _resolve_without(path: Path, barred: frozenset[str]) -> int:
    from ..resolve.forgetting import forget_names
    from ..resolve.resolver import resolve
    from ..store.database import open_database

    db = open_database(path)
    last, at = db.conn.execute("SELECT coalesce(max(id), 0), coalesce(max(at), '') FROM deal_log").fetchone()
    with db.atomic():
        db.conn.executemany("UPDATE article_sources SET current = 0 WHERE article_id = ?", ((id_,) for id_ in barred))
    resolve(db, at, "publish")
    with db.atomic():
        forget_names(db, barred)
    db.close()
    return int(last)


def _make_empty(target: Path) -> None:
    with closing(sqlite3.connect(target, isolation_level=None)) as conn:
        # A file of one size of pages, without a log beside it, is the same everywhere and can be read from anything.
        conn.execute("PRAGMA page_size = 4096")
        conn.execute("PRAGMA journal_mode = DELETE")
        conn.execute("BEGIN")
        for statement in create_statements():
            conn.execute(statement)
        conn.execute("COMMIT")


def _report(conn: sqlite3.Connection, source: Path, barred: int) -> CopyReport:
    def count(sql: str) -> int:
        return int(conn.execute(f"SELECT count(*) FROM {sql}").fetchone()[0])

    withheld = dict(conn.execute("SELECT withheld, count(*) FROM kept WHERE withheld IS NOT NULL GROUP BY withheld"))
    shown = "private.mentions WHERE reading_id IN (SELECT reading FROM counting)"
    with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as whole:
        deals = whole.execute("SELECT count(*) FROM deals").fetchone()[0]
    return CopyReport(
        deals=count("public.deals"),
        articles=count("public.articles"),
        organizations=count("public.organizations"),
        quotes=count("public.statements WHERE field = 'quote' AND exact IS NOT NULL"),
        withheld=dict(sorted(withheld.items())),
        texts=count("public.articles") - count("public.article_texts"),
        left_out_articles=barred,
        left_out_deals=max(0, deals - count("public.deals")),
        refused=dict(
            conn.execute(
                "SELECT verdict, count(*) FROM private.statements WHERE verdict IN ('mismatch', 'unfound')"
                f" AND mention_id IN (SELECT id FROM {shown}) GROUP BY verdict ORDER BY verdict"
            )
        ),
        refused_deals=count(f"{shown} AND accepted = 0"),
    )


def _facts(report: CopyReport) -> dict[str, str]:
    """The rows of the table ``publication``."""
    from importlib.metadata import version

    counts = {name: value for name, value in vars(report).items() if isinstance(value, int)}
    counts |= {f"withheld_{why}": number for why, number in report.withheld.items()}
    counts |= {f"refused_{verdict}": number for verdict, number in report.refused.items()}
    return {
        **{name: str(value) for name, value in counts.items()},
        "format": FORMAT,
        "made_by": f"datasette-aideals {version('datasette-aideals')}",
    }


def _sha256(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()
