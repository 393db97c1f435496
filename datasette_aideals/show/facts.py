"""Which statements stand behind which value of a deal."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .shapes import REFUSED, Fact, Party, Statement

SINGLE = ("type", "status", "amount", "valuation", "stake_percent", "round", "date", "horizon", "gigawatts")
"""Fields of which a deal has one value."""

REPEATED = ("share", "tranche", "hardware", "ai")
"""Fields of which a deal can have several values; all that are stated are shown."""

ORDER = (
    "amount",
    "share",
    "tranche",
    "valuation",
    "stake_percent",
    "round",
    "type",
    "status",
    "date",
    "horizon",
    "gigawatts",
    "hardware",
    "ai",
)
"""How the facts follow each other on a page, after the parties."""


@dataclass(frozen=True)
class Names:
    """The organisation that a name as written belongs to, among the parties of one deal."""

    owners: Mapping[str, str]

    def owner(self, name: Any) -> str | None:
        """The organisation's id, or None."""
        return self.owners.get(str(name).casefold())


def facts_of(
    statements: Iterable[Statement], values: Mapping[str, Any], parties: Iterable[Party], names: Names
) -> tuple[Fact, ...]:
    """Every value of a deal with its statements: first the parties, then the rest in ORDER.

    ``values`` holds the deal's own value of each of the SINGLE fields, in the form of a statement's.
    """
    counted = [statement for statement in statements if statement.verdict not in REFUSED]
    by_field: dict[str, list[Statement]] = {}
    for statement in counted:
        by_field.setdefault(statement.field, []).append(statement)
    facts = _party_facts(by_field.get("party", []), parties, names)
    for field in ORDER:
        stated = by_field.get(field, [])
        if field in REPEATED:
            facts += _groups(stated)
        elif stated or values.get(field) is not None:
            facts.append(_single(field, values.get(field), stated))
    return tuple(facts)


def same(one: Any, other: Any) -> bool:
    """Whether two values of a field are the same, however their JSON is written."""
    return _key(one) == _key(other)


def _single(field: str, value: Any, stated: list[Statement]) -> Fact:
    agreeing = tuple(statement for statement in stated if value is not None and same(statement.value, value))
    rest = [statement for statement in stated if statement not in agreeing]
    return Fact(field, None, value, agreeing, tuple(_groups(rest)))


def _groups(stated: Iterable[Statement]) -> list[Fact]:
    grouped: dict[tuple[str | None, str], list[Statement]] = {}
    for statement in stated:
        grouped.setdefault((statement.subject, _key(statement.value)), []).append(statement)
    return [Fact(group[0].field, group[0].subject, group[0].value, tuple(group)) for group in grouped.values()]


def _party_facts(stated: list[Statement], parties: Iterable[Party], names: Names) -> list[Fact]:
    facts = []
    left = list(stated)
    for party in parties:
        own = [s for s in stated if names.owner(s.value) == party.organization and s.subject == party.role]
        left = [statement for statement in left if statement not in own]
        facts.append(Fact("party", party.role, party.name, tuple(own)))
    return facts + _groups(left)


def _key(value: Any) -> str:
    if isinstance(value, dict):
        value = {key: part for key, part in value.items() if part is not None and (key, part) != ("qualifier", "exact")}
    return json.dumps(_number(value), sort_keys=True)


def _number(value: Any) -> Any:
    # 5 and 5.0 are the same number, in JSON they differ.
    if isinstance(value, dict):
        return {key: _number(part) for key, part in value.items()}
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
