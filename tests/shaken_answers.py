"""Reference answers made worse, or looser, by chance: what a bad model or a lenient annotator would write."""

import json
import random
from typing import Any

Deal = dict[str, Any]


def shaken(deals: list[Deal], dice: random.Random) -> list[Deal]:
    """The deals as a bad model might give them: some lost, some doubled, many with another value somewhere."""
    kept = [json.loads(json.dumps(deal)) for deal in deals if dice.random() < 0.9]
    kept += [json.loads(json.dumps(deal)) for deal in kept if dice.random() < 0.2]
    for deal in kept:
        for change in dice.sample(CHANGES, dice.choice([0, 1, 2, 4])):
            change(deal, dice)
    dice.shuffle(kept)
    return kept


def _other_party(deal: Deal, dice: random.Random) -> None:
    party = dice.choice(["drop", "add", "role", "name"])
    if party == "add" or not deal["parties"]:
        deal["parties"].append({"name": dice.choice(["Nvidia", "Somebody", "Optional Person"]), "role": "investor"})
    elif party == "drop":
        deal["parties"].pop(dice.randrange(len(deal["parties"])))
    elif party == "role":
        dice.choice(deal["parties"])["role"] = "partner"
    else:
        one = dice.choice(deal["parties"])
        one["name"] = dice.choice([f"The {one['name'].upper()} Inc.", f"{one['name']} AI", one["name"].split()[0]])


def _other_money(deal: Deal, dice: random.Random) -> None:
    slot = dice.choice(["amount", "amount", "valuation"])
    money = deal[slot]
    if not money:
        deal[slot] = {"value": 5e9, "currency": "USD", "qualifier": dice.choice(["exact", None])}
    else:
        value, high = money["value"], money.get("value_max") or money["value"]
        others = [None, {}, {**money, "value": value * 1.005}, {**money, "value": value * 1.5}]
        deal[slot] = dice.choice([*others, {**money, "currency": "XAU"}, {**money, "value": high}])


def _other_qualifier(deal: Deal, dice: random.Random) -> None:
    if deal["amount"]:
        deal["amount"]["qualifier"] = dice.choice([None, "exact", "up_to", "approximately"])


def _other_type(deal: Deal, dice: random.Random) -> None:
    deal["type"] = dice.choice(["investment", "acquisition", "partnership", "other"])


def _other_status(deal: Deal, dice: random.Random) -> None:
    deal["status"] = dice.choice(["rumored", "announced", "completed", "cancelled"])


def _other_date(deal: Deal, dice: random.Random) -> None:
    date = deal["date"]
    deal["date"] = dice.choice([date[:-3], date[:4], f"{date}-01", None]) if date else "2025-11"


def _other_round_and_stake(deal: Deal, dice: random.Random) -> None:
    if deal["round"]:
        deal["round"] = dice.choice([None, f"{deal['round'].upper()} funding round", "Series Z"])
    deal["round"] = deal["round"] or dice.choice([None, "Seed"])
    stake = deal["stake_percent"]
    deal["stake_percent"] = dice.choice([None, stake + 0.5, stake + 3]) if stake else dice.choice([None, 7])


def _other_evidence(deal: Deal, dice: random.Random) -> None:
    quotes = deal["evidence"]
    others: list[list[Any]] = [[], [*quotes, "words that no article has"], [*quotes, ""]]
    deal["evidence"] = dice.choice([*others, [{"exact": quote} for quote in quotes]])


CHANGES = [
    _other_party,
    _other_money,
    _other_qualifier,
    _other_type,
    _other_status,
    _other_date,
    _other_round_and_stake,
    _other_evidence,
]


def loosened(answer: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """A reference answer with the keys that it may have on top: aliases, optional parties, borderline quotes."""
    answer = json.loads(json.dumps(answer))
    borderline: list[Any] = list(answer.get("borderline", []))
    for deal in answer["deals"]:
        if dice.random() < 0.2:
            deal["optional_parties"] = dice.choice([["Optional Person"], [{"name": "O.", "aliases": ["Somebody"]}]])
        if dice.random() < 0.2:
            deal["parties"][0]["aliases"] = ["Nvidia", "Somebody"]
        if dice.random() < 0.3:
            quote = deal["evidence"][0]
            borderline.append(dice.choice([quote[5:-5] or quote, {"quote": quote}]))
    answer["deals"] = [deal for deal in answer["deals"] if dice.random() < 0.9]
    return {**answer, "borderline": borderline}
