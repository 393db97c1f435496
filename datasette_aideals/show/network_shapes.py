"""What the pages of organisations and flows show, as plain data."""

from dataclasses import dataclass

from .list_filters import ListFilter
from .shapes import DealRow


@dataclass(frozen=True)
class Named:
    """An organisation as others point to it."""

    id: str
    name: str


@dataclass(frozen=True)
class Payments:
    """What was paid, added up in US dollars over firm deals; ``usd`` is None where no sum is stated.

    ``up_to`` says that a sum in it is only an upper limit; ``rumored`` deals are counted but not added.
    """

    usd: int | None
    up_to: bool
    deals: int
    rumored: int


@dataclass(frozen=True)
class OrganizationRow:
    """An organisation as lists show it."""

    id: str
    name: str
    kind: str | None
    ai: bool
    deal_count: int
    parent: Named | None
    paid: Payments | None
    received: Payments | None


@dataclass(frozen=True)
class OrganizationList:
    """One page of the list of organisations."""

    rows: tuple[OrganizationRow, ...]
    count: int
    next: str | None
    wanted: ListFilter


@dataclass(frozen=True)
class RoleDeals:
    """The deals in which an organisation has one role: how many, and the newest of them."""

    role: str
    count: int
    newest: tuple[DealRow, ...]


@dataclass(frozen=True)
class Counterparty:
    """Another organisation with which an organisation has deals."""

    organization: Named
    deals: int
    paid: Payments | None
    received: Payments | None


@dataclass(frozen=True)
class Organization:
    """One organisation with its deals, its money and those it deals with."""

    row: OrganizationRow
    aliases: tuple[str, ...]
    children: tuple[Named, ...]
    roles: tuple[RoleDeals, ...]
    counterparties: tuple[Counterparty, ...]
    more_counterparties: int


@dataclass(frozen=True)
class Flow:
    """What goes from one organisation to another, over all deals of one type and currency."""

    source: Named
    target: Named
    gives: str
    type: str
    currency: str | None
    amount: int | None
    up_to: int | None
    amount_usd: int | None
    gigawatts: float | None
    deals: int
    rumored: int
    deal_ids: tuple[str, ...]


@dataclass(frozen=True)
class Node:
    """An organisation in the picture of flows; ``x`` and ``y`` go from 0 to 1."""

    organization: Named
    x: float
    y: float
    usd: int


@dataclass(frozen=True)
class Edge:
    """An arrow in the picture of flows; ``usd`` is None where no sum is stated."""

    source: str
    target: str
    usd: int | None
    deals: int
    in_circle: bool


@dataclass(frozen=True)
class Step:
    """One step of a circle: who pays whom how much in US dollars, by which deals."""

    source: Named
    target: Named
    usd: int | None
    deals: tuple[Named, ...]


@dataclass(frozen=True)
class Circle:
    """A way that money goes round; ``least_usd`` is what can have come all the way."""

    id: str
    name: str
    amount_usd: int | None
    least_usd: int | None
    up_to: bool
    deals: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Flows:
    """One page of the flows, with the picture of the largest organisations among them and the circles."""

    rows: tuple[Flow, ...]
    count: int
    next: str | None
    wanted: ListFilter
    organization_known: bool
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    circles: tuple[Circle, ...]
    circle_count: int
