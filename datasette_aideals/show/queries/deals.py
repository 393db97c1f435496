"""The list of deals: filters, order, paging by key."""

from collections import Counter
from collections.abc import Iterable, Mapping
from sqlite3 import Connection
from typing import Any

from ..filters import PAGE, Ai, DealFilter, Sort
from ..shapes import DealList, DealRow, Facets, Money, Party
from .kept import kept
from .paging import Order, cut, page_of
from .rows import Row, array, decoded, fetch, first
from .search import FOUND, FOUND_IN_ORDER, MANY, as_query, hits, snippets

TABLES = ("deals", "deal_parties", "organizations", "conflicts", "deal_log")
"""What the rows of a list are read from."""

LIST_TABLES = (*TABLES, "deals_fts")
"""What the list itself is read from; the search index holds the deals' words."""

DEAL_COLUMNS = """
    deals.id, deals.title, deals.summary, deals.parties_text, deals.type, deals.status, deals.amount,
    deals.amount_max, deals.currency, deals.qualifier, deals.amount_usd,
    deals.amount_usd_basis, deals.rate_year, deals.announced,
    deals.first_reported, deals.ai, deals.focus, deals.article_count, deals.conflict_count,
    deals.judged_count,
    (SELECT json_group_array(conflicts.field) FROM conflicts WHERE conflicts.deal_id = deals.id) AS disputed,
    (SELECT max(deal_log.at) FROM deal_log WHERE deal_log.deal_id = deals.id) AS changed_at
"""


_ORDERS = {
    Sort.NEWEST: Order("deals.first_reported", True, "deals.id"),
    Sort.OLDEST: Order("deals.first_reported", False, "deals.id"),
    Sort.LARGEST: Order("deals.amount_usd", True, "deals.id"),
    Sort.SOURCES: Order("deals.article_count", True, "deals.id"),
    Sort.DOUBTS: Order("(deals.conflict_count + deals.judged_count)", True, "deals.id"),
    Sort.TITLE: Order("deals.title COLLATE NOCASE", False, "deals.id"),
}

_AI = {
    Ai.ANY_AI: "deals.ai IN ('stated', 'party')",
    Ai.STATED: "deals.ai = 'stated'",
    Ai.PARTY: "deals.ai = 'party'",
    Ai.NONE: "deals.ai NOT IN ('stated', 'party')",
    Ai.ALL: "1",
}

_INDEXED = (Sort.NEWEST, Sort.LARGEST)
"""Orders that an index gives."""

# Where it is an id, SQLite need not look through everybody's names.
_NAMED = """
    SELECT id FROM organizations WHERE id = :organization
    UNION ALL
    SELECT id FROM organizations
    WHERE NOT EXISTS (SELECT 1 FROM organizations WHERE id = :organization)
      AND (
        name = :organization COLLATE NOCASE
        OR EXISTS (
          SELECT 1 FROM json_each(organizations.aliases) AS alias
          WHERE alias.value = :organization COLLATE NOCASE
        )
      )
"""


def list_deals(conn: Connection, wanted: DealFilter) -> DealList:
    """The page of deals that ``wanted`` asks for, with the number of all that fit."""
    if wanted.q or wanted.after or wanted.size > PAGE:
        return _list(conn, wanted)
    # First pages are asked for again and again.
    return kept(wanted, lambda: _list(conn, wanted))


def _list(conn: Connection, wanted: DealFilter) -> DealList:
    fitting, parameters = conditions(wanted)
    figure = _facets if wanted.facets else _count
    key = (figure.__name__, fitting, tuple(sorted(parameters.items())))
    count, facets = kept(key, lambda: figure(conn, fitting, parameters))
    order = _ORDERS[wanted.sort]
    if wanted.q and wanted.sort in _INDEXED and hits(conn, wanted.q) > MANY:
        fitting = fitting.replace(FOUND, FOUND_IN_ORDER)
    # All else is read for the rows of the page alone, not for every row that SQLite has to sort.
    select = f"SELECT deals.id, deals.search_id, {order.expression} AS sorted FROM deals WHERE {fitting}"
    found = page_of(conn, select, order, wanted.after, wanted.size, parameters)
    shown, following = cut(found, wanted.size, "sorted", "id")
    return DealList(
        rows=_rows_of(conn, [row["id"] for row in shown]),
        count=count,
        next=following,
        wanted=wanted,
        facets=facets,
        organizations=kept("names", lambda: _names(conn)),
        organization_known=not wanted.organization or is_organization(conn, wanted.organization),
        snippets=snippets(conn, wanted.q, shown) if wanted.q else {},
    )


def _rows_of(conn: Connection, ids: list[str]) -> tuple[DealRow, ...]:
    """The deals with these ids, in the same order."""
    sql = f"SELECT {DEAL_COLUMNS} FROM deals WHERE deals.id IN (SELECT value FROM json_each(?))"
    found = {row["id"]: row for row in fetch(conn, sql, [array(ids)])}
    return deal_rows(conn, [found[id_] for id_ in ids])


def _count(conn: Connection, conditions: str, parameters: dict[str, Any]) -> tuple[int, Facets]:
    row = first(conn, f"SELECT count(*) AS number FROM deals WHERE {conditions}", parameters)
    return row["number"] if row else 0, {}


def _facets(conn: Connection, conditions: str, parameters: dict[str, Any]) -> tuple[int, Facets]:
    """How many deals there are of each type, state and closeness to AI, all in one pass over an index."""
    found = fetch(
        conn,
        f"""
        SELECT deals.type, deals.status, deals.ai, count(*) AS number FROM deals
        WHERE {conditions} GROUP BY deals.ai, deals.type, deals.status
        """,
        parameters,
    )
    facets: dict[str, Counter[str]] = {name: Counter() for name in ("type", "status", "ai")}
    for row in found:
        for name, counts in facets.items():
            counts[row[name]] += row["number"]
    listed = {
        name: tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))) for name, counts in facets.items()
    }
    return sum(row["number"] for row in found), listed


