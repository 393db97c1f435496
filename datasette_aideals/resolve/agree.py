"""When two values of one field say the same, and which of two that do is the more specific."""

from collections.abc import Mapping
from typing import Any

from ..terms import Qualifier
from ..values.rates import shipped_rates

_EXACT_TOLERANCE = 0.01
_ROUGH_TOLERANCE = 0.05
_CONVERTED_TOLERANCE = 0.08
"""Rates move within a year, and articles round what they convert."""

COMPANY_OF = "company of "
"""How the field is called that says which company of a group takes part, before the name of the group's head."""

_MONEY = ("amount", "valuation", "share")

# "Up to 5" says more than "5" told of the same deal: the shorter telling left the limit out.
_SPECIFIC = {
    Qualifier.APPROXIMATELY.value: 0,
    Qualifier.EXACT.value: 1,
    Qualifier.AT_LEAST.value: 2,
    Qualifier.UP_TO.value: 2,
    Qualifier.RANGE.value: 3,
}


def agree(field: str, one: Any, other: Any, year: int | None = None) -> bool:
    """Whether two values of ``field`` can both be true, one perhaps being more exact than the other.

    ``year`` chooses the rate at which sums in different currencies are compared.
    """
    if field in _MONEY:
        return same_money(one, other, year)
    if field == "date":
        return str(one).startswith(str(other)) or str(other).startswith(str(one))
    if field == "stake_percent":
        return abs(float(one) - float(other)) < 0.6
    if field == "gigawatts":
        return bool(abs(one["value"] - other["value"]) <= _ROUGH_TOLERANCE * max(one["value"], other["value"]))
    return bool(str(one).casefold() == str(other).casefold())


def same_money(one: Mapping[str, Any], other: Mapping[str, Any], year: int | None = None) -> bool:
    """Whether two sums agree: values that are equal or within a stated range, in another currency nearly equal."""
    tolerance = _EXACT_TOLERANCE
    if one["currency"] != other["currency"]:
        tolerance = _CONVERTED_TOLERANCE
    elif Qualifier.APPROXIMATELY.value in (one.get("qualifier"), other.get("qualifier")):
        tolerance = _ROUGH_TOLERANCE
    ratio = money_ratio(one, other, year)
    return ratio is not None and ratio - 1 <= tolerance


def money_ratio(one: Mapping[str, Any], other: Mapping[str, Any], year: int | None = None) -> float | None:
    """How many times the larger of two sums is the smaller; 1 where ranges meet, None without a rate between them."""
    first, second = _ends(one, year, other["currency"]), _ends(other, year, one["currency"])
    if first is None or second is None:
        return None
    low, high = max(first[0], second[0]), min(first[1], second[1])
    if low <= high:
        return 1.0
    return low / high if high > 0 else None


def _ends(money: Mapping[str, Any], year: int | None, beside: str) -> tuple[float, float] | None:
    low, high = float(money["value"]), float(money.get("value_max") or money["value"])
    if money["currency"] == beside:
        return low, high
    first = shipped_rates().dollars(low, money["currency"], year)
    last = shipped_rates().dollars(high, money["currency"], year)
    return (first.value, last.value) if first and last else None


def specificity(field: str, value: Any) -> int:
    """How much a value says, to be compared among values that agree."""
    if field in _MONEY:
        return _SPECIFIC[value.get("qualifier") or Qualifier.EXACT.value]
    if field == "gigawatts":
        return _SPECIFIC[value["qualifier"]]
    if field.startswith(COMPANY_OF):
        return int(field != f"{COMPANY_OF}{value}")
    return len(str(value)) if field in ("date", "round") else 0
