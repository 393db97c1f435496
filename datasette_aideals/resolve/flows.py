"""Who pays whom: stated sums added up by payer, receiver, type and currency."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ..terms import Status
from .compose import GIVERS, RECEIVERS
from .deals import DealParty, ResolvedDeal


def flow_rows(deals: Iterable[ResolvedDeal]) -> list[dict[str, Any]]:
    """Rows of ``flows``.

    A joint sum counts for a payer only where its own share is stated, because splitting it would
    be a guess; deals that were called off are left out.
    """
    sums: dict[tuple[str, str, str, str], list[tuple[str, float]]] = defaultdict(list)
    for deal in deals:
        if deal.choices["status"].value == Status.CANCELLED.value:
            continue
        for source, target, money in _payments(deal):
            sums[source, target, deal.type, money["currency"]].append((deal.id, money["value"]))
    return [
        {
            "source": source,
            "target": target,
            "type": kind,
            "currency": currency,
            "amount": sum(value for _, value in paid),
            "deals": len(paid),
            "deal_ids": json.dumps([deal for deal, _ in paid]),
        }
        for (source, target, kind, currency), paid in sorted(sums.items())
    ]


def _payments(deal: ResolvedDeal) -> Iterable[tuple[str, str, dict[str, Any]]]:
    givers = [party for party in deal.parties if party.role in GIVERS]
    receivers = [party for party in deal.parties if party.role in RECEIVERS]
    if len(receivers) != 1:
        return
    for giver in givers:
        money = _paid_by(giver, len(givers), deal.choices["amount"].value)
        if money and giver.organization.id != receivers[0].organization.id:
            yield giver.organization.id, receivers[0].organization.id, money


def _paid_by(giver: DealParty, givers: int, amount: dict[str, Any] | None) -> dict[str, Any] | None:
    if giver.share:
        return dict(giver.share)
    return amount if givers == 1 else None
