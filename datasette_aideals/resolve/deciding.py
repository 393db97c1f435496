"""Writing people's decisions down: what they name is looked up first, so that a decision is about something."""

import json
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from ..errors import UnknownDeal, UnknownDecision, UnknownOrganization
from ..store.database import rows
from ..store.decisions import Kind, decide
from ..values.names import normal_form
from .ids import DIGITS


def find_organization(db: Database, name: str) -> dict[str, Any]:
    """The organisation with this id, name, key or alias: id, key, name. Raises UnknownOrganization."""
    found = rows(
        db,
        """
        SELECT DISTINCT organizations.id, key, organizations.name FROM organizations
        LEFT JOIN deal_names ON deal_names.organization_key = organizations.key
        WHERE organizations.id = :it OR key = :it OR organizations.name = :it COLLATE NOCASE
           OR deal_names.name = :it COLLATE NOCASE
        ORDER BY organizations.id = :it DESC, organizations.name = :it COLLATE NOCASE DESC, organizations.id
        """,
        {"it": name},
    )
    if not found:
        raise UnknownOrganization(
            f"There is no organisation {name}. List them with: datasette aideals organizations DB"
        )
    return found[0]


def merge_organizations(db: Database, kept: str, taken: str, actor: str | None = None) -> str:
    """Decide that ``taken`` is ``kept`` under another name. Raises UnknownOrganization or UnknownDecision."""
    one, other = find_organization(db, kept), find_organization(db, taken)
    if one["key"] == other["key"]:
        raise UnknownDecision(f"{kept} and {taken} are one organisation already: {one['name']}.")
    return decide(db, Kind.MERGE_ORGANIZATIONS, one["key"], other["key"], actor)


def split_organization(db: Database, name: str, source: str, actor: str | None = None) -> str:
    """Decide that ``name``, so far a name of ``source``, is an organisation of its own.

    Raises UnknownOrganization where ``source`` has no such name, UnknownDecision where it has no other.
    """
    one = find_organization(db, source)
    names = {
        row["name"]: normal_form(row["name"])
        for row in rows(db, "SELECT DISTINCT name FROM deal_names WHERE organization_key = ?", [one["key"]])
    }
    form = normal_form(name)
    if form not in names.values():
        raise UnknownOrganization(
            f"{one['name']} is not called {name} anywhere. Its names: {', '.join(sorted(names))}."
        )
    if set(names.values()) == {form}:
        raise UnknownDecision(f"{one['name']} has no other name than {name}, so nothing can be split off.")
    return decide(db, Kind.SPLIT_ORGANIZATION, form, one["key"], actor)


def find_deal(db: Database, deal: str) -> str:
    """The id of the deal with this id or address, present or earlier. Raises UnknownDeal."""
    found = rows(
        db,
        "SELECT id FROM deals WHERE id = :deal"
        " UNION SELECT deal_id FROM deal_addresses WHERE digits = :digits ORDER BY 1",
        {"deal": deal, "digits": deal.rsplit("-", 1)[-1]},
    )
    if not found:
        raise UnknownDeal(f"There is no deal {deal}. List the deals with: datasette aideals deals DB")
    return str(found[0]["id"])


def merge_deals(db: Database, one: str, other: str, actor: str | None = None) -> str:
    """Decide that two deals are one. Raises UnknownDeal or UnknownDecision."""
    first, second = find_deal(db, one), find_deal(db, other)
    if first == second:
        raise UnknownDecision(f"{one} and {other} are one deal already: {first}.")
    return decide(db, Kind.MERGE_DEALS, first[-DIGITS:], second[-DIGITS:], actor)


def split_deal(db: Database, deal: str, articles: Iterable[str], actor: str | None = None) -> str:
    """Decide that some articles tell another deal than the others. Raises UnknownDeal or UnknownDecision."""
    found = find_deal(db, deal)
    wanted = set(articles)
    members = rows(
        db,
        "SELECT article_id, key FROM deal_mentions JOIN mentions ON mentions.id = mention_id WHERE deal_id = ?"
        " ORDER BY key",
        [found],
    )
    off = [row["key"][:DIGITS] for row in members if row["article_id"] in wanted]
    rest = [row["key"][:DIGITS] for row in members if row["article_id"] not in wanted]
    if not off or not rest:
        listed = ", ".join(sorted({row["article_id"] for row in members}))
        raise UnknownDecision(f"Name some, but not all, of the articles that tell {found}: {listed}.")
    return decide(db, Kind.SPLIT_DEAL, json.dumps(off), json.dumps(rest), actor)


def choose_value(db: Database, deal: str, field: str, number: int, actor: str | None = None) -> str:
    """Decide for the value of ``field`` that stands at place ``number`` (from 1) among those in conflict.

    Raises UnknownDeal or UnknownDecision.
    """
    found = find_deal(db, deal)
    conflicts = rows(db, "SELECT field, candidates FROM conflicts WHERE deal_id = ?", [found])
    values = {row["field"]: [one["value"] for one in json.loads(row["candidates"])] for row in conflicts}
    if field not in values:
        listed = ", ".join(sorted(values)) or "nothing"
        raise UnknownDecision(f"The sources of {found} do not disagree on {field}, but on {listed}.")
    if not 1 <= number <= len(values[field]):
        listed = "; ".join(f"{place}: {json.dumps(value)}" for place, value in enumerate(values[field], start=1))
        raise UnknownDecision(f"Name one of the values of {field} by its number: {listed}.")
    value = json.dumps(values[field][number - 1], ensure_ascii=False)
    return decide(db, Kind.CHOOSE, f"{found[-DIGITS:]}/{field}", value, actor)
