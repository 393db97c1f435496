"""``remove``, ``removals`` and ``rates``: taking articles away, and loading exchange rates."""

from pathlib import Path

import click

from .common import DATABASE, helpful, json_text, opened


@click.command()
@click.argument("database", type=DATABASE)
@click.argument("article")
@click.option("--purge", is_flag=True, help="Keep nothing but the hash, and write the whole file anew.")
@helpful
def remove(database: Path, article: str, purge: bool) -> None:
    """Take an article away: its text, search index, answers and quotes.

    ARTICLE is its id, hash, address or place. A tombstone with the hash stays, so that the text is not loaded again:
    see the command removals.
    """
    from .. import pipeline

    with opened(database) as db:
        gone, report = pipeline.remove(db, article, purge=purge)
    click.echo(f"Removed {gone.article_id}: {gone.readings} readings with {gone.quotes} statements.")
    click.echo(f"Deals: {report.deals} ({report.new} new, {report.changed} changed, {report.withdrawn} withdrawn).")


@click.command()
@click.argument("database", type=DATABASE)
@click.option("--json", "as_json", is_flag=True, help="List as JSON.")
@helpful
def removals(database: Path, as_json: bool) -> None:
    """List the articles that were taken away, the newest first: when, hash, and the title unless it was purged.

    Such a text is not loaded again, unless with load --force.
    """
    from ..store.removal import tombstones

    with opened(database) as db:
        found = tombstones(db)
    if as_json:
        click.echo(json_text([vars(one) for one in found]))
        return
    for one in found:
        about = "purged" if one.purged else " ".join(filter(None, (one.title, one.url)))
        click.echo(f"{one.at[:19]}  {one.sha256}  {about}")


@click.command()
@click.argument("database", type=DATABASE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@helpful
def rates(database: Path, file: Path) -> None:
    """Load exchange rates from a CSV file with the columns currency, year and per_usd.

    They go before the yearly averages that come with the package.
    """
    from .. import pipeline
    from ..store.rates import load_rates

    with opened(database) as db:
        number = load_rates(db, file)
        report = pipeline.resolve(db, f"rates from {file.name}")
    click.echo(f"{number} rates loaded. Deals: {report.changed} changed.")
