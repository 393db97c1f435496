"""Conflicts, and the runs that everything was read in."""

from typing import Annotated, Literal, TypedDict

from ....terms import Trouble
from .common import Address, Count, Links, PageLinks, Version
from .deal import Conflict, DealRow
from .run import Run
from .statement import ArticleRef, Statement


class DealConflicts(DealRow):
    """A deal with the fields on which its sources disagree."""

    conflicts: list[Conflict]


class ConflictFilters(TypedDict):
    """The filters that a list was made with; null where one is not in use."""

    field: str | None
    size: int


class ConflictsDocument(TypedDict):
    """One page of the deals whose sources disagree, the newest first."""

    ok: Literal[True]
    version: Version
    count: Annotated[Count, "Conflicts that fit the filters, on all pages."]
    fields: Annotated[dict[str, int], "How many conflicts there are on each field."]
    deals: list[DealConflicts]
    articles: Annotated[dict[str, ArticleRef], "The articles that the conflicts name, by id."]
    next: Annotated[str | None, "What to give as next for the page after this one; null on the last one."]
    next_url: Annotated[Address | None, "Address of that page."]
    filters: ConflictFilters
    links: PageLinks


class RunRow(Run):
    """A run as lists give it."""

    kind: Annotated[str, "extraction, or summaries: then articles, asked, reused and failed count deals."]
    stopped_because: Annotated[str | None, "Why it ended early."]
    input_tokens: Annotated[int | None, "Tokens sent, where the model counts them."]
    output_tokens: Annotated[int | None, "Tokens received, where the model counts them."]
    cost_usd: Annotated[float | None, "What it cost in US dollars, where known."]
    refused_values: Annotated[Count, "Values that the articles' words do not back."]
    links: Links


class RunFilters(TypedDict):
    """The filters that a list was made with."""

    size: int


class RunsDocument(TypedDict):
    """One page of the runs, the newest first."""

    ok: Literal[True]
    version: Version
    count: Annotated[Count, "Runs on all pages."]
    runs: list[RunRow]
    next: Annotated[str | None, "What to give as next for the page after this one; null on the last one."]
    next_url: Annotated[Address | None, "Address of that page."]
    filters: RunFilters
    links: PageLinks


class Call(TypedDict):
    """One question to a model, about one article or a stretch of one."""

    id: str
    article: ArticleRef
    start: Annotated[Count, "Where the stretch begins, in code points."]
    end: Annotated[Count, "Where it ends."]
    error: Annotated[str | None, "Why the answer, or a part of it, could not be used."]
    error_kind: Annotated[str | None, Trouble]
    attempts: Annotated[Count, "How many times the model was asked."]
    input_tokens: int | None
    output_tokens: int | None
    duration_ms: float


class Calls(TypedDict):
    """The calls of a run, counted."""

    count: Count
    failed: Annotated[Count, "Calls that gave no answer that could be used whole."]
    repeated: Annotated[Count, "How many times the model was asked once more."]
    seconds: Annotated[float, "How long all of them took."]
    error_kinds: Annotated[dict[str, int], "How many calls failed for which reason."]
    failures: list[Call]
    slowest: list[Call]


class WholeRun(RunRow):
    """A run with its calls, failures and refused statements."""

    options: Annotated[str, "Options given to the model, as JSON."]
    prompt: Annotated[str, "Id of the prompt and schema."]
    code_version: str
    outcomes: Annotated[dict[str, int], "How many readings ended how."]
    calls: Calls
    verdicts: Annotated[dict[str, int], "How many statements have which verdict."]
    refused_statements: list[Statement]
    summaries: Annotated[dict[str, int], "How many summaries have which verdict."]


class RunDocument(TypedDict):
    """One run."""

    ok: Literal[True]
    version: Version
    run: WholeRun
    links: PageLinks
