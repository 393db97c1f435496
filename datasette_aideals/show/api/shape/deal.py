"""Deals, with the statements and conflicts behind them."""

from typing import Annotated, Any, Literal, TypedDict

from ....terms import DealType, Qualifier, Role, Status
from ...filters import Ai, Sort
from .changes import Change
from .common import Address, Count, Day, Links, Moment, Money, PageLinks, Version
from .statement import Reading, Source, Statement


class Tranche(Money):
    """A part of the amount that is paid at a time or on a condition of its own."""

    condition: Annotated[str | None, "When, or on what condition, it is paid."]


class Party(TypedDict):
    """An organisation's part in a deal."""

    organization: Annotated[str, "Id of the organisation."]
    name: str
    role: Annotated[str, Role]
    share: Annotated[Money | None, "Its own part of a joint sum."]


class DealRow(TypedDict):
    """A deal as lists give it."""

    id: Annotated[str, "Readable address; it can change, and the old one still leads to the deal."]
    title: str
    summary: Annotated[str, "One to three sentences; [1] stands for the source with the number 1."]
    type: Annotated[str, DealType]
    status: Annotated[str, Status]
    amount: Money | None
    amount_usd: Annotated[int | None, "The amount in US dollars, for sorting and sums."]
    amount_usd_basis: Annotated[str | None, "stated, or converted at a yearly average rate."]
    rate_year: Annotated[int | None, "Year of the rate it was converted at."]
    parties: list[Party]
    announced: Annotated[Day | None, "The date that fits the status, as exactly as the articles fix it."]
    first_reported: Annotated[Day | None, "Date of the earliest dated article."]
    ai: Annotated[
        str,
        "Why it counts as an AI deal: stated (an article says so), party (an organisation works on AI), or none.",
    ]
    focus: Annotated[bool, "Whether at least one article has it as its own news."]
    article_count: Annotated[Count, "Independent sources; copies count once."]
    conflict_count: Annotated[Count, "Fields on which the sources disagree."]
    disputed_fields: Annotated[list[str], "These fields."]
    judged_count: Annotated[Count, "Values that rest on the model's judgement."]
    changed_at: Annotated[Moment | None, "When its content changed last; null where no change was written down."]
    links: Links


class OtherValue(TypedDict):
    """A value that articles state besides the deal's own: less exact, or disputed."""

    subject: str | None
    value: Any
    statements: Annotated[list[str], "Ids of the statements behind it."]


class Fact(TypedDict):
    """A value of a deal with the statements behind it."""

    field: str
    subject: str | None
    value: Annotated[Any, "Null where the articles state values and none was taken up."]
    statements: Annotated[list[str], "Ids of the statements behind it."]
    others: list[OtherValue]


class Candidate(TypedDict):
    """One of the values that sources disagree on."""

    value: Any
    chosen: bool
    statements: Annotated[list[str], "Ids of the statements that give it."]
    articles: Annotated[list[str], "Ids of the articles that give it."]


class Conflict(TypedDict):
    """A field on which the sources of a deal disagree."""

    field: str
    chosen: Any
    rule: Annotated[str, "The rule that chose."]
    candidates: list[Candidate]


class Reference(TypedDict):
    """A deal as others point to it."""

    id: str
    title: str
    links: Links


class CircleRef(TypedDict):
    """A circle as its deals point to it."""

    id: str
    title: Annotated[str, "The organisations in their order, the first one again at the end."]


class Event(TypedDict):
    """One step in a deal's life, as one article tells it."""

    status: Annotated[str, Status]
    date: Annotated[Day | None, "When, as far as the article fixes it."]
    article: Annotated[str, "Id of the article."]
    statement: Annotated[str, "Id of the statement that says so."]


class Decided(TypedDict):
    """What one person decided about a deal."""

    at: Moment
    what: Annotated[str, "The decision: accept, correct, reject, add, merge_deals, split_deal, choose, undo, …"]
    field: Annotated[str, "The field, or deal."]
    before: Any
    after: Any
    actor: Annotated[str | None, "Who; null for those who may not review."]
    note: Annotated[str | None, "Why; null for those who may not review."]


