"""Merging a group of mentions into one deal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..terms import Role, Verdict
from .choose import Choice, choose, choose_status, state_date
from .compose import Disputed, Named, conflict_words, headline, names_of, summarise, told_values
from .ids import deal_id
from .organizations import ResolvedOrganization
from .parties import company_choices, role_choices, share_choices
from .reported import Fact, Reported
from .roles import GIVERS, RECEIVERS

CHOSEN = ("amount", "valuation", "round", "stake_percent", "gigawatts", "horizon")
_DISPUTABLE = (*CHOSEN, "type", "status", "date")


_NOT_REVIEWED = ("quote", "ai")
"""What follows from the other values once these are right."""


@dataclass(frozen=True)
class DealParty:
    """An organisation's part in a deal, with its own part of a joint sum where that is stated."""

    organization: ResolvedOrganization
    role: Role
    share: Mapping[str, Any] | None


@dataclass(frozen=True)
class ResolvedDeal:
    """One deal: the mentions that report it, in the order of time, and everything that follows from them.

    ``organizations`` are by key; ``decided`` holds the values that people chose, by field.
    """

    mentions: tuple[Reported, ...]
    organizations: Mapping[str, ResolvedOrganization]
    decided: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def id(self) -> str:
        """Its address."""
        return deal_id(self.mentions[0], self.named, self.type)

    @property
    def type(self) -> str:
        """Its type."""
        return str(self.choices["type"].value)

    @cached_property
    def choices(self) -> dict[str, Choice]:
        """For each field the value that counts, and what else is stated."""
        status = choose_status(list(self.mentions), self.decided.get("status"))
        # A date belongs to a status: when a deal was announced says nothing against when it closed.
        in_state = [mention for mention in self.mentions if mention.status == status.value]
        fields = {name: choose(name, self.mentions, self.decided.get(name)) for name in (*CHOSEN, "type")}
        return {**fields, "status": status, "date": choose("date", in_state, self.decided.get("date"))}

    @cached_property
    def conflicts(self) -> list[Choice]:
        """The fields on which the sources disagree, those of single parties last."""
        disputed = [self.choices[name] for name in _DISPUTABLE if self.choices[name].conflict]
        companies = {choice.field: choice for choice in self._companies.values()}
        of_parties = (*companies.values(), *self._shares.values(), *self._roles.values())
        return disputed + [choice for choice in of_parties if choice.conflict]

    @cached_property
    def parties(self) -> tuple[DealParty, ...]:
        """Every organisation with its role, in the order in which the earliest article names them."""
        found: dict[tuple[str, str], DealParty] = {}
        plain = {key for mention in self.mentions if mention.type == self.type for key in mention.party_keys}
        for mention in self.mentions:
            for fact in mention.having("party"):
                organization, role = self.organizations[fact.key], str(fact.subject)
                chosen, company = self._roles[fact.key], self._companies.get(fact.key)
                other_type = mention.type != self.type and fact.key in plain
                passed_over = company is not None and company.value != organization.name
                if other_type or passed_over or (chosen.conflict and role != chosen.value):
                    continue
                share = self._shares.get(fact.key)
                part = DealParty(organization, Role(role), share.value if share else None)
                found.setdefault((organization.id, role), part)
        return tuple(found.values())

    @cached_property
    def _roles(self) -> dict[str, Choice]:
        return role_choices(self.mentions, self.type, self.organizations, self.decided)

    @cached_property
    def _shares(self) -> dict[str, Choice]:
        return share_choices(self.mentions, self.organizations, self.decided)

    @cached_property
    def _companies(self) -> dict[str, Choice]:
        return company_choices(self.mentions, self._roles, self.organizations, self.decided)

    @cached_property
    def named(self) -> list[Named]:
        """The parties by name: who pays first, then who receives, then all others."""
        order = dict.fromkeys(GIVERS, 0) | dict.fromkeys(RECEIVERS, 1)
        ranked = sorted(self.parties, key=lambda party: order.get(party.role, 2))
        return [Named(party.organization.name, party.role) for party in ranked]

    @cached_property
    def sources(self) -> dict[str, int]:
        """The articles that report it, numbered from 1 in the order of time; copies have their original's number."""
        origins = dict.fromkeys(mention.source.origin for mention in self.mentions)
        numbers = {origin: number for number, origin in enumerate(origins, start=1)}
        return {mention.source.article_id: numbers[mention.source.origin] for mention in self.mentions}

    @property
    def source_count(self) -> int:
        """How many independent sources report it."""
        return len(set(self.sources.values()))

    @property
    def ai(self) -> str:
        """``stated`` where an article speaks of AI for it, ``party`` where an AI organisation is, else ``none``."""
        if any(mention.having("ai") for mention in self.mentions):
            return "stated"
        return "party" if any(party.organization.ai for party in self.parties) else "none"

    @property
    def judged(self) -> int:
        """How many of its statements rest on the model's judgement alone."""
        facts = [fact for mention in self.mentions for fact in mention.facts if fact.field != "ai"]
        return sum(fact.verdict is Verdict.JUDGED and not fact.accepted for fact in facts)

    @property
    def review_state(self) -> str:
        """``reviewed`` where a person decided on every value, ``part`` where on some, else ``unreviewed``."""
        facts = [fact for mention in self.mentions for fact in mention.facts if fact.field not in _NOT_REVIEWED]
        decided = [fact.accepted or fact.verdict is Verdict.ASSERTED for fact in facts]
        return "reviewed" if all(decided) else "part" if any(decided) else "unreviewed"

    def events(self) -> list[dict[str, Any]]:
        """The steps of its life, one for each mention: state, date, statement, article."""
        steps = [(mention, fact) for mention in self.mentions for fact in mention.having("status")[:1]]
        return [
            {
                "deal_id": self.id,
                "statement_id": fact.id,
                "status": fact.value,
                "date": state_date(mention) or None,
                "article_id": mention.source.article_id,
            }
            for mention, fact in steps
        ]

    def words(self) -> dict[str, Any]:
        """Its headline, summary and parties."""
        status, amount = self.choices["status"].value, self.choices["amount"].value
        values = {name: choice.value for name, choice in self.choices.items()}
        cited = {name: self._cited(choice.facts) for name, choice in self.choices.items()}
        disputed = {choice.field for choice in self.conflicts}
        told = told_values({name: None if name in disputed else value for name, value in values.items()}, cited)
        text = summarise(self.type, status, self.named, amount, told, self.source_count)
        return {
            "title": headline(self.type, status, self.named, amount),
            "summary": " ".join([text, *(conflict_words(self._disputed(choice)) for choice in self.conflicts)]),
            "parties_text": ", ".join(dict.fromkeys(named.name for named in self.named)),
            "giver": names_of(self.named, GIVERS),
            "receiver": names_of(self.named, RECEIVERS),
        }

    def details(self) -> dict[str, Any]:
        """What has no column of its own: tranches, horizon, hardware, how exactly the capacity is stated."""
        told = max(self.mentions, key=lambda mention: len(mention.having("tranche")))
        hardware = dict.fromkeys(fact.value for mention in self.mentions for fact in mention.having("hardware"))
        capacity = self.choices["gigawatts"].value
        return {
            "tranches": [{**fact.value, "condition": fact.subject} for fact in told.having("tranche")],
            "horizon": self.choices["horizon"].value,
            "hardware": list(hardware),
            "gigawatts_qualifier": capacity["qualifier"] if capacity else None,
        }

    def _cited(self, facts: Sequence[Fact]) -> tuple[int, ...]:
        return tuple(sorted({self.sources[article] for article, _ in self._holders(facts)}))

    def _holders(self, facts: Sequence[Fact]) -> list[tuple[str, str | None]]:
        """The articles of ``facts`` with their publishers, in the order of time."""
        ids = {fact.id for fact in facts}
        holding = [mention.source for mention in self.mentions if any(fact.id in ids for fact in mention.facts)]
        return list(dict.fromkeys((source.article_id, source.publisher) for source in holding))

    def _disputed(self, choice: Choice) -> Disputed:
        """A conflict as it is told: each value with the outlets that state it and their numbers."""
        told = []
        for candidate in choice.candidates:
            holders = self._holders([fact for _, fact in candidate.backers])
            outlets = dict.fromkeys(publisher or f"source {self.sources[article]}" for article, publisher in holders)
            numbers = sorted({self.sources[article] for article, _ in holders})
            told.append((tuple(outlets), candidate.value, tuple(numbers)))
        return Disputed(choice.field, tuple(told))
