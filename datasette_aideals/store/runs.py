"""Keeping what models were asked and what they answered, and telling which reading of an article counts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..errors import UnknownModel
from ..terms import Outcome, RunStatus
from .database import rows
from .records import CallRecord, Mention, Statement
from .writing import insert_row, new_id, utc_now


@dataclass(frozen=True)
class PromptRecord:
    """The instructions and the answer's schema that a run asks with."""

    id: str
    system: str
    template: str
    schema: str


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
    db: Database, prompt: PromptRecord, *, model_id: str, options: str, code_version: str, articles: int, reused: int
) -> str:
    """Write down that a run begins, and return its id.

    A run that still says running was killed before it could say otherwise, so it becomes interrupted.
    """
    run_id = new_id()
    with db.atomic():
        db.conn.execute(
            "UPDATE runs SET status = ? WHERE status = ?", (RunStatus.INTERRUPTED.value, RunStatus.RUNNING.value)
        )
        insert_row(db, "prompts", vars(prompt), or_ignore=True)
        run = {
            "id": run_id,
            "model_id": model_id,
            "options": options,
            "prompt_id": prompt.id,
            "code_version": code_version,
            "status": RunStatus.RUNNING.value,
            "started": utc_now(),
            "articles": articles,
            "asked": 0,
            "reused": reused,
            "failed": 0,
        }
        insert_row(db, "runs", run)
    return run_id


def finish_run(db: Database, run_id: str, status: RunStatus) -> None:
    """Write down how a run ended."""
    finished = utc_now() if status is RunStatus.FINISHED else None
    with db.atomic():
        db.conn.execute("UPDATE runs SET status = ?, finished = ? WHERE id = ?", (status.value, finished, run_id))


def find_reading(db: Database, cache_key: str) -> Reading | None:
    """The reading kept under a cache key; None where the article has to be read."""
    found = rows(db, f"SELECT {_READING} FROM readings WHERE cache_key = ?", (cache_key,))
    return _reading(found[0]) if found else None


def save_reading(
    db: Database,
    *,
    run_id: str,
    article_id: str,
    model_id: str,
    cache_key: str,
    call_id: str,
    call: CallRecord,
    outcome: Outcome,
    mentions: Sequence[Mention],
) -> None:
    """Keep one question, the reading it gave and all that was read, in one transaction.

    The reading's id is the beginning of its cache key, the mentions' and statements' ids follow
    from it: reading the same article again in another database gives the same ids. Where another
    program has kept the reading meanwhile, only the call is written.
    """
    reading_id = cache_key[:16]
    row = {
        "id": reading_id,
        "article_id": article_id,
        "cache_key": cache_key,
        "model_id": model_id,
        "run_id": run_id,
        "outcome": outcome.value,
        "at": utc_now(),
    }
    with db.atomic():
        kept = insert_row(db, "readings", row, or_ignore=True)
        insert_row(db, "calls", _call_row(call, call_id, run_id, article_id))
        for place, mention in enumerate(mentions if kept else (), start=1):
            _save_mention(db, f"{reading_id}-{place:03d}", reading_id, call_id, mention)
        _count_call(db, run_id, call, failed=outcome is Outcome.FAILED)


def chosen_model(db: Database) -> str | None:
    """The id of the model whose readings count; None where no article was read.

    That is the one that a person chose last, else the model of the first run that could read an article.
    """
    decided = rows(
        db,
        "SELECT object FROM decisions WHERE kind = 'use_model' AND object IS NOT NULL"
        " AND id NOT IN (SELECT undoes FROM decisions WHERE undoes IS NOT NULL) ORDER BY at DESC, id DESC LIMIT 1",
    )
    if decided:
        return str(decided[0]["object"])
    first = rows(
        db,
        "SELECT model_id FROM runs WHERE id IN (SELECT run_id FROM readings WHERE outcome <> ?)"
        " ORDER BY started, id LIMIT 1",
        (Outcome.FAILED.value,),
    )
    return str(first[0]["model_id"]) if first else None


def decide_model(db: Database, model_id: str) -> None:
    """Write down that the readings of this model count from now on. Raises UnknownModel where it read nothing."""
    if not rows(db, "SELECT 1 FROM readings WHERE model_id = ? AND outcome <> ?", (model_id, Outcome.FAILED.value)):
        raise UnknownModel(f"{model_id} has read no article here. Let it: datasette aideals extract DB -m {model_id}")
    decision = {"id": new_id(), "kind": "use_model", "subject": "database", "object": model_id, "at": utc_now()}
    with db.atomic():
        insert_row(db, "decisions", decision)


def counting_readings(db: Database) -> list[Reading]:
    """For each current article the newest successful reading by the chosen model, by article id."""
    found = rows(
        db,
        f"SELECT {_READING} FROM readings WHERE model_id = ? AND outcome <> ?"
        " AND article_id IN (SELECT article_id FROM article_sources WHERE current = 1) ORDER BY article_id, at, id",
        (chosen_model(db), Outcome.FAILED.value),
    )
    newest = {row["article_id"]: _reading(row) for row in found}
    return list(newest.values())


def _reading(row: dict[str, Any]) -> Reading:
    return Reading(**{**row, "outcome": Outcome(row["outcome"])})


def _call_row(call: CallRecord, call_id: str, run_id: str, article_id: str) -> dict[str, Any]:
    row = {name: value for name, value in vars(call).items() if name != "resolved_model"}
    return {"id": call_id, "run_id": run_id, "article_id": article_id, **row}


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


def _count_call(db: Database, run_id: str, call: CallRecord, *, failed: bool) -> None:
    # A sum with NULL is NULL, so tokens stay null until a model counts them.
    db.conn.execute(
        "UPDATE runs SET asked = asked + 1, failed = failed + ?, resolved_model = coalesce(?, resolved_model),"
        " input_tokens = coalesce(input_tokens + ?, input_tokens, ?),"
        " output_tokens = coalesce(output_tokens + ?, output_tokens, ?) WHERE id = ?",
        (
            int(failed),
            call.resolved_model,
            call.input_tokens,
            call.input_tokens,
            call.output_tokens,
            call.output_tokens,
            run_id,
        ),
    )
