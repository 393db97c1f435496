"""One deal with its parties, its proof and its doubts."""

import re
from collections.abc import Container
from sqlite3 import Connection
from typing import Any

from ...errors import UnknownDeal
from ..facts import Names, facts_of, same
from ..shapes import Candidate, Conflict, Deal, DealRow, Event, Money, Moved, Reference, Source, Statement, is_number
from .changes import changes
from .deals import DEAL_COLUMNS, deal_rows
from .readings import readings_of_deal
from .rows import ARTICLE_COLUMNS, Row, article_ref, decoded, fetch, first
from .statements import statements_of_deal

TABLES = (
    "deals",
    "deal_parties",
    "organizations",
    "conflicts",
    "deal_mentions",
    "deal_addresses",
    "mentions",
    "statements",
    "reviewed_statements",
    "readings",
    "runs",
    "calls",
    "articles",
    "deal_events",
    "deal_log",
    "circles",
    "circle_steps",
)
"""What a deal is read from."""

_DIGITS = re.compile(r"(?:^|-)([0-9a-f]{10})$")


def find_deal(conn: Connection, deal_id: str) -> Deal | Moved:
    """The deal with this id, or where the deal that once had it is. Raises UnknownDeal."""
    row = first(
        conn,
        f"""
        SELECT {DEAL_COLUMNS}, deals.giver, deals.receiver, deals.valuation, deals.valuation_currency,
               deals.valuation_qualifier, deals.announced_from, deals.announced_to, deals.round,
               deals.stake_percent, deals.gigawatts, deals.details, deals.package_id, deals.review_state,
               deals.summary_by, deals.summary_refused
        FROM deals WHERE deals.id = ?
        """,
        [deal_id],
    )
    if row:
        return _deal(conn, row)
    held = _DIGITS.search(deal_id)
    moved = held and first(
        conn,
        "SELECT deals.id FROM deal_addresses JOIN deals ON deals.id = deal_addresses.deal_id WHERE digits = ?",
        [held[1]],
    )
    if not moved:
        raise UnknownDeal("There is no deal at this address, and none has moved away from it.")
    return Moved(moved["id"])


def _deal(conn: Connection, row: Row) -> Deal:
    details = decoded(row["details"])
    details = details if isinstance(details, dict) else {}
    shown = deal_rows(conn, [row])[0]
    statements = statements_of_deal(conn, shown.id)
    return Deal(
        row=shown,
        announced_from=row["announced_from"],
        announced_to=row["announced_to"],
        giver=row["giver"],
        receiver=row["receiver"],
        valuation=_valuation(row),
        round=row["round"],
        stake_percent=row["stake_percent"],
        gigawatts=row["gigawatts"],
        gigawatts_qualifier=details.get("gigawatts_qualifier"),
        horizon=details.get("horizon"),
        hardware=tuple(str(name) for name in details.get("hardware") or ()),
        tranches=_tranches(details),
        package=_package(conn, shown.id, row["package_id"]),
        circles=_circles(conn, shown.id),
        events=_events(conn, shown.id),
        changes=changes(conn, "WHERE deal_log.deal_id = :deal", {"deal": shown.id}),
        address=_address(shown.id),
        review_state=row["review_state"],
        sources=_sources(conn, shown.id),
        statements=statements,
        facts=facts_of(statements, _values(shown, row, details), shown.parties, _names(conn, shown.id)),
        conflicts=_conflicts(conn, shown.id, statements),
        readings=readings_of_deal(conn, shown.id),
        summary_by=row["summary_by"],
        summary_refused=row["summary_refused"],
    )


def _values(shown: DealRow, row: Row, details: Row) -> dict[str, Any]:
    capacity = {"value": row["gigawatts"], "qualifier": details.get("gigawatts_qualifier")}
    valuation = _valuation(row)
    return {
        "type": shown.type,
        "status": shown.status,
        "amount": shown.amount.plain if shown.amount else None,
        "valuation": valuation.plain if valuation else None,
        "stake_percent": row["stake_percent"],
        "round": row["round"],
        "date": shown.announced,
        "horizon": details.get("horizon"),
        "gigawatts": capacity if is_number(row["gigawatts"]) else None,
    }


