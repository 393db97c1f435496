"""Counting what checking against the articles' words refused, and why."""

from dataclasses import dataclass

from sqlite_utils import Database

from ..terms import Verdict
from ..text.suspicion import ADDRESSED
from .database import rows

_ADDRESSED = "in a passage that addresses the model"
_REASONS = {
    Verdict.UNFOUND: "not in the article",
    Verdict.MISMATCH: "whose words give no such value",
}


@dataclass(frozen=True)
class Refused:
    """What a run's answers held that the articles do not back.

    ``values`` counts the refused values by reason, the most frequent first; ``deals`` are those of which
    too little was left; ``flagged`` are the articles of the run in which a passage addresses the model.
    """

    values: dict[str, int]
    deals: int
    flagged: int


def refused_in(db: Database, run_id: str) -> Refused:
    """What was refused of the answers that a run got; what it could use again is not counted."""
    found = rows(
        db,
        """
        SELECT verdict, reason = ? AS addressed, count(*) AS number
        FROM statements JOIN mentions ON mentions.id = mention_id JOIN readings ON readings.id = reading_id
        WHERE readings.run_id = ? AND verdict IN (?, ?)
        GROUP BY verdict, addressed ORDER BY number DESC, verdict
        """,
        (ADDRESSED, run_id, Verdict.UNFOUND.value, Verdict.MISMATCH.value),
    )
    values: dict[str, int] = {}
    for row in found:
        reason = _ADDRESSED if row["addressed"] else _REASONS[Verdict(row["verdict"])]
        values[reason] = values.get(reason, 0) + row["number"]
    [counts] = rows(
        db,
        """
        SELECT (SELECT count(*) FROM mentions JOIN readings ON readings.id = reading_id
                WHERE readings.run_id = :run AND accepted = 0) AS deals,
               (SELECT count(*) FROM articles WHERE flagged IS NOT NULL
                AND id IN (SELECT article_id FROM readings WHERE run_id = :run)) AS flagged
        """,
        {"run": run_id},
    )
    return Refused(values, **counts)
