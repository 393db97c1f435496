"""When two values of one field say the same, and which of two that do is the more specific."""

from collections.abc import Mapping
from typing import Any

from ..terms import Qualifier

_EXACT_TOLERANCE = 0.01
_ROUGH_TOLERANCE = 0.05
_MONEY = ("amount", "valuation", "share")

# "Up to 5" says more than "5" told of the same deal: the shorter telling left the limit out.
_SPECIFIC = {
    Qualifier.APPROXIMATELY.value: 0,
    Qualifier.EXACT.value: 1,
    Qualifier.AT_LEAST.value: 2,
    Qualifier.UP_TO.value: 2,
    Qualifier.RANGE.value: 3,
}


def agree(field: str, one: Any, other: Any) -> bool:
    """Whether two values of ``field`` can both be true, one perhaps being more exact than the other."""
    if field in _MONEY:
        return same_money(one, other)
    if field == "date":
        return str(one).startswith(str(other)) or str(other).startswith(str(one))
    if field == "stake_percent":
        return abs(float(one) - float(other)) < 0.6
    if field == "gigawatts":
        return bool(abs(one["value"] - other["value"]) <= _ROUGH_TOLERANCE * max(one["value"], other["value"]))
    return bool(str(one).casefold() == str(other).casefold())


def same_money(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two sums agree: the same currency, and values that are equal or within a stated range."""
    if one["currency"] != other["currency"]:
        return False
    rough = Qualifier.APPROXIMATELY.value in (one.get("qualifier"), other.get("qualifier"))
    tolerance = _ROUGH_TOLERANCE if rough else _EXACT_TOLERANCE
    low = max(one["value"], other["value"])
    high = min(one.get("value_max") or one["value"], other.get("value_max") or other["value"])
    return bool(low - high <= tolerance * low)


def specificity(field: str, value: Any) -> int:
    """How much a value says, to be compared among values that agree."""
    if field in _MONEY:
        return _SPECIFIC[value.get("qualifier") or Qualifier.EXACT.value]
    if field == "gigawatts":
        return _SPECIFIC[value["qualifier"]]
    return len(str(value)) if field in ("date", "round") else 0
