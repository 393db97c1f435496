"""Valuations, stakes and names of rounds, as the embedded extractor reads them."""

import pytest

from datasette_aideals.answer import AnswerDeal
from datasette_aideals.rules.extract import extract


def _deal(text: str, amount: str | None) -> AnswerDeal:
    (deal,) = [deal for deal in extract(text).deals if deal.amount == amount]
    return deal


@pytest.mark.parametrize(
    ("text", "amount", "valuation"),
    [
        ("Acme raised $30 million in a Series A led by Oak Ventures at $300 million.", "$30 million", "$300 million"),
        ("Acme raised $30 million at $300 million post. Oak Ventures led.", "$30 million", "$300 million"),
        (
            "Acme raised $30 million from Oak Ventures at a price of about $300 million.",
            "$30 million",
            "about $300 million",
        ),
        (
            "Acme raised $30 million from Oak Ventures, which makes it worth $300 million.",
            "$30 million",
            "$300 million",
        ),
        ("Acme raised $30 million from Oak Ventures. Post-money: $300 million.", "$30 million", "$300 million"),
        ("Acme raised $30 million from Oak Ventures. It is now worth $300 million.", "$30 million", "$300 million"),
        (
            "Acme was valued at $300 million in May, when it raised $30 million from Oak Ventures.",
            "$30 million",
            "$300 million",
        ),
        (
            "Acme was valued at $300 million in a $30 million round led by Oak Ventures in May 2025.",
            "$30 million",
            "$300 million",
        ),
        (
            "Acme raised $30 million from Oak Ventures. The start-up was valued at $300 million, up from $90 million.",
            "$30 million",
            "$300 million",
        ),
        # what it was worth before, a smaller sum, a price per share
        ("Acme, last valued at $300 million, raised $30 million from Oak Ventures.", "$30 million", None),
        ("Acme raised $30 million from Oak Ventures at $12 a share.", "$30 million", None),
        ("Acme raised $30 million from Oak Ventures at $31 million in debt.", "$30 million", None),
    ],
)
def test_a_round_says_what_the_company_is_worth(text: str, amount: str, valuation: str | None) -> None:
    assert _deal(text, amount).valuation == valuation


def test_the_worth_of_a_merged_company_is_the_mergers_not_an_investments() -> None:
    text = (
        "Acme agreed to merge with Borel. The deal values the combined company at $850 million. "
        "Oak Ventures invested $40 million in Acme."
    )
    assert {deal.type.value: deal.valuation for deal in extract(text).deals} == {
        "acquisition": "$850 million",
        "investment": None,
    }


def test_a_listing_says_what_the_company_is_worth() -> None:
    text = "Acme raised $820 million in its initial public offering. At the offer price it is valued at $6.4 billion."
    assert _deal(text, "$820 million").valuation == "$6.4 billion"


@pytest.mark.parametrize(
    ("text", "stake"),
    [
        ("Oak Software bought 35% of Acme for $30 million.", "35%"),
        ("Oak Software invested $30 million in Acme for 49%.", "49%"),
        ("Oak Software acquired 51% of the paid-up equity share capital of Acme for $30 million.", "51%"),
        ("Oak Software invested $30 million in Acme. It will own 9.8% of the company.", "9.8%"),
        ("Oak Software bought Acme for $30 million. Shares of Oak rose 9.8% on Monday.", None),
        (
            "Oak Software and Elm Capital set up Acme, a joint venture, with $30 million. Oak Software will hold 51%.",
            None,
        ),
    ],
)
def test_a_stake_is_what_changes_hands(text: str, stake: str | None) -> None:
    assert _deal(text, "$30 million").stake == stake


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acme raised $30 million from Oak Ventures. It is the Series B round.", "Series B"),
        ("Acme raised $30 million from Oak Ventures. The Series A values it at $90 million.", "Series A"),
        ("Acme raised $30 million from Oak Ventures in its B round.", "B round"),
        ("Acme raised $30 million in a pre-IPO placement from Oak Ventures.", "pre-IPO placement"),
        ("Acme raised $30 million from Oak Ventures. Borel raised a Series C last year.", None),
    ],
)
def test_a_round_is_named_in_or_behind_the_deals_words(text: str, name: str | None) -> None:
    assert _deal(text, "$30 million").round == name
