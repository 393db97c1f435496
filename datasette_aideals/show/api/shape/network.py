"""Organisations, and what goes from one to another."""

from typing import Annotated, Literal, TypedDict

from ....terms import DealType, Role
from .common import Address, Count, Links, PageLinks, Version
from .deal import DealRow, Reference


class Named(TypedDict):
    """An organisation as others point to it."""

    id: str
    name: str
    links: Links


class Payments(TypedDict):
    """What was paid, added up over deals that are announced or completed."""

    usd: Annotated[int | None, "US dollars; null where no sum is stated."]
    up_to: Annotated[bool, "Whether a sum in it is only an upper limit."]
    deals: Count
    rumored: Annotated[Count, "How many of the deals are only rumored; they are not added."]


class OrganizationRow(Named):
    """An organisation as lists give it."""

    kind: Annotated[str | None, "company, fund, bank, public body or university, where known."]
    ai: Annotated[bool, "Whether it works on AI."]
    deal_count: Count
    parent: Annotated[Named | None, "The organisation it belongs to, where known."]
    paid: Payments | None
    received: Payments | None


class SearchFilters(TypedDict):
    """The filters that a list was made with; null where one is not in use."""

    q: str | None
    size: int


class OrganizationsDocument(TypedDict):
    """One page of the list of organisations, those with most deals first."""

    ok: Literal[True]
    version: Version
    count: Annotated[Count, "Organisations that fit the filters, on all pages."]
    organizations: list[OrganizationRow]
    next: Annotated[str | None, "What to give as next for the page after this one; null on the last one."]
    next_url: Annotated[Address | None, "Address of that page."]
    filters: SearchFilters
    links: PageLinks


class RoleDeals(TypedDict):
    """The deals in which an organisation has one role."""

    role: Annotated[str, Role]
    count: Count
    newest: list[DealRow]


class Counterparty(TypedDict):
    """Another organisation with which an organisation has deals."""

    organization: Named
    deals: Count
    paid: Annotated[Payments | None, "What went to it."]
    received: Annotated[Payments | None, "What came from it."]


class Organization(OrganizationRow):
    """An organisation with its deals, its money and those it deals with."""

    aliases: Annotated[list[str], "Other names that articles use for it."]
    children: Annotated[list[Named], "Organisations that belong to it."]
    roles: list[RoleDeals]
    counterparties: list[Counterparty]
    more_counterparties: Annotated[Count, "Further ones, which are left out."]


class OrganizationLinks(TypedDict):
    """Where an organisation's page, its deals and the home document are."""

    page: Address
    deals: Address
    home: Address


class OrganizationDocument(TypedDict):
    """One organisation."""

    ok: Literal[True]
    version: Version
    organization: Organization
    links: OrganizationLinks


class Flow(TypedDict):
    """What goes from one organisation to another, over all deals of one type and currency."""

    source: Annotated[Named, "Who gives."]
    target: Annotated[Named, "Who receives."]
    gives: Annotated[str, "money, compute or rights."]
    type: Annotated[str, DealType]
    currency: Annotated[str | None, "ISO 4217 code; null for deals without a sum of their own."]
    amount: Annotated[int | None, "In units of the currency."]
    up_to: Annotated[int | None, "How much of the amount is only an upper limit."]
    amount_usd: int | None
    gigawatts: float | None
    deals: Count
    rumored: Annotated[Count, "How many of the deals are only rumored; they are not added."]
    deal_ids: list[str]


class Step(TypedDict):
    """One step of a circle."""

    source: Named
    target: Named
    usd: Annotated[int | None, "US dollars; null where no sum is stated."]
    deals: list[Reference]


class Circle(TypedDict):
    """A way that money goes from an organisation over others back to it."""

    id: str
    name: Annotated[str, "The organisations in their order, the first one again at the end."]
    amount_usd: Annotated[int | None, "Sum of all its deals, as far as stated."]
    least_usd: Annotated[int | None, "What can have come all the way; null where a step has no sum."]
    up_to: Annotated[bool, "Whether a sum in it is only an upper limit."]
    deals: Count
    steps: list[Step]


class Drawn(Named):
    """An organisation in the picture of flows."""

    x: Annotated[float, "From 0 (left) to 1."]
    y: Annotated[float, "From 0 (top) to 1."]


class FlowFilters(TypedDict):
    """The filters that a list was made with; null where one is not in use."""

    organization: str | None
    gives: str | None
    type: Annotated[str | None, DealType]
    size: int


class FlowsDocument(TypedDict):
    """One page of the flows, the largest in US dollars first, with the circles."""

    ok: Literal[True]
    version: Version
    count: Annotated[Count, "Flows that fit the filters, on all pages."]
    flows: list[Flow]
    circle_count: Annotated[Count, "Circles in the database."]
    circles: Annotated[list[Circle], "The largest of them."]
    drawn: Annotated[list[Drawn], "The organisations through which most goes, with their places in the picture."]
    next: Annotated[str | None, "What to give as next for the page after this one; null on the last one."]
    next_url: Annotated[Address | None, "Address of that page."]
    filters: FlowFilters
    links: PageLinks
