"""Who gives what to whom, deal by deal and added up."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlite_utils import Database

from ..store.database import rows
from ..store.schema import sql_file
from ..terms import DealType, Status, Verdict
from ..values.rates import Rates
from .deals import DealParty, ResolvedDeal
from .roles import GIVERS, RECEIVERS
from .tables import in_dollars

MONEY, COMPUTE, RIGHTS = "money", "compute", "rights"

_BACKED = (Verdict.SUPPORTED, Verdict.ASSERTED)


def payment_rows(deal: ResolvedDeal, rates: Rates) -> Iterator[dict[str, Any]]:
    """Rows of ``payments``: what goes from one party to another.

    Both must be named by words of an article. A joint sum counts for a payer only where its own share
    is stated, because splitting it would be a guess. A deal that was called off moves nothing.
    """
    if deal.choices["status"].value == Status.CANCELLED.value:
        return
    backed = {fact.key for mention in deal.mentions for fact in mention.having("party") if fact.verdict in _BACKED}
    parties = [party for party in deal.parties if party.organization.key in backed]
    givers = _one_each(party for party in parties if party.role in GIVERS)
    receivers = _one_each(party for party in parties if party.role in RECEIVERS)
    if len(receivers) != 1:
        return
    alone = sum(party.role in GIVERS for party in deal.parties) == 1
    for giver in givers:
        if giver.organization.id != receivers[0].organization.id:
            yield _payment(deal, giver, receivers[0], alone, rates)
            yield from _in_return(deal, giver, receivers[0])


def refill_flows(db: Database, sources: Iterable[str] | None) -> None:
    """Add the rows of ``payments`` up in ``flows``: those of some organisations that give, or all."""
    among = None if sources is None else json.dumps(sorted(sources))
    db.conn.execute(
        "DELETE FROM flows WHERE :sources IS NULL OR source IN (SELECT value FROM json_each(:sources))",
        {"sources": among},
    )
    db.conn.execute(sql_file("flows"), {"sources": among})


def paying(db: Database, deals: Iterable[str]) -> set[str]:
    """The organisations that give something in some deals."""
    sql = "SELECT DISTINCT source FROM payments WHERE deal_id IN (SELECT value FROM json_each(?))"
    return {row["source"] for row in rows(db, sql, [json.dumps(sorted(deals))])}


def firm_payments(db: Database, deals: Iterable[str]) -> list[dict[str, Any]]:
    """The money that goes in some deals, rumors apart: what circles are made of."""
    sql = """
        SELECT source, target, deal_id, amount_usd, amount_usd_basis, qualifier FROM payments
        WHERE gives = 'money' AND NOT rumored AND deal_id IN (SELECT value FROM json_each(?))
        ORDER BY source, target, deal_id
    """
    return rows(db, sql, [json.dumps(sorted(deals))])


def _one_each(parties: Iterable[DealParty]) -> list[DealParty]:
    return list({party.organization.id: party for party in parties}.values())


def _payment(deal: ResolvedDeal, giver: DealParty, receiver: DealParty, alone: bool, rates: Rates) -> dict[str, Any]:
    money = giver.share or (deal.choices["amount"].value if alone else None)
    date = deal.choices["date"].value or deal.mentions[-1].source.published
    dollars = rates.dollars(money["value"], money["currency"], int(date[:4]) if date else None) if money else None
    return {
        **_row(deal, giver, receiver, MONEY),
        "amount": money["value"] if money else None,
        "currency": money["currency"] if money else None,
        "qualifier": money["qualifier"] if money else None,
        **in_dollars(dollars),
    }


def _in_return(deal: ResolvedDeal, giver: DealParty, receiver: DealParty) -> Iterator[dict[str, Any]]:
    """What the receiver of the money gives for it: computing capacity or rights."""
    if deal.type == DealType.LICENSING.value:
        yield _row(deal, receiver, giver, RIGHTS)
    capacity = deal.choices["gigawatts"].value
    if deal.type == DealType.PURCHASE.value and (capacity or deal.details()["hardware"]):
        yield {**_row(deal, receiver, giver, COMPUTE), "gigawatts": capacity["value"] if capacity else None}


def _row(deal: ResolvedDeal, source: DealParty, target: DealParty, gives: str) -> dict[str, Any]:
    return {
        "deal_id": deal.id,
        "source": source.organization.id,
        "target": target.organization.id,
        "gives": gives,
        "type": deal.type,
        "amount": None,
        "currency": None,
        "qualifier": None,
        **in_dollars(None),
        "gigawatts": None,
        "rumored": int(deal.choices["status"].value == Status.RUMORED.value),
    }
