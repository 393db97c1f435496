"""The pages there are: where each is, what it reads, how it is asked for and rendered."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any, Generic, Protocol, TypeVar

from . import article_documents, documents, network_documents, network_pages, pages, record_documents, record_pages
from .api.shape.article import ArticleDocument
from .api.shape.deal import DealDocument, DealsDocument
from .api.shape.home import HomeDocument
from .api.shape.network import FlowsDocument, OrganizationDocument, OrganizationsDocument
from .api.shape.record import ConflictsDocument, RunDocument, RunsDocument
from .article_shapes import Article
from .file_links import FileLinks
from .filters import DealFilter
from .links import Links
from .list_filters import ListOptions
from .network_shapes import Flows, Organization, OrganizationList
from .queries import article, conflicts, deal, deals, flows, history, home, organizations, runs
from .record_shapes import ConflictList, RunList, WholeRun
from .render import Main
from .shapes import Deal, DealList, Home, Moved

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One kind of page, and of the document that is its twin.

    ``address`` is a regular expression for what follows ``/-/aideals``; its group ``id``, if it
    has one, names the thing that is shown. ``links`` are as seen from the page. ``tables`` are
    all that ``ask`` may read: who may not see one of them does not get the page. ``about`` says in
    one sentence what there is, ``shape`` what ``document`` makes, ``filter`` what the query string means.
    """

    address: str
    about: str
    links: Links
    tables: tuple[str, ...]
    ask: Callable[[Connection, str, Mapping[str, str]], "T | Moved"]
    document: Callable[[T, Links], Mapping[str, Any]]
    shape: type
    main: Callable[[T, Links], Main]
    part: "Part[T] | None" = None
    filter: type[DealFilter] | ListOptions | None = None

    @property
    def name(self) -> str:
        """What the address begins with; empty for the home page."""
        return self.address.split("/")[1] if self.address else ""

    @property
    def of_things(self) -> str:
        """The table whose rows each have a page of this kind; empty where there is one page."""
        return self.name if "(?P<id>" in self.address else ""

    @property
    def file_address(self) -> str:
        """The address in a folder of files, without the ending."""
        return self.address or "/index"

    @property
    def file_links(self) -> FileLinks:
        """The links as seen from there."""
        return FileLinks("../" if self.of_things else "")


class Part(Protocol[T]):
    """Adds to what a page shows, for those who may see further ``tables``; ``named`` for those who may review."""

    @property
    def tables(self) -> tuple[str, ...]:
        """What the part is read from."""

    def add(self, conn: Connection, shown: T, *, named: bool) -> T:
        """What is shown, with the part."""


@dataclass(frozen=True)
class Further(Generic[T]):
    """A part as one visitor may see it; ``named`` says whether with people's names."""

    part: Part[T]
    named: bool

    def add(self, conn: Connection, shown: T) -> T:
        """What is shown, with the part."""
        return self.part.add(conn, shown, named=self.named)


@dataclass(frozen=True)
class History:
    """What people decided about a deal."""

    tables: tuple[str, ...] = history.TABLES

    def add(self, conn: Connection, shown: Deal, *, named: bool) -> Deal:
        """The deal with its history."""
        return history.with_history(conn, shown, named=named)


HOME: Page[Home] = Page(
    address="",
    about="What is in the database: counts, the newest, largest and most doubtful deals, what changed, totals.",
    links=Links("aideals/"),
    tables=home.TABLES,
    ask=lambda conn, id_, query: home.look(conn),
    document=documents.home,
    shape=HomeDocument,
    main=pages.home,
)

DEALS: Page[DealList] = Page(
    address="/deals",
    about="Deals, narrowed, ordered, and a page at a time.",
    links=Links(),
    tables=deals.LIST_TABLES,
    ask=lambda conn, id_, query: deals.list_deals(conn, DealFilter.read(query)),
    document=documents.deals,
    shape=DealsDocument,
    main=pages.deals,
    filter=DealFilter,
)