class Deal(DealRow):
    """A deal with its facts, the statements behind them, conflicts, refusals and readings."""

    announced_from: Annotated[str | None, "First day that the date can mean."]
    announced_to: Annotated[str | None, "Last day that the date can mean."]
    giver: Annotated[str | None, "Who gives the money, where the type says so."]
    receiver: Annotated[str | None, "Who receives it."]
    valuation: Annotated[Money | None, "What the company is worth in this deal."]
    round: Annotated[str | None, "Financing round."]
    stake_percent: Annotated[float | None, "Share that the deal buys."]
    gigawatts: Annotated[float | None, "Power or computing capacity in the deal."]
    gigawatts_qualifier: Annotated[str | None, Qualifier]
    horizon: Annotated[str | None, "Period of the deal, in the article's words."]
    hardware: list[str]
    tranches: list[Tranche]
    package: Annotated[list[Reference], "Deals that were told as parts of one package with it."]
    circles: Annotated[list[CircleRef], "Ways that money goes round and that it is a step of."]
    events: Annotated[list[Event], "Its life, as the articles tell it."]
    changes: Annotated[list[Change], "Its latest changes in this database, the last one first."]
    address: Annotated[str, "The part of its id that always leads to it, also when the rest changes."]
    review_state: Annotated[str, "unreviewed, part or reviewed."]
    summary_by: Annotated[str | None, "The model that wrote the summary; null where code composed it."]
    summary_refused: Annotated[str | None, "Why the summary that a model wrote is not shown."]
    sources: list[Source]
    facts: list[Fact]
    statements: Annotated[list[Statement], "All that stand behind the facts, and the passages."]
    refused: Annotated[list[Statement], "What a model said and the words do not back."]
    conflicts: list[Conflict]
    readings: list[Reading]
    history: Annotated[list[Decided], "What people decided about it, the newest first, for those who may see that."]


class DealLinks(TypedDict):
    """Where a deal's page, the list and the home document are."""

    page: Address
    permanent: Annotated[Address, "An address of its page that stays when its id changes."]
    deals: Address
    home: Address


class DealDocument(TypedDict):
    """One deal."""

    ok: Literal[True]
    version: Version
    deal: Deal
    links: DealLinks


class _DealFilters(TypedDict):
    q: str | None
    type: Annotated[str | None, DealType]
    status: Annotated[str | None, Status]
    organization: str | None
    min: Annotated[int | None, "US dollars."]
    max: Annotated[int | None, "US dollars."]
    to: Annotated[str | None, "A day."]
    ai: Annotated[str, Ai]
    doubts: bool
    facets: bool
    changed_since: Moment | None
    sort: Annotated[str, Sort]
    size: int
    most: Annotated[int, "The most deals that one request gives."]


# A name that Python keeps for itself can't be a field of a class.
_From = TypedDict("_From", {"from": Annotated[str | None, "A day."]})


class DealFilters(_DealFilters, _From):
    """The filters that a list was made with; null where one is not in use."""


class Facets(TypedDict):
    """How many of the listed deals, on all pages, have which value."""

    type: dict[str, int]
    status: dict[str, int]
    ai: dict[str, int]


class DealsDocument(TypedDict):
    """One page of a list of deals."""

    ok: Literal[True]
    version: Version
    count: Annotated[Count, "Deals that fit the filters, on all pages."]
    deals: list[DealRow]
    snippets: Annotated[dict[str, str], "Where words are searched for, by deal what was found, in brackets."]
    facets: Annotated[Facets | None, "Null unless asked for."]
    next: Annotated[str | None, "What to give as next for the page after this one; null on the last one."]
    next_url: Annotated[Address | None, "Address of that page."]
    filters: DealFilters
    links: PageLinks
