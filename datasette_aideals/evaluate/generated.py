"""Pairs of mentions that are one deal told in two ways, or two deals that look alike: made by chance with a seed.

Nearly all names are invented, so that nothing but what two mentions tell can say whether they are one deal.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from ..resolve.reported import Fact, Reported, Source
from ..terms import DealType, Verdict
from ..text.tables import document
from ..values.rates import shipped_rates

SEED = 20261122
_MORE, _OTHER = "Ammerland Trust", "Ammerland Works"
"""Names that no deal has by chance."""


@dataclass(frozen=True)
class Told:
    """A deal as one article tells it; ``told_date`` is the day that it gives, ``seen`` its own, if another one."""

    kind: str
    givers: tuple[str, ...]
    receiver: str
    amount: Mapping[str, Any] | None
    day: date
    status: str = "announced"
    told_date: str | None = None
    round: str | None = None
    focus: bool = True
    seen: date | None = None

    def times(self, factor: float, **more: Any) -> Mapping[str, Any]:
        """Its sum, multiplied."""
        amount = self.amount or {}
        return {**amount, "value": amount["value"] * factor, **more}


@dataclass(frozen=True)
class Pair:
    """Two mentions, whether they are one deal, and what was done to the one to get the other."""

    one: Reported
    other: Reported
    same: bool
    change: str


Change = Callable[[Told, Random], Told]
"""Another telling of a deal, or of another one like it."""


def _lists() -> dict[str, Any]:
    return document(__package__, "generated.yml")


def pairs(number: int, seed: int = SEED) -> Iterator[Pair]:
    """``number`` pairs, each change in turn: the same for the same seed."""
    rng = Random(seed)
    changes = [(name, change, True) for name, change in SAME.items()]
    changes += [(name, change, False) for name, change in OTHER.items()]
    made = 0
    while made < number:
        name, change, same = changes[made % len(changes)]
        deal = some_deal(rng)
        if (name, deal.kind) in _UNCLEAR or (name == "the other way round" and len(deal.givers) > 1):
            continue
        first = _FIRST[name](deal, rng) if name in _FIRST else deal
        yield Pair(mention(first, f"a{made}"), mention(change(first, rng), f"b{made}"), same, name)
        made += 1


def some_deal(rng: Random) -> Told:
    """A deal, as its first article tells it."""
    lists = _lists()
    kind = rng.choice(tuple(lists["roles"]))
    names = rng.sample([head + tail for head in lists["heads"] for tail in lists["tails"]], 6)
    investing = kind == DealType.INVESTMENT.value
    givers = names[: rng.choice((1, 1, 1, 2, 4)) if investing else 1]
    day = date(rng.randint(2022, 2026), rng.randint(1, 12), rng.randint(1, 28))
    value = rng.choice(lists["sums"]) * 10 ** rng.randint(7, 10)
    amount = {"value": value, "currency": "USD", "qualifier": rng.choice(("exact", "exact", "up_to", "approximately"))}
    series = rng.choice(lists["rounds"]) if investing else None
    return Told(kind, tuple(givers), names[5], amount, day, round=series, told_date=day.isoformat())


def mention(deal: Told, article: str) -> Reported:
    """A deal as the mention of an article of its own."""
    giving, receiving = _lists()["roles"][deal.kind]
    parties = [*((name, giving) for name in deal.givers), (deal.receiver, receiving)]
    values: list[tuple[str, Any, str | None]] = [("status", deal.status, None)]
    values += [("party", name, role) for name, role in parties]
    told = {"amount": deal.amount, "date": deal.told_date, "round": deal.round}
    values += [(name, value, None) for name, value in told.items() if value is not None]
    facts = tuple(
        Fact(f"{article}-{number}", name, value, who, Verdict.SUPPORTED, None)
        for number, (name, value, who) in enumerate(values)
    )
    source = Source(article, article, (deal.seen or deal.day).isoformat())
    return Reported(article, article, deal.kind, deal.status, deal.focus, 0, source, facts)


def _at(deal: Told, days: int, **more: Any) -> Told:
    day = deal.day + timedelta(days=days)
    return replace(deal, day=day, told_date=day.isoformat(), **more)


def _converted(deal: Told, rng: Random) -> Told:
    currency = rng.choice(_lists()["currencies"])
    dollars = shipped_rates().dollars(1.0, currency, deal.day.year)
    factor = rng.uniform(0.96, 1.04) / dollars.value if dollars else 1.0
    return replace(deal, amount=deal.times(factor, currency=currency))


def _rumored(deal: Told, rng: Random) -> Told:
    day = deal.day - timedelta(days=rng.randint(5, 90))
    amount = deal.times(rng.uniform(0.6, 1.6))
    return replace(deal, status="rumored", amount=amount, day=day, told_date=None)


def _of_a_group(deal: Told, rng: Random) -> Told:
    """The deal with the subsidiary of a well-known company as the one that pays."""
    return replace(deal, givers=(rng.choice(_lists()["groups"])[1],), round=None)


def _group(deal: Told) -> Sequence[str]:
    return next(group for group in _lists()["groups"] if group[1] == deal.givers[0])


_FIRST: dict[str, Change] = {
    "rumored before": lambda deal, rng: replace(deal, round=None),
    "the parent for its subsidiary": _of_a_group,
    "the parent's deal of another sum": _of_a_group,
    "the parent's other deal, no sums": lambda deal, rng: replace(_of_a_group(deal, rng), amount=None, told_date=None),
    "another subsidiary": _of_a_group,
}
"""What a deal needs for some of the changes."""

SAME: dict[str, Change] = {
    "another qualifier": lambda deal, rng: replace(
        deal, amount=deal.times(1, qualifier=rng.choice(_lists()["qualifiers"]))
    ),
    "rounded": lambda deal, rng: replace(deal, amount=deal.times(rng.uniform(0.96, 1.04), qualifier="approximately")),
    "another currency": _converted,
    "no date": lambda deal, rng: replace(deal, told_date=None, day=deal.day + timedelta(days=rng.randint(0, 4))),
    "month only": lambda deal, rng: replace(deal, told_date=deal.day.isoformat()[:7]),
    "looking back": lambda deal, rng: replace(
        deal, focus=False, told_date=None, round=None, seen=deal.day + timedelta(days=rng.randint(100, 700))
    ),
    "no sum": lambda deal, rng: replace(deal, amount=None),
    "fewer names": lambda deal, rng: replace(deal, givers=deal.givers[: max(1, len(deal.givers) - 2)]),
    "one name more": lambda deal, rng: replace(deal, givers=(*deal.givers, _MORE)),
    "company's full name": lambda deal, rng: replace(deal, receiver=f"{deal.receiver}, Inc."),
    "the parent for its subsidiary": lambda deal, rng: replace(deal, givers=(_group(deal)[0],)),
    "done later": lambda deal, rng: _at(
        deal, rng.randint(20, 400), status="completed", amount=deal.times(rng.uniform(0.98, 1.02))
    ),
    "called off": lambda deal, rng: _at(deal, rng.randint(20, 300), status="cancelled"),
    "rumored before": _rumored,
}
"""Other ways to tell the same deal."""

OTHER: dict[str, Change] = {
    "another round": lambda deal, rng: _at(
        replace(deal, kind="investment", round="Series D"), rng.randint(5, 200), amount=deal.times(1.5)
    ),
    "another year": lambda deal, rng: _at(deal, rng.choice((-1, 1)) * rng.randint(300, 800), round=None),
    "much more, soon after": lambda deal, rng: _at(deal, rng.randint(30, 150), amount=deal.times(3), round=None),
    "same sum, other receiver": lambda deal, rng: replace(deal, receiver=_OTHER),
    "same sum, other payer": lambda deal, rng: replace(deal, givers=(_MORE,), round=None),
    "an investment, and a purchase": lambda deal, rng: replace(
        deal, kind="purchase" if deal.kind != "purchase" else "investment", round=None
    ),
    "the other way round": lambda deal, rng: replace(deal, givers=(deal.receiver,), receiver=deal.givers[0]),
    "done before it was announced": lambda deal, rng: _at(deal, -rng.randint(120, 500), status="completed", round=None),
    "somewhat more, next season": lambda deal, rng: _at(
        deal, rng.randint(60, 110), amount=deal.times(1.35), round=None
    ),
    "background without particulars": lambda deal, rng: replace(
        deal,
        amount=None,
        told_date=None,
        round=None,
        focus=False,
        day=deal.day - timedelta(days=rng.randint(200, 900)),
    ),
    "the parent's deal of another sum": lambda deal, rng: replace(
        deal, givers=(_group(deal)[0],), amount=deal.times(1.6)
    ),
    "the parent's other deal, no sums": lambda deal, rng: replace(deal, givers=(_group(deal)[0],)),
    "another subsidiary": lambda deal, rng: replace(deal, givers=(_group(deal)[2],)),
}
"""Deals that look like it, and are not."""

_UNCLEAR = {
    # Of partners the direction does not matter, a joint venture or a purchase is told without one; a
    # company that is bought for another sum in the same months may well be the same purchase.
    ("the other way round", "partnership"),
    ("the other way round", "joint_venture"),
    ("somewhat more, next season", "acquisition"),
    ("somewhat more, next season", "joint_venture"),
    # A company is bought once, and two hardly found two joint ventures in a month: told of the parent
    # in the same weeks, that is the same deal.
    ("the parent's other deal, no sums", "acquisition"),
    ("the parent's deal of another sum", "acquisition"),
    ("the parent's other deal, no sums", "joint_venture"),
}
