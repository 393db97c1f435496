"""Deals that an article tells in one breath."""

from collections import defaultdict
from collections.abc import Iterable

from .deals import ResolvedDeal


def packages(deals: Iterable[ResolvedDeal]) -> dict[str, str]:
    """Deal id to package id, for deals that share a main quote and a party with another.

    A package is named by the first of its deals' ids, so it is the same in any order.
    """
    by_quote: dict[tuple[str, int], list[ResolvedDeal]] = defaultdict(list)
    for deal in deals:
        for mention in deal.mentions:
            by_quote[mention.source.sha256, mention.start].append(deal)
    leader: dict[str, str] = {}
    for _, together in sorted(by_quote.items()):
        for one in together:
            for other in together:
                if one.id < other.id and _share_a_party(one, other):
                    _join(leader, one.id, other.id)
    return {deal: _leader(leader, deal) for deal in leader}


def _share_a_party(one: ResolvedDeal, other: ResolvedDeal) -> bool:
    ids = {party.organization.id for party in one.parties}
    return any(party.organization.id in ids for party in other.parties)


def _join(leader: dict[str, str], one: str, other: str) -> None:
    first, second = sorted((_leader(leader, one), _leader(leader, other)))
    leader[first] = leader.get(first, first)
    leader[second] = first


def _leader(leader: dict[str, str], deal: str) -> str:
    while leader.get(deal, deal) != deal:
        deal = leader[deal]
    return deal
