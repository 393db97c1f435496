"""Keeping the summaries that models write, whether they passed the check or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from json import dumps

from sqlite_utils import Database

from ..terms import Verdict
from .database import rows
from .records import CallRecord
from .writing import insert_row, new_id, utc_now


@dataclass(frozen=True)
class Summary:
    """A deal's summary by a model, and what checking it against the deal's statements found.

    ``statements`` is a hash of the statements it was made from, ``request_key`` of all that was asked;
    ``text`` is None where no answer came, ``reason`` says why it was refused.
    """

    deal_id: str
    statements: str
    request_key: str
    model_id: str
    text: str | None
    verdict: Verdict
    reason: str | None = None


def save_summary(
    db: Database, run_id: str, summary: Summary, call: CallRecord, article_id: str, cost_usd: float | None = None
) -> None:
    """Keep one question and the summary it gave, in one transaction.

    ``article_id`` is the deal's first source, for the call's row: no stretch of its text was sent.
    """
    call_id = new_id()
    row = {
        "id": call_id,
        "run_id": run_id,
        "article_id": article_id,
        "start": 0,
        "end": 0,
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
    kept = {**vars(summary), "verdict": summary.verdict.value, "id": new_id(), "run_id": run_id, "call_id": call_id}
    with db.atomic():
        insert_row(db, "calls", row)
        insert_row(db, "summaries", {**kept, "at": utc_now()})
        _count(db, run_id, call, cost_usd, failed=summary.text is None)


def _count(db: Database, run_id: str, call: CallRecord, cost_usd: float | None, *, failed: bool) -> None:
    # A sum with NULL is NULL, so tokens and cost stay null until they are known.
    sums = [(name, getattr(call, name)) for name in ("input_tokens", "output_tokens")] + [("cost_usd", cost_usd)]
    added = ", ".join(f"{name} = coalesce({name} + ?, {name}, ?)" for name, _ in sums)
    db.conn.execute(
        "UPDATE runs SET asked = asked + 1, failed = failed + ?, resolved_model = coalesce(?, resolved_model),"
        f" {added} WHERE id = ?",
        (int(failed), call.resolved_model, *(value for _, value in sums for _ in range(2)), run_id),
    )


def answered_requests(db: Database, request_keys: Iterable[str]) -> set[str]:
    """Those of the keys under which a summary is kept; questions that failed are asked again."""
    found = rows(
        db,
        "SELECT DISTINCT request_key FROM summaries"
        " WHERE text IS NOT NULL AND request_key IN (SELECT value FROM json_each(?))",
        [dumps(list(request_keys))],
    )
    return {row["request_key"] for row in found}


def summarised_deals(db: Database) -> list[str]:
    """Ids of the deals for which a summary was ever made, by the addresses they have now."""
    found = rows(
        db,
        """
        SELECT DISTINCT coalesce(deals.id, deal_addresses.deal_id) AS id
        FROM summaries
        LEFT JOIN deals ON deals.id = summaries.deal_id
        LEFT JOIN deal_addresses ON deal_addresses.digits = substr(summaries.deal_id, -10)
        WHERE coalesce(deals.id, deal_addresses.deal_id) IS NOT NULL
        ORDER BY id
        """,
    )
    return [row["id"] for row in found]


def counting_summaries(db: Database, statements: Iterable[str]) -> dict[str, Summary]:
    """For each hash of statements the summary that counts: the newest that passed, else the newest that was refused."""
    found = rows(
        db,
        "SELECT deal_id, statements, request_key, model_id, text, verdict, reason FROM summaries"
        " WHERE text IS NOT NULL AND statements IN (SELECT value FROM json_each(?)) ORDER BY verdict = ?, id",
        [dumps(list(statements)), Verdict.SUPPORTED.value],
    )
    return {row["statements"]: Summary(**{**row, "verdict": Verdict(row["verdict"])}) for row in found}


def forget_summaries(db: Database, article_id: str) -> None:
    """Delete the summaries of every deal that an article reports, with their questions: they may hold its words."""
    own = (
        "SELECT id FROM summaries WHERE call_id IN (SELECT id FROM calls WHERE article_id = :id)"
        " OR deal_id IN (SELECT deal_id FROM deal_mentions WHERE article_id = :id)"
        " OR substr(deal_id, -10) IN (SELECT digits FROM deal_addresses JOIN deal_mentions USING (deal_id)"
        " WHERE article_id = :id)"
    )
    found = rows(db, f"SELECT id, call_id FROM summaries WHERE id IN ({own})", {"id": article_id})
    db.conn.executemany("DELETE FROM summaries WHERE id = ?", [(row["id"],) for row in found])
    db.conn.executemany("DELETE FROM calls WHERE id = ?", [(row["call_id"],) for row in found])
