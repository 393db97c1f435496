"""What is in a database, and what changed in it."""

from typing import Annotated, Literal, TypedDict

from ....terms import DealType
from .changes import Change
from .common import Address, Count, Day, Version
from .deal import DealRow
from .run import Run


class RefusedValues(TypedDict):
    """Values that a model gave and the articles' words do not back."""

    mismatch: Annotated[Count, "The words stand in the article, but the value differs from them."]
    unfound: Annotated[Count, "The article does not have these words."]


class Counts(TypedDict):
    """How much of everything there is."""

    deals: Count
    ai_deals: Count
    articles: Count
    publishers: Count
    organizations: Count
    deals_with_conflicts: Annotated[Count, "AI deals whose sources disagree."]
    deals_with_judged_values: Annotated[Count, "AI deals with values that rest on the model's judgement."]
    refused_values: RefusedValues
    refused_deals: Annotated[Count, "Deals that a model reported and the text does not back far enough."]


class ModelUse(TypedDict):
    """A model and how many articles' readings by it count."""

    model: str
    articles: Count


class Month(TypedDict):
    """The AI deals that were first reported in a month."""

    name: Annotated[str, "2025-11."]
    deals: Count
    rumored: Annotated[Count, "How many of them are only rumored."]
    usd: Annotated[int, "US dollars of those that are announced or completed."]


class Total(TypedDict):
    """The sums of AI deals of one type in one state, in US dollars; no deal is in two of the three sums."""

    type: Annotated[str, DealType]
    state: Annotated[str, "firm (announced or completed), rumored or cancelled."]
    deals: Count
    stated: Annotated[int, "Sums that are stated as such or about."]
    at_least: Annotated[int, "Lower limits."]
    up_to: Annotated[int, "Upper limits."]
    converted: Annotated[Count, "Deals in another currency, converted at a yearly average rate."]
    without: Annotated[Count, "Deals that have no sum, or one in a currency without a rate."]
    aggregates: Annotated[Count, "Sums over other deals, left out."]


class HomeLinks(TypedDict):
    """Where to go on."""

    page: Address
    deals: Address


class HomeDocument(TypedDict):
    """What is in the database, at one look."""

    ok: Literal[True]
    version: Version
    counts: Counts
    articles_from: Annotated[Day | None, "Date of the earliest dated article."]
    articles_to: Annotated[Day | None, "Date of the latest dated article."]
    newest: list[DealRow]
    largest: list[DealRow]
    doubtful: Annotated[list[DealRow], "Those with most doubts."]
    models: list[ModelUse]
    last_run: Run | None
    changes: Annotated[list[Change], "The latest, the last one first."]
    timeline: list[Month]
    undated: Annotated[Count, "AI deals that no dated article reports, and that are in no month."]
    totals: list[Total]
    links: HomeLinks