def ids_after(conn: Connection, wanted: DealFilter, after: str, size: int) -> list[str]:
    """Ids of the first ``size`` deals that fit and come after an id, in the order of the ids."""
    fitting, parameters = conditions(wanted)
    sql = f"SELECT deals.id FROM deals WHERE {fitting} AND deals.id > :after_id ORDER BY deals.id LIMIT :size"
    return [row["id"] for row in fetch(conn, sql, {**parameters, "after_id": after, "size": size})]


def deals_where(
    conn: Connection, condition: str, order: Sort, size: int, parameters: Mapping[str, Any] | None = None
) -> tuple[DealRow, ...]:
    """The first ``size`` deals of an order; ``condition`` is SQL of ours."""
    sql = f"SELECT {DEAL_COLUMNS} FROM deals WHERE {condition} ORDER BY {_ORDERS[order].sql} LIMIT :size"
    return deal_rows(conn, fetch(conn, sql, {**(parameters or {}), "size": size}))


def is_organization(conn: Connection, name: str) -> bool:
    """Whether an organisation goes by the name."""
    return first(conn, _NAMED, {"organization": name}) is not None


def organizations_named() -> str:
    """SQL for the ids of the organisations that go by the name in the parameter ``organization``."""
    return _NAMED


def deal_rows(conn: Connection, found: Iterable[Row]) -> tuple[DealRow, ...]:
    """Rows that have DEAL_COLUMNS, with their parties."""
    shown = list(found)
    parties = _parties(conn, [row["id"] for row in shown])
    return tuple(_deal_row(row, parties.get(row["id"], ())) for row in shown)


def conditions(wanted: DealFilter) -> tuple[str, dict[str, Any]]:
    """The filter as SQL over ``deals``, with its parameters."""
    fitting = [_AI[wanted.ai]]
    parameters: dict[str, Any] = {}
    if wanted.type:
        fitting.append("deals.type = :type")
        parameters["type"] = wanted.type.value
    if wanted.status:
        fitting.append("deals.status = :status")
        parameters["status"] = wanted.status.value
    if wanted.organization:
        fitting.append(
            f"deals.id IN (SELECT deal_id FROM deal_parties WHERE organization_id IN ({_NAMED}))",
        )
        parameters["organization"] = wanted.organization
    _add_ranges(wanted, fitting, parameters)
    if wanted.doubts:
        fitting.append("(deals.conflict_count + deals.judged_count) > 0")
    if wanted.changed_since:
        fitting.append("deals.id IN (SELECT deal_id FROM deal_log WHERE at >= :changed_since)")
        parameters["changed_since"] = wanted.changed_since
    if wanted.q:
        fitting.append(FOUND)
        parameters["q"] = as_query(wanted.q)
    return " AND ".join(fitting), parameters


def _add_ranges(wanted: DealFilter, conditions: list[str], parameters: dict[str, Any]) -> None:
    """Conditions on sum and date. A date that is only known to the month may lie on any day of it."""
    for condition, value in (
        ("deals.amount_usd >= :least", wanted.least),
        ("deals.amount_usd <= :most", wanted.most),
        ("coalesce(deals.announced_to, deals.first_reported || '~') >= :since", wanted.since),
        ("coalesce(deals.announced_from, deals.first_reported) <= :until", wanted.until),
    ):
        if value not in (None, ""):
            conditions.append(condition)
            parameters[condition.rpartition(":")[2]] = value


def _names(conn: Connection) -> tuple[str, ...]:
    found = fetch(conn, "SELECT name FROM organizations ORDER BY deal_count DESC, name LIMIT 200")
    return tuple(row["name"] for row in found)


def _parties(conn: Connection, ids: list[str]) -> dict[str, tuple[Party, ...]]:
    found = fetch(
        conn,
        """
        SELECT deal_parties.deal_id, organizations.id, organizations.name, deal_parties.role,
               deal_parties.share, deal_parties.share_currency, deal_parties.share_qualifier
        FROM deal_parties JOIN organizations ON organizations.id = deal_parties.organization_id
        WHERE deal_parties.deal_id IN (SELECT value FROM json_each(?))
        ORDER BY deal_parties.place, organizations.id, deal_parties.role
        """,
        [array(ids)],
    )
    parties: dict[str, tuple[Party, ...]] = {}
    for row in found:
        share = Money.of(row["share"], row["share_currency"], row["share_qualifier"])
        party = Party(row["id"], row["name"], row["role"], share)
        parties[row["deal_id"]] = (*parties.get(row["deal_id"], ()), party)
    return parties


def _deal_row(row: Row, parties: tuple[Party, ...]) -> DealRow:
    return DealRow(
        id=row["id"],
        title=row["title"],
        summary=row["summary"],
        parties_text=row["parties_text"],
        type=row["type"],
        status=row["status"],
        amount=Money.of(row["amount"], row["currency"], row["qualifier"], row["amount_max"]),
        amount_usd=row["amount_usd"],
        amount_usd_basis=row["amount_usd_basis"],
        rate_year=row["rate_year"],
        announced=row["announced"],
        first_reported=row["first_reported"],
        ai=row["ai"],
        focus=bool(row["focus"]),
        article_count=row["article_count"],
        conflict_count=row["conflict_count"],
        judged_count=row["judged_count"],
        parties=parties,
        disputed=tuple(sorted(decoded(row["disputed"]) or ())),
        changed_at=row["changed_at"],
    )
