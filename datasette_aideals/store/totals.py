"""Adding deals up without saying more than the articles do."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any

from sqlite_utils import Database

from ..terms import Qualifier, Status

_BEFORE = re.compile(
    r"(?:\btotal(?:l?ing)?(?: of)?|\bcombined|\baltogether|\bin all,?|\bcumulative(?:ly)?)\s*\S{0,3}$", re.I
)
_AFTER = re.compile(r"^\s*(?:in (?:total|all)\b|altogether\b|combined\b|(?:so far|to date)\b|in aggregate\b)", re.I)
_MOST_PARTS = 6

_SUMS = {Qualifier.UP_TO.value: "up_to", Qualifier.AT_LEAST.value: "at_least", Qualifier.RANGE.value: "at_least"}
"""Which sum of a Total takes a sum with a qualifier; all others are stated."""

_DEALS = """
    SELECT id, type, status, receiver, package_id, amount, currency, qualifier, amount_usd, amount_usd_basis,
           (
             SELECT json_group_array(json_array(statements.prefix, statements.suffix))
             FROM deal_mentions CROSS JOIN statements ON statements.mention_id = deal_mentions.mention_id
             WHERE deal_mentions.deal_id = deals.id
               AND statements.field = 'amount' AND statements.exact IS NOT NULL
           ) AS sides
    FROM deals WHERE ai IN ({ai}) ORDER BY package_id, type, receiver, currency, id
"""


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
    sums: dict[tuple[str, str], dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    for package in _packages(db, tuple(ai)):
        for deal in package:
            state = deal["status"] if deal["status"] in (Status.RUMORED, Status.CANCELLED) else "firm"
            added = sums[deal["type"], state]
            for name, number in _adds(deal, aggregate=_said_so(deal["sides"]) or _sums_up(deal, package)):
                added[name] += number
    return [Total(*place, **sums[place]) for place in sorted(sums)]


def _packages(db: Database, ai: tuple[str, ...]) -> Iterator[list[dict[str, Any]]]:
    """The deals one after the other, together only those that may be parts of each other."""
    cursor = db.conn.execute(_DEALS.format(ai=", ".join("?" * len(ai))), ai)
    names = [column[0] for column in cursor.description]
    found = (dict(zip(names, row, strict=True)) for row in cursor)
    for _, together in groupby(found, key=_package):
        yield list(together)


def _package(deal: Mapping[str, Any]) -> tuple[Any, ...]:
    if not deal["package_id"]:
        return (deal["id"],)
    return deal["package_id"], deal["type"], deal["receiver"], deal["currency"]


def _said_so(sides: str) -> bool:
    """Whether the words beside each statement of a deal's sum call it one over other deals."""
    told = json.loads(sides)
    return bool(told) and all(_BEFORE.search(before or "") or _AFTER.search(after or "") for before, after in told)


def _sums_up(deal: Mapping[str, Any], package: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a deal's sum is that of others of its package."""
    whole = deal["amount"]
    if not whole or len(package) == 1:
        return False
    return _adds_up([one["amount"] for one in package if one["amount"] and one["amount"] < whole], whole)


def _adds_up(parts: list[int], whole: int) -> bool:
    """Whether two or more of ``parts`` make ``whole``, to a hundredth."""
    few = sorted(parts, reverse=True)[:_MOST_PARTS]
    return any(
        abs(sum(some) - whole) <= 0.01 * whole
        for number in range(2, len(few) + 1)
        for some in combinations(few, number)
    )


def _adds(deal: Mapping[str, Any], *, aggregate: bool) -> Iterator[tuple[str, int]]:
    """What a deal adds to which number of a Total."""
    yield "deals", 1
    if aggregate:
        yield "aggregates", 1
    elif deal["amount_usd"] is None:
        yield "without", 1
    else:
        yield _SUMS.get(deal["qualifier"], "stated"), deal["amount_usd"]
        yield "converted", deal["amount_usd_basis"] == "converted"
