"""The list of deals: filters, order, paging by key."""

import json
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from ..filters import Ai, DealFilter, Sort, Token
from ..shapes import DealList, DealRow, Money, Party
from .rows import Row, decoded, fetch, first

TABLES = ("deals", "deal_parties", "organizations", "conflicts")
"""What the rows of a list are read from."""

LIST_TABLES = (*TABLES, "deals_fts")
"""What the list itself is read from; the search index holds the deals' words."""

DEAL_COLUMNS = """
    deals.id, deals.title, deals.summary, deals.parties_text, deals.type, deals.status, deals.amount,
    deals.amount_max, deals.currency, deals.qualifier, deals.amount_usd, deals.announced,
    deals.first_reported, deals.ai, deals.focus, deals.article_count, deals.conflict_count,
    deals.judged_count,
    (SELECT json_group_array(conflicts.field) FROM conflicts WHERE conflicts.deal_id = deals.id) AS disputed
"""


@dataclass(frozen=True)
class _Order:
    expression: str
    falling: bool

    def after(self, token: Token) -> str:
        """The condition for what comes after ``token``; deals without a value come last."""
        if token.value is None:
            return f"({self.expression} IS NULL AND deals.id > :after_id)"
        sign = "<" if self.falling else ">"
        return (
            f"({self.expression} {sign} :after OR {self.expression} IS NULL"
            f" OR ({self.expression} = :after AND deals.id > :after_id))"
        )

    @property
    def sql(self) -> str:
        # Falling order puts NULL last by itself, and only then can SQLite use the index.
        return f"{self.expression} DESC, deals.id" if self.falling else f"{self.expression} NULLS LAST, deals.id"


_ORDERS = {
    Sort.NEWEST: _Order("deals.first_reported", True),
    Sort.OLDEST: _Order("deals.first_reported", False),
    Sort.LARGEST: _Order("deals.amount_usd", True),
    Sort.SOURCES: _Order("deals.article_count", True),
    Sort.DOUBTS: _Order("(deals.conflict_count + deals.judged_count)", True),
    Sort.TITLE: _Order("deals.title COLLATE NOCASE", False),
}

_AI = {
    Ai.ANY_AI: "deals.ai IN ('stated', 'party')",
    Ai.STATED: "deals.ai = 'stated'",
    Ai.PARTY: "deals.ai = 'party'",
    Ai.NONE: "deals.ai NOT IN ('stated', 'party')",
    Ai.ALL: "1",
}

_NAMED = """
    SELECT id FROM organizations
    WHERE id = :organization OR name = :organization COLLATE NOCASE
      OR EXISTS (
        SELECT 1 FROM json_each(organizations.aliases) AS alias
        WHERE alias.value = :organization COLLATE NOCASE
      )
"""


def list_deals(conn: Connection, wanted: DealFilter) -> DealList:
    """The page of deals that ``wanted`` asks for, with the number of all that fit."""
    conditions, parameters = _conditions(wanted)
    total = first(conn, f"SELECT count(*) AS number FROM deals WHERE {conditions}", parameters)
    order = _ORDERS[wanted.sort]
    page = conditions
    if wanted.after:
        page = f"{conditions} AND {order.after(wanted.after)}"
        parameters = {**parameters, "after": wanted.after.value, "after_id": wanted.after.id}
    found = fetch(
        conn,
        f"SELECT {DEAL_COLUMNS}, {order.expression} AS sorted FROM deals WHERE {page} ORDER BY {order.sql} LIMIT :size",
        {**parameters, "size": wanted.size + 1},
    )
    shown = found[: wanted.size]
    more = len(found) > wanted.size
    return DealList(
        rows=deal_rows(conn, shown),
        count=total["number"] if total else 0,
        next=str(Token(shown[-1]["sorted"], shown[-1]["id"])) if more else None,
        wanted=wanted,
        organizations=_names(conn),
        organization_known=not wanted.organization or _known(conn, wanted.organization),
    )


def deals_where(conn: Connection, condition: str, order: Sort, size: int) -> tuple[DealRow, ...]:
    """The first ``size`` deals of an order; ``condition`` is SQL of ours."""
    sql = f"SELECT {DEAL_COLUMNS} FROM deals WHERE {condition} ORDER BY {_ORDERS[order].sql} LIMIT ?"
    return deal_rows(conn, fetch(conn, sql, [size]))


def deal_rows(conn: Connection, found: list[Row]) -> tuple[DealRow, ...]:
    """Rows that have DEAL_COLUMNS, with their parties."""
    parties = _parties(conn, [row["id"] for row in found])
    return tuple(_deal_row(row, parties.get(row["id"], ())) for row in found)


def _conditions(wanted: DealFilter) -> tuple[str, dict[str, Any]]:
    conditions = [_AI[wanted.ai]]
    parameters: dict[str, Any] = {}
    if wanted.type:
        conditions.append("deals.type = :type")
        parameters["type"] = wanted.type.value
    if wanted.status:
        conditions.append("deals.status = :status")
        parameters["status"] = wanted.status.value
    if wanted.organization:
        conditions.append(
            f"deals.id IN (SELECT deal_id FROM deal_parties WHERE organization_id IN ({_NAMED}))",
        )
        parameters["organization"] = wanted.organization
    if wanted.doubts:
        conditions.append("(deals.conflict_count + deals.judged_count) > 0")
    if wanted.q:
        conditions.append("deals.search_id IN (SELECT rowid FROM deals_fts WHERE deals_fts MATCH :q)")
        parameters["q"] = _search(wanted.q)
    return " AND ".join(conditions), parameters


def _search(words: str) -> str:
    """The words as a full-text query in which nothing is an operator: all must occur."""
    quoted = [word.replace('"', '""') for word in words.replace("\0", " ").split()]
    return " ".join(f'"{word}"' for word in quoted)


def _names(conn: Connection) -> tuple[str, ...]:
    found = fetch(conn, "SELECT name FROM organizations ORDER BY deal_count DESC, name LIMIT 200")
    return tuple(row["name"] for row in found)


def _known(conn: Connection, organization: str) -> bool:
    return first(conn, _NAMED, {"organization": organization}) is not None


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
        [json.dumps(ids)],
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
        announced=row["announced"],
        first_reported=row["first_reported"],
        ai=row["ai"],
        focus=bool(row["focus"]),
        article_count=row["article_count"],
        conflict_count=row["conflict_count"],
        judged_count=row["judged_count"],
        parties=parties,
        disputed=tuple(sorted(decoded(row["disputed"]) or ())),
    )
