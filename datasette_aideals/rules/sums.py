"""What a sum of money stands for, by the words around it: a deal's price, or revenue, or a valuation."""

import re
from collections.abc import Sequence
from enum import Enum

from ..values.money import MoneyMention
from .lexicon import alternatives


class SumRole(Enum):
    """What a sum is in its sentence."""

    DEAL = "deal"
    VALUATION = "valuation"
    TOTAL = "total"
    ASIDE = "aside"  # revenue, market size, fees, prices per unit: no deal's money


# Small words between what names a sum and the sum: "a valuation of more than".
_LINK = (
    r"(?:\s+(?:of|much|at|to|by|is|was|in|as|for|the|a|an|that|than|more|over|about|some|around|nearly|approximately|are|between|with|it"
    r"|them|after|round|the company|company|startup|firm|group|its|past|above|exceeding|or|and|now|post-money|pre-money"
    r"|from))*\W*$"
)
_BEFORE = tuple(
    (role, re.compile(rf"\b{alternatives(f'before {role.value}')}\b{_LINK}"))
    for role in (SumRole.VALUATION, SumRole.TOTAL, SumRole.ASIDE)
)
_AFTER = tuple(
    (role, re.compile(alternatives(f"after {role.value}")))
    for role in (SumRole.ASIDE, SumRole.VALUATION, SumRole.TOTAL)
)
_PRICED = re.compile(
    r"\b(?:deals?|transactions?|agreements?|contracts?|orders?|purchase|acquisitions?|takeover|package|rounds?|mergers?|ventures?"
    r"|partnerships?|bid|offer|projects?|tender|leases?)"
    r"(?: (?:is|was|that|which|has|had|been|price|total|headline|a|an|overall))*"
    r" (?:valued|worth|value|totall?ing|totall?ed)\b" + _LINK
)
_COULD_REACH = re.compile(
    r"\b(?:deals?|agreements?|contracts?|investments?|rounds?|orders?|partnerships?|projects?)"
    r"(?: (?:that|which))? (?:could|would|may|might) (?:total|exceed|reach|be worth|be valued at|top)\b" + _LINK
)
# "Acme is worth 1" tells what Acme is worth, unless an agreement is.
_IS_WORTH = re.compile(r"\b(?:is|are) (?:now |currently |reportedly )?worth\b" + _LINK)
_BARGAIN = re.compile(
    r"\b(?:deals?|agreements?|contracts?|orders?|pacts?|rounds?|package|leases?|bids?|offers?|it|this|that)\b"
)
_VALUES_IT = re.compile(r"\bthat (?:values?|valued) (?:it|them|the (?:company|startup|firm|group))\b" + _LINK)
# "An agreement representing 1 in contracted revenue" has that price.
_EARNED = re.compile(r"\s+(?:in|of)\s+(?:total |contracted |expected |contract |future |lease |committed )*revenues?\b")
_BRINGING = re.compile(
    r"\b(?:agreements?|contracts?|deals?|leases?|capacity|orders?)\b[^.;]*"
    r"\b(?:representing|worth|totall?ing|valued at)\b" + _LINK
)
_AT_COST = re.compile(r"\bat (?:a|an)(?: (?:total|estimated|combined|initial|expected))* cost of\b" + _LINK)
_SUPPOSED = re.compile(r"\b(?:could|might|would|may)\b")
_REACH = 64
_LEAST = 1000


def sum_role(text: str, lower: str, mention: MoneyMention) -> SumRole:
    """What a sum stands for; ``lower`` is the article in lower case."""
    start, end = mention.span.start, mention.span.end
    if mention.money.value < _LEAST:
        return SumRole.ASIDE
    if mention.per and re.search(
        r"share|user|seat|hour|token|book|unit|month|day|kilowatt|employee", mention.per.lower()
    ):
        return SumRole.ASIDE
    after = lower[end : end + _REACH]
    if _EARNED.match(after) and _BRINGING.search(lower[max(0, start - _REACH) : start]):
        return SumRole.DEAL
    named = next((role for role, pattern in _AFTER if pattern.match(after)), None)
    return named or _role_before(lower[max(0, start - _REACH) : start])


def _role_before(before: str) -> SumRole:
    """What the words before a sum say that it is."""
    cut = max(before.rfind("\n"), before.rfind(". "), before.rfind("; "))
    before = before[cut + 1 :]
    if _COULD_REACH.search(before) or (_AT_COST.search(before) and not _SUPPOSED.search(before)):
        return SumRole.DEAL
    if _PRICED.search(before) and not _VALUES_IT.search(before):
        return SumRole.DEAL
    if _IS_WORTH.search(before) and not _BARGAIN.search(before):
        return SumRole.VALUATION
    return next((role for role, pattern in _BEFORE if pattern.search(before)), SumRole.DEAL)


def plain_sums(mentions: Sequence[MoneyMention], text: str) -> dict[int, SumRole]:
    """The role of each sum, by the place where it begins."""
    lower = text.lower()
    lower = lower if len(lower) == len(text) else text
    return {mention.span.start: sum_role(text, lower, mention) for mention in mentions}
