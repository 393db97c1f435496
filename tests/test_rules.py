"""What the embedded extractor reads from a sentence or two, by the cases of rules_constructs.txt."""

import re
from pathlib import Path

import pytest

from datasette_aideals.answer import AnswerDeal
from datasette_aideals.rules.extract import extract

CASES = Path(__file__).parent / "rules_constructs.txt"
MORE = ("valuation", "stake", "round", "date", "horizon")


def _cases() -> list[tuple[str, str, list[str]]]:
    """Group, text and wanted deals of each case."""
    cases = []
    group = ""
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for block in re.split(r"\n{2,}", "\n".join(lines).strip()):
        rows = block.splitlines()
        if rows[0].startswith("["):
            group = rows.pop(0).strip("[]")
        text = "\n".join(row for row in rows if not row.startswith("=> "))
        wanted = [row[3:] for row in rows if row.startswith("=> ")]
        cases.append((group, text.replace("\\\n", " ").replace("//", "\n"), wanted))
    return cases


def _shown(deal: AnswerDeal) -> tuple[str, ...]:
    parties = ", ".join(sorted(f"{party.name}:{party.role.value}" for party in deal.parties))
    return f"{deal.type.value} {deal.status.value}", parties, deal.amount or "-"


def _wanted(line: str) -> tuple[tuple[str, ...], dict[str, str]]:
    kind, parties, amount, *more = line.split("; ")
    named = sorted(re.findall(r"\s*(.+?:\w+)(?:,|$)", parties))  # names may hold commas
    return (kind, ", ".join(named), amount), dict(one.split("=", 1) for one in more)


@pytest.mark.parametrize(("group", "text", "wanted"), _cases())
def test_a_construct_is_read(group: str, text: str, wanted: list[str]) -> None:
    deals = {_shown(deal): deal for deal in extract(text).deals}
    expected = [] if wanted == ["nothing"] else [_wanted(line) for line in wanted]
    assert sorted(deals) == sorted(main for main, _ in expected), group
    for main, more in expected:
        assert {name: getattr(deals[main], name) for name in more} == more


@pytest.mark.parametrize("text", [text for _, text, _ in _cases()])
def test_every_value_stands_in_the_text(text: str) -> None:
    for deal in extract(text).deals:
        quotes = " ".join(deal.quotes)
        assert all(quote in text for quote in deal.quotes)
        assert all(party.name in text and (party.words or party.name) in text for party in deal.parties)
        assert all(words is None or words in text for words in (deal.amount, *(getattr(deal, one) for one in MORE)))
        assert deal.amount is None or deal.amount in quotes


def test_the_cases_cover_every_type_and_status() -> None:
    kinds = {line.split(";")[0] for _, _, wanted in _cases() for line in wanted}
    words = {word for kind in kinds for word in kind.split()}
    assert {"investment", "acquisition", "joint_venture", "purchase", "partnership", "debt", "capex"} <= words
    assert {"ipo", "licensing", "grant", "other", "rumored", "announced", "completed", "cancelled"} <= words
