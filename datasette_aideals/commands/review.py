"""``review``: what is left to look at, decisions about it, and reviewed articles as reference answers."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import BadOption
from .common import DATABASE, exit_if, helpful, json_text, opened

if TYPE_CHECKING:
    from ..review.performing import Done
    from ..review.queue import Item, Queue


@click.command()
@click.argument("database", type=DATABASE)
@click.option("--kind", help="Only reopened, refused, conflict, disagreement, judged, unknown or simple.")
@click.option("--type", "kind_of_deal", help="Only deals of this type: investment, acquisition, …")
@click.option("--article", help="Only this article; also the one that --do and --accept are about.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most items to list.")
@click.option("--accept", "accept", is_flag=True, help="Accept every simple value in one go.")
@click.option("--do", "action", metavar="JSON", help="Carry out one action, as the web interface takes it.")
@click.option("--undo", metavar="ID", help="Take back what has this id; taking that back again restores it.")
@click.option("--made", is_flag=True, help="List the reviews that were made, the newest first.")
@click.option("--export-gold", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Write the finished articles as reference answers for evaluate.")  # fmt: skip
@click.option("--check", type=click.Choice(["risk", "all"]), help="Exit with 1 while deals wait for review.")
@click.option("--actor", help="Who decides.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@helpful
def review(database: Path, as_json: bool, **options: Any) -> None:
    """List what is left to look at, the riskiest first, or decide about it.

    Decisions are kept with who and when, and outlast rebuilds and new readings.
    """
    with opened(database) as db:
        if options["export_gold"]:
            _export(db, options["export_gold"], as_json)
        elif options["check"]:
            _check(db, options["check"], as_json)
        elif options["made"]:
            _made(db, options["limit"], as_json)
        elif options["accept"] or options["action"] or options["undo"]:
            _tell(_decided(db, options), as_json)
        else:
            _list(db, options, as_json)


def _decided(db: Any, options: dict[str, Any]) -> "Done":
    import json

    from ..review.given import Given
    from ..review.performing import accept_simple, perform

    article, actor = options["article"], options["actor"]
    if options["accept"]:
        return accept_simple(db, actor, [article] if article else None)
    details: Any = {"action": "undo", "id": options["undo"]}
    if options["action"]:
        try:
            details = json.loads(options["action"])
        except ValueError as error:
            raise BadOption(f'--do takes JSON such as {{"action": "accept", …}} ({error}).') from error
    return perform(db, Given.read(details), actor, article=article)


def _tell(done: "Done", as_json: bool) -> None:
    from ..review.performing import describe

    if as_json:
        click.echo(json_text(describe(done)))
        return
    click.echo(f"{done.rows} decision{'s' * (done.rows != 1)} kept. Take back with --undo {done.id}")
    for change in done.changes:
        click.echo(f"{change.state}: {change.title}  [{change.deal}]")
        for name, (before, after) in change.fields.items():
            click.echo(f"    {name}: {before} → {after}")


def _list(db: Any, options: dict[str, Any], as_json: bool) -> None:
    from ..review.queue import Wanted, look

    query = {"kind": options["kind"], "type": options["kind_of_deal"], "article": options["article"]}
    found = look(db.conn, Wanted.read({name: value for name, value in query.items() if value}), options["limit"])
    if as_json:
        click.echo(json_text(queue_json(found)))
        return
    for item in found.items:
        click.echo(_line(item))
    left = found.left
    click.echo(
        f"{found.total} to look at. Done: {left.articles_done} of {left.articles} articles,"
        f" {left.deals_done} of {left.deals} deals, {left.values_done} of {left.values} values."
    )


def queue_json(found: "Queue") -> dict[str, Any]:
    """The queue as a program reads it."""
    return {
        "items": [vars(item) for item in found.items],
        "counts": dict(found.counts),
        "total": found.total,
        "left": vars(found.left),
    }


def _line(item: "Item") -> str:
    import json

    value = "" if item.value is None else f" {json.dumps(item.value, ensure_ascii=False)}"
    words = f" “{' '.join(item.words.split())[:80]}”" if item.words else ""
    why = f" ({item.reason or item.model})" if item.reason or item.model else ""
    about = item.deal_id or item.article_id
    return f"{item.risk:3d}  {item.kind}: {item.field}{value}{words}{why}  [{about}]"


def _made(db: Any, limit: int, as_json: bool) -> None:
    from ..store.reviews import reviews_of, standing_reviews

    every = reviews_of(db)
    alive = {one.id for one in standing_reviews(every)}
    listed = [{**vars(one), "decision": one.decision.value, "in_force": one.id in alive} for one in reversed(every)]
    if as_json:
        click.echo(json_text(listed[:limit]))
        return
    for row in listed[:limit]:
        state = "" if row["in_force"] or row["undoes"] else "  (taken back)"
        click.echo(f"{row['id']}  {row['at'][:19]}  {row['actor'] or '?'}  {row['decision']} {row['field']}{state}")


def _export(db: Any, folder: Path, as_json: bool) -> None:
    from ..review.gold import export_gold

    done = export_gold(db, folder)
    if as_json:
        click.echo(json_text(vars(done)))
        return
    click.echo(f"{len(done.articles)} articles with {done.deals} deals written to {folder}.")
    for article in done.open:
        click.echo(f"Left out, as values of it changed since it was finished: {article}")
    if done.articles:
        click.echo(f"Measure a model on them: datasette aideals evaluate {folder} {folder}")
    else:
        click.echo("An article counts once its reviewer has said that nothing is missing in it.")


def _check(db: Any, which: str, as_json: bool) -> None:
    from ..review.gate import Wait, ready_to_publish

    found = ready_to_publish(db.conn, Wait(which))
    if as_json:
        click.echo(json_text({"ready": found.ready, "waiting": dict(found.waiting)}))
    else:
        click.echo(found.message or "No deal waits for review.")
    exit_if(not found.ready)
