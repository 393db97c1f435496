"""What an article's page shows, as plain data."""

from dataclasses import dataclass

from .shapes import ArticleRef, Money, Reading, Statement


@dataclass(frozen=True)
class DealInArticle:
    """A deal as one article reports it, with the number it has on the article's page."""

    number: int
    id: str
    title: str
    type: str
    status: str
    amount: Money | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class RefusedMention:
    """A deal that a model reported and the text does not back far enough."""

    id: str
    type: str
    reason: str | None
    quotes: tuple[Statement, ...]


@dataclass(frozen=True)
class Article:
    """One article with the deals in it; ``text`` is None where the text is withheld."""

    ref: ArticleRef
    language: str | None
    rights: str | None
    characters: int
    loaded_at: str
    text: str | None
    places: tuple[str, ...]
    replaced_by: tuple[str, ...]
    copies: tuple[ArticleRef, ...]
    deals: tuple[DealInArticle, ...]
    refused: tuple[RefusedMention, ...]
    readings: tuple[Reading, ...]
    in_use: str | None
    flagged: str | None = None
