"""The pages of a published folder: which there are, and each as HTML and JSON."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from sqlite3 import Connection
from typing import Any
from urllib.parse import urlsplit

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from ..config import Site
from ..show.documents import problem
from ..show.file_links import FileLinks, list_file
from ..show.formats import term
from ..show.queries.conflicts import ConflictField
from ..show.render import clean
from ..show.shapes import Moved
from ..show.site import CONFLICTS, DEAL, DEALS, HOME, PAGES, Page, absent
from ..terms import DealType

UNTITLED = "AI deals"


@dataclass(frozen=True)
class Spot:
    """One page to be: its file without the ending, the kind of page, and what it is asked."""

    stem: str
    page: Page[Any]
    id: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A file of the folder. ``listed`` pages go into the sitemap."""

    path: str
    text: str
    listed: bool = False


@dataclass(frozen=True)
class Frame:
    """What every page has around its main part."""

    site: Site
    url: str | None
    lists: tuple[tuple[str, str], ...] = ()
    absent: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """The site's name."""
        return self.site.title or UNTITLED

    @property
    def path(self) -> str:
        """The path of the site's address."""
        return urlsplit(self.url or "").path


def public_pages(conn: Connection) -> list[Page[Any]]:
    """The kinds of pages that a copy has all tables for."""
    lacking = absent_pages(conn)
    return [page for page in PAGES if page.name not in lacking]


def absent_pages(conn: Connection) -> frozenset[str]:
    """The pages that a copy lacks, by name."""
    return absent([name for (name,) in conn.execute("SELECT name FROM sqlite_master")])


def list_navigation(conn: Connection) -> tuple[tuple[str, str], ...]:
    """Name and file of each list of deals that has a file of its own."""
    named = ((_list_name(query), list_file("deals", query)) for query in deal_lists(conn))
    return tuple((name, f"{file}.html") for name, file in named if name and file)


def things(conn: Connection, pages: list[Page[Any]]) -> Iterator[Spot]:
    """The page of every deal, article and whatever else has pages of its own."""
    for page in pages:
        if page.of_things:
            for (id_,) in conn.execute(f'SELECT id FROM "{page.of_things}" ORDER BY id'):
                yield Spot(f"{page.of_things}/{id_}", page, id_)


def lists(conn: Connection, pages: list[Page[Any]]) -> Iterator[Spot]:
    """The first page of every list, and the pages that are there once."""
    for page in pages:
        if not page.of_things:
            name = page.file_address.strip("/")
            yield Spot(name, page)
            queries = deal_lists(conn) if page is DEALS else conflict_lists(conn) if page is CONFLICTS else ()
            for query in queries:
                if file := list_file(name, query):
                    yield Spot(file, page, query=query)


def deal_lists(conn: Connection) -> Iterator[dict[str, str]]:
    """The queries that have a file of their own: all deals, the largest, by type, time and organisation."""
    yield {"ai": "all"}
    yield {"sort": "largest"}
    yield {"doubts": "yes", "sort": "doubts"}
    present = {kind for (kind,) in conn.execute("SELECT DISTINCT type FROM deals")}
    for kind in DealType:
        if kind.value in present:
            yield {"type": kind.value}
            yield {"sort": "largest", "type": kind.value}
    look = HOME.ask(conn, "", {})
    months = [] if isinstance(look, Moved) else [month.name for month in look.months]
    for time in (*sorted({month[:4] for month in months}, reverse=True), *months):
        yield {"from": time, "to": time}
    for (id_,) in conn.execute("SELECT id FROM organizations ORDER BY id"):
        yield {"ai": "all", "organization": id_}


def conflict_lists(conn: Connection) -> Iterator[dict[str, str]]:
    """A list for each field on which sources differ."""
    listed = CONFLICTS.ask(conn, "", {})
    known = {field.value for field in ConflictField}
    for name, _ in () if isinstance(listed, Moved) else listed.fields:
        if name in known:
            yield {"field": name}


def make_things(conn: Connection, spot: Spot, frame: Frame) -> Iterator[Made]:
    """The files of one thing's page."""
    links = replace(spot.page.file_links, absent=frame.absent)
    shown = spot.page.ask(conn, spot.id, spot.query)
    yield from _both(spot, shown, spot.page.document(shown, links), links, frame)