def _valuation(row: Row) -> Money | None:
    return Money.of(row["valuation"], row["valuation_currency"], row["valuation_qualifier"])


def _tranches(details: Row) -> tuple[tuple[Money, str | None], ...]:
    parts = details.get("tranches")
    listed = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    sums = [(Money.read(part), part.get("condition")) for part in listed]
    return tuple((part, condition) for part, condition in sums if part)


def _sources(conn: Connection, deal_id: str) -> tuple[Source, ...]:
    found = fetch(
        conn,
        f"""
        SELECT DISTINCT deal_mentions.source_number, {ARTICLE_COLUMNS}
        FROM deal_mentions JOIN articles ON articles.id = deal_mentions.article_id
        WHERE deal_mentions.deal_id = ? ORDER BY deal_mentions.source_number, articles.id
        """,
        [deal_id],
    )
    return tuple(Source(row["source_number"], article_ref(row)) for row in found)


def _address(deal_id: str) -> str:
    held = _DIGITS.search(deal_id)
    return held[1] if held else deal_id


def _package(conn: Connection, deal_id: str, package: str | None) -> tuple[Reference, ...]:
    if package is None:
        return ()
    sql = "SELECT id, title FROM deals WHERE package_id = ? AND id <> ? ORDER BY amount_usd DESC, id LIMIT 50"
    return tuple(Reference(**row) for row in fetch(conn, sql, [package, deal_id]))


def _circles(conn: Connection, deal_id: str) -> tuple[Reference, ...]:
    sql = """
        SELECT DISTINCT circles.id, circles.name AS title FROM circle_steps
        JOIN circles ON circles.id = circle_steps.circle_id
        WHERE circle_steps.deal_id = ? ORDER BY circles.length, circles.id LIMIT 20
    """
    return tuple(Reference(**row) for row in fetch(conn, sql, [deal_id]))


def _events(conn: Connection, deal_id: str) -> tuple[Event, ...]:
    sql = """
        SELECT status, date, article_id AS article, statement_id AS statement FROM deal_events
        WHERE deal_id = ? ORDER BY date IS NULL, date, statement_id
    """
    return tuple(Event(**row) for row in fetch(conn, sql, [deal_id]))


def _names(conn: Connection, deal_id: str) -> Names:
    found = fetch(
        conn,
        """
        SELECT DISTINCT organizations.id, organizations.name, organizations.aliases
        FROM deal_parties JOIN organizations ON organizations.id = deal_parties.organization_id
        WHERE deal_parties.deal_id = ?
        """,
        [deal_id],
    )
    owners: dict[str, str] = {}
    for row in found:
        aliases = decoded(row["aliases"])
        for name in (row["name"], *(aliases if isinstance(aliases, list) else ())):
            owners.setdefault(str(name).casefold(), row["id"])
    return Names(owners)


def _conflicts(conn: Connection, deal_id: str, statements: tuple[Statement, ...]) -> tuple[Conflict, ...]:
    known = {statement.id for statement in statements}
    found = fetch(
        conn, "SELECT field, candidates, chosen, rule FROM conflicts WHERE deal_id = ? ORDER BY field", [deal_id]
    )
    return tuple(conflict_of(row, known) for row in found)


def conflict_of(row: Row, known: Container[str] | None = None) -> Conflict:
    """A row of ``conflicts``; statements are left out unless they are ``known``, if that is given."""
    chosen = decoded(row["chosen"])
    listed = decoded(row["candidates"])
    candidates = [
        Candidate(
            value=each.get("value"),
            statements=tuple(id_ for id_ in each.get("statements") or () if known is None or id_ in known),
            articles=tuple(str(id_) for id_ in each.get("articles") or ()),
            chosen=same(each.get("value"), chosen),
        )
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict)
    ]
    candidates.sort(key=lambda candidate: not candidate.chosen)
    return Conflict(row["field"], tuple(candidates), chosen, row["rule"])
