"""Pairs of mentions that are one deal told in two ways, or two deals that look alike, made by chance with a seed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from datasette_aideals.resolve.reported import Fact, Reported, Source
from datasette_aideals.terms import Verdict
from datasette_aideals.values.rates import shipped_rates

HEADS = (
    "Velm",
    "Orsa",
    "Quint",
    "Tarn",
    "Brask",
    "Lumo",
    "Feld",
    "Nyx",
    "Corr",
    "Halv",
    "Pivo",
    "Stel",
    "Wren",
    "Ozar",
)
TAILS = ("ric", "tera", "onix", "wick", "dale", "mark", "spire", "vane", "lith", "gard", "more", "quill")
KINDS = {
    "investment": ("investor", "investee"),
    "acquisition": ("acquirer", "target"),
    "purchase": ("customer", "supplier"),
    "debt": ("lender", "borrower"),
    "grant": ("grantor", "grantee"),
    "partnership": ("partner", "partner"),
    "joint_venture": ("partner", "partner"),
}
CURRENCIES = ("EUR", "GBP", "JPY", "INR", "SEK")


@dataclass(frozen=True)
class Deal:
    """What a mention tells."""

    kind: str
    givers: tuple[str, ...]
    receiver: str
    amount: dict[str, Any] | None
    day: date
    status: str = "announced"
    told_date: str | None = None
    round: str | None = None
    stake: float | None = None
    focus: bool = True
    seen: date | None = None
    more: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True)
class Pair:
    """Two mentions, whether they are one deal, and what was done to the one to get the other."""

    one: Reported
    other: Reported
    same: bool
    change: str


def mention(deal: Deal, article: str) -> Reported:
    """A deal as an article reports it."""
    giving, receiving = KINDS[deal.kind]
    parties = [*((name, giving) for name in deal.givers), (deal.receiver, receiving), *deal.more]
    values = [("status", deal.status, None), *(("party", name, role) for name, role in parties)]
    told = {"amount": deal.amount, "date": deal.told_date, "round": deal.round, "stake_percent": deal.stake}
    values += [(name, value, None) for name, value in told.items() if value is not None]
    facts = [Fact(f"{article}-{n}", name, value, who, Verdict.SUPPORTED, None)
             for n, (name, value, who) in enumerate(values)]  # fmt: skip
    source = Source(article, article, (deal.seen or deal.day).isoformat())
    return Reported(article, article, deal.kind, deal.status, deal.focus, 0, source, tuple(facts))


def base(rng: Random) -> Deal:
    """Some deal, as its first article tells it."""
    kind = rng.choice(tuple(KINDS))
    names = rng.sample([head + tail for head in HEADS for tail in TAILS], 6)
    givers = names[: rng.choice((1, 1, 1, 2, 4)) if kind == "investment" else 1]
    day = date(rng.randint(2022, 2026), rng.randint(1, 12), rng.randint(1, 28))
    value = rng.choice((1, 1.2, 2, 2.5, 4, 5, 7.5)) * 10 ** rng.randint(7, 10)
    amount = {"value": value, "currency": "USD", "qualifier": rng.choice(("exact", "exact", "up_to", "approximately"))}
    series = rng.choice(("Series A", "Series B", "Seed", None)) if kind == "investment" else None
    return Deal(kind, tuple(givers), names[5], amount, day, round=series, told_date=day.isoformat())


def _money(deal: Deal, factor: float, **more: Any) -> dict[str, Any]:
    return {**(deal.amount or {}), "value": (deal.amount or {})["value"] * factor, **more}


def _converted(deal: Deal, rng: Random) -> Deal:
    currency = rng.choice(CURRENCIES)
    dollars = shipped_rates().dollars(1.0, currency, deal.day.year)
    assert dollars
    factor = rng.uniform(0.96, 1.04) / dollars.value
    return replace(deal, amount=_money(deal, factor, currency=currency))


def _later(deal: Deal, days: int, **more: Any) -> Deal:
    day = deal.day + timedelta(days=days)
    return replace(deal, day=day, told_date=day.isoformat(), **more)


def _rumor(deal: Deal, rng: Random) -> Deal:
    day = deal.day - timedelta(days=rng.randint(5, 90))
    return replace(deal, status="rumored", amount=_money(deal, rng.uniform(0.6, 1.6)), day=day, told_date=None,
                   round=None)  # fmt: skip


SAME: dict[str, Callable[[Deal, Random], Deal]] = {
    "another qualifier": lambda deal, rng: replace(
        deal, amount=_money(deal, 1, qualifier=rng.choice(("exact", "up_to", "at_least", "approximately")))
    ),
    "rounded": lambda deal, rng: replace(deal, amount=_money(deal, rng.uniform(0.96, 1.04), qualifier="approximately")),
    "another currency": _converted,
    "no date": lambda deal, rng: replace(deal, told_date=None, day=deal.day + timedelta(days=rng.randint(0, 4))),
    "month only": lambda deal, rng: replace(deal, told_date=deal.day.isoformat()[:7]),
    "looking back": lambda deal, rng: replace(
        deal, focus=False, told_date=None, round=None, seen=deal.day + timedelta(days=rng.randint(100, 700))
    ),
    "no sum": lambda deal, rng: replace(deal, amount=None),
    "fewer names": lambda deal, rng: replace(deal, givers=deal.givers[: max(1, len(deal.givers) - 2)]),
    "one name more": lambda deal, rng: replace(deal, givers=(*deal.givers, "Ammerland Trust")),
    "company's full name": lambda deal, rng: replace(deal, receiver=f"{deal.receiver}, Inc."),
    "done later": lambda deal, rng: _later(
        deal, rng.randint(20, 400), status="completed", amount=_money(deal, rng.uniform(0.98, 1.02))
    ),
    "called off": lambda deal, rng: _later(deal, rng.randint(20, 300), status="cancelled"),
    "rumored before": _rumor,
}
"""Other ways to tell the same deal."""

OTHER: dict[str, Callable[[Deal, Random], Deal]] = {
    "another round": lambda deal, rng: _later(
        replace(deal, kind="investment", round="Series D"), rng.randint(5, 200), amount=_money(deal, 1.5)
    ),
    "another year": lambda deal, rng: _later(deal, rng.choice((-1, 1)) * rng.randint(300, 800), round=None),
    "much more, soon after": lambda deal, rng: _later(deal, rng.randint(30, 150), amount=_money(deal, 3), round=None),
    "same sum, other receiver": lambda deal, rng: replace(deal, receiver="Ammerland Works"),
    "same sum, other payer": lambda deal, rng: replace(deal, givers=("Ammerland Trust",), round=None),
    "an investment, and a purchase": lambda deal, rng: replace(
        deal, kind="purchase" if deal.kind != "purchase" else "investment", round=None
    ),
    "the other way round": lambda deal, rng: replace(deal, givers=(deal.receiver,), receiver=deal.givers[0]),
    "done before it was announced": lambda deal, rng: _later(
        deal, -rng.randint(120, 500), status="completed", round=None
    ),
    "somewhat more, next season": lambda deal, rng: _later(
        deal, rng.randint(60, 110), amount=_money(deal, 1.35), round=None
    ),
    "background without particulars": lambda deal, rng: replace(
        deal, amount=None, told_date=None, round=None, focus=False,
        day=deal.day - timedelta(days=rng.randint(200, 900)),
    ),
}  # fmt: skip
"""Deals that look like it, and are not."""

_UNCLEAR = {
    # Of partners the direction does not matter, a joint venture or a purchase is told without one; a
    # company that is bought for another sum in the same months may well be the same purchase.
    ("the other way round", "partnership"),
    ("the other way round", "joint_venture"),
    ("somewhat more, next season", "acquisition"),
    ("somewhat more, next season", "joint_venture"),
}


def pairs(number: int, seed: int = 20261122) -> Iterator[Pair]:
    """``number`` pairs, each change in turn, the same for the same seed."""
    rng = Random(seed)
    changes = [(name, change, True) for name, change in SAME.items()]
    changes += [(name, change, False) for name, change in OTHER.items()]
    made = 0
    while made < number:
        name, change, same = changes[made % len(changes)]
        deal = base(rng)
        if (name, deal.kind) in _UNCLEAR or (name == "the other way round" and len(deal.givers) > 1):
            continue
        first = replace(deal, round=None) if name == "rumored before" else deal
        yield Pair(mention(first, f"a{made}"), mention(change(deal, rng), f"b{made}"), same, name)
        made += 1
