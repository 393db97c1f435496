"""The files of a published folder besides its pages: data, feeds, style and script, and what hosts look for."""

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from importlib.resources import files
from itertools import islice
from json import dumps
from math import ceil
from sqlite3 import Connection
from urllib.parse import quote

from ..show.formats import count
from . import data
from .copy import CopyReport
from .feeds import atom_feed, json_feed, newest
from .folder import Folder
from .pages import Frame, Made, page_html, template

SITEMAP_LENGTH = 50_000
"""Addresses that one sitemap may have."""


def data_files(conn: Connection, folder: Folder, *, database: bool) -> Iterator[str]:
    """Write the large files, and give the paths of those that were not looked through value by value before."""
    if database:
        folder.add(data.DATABASE)
    data.write_index(conn, folder.staged(data.INDEX), folder.staged(data.INDEX_SCRIPT))
    for table in data.tables_to_take():
        data.write_csv(conn, table, folder.staged(data.csv_path(table)))
    for path in (data.INDEX, data.INDEX_SCRIPT, *(data.csv_path(table) for table in data.tables_to_take())):
        folder.add(path)
        yield path


def about_data(conn: Connection, folder: Folder, frame: Frame, report: CopyReport) -> Iterator[Made]:
    """The page about the data, and the data package."""
    facts = {entry["path"]: entry for entry in folder.entries() if entry["path"].startswith("data/")}
    tables = {data.csv_path(table): table for table in data.tables_to_take()}
    resources = {path: facts[path] for path in tables}
    package = data.package(frame.site, frame.url, resources, version("datasette-aideals"))
    yield Made(data.PACKAGE, dumps(package, ensure_ascii=False, indent=1) + "\n")
    dates = conn.execute("SELECT min(published), max(published) FROM articles").fetchone()
    taken: list[Mapping[str, str]] = [{"path": path, "type": "text/csv"} for path in tables]
    if data.DATABASE in facts:
        taken.insert(0, {"path": data.DATABASE, "type": "application/vnd.sqlite3"})
    numbers = ((report.deals, "deal"), (report.articles, "article"), (report.quotes, "quote"))
    sizes = {path: _size(entry["bytes"]) for path, entry in facts.items()}
    main = template("data.html").render(
        counts=", ".join(count(number, what) for number, what in numbers),
        database={"path": data.DATABASE, "size": sizes[data.DATABASE]} if data.DATABASE in facts else None,
        tables=[{"path": path, "about": table.about, "size": sizes[path]} for path, table in tables.items()],
        missing=list(missing(report)),
    )
    html = page_html(frame, "data", "Data", main, linked_data=data.dataset(frame.site, frame.url, dates, taken))
    yield Made("data.html", html, listed=True)


def missing(report: CopyReport) -> Iterator[str]:
    """What the private file has and the copy has not, in words."""
    if report.texts:
        yield f"{count(report.texts, 'article text')}: only short quotes are shown."
    for why, number in report.withheld.items():
        yield f"{count(number, 'passage')} withheld{_WHY.get(why, '')}; place and hash are there."
    refused = sum(report.refused.values())
    if refused:
        deals = f" and {count(report.refused_deals, 'deal')}" if report.refused_deals else ""
        yield f"{count(refused, 'value')}{deals} refused, as the articles' words do not back them."
    if report.left_out_articles:
        yield f"{count(report.left_out_articles, 'article')} that are not to be shown, and what only they tell."
    yield "The prompts, what models answered, and who decided what."


def feeds(conn: Connection, frame: Frame) -> Iterator[Made]:
    """New and changed deals, in two formats."""
    found = newest(conn, frame)
    yield Made("feed.atom", atom_feed(found, frame))
    yield Made("feed.json", json_feed(found, frame))


def assets() -> Iterator[Made]:
    """The style sheet and the script of the filter box."""
    package = files("datasette_aideals")
    style = "".join(
        package.joinpath(name).read_text(encoding="utf-8") for name in ("publish/assets/site.css", "static/aideals.css")
    )
    yield Made("assets/style.css", style)
    yield Made("assets/find.js", package.joinpath("publish/assets/find.js").read_text(encoding="utf-8"))


def for_hosts(frame: Frame) -> Iterator[Made]:
    """What hosts and crawlers look for, apart from sitemaps."""
    yield Made(".nojekyll", "")
    yield Made("404.html", template("404.html").render(frame=frame))
    robots = "User-agent: *\nAllow: /\n"
    yield Made("robots.txt", f"{robots}Sitemap: {frame.url}sitemap.xml\n" if frame.url else robots)


def sitemaps(frame: Frame, folder: Folder) -> Iterator[str]:
    """Write the sitemaps of all pages so far, and give their paths; none where the site's address is not known."""
    if not frame.url:
        return
    number = max(1, ceil(folder.count_listed() / SITEMAP_LENGTH))
    names = ["sitemap.xml"] if number == 1 else [f"sitemap-{one}.xml" for one in range(1, number + 1)]
    addresses = (f"{frame.url}{_address(path)}" for path in folder.listed())
    for name in names:
        yield _sitemap("sitemap.xml", islice(addresses, SITEMAP_LENGTH), folder, name)
    if number > 1:
        yield _sitemap("sitemap_index.xml", (f"{frame.url}{name}" for name in names), folder, "sitemap.xml")


def _sitemap(kind: str, addresses: Iterator[str], folder: Folder, path: str) -> str:
    # Written as it is made: fifty thousand addresses would be several times their size in memory.
    template(kind).stream(addresses=addresses).dump(str(folder.staged(path)))
    folder.add(path)
    return path


def _address(path: str) -> str:
    return "" if path == "index.html" else quote(path)


def _size(number: int) -> str:
    return f"{number / 1_000_000:.1f} MB" if number >= 100_000 else f"{max(1, round(number / 1000))} kB"


_WHY = {
    "policy": ", as their source gives facts only",
    "length": ", as they are too long",
    "cap": ", as enough of their article is quoted",
    "email": ", as they hold an e-mail address",
}
