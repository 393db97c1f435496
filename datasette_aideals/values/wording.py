"""Saying values in words: "up to $25 billion", "November 2025"."""

import calendar
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩"}
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_READABLE_DIGITS = 4
"""Digits after the point that are still easy to read; a sum that needs more is written out."""
_BEFORE = {"approximately": "about ", "up_to": "up to ", "at_least": "at least "}


def money_words(money: Mapping[str, Any]) -> str:
    """A sum in words: ``{"value": 25000000000, "currency": "USD", "qualifier": "up_to"}`` is "up to $25 billion"."""
    low = sum_words(money["value"], money["currency"])
    if money.get("value_max") is not None:
        return f"{low} to {sum_words(money['value_max'], money['currency'])}"
    return _BEFORE.get(money.get("qualifier") or "exact", "") + low


def sum_words(value: float, currency: str | None) -> str:
    """A bare sum in words, never rounded: 25000000000 USD is "$25 billion", 10585200123 INR "₹10,585,200,123"."""
    sign = _SIGNS.get(currency or "") or (f"{currency} " if currency else "")
    exact = Decimal(str(value))
    for scale, name in _SCALES:
        scaled = exact / scale
        if abs(exact) >= scale and scaled == round(scaled, _READABLE_DIGITS):
            return f"{sign}{number_words(scaled)} {name}"
    return f"{sign}{number_words(exact)}"


def number_words(value: float | Decimal) -> str:
    """A number with thousands set off and no needless zeros: 1058.5 is "1,058.5"."""
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def date_words(iso: str) -> str:
    """A date in words, as exactly as it is known: "2025-11" is "November 2025"."""
    parts = iso.split("-")
    if len(parts) == 1:
        return iso
    month = calendar.month_name[int(parts[1])]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def list_words(items: Sequence[str], most: int | None = None) -> str:
    """A list in words: "A, B and C"; with ``most``, what goes beyond is counted: "A, B and 3 others"."""
    shown = list(items)
    if most is not None and len(shown) > most:
        shown = [*shown[: most - 1], f"{len(shown) - most + 1} others"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
