"""The deals of one article, as ``read`` returns them and reference answers are written."""

from dataclasses import dataclass
from typing import Any

from ..store.records import Mention, Statement


@dataclass(frozen=True)
class Party:
    """An organisation and what it does in a deal."""

    name: str
    role: str
    share: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The party with its share where it has one."""
        plain: dict[str, Any] = {"name": self.name, "role": self.role}
        return {**plain, "share": self.share} if self.share else plain


@dataclass(frozen=True)
class Deal:
    """One deal of one article; every value was read back from the article's own words.

    Money is ``{"value": units, "currency": ISO 4217, "qualifier": …}``, dates are ISO 8601 as
    exactly as the text fixes them, ``evidence`` holds exact quotes of the article.
    """

    type: str
    status: str
    parties: tuple[Party, ...]
    amount: dict[str, Any] | None
    tranches: tuple[dict[str, Any], ...]
    valuation: dict[str, Any] | None
    stake_percent: float | None
    round: str | None
    date: str | None
    horizon: str | None
    compute: dict[str, Any] | None
    focus: bool
    evidence: tuple[str, ...]

    def as_json(self, number: int) -> dict[str, Any]:
        """The deal in the reference answers' format, with ``number`` in its id."""
        return {
            "id": f"d{number}",
            "type": self.type,
            "status": self.status,
            "parties": [party.as_json() for party in self.parties],
            "amount": self.amount,
            "tranches": list(self.tranches),
            "valuation": self.valuation,
            "stake_percent": self.stake_percent,
            "round": self.round,
            "date": self.date,
            "horizon": self.horizon,
            "compute": self.compute,
            "focus": self.focus,
            "evidence": list(self.evidence),
        }


def deals_of(mentions: tuple[Mention, ...]) -> list[Deal]:
    """The accepted mentions of one article, as deals."""
    return [_deal(mention) for mention in mentions if mention.accepted]


def _deal(mention: Mention) -> Deal:
    return Deal(
        type=mention.type.value,
        status=mention.status.value,
        parties=tuple(_parties(mention)),
        amount=_first(mention, "amount"),
        tranches=tuple({**s.value, "condition": s.subject} for s in mention.having("tranche")),
        valuation=_first(mention, "valuation"),
        stake_percent=_first(mention, "stake_percent"),
        round=_first(mention, "round"),
        date=_first(mention, "date"),
        horizon=_first(mention, "horizon"),
        compute=_compute(mention),
        focus=mention.focus,
        evidence=tuple(_evidence(mention)),
    )


def _parties(mention: Mention) -> list[Party]:
    shares = {statement.subject: statement.value for statement in mention.having("share")}
    return [Party(s.value, str(s.subject), shares.get(s.value)) for s in mention.having("party")]


def _compute(mention: Mention) -> dict[str, Any] | None:
    gigawatts = _first(mention, "gigawatts")
    hardware = [statement.value for statement in mention.having("hardware")]
    return {"gigawatts": gigawatts, "hardware": hardware} if gigawatts or hardware else None


def _evidence(mention: Mention) -> list[str]:
    """The quotes, and the words of values that stand outside them."""
    quotes = [s.selector for s in mention.having("quote") if s.selector]
    inside = [(quote.start, quote.end) for quote in quotes]
    others = [s.selector for s in mention.statements if s.verdict.counts and s.field in _PROVED and s.selector]
    words = [s.exact for s in others if not any(start <= s.start and s.end <= end for start, end in inside)]
    return list(dict.fromkeys([*(quote.exact for quote in quotes), *words]))


_PROVED = ("party", "amount", "share", "tranche", "valuation")
"""Fields whose words count as evidence of their own when they stand outside the quotes."""


def _first(mention: Mention, field: str) -> Any:
    statements: list[Statement] = mention.having(field)
    return statements[0].value if statements else None
