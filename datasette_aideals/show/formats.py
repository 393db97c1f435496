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

_NAME = 26
"""Characters of an organisation's name in a picture."""

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


def dollars(value_: int | None) -> str:
    """A sum added up from others, in US dollars, to three digits: "$38.1 billion"."""
    if value_ is None:
        return ""
    digits = max(len(str(abs(value_))) - 3, 0)
    return sum_words(round(value_, -digits), "USD")


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
    kind = _kind(field)
    shown = _VALUES[kind](plain) if kind in _VALUES else ""
    return shown or (plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False))


def field_name(name: str) -> str:
    """A field as a label: "Amount", "Role of Orbit Cloud"."""
    kind = _kind(name)
    return term("fields", kind) + (_cut(name[len(kind) :]) if kind != name else "")


def count(number_: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 deal", "2 deals"."""
    return f"{number_:,} {one if number_ == 1 else many or one + 's'}"


def field_names(names: Iterable[str]) -> str:
    """Fields in a sentence: "amount and state"."""
    return list_words([label[:1].lower() + label[1:] for label in map(field_name, names)])


def short(name: str) -> str:
    """A name where there is little room."""
    return name if len(name) <= _NAME else f"{name[: _NAME - 1].rstrip()}…"


def tokens(sent: int | None, received: int | None) -> str:
    """Tokens sent and received, where a model counts them."""
    known = [f"{number_:,}" for number_ in (sent, received) if number_ is not None]
    return " + ".join(known) or "not counted"


def cost(usd: float | None) -> str:
    """What a run cost in US dollars."""
    if usd is None:
        return "not known"
    return f"${usd:,.2f}" if usd >= 0.01 or usd == 0 else "less than $0.01"


def duration(seconds: float) -> str:
    """A time span in its largest unit: "240 ms", "3.1 s", "12 min"."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def web(address: str | None) -> str | None:
    """The address if it is one of the web; nothing else becomes a link."""
    plain = (address or "").strip()
    return plain if plain.lower().startswith(("http://", "https://")) else None


def _kind(field: str) -> str:
    # What the roles and shares of a deal's parties disagree on is told apart by party: "role of Orbit Cloud".
    return field.partition(" of ")[0] if field.startswith(("role of ", "share of ")) else field


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
    "role": lambda plain: term("roles", plain) if isinstance(plain, str) else "",
    "date": lambda plain: date(plain) if isinstance(plain, str) else "",
    "stake_percent": lambda plain: f"{number_words(plain)} %" if is_number(plain) else "",
    "ai": lambda plain: "yes" if plain is True else "",
    "gigawatts": _capacity,
    **dict.fromkeys(("amount", "valuation", "share", "tranche"), _money),
}
