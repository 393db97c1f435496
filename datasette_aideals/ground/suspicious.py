"""Weighing the statements about an article in which a passage addresses the model."""

from dataclasses import replace

from ..store.records import Statement
from ..terms import Verdict
from ..text.suspicion import ADDRESSED
from .places import Places

_JUDGED = "only the model's judgement, in an article that addresses the model"
_ROLE = "the article addresses the model, which alone gives the role"


def weigh(statements: list[Statement], places: Places) -> list[Statement]:
    """The statements, unchanged where no passage of the article is suspicious.

    Else what the words alone do not back is refused, since the model may have done what it was told, and
    what stands in such a passage is told from what stands nowhere. A role, which no words can back,
    makes its party one of judgement.
    """
    if not places.suspicion.spans:
        return statements
    return [_weighed(statement, places) for statement in statements]


def _weighed(statement: Statement, places: Places) -> Statement:
    if statement.verdict is Verdict.UNFOUND and statement.words:
        span = places.addressed(statement.words)
        if span and any(passage.overlaps(span) for passage in places.suspicion.spans):
            selector = places.selector(span)
            return replace(statement, verdict=Verdict.MISMATCH, selector=selector, reason=ADDRESSED)
    if statement.field == "party" and statement.verdict is Verdict.SUPPORTED:
        return replace(statement, verdict=Verdict.JUDGED, reason=_ROLE)
    if statement.field != "party" and statement.verdict is Verdict.JUDGED:
        return replace(statement, verdict=Verdict.MISMATCH, reason=_JUDGED)
    return statement
