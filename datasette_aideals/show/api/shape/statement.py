"""Statements and articles: who says what, in which words, and how it was read."""

from typing import Annotated, Any, Literal, TypedDict

from ....terms import Origin, Outcome, Verdict
from .common import Address, Count, Day, Links, Moment


class ArticleRef(TypedDict):
    """An article as others point to it."""

    id: Annotated[str, "First 12 hex digits of the SHA-256 of its text."]
    title: str
    publisher: str | None
    author: str | None
    published: Day | None
    url: Annotated[str | None, "Where it can be read."]
    links: Links


class Source(TypedDict):
    """An article as a numbered source of a deal."""

    number: Annotated[Count, "A copy has its original's number."]
    article: ArticleRef


class QuoteSelector(TypedDict):
    """The words and what stands around them, as the W3C's Web Annotation model has it."""

    type: Literal["TextQuoteSelector"]
    exact: str
    prefix: Annotated[str, "Up to 32 characters before the words."]
    suffix: Annotated[str, "Up to 32 characters after them."]


class PositionSelector(TypedDict):
    """Where the words stand in the article's stored text, as the W3C's Web Annotation model has it."""

    type: Literal["TextPositionSelector"]
    start: Annotated[Count, "0-based, in code points."]
    end: Annotated[Count, "Exclusive."]


class StatementLinks(TypedDict):
    """Where to find a statement's words."""

    words: Annotated[Address | None, "The place in the article's page; null where the article has no such words."]


class Statement(TypedDict):
    """One field of a deal as one article states it: the value, the words, and what checking them found."""

    id: str
    field: Annotated[str, "The deal's field, or quote for a whole passage."]
    subject: Annotated[str | None, "For a party its role, for a share or tranche whom or what it is for."]
    value: Annotated[Any, "What code read from the words; its form depends on the field."]
    words: Annotated[str | None, "The words as the model gave them."]
    selector: Annotated[
        list[QuoteSelector | PositionSelector], "Both ways to find the words; empty where the article has none."
    ]
    verdict: Annotated[str, Verdict]
    reason: Annotated[str | None, "Why the value was refused or only judged."]
    origin: Annotated[str, Origin]
    reviewed: Annotated[str | None, "What a person made of it: accepted, entered, rejected or replaced."]
    article: Annotated[str, "Id of the article."]
    source: Annotated[int | None, "Number of the article among the deal's sources."]
    mention: Annotated[str, "Id of the mention: the deal as this article reports it."]
    reading: Annotated[str, "Id of the reading that found it."]
    call: Annotated[str | None, "Id of the model's call; null for a person's."]
    links: StatementLinks


class Reading(TypedDict):
    """How an article was read."""

    id: str
    article: Annotated[str, "Id of the article."]
    model: Annotated[str, "The llm model id that was asked for."]
    resolved_model: Annotated[str | None, "The exact model that answered, where it says so."]
    prompt: Annotated[str, "Id of the prompt and schema."]
    run: Annotated[str, "Id of the run."]
    code_version: Annotated[str, "Version of datasette-aideals that made it."]
    outcome: Annotated[str, Outcome]
    at: Moment
    deals: Annotated[Count, "Deals that it found in the article."]
    input_tokens: Annotated[int | None, "Tokens sent, where the model counts them."]
    output_tokens: Annotated[int | None, "Tokens received, where the model counts them."]
    duration_ms: float | None