DEAL: Page[Deal] = Page(
    address="/deals/(?P<id>[^/]+?)",
    about="One deal with its facts, the statements behind them, conflicts, refusals and readings.",
    links=Links("../"),
    tables=deal.TABLES,
    ask=lambda conn, id_, query: deal.find_deal(conn, id_),
    document=documents.deal,
    shape=DealDocument,
    main=pages.deal,
    part=History(),
)

ARTICLE: Page[Article] = Page(
    address="/articles/(?P<id>[^/]+?)",
    about="One article with its text, if that may be shown, and the deals in it.",
    links=Links("../"),
    tables=article.TABLES,
    ask=lambda conn, id_, query: article.find_article(conn, id_),
    document=article_documents.article,
    shape=ArticleDocument,
    main=pages.article,
)

ORGANIZATIONS: Page[OrganizationList] = Page(
    address="/organizations",
    about="Organisations, those with most deals first.",
    links=Links(),
    tables=organizations.LIST_TABLES,
    ask=lambda conn, id_, query: organizations.list_organizations(conn, organizations.OPTIONS.read(query)),
    document=network_documents.organizations,
    shape=OrganizationsDocument,
    main=network_pages.organizations,
    filter=organizations.OPTIONS,
)

ORGANIZATION: Page[Organization] = Page(
    address="/organizations/(?P<id>[^/]+?)",
    about="One organisation with its deals by role, its money and those it deals with.",
    links=Links("../"),
    tables=organizations.TABLES,
    ask=lambda conn, id_, query: organizations.find_organization(conn, id_),
    document=network_documents.organization,
    shape=OrganizationDocument,
    main=network_pages.organization,
)

FLOWS: Page[Flows] = Page(
    address="/flows",
    about="What goes from one organisation to another, and the circles that money runs in.",
    links=Links(),
    tables=flows.TABLES,
    ask=lambda conn, id_, query: flows.list_flows(conn, flows.OPTIONS.read(query)),
    document=network_documents.flows,
    shape=FlowsDocument,
    main=network_pages.flows,
    filter=flows.OPTIONS,
)

CONFLICTS: Page[ConflictList] = Page(
    address="/conflicts",
    about="Deals whose sources disagree, each with all values and the rule that chose.",
    links=Links(),
    tables=conflicts.TABLES,
    ask=lambda conn, id_, query: conflicts.list_conflicts(conn, conflicts.OPTIONS.read(query)),
    document=record_documents.conflicts,
    shape=ConflictsDocument,
    main=record_pages.conflicts,
    filter=conflicts.OPTIONS,
)

RUNS: Page[RunList] = Page(
    address="/runs",
    about="Runs of models over articles, the newest first.",
    links=Links(),
    tables=runs.LIST_TABLES,
    ask=lambda conn, id_, query: runs.list_runs(conn, runs.OPTIONS.read(query)),
    document=record_documents.runs,
    shape=RunsDocument,
    main=record_pages.runs,
    filter=runs.OPTIONS,
)

RUN: Page[WholeRun] = Page(
    address="/runs/(?P<id>[^/]+?)",
    about="One run with its calls, failures and refused statements.",
    links=Links("../"),
    tables=runs.TABLES,
    ask=lambda conn, id_, query: runs.find_run(conn, id_),
    document=record_documents.whole_run,
    shape=RunDocument,
    main=record_pages.whole_run,
)

PAGES: tuple[Page[Any], ...] = (
    HOME,
    DEALS,
    DEAL,
    ARTICLE,
    ORGANIZATIONS,
    ORGANIZATION,
    FLOWS,
    CONFLICTS,
    RUNS,
    RUN,
)


def absent(present: Collection[str]) -> frozenset[str]:
    """The pages that a database with these tables and views lacks, named as in their addresses.

    Where things have no pages, there is no list of them either.
    """
    there = {*present, *BEHIND_VIEWS}
    return frozenset(page.name for page in PAGES if page.name and not set(page.tables) <= there)


BEHIND_VIEWS = ("decisions",)
"""Tables that pages read only through views, of which a public copy has its own."""
