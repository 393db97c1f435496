"""Keeping what models were asked and what they answered, and telling which reading of an article counts."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..errors import UnknownModel, UnknownRun
from ..terms import Outcome, RunStatus
from .database import rows
from .processes import lives, process_name
from .records import CallRecord, Mention, PromptRecord, Statement
from .schema import derived_tables
from .writing import insert_row, new_id, utc_now


@dataclass(frozen=True)
class Reading:
    """One article as read under one cache key."""

    id: str
    article_id: str
    model_id: str
    run_id: str
    outcome: Outcome
    at: str


_READING = "readings.id, readings.article_id, readings.model_id, readings.run_id, readings.outcome, readings.at"


def start_run(
    db: Database,
    prompt: PromptRecord,
    *,
    model_id: str,
    options: str,
    code_version: str,
    articles: int,
    reused: int,
    kind: str = "extraction",
) -> str:
    """Write down that a run begins, and return its id."""
    run_id = new_id()
    run = {
        "id": run_id,
        "kind": kind,
        "model_id": model_id,
        "options": options,
        "prompt_id": prompt.id,
        "code_version": code_version,
        "status": RunStatus.RUNNING.value,
        "process": process_name(os.getpid()),
        "started": utc_now(),
        "articles": articles,
        "asked": 0,
        "reused": reused,
        "failed": 0,
    }
    mark_killed_runs(db)
    with db.atomic():
        insert_row(db, "prompts", vars(prompt), or_ignore=True)
        insert_row(db, "runs", run)
    return run_id


def finish_run(db: Database, run_id: str, status: RunStatus, stopped_because: str | None = None) -> None:
    """Write down how a run ended."""
    finished = None if status is RunStatus.INTERRUPTED else utc_now()
    with db.atomic():
        db.conn.execute(
            "UPDATE runs SET status = ?, finished = ?, stopped_because = ?, process = NULL WHERE id = ?",
            (status.value, finished, stopped_because, run_id),
        )


def mark_killed_runs(db: Database) -> None:
    """Call a run interrupted that says running while its process is gone, or was another machine's."""
    for run in rows(db, "SELECT id, process FROM runs WHERE status = ?", (RunStatus.RUNNING.value,)):
        if not lives(run["process"]):
            finish_run(db, run["id"], RunStatus.INTERRUPTED)


def list_runs(db: Database) -> list[dict[str, Any]]:
    """Every run with all its columns, the newest first; those that were killed say interrupted."""
    mark_killed_runs(db)
    return rows(db, "SELECT * FROM runs ORDER BY id DESC")


def undo_run(db: Database, run_id: str) -> None:
    """Take back what a run made: readings with all in them, summaries, calls; its own row stays, marked.

    The derived tables are emptied, since they hang on what goes: resolve has to follow in the same
    transaction. Raises UnknownRun.
    """
    found = rows(db, "SELECT status FROM runs WHERE id = ?", (run_id,))
    if not found:
        raise UnknownRun(f"There is no run {run_id}. List the runs with: datasette aideals runs DB")
    if found[0]["status"] == RunStatus.RUNNING:
        raise UnknownRun(f"The run {run_id} is still under way. Stop it first.")
    readings = "SELECT id FROM readings WHERE run_id = ?"
    mentions = f"SELECT id FROM mentions WHERE reading_id IN ({readings})"
    with db.atomic():
        for table in reversed(derived_tables()):
            db.conn.execute(f'DELETE FROM "{table.name}"')
        for condition, table_name in (
            (f"mention_id IN ({mentions})", "statements"),
            (f"reading_id IN ({readings})", "mentions"),
            ("run_id = ?", "readings"),
            ("run_id = ?", "summaries"),
            ("run_id = ?", "calls"),
        ):
            db.conn.execute(f"DELETE FROM {table_name} WHERE {condition}", (run_id,))
        db.conn.execute("UPDATE runs SET status = ? WHERE id = ?", (RunStatus.UNDONE.value, run_id))


def find_reading(db: Database, cache_key: str) -> Reading | None:
    """The reading kept under a cache key; None where the article has to be read."""
    found = rows(db, f"SELECT {_READING} FROM readings WHERE cache_key = ?", (cache_key,))
    return _reading(found[0]) if found else None


def find_older_reading(db: Database, request_key: str) -> Reading | None:
    """The newest successful reading that differs at most by the version that made it."""
    found = rows(
        db,
        f"SELECT {_READING} FROM readings WHERE request_key = ? AND outcome <> ? ORDER BY at DESC, id DESC LIMIT 1",
        (request_key, Outcome.FAILED.value),
    )
    return _reading(found[0]) if found else None


def has_failed(db: Database, article_id: str, model_id: str) -> bool:
    """Whether the newest reading of an article by a model is a failure."""
    found = rows(
        db,
        "SELECT outcome FROM readings WHERE article_id = ? AND model_id = ? ORDER BY at DESC, id DESC LIMIT 1",
        (article_id, model_id),
    )
    return bool(found) and found[0]["outcome"] == Outcome.FAILED


@dataclass(frozen=True)
class NewReading:
    """One article as it was just read; ``told_by`` has for each mention the number of its call."""

    article_id: str
    model_id: str
    cache_key: str
    request_key: str | None
    outcome: Outcome
    calls: Sequence[CallRecord]
    mentions: Sequence[Mention] = ()
    told_by: Sequence[int] = ()
    cost_usd: float | None = None


