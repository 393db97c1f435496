"""What of a mention is compared with another one to tell whether both report the same deal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from ..terms import DealType, Role, Status
from ..values.dates import PartialDate
from .reported import Reported
from .roles import GIVERS, RECEIVERS

_ITSELF = frozenset((Role.TARGET, Role.INVESTEE, Role.ISSUER))
"""Roles of organisations that are what the deal is about: buying a subsidiary is not buying its parent."""

_FRESH = timedelta(days=30)
"""How old an article's own news can be, where it gives no date."""

STAGES = {
    Status.RUMORED.value: 0,
    Status.ANNOUNCED.value: 1,
    Status.COMPLETED.value: 2,
    Status.CANCELLED.value: 3,
}
"""The states in the order in which a deal can come to them."""

TOLD_AS_EACH_OTHER = frozenset(
    frozenset(pair)
    for pair in (
        (DealType.ACQUISITION.value, DealType.LICENSING.value),
        (DealType.ACQUISITION.value, DealType.INVESTMENT.value),
        (DealType.ACQUISITION.value, DealType.JOINT_VENTURE.value),
    )
)
"""Types of which outlets give one transaction now the one, now the other: buying a company, its rights, a stake."""

# Types that may be told as each other are compared in one block.
_FAMILY = {kind: DealType.ACQUISITION.value for pair in TOLD_AS_EACH_OTHER for kind in pair}


@dataclass(frozen=True)
class Span:
    """The days that a deal's state can date from; ``first`` is None where only the last day is known."""

    first: date | None
    last: date | None
    stated: bool

    def gap(self, other: "Span") -> int:
        """Days between the two spans: 0 where they touch, negative where this one comes first."""
        if self.last and other.first and self.last < other.first:
            return (self.last - other.first).days
        if other.last and self.first and other.last < self.first:
            return (self.first - other.last).days
        return 0

    @property
    def close(self) -> bool:
        """Whether both ends are known and no more than two months apart."""
        return bool(self.first and self.last and (self.last - self.first).days <= 62)


@dataclass(frozen=True, eq=False)
class Profile:
    """A mention in the form in which it is compared; organisations are given by their keys.

    ``above`` leads from those that may be told as their parent to the companies they belong to, nearest first;
    ``heads`` are the companies at the head of all parties' groups, by the parties' keys.
    """

    mention: Reported
    type: str
    everyone: frozenset[str]
    givers: frozenset[str]
    receivers: frozenset[str]
    amount: Any
    year: int | None
    span: Span
    stage: int
    round: str | None
    stake: float | None
    capacity: float | None
    vague: bool
    above: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """What its type is compared under."""
        return _FAMILY.get(self.type, self.type)


def profile(mention: Reported) -> Profile:
    """The profile of a mention."""
    parties = mention.having("party")
    round_name, stake, gigawatts = mention.first("round"), mention.first("stake_percent"), mention.first("gigawatts")
    amount = mention.first("amount")
    span = _span(mention)
    told = (amount, round_name, stake, gigawatts, mention.first("date"), mention.first("valuation"))
    return Profile(
        mention=mention,
        type=mention.type,
        everyone=mention.party_keys,
        givers=frozenset(fact.key for fact in parties if fact.subject in GIVERS),
        receivers=frozenset(fact.key for fact in parties if fact.subject in RECEIVERS),
        amount=amount,
        year=span.last.year if span.last else None,
        span=span,
        stage=STAGES[mention.status],
        round=str(round_name).casefold() if round_name else None,
        stake=float(stake) if stake is not None else None,
        capacity=gigawatts["value"] if gigawatts else None,
        vague=not mention.focus and all(value is None for value in told),
        above={fact.key: fact.above for fact in parties if fact.above and fact.subject not in _ITSELF},
        heads={fact.key: (fact.above or (fact.key,))[-1] for fact in parties},
    )


def _span(mention: Reported) -> Span:
    """When its state began: the stated date, else the time before its article, short for the article's own news."""
    stated = mention.first("date")
    if stated:
        first, last = days(str(stated))
        return Span(first, last, True)
    if not mention.source.published:
        return Span(None, None, False)
    first, last = days(mention.source.published)
    return Span(first - _FRESH if mention.focus else None, last, False)


@lru_cache(maxsize=8192)
def days(iso: str) -> tuple[date, date]:
    """The first and the last day that a date can mean."""
    partial = PartialDate(iso)
    return date.fromisoformat(partial.first_day), date.fromisoformat(partial.last_day)
