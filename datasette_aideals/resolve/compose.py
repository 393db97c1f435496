"""Putting a deal into words, from values that the text supports."""

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..terms import Role
from ..text.tables import document
from ..values.wording import date_words, list_words, money_words, number_words
from .roles import GIVERS, RECEIVERS

_MOST_NAMES = 3

_WORDINGS: dict[str, Callable[[Any], str]] = {
    "round": lambda value: f"the round ({value})",
    "valuation": lambda value: f"a valuation of {money_words(value)}",
    "stake_percent": lambda value: f"a stake of {number_words(value)}%",
    "gigawatts": lambda value: f"a capacity of {number_words(value['value'])} GW",
    "horizon": lambda value: f"the span “{value}”",
    "date": lambda value: f"the date, {date_words(value)}",
}


_FIELD_NAMES = {"stake_percent": "stake", "gigawatts": "capacity", "horizon": "span"}


@dataclass(frozen=True)
class Named:
    """A party by name and role, in the order in which the parties are told."""

    name: str
    role: Role


@dataclass(frozen=True)
class Told:
    """A value in words, with the numbers of the sources that state it."""

    words: str
    sources: tuple[int, ...]


def names_of(parties: Iterable[Named], roles: frozenset[Role], most: int | None = None) -> str | None:
    """The names of the parties that have one of ``roles``, in one line, or None."""
    names = list(dict.fromkeys(party.name for party in parties if party.role in roles))
    return list_words(names, most) if names else None


def headline(kind: str, status: str, parties: Sequence[Named], amount: Mapping[str, Any] | None) -> str:
    """A deal's title: "Amazon to invest up to $25 billion in Anthropic"."""
    return _sentence("title", kind, status, parties, amount)


def summarise(
    kind: str,
    status: str,
    parties: Sequence[Named],
    amount: Mapping[str, Any] | None,
    more: Sequence[Told],
    sources: int,
) -> str:
    """One or two sentences with the numbers of their sources: "A has invested $5 million in B [1][2]."."""
    first = _sentence("summary", kind, status, parties, amount)
    text = f"{first} {_cited(range(1, sources + 1))}."
    if more:
        text += f" Stated with it: {list_words([f'{told.words} {_cited(told.sources)}' for told in more])}."
    return text


@dataclass(frozen=True)
class Disputed:
    """A field on which sources disagree: for each value the outlets that state it and their numbers."""

    field: str
    told: tuple[tuple[tuple[str, ...], Any, tuple[int, ...]], ...]


def conflict_words(disputed: Disputed) -> str:
    """A conflict in one sentence: "On the amount, Outlet A says $4 billion, Outlet B $8 billion [1][2]."."""
    parts: list[str] = []
    numbers: list[int] = []
    for place, (outlets, value, sources) in enumerate(disputed.told):
        verb = (" says" if len(outlets) == 1 else " say") if place == 0 else ""
        parts.append(f"{list_words(outlets, _MOST_NAMES)}{verb} {_plain_words(disputed.field, value)}")
        numbers.extend(number for number in sources if number not in numbers)
    subject = _FIELD_NAMES.get(disputed.field, disputed.field)
    return f"On the {subject}, {', '.join(parts)} {_cited(sorted(numbers))}."


def _plain_words(field: str, value: Any) -> str:
    if field in ("amount", "valuation") or field.startswith("share of"):
        return money_words(value)
    if field == "date":
        return date_words(value)
    if field == "stake_percent":
        return f"{number_words(value)}%"
    if field == "gigawatts":
        return f"{number_words(value['value'])} GW"
    return str(value).replace("_", " ")


def told_values(values: Mapping[str, Any], sources: Mapping[str, tuple[int, ...]]) -> list[Told]:
    """A deal's further values in words, each with its sources, in a fixed order."""
    return [
        Told(wording(values[field]), sources[field])
        for field, wording in _WORDINGS.items()
        if values.get(field) is not None
    ]


def _sentence(part: str, kind: str, status: str, parties: Sequence[Named], amount: Mapping[str, Any] | None) -> str:
    known = {
        "giver": names_of(parties, GIVERS, _MOST_NAMES),
        "receiver": names_of(parties, RECEIVERS, _MOST_NAMES),
        "parties": names_of(parties, frozenset(Role), _MOST_NAMES),
        "amount": money_words(amount) if amount else None,
    }
    phrases = document(__package__, "phrases.yml")
    patterns = [*phrases[kind][status][part], *phrases["other"][status][part]]
    for pattern in patterns:
        wanted = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
        if all(known[name] for name in wanted):
            return str(pattern.format_map(known))
    raise ValueError(f"a {kind} deal needs at least one named party")


def _cited(numbers: Iterable[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)
