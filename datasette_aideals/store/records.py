"""The things the database keeps, as they travel between the stations of the pipeline."""

from dataclasses import dataclass
from typing import Any

from ..terms import AnswerForm, DealType, Origin, Status, Trouble, Verdict

CONTEXT = 32
"""Characters of text kept before and after a quote: enough to tell repeated words apart."""


@dataclass(frozen=True)
class Article:
    """One distinct text with what is known about it."""

    id: str
    sha256: str
    text: str
    title: str
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    rights: str | None = None


@dataclass(frozen=True)
class ArticleRef:
    """An article without its text, of which many fit into memory; ``characters`` is the text's length."""

    id: str
    sha256: str
    title: str
    characters: int


@dataclass(frozen=True)
class Selector:
    """Words of an article and where they stand: W3C quote and position selector in one."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True)
class Statement:
    """One field of one mention: the value that code read, and the words that prove it."""

    field: str
    value: Any
    verdict: Verdict
    subject: str | None = None
    words: str | None = None
    selector: Selector | None = None
    reason: str | None = None
    origin: Origin = Origin.MODEL


@dataclass(frozen=True)
class Mention:
    """One deal as one reading of one article reports it."""

    key: str
    type: DealType
    status: Status
    focus: bool
    statements: tuple[Statement, ...]
    start: int | None = None
    refused_because: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the text backs enough of it to make a deal."""
        return self.refused_because is None

    def having(self, name: str) -> list[Statement]:
        """The statements about one field that may enter a deal, in the order of the answer."""
        return [statement for statement in self.statements if statement.field == name and statement.verdict.counts]


@dataclass(frozen=True)
class PromptRecord:
    """The instructions and the answer's schema that a run asks with."""

    id: str
    system: str
    template: str
    schema: str


@dataclass(frozen=True)
class CallRecord:
    """One question to a model and what came of it."""

    response: str | None
    error: str | None
    start: int
    end: int
    attempts: int
    duration_ms: float
    input_tokens: int | None = None
    output_tokens: int | None = None
    resolved_model: str | None = None
    error_kind: Trouble | None = None
    prompt: PromptRecord | None = None
    form: AnswerForm | None = None


@dataclass(frozen=True)
class RunCounts:
    """What a run did, in articles."""

    articles: int = 0
    asked: int = 0
    reused: int = 0
    failed: int = 0
    outdated: int = 0
    """How many of the reused readings were made by an earlier version."""
