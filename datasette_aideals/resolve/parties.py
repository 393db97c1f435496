"""What the sources say of single parties of a deal: which company it is, its role, its part of a joint sum."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from .agree import COMPANY_OF
from .choose import Choice, choose_among
from .organizations import ResolvedOrganization
from .reported import Fact, Reported

Told = list[tuple[Reported, Fact]]
Organizations = Mapping[str, ResolvedOrganization]
"""Organisations by key."""


def role_choices(
    mentions: Iterable[Reported], kind: str, organizations: Organizations, decided: Mapping[str, Any]
) -> dict[str, Choice]:
    """For each organisation its role in a deal of type ``kind``, by its key.

    An article that gives it several says no more than that it takes part. Where a mention has another
    type than the deal, its roles are those of that type, so they don't count.
    """
    told: dict[str, Told] = {}
    everywhere: dict[str, Told] = {}
    for mention in mentions:
        for key, facts in _by_organization(mention).items():
            everywhere.setdefault(key, []).append((mention, _seen_as(facts[0], "role", facts[0].subject)))
            if len(facts) == 1 and mention.type == kind:
                told.setdefault(key, []).append((mention, _seen_as(facts[0], "role", facts[0].subject)))
    return {
        key: choose_among(name, told.get(key, first[:1]), decided.get(name))
        for key, first in everywhere.items()
        for name in [f"role of {organizations[key].name}"]
    }


def share_choices(
    mentions: Iterable[Reported], organizations: Organizations, decided: Mapping[str, Any]
) -> dict[str, Choice]:
    """For each organisation whose own part of the sum is stated, that part, by its key."""
    told: dict[str, Told] = {}
    for mention in mentions:
        keys = {str(fact.value): fact.key for fact in mention.having("party")}
        for fact in mention.having("share"):
            if fact.subject in keys:
                told.setdefault(keys[fact.subject], []).append((mention, fact))
    return {
        key: choose_among(name, stated, decided.get(name))
        for key, stated in told.items()
        for name in [f"share of {organizations[key].name}"]
    }


def company_choices(
    mentions: Sequence[Reported],
    roles: Mapping[str, Choice],
    organizations: Organizations,
    decided: Mapping[str, Any],
) -> dict[str, Choice]:
    """Which company takes part where some articles name a subsidiary and others its parent, by the keys of both.

    An article that names both tells of two parties, as do subsidiaries of which none belongs to the other.
    """
    found: dict[str, Choice] = {}
    for head, keys in _groups(mentions).items():
        if len({roles[key].value for key in keys}) > 1:
            continue
        name = f"{COMPANY_OF}{organizations[head].name}"
        told = [
            (mention, _seen_as(fact, "party", organizations[fact.key].name))
            for mention in mentions
            for key, (fact, *_) in _by_organization(mention).items()
            if key in keys
        ]
        found.update(dict.fromkeys(keys, choose_among(name, told, decided.get(name))))
    return found


def _groups(mentions: Sequence[Reported]) -> dict[str, set[str]]:
    """Lines of subsidiaries with their parents, by the parent's key, of which no article names two."""
    above = {fact.key: fact.above for mention in mentions for fact in mention.having("party")}
    lines: dict[str, set[str]] = defaultdict(set)
    for key, parents in above.items():
        present = [parent for parent in parents if parent in above]
        if present:
            lines[present[-1]].update((key, *present))
    return {
        head: keys
        for head, keys in lines.items()
        if _is_line(keys, above) and all(len(mention.party_keys & keys) < 2 for mention in mentions)
    }


def _is_line(keys: Iterable[str], above: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether of any two one belongs to the other."""
    return all(one in above[other] or other in above[one] for one, other in combinations(sorted(keys), 2))


def _by_organization(mention: Reported) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in mention.having("party"):
        found.setdefault(fact.key, []).append(fact)
    return found


def _seen_as(fact: Fact, field: str, value: str | None) -> Fact:
    """The statement that an organisation takes part, seen as one about its role or its name."""
    return Fact(fact.id, field, value, None, fact.verdict, fact.exact)
