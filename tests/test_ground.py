"""Checking a model's answer against the article: what is there, what is not, and what only may be."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_aideals.answer import Answer
from datasette_aideals.ground.mentions import ground
from datasette_aideals.ground.report import deals_of
from datasette_aideals.store.records import Article, Mention, Statement
from datasette_aideals.terms import Verdict

TEXT = """Brindle Labs takes money from Quorra

Berlin-based Brindle Labs said on Tuesday that Quorra Capital will invest up to €40 million in it.
The round, a Series B, values the startup at about €310 million. Quorra gets 12%.
“We pour $5 million of our own into chips,” Quorra’s head said.
"""


def article(text: str = TEXT, published: str | None = "2026-03-12") -> Article:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Article(id=sha256[:12], sha256=sha256, text=text, title="A title", published=published)


def deal(**changes: Any) -> dict[str, Any]:
    return {
        "quotes": ["Brindle Labs said on Tuesday that Quorra Capital will invest up to €40 million in it"],
        "type": "investment",
        "status": "announced",
        "parties": [
            {"name": "Quorra Capital", "role": "investor"},
            {"name": "Brindle Labs", "role": "investee", "words": "it"},
        ],
        "amount": "up to €40 million",
        **changes,
    }


def grounded(*deals: dict[str, Any], text: str = TEXT, published: str | None = "2026-03-12") -> tuple[Mention, ...]:
    return ground(Answer.model_validate({"deals": list(deals)}), article(text, published))


def only(mention: Mention, field: str) -> Statement:
    statements = [statement for statement in mention.statements if statement.field == field]
    assert len(statements) == 1
    return statements[0]


def test_a_true_deal_is_supported_throughout() -> None:
    (mention,) = grounded(deal())
    assert mention.accepted
    assert {statement.verdict for statement in mention.statements} == {Verdict.SUPPORTED}
    amount = only(mention, "amount")
    assert amount.value == {"value": 40_000_000, "currency": "EUR", "qualifier": "up_to"}
    assert amount.selector is not None
    assert amount.selector.exact == "up to €40 million"


def test_the_qualifier_is_the_articles_not_the_models() -> None:
    (mention,) = grounded(deal(amount="€40 million"))
    assert only(mention, "amount").value["qualifier"] == "up_to"


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("€40,000,000", Verdict.SUPPORTED),
        ("€41 million", Verdict.MISMATCH),
        ("$40 million", Verdict.MISMATCH),
        ("a great deal of money", Verdict.UNFOUND),
        ("will invest", Verdict.MISMATCH),
        ("€310 million", Verdict.JUDGED),
    ],
)
def test_sums_are_read_back_from_the_text(words: str, verdict: Verdict) -> None:
    (mention,) = grounded(deal(amount=words))
    assert only(mention, "amount").verdict is verdict


def test_a_made_up_sum_never_reaches_a_deal() -> None:
    (mention,) = grounded(deal(amount="€99 million"))
    (found,) = deals_of((mention,))
    assert found.amount is None


def test_the_stored_quote_is_what_the_article_says() -> None:
    words = "brindle labs said on tuesday that  quorra capital will invest up to €40 million in it"
    (mention,) = grounded(deal(quotes=[words]))
    selector = only(mention, "quote").selector
    assert selector is not None
    assert selector.exact == "Brindle Labs said on Tuesday that Quorra Capital will invest up to €40 million in it"
    assert TEXT[selector.start : selector.end] == selector.exact


def test_straight_quotation_marks_find_curly_ones() -> None:
    (mention,) = grounded(deal(quotes=['"We pour $5 million of our own into chips," Quorra\'s head said']))
    selector = only(mention, "quote").selector
    assert selector is not None
    assert selector.exact.startswith("“We pour")


def test_a_quote_with_an_ellipsis_is_found_in_pieces() -> None:
    (mention,) = grounded(
        deal(quotes=["Berlin-based Brindle Labs said ... Quorra Capital will invest up to €40 million"])
    )
    quotes = [statement for statement in mention.statements if statement.field == "quote"]
    assert [quote.verdict for quote in quotes] == [Verdict.SUPPORTED, Verdict.SUPPORTED]


def test_an_invented_quote_leaves_no_deal() -> None:
    (mention,) = grounded(deal(quotes=["Quorra bought the moon"]))
    assert not mention.accepted
    assert only(mention, "quote").verdict is Verdict.UNFOUND
    assert deals_of((mention,)) == []


def test_an_invented_party_is_refused_and_the_rest_stays() -> None:
    parties = [*deal()["parties"], {"name": "Nvidia", "role": "investor"}]
    (mention,) = grounded(deal(parties=parties))
    assert mention.accepted
    (found,) = deals_of((mention,))
    assert [party.name for party in found.parties] == ["Quorra Capital", "Brindle Labs"]


def test_a_pronoun_stands_for_a_name_that_is_elsewhere() -> None:
    quote = "The round, a Series B, values the startup at about €310 million"
    parties = [{"name": "Brindle Labs", "role": "investee", "words": "the startup"}]
    (mention,) = grounded(deal(quotes=[quote], parties=parties, amount=None, valuation="about €310 million"))
    party = only(mention, "party")
    assert party.verdict is Verdict.JUDGED
    assert party.selector is not None
    assert party.selector.exact == "Brindle Labs"


def test_a_name_elsewhere_does_not_prove_a_part_in_the_deal() -> None:
    quote = "Quorra gets 12%."
    (mention,) = grounded(deal(quotes=[quote], amount=None))
    verdicts = {statement.value: statement.verdict for statement in mention.statements if statement.field == "party"}
    assert verdicts["Brindle Labs"] is Verdict.UNFOUND


def test_one_party_without_an_amount_is_no_deal() -> None:
    parties = [{"name": "Brindle Labs", "role": "investee"}]
    (mention,) = grounded(deal(parties=parties, amount=None))
    assert mention.refused_because == "neither a second party nor an amount is in the article"


def test_names_are_words_of_their_own() -> None:
    text = "Army supplier Harmon buys Warmly for $3 million."
    parties = [{"name": "Arm", "role": "acquirer"}, {"name": "Warmly", "role": "target"}]
    (mention,) = grounded(deal(quotes=[text], parties=parties, amount="$3 million", type="acquisition"), text=text)
    verdicts = {statement.value: statement.verdict for statement in mention.statements if statement.field == "party"}
    assert verdicts == {"Arm": Verdict.UNFOUND, "Warmly": Verdict.SUPPORTED}


def test_names_that_a_page_glued_together_are_found() -> None:
    text = "PhotoBrindle Labs raised $3 million from Quorra Capital."
    (mention,) = grounded(
        deal(quotes=["Brindle Labs raised $3 million from Quorra Capital"], amount="$3 million"), text=text
    )
    assert only(mention, "amount").verdict is Verdict.SUPPORTED
    assert {statement.verdict for statement in mention.having("party")} == {Verdict.SUPPORTED}


def test_further_values_are_computed_by_code() -> None:
    (mention,) = grounded(
        deal(
            quotes=[
                *deal()["quotes"],
                "The round, a Series B, values the startup at about €310 million. Quorra gets 12%.",
            ],
            valuation="about €310 million",
            stake="12%",
            round="Series B",
            date="on Tuesday",
        )
    )
    (found,) = deals_of((mention,))
    assert found.valuation == {"value": 310_000_000, "currency": "EUR", "qualifier": "approximately"}
    assert (found.stake_percent, found.round, found.date) == (12, "Series B", "2026-03-10")


def test_a_relative_date_needs_the_articles_own() -> None:
    (mention,) = grounded(deal(date="on Tuesday"), published=None)
    assert only(mention, "date").verdict is Verdict.MISMATCH
    assert deals_of((mention,))[0].date is None


def test_a_product_names_its_maker_only_by_judgement() -> None:
    text = "Quorra Capital will invest $3 million in the maker of Claude."
    parties = [{"name": "Quorra Capital", "role": "investor"}, {"name": "Anthropic", "role": "investee"}]
    (mention,) = grounded(deal(quotes=[text], parties=parties, amount="$3 million"), text=text)
    verdicts = {statement.value: statement.verdict for statement in mention.having("party")}
    assert verdicts == {"Quorra Capital": Verdict.SUPPORTED, "Anthropic": Verdict.JUDGED}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Quorra Capital buys AI lab Brindle Labs. It rains.", Verdict.SUPPORTED),
        ("Quorra Capital buys Brindle Labs. Brindle Labs trains language models.", Verdict.JUDGED),
        ("Quorra Capital buys Brindle Labs. It rains. Others love AI.", None),
    ],
)
def test_what_makes_it_an_ai_deal_has_its_words_too(text: str, verdict: Verdict | None) -> None:
    quote = text.split(".", 1)[0]
    (mention,) = grounded(deal(quotes=[quote], type="acquisition", amount=None), text=text)
    assert [statement.verdict for statement in mention.having("ai")] == ([verdict] if verdict else [])


def test_a_type_without_a_telling_word_is_judged() -> None:
    (mention,) = grounded(deal(type="grant"))
    assert only(mention, "type").verdict is Verdict.JUDGED


def test_a_unit_in_a_table_header_serves_its_numbers() -> None:
    text = "Organisation   Sanctioned (Rs crore)\nTamra AI          110.03\n"
    table = deal(
        quotes=["Organisation   Sanctioned (Rs crore)", "Tamra AI          110.03"],
        type="grant",
        parties=[{"name": "Tamra AI", "role": "grantee"}],
        amount="110.03",
        unit="Rs crore",
    )
    (mention,) = grounded(table, text=text)
    assert only(mention, "amount").value == {"value": 1_100_300_000, "currency": "INR", "qualifier": "exact"}


def test_deals_of_one_sentence_have_keys_of_their_own_whatever_their_order() -> None:
    text = "Alpen and Borea invest $5 million and $10 million respectively in Cirrus."
    first = deal(quotes=[text], parties=[{"name": "Alpen", "role": "investor"}], amount="$5 million")
    second = deal(quotes=[text], parties=[{"name": "Borea", "role": "investor"}], amount="$10 million")
    one, two = grounded(first, second, text=text)
    two_again, one_again = grounded(second, first, text=text)
    assert one.key != two.key
    assert (one.key, two.key) == (one_again.key, two_again.key)


@given(st.text(max_size=60), st.text(max_size=30), st.text(min_size=1, max_size=30))
def test_whatever_a_model_says_every_stored_quote_stands_in_the_article(quote: str, amount: str, name: str) -> None:
    parties = [*deal()["parties"], {"name": name, "role": "investor"}]
    for mention in grounded(deal(quotes=[quote, *deal()["quotes"]], amount=amount, parties=parties)):
        for statement in mention.statements:
            if statement.selector:
                assert TEXT[statement.selector.start : statement.selector.end] == statement.selector.exact
            if statement.verdict.counts and statement.field != "quote":
                assert statement.selector is not None


def test_a_weekday_counts_from_the_day_that_the_text_itself_gives() -> None:
    text = "OSLO, 11 March 2026 (Wire) — " + TEXT
    (mention,) = grounded(deal(date="on Tuesday"), text=text + " It was signed on Tuesday.", published=None)
    assert [statement.value for statement in mention.having("date")] == ["2026-03-10"]
