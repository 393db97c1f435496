"""What the pages and the JSON show, as plain data between the database and either of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..store.totals import Total
from .filters import DealFilter


@dataclass(frozen=True)
class Money:
    """A stated sum in units of its currency; ``value_max`` is the high end of a range."""

    value: int | float
    currency: str | None
    qualifier: str | None
    value_max: int | float | None = None

    @classmethod
    def of(cls, value: Any, currency: Any, qualifier: Any, value_max: Any = None) -> "Money | None":
        """The sum, or None where there is no number."""
        if not is_number(value):
            return None
        return cls(value, currency, qualifier, value_max if is_number(value_max) else None)

    @classmethod
    def read(cls, plain: Any) -> "Money | None":
        """The sum that the JSON of a statement holds, or None."""
        if not isinstance(plain, dict):
            return None
        return cls.of(plain.get("value"), plain.get("currency"), plain.get("qualifier"), plain.get("value_max"))

    @property
    def plain(self) -> dict[str, Any]:
        """The sum as a statement holds it."""
        parts = {
            "value": self.value,
            "currency": self.currency,
            "qualifier": self.qualifier,
            "value_max": self.value_max,
        }
        return {key: part for key, part in parts.items() if part is not None}


def is_number(value: Any) -> bool:
    """Whether it is a number that can be counted with."""
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True)
class ArticleRef:
    """An article as others point to it."""

    id: str
    title: str
    publisher: str | None
    author: str | None
    published: str | None
    url: str | None


@dataclass(frozen=True)
class Source:
    """An article as a numbered source of a deal."""

    number: int
    article: ArticleRef


@dataclass(frozen=True)
class Party:
    """An organisation's part in a deal."""

    organization: str
    name: str
    role: str
    share: Money | None


@dataclass(frozen=True)
class Statement:
    """One field as one article states it: the value, the words, and how they were checked."""

    id: str
    mention: str
    reading: str
    call: str | None
    article: str
    source: int | None
    field: str
    subject: str | None
    value: Any
    words: str | None
    exact: str | None
    prefix: str | None
    suffix: str | None
    start: int | None
    end: int | None
    verdict: str
    reason: str | None
    origin: str
    reviewed: str | None = None
    """What a person made of it: accepted, entered, rejected or replaced."""


@dataclass(frozen=True)
class Fact:
    """A value of a deal with every statement behind it.

    ``others`` are values that articles state besides: less exact ones, or ones the sources
    disagree on.
    """

    field: str
    subject: str | None
    value: Any
    statements: tuple[Statement, ...]
    others: tuple["Fact", ...] = ()


@dataclass(frozen=True)
class Candidate:
    """One of the values that sources disagree on."""

    value: Any
    statements: tuple[str, ...]
    articles: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True)
class Conflict:
    """A field on which the sources of a deal disagree, and the rule that chose."""

    field: str
    candidates: tuple[Candidate, ...]
    chosen: Any
    rule: str


@dataclass(frozen=True)
class Reading:
    """How an article was read: by which model, with which prompt, in which run, when."""

    id: str
    article: str
    model: str
    resolved_model: str | None
    prompt: str
    run: str
    code_version: str
    outcome: str
    at: str
    deals: int
    input_tokens: int | None
    output_tokens: int | None
    duration_ms: float | None


@dataclass(frozen=True)
class DealRow:
    """A deal as lists show it."""

    id: str
    title: str
    summary: str
    parties_text: str
    type: str
    status: str
    amount: Money | None
    amount_usd: int | None
    amount_usd_basis: str | None
    rate_year: int | None
    announced: str | None
    first_reported: str | None
    ai: str
    focus: bool
    article_count: int
    conflict_count: int
    judged_count: int
    parties: tuple[Party, ...]
    disputed: tuple[str, ...]
    changed_at: str | None


@dataclass(frozen=True)
class Piece:
    """A piece of text in which searched words are told apart."""

    text: str
    found: bool


Facets = Mapping[str, tuple[tuple[str, int], ...]]
"""For type, status and ai, how many of the listed deals have which value."""