def save_reading(db: Database, run_id: str, new: NewReading) -> None:
    """Keep the questions about one article, the reading they gave and all that was read, in one transaction.

    The reading's id is the beginning of its cache key, the mentions' and statements' ids follow
    from it: reading the same article again in another database gives the same ids. Where another
    program has kept the reading meanwhile, only the calls are written.
    """
    reading_id = new.cache_key[:16]
    row = {
        "id": reading_id,
        "article_id": new.article_id,
        "cache_key": new.cache_key,
        "request_key": new.request_key,
        "model_id": new.model_id,
        "run_id": run_id,
        "outcome": new.outcome.value,
        "at": utc_now(),
    }
    with db.atomic():
        kept = insert_row(db, "readings", row, or_ignore=True)
        call_ids = [save_call(db, call, run_id, new.article_id) for call in new.calls]
        told_by = new.told_by or [0] * len(new.mentions)
        for place, mention in enumerate(new.mentions if kept else (), start=1):
            _save_mention(db, f"{reading_id}-{place:03d}", reading_id, call_ids[told_by[place - 1]], mention)
        count_asked(db, run_id, new.calls, failed=new.outcome is Outcome.FAILED, cost_usd=new.cost_usd)


def chosen_model(db: Database) -> str | None:
    """The id of the model whose readings count; None where no article was read.

    That is the one that a person chose last, else the model of the first run that could read an article.
    """
    found = rows(db, "SELECT model_id FROM chosen_model")
    return found[0]["model_id"] if found else None


def decide_model(db: Database, model_id: str) -> None:
    """Write down that the readings of this model count from now on. Raises UnknownModel where it read nothing."""
    if not rows(db, "SELECT 1 FROM readings WHERE model_id = ? AND outcome <> ?", (model_id, Outcome.FAILED.value)):
        raise UnknownModel(f"{model_id} has read no article here. Let it: datasette aideals extract DB -m {model_id}")
    decision = {"id": new_id(), "kind": "use_model", "subject": "database", "object": model_id, "at": utc_now()}
    with db.atomic():
        insert_row(db, "decisions", decision)


def counting_readings(db: Database) -> list[Reading]:
    """For each current article the newest successful reading by the chosen model, by article id."""
    found = rows(db, f"SELECT {_READING} FROM counting_readings AS readings ORDER BY article_id")
    return [_reading(row) for row in found]


def _reading(row: dict[str, Any]) -> Reading:
    return Reading(**{**row, "outcome": Outcome(row["outcome"])})


def save_call(db: Database, call: CallRecord, run_id: str, article_id: str) -> str:
    """Keep one question, within the caller's transaction, and return its id."""
    if call.prompt:
        insert_row(db, "prompts", vars(call.prompt), or_ignore=True)
    call_id = new_id()
    row = {
        "id": call_id,
        "run_id": run_id,
        "article_id": article_id,
        "start": call.start,
        "end": call.end,
        "response": call.response,
        "error": call.error,
        "error_kind": call.error_kind.value if call.error_kind else None,
        "prompt_id": call.prompt.id if call.prompt else None,
        "form": call.form.value if call.form else None,
        "attempts": call.attempts,
        "input_tokens": call.input_tokens,
        "output_tokens": call.output_tokens,
        "duration_ms": call.duration_ms,
    }
    insert_row(db, "calls", row)
    return call_id


def _save_mention(db: Database, mention_id: str, reading_id: str, call_id: str, mention: Mention) -> None:
    row = {
        "id": mention_id,
        "reading_id": reading_id,
        "key": mention.key,
        "type": mention.type.value,
        "status": mention.status.value,
        "focus": int(mention.focus),
        "accepted": int(mention.accepted),
        "refused_because": mention.refused_because,
        "start": mention.start,
    }
    insert_row(db, "mentions", row)
    for number, statement in enumerate(mention.statements, start=1):
        insert_row(db, "statements", _statement_row(statement, f"{mention_id}-{number:03d}", mention_id, call_id))


def _statement_row(statement: Statement, statement_id: str, mention_id: str, call_id: str) -> dict[str, Any]:
    value = statement.value
    return {
        "id": statement_id,
        "mention_id": mention_id,
        "call_id": call_id,
        "field": statement.field,
        "subject": statement.subject,
        "value": None if value is None else json.dumps(value, ensure_ascii=False),
        "words": statement.words,
        **(vars(statement.selector) if statement.selector else {}),
        "verdict": statement.verdict.value,
        "reason": statement.reason,
        "origin": statement.origin.value,
    }


def count_asked(
    db: Database, run_id: str, calls: Iterable[CallRecord], *, failed: bool, cost_usd: float | None
) -> None:
    """Add one article or deal that a model was asked about, with these questions, to a run's counts."""
    # A sum with NULL is NULL, so tokens stay null until a model counts them.
    for call in calls:
        db.conn.execute(
            "UPDATE runs SET resolved_model = coalesce(?, resolved_model),"
            " input_tokens = coalesce(input_tokens + ?, input_tokens, ?),"
            " output_tokens = coalesce(output_tokens + ?, output_tokens, ?) WHERE id = ?",
            (
                call.resolved_model,
                call.input_tokens,
                call.input_tokens,
                call.output_tokens,
                call.output_tokens,
                run_id,
            ),
        )
    db.conn.execute(
        "UPDATE runs SET asked = asked + 1, failed = failed + ?, cost_usd = coalesce(cost_usd + ?, cost_usd, ?)"
        " WHERE id = ?",
        (int(failed), cost_usd, cost_usd, run_id),
    )
