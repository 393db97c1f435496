"""Adding deals up without saying more than the articles do."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from sqlite_utils import Database

from ..terms import Qualifier, Status
from .database import rows

_BEFORE = re.compile(
    r"(?:\btotal(?:l?ing)?(?: of)?|\bcombined|\baltogether|\bin all,?|\bcumulative(?:ly)?)\s*\S{0,3}$", re.I
)
_AFTER = re.compile(r"^\s*(?:in (?:total|all)\b|altogether\b|combined\b|(?:so far|to date)\b|in aggregate\b)", re.I)
_MOST_PARTS = 6


@dataclass(frozen=True)
class Total:
    """The sums of one type of deals in one state, in US dollars; no deal is in more than one of the three sums.

    ``stated`` adds sums that are stated as such or about, ``at_least`` lower limits, ``up_to`` upper limits.
    ``converted`` of the deals are in another currency, turned into dollars at a yearly average rate; ``without``
    have no sum, or one in a currency without a rate; ``aggregates`` are sums over other deals and left out.
    """

    type: str
    state: str
    deals: int = 0
    stated: int = 0
    at_least: int = 0
    up_to: int = 0
    converted: int = 0
    without: int = 0
    aggregates: int = 0


def totals(db: Database, ai: Iterable[str] = ("stated", "party", "none")) -> list[Total]:
    """Totals by type: for deals that are announced or completed, and apart from these for all others."""
    wanted = tuple(ai)
    found = rows(
        db,
        "SELECT id, type, status, receiver, package_id, amount, currency, qualifier, amount_usd, amount_usd_basis"
        f" FROM deals WHERE ai IN ({', '.join('?' * len(wanted))}) ORDER BY type, id",
        wanted,
    )
    left_out = aggregates(db, found)
    sums: dict[tuple[str, str], Total] = {}
    for deal in found:
        state = deal["status"] if deal["status"] in (Status.RUMORED, Status.CANCELLED) else "firm"
        place = (deal["type"], state)
        sums[place] = _added(sums.get(place, Total(*place)), deal, deal["id"] in left_out)
    return [sums[place] for place in sorted(sums)]


def aggregates(db: Database, deals: Iterable[Mapping[str, Any]]) -> set[str]:
    """Deals whose sum is a sum over others: the words beside it say so, or it is that of others of its package."""
    return _said_so(db) | _sums_of_parts(deals)


def _said_so(db: Database) -> set[str]:
    found = rows(
        db,
        """
        SELECT deal_mentions.deal_id, statements.prefix, statements.suffix
        FROM statements JOIN deal_mentions ON deal_mentions.mention_id = statements.mention_id
        WHERE statements.field = 'amount' AND statements.exact IS NOT NULL
        """,
    )
    told: dict[str, list[bool]] = defaultdict(list)
    for row in found:
        told[row["deal_id"]].append(bool(_BEFORE.search(row["prefix"] or "") or _AFTER.search(row["suffix"] or "")))
    return {deal for deal, said in told.items() if all(said)}


def _sums_of_parts(deals: Iterable[Mapping[str, Any]]) -> set[str]:
    packages: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for deal in deals:
        if deal["package_id"] and deal["amount"]:
            packages[deal["package_id"], deal["type"], deal["receiver"], deal["currency"]].append(deal)
    found = set()
    for together in packages.values():
        for deal in together:
            others = [one["amount"] for one in together if one is not deal and one["amount"] < deal["amount"]]
            if _adds_up(others, deal["amount"]):
                found.add(str(deal["id"]))
    return found


def _adds_up(parts: list[int], whole: int) -> bool:
    """Whether two or more of ``parts`` make ``whole``, to a hundredth."""
    few = sorted(parts, reverse=True)[:_MOST_PARTS]
    return any(
        abs(sum(some) - whole) <= 0.01 * whole
        for number in range(2, len(few) + 1)
        for some in combinations(few, number)
    )


def _added(total: Total, deal: Mapping[str, Any], aggregate: bool) -> Total:
    if aggregate:
        return replace(total, deals=total.deals + 1, aggregates=total.aggregates + 1)
    if deal["amount_usd"] is None:
        return replace(total, deals=total.deals + 1, without=total.without + 1)
    column = {Qualifier.UP_TO.value: "up_to", Qualifier.AT_LEAST.value: "at_least", Qualifier.RANGE.value: "at_least"}
    name = column.get(deal["qualifier"], "stated")
    return replace(
        total,
        deals=total.deals + 1,
        converted=total.converted + (deal["amount_usd_basis"] == "converted"),
        **{name: getattr(total, name) + deal["amount_usd"]},
    )