def make_list(conn: Connection, spot: Spot, frame: Frame) -> Iterator[Made]:
    """The files of a list, page after page."""
    number, query, stem = 1, dict(spot.query), spot.stem
    while True:
        links = replace(spot.page.file_links, absent=frame.absent, following=f"{spot.stem}-{number + 1}")
        shown = spot.page.ask(conn, "", query)
        document = spot.page.document(shown, links)
        yield from _both(replace(spot, stem=stem), shown, document, links, frame)
        token = document.get("next")
        if not token:
            return
        number += 1
        query, stem = {**spot.query, "next": str(token)}, f"{spot.stem}-{number}"


def old_addresses(conn: Connection, frame: Frame) -> Iterator[Made]:
    """A page for each address that a deal once had: where it is now, or that it was withdrawn."""
    found = conn.execute(
        "SELECT DISTINCT deal_id FROM deal_log WHERE deal_id NOT IN (SELECT id FROM deals) ORDER BY deal_id"
    )
    links = DEAL.file_links
    for (id_,) in found:
        shown = _moved(conn, id_)
        words = _labels()["old"]["moved" if shown else "withdrawn"]
        address = links.deal(shown.id) if shown else None
        main = template("old.html").render(words=words, address=address, links=links)
        html = page_html(frame, f"deals/{id_}", words["title"], main, root="../", onward=address, indexed=False)
        yield Made(f"deals/{id_}.html", html)
        document = {"ok": True, "moved_to": shown.id} if shown else problem(words["text"], 410)
        yield Made(f"deals/{id_}.json", _json(document))


def page_html(
    frame: Frame,
    stem: str,
    title: str,
    main: str,
    *,
    root: str = "",
    onward: str | None = None,
    indexed: bool = True,
    find: bool = False,
    linked_data: Mapping[str, Any] | None = None,
) -> str:
    """A whole page around a main part; ``root`` leads from it to the folder's root."""
    return template("page.html").render(
        frame=frame,
        stem=stem,
        title=title,
        main=Markup(main),
        root=root,
        onward=onward,
        indexed=indexed,
        find=find,
        linked_data=Markup(_in_script(linked_data)) if linked_data else None,
    )


def _both(spot: Spot, shown: Any, document: Mapping[str, Any], links: FileLinks, frame: Frame) -> Iterator[Made]:
    page = spot.page
    main = page.main(shown, links)
    html = page_html(
        frame,
        spot.stem,
        main.title,
        main.html,
        root=links.root,
        find=page.address in ("", DEALS.address),
        linked_data=deal_data(document) if page is DEAL else None,
    )
    yield Made(f"{spot.stem}.html", html, listed=True)
    yield Made(f"{spot.stem}.json", _json(document))


def deal_data(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A deal as schema.org has it: a work that is based on articles, each by its own address or our page of it."""
    deal = document["deal"]
    articles = [source["article"] for source in deal["sources"]]
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": deal["title"],
        "isBasedOn": [one["url"] or one["links"]["page"] for one in articles],
    }


def _list_name(query: Mapping[str, str]) -> str:
    """How a list is called among the others; nothing for those that only pages lead to."""
    if query.keys() == {"type"}:
        return term("types", query["type"])
    if "from" in query:
        return query["from"] if len(query["from"]) == 4 else ""
    return str(_labels()["lists"].get("-".join(query), ""))


def _moved(conn: Connection, id_: str) -> Moved | None:
    from ..errors import UnknownDeal

    try:
        shown = DEAL.ask(conn, id_, {})
    except UnknownDeal:
        return None
    return shown if isinstance(shown, Moved) else None


def _json(document: Mapping[str, Any]) -> str:
    # Pure ASCII, as a value may hold half of a surrogate pair, which no file can.
    return json.dumps(document, separators=(",", ":")) + "\n"


def _in_script(data: Mapping[str, Any]) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")


@lru_cache(maxsize=1)
def _labels() -> dict[str, Any]:
    text = files("datasette_aideals").joinpath("publish/labels.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("datasette_aideals", "publish/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache
def template(name: str) -> Template:
    """A template of the published folder."""
    return _environment().get_template(name)
