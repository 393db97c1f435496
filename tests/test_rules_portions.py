"""Parts of a deal's money, and the hardware in it, as the embedded extractor reads them."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from markup import parse
from sample import BASE, site

from datasette_aideals.answer import AnswerDeal
from datasette_aideals.cli import aideals
from datasette_aideals.rules.extract import extract


def _deal(text: str, amount: str) -> AnswerDeal:
    (deal,) = [deal for deal in extract(text).deals if deal.amount == amount]
    return deal


def _shares(deal: AnswerDeal) -> dict[str, str]:
    return {party.name: party.share for party in deal.parties if party.share}


@pytest.mark.parametrize(
    ("text", "amount", "shares"),
    [
        (
            "Acme raised $90 million from Oak Ventures and Elm Capital. Oak Ventures contributed $50 million.",
            "$90 million",
            {"Oak Ventures": "$50 million"},
        ),
        (
            "Acme has raised $90 million, of which $50 million came from Oak Ventures.",
            "$90 million",
            {"Oak Ventures": "$50 million"},
        ),
        (
            "Acme has raised $90 million in a round led by Elm Capital. It builds robots in Bergen. "
            "Oak Ventures put in $20 million of that.",
            "$90 million",
            {"Oak Ventures": "$20 million"},
        ),
        (
            "Acme raised €12 million from Oak Ventures and Elm Capital. "
            "Oak Ventures is the largest investor with €5 million.",
            "€12 million",
            {"Oak Ventures": "€5 million"},
        ),
        (
            "Oak Systems and Elm Power set up a joint venture worth $100 million. "
            "They are contributing $60 million and $40 million.",
            "$100 million",
            {"Oak Systems": "$60 million", "Elm Power": "$40 million"},
        ),
        # more than the whole cannot be a share of it
        ("Acme raised $90 million from Oak Ventures. Oak Ventures contributed $500 million.", "$90 million", {}),
        # another sum of the same party is not a share
        (
            "Acme raised $90 million from Oak Ventures and Elm Capital. Oak Ventures manages $50 million.",
            "$90 million",
            {},
        ),
    ],
)
def test_what_a_party_puts_in_is_its_share(text: str, amount: str, shares: dict[str, str]) -> None:
    assert _shares(_deal(text, amount)) == shares


def test_a_share_is_no_deal_of_its_own() -> None:
    text = "Acme has raised $90 million in a round led by Elm Capital. Oak Ventures put in $20 million of that."
    assert [deal.amount for deal in extract(text).deals] == ["$90 million"]


@pytest.mark.parametrize(
    ("text", "amount", "tranches"),
    [
        (
            "Oak Software agreed to buy Acme for $90 million, of which $60 million is payable at closing and "
            "$30 million depends on sales targets.",
            "$90 million",
            [("$60 million", "payable at closing"), ("$30 million", "depends on sales targets")],
        ),
        (
            "Oak Software agreed to buy Acme for up to €90 million: €30 million straight away, the remaining "
            "€60 million depending on results.",
            "up to €90 million",
            [("€30 million", "straight away"), ("€60 million", "depending on results")],
        ),
        (
            "Oak Software bought Acme for $12 million, of which $3 million is tied to milestones.",
            "$12 million",
            [("$3 million", "tied to milestones")],
        ),
        (
            "Oak Software bought Acme for $34 million in cash and promised up to $23 million more if targets are met.",
            "$34 million",
            [("$34 million", "cash"), ("up to $23 million", "if targets are met")],
        ),
        ("Oak Software bought Acme for $12 million. Acme had sales of $3 million last year.", "$12 million", []),
        ("Oak Software bought Acme for $12 million and Borel for $3 million in cash.", "$12 million", []),
    ],
)
def test_what_is_paid_apart_is_a_tranche(text: str, amount: str, tranches: list[tuple[str, str]]) -> None:
    assert [(one.amount, one.condition) for one in _deal(text, amount).tranches] == tranches


@pytest.mark.parametrize(
    ("words", "hardware"),
    [
        ("Nvidia GB300 systems", ["GB300"]),
        ("Nvidia H100s and H200s", ["H100s", "H200s"]),
        ("Trainium chips", ["Trainium"]),
        ("Grace Blackwell and Vera Rubin systems", ["Grace Blackwell", "Vera Rubin"]),
        ("AMD's Instinct MI450 GPUs", ["Instinct MI450"]),
        ("HG-2 cards", ["HG-2"]),
        ("Ironwood chips", ["Ironwood"]),
        ("houses in Ironwood", []),
        ("office furniture", []),
        ("GPT-5 systems", []),
    ],
)
def test_hardware_is_known_by_its_name(words: str, hardware: list[str]) -> None:
    deal = _deal(f"Acme ordered servers worth $12 million from Oak Systems, among them {words}.", "$12 million")
    assert deal.hardware == hardware


def test_hardware_of_the_sentence_behind_belongs_to_the_only_deal_before() -> None:
    text = "Acme agreed to buy servers worth $12 million from Oak Systems. They hold 400 H200s."
    assert _deal(text, "$12 million").hardware == ["H200s"]


@pytest.mark.asyncio
async def test_the_page_of_a_deal_shows_its_parts_and_hardware(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(
        "Anthropic agreed to buy AI capacity on GB300 systems worth $12 billion from CoreWeave, of which $5 billion is "
        "payable at signing and $7 billion depends on delivery.",
        encoding="utf-8",
    )
    database = tmp_path / "deals.db"
    built = CliRunner().invoke(aideals, ["build", str(database), str(article)])
    assert built.exit_code == 0, built.output
    (id_,) = sqlite3.connect(database).execute("SELECT id FROM deals").fetchone()
    page = parse((await site(database).client.get(f"{BASE}/deals/{id_}")).text).one("dl", "facts").words
    for words in ("$5 billion", "payable at signing", "$7 billion", "depends on delivery", "GB300"):
        assert words in page
