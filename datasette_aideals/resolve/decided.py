"""What people decided about deals, in terms of the mentions that count."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from ..store.decisions import Decision, Kind
from .reported import Reported


@dataclass(frozen=True)
class DealDecisions:
    """Pairs of mentions that never and that always belong together, and values chosen for a mention's deal."""

    apart: frozenset[frozenset[str]] = frozenset()
    together: tuple[tuple[str, str], ...] = ()
    chosen: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def joined(self, groups: Sequence[Sequence[Reported]]) -> list[tuple[Reported, ...]]:
        """The groups after people's mergers, each in the order of time."""
        holder = {mention.id: number for number, group in enumerate(groups) for mention in group}
        merged: dict[int, list[Reported]] = {number: list(group) for number, group in enumerate(groups)}
        for one, other in self.together:
            first, second = holder.get(one), holder.get(other)
            if first is None or second is None or first == second:
                continue
            for mention in merged[second]:
                holder[mention.id] = first
            merged[first].extend(merged.pop(second))
        return [tuple(sorted(group, key=lambda mention: mention.order)) for group in merged.values()]

    def values(self, group: Iterable[Reported]) -> dict[str, Any]:
        """The values that people chose for the deal that these mentions make, by field."""
        return {name: value for mention in group for name, value in self.chosen.get(mention.id, {}).items()}


def deal_decisions(decisions: Iterable[Decision], standing: Mapping[str, str]) -> DealDecisions:
    """The decisions in force, the oldest first, in terms of mention ids; ``standing`` leads to these from digits.

    Of two decisions about the same pair of mentions the later one counts.
    """
    pairs: dict[frozenset[str], bool] = {}
    chosen: dict[str, dict[str, Any]] = {}
    for decision in decisions:
        if decision.kind is Kind.MERGE_DEALS:
            found = [standing.get(decision.subject), standing.get(str(decision.object))]
            if None not in found and found[0] != found[1]:
                pairs.pop(frozenset(map(str, found)), None)
                pairs[frozenset(map(str, found))] = True
        elif decision.kind is Kind.SPLIT_DEAL:
            for one, other in product(json.loads(decision.subject), decision.choice):
                ends = [standing.get(one), standing.get(other)]
                if None not in ends and ends[0] != ends[1]:
                    pairs[frozenset(map(str, ends))] = False
        elif decision.kind is Kind.CHOOSE:
            digits, _, name = decision.subject.partition("/")
            if digits in standing:
                chosen.setdefault(standing[digits], {})[name] = decision.choice
    return DealDecisions(
        apart=frozenset(pair for pair, together in pairs.items() if not together),
        together=tuple(_ordered(pair) for pair, together in pairs.items() if together),
        chosen=chosen,
    )


def ends(decision: Decision) -> list[str]:
    """The digits of the mentions that a decision about deals names."""
    if decision.kind is Kind.MERGE_DEALS:
        return [decision.subject, str(decision.object)]
    if decision.kind is Kind.SPLIT_DEAL:
        return [*json.loads(decision.subject), *decision.choice]
    return [decision.subject.partition("/")[0]] if decision.kind is Kind.CHOOSE else []


def _ordered(pair: frozenset[str]) -> tuple[str, str]:
    return min(pair), max(pair)
