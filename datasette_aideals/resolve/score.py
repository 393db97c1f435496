"""How much speaks for two mentions reporting the same deal.

Points are given for parties, type, amount, date, round, stake and capacity; from THRESHOLD on the
two are taken for one deal. The same parties alone reach it: what else is told must not speak
against it. Points are quarters, so that sums are exact and do not depend on the order of adding.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..terms import DealType, Qualifier
from .agree import money_ratio, same_money
from .profile import TOLD_AS_EACH_OTHER, Profile

THRESHOLD = 3.0

_SAME_DIRECTION = 3.0
_ONE_PARTY = 2.0
_PART_OF_LIST = 2.0
_ONE_SIDE_UNNAMED = 1.5
_RELATED = -1.25
"""For a subsidiary told as its parent: the parties and the time alone are not enough then."""

_ONCE = {DealType.ACQUISITION.value: 1.5, DealType.IPO.value: 1.5, DealType.JOINT_VENTURE.value: 0.5}
"""What can hardly happen twice between the same parties: a company is bought once, and listed once."""

_NEAR = 1.1
_LIKELY = 1.5
_POSSIBLE = 2.0
_SAME_NEWS = 45
_A_SEASON = 120
_HALF_A_YEAR = 180
"""The same where one of the two gives no date: its article may look back."""
_LONGEST_WAY = 730
_APART = -4.0
_NEVER = float("-inf")
_NEVER_SAME = float("inf")
_BEST_CASE = 5.0
"""Points that a pair can get for all but parties and date: the only deal of its kind, sum, stake, capacity."""


def score(one: Profile, other: Profile) -> float:
    """Points for the two being one deal; minus infinity where that is out of the question.

    That is so for two mentions of one article, money that goes the other way, and another round.
    """
    if one.mention.source.sha256 == other.mention.source.sha256:
        return _NEVER
    # What costs least to look at goes first: most pairs end here.
    parties, related = _closest(one, other)
    if parties is None:
        return _NEVER
    when = _date(one, other)
    if parties + related + _BEST_CASE + when < THRESHOLD:
        return _NEVER
    kind = _type(one, other)
    if kind is None or (one.round and other.round and one.round != other.round):
        return _NEVER
    points = (parties, related, _once(one, other, parties), _amount(one, other), *_details(one, other))
    return kind + when + sum(points)


def _type(one: Profile, other: Profile) -> float | None:
    """Another type is borne only where buying a company, its rights or a stake may be meant."""
    if one.type == other.type:
        return 0.0
    return -0.5 if frozenset((one.type, other.type)) in TOLD_AS_EACH_OTHER and _tied(one, other) else None


def _tied(one: Profile, other: Profile) -> bool:
    """Whether a sum or a day tells that it is the same transaction, although the types differ."""
    if one.amount and other.amount:
        return _same_sum(one, other)
    return one.span.stated and other.span.stated and one.span.close and one.span.gap(other.span) == 0


def _closest(one: Profile, other: Profile) -> tuple[float | None, float]:
    """Points for the parties as they are named, or with subsidiaries as their parents and the points that costs."""
    named = _parties(one, other)
    if named == _SAME_DIRECTION or not (one.above or other.above):
        return named, 0.0
    first, second = _told_as_parent(one, other), _told_as_parent(other, one)
    if first is one and second is other:
        return named, 0.0
    raised = _parties(first, second)
    if raised is None or (named is not None and named >= raised + _RELATED):
        return named, 0.0
    return raised, _RELATED


def _told_as_parent(one: Profile, other: Profile) -> Profile:
    """``one`` with each subsidiary as that of its parents which ``other`` names in its stead, if it names one."""
    stands_for = {
        key: parent
        for key, above in one.above.items()
        if key not in other.everyone
        for parent in reversed(above)
        if parent in other.everyone and parent not in one.everyone
    }
    if not stands_for:
        return one
    everyone, givers, receivers = (
        frozenset(stands_for.get(key, key) for key in keys) for keys in (one.everyone, one.givers, one.receivers)
    )
    return replace(one, everyone=everyone, givers=givers, receivers=receivers)


def _parties(one: Profile, other: Profile) -> float | None:
    if one.receivers and other.receivers and not one.receivers & other.receivers:
        return None
    if one.everyone == other.everyone:
        return _SAME_DIRECTION if len(one.everyone) > 1 else _ONE_PARTY
    if not (one.receivers and other.receivers):
        return _without_direction(one.everyone, other.everyone)
    if not (one.givers and other.givers):
        return _ONE_SIDE_UNNAMED
    if one.givers == other.givers:
        return _SAME_DIRECTION if one.receivers == other.receivers else _PART_OF_LIST
    shared = len(one.givers & other.givers)
    return _PART_OF_LIST if 2 * shared >= min(len(one.givers), len(other.givers)) and shared else None


def _without_direction(one: frozenset[str], other: frozenset[str]) -> float | None:
    """Partners, or a deal of which an article names only one side: most of the shorter list, and two of them."""
    shared = len(one & other)
    return _PART_OF_LIST if shared >= 2 and 2 * shared > min(len(one), len(other)) else None


def _once(one: Profile, other: Profile, parties: float) -> float:
    if one.round and one.round == other.round:
        return 1.5
    return _ONCE.get(one.type, 0.0) if one.type == other.type and parties >= _ONE_PARTY else 0.0


def _same_sum(one: Profile, other: Profile) -> bool:
    return same_money(one.amount, other.amount, one.year or other.year)


def _amount(one: Profile, other: Profile) -> float:
    if not (one.amount and other.amount):
        return 0.0
    if _same_sum(one, other):
        return 2.0 if one.amount["currency"] == other.amount["currency"] else 1.5
    ratio = money_ratio(one.amount, other.amount, one.year or other.year) or _NEVER_SAME
    if ratio <= _NEAR or (ratio <= _LIKELY and _at_least(one.amount, other.amount)):
        return 0.5
    if ratio > _POSSIBLE:
        return -4.0
    # Sums grow and shrink on the way from rumor to signature, less so afterwards.
    return 0.0 if one.stage != other.stage and 0 in (one.stage, other.stage) else -2.0


def _at_least(one: Any, other: Any) -> bool:
    """Whether the lower of the two sums is said to be a lower limit."""
    lower = min(one, other, key=lambda money: float(money["value"])) if one["currency"] == other["currency"] else {}
    return lower.get("qualifier") == Qualifier.AT_LEAST.value


def _date(one: Profile, other: Profile) -> float:
    gap = one.span.gap(other.span)
    days = abs(gap)
    if gap == 0:
        return 1.0 if one.span.close and other.span.close else 0.5 if one.span.stated and other.span.stated else 0.0
    if one.stage != other.stage:
        in_order = (gap < 0) == (one.stage < other.stage)
        if in_order and days <= _LONGEST_WAY:
            return 0.5
        return 0.0 if days <= _SAME_NEWS else _APART
    if days <= _SAME_NEWS:
        return 0.0
    both_dated = one.span.stated and other.span.stated
    return -1.0 if days <= (_A_SEASON if both_dated else _HALF_A_YEAR) else _APART


def _details(one: Profile, other: Profile) -> Iterable[float]:
    """Stake and capacity, where both are told; where nothing is, the parties alone say little."""
    if one.stake is not None and other.stake is not None:
        yield 1.0 if abs(one.stake - other.stake) < 0.6 else -1.5
    if one.capacity and other.capacity:
        yield 0.5 if max(one.capacity, other.capacity) <= _NEAR * min(one.capacity, other.capacity) else -1.0
    if (one.vague or other.vague) and not (one.amount and other.amount):
        yield -1.0
