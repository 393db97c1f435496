"""The pages there are: where each is, what it reads, how it is asked for and rendered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any, Generic, TypeVar

from . import documents, pages
from .filters import DealFilter
from .links import Links
from .queries import article, deal, deals, home
from .shapes import Article, Deal, DealList, Home, Moved

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One kind of page.

    ``address`` is a regular expression for what follows ``/-/aideals``; its group ``id``, if it
    has one, names the thing that is shown. ``links`` are as seen from the page. ``tables`` are
    all that ``ask`` may read: who may not see one of them does not get the page.
    """

    address: str
    links: Links
    tables: tuple[str, ...]
    ask: Callable[[Connection, str, Mapping[str, str]], "T | Moved"]
    document: Callable[[T, Links], documents.Document]
    main: Callable[[T, Links], pages.Main]


HOME: Page[Home] = Page(
    address="",
    links=Links("aideals/"),
    tables=home.TABLES,
    ask=lambda conn, id_, query: home.look(conn),
    document=documents.home,
    main=pages.home,
)

DEALS: Page[DealList] = Page(
    address="/deals",
    links=Links(),
    tables=deals.LIST_TABLES,
    ask=lambda conn, id_, query: deals.list_deals(conn, DealFilter.read(query)),
    document=documents.deals,
    main=pages.deals,
)

DEAL: Page[Deal] = Page(
    address="/deals/(?P<id>[^/]+?)",
    links=Links("../"),
    tables=deal.TABLES,
    ask=lambda conn, id_, query: deal.find_deal(conn, id_),
    document=documents.deal,
    main=pages.deal,
)

ARTICLE: Page[Article] = Page(
    address="/articles/(?P<id>[^/]+?)",
    links=Links("../"),
    tables=article.TABLES,
    ask=lambda conn, id_, query: article.find_article(conn, id_),
    document=documents.article,
    main=pages.article,
)

PAGES: tuple[Page[Any], ...] = (HOME, DEALS, DEAL, ARTICLE)
