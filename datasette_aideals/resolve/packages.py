"""Deals that belong together: told in one breath, or the same thing told as two kinds of deal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from .deals import ResolvedDeal
from .profile import days

_WEEKS = 45
"""Days that lie at most between two tellings of the same thing."""


def packages(deals: Iterable[ResolvedDeal]) -> dict[str, str]:
    """Deal id to package id.

    Two deals are of one package if they share a main quote and a party, or if different articles tell
    them of the same parties at the same time and with no other sum, but as another type: an investment
    here, a partnership there. A package is named by the first of its deals' ids, so it is the same in any order.
    """
    listed = sorted(deals, key=lambda deal: deal.id)
    leader: dict[str, str] = {}
    for one, other in (*_in_one_breath(listed), *_told_otherwise(listed)):
        _join(leader, one.id, other.id)
    return {deal: _leader(leader, deal) for deal in leader}


def _in_one_breath(deals: list[ResolvedDeal]) -> Iterator[tuple[ResolvedDeal, ResolvedDeal]]:
    by_quote: dict[tuple[str, int], list[ResolvedDeal]] = defaultdict(list)
    for deal in deals:
        for mention in deal.mentions:
            by_quote[mention.source.sha256, mention.start].append(deal)
    for together in by_quote.values():
        for one, other in combinations(together, 2):
            if one.id != other.id and _keys(one) & _keys(other):
                yield one, other


def _told_otherwise(deals: list[ResolvedDeal]) -> Iterator[tuple[ResolvedDeal, ResolvedDeal]]:
    by_parties: dict[frozenset[str], list[ResolvedDeal]] = defaultdict(list)
    for deal in deals:
        if len(_keys(deal)) > 1:
            by_parties[_keys(deal)].append(deal)
    for together in by_parties.values():
        for one, other in combinations(together, 2):
            if one.type != other.type and not _told_apart(one, other):
                yield one, other


def _told_apart(one: ResolvedDeal, other: ResolvedDeal) -> bool:
    """Whether an article tells both, or their sums or dates are not the same."""
    if {mention.source.sha256 for mention in one.mentions} & {mention.source.sha256 for mention in other.mentions}:
        return True
    sums = [deal.choices["amount"].value for deal in (one, other)]
    if all(sums) and sums[0] != sums[1]:
        return True
    spans = [_days(one), _days(other)]
    if not (spans[0] and spans[1]):
        return True
    (first, last), (begin, end) = spans[0], spans[1]
    return (begin - last).days > _WEEKS or (first - end).days > _WEEKS


def _days(deal: ResolvedDeal) -> tuple[date, date] | None:
    stated = deal.choices["date"].value or next(
        (mention.source.published for mention in deal.mentions if mention.focus and mention.source.published), None
    )
    return days(str(stated)) if stated else None


def _keys(deal: ResolvedDeal) -> frozenset[str]:
    return frozenset(party.organization.key for party in deal.parties)


def _join(leader: dict[str, str], one: str, other: str) -> None:
    first, second = sorted((_leader(leader, one), _leader(leader, other)))
    leader[first] = leader.get(first, first)
    leader[second] = first


def _leader(leader: dict[str, str], deal: str) -> str:
    while leader.get(deal, deal) != deal:
        deal = leader[deal]
    return deal