@dataclass(frozen=True)
class DealList:
    """One page of the list of deals. ``next`` leads to the page after it.

    ``snippets`` has for each deal the words of its summary that a search found.
    """

    rows: tuple[DealRow, ...]
    count: int
    next: str | None
    wanted: DealFilter
    organizations: tuple[str, ...]
    organization_known: bool
    snippets: Mapping[str, tuple[Piece, ...]]
    facets: Facets


@dataclass(frozen=True)
class Change:
    """A deal that is new, changed or withdrawn; ``title`` is None where it no longer exists.

    ``leads_to`` is the deal to which its address leads now, None where that is nowhere.
    """

    number: int
    deal: str
    title: str | None
    leads_to: str | None
    state: str
    cause: str | None
    at: str


@dataclass(frozen=True)
class Reference:
    """A deal or circle as others point to it."""

    id: str
    title: str


@dataclass(frozen=True)
class Event:
    """One step in a deal's life, as one article tells it; ``statement`` is where it says so."""

    status: str
    date: str | None
    article: str
    statement: str


@dataclass(frozen=True)
class Deal:
    """One deal with its parties, its proof and its doubts.

    ``package`` are the deals that were told as parts of one package with it, ``address`` is the part of
    its id that always leads to it.
    """

    row: DealRow
    announced_from: str | None
    announced_to: str | None
    giver: str | None
    receiver: str | None
    valuation: Money | None
    round: str | None
    stake_percent: float | None
    gigawatts: float | None
    gigawatts_qualifier: str | None
    horizon: str | None
    hardware: tuple[str, ...]
    tranches: tuple[tuple[Money, str | None], ...]
    package: tuple[Reference, ...]
    circles: tuple[Reference, ...]
    events: tuple[Event, ...]
    changes: tuple[Change, ...]
    address: str
    review_state: str
    sources: tuple[Source, ...]
    statements: tuple[Statement, ...]
    facts: tuple[Fact, ...]
    conflicts: tuple[Conflict, ...]
    readings: tuple[Reading, ...]
    summary_by: str | None = None
    summary_refused: str | None = None
    history: "tuple[Decided, ...]" = ()

    @property
    def refused(self) -> tuple[Statement, ...]:
        """What the model said that the words do not back."""
        return tuple(statement for statement in self.statements if statement.verdict in REFUSED)


@dataclass(frozen=True)
class Decided:
    """What one person decided about a deal; ``actor`` and ``note`` are None for those who may not review."""

    at: str
    what: str
    field: str
    before: Any
    after: Any
    actor: str | None
    note: str | None


@dataclass(frozen=True)
class Moved:
    """A deal that is found at another address."""

    id: str


@dataclass(frozen=True)
class ModelUse:
    """A model and how many articles' readings by it are in use."""

    model: str
    articles: int


@dataclass(frozen=True)
class Run:
    """One run of a model over articles."""

    id: str
    model: str
    resolved_model: str | None
    status: str
    started: str
    finished: str | None
    articles: int
    asked: int
    reused: int
    failed: int


@dataclass(frozen=True)
class Month:
    """The AI deals that were first reported in a month (2025-11); ``usd`` adds up the firm ones."""

    name: str
    deals: int
    rumored: int
    usd: int


@dataclass(frozen=True)
class Home:
    """What is in a database, at one look."""

    deals: int
    ai_deals: int
    articles: int
    publishers: int
    organizations: int
    conflicts: int
    judged: int
    refused: tuple[tuple[str, int], ...]
    refused_mentions: int
    first_published: str | None
    last_published: str | None
    newest: tuple[DealRow, ...]
    largest: tuple[DealRow, ...]
    doubtful: tuple[DealRow, ...]
    models: tuple[ModelUse, ...]
    last_run: Run | None
    changes: tuple[Change, ...]
    months: tuple[Month, ...]
    undated: int
    totals: tuple[Total, ...]

    @property
    def refused_values(self) -> int:
        """How many values the articles' words do not back."""
        return sum(number for _, number in self.refused)


REFUSED = ("mismatch", "unfound", "rejected")
"""The verdicts of statements that never reach a deal."""
