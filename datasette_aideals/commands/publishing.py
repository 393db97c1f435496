"""``publish`` and ``verify``: what others may have, and checking that it is true."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .common import DATABASE, exit_if, helpful, json_text, opened

if TYPE_CHECKING:
    from ..publish.publisher import PublishReport

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("database", type=DATABASE)
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--site-url", metavar="URL", help="Where the folder will be found: for the sitemap and the feeds.")
@click.option(
    "--metadata",
    type=click.Path(dir_okay=False, path_type=Path),
    help="metadata.yml or datasette.yaml with title, licence, and what may be shown of each source.",
)
@click.option("--host", type=click.Choice(["github-pages", "cloudflare-pages"]), help="Check this host's limits first.")
@click.option("--no-database", is_flag=True, help="Leave the SQLite file out; the tables as CSV stay.")
@click.option("--dry-run", is_flag=True, help="Make everything, tell what it is and what is withheld, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@helpful
def publish(
    database: Path,
    out: Path,
    site_url: str | None,
    metadata: Path | None,
    host: str | None,
    no_database: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make a folder that any static host serves as it is.

    It has the pages, search, feeds and the data, made from a public copy of the database: with short
    quotes, without the articles. A second run writes only what changed. Nothing is published where a
    secret, a key, a local path or a canary is found in it.
    """
    from ..config import Settings, Site, settings_in, site_in
    from ..publish.publisher import Wishes, publish
    from ..publish.publisher import site_url as read_url
    from ..review.gate import Wait

    settings, site = (settings_in(metadata), site_in(metadata)) if metadata else (Settings(), Site())
    wishes = Wishes(
        settings.publish,
        site,
        read_url(site_url),
        host,
        database=not no_database,
        dry_run=dry_run,
        wait=Wait(settings.publish_waits_for_review),
    )
    with opened(database) as db, _page_bar() as progress:
        report = publish(db, out, wishes, progress)
    if as_json:
        click.echo(json_text(_report_json(report)))
    else:
        _tell_published(report, out, dry_run=dry_run)


@click.command()
@click.argument("database", type=DATABASE)
@click.option("--against", type=FOLDER, help="A folder with the articles: for a public copy, which does not hold them.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@helpful
def verify(database: Path, against: Path | None, as_json: bool) -> None:
    """Look up every stored quote at its place in its article; exit status 1 if one is not there.

    With --against the articles are those of a folder, and words that a public copy withholds are checked by
    their hash.
    """
    if against:
        _verify_against(database, against, as_json)
        return
    from ..store.proof import verify as verify_quotes

    with opened(database) as db:
        report = verify_quotes(db)
    if as_json:
        click.echo(json_text({**vars(report), "flaws": [vars(flaw) for flaw in report.flaws]}))
    else:
        for flaw in report.flaws:
            click.echo(f"article {flaw.article_id}, statement {flaw.statement_id}: {flaw.what}", err=True)
        withheld = f", {report.withheld} withheld" if report.withheld else ""
        click.echo(f"{report.quotes} quotes in {report.articles} articles checked{withheld}: {len(report.flaws)} wrong")
    exit_if(bool(report.flaws))


@contextmanager
def _page_bar() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, made when the first page is done."""
    bars: list[Any] = []

    def advance(done: int, total: int) -> None:
        if not bars:
            bars.append(click.progressbar(length=total, label="Making pages", file=sys.stderr))
            bars[0].__enter__()
        bars[0].update(done - bars[0].pos)

    try:
        yield advance
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)


def _report_json(report: "PublishReport") -> dict[str, Any]:
    return {"copy": vars(report.copy), "written": vars(report.written)}


def _tell_published(report: "PublishReport", out: Path, *, dry_run: bool) -> None:
    from ..publish.extras import missing

    copy, written = report.copy, report.written
    click.echo(f"Public: {copy.deals} deals, {copy.articles} articles, {copy.organizations} organisations.")
    for line in missing(copy):
        click.echo(f"Not in it: {line[:1].lower()}{line[1:]}")
    changes = f"{written.new} new, {written.changed} changed, {written.deleted} deleted"
    size = f"{written.files} files, {written.bytes / 1_000_000:.1f} MB"
    if dry_run:
        click.echo(f"Would be in {out}: {size} ({changes}). Nothing was written.")
    else:
        click.echo(f"In {out}: {size} ({changes}).")


def _verify_against(database: Path, folder: Path, as_json: bool) -> None:
    from ..publish.recheck import verify_against

    report = verify_against(database, folder)
    if as_json:
        click.echo(json_text({**vars(report), "flaws": [vars(flaw) for flaw in report.flaws]}))
    else:
        for flaw in report.flaws:
            click.echo(f"article {flaw.article_id}, statement {flaw.statement_id}: {flaw.what}", err=True)
        click.echo(
            f"{report.quotes} quotes in {report.articles} articles checked, {report.withheld} of them by their hash:"
            f" {len(report.flaws)} wrong"
        )
        if report.missing:
            click.echo(f"Not in {folder}: the text of {len(report.missing)} articles.")
    exit_if(bool(report.flaws))
