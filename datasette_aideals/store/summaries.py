"""Keeping the summaries that models write, whether they passed the check or not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from json import dumps

from sqlite_utils import Database

from ..terms import Verdict
from .database import rows
from .records import CallRecord
from .runs import count_asked, save_call
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
    kept = {**vars(summary), "verdict": summary.verdict.value, "id": new_id(), "run_id": run_id, "at": utc_now()}
    with db.atomic():
        call_id = save_call(db, replace(call, start=0, end=0), run_id, article_id)
        insert_row(db, "summaries", {**kept, "call_id": call_id})
        count_asked(db, run_id, [call], failed=summary.text is None, cost_usd=cost_usd)


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
