"""Showing the summaries that models wrote, where the deal still has the statements they were made from."""

from typing import Any

from sqlite_utils import Database

from ..resolve.resolver import ResolveReport
from ..resolve.resolver import resolve as resolve_deals
from ..store.summaries import Summary, counting_summaries, summarised_deals
from ..terms import Verdict
from .deals import deal_facts


def resolve(db: Database, at: str, cause: str = "resolve", **options: Any) -> ResolveReport:
    """Merge what the articles report into deals, and show the models' summaries that still hold."""
    report = resolve_deals(db, at, cause, **options)
    apply_summaries(db)
    return report


def apply_summaries(db: Database) -> None:
    """Put each deal's newest checked summary in the place of the composed one, in one transaction.

    A summary that was refused leaves the composed one where it is, with a mark why. What was made from
    other statements than the deal has now does nothing.
    """
    found = deal_facts(db, summarised_deals(db))
    summaries = counting_summaries(db, [facts.statements for facts in found])
    with db.atomic():
        for facts in found:
            if summary := summaries.get(facts.statements):
                _show(db, facts.id, summary)


def _show(db: Database, deal_id: str, summary: Summary) -> None:
    if summary.verdict is not Verdict.SUPPORTED:
        db.conn.execute("UPDATE deals SET summary_refused = ? WHERE id = ?", (summary.reason, deal_id))
        return
    row = "SELECT search_id, title, summary, parties_text FROM deals WHERE id = ?"
    columns = "rowid, title, summary, parties_text"
    # The index holds no text of its own: it has to be told the old words before they are gone.
    db.conn.execute(f"INSERT INTO deals_fts (deals_fts, {columns}) SELECT 'delete', * FROM ({row})", (deal_id,))
    db.conn.execute(
        "UPDATE deals SET summary = ?, summary_by = ?, summary_refused = NULL WHERE id = ?",
        (summary.text, summary.model_id, deal_id),
    )
    db.conn.execute(f"INSERT INTO deals_fts ({columns}) {row}", (deal_id,))
