"""One article, with the deals in it."""

from typing import Annotated, Literal, TypedDict

from ....terms import DealType, Status
from .common import Count, Links, Moment, Money, PageLinks, Version
from .statement import ArticleRef, Reading, Statement


class ArticleReading(Reading):
    """A reading, and whether it counts."""

    in_use: bool


class ArticleDeal(TypedDict):
    """A deal as one article reports it."""

    number: Annotated[Count, "Its number on the article's page."]
    id: str
    title: str
    type: Annotated[str, DealType]
    status: Annotated[str, Status]
    amount: Money | None
    statements: list[Statement]
    links: Links


class RefusedDeal(TypedDict):
    """A deal that a model reported and the text does not back far enough."""

    mention: Annotated[str, "Id of the mention."]
    type: Annotated[str, "As the model gave it."]
    reason: str | None
    quotes: list[Statement]


class Article(ArticleRef):
    """An article with its text, if that may be shown, and the deals in it."""

    language: Annotated[str | None, "BCP 47 tag."]
    rights: Annotated[str | None, "Who owns the text and what may be done with it."]
    characters: Annotated[Count, "Length of the text in code points."]
    loaded_at: Moment
    text: Annotated[str | None, "Null where the text is withheld."]
    places: Annotated[list[str], "Web addresses and paths where it was seen."]
    replaced_by: Annotated[list[str], "Ids of the newer texts at these places."]
    copies: Annotated[list[ArticleRef], "Articles with the same text, word for word or lightly edited."]
    flagged: Annotated[str | None, "What the text holds that is written for a model, not for readers."]
    deals: list[ArticleDeal]
    refused_deals: list[RefusedDeal]
    readings: list[ArticleReading]


class ArticleDocument(TypedDict):
    """One article."""

    ok: Literal[True]
    version: Version
    article: Article
    links: PageLinks
