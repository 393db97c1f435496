"""What an evaluation gave, as lines to read: models side by side, then what went worst."""

from collections.abc import Callable, Iterator, Sequence

from .counts import Count
from .measures import ArticleScore
from .readings import Evaluation

_WORST = 10
_GAP = "  "

Row = tuple[str, ...]
"""The name of a measure and its value for each model."""


def lines(evaluations: Sequence[Evaluation]) -> Iterator[str]:
    """The whole report, line by line."""
    measures = evaluations[0].measures
    yield f"{len(measures.articles)} articles, {sum(score.wanted for score in measures.articles)} deals to find."
    yield "F1 (precision, recall) of deals, of deals that agree strictly, of slots; then shares."
    yield ""
    yield from aligned(
        [
            ("", *(evaluation.model_id for evaluation in evaluations)),
            *agreement(evaluations),
            *effort(evaluations),
            ("by slot",),
            *by_slot(evaluations),
            ("by type (deals)",),
            *by_type(evaluations),
        ]
    )
    for evaluation in evaluations:
        yield from _troubles(evaluation)
        yield from _worst(evaluation)


def agreement(evaluations: Sequence[Evaluation]) -> list[Row]:
    """How far the models agree with the reference answers, over all types."""
    return _rows(
        evaluations,
        ("deals", lambda one: ratios(one.measures.all.deals)),
        ("strict", lambda one: ratios(one.measures.all.strict)),
        ("slots", lambda one: ratios(one.measures.all.slots)),
        ("focus recall", lambda one: _number(one.measures.focus_recall)),
        ("quotes found", lambda one: _number(one.quotes_found)),
        ("grounded", lambda one: _number(one.measures.grounded)),
        ("quiet without deals", lambda one: f"{one.measures.kept_quiet} of {len(one.measures.without_deals)}"),
    )


def effort(evaluations: Sequence[Evaluation]) -> list[Row]:
    """What the models took, and where they gave nothing."""
    return _rows(
        evaluations,
        ("articles failed", lambda one: str(len(one.failed))),
        ("seconds per article", lambda one: _number(one.seconds)),
        ("tokens in, out", lambda one: "{:,}, {:,}".format(*one.tokens) if one.tokens else "unknown"),
        ("cost in US dollars", lambda one: _number(one.cost, "unknown")),
    )


def by_slot(evaluations: Sequence[Evaluation]) -> list[Row]:
    """The measures of each slot."""
    slots = evaluations[0].measures.by_slot
    return [(slot.value, *(ratios(one.measures.by_slot[slot]) for one in evaluations)) for slot in slots]


def by_type(evaluations: Sequence[Evaluation]) -> list[Row]:
    """The measures of each type of deal."""
    types = evaluations[0].measures.by_type
    return [(kind.value, *(ratios(one.measures.by_type[kind].deals) for one in evaluations)) for kind in types]


def ratios(count: Count) -> str:
    """F1, precision and recall, with the number that is wanted; a dash where there is nothing to count."""
    wanted = count.tp + count.fn
    if not wanted and not count.fp:
        return "–"
    return f"{count.f1:.3f} ({count.precision:.3f}, {count.recall:.3f}) of {wanted}"


def aligned(rows: Sequence[Row]) -> Iterator[str]:
    """Rows as lines with their columns under each other; a row of one cell is a heading."""
    table = [row for row in rows if len(row) > 1]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in rows:
        if len(row) == 1:
            yield ""
        yield _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()


def _rows(evaluations: Sequence[Evaluation], *measures: tuple[str, Callable[[Evaluation], str]]) -> list[Row]:
    return [(name, *(tell(evaluation) for evaluation in evaluations)) for name, tell in measures]


def _troubles(evaluation: Evaluation) -> Iterator[str]:
    for reading in evaluation.readings:
        if reading.error:
            what = "failed on" if reading.failed else "was read only in part on"
            yield f"{evaluation.model_id} {what} {reading.article}: {reading.error}"


def _worst(evaluation: Evaluation) -> Iterator[str]:
    worst = evaluation.measures.worst()[:_WORST]
    if worst:
        yield ""
        yield f"Worst articles of {evaluation.model_id}"
        header = ("slots F1", "wanted", "found", "paired", "article")
        yield from aligned([header, *(_article(score) for score in worst)])


def _article(score: ArticleScore) -> Row:
    return (
        f"{score.all.slots.f1:.3f}",
        str(score.wanted),
        str(score.found),
        str(score.all.deals.tp),
        score.article,
    )


def _number(value: float | None, without: str = "–") -> str:
    return without if value is None else f"{value:.3f}"
