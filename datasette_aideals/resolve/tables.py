"""The rows of the derived tables that one deal gives."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..values.dates import PartialDate
from ..values.rates import Dollars, Rates
from .cluster import names_of_blocks
from .deals import ResolvedDeal
from .ids import digits
from .organizations import ResolvedOrganization, spellings_of
from .reported import Reported

Row = dict[str, Any]


def deal_row(deal: ResolvedDeal, package: str | None, rates: Rates) -> Row:
    """Its row in ``deals``."""
    value = {name: choice.value for name, choice in deal.choices.items()}
    date = PartialDate(value["date"]) if value["date"] else None
    reported = sorted(mention.source.published for mention in deal.mentions if mention.source.published)
    return {
        "id": deal.id,
        "search_id": int(digits(deal.mentions[0]), 16),
        **deal.words(),
        "type": deal.type,
        "status": value["status"],
        **_money_columns("amount", "currency", "qualifier", value["amount"]),
        "amount_max": value["amount"].get("value_max") if value["amount"] else None,
        **_dollars(value["amount"], value["date"] or (reported[-1] if reported else None), rates),
        **_money_columns("valuation", "valuation_currency", "valuation_qualifier", value["valuation"]),
        "announced": value["date"],
        "announced_from": date.first_day if date else None,
        "announced_to": date.last_day if date else None,
        "round": value["round"],
        "stake_percent": value["stake_percent"],
        "gigawatts": value["gigawatts"]["value"] if value["gigawatts"] else None,
        "details": json.dumps(deal.details(), ensure_ascii=False),
        "package_id": package,
        "ai": deal.ai,
        "focus": int(any(mention.focus for mention in deal.mentions)),
        "article_count": deal.source_count,
        "first_reported": reported[0] if reported else None,
        "conflict_count": len(deal.conflicts),
        "judged_count": deal.judged,
        "review_state": deal.review_state,
    }


def organization_row(one: ResolvedOrganization) -> Row:
    """Its row in ``organizations``, without what follows from all the others."""
    aliases = json.dumps(one.aliases, ensure_ascii=False)
    return {**one.row, "ai": int(one.ai), "aliases": aliases, "deal_count": 0}


def name_rows(deal: ResolvedDeal) -> Iterable[Row]:
    """Its rows in ``deal_names``."""
    for key, spellings in sorted(spellings_of(deal.mentions).items()):
        for name, uses in sorted(spellings.items()):
            yield {"deal_id": deal.id, "organization_key": key, "name": name, "uses": uses}


def party_rows(deal: ResolvedDeal) -> Iterable[Row]:
    """Its rows in ``deal_parties``."""
    for place, party in enumerate(deal.parties, start=1):
        share = party.share or {}
        yield {
            "deal_id": deal.id,
            "organization_id": party.organization.id,
            "role": party.role.value,
            "share": share.get("value"),
            "share_currency": share.get("currency"),
            "share_qualifier": share.get("qualifier"),
            "place": place,
        }


def mention_rows(deal: ResolvedDeal) -> Iterable[Row]:
    """Its rows in ``deal_mentions``."""
    for mention in deal.mentions:
        article = mention.source.article_id
        yield {
            "deal_id": deal.id,
            "mention_id": mention.id,
            "article_id": article,
            "source_number": deal.sources[article],
        }


def block_rows(mentions: Iterable[Reported]) -> Iterable[Row]:
    """The rows in ``mention_blocks`` of some mentions, made one at a time: there are many."""
    # The blocks are looked up at once, so that the mentions need not be kept until the rows are written.
    blocks = [(mention.id, sorted(names_of_blocks(mention))) for mention in mentions]
    return ({"block": name, "mention_id": mention} for mention, names in blocks for name in names)


def conflict_rows(deal: ResolvedDeal) -> Iterable[Row]:
    """Its rows in ``conflicts``."""
    for choice in deal.conflicts:
        yield {
            "deal_id": deal.id,
            "field": choice.field,
            "candidates": json.dumps([candidate.as_json() for candidate in choice.candidates], ensure_ascii=False),
            "chosen": json.dumps(choice.value, ensure_ascii=False),
            "rule": choice.rule,
        }


def in_dollars(found: Dollars | None) -> Row:
    """The columns for a sum in US dollars: how much, whether that is stated or converted, and at which year's rate."""
    if found is None:
        return {"amount_usd": None, "amount_usd_basis": None, "rate_year": None}
    basis = "stated" if found.rate_year is None else "converted"
    return {"amount_usd": round(found.value), "amount_usd_basis": basis, "rate_year": found.rate_year}


def _money_columns(value: str, currency: str, qualifier: str, money: Mapping[str, Any] | None) -> Row:
    if not money:
        return {value: None, currency: None, qualifier: None}
    return {value: money["value"], currency: money["currency"], qualifier: money["qualifier"]}


def _dollars(money: Mapping[str, Any] | None, date: str | None, rates: Rates) -> Row:
    """The amount in dollars: as stated, or at the rate of the deal's year, or else of its newest article's."""
    year = int(date[:4]) if date else None
    found = rates.dollars(money["value"], money["currency"], year) if money else None
    return in_dollars(found)
