"""What ``read --why`` tells: the frame that fired, what filled it, and what near misses lacked."""

from datasette_aideals.rules.explain import explain, explanation
from datasette_aideals.rules.extract import extract

RAISED = "Velmora raised $30 million in a Series A round led by Oakmere Ventures."
TALKED = "Tellara signed an agreement. Nobody else was named."
TABLE = "Company | Amount | Investor\nVelmora | $30 million | Oakmere Ventures\nKestrel AI | $12 million | Loam\n"


def test_a_deal_is_told_with_its_frame_and_what_filled_it() -> None:
    (why,) = explain(RAISED).deals
    assert why.fired[0].word == "raise"
    assert why.fired[0].line.startswith("verb raise,")
    filled = {one.slot: one.words for one in why.filled}
    assert filled == {
        "investee": "Velmora",
        "investor": "Oakmere Ventures",
        "amount": "$30 million",
        "round": "Series A",
    }


def test_the_deals_are_those_that_extract_gives() -> None:
    for text in (RAISED, TALKED, TABLE):
        assert [why.deal for why in explain(text).deals] == extract(text).deals


def test_a_near_miss_is_told_with_what_it_lacks() -> None:
    found = explain(TALKED)
    assert found.deals == ()
    miss = next(one for one in found.misses if one.word == "agreement")
    assert miss.sentence == "Tellara signed an agreement."
    assert miss.line is not None
    assert miss.line.startswith("noun ")
    assert miss.lacking


def test_a_supposed_deal_is_told_as_such() -> None:
    (miss,) = (one for one in explain("Tellara did not buy Norvane.").misses if one.word == "buy")
    assert miss.lacking == "reality: it is denied or supposed"


def test_what_no_frame_found_says_where_it_stood() -> None:
    found = explain(TABLE)
    assert {why.source for why in found.deals} == {"a row of a table"}
    assert all(not why.fired for why in found.deals)


def test_the_text_form_tells_all_of_it() -> None:
    told = explanation(f"{RAISED}\n\nIt will build a plant.")
    assert told.splitlines()[0] == "1. investment, completed"
    assert "   investor: Oakmere Ventures" in told
    assert "   fired at 'raise': verb raise," in told
    assert "- 'build' lacks " in told
    assert explanation("It rained.") == "No deal."
