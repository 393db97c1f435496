"""``deals`` and ``totals``: the list of deals, decisions about single ones, and honest sums."""

from pathlib import Path
from typing import Any

import click

from .common import DATABASE, helpful, json_text, opened


@click.command()
@click.argument("database", type=DATABASE)
@click.option("--type", "kind", help="Only deals of this type: investment, acquisition, …")
@click.option("--status", help="Only rumored, announced, completed or cancelled deals.")
@click.option("--organization", help="Only deals that this organisation takes part in.")
@click.option("--ai", help="ai (default): deals about AI or with an AI organisation; stated, party, none or all.")
@click.option("-q", "--search", help="Only deals with these words.")
@click.option("--sort", help="newest (default), oldest, largest, sources, doubts or title.")
@click.option("--csv", "shape", flag_value="csv", help="List as CSV.")
@click.option("--nl", "shape", flag_value="nl", help="List as JSON, an object a line.")
@click.option("--json", "shape", flag_value="json", help="List as JSON.")
@click.option("--merge", nargs=2, metavar="DEAL DEAL", help="Decide that two deals are one.")
@click.option("--split", metavar="DEAL", help="Decide that what some articles (--article) tell of it is another deal.")
@click.option("articles", "--article", multiple=True, metavar="ID", help="An article to split off; repeat it for more.")
@click.option("--choose", nargs=3, metavar="DEAL FIELD NUMBER", help="Decide a conflict for the value at this place.")
@click.option("--undo", metavar="ID", help="Take a decision back.")
@click.option("--actor", help="Who decides.")
@helpful
def deals(
    database: Path,
    shape: str | None,
    merge: tuple[str, str] | None,
    split: str | None,
    articles: tuple[str, ...],
    choose: tuple[str, str, str] | None,
    undo: str | None,
    actor: str | None,
    **filters: str | None,
) -> None:
    """List the deals, or decide about some of them.

    Decisions are kept and outlast every rebuild: see the command decisions.
    """
    if merge or split or choose or undo:
        _decide(database, merge, split, articles, choose, undo, actor)
        return
    from .. import listing

    names = {"kind": "type", "search": "q"}
    wanted = {names.get(name, name): value for name, value in filters.items() if value}
    with opened(database) as db:
        for line in listing.formatted(listing.deals(db, wanted), shape or "text"):
            click.echo(line)


def _decide(
    database: Path,
    merge: tuple[str, str] | None,
    split: str | None,
    articles: tuple[str, ...],
    choose: tuple[str, str, str] | None,
    undo: str | None,
    actor: str | None,
) -> None:
    from ..resolve import deciding
    from .decisions import taken_back, tell_decision

    with opened(database) as db:
        if merge:
            decision = deciding.merge_deals(db, *merge, actor)
        elif split:
            decision = deciding.split_deal(db, split, articles, actor)
        elif choose:
            deal, field, number = choose
            decision = deciding.choose_value(db, deal, field, int(number) if number.isdigit() else 0, actor)
        else:
            decision = taken_back(db, str(undo), actor)
        tell_decision(db, decision)


@click.command()
@click.argument("database", type=DATABASE)
@click.option("--all", "everything", is_flag=True, help="Deals that have nothing to do with AI, too.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@helpful
def totals(database: Path, everything: bool, as_json: bool) -> None:
    """Add the deals up in US dollars, by type.

    No deal counts twice; upper and lower limits, rumors and what was called off are kept apart; sums over other deals
    are left out.
    """
    from ..store.totals import totals as add_up

    with opened(database) as db:
        found = add_up(db, ("stated", "party", "none") if everything else ("stated", "party"))
    if as_json:
        click.echo(json_text([vars(total) for total in found]))
        return
    for total in found:
        click.echo(_words(total))


def _rounded(value: int, digits: int | None) -> int:
    return value if digits is None else int(float(f"{value:.{digits}g}"))


def _words(total: Any) -> str:
    from ..values.wording import sum_words

    # What is converted at a yearly rate is good to a few percent.
    about, digits = ("about ", 3) if total.converted else ("", None)
    sums = [
        f"{words}{about}{sum_words(_rounded(value, digits), 'USD')}"
        for words, value in (("", total.stated), ("at least ", total.at_least), ("up to ", total.up_to))
        if value
    ]
    notes = [
        f"{count} {words}"
        for words, count in (
            ("converted at yearly rates", total.converted),
            ("without a sum", total.without),
            ("left out as sums over others", total.aggregates),
        )
        if count
    ]
    state = "" if total.state == "firm" else f", {total.state}"
    counted = f"{total.deals} deal{'s' * (total.deals != 1)}"
    return f"{total.type.replace('_', ' ')}{state}: {' and, apart from it, '.join(sums) or 'no sum'} in {counted}" + (
        f" ({', '.join(notes)})" if notes else ""
    )
