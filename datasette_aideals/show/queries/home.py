"""What is in a database, at one look."""

from sqlite3 import Connection

from ...store.processes import present_status
from ..filters import Sort
from ..shapes import REFUSED, Home, ModelUse, Run
from .changes import changes
from .deals import TABLES as DEAL_TABLES
from .deals import deals_where
from .kept import kept
from .pictures import drawn
from .readings import IN_USE, IN_USE_TABLES
from .rows import fetch, first, is_copy

TABLES = tuple(
    dict.fromkeys(
        (*DEAL_TABLES, "articles", "mentions", "deal_mentions", "statements", "deal_addresses", *IN_USE_TABLES)
    )
)
"""What the home page is read from."""

SHOWN = 6
"""Deals in each of the short lists."""

_IS_AI = "deals.ai IN ('stated', 'party')"


def look(conn: Connection) -> Home:
    """Counts, and the newest, largest and most doubtful AI deals."""
    return kept("home", lambda: _look(conn))


def _look(conn: Connection) -> Home:
    deals = first(
        conn,
        f"""
        SELECT count(*) AS deals, count(*) FILTER (WHERE {_IS_AI}) AS ai_deals,
               count(*) FILTER (WHERE {_IS_AI} AND conflict_count > 0) AS conflicts,
               count(*) FILTER (WHERE {_IS_AI} AND judged_count > 0) AS judged
        FROM deals
        """,
    )
    articles = first(
        conn,
        """
        SELECT count(*) AS articles, count(DISTINCT publisher) AS publishers,
               min(published) AS first_published, max(published) AS last_published
        FROM articles
        """,
    )
    organizations = first(conn, "SELECT count(*) AS organizations FROM organizations")
    counts = {**(deals or {}), **(articles or {}), **(organizations or {})}
    doubtful = f"{_IS_AI} AND (deals.conflict_count + deals.judged_count) > 0"
    return Home(
        **counts,
        refused=_refused(conn),
        refused_mentions=_refused_mentions(conn),
        newest=deals_where(conn, _IS_AI, Sort.NEWEST, SHOWN),
        largest=deals_where(conn, f"{_IS_AI} AND deals.amount_usd IS NOT NULL", Sort.LARGEST, SHOWN),
        doubtful=deals_where(conn, doubtful, Sort.DOUBTS, SHOWN),
        models=_models(conn),
        last_run=_last_run(conn),
        changes=changes(conn, most=SHOWN),
        **drawn(conn, _IS_AI),
    )


def _refused(conn: Connection) -> tuple[tuple[str, int], ...]:
    if is_copy(conn):
        counts = ((verdict, _published_count(conn, f"refused_{verdict}")) for verdict in REFUSED)
        return tuple((verdict, number) for verdict, number in counts if number)
    found = fetch(
        conn,
        f"""
        SELECT statements.verdict, count(*) AS number
        FROM statements JOIN mentions ON mentions.id = statements.mention_id
        WHERE statements.verdict IN ('mismatch', 'unfound') AND mentions.reading_id IN ({IN_USE})
        GROUP BY statements.verdict ORDER BY statements.verdict
        """,
    )
    return tuple((row["verdict"], row["number"]) for row in found)


def _refused_mentions(conn: Connection) -> int:
    if is_copy(conn):
        return _published_count(conn, "refused_deals")
    row = first(conn, f"SELECT count(*) AS number FROM mentions WHERE accepted = 0 AND reading_id IN ({IN_USE})")
    return int(row["number"]) if row else 0


def _published_count(conn: Connection, name: str) -> int:
    """A count of what is only in the private file."""
    row = first(conn, "SELECT CAST(value AS INTEGER) AS number FROM publication WHERE name = ?", [name])
    return int(row["number"]) if row else 0


def _models(conn: Connection) -> tuple[ModelUse, ...]:
    found = fetch(
        conn,
        f"""
        SELECT model_id, count(*) AS number FROM readings WHERE id IN ({IN_USE})
        GROUP BY model_id ORDER BY number DESC, model_id
        """,
    )
    return tuple(ModelUse(row["model_id"], row["number"]) for row in found)


def _last_run(conn: Connection) -> Run | None:
    row = first(
        conn,
        """
        SELECT id, model_id, resolved_model, status, process, started, finished, articles, asked, reused, failed
        FROM runs ORDER BY id DESC LIMIT 1
        """,
    )
    if not row:
        return None
    told = {key: row[key] for key in row if key not in ("id", "model_id", "status", "process")}
    return Run(row["id"], row["model_id"], status=present_status(row["status"], row["process"]), **told)
