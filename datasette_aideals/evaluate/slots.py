"""Comparing what fills the slots of two deals."""

import re
from collections.abc import Iterator

from ..terms import Qualifier, Status, Term
from .counts import Count
from .facts import DealFacts
from .names import same_name
from .pairing import paired_parties, same_money

_UNDATED = (Status.RUMORED, Status.CANCELLED)
"""States whose date is not compared: the text rarely says which day it means."""

_NEAR_PERCENT = 0.6
_ROUND_FILLERS = re.compile(r"[^a-z0-9]|round|funding|financing")
_STEP_OF_A_DATE = len("-01")


class Slot(Term):
    """A part of a deal that is counted by itself; a deal has one PARTY for each of its parties."""

    TYPE = "type"
    STATUS = "status"
    PARTY = "party"
    AMOUNT = "amount"
    QUALIFIER = "qualifier"
    VALUATION = "valuation"
    DATE = "date"
    STAKE_PERCENT = "stake_percent"
    ROUND = "round"


def slot_counts(found: DealFacts, wanted: DealFacts) -> dict[Slot, Count]:
    """What is right, wrong and missing in each slot of a found deal."""
    parties = paired_parties(found.parties, wanted.parties, by_role=True)
    right_parties = {position for position, _ in parties}
    counts = {
        Slot.PARTY: Count(
            tp=len(parties), fp=spare_parties(found, wanted, right_parties), fn=len(wanted.parties) - len(parties)
        )
    }
    for slot, has_found, has_wanted, agree in _units(found, wanted):
        right = has_found and has_wanted and agree
        counts[slot] = Count(tp=int(right), fp=int(has_found and not right), fn=int(has_wanted and not right))
    return counts


def filled_slots(deal: DealFacts) -> int:
    """How many slots a deal has that no other deal can be held against."""
    money = 2 if deal.amount else 0  # the sum and its qualifier
    others = (deal.valuation, deal.date, deal.stake_percent, deal.round)
    return 2 + len(deal.parties) + money + sum(value is not None for value in others)


def strictly_equal(found: DealFacts, wanted: DealFacts) -> bool:
    """Whether type, amount and the whole list of parties agree, roles and optional parties apart."""
    pairs = paired_parties(found.parties, wanted.parties)
    if len(pairs) < len(wanted.parties) or spare_parties(found, wanted, {position for position, _ in pairs}):
        return False
    amount = found.amount is None if wanted.amount is None else same_money(found.amount, wanted.amount)
    return amount and found.type is wanted.type


def spare_parties(found: DealFacts, wanted: DealFacts, right: set[int]) -> int:
    """How many found parties are neither among those at the positions ``right`` nor optional."""
    optional = [name for party in wanted.optional_parties for name in party.names]
    return sum(
        position not in right and not same_name(party.name, optional) for position, party in enumerate(found.parties)
    )


def _units(found: DealFacts, wanted: DealFacts) -> Iterator[tuple[Slot, bool, bool, bool]]:
    """Each slot with one value: whether it is filled in the found deal, in the wanted one, and whether they agree."""
    yield Slot.TYPE, True, True, found.type is wanted.type
    yield Slot.STATUS, True, True, found.status is wanted.status
    amounts = found.amount is not None, wanted.amount is not None
    same_amount = same_money(found.amount, wanted.amount)
    yield Slot.AMOUNT, *amounts, same_amount
    yield Slot.QUALIFIER, *amounts, same_amount and _qualifier(found) is _qualifier(wanted)
    yield (
        Slot.VALUATION,
        found.valuation is not None,
        wanted.valuation is not None,
        same_money(found.valuation, wanted.valuation),
    )
    if wanted.status not in _UNDATED:
        yield Slot.DATE, found.date is not None, wanted.date is not None, _same_date(found.date, wanted.date)
    one, two = found.stake_percent, wanted.stake_percent
    near = one is not None and two is not None and abs(one - two) < _NEAR_PERCENT
    yield Slot.STAKE_PERCENT, one is not None, two is not None, near
    same_round = _plain_round(found.round) == _plain_round(wanted.round)
    yield Slot.ROUND, found.round is not None, wanted.round is not None, same_round


def _qualifier(deal: DealFacts) -> Qualifier:
    return deal.amount.qualifier or Qualifier.EXACT if deal.amount else Qualifier.EXACT


def _same_date(found: str | None, wanted: str | None) -> bool:
    """Whether the dates agree; one that is a step less precise (month for day, year for month) will do."""
    if found is None or wanted is None:
        return False
    return found == wanted or (wanted.startswith(f"{found}-") and len(wanted) - len(found) == _STEP_OF_A_DATE)


def _plain_round(name: str | None) -> str:
    return _ROUND_FILLERS.sub("", (name or "").casefold())
