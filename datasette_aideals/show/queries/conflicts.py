"""The deals on which sources disagree, each with what they say and the rule that chose."""

from enum import Enum
from sqlite3 import Connection
from typing import Any

from ..list_filters import ListFilter, ListOptions
from ..record_shapes import ConflictList, DealConflicts
from ..shapes import ArticleRef, Conflict
from .deal import conflict_of
from .deals import DEAL_COLUMNS, deal_rows
from .deals import TABLES as DEAL_TABLES
from .paging import Order, cut, page_of
from .rows import ARTICLE_COLUMNS, array, article_ref, fetch

TABLES = (*DEAL_TABLES, "articles")
"""What the page of conflicts is read from."""


class ConflictField(str, Enum):
    """The fields on which sources can disagree."""

    TYPE = "type"
    STATUS = "status"
    AMOUNT = "amount"
    VALUATION = "valuation"
    STAKE = "stake_percent"
    ROUND = "round"
    DATE = "date"
    HORIZON = "horizon"
    CAPACITY = "gigawatts"
    ROLE = "role"
    SHARE = "share"


OPTIONS = ListOptions(terms={"field": ConflictField}, about={"field": "Deals whose sources disagree on this field."})

# Roles and shares are told apart by party: "role of Orbit Cloud".
_KIND = "substr(conflicts.field, 1, instr(conflicts.field || ' of ', ' of ') - 1)"

_WANTED = f"(:field = '' OR {_KIND} = :field)"

_ORDER = Order("deals.first_reported", True, "deals.id")


def list_conflicts(conn: Connection, wanted: ListFilter) -> ConflictList:
    """Deals with conflicts, the newest first."""
    fields = fetch(
        conn, f"SELECT {_KIND} AS kind, count(*) AS number FROM conflicts GROUP BY kind ORDER BY number DESC, kind"
    )
    counts = {row["kind"]: row["number"] for row in fields}
    select = f"""
        SELECT {DEAL_COLUMNS} FROM deals
        WHERE deals.conflict_count > 0 AND EXISTS (
          SELECT 1 FROM conflicts WHERE conflicts.deal_id = deals.id AND {_WANTED}
        )
    """
    found = page_of(conn, select, _ORDER, wanted.after, wanted.size, {"field": wanted["field"]})
    shown, following = cut(found, wanted.size, "first_reported", "id")
    conflicts = _conflicts(conn, [row["id"] for row in shown], wanted["field"])
    rows = tuple(DealConflicts(row, conflicts.get(row.id, ())) for row in deal_rows(conn, shown))
    return ConflictList(
        rows=rows,
        count=counts.get(wanted["field"], 0) if wanted["field"] else sum(counts.values()),
        fields=tuple(counts.items()),
        articles=_articles(conn, rows),
        next=following,
        wanted=wanted,
    )


def _conflicts(conn: Connection, deals: list[Any], field: str) -> dict[str, tuple[Conflict, ...]]:
    found = fetch(
        conn,
        f"""
        SELECT deal_id, field, candidates, chosen, rule FROM conflicts
        WHERE deal_id IN (SELECT value FROM json_each(:deals)) AND {_WANTED}
        ORDER BY deal_id, field
        """,
        {"deals": array(deals), "field": field},
    )
    conflicts: dict[str, tuple[Conflict, ...]] = {}
    for row in found:
        conflicts[row["deal_id"]] = (*conflicts.get(row["deal_id"], ()), conflict_of(row))
    return conflicts


def _articles(conn: Connection, rows: tuple[DealConflicts, ...]) -> dict[str, ArticleRef]:
    wanted = {
        id_
        for row in rows
        for conflict in row.conflicts
        for candidate in conflict.candidates
        for id_ in candidate.articles
    }
    sql = f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE articles.id IN (SELECT value FROM json_each(?))"
    return {row["article_id"]: article_ref(row) for row in fetch(conn, sql, [array(sorted(wanted))])}
