"""Runs of models: what each was asked, what failed, what was refused, what it cost."""

from sqlite3 import Connection

from ...errors import UnknownRun
from ..list_filters import ListFilter, ListOptions
from ..record_shapes import Call, Calls, Refused, RunList, RunRow, WholeRun
from ..shapes import Run
from .paging import cut
from .rows import ARTICLE_COLUMNS, Row, article_ref, fetch, first
from .statements import COLUMNS as STATEMENT_COLUMNS
from .statements import JOINED as STATEMENTS
from .statements import statement_of

LIST_TABLES = ("runs", "statements", "mentions", "readings")
"""What the list of runs is read from."""

TABLES = ("runs", "calls", "articles", "readings", "mentions", "statements", "reviewed_statements", "summaries")
"""What the page of a run is read from."""

OPTIONS = ListOptions()

SHOWN = 25
"""Calls and refused statements of which a run's page shows as many."""

_COLUMNS = """
    runs.id, runs.kind, runs.model_id, runs.resolved_model, runs.status, runs.stopped_because, runs.started,
    runs.finished, runs.articles, runs.asked, runs.reused, runs.failed, runs.input_tokens, runs.output_tokens,
    runs.cost_usd, runs.options, runs.prompt_id, runs.code_version
"""

# From the refused statements outward: they are few, and an index holds them.
_REFUSED = """
    statements CROSS JOIN mentions ON mentions.id = statements.mention_id
    CROSS JOIN readings ON readings.id = mentions.reading_id
    WHERE statements.verdict IN ('mismatch', 'unfound')
"""

_CALL_COLUMNS = f"""
    calls.id, calls.start, calls.end, calls.error, calls.error_kind, calls.attempts, calls.input_tokens,
    calls.output_tokens, calls.duration_ms, {ARTICLE_COLUMNS}
"""


def list_runs(conn: Connection, wanted: ListFilter) -> RunList:
    """The newest first: a run's id sorts by the time it began."""
    where = "runs.id < :after_id" if wanted.after else "1"
    found = fetch(
        conn,
        f"SELECT {_COLUMNS}, NULL AS sorted FROM runs WHERE {where} ORDER BY runs.id DESC LIMIT :most",
        {"most": wanted.size + 1, **({"after_id": wanted.after.id} if wanted.after else {})},
    )
    shown, following = cut(found, wanted.size, "sorted", "id")
    counted = first(conn, "SELECT count(*) AS number FROM runs")
    refused = fetch(conn, f"SELECT readings.run_id, count(*) AS number FROM {_REFUSED} GROUP BY readings.run_id")
    by_run = {row["run_id"]: row["number"] for row in refused}
    return RunList(
        rows=tuple(_run(row, by_run.get(row["id"], 0)) for row in shown),
        count=counted["number"] if counted else 0,
        next=following,
        wanted=wanted,
    )


def find_run(conn: Connection, run_id: str) -> WholeRun:
    """The run with this id. Raises UnknownRun."""
    row = first(conn, f"SELECT {_COLUMNS} FROM runs WHERE runs.id = ?", [run_id])
    if not row:
        raise UnknownRun("There is no run at this address.")
    refused = first(conn, f"SELECT count(*) AS number FROM {_REFUSED} AND readings.run_id = ?", [run_id])
    return WholeRun(
        row=_run(row, refused["number"] if refused else 0),
        options=row["options"],
        prompt=row["prompt_id"],
        code_version=row["code_version"],
        outcomes=_counts(conn, "SELECT outcome, count(*) FROM readings WHERE run_id = ? GROUP BY 1", run_id),
        calls=_calls(conn, run_id),
        verdicts=_counts(
            conn,
            """
            SELECT statements.verdict, count(*) FROM readings
            CROSS JOIN mentions ON mentions.reading_id = readings.id
            CROSS JOIN statements ON statements.mention_id = mentions.id
            WHERE readings.run_id = ? AND statements.field <> 'quote' GROUP BY 1
            """,
            run_id,
        ),
        refused=_refused(conn, run_id),
        summaries=_counts(conn, "SELECT verdict, count(*) FROM summaries WHERE run_id = ? GROUP BY 1", run_id),
    )


def _run(row: Row, refused: int) -> RunRow:
    same = ("id", "resolved_model", "status", "started", "finished", "articles", "asked", "reused", "failed")
    return RunRow(
        run=Run(model=row["model_id"], **{key: row[key] for key in same}),
        kind=row["kind"] or "extraction",
        refused=refused,
        **{key: row[key] for key in ("stopped_because", "input_tokens", "output_tokens", "cost_usd")},
    )


def _counts(conn: Connection, sql: str, run_id: str) -> tuple[tuple[str, int], ...]:
    return tuple((name, number) for name, number in conn.execute(f"{sql} ORDER BY 2 DESC, 1", [run_id]))


def _calls(conn: Connection, run_id: str) -> Calls:
    counted = first(
        conn,
        """
        SELECT count(*) AS count, count(error) AS failed, coalesce(sum(attempts - 1), 0) AS again,
               coalesce(sum(duration_ms), 0) / 1000 AS seconds
        FROM calls WHERE run_id = ?
        """,
        [run_id],
    )
    kinds = (
        "SELECT coalesce(error_kind, 'error'), count(*) FROM calls WHERE run_id = ? AND error IS NOT NULL GROUP BY 1"
    )
    return Calls(
        **(counted or {}),
        kinds=_counts(conn, kinds, run_id),
        failures=_found(conn, "calls.error IS NOT NULL", "calls.id", run_id),
        slowest=_found(conn, "1", "calls.duration_ms DESC, calls.id", run_id),
    )


def _found(conn: Connection, condition: str, order: str, run_id: str) -> tuple[Call, ...]:
    sql = f"""
        SELECT {_CALL_COLUMNS} FROM calls JOIN articles ON articles.id = calls.article_id
        WHERE calls.run_id = ? AND {condition} ORDER BY {order} LIMIT {SHOWN}
    """
    same = ("id", "start", "end", "error", "error_kind", "attempts", "input_tokens", "output_tokens", "duration_ms")
    return tuple(
        Call(article=article_ref(row), **{key: row[key] for key in same}) for row in fetch(conn, sql, [run_id])
    )


def _refused(conn: Connection, run_id: str) -> tuple[Refused, ...]:
    found = fetch(
        conn,
        f"""
        SELECT {STATEMENT_COLUMNS}, NULL AS source_number, {ARTICLE_COLUMNS}
        FROM {STATEMENTS} JOIN articles ON articles.id = readings.article_id
        WHERE statements.verdict IN ('mismatch', 'unfound') AND readings.run_id = ?
        ORDER BY statements.id LIMIT {SHOWN}
        """,
        [run_id],
    )
    return tuple(Refused(statement_of(row), article_ref(row)) for row in found)
