"""What the embedded extractor reads from constructs of real news, by the cases of rules_real.txt."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from datasette_aideals.answer import AnswerDeal
from datasette_aideals.rules.extract import extract

CASES = Path(__file__).parent / "rules_real.txt"


@dataclass(frozen=True)
class Told:
    """A deal as far as a case gives it: "grant announced", parties with roles, and the words of the sum."""

    kind: str
    parties: frozenset[str]
    amount: str


def _plain(words: str) -> str:
    return re.sub(r"[,.]", "", re.sub(r"\s+", " ", words)).strip().lower()


def _wanted(line: str) -> Told:
    kind, parties, amount, *_ = line.split(" | ")
    return Told(kind, frozenset(_plain(party) for party in parties.split(";")), _plain(amount))


def _read(deal: AnswerDeal) -> Told:
    parties = frozenset(_plain(f"{party.name}={party.role.value}") for party in deal.parties)
    return Told(f"{deal.type.value} {deal.status.value}", parties, _plain(deal.amount or "-"))


def _cases() -> list[tuple[str, list[str]]]:
    """The text of each case, and its DEAL lines."""
    cases: list[tuple[str, list[str]]] = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        label, _, words = line.partition(": ")
        if label == "TEXT":
            cases.append((words.replace(" // ", "\n\n"), []))
        elif label == "DEAL" and words != "none":
            cases[-1][1].append(words)
    return cases


@pytest.mark.parametrize(("text", "lines"), _cases())
def test_a_construct_of_real_news_is_read(text: str, lines: list[str]) -> None:
    found = [_read(deal) for deal in extract(text).deals]
    assert Counter(found) == Counter(_wanted(line) for line in lines)


@pytest.mark.parametrize("text", [text for text, _ in _cases()])
def test_every_value_of_it_stands_in_the_text(text: str) -> None:
    for deal in extract(text).deals:
        values = [deal.amount, deal.valuation, deal.date, deal.horizon, *deal.quotes]
        assert all(value in text for value in values if value)
