"""What the pages of conflicts, runs and changes show, as plain data."""

from dataclasses import dataclass

from .list_filters import ListFilter
from .shapes import ArticleRef, Conflict, DealRow, Run, Statement


@dataclass(frozen=True)
class DealConflicts:
    """A deal with the fields on which its sources disagree."""

    row: DealRow
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True)
class ConflictList:
    """One page of the deals whose sources disagree, with how many conflicts there are on each field."""

    rows: tuple[DealConflicts, ...]
    count: int
    fields: tuple[tuple[str, int], ...]
    articles: dict[str, ArticleRef]
    next: str | None
    wanted: ListFilter


@dataclass(frozen=True)
class RunRow:
    """A run as the list shows it; ``kind`` is extraction or summaries."""

    run: Run
    kind: str
    stopped_because: str | None
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: float | None
    refused: int


@dataclass(frozen=True)
class RunList:
    """One page of the runs, the newest first."""

    rows: tuple[RunRow, ...]
    count: int
    next: str | None
    wanted: ListFilter


@dataclass(frozen=True)
class Call:
    """One question to a model, about one article or a stretch of one."""

    id: str
    article: ArticleRef
    start: int
    end: int
    error: str | None
    error_kind: str | None
    attempts: int
    input_tokens: int | None
    output_tokens: int | None
    duration_ms: float


@dataclass(frozen=True)
class Calls:
    """The calls of a run, counted; ``failed`` are those that gave no answer that could be used whole."""

    count: int
    failed: int
    again: int
    seconds: float
    kinds: tuple[tuple[str, int], ...]
    failures: tuple[Call, ...]
    slowest: tuple[Call, ...]


@dataclass(frozen=True)
class Refused:
    """A refused statement with the article it is about."""

    statement: Statement
    article: ArticleRef


@dataclass(frozen=True)
class WholeRun:
    """One run with its calls, what it cost, and what it said that the articles do not back."""

    row: RunRow
    options: str
    prompt: str
    code_version: str
    outcomes: tuple[tuple[str, int], ...]
    calls: Calls
    verdicts: tuple[tuple[str, int], ...]
    refused: tuple[Refused, ...]
    summaries: tuple[tuple[str, int], ...]
