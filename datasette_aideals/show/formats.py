"""Values in words: sums, dates, states."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ..values.wording import list_words, number_words, sum_words
from .shapes import Money, is_number

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_LONGEST = 40
"""Characters of a word that stands where a term, date or currency should."""


@lru_cache(maxsize=1)
def words() -> Mapping[str, Mapping[str, str]]:
    """How the closed vocabularies read, by vocabulary and term."""
    text = files("datasette_aideals").joinpath("show/words.yml").read_text(encoding="utf-8")
    loaded: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return loaded


def term(vocabulary: str, word: str | None) -> str:
    """A term in words; a term nobody foresaw reads as itself."""
    return words()[vocabulary].get(word or "") or _cut((word or "").replace("_", " "))


def money(sum_: Money | None) -> str:
    """A sum as a newspaper writes it: "up to $25 billion", "€1.3 billion", "CAD 400,000"."""
    if sum_ is None:
        return ""
    low, high = _sum(sum_.value, sum_.currency), ""
    if sum_.value_max is not None and sum_.value_max != sum_.value:
        high = f" to {_sum(sum_.value_max, sum_.currency)}"
    qualifier = words()["qualifiers"].get(sum_.qualifier or "", "")
    return f"{qualifier} {low}{high}".strip()


def date(text: str | None) -> str:
    """A date as exactly as it is known: "18 Nov 2025", "Nov 2025", "2025"."""
    parts = (text or "").split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 3:
        return _cut(text or "")
    if len(parts) == 1:
        return parts[0]
    month = int(parts[1])
    if not 1 <= month <= len(_MONTHS):
        return _cut(text or "")
    named = f"{_MONTHS[month - 1]} {parts[0]}"
    return f"{int(parts[2])} {named}" if len(parts) == 3 else named


def moment(text: str | None) -> str:
    """A time of the database, to the minute: "21 Nov 2025, 10:15 UTC"."""
    day, _, clock = (text or "").partition("T")
    return f"{date(day)}, {clock[:5]} UTC" if clock else date(day)


def capacity(gigawatts: float | None, qualifier: str | None) -> str:
    """Power or computing capacity: "up to 5 GW"."""
    if gigawatts is None:
        return ""
    return f"{words()['qualifiers'].get(qualifier or '', '')} {number_words(gigawatts)} GW".strip()


def value(field: str, plain: Any) -> str:
    """The value of a statement or conflict in words; one of an unforeseen form as JSON."""
    if plain is None:
        return "not stated"
    shown = _VALUES[field](plain) if field in _VALUES else ""
    return shown or (plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False))


def count(number_: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 deal", "2 deals"."""
    return f"{number_:,} {one if number_ == 1 else many or one + 's'}"


def field_names(names: Iterable[str]) -> str:
    """Fields in a sentence: "amount and state"."""
    return list_words([label[:1].lower() + label[1:] for label in (term("fields", name) for name in names)])


def web(address: str | None) -> str | None:
    """The address if it is one of the web; nothing else becomes a link."""
    plain = (address or "").strip()
    return plain if plain.lower().startswith(("http://", "https://")) else None


def _cut(text: str) -> str:
    """Words where a short one of ours is expected, so that a column stays a column."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _sum(value_: int | float, currency: str | None) -> str:
    return sum_words(value_, _cut(currency) if currency else None)


def _money(plain: Any) -> str:
    return money(Money.read(plain))


def _capacity(plain: Any) -> str:
    known = isinstance(plain, dict) and is_number(plain.get("value"))
    return capacity(plain["value"], plain.get("qualifier")) if known else ""


_VALUES: dict[str, Callable[[Any], str]] = {
    "type": lambda plain: term("types", plain) if isinstance(plain, str) else "",
    "status": lambda plain: term("statuses", plain) if isinstance(plain, str) else "",
    "date": lambda plain: date(plain) if isinstance(plain, str) else "",
    "stake_percent": lambda plain: f"{number_words(plain)} %" if is_number(plain) else "",
    "ai": lambda plain: "yes" if plain is True else "",
    "gigawatts": _capacity,
    **dict.fromkeys(("amount", "valuation", "share", "tranche"), _money),
}
