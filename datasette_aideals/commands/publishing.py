"""``publish`` and ``verify``: what others may have, and checking that it is true."""

from pathlib import Path

import click

from .common import DATABASE, exit_if, helpful, json_text, opened

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


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
