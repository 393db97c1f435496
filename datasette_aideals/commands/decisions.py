"""``decisions`` and ``organizations``: what people decided, and how to take it back."""

import json
from pathlib import Path
from typing import Any

import click

from .common import DATABASE, helpful, json_text, opened


@click.command()
@click.argument("database", type=DATABASE)
@click.option("--undo", metavar="ID", help="Take a decision back; taking that back again restores it.")
@click.option("--actor", help="Who decides.")
@click.option("--json", "as_json", is_flag=True, help="List as JSON.")
@helpful
def decisions(database: Path, undo: str | None, actor: str | None, as_json: bool) -> None:
    """List what people decided about organisations, deals and models, the newest first."""
    from ..store.decisions import all_decisions, in_force

    with opened(database) as db:
        if undo:
            tell_decision(db, taken_back(db, undo, actor))
            return
        every = all_decisions(db)
    standing = {decision.id for decision in in_force(every)}
    listed = [{**vars(one), "kind": one.kind.value, "in_force": one.id in standing} for one in reversed(every)]
    if as_json:
        click.echo(json_text(listed))
        return
    for row in listed:
        about = " ".join(filter(None, (row["subject"], row["object"], row["undoes"])))
        state = "" if row["in_force"] or row["kind"] == "undo" else "  (taken back)"
        click.echo(f"{row['id']}  {row['at'][:19]}  {row['kind']}: {about}{state}")


@click.command()
@click.argument("database", type=DATABASE)
@click.option("--merge", nargs=2, metavar="KEPT OTHER", help="Decide that the second is the first by another name.")
@click.option("--split", nargs=2, metavar="NAME FROM", help="Decide that NAME is no name of FROM, but of another.")
@click.option("--undo", metavar="ID", help="Take a decision back.")
@click.option("--actor", help="Who decides.")
@click.option("--json", "as_json", is_flag=True, help="List as JSON.")
@helpful
def organizations(
    database: Path,
    merge: tuple[str, str] | None,
    split: tuple[str, str] | None,
    undo: str | None,
    actor: str | None,
    as_json: bool,
) -> None:
    """List the organisations, or decide which names are one and which are not.

    Organisations are named by id, name or alias. Decisions are kept and outlast every rebuild.
    """
    from ..resolve.deciding import merge_organizations, split_organization
    from ..store.database import rows

    with opened(database) as db:
        if merge:
            tell_decision(db, merge_organizations(db, *merge, actor))
        elif split:
            tell_decision(db, split_organization(db, *split, actor))
        elif undo:
            tell_decision(db, taken_back(db, undo, actor))
        else:
            sql = "SELECT id, name, kind, parent, aliases, ai, deal_count FROM organizations ORDER BY name"
            _list(rows(db, sql), as_json)


def tell_decision(db: Any, decision: str) -> None:
    """Resolve after a decision, and say what it changed."""
    from .. import pipeline

    report = pipeline.resolve(db, f"decision {decision}")
    changes = f"{report.new} new, {report.changed} changed, {report.withdrawn} withdrawn"
    click.echo(f"Decision {decision} is kept. Deals: {changes}.")
    click.echo(f"Take it back with --undo {decision}")


def taken_back(db: Any, decision: str, actor: str | None) -> str:
    """Take a decision back, and return the id of the decision to do so. Raises UnknownDecision."""
    from ..store.decisions import undo

    return undo(db, decision, actor)


def _list(found: list[dict[str, Any]], as_json: bool) -> None:
    listed = [{**row, "aliases": json.loads(row["aliases"])} for row in found]
    if as_json:
        click.echo(json_text(listed))
        return
    for row in listed:
        also = f", also {', '.join(row['aliases'])}" if row["aliases"] else ""
        parent = f", part of {row['parent']}" if row["parent"] else ""
        number = row["deal_count"]
        click.echo(f"{row['name']}{also}{parent}: {number} deal{'s' * (number != 1)}  [{row['id']}]")
