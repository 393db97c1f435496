"""Merging a group of mentions into one deal."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..terms import Role, Verdict
from ..values.dates import PartialDate
from ..values.names import name_key
from .choose import Choice, choose, choose_status, state_date
from .compose import GIVERS, RECEIVERS, Named, headline, names_of, summarise, told_values
from .ids import deal_id, digits
from .organizations import ResolvedOrganization
from .reported import Fact, Reported

_CHOSEN = ("amount", "valuation", "round", "stake_percent", "gigawatts", "horizon")
_DISPUTABLE = (*_CHOSEN, "status", "date")


@dataclass(frozen=True)
class DealParty:
    """An organisation's part in a deal, with its own part of a joint sum where that is stated."""

    organization: ResolvedOrganization
    role: Role
    share: Mapping[str, Any] | None


@dataclass(frozen=True)
class ResolvedDeal:
    """One deal: the mentions that report it, and everything that follows from them."""

    mentions: tuple[Reported, ...]
    organizations: Mapping[str, ResolvedOrganization]

    @cached_property
    def id(self) -> str:
        """Its address."""
        return deal_id(self.mentions[0], self.named, self.type)

    @property
    def type(self) -> str:
        """Its type; mentions of different types are never merged."""
        return self.mentions[0].type

    @cached_property
    def choices(self) -> dict[str, Choice]:
        """For each field the value that counts, and what else is stated."""
        status = choose_status(list(self.mentions))
        # A date belongs to a status: when a deal was announced says nothing against when it closed.
        in_state = [mention for mention in self.mentions if mention.status == status.value]
        fields = {field: choose(field, self.mentions) for field in _CHOSEN}
        return {**fields, "status": status, "date": choose("date", in_state)}

    @property
    def conflicts(self) -> list[Choice]:
        """The fields on which the sources disagree."""
        return [self.choices[field] for field in _DISPUTABLE if self.choices[field].conflict]

    @cached_property
    def parties(self) -> tuple[DealParty, ...]:
        """Every organisation with its role, in the order in which the earliest article names them."""
        found: dict[tuple[str, str], DealParty] = {}
        for mention in self.mentions:
            shares = {fact.subject: fact.value for fact in mention.having("share")}
            for fact in mention.having("party"):
                organization = self._organization(fact)
                place = (organization.id, str(fact.subject))
                share = shares.get(fact.value)
                if place not in found or (share and not found[place].share):
                    found[place] = DealParty(organization, Role(fact.subject), share)
        return tuple(found.values())

    @property
    def named(self) -> list[Named]:
        """The parties by name: who pays first, then who receives, then all others."""
        order = dict.fromkeys(GIVERS, 0) | dict.fromkeys(RECEIVERS, 1)
        ranked = sorted(self.parties, key=lambda party: order.get(party.role, 2))
        return [Named(party.organization.name, party.role) for party in ranked]

    @cached_property
    def sources(self) -> dict[str, int]:
        """The articles that report it, numbered from 1 in the order of time."""
        articles = dict.fromkeys(mention.source.article_id for mention in self.mentions)
        return {article: number for number, article in enumerate(articles, start=1)}

    @property
    def ai(self) -> str:
        """``stated`` where an article speaks of AI for it, ``party`` where an AI organisation takes part, else ``none``."""
        if any(mention.having("ai") for mention in self.mentions):
            return "stated"
        return "party" if any(party.organization.ai for party in self.parties) else "none"

    def row(self, package: str | None) -> dict[str, Any]:
        """Its row in ``deals``."""
        value = {field: choice.value for field, choice in self.choices.items()}
        date = PartialDate(value["date"]) if value["date"] else None
        dates = sorted(mention.source.published for mention in self.mentions if mention.source.published)
        return {
            "id": self.id,
            "search_id": int(digits(self.mentions[0]), 16),
            **self._words(),
            "type": self.type,
            "status": value["status"],
            **_money_columns("amount", "currency", "qualifier", value["amount"]),
            "amount_max": value["amount"].get("value_max") if value["amount"] else None,
            "amount_usd": _dollars(value["amount"]),
            **_money_columns("valuation", "valuation_currency", "valuation_qualifier", value["valuation"]),
            "announced": value["date"],
            "announced_from": date.first_day if date else None,
            "announced_to": date.last_day if date else None,
            "round": value["round"],
            "stake_percent": value["stake_percent"],
            "gigawatts": value["gigawatts"]["value"] if value["gigawatts"] else None,
            "details": json.dumps(self._details(), ensure_ascii=False),
            "package_id": package,
            "ai": self.ai,
            "focus": int(any(mention.focus for mention in self.mentions)),
            "article_count": len(self.sources),
            "first_reported": dates[0] if dates else None,
            "conflict_count": len(self.conflicts),
            "judged_count": self._judged(),
            "review_state": "unreviewed",
        }

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

    def _words(self) -> dict[str, Any]:
        status, amount = self.choices["status"].value, self.choices["amount"].value
        values = {field: choice.value for field, choice in self.choices.items()}
        cited = {field: self._cited(choice.facts) for field, choice in self.choices.items()}
        more = told_values(values, cited)
        return {
            "title": headline(self.type, status, self.named, amount),
            "summary": summarise(self.type, status, self.named, amount, more, len(self.sources)),
            "parties_text": ", ".join(dict.fromkeys(named.name for named in self.named)),
            "giver": names_of(self.named, GIVERS),
            "receiver": names_of(self.named, RECEIVERS),
        }

    def _details(self) -> dict[str, Any]:
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
        ids = {fact.id for fact in facts}
        numbers = {
            self.sources[mention.source.article_id]
            for mention in self.mentions
            if any(fact.id in ids for fact in mention.facts)
        }
        return tuple(sorted(numbers))

    def _judged(self) -> int:
        facts = [fact for mention in self.mentions for fact in mention.facts if fact.field != "ai"]
        return sum(fact.verdict is Verdict.JUDGED for fact in facts)

    def _organization(self, fact: Fact) -> ResolvedOrganization:
        return self.organizations[name_key(str(fact.value))]


def _money_columns(value: str, currency: str, qualifier: str, money: Mapping[str, Any] | None) -> dict[str, Any]:
    if not money:
        return {value: None, currency: None, qualifier: None}
    return {value: money["value"], currency: money["currency"], qualifier: money["qualifier"]}


def _dollars(money: Mapping[str, Any] | None) -> Any:
    return money["value"] if money and money["currency"] == "USD" else None
