"""What an evaluation gave, as plain data; ratios are rounded to four places."""

from collections.abc import Sequence
from typing import Any

from .counts import Count, Tally
from .measures import ArticleScore
from .readings import Evaluation, Reading


def results(evaluations: Sequence[Evaluation]) -> dict[str, Any]:
    """All evaluations for a program: a list under ``models``, in the order in which they were asked for."""
    return {"models": [evaluation_json(evaluation) for evaluation in evaluations]}


def evaluation_json(evaluation: Evaluation) -> dict[str, Any]:
    """One model's measures; what is not known, or a share of nothing, is None."""
    measures = evaluation.measures
    tokens = evaluation.tokens or (None, None)
    return {
        "model": evaluation.model_id,
        **_tally(measures.all),
        "focus_recall": _rounded(measures.focus_recall),
        "quotes_found": _rounded(evaluation.quotes_found),
        "grounded": _rounded(measures.grounded),
        "articles_without_deals_kept_quiet": f"{measures.kept_quiet}/{len(measures.without_deals)}",
        "articles": len(measures.articles),
        "seconds_per_article": _rounded(evaluation.seconds),
        "input_tokens": tokens[0],
        "output_tokens": tokens[1],
        "cost_usd": evaluation.cost,
        "by_slot": {slot.value: _ratios(count) for slot, count in measures.by_slot.items()},
        "by_type": {kind.value: _tally(tally) for kind, tally in measures.by_type.items()},
        "worst": [_article(score) for score in measures.worst()],
        "failed": [_trouble(reading) for reading in evaluation.failed],
        "read_in_part": [_trouble(one) for one in evaluation.readings if one.error and not one.failed],
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {name: _ratios(getattr(tally, name)) for name in ("deals", "strict", "slots")}


def _ratios(count: Count) -> dict[str, float]:
    ratios = {name: round(getattr(count, name), 4) for name in ("precision", "recall", "f1")}
    return {**ratios, "tp": count.tp, "fp": count.fp, "fn": count.fn}


def _article(score: ArticleScore) -> dict[str, Any]:
    return {"article": score.article, "wanted": score.wanted, "found": score.found, **_tally(score.all)}


def _trouble(reading: Reading) -> dict[str, Any]:
    return {"article": reading.article, "error": reading.error}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
