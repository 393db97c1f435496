"""Publishing a database: a public copy, then a folder made from that copy alone."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from ..config import Publishing, Site
from ..errors import BadOption, LeakFound
from ..review.gate import Wait
from ..show.queries.kept import Figures, keeping
from . import extras
from .copy import CopyReport, make_copy
from .data import DATABASE
from .folder import MANIFEST, Folder, Written
from .gate import check_ready
from .hosts import check, hosts
from .origin import origin
from .pages import (
    Frame,
    Made,
    absent_pages,
    list_navigation,
    lists,
    make_list,
    make_things,
    old_addresses,
    public_pages,
    things,
)
from .scan import Finding, Scanner, secrets_in

Progress = Callable[[int, int], None]

MOST_FINDINGS = 20
"""Findings that a message names."""

_FIGURES = 20
"""Figures that are kept in memory: more than one list asks for."""


@dataclass(frozen=True)
class Wishes:
    """How a folder is to be: ``url`` is where it will be found, ``host`` a name of hosts.yml.

    ``wait`` says which deals must have been reviewed before anything is published.
    """

    publishing: Publishing = field(default_factory=Publishing)
    site: Site = field(default_factory=Site)
    url: str | None = None
    host: str | None = None
    database: bool = True
    dry_run: bool = False
    wait: Wait = Wait.NONE


@dataclass(frozen=True)
class PublishReport:
    """What is in the copy, and what became of the folder's files."""

    copy: CopyReport
    written: Written


def publish(db: Database, out: Path, wishes: Wishes, progress: Progress = lambda done, total: None) -> PublishReport:
    """Publish a database to the folder ``out``; with ``dry_run`` all is made and nothing kept.

    Raises NotReady, NotOurFolder, TooMuchForHost, and LeakFound where a secret would have gone out;
    the folder is then as it was before.
    """
    host = hosts()[wishes.host] if wishes.host else None
    check_ready(db, wishes.wait)
    scanner = Scanner(secrets_in(os.environ, _llm_keys(), wishes.publishing.canaries))
    source = Path(db.conn.execute("PRAGMA database_list").fetchone()[2])
    with Folder(out) as folder:
        copy = folder.staged(DATABASE)
        report = make_copy(source, copy, wishes.publishing)
        found = list(scanner.in_database("the public copy", copy))
        _stop_at(found)
        made_from = origin(copy, wishes.site, wishes.url, database=wishes.database)
        if not _stands(folder, made_from, scanner):
            with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?immutable=1", uri=True)) as conn:
                _Baker(conn, folder, scanner, wishes, report).bake(progress)
        if host:
            check(host, *folder.size())
        written = folder.report() if wishes.dry_run else folder.swap(_about(wishes, report, made_from))
    return PublishReport(report, written)


def site_url(text: str | None) -> str | None:
    """The address of a site, with a slash at its end. Raises BadOption."""
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise BadOption("The site's address must be like https://example.org/deals/.")
    return text if text.endswith("/") else f"{text}/"


class _Baker:
    """Makes every file of the folder from the open copy."""

    def __init__(
        self, conn: sqlite3.Connection, folder: Folder, scanner: Scanner, wishes: Wishes, report: CopyReport
    ) -> None:
        self.conn = conn
        self.folder = folder
        self.scanner = scanner
        self.wishes = wishes
        self.report = report
        self.pages = public_pages(conn)
        # The copy stays as it is, so figures over all deals need not be asked for on every page.
        self.figures = Figures(_FIGURES)
        with keeping(self.figures):
            self.frame = Frame(wishes.site, wishes.url, list_navigation(conn), absent_pages(conn))
        self.findings: list[Finding] = []

    def bake(self, progress: Progress) -> None:
        """Make all files. Raises LeakFound."""
        kinds = [page.of_things for page in self.pages if page.of_things]
        total = sum(self.conn.execute(f'SELECT count(*) FROM "{kind}"').fetchone()[0] for kind in kinds)
        for done, spot in enumerate(things(self.conn, self.pages), start=1):
            self._take(make_things(self.conn, spot, self.frame))
            progress(done, total)
        with keeping(self.figures):
            for spot in lists(self.conn, self.pages):
                self._take(make_list(self.conn, spot, self.frame))
        self._take(old_addresses(self.conn, self.frame))
        self._look_through(extras.data_files(self.conn, self.folder, database=self.wishes.database))
        made = chain(
            extras.about_data(self.conn, self.folder, self.frame, self.report),
            extras.feeds(self.conn, self.frame),
            extras.assets(),
            extras.for_hosts(self.frame),
        )
        self._take(made)
        self._look_through(extras.sitemaps(self.frame, self.folder))
        # The manifest names every file; all else in it are numbers and hashes.
        for entry in self.folder.entries():
            self.findings.extend(self.scanner.in_page(MANIFEST, str(entry["path"])))
        _stop_at(self.findings)

    def _take(self, made: Iterator[Made]) -> None:
        for one in made:
            if len(self.findings) < MOST_FINDINGS:
                self.findings.extend(self.scanner.in_page(one.path, one.text))
            self.folder.write(one.path, one.text.encode(), listed=one.listed)

    def _look_through(self, written: Iterator[str]) -> None:
        for path in written:
            self.findings.extend(self.scanner.in_file(path, self.folder.made(path)))


def _stands(folder: Folder, made_from: str, scanner: Scanner) -> bool:
    """Whether the folder already has every file as it is to be; all are looked through again. Raises LeakFound."""
    findings: list[Finding] = []
    for path in folder.stands(made_from):
        # The database was looked through value by value.
        if path != DATABASE and len(findings) < MOST_FINDINGS:
            findings.extend(scanner.in_file(path, folder.made(path)))
    there = folder.size()[0] > 0
    if there:
        _stop_at(findings)
    return there


def _stop_at(findings: list[Finding]) -> None:
    if not findings:
        return
    named = "; ".join(str(finding) for finding in findings[:MOST_FINDINGS])
    more = f"; and {len(findings) - MOST_FINDINGS} more" if len(findings) > MOST_FINDINGS else ""
    raise LeakFound(f"Nothing was published, because of {named}{more}. Take it out of the articles or settings first.")


def _llm_keys() -> Path | None:
    """The file in which llm keeps its keys."""
    import llm

    return Path(llm.user_dir()) / "keys.json"  # type: ignore[no-untyped-call]


def _about(wishes: Wishes, report: CopyReport, made_from: str) -> Mapping[str, Any]:
    """What the manifest says besides its list of files."""
    return {
        "origin": made_from,
        "version": version("datasette-aideals"),
        "quotes": str(wishes.publishing.quotes),
        "counts": {**vars(report), "withheld": dict(report.withheld), "refused": dict(report.refused)},
    }
