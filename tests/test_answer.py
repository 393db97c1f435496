"""The answer of a model: its schema, and reading it from whatever a model writes."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mock_models import deal

from datasette_aideals.answer import Answer, answer_schema
from datasette_aideals.errors import BadAnswer
from datasette_aideals.extract.parse import Parsed, parse_answer
from datasette_aideals.terms import DealType, Role, Status

THREE = [deal(f"Acme buys {name}", round=f"Series {name}") for name in "ABC"]
WHOLE = json.dumps({"deals": THREE}, indent=1)


def quotes(parsed: Parsed) -> list[str]:
    return [found.quotes[0] for found in parsed.answer.deals]


# The schema


def every_object(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for item in node for found in every_object(item)]
    if not isinstance(node, dict):
        return []
    inner = [found for value in node.values() for found in every_object(value)]
    return [node, *inner] if node.get("type") == "object" else inner


def test_the_schema_is_closed_and_flat_as_strict_modes_demand() -> None:
    schema = answer_schema()
    objects = every_object(schema)
    assert len(objects) == 4
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])
    assert "$ref" not in json.dumps(schema)


def test_the_schema_asks_for_the_terms_and_for_nothing_to_compute() -> None:
    properties = answer_schema()["properties"]["deals"]["items"]["properties"]
    assert properties["type"]["enum"] == [term.value for term in DealType]
    assert properties["status"]["enum"] == [term.value for term in Status]
    assert properties["parties"]["items"]["properties"]["role"]["enum"] == [term.value for term in Role]
    assert {"type": "number"} not in [kind for value in properties.values() for kind in value.get("anyOf", [value])]
    assert {"type": "null"} in properties["amount"]["anyOf"]


# Answers in many dresses


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"\n\n  {WHOLE}  \n",
        f"```json\n{WHOLE}\n```",
        f"```\n{WHOLE}\n```",
        f"Here are the deals [as asked]:\n```json\n{WHOLE}\n```\nI hope {{this}} helps!",
        f"Sure! {WHOLE} Let me know.",
        f'<think>Maybe {{"deals": []}}? No, there are three.</think>\n{WHOLE}',
        json.dumps(THREE),
        f"The deals: {json.dumps(THREE)}",
        json.dumps({"answer": {"deals": THREE}}),
        json.dumps({"name": "report", "arguments": {"deals": THREE, "note": "x"}}),
        "\n".join(json.dumps(one) for one in THREE),
    ],
)
def test_an_answer_is_found_in_any_dress(text: str) -> None:
    parsed = parse_answer(text)
    assert quotes(parsed) == ["Acme buys A", "Acme buys B", "Acme buys C"]
    assert parsed.dropped == ()


def test_a_single_deal_is_an_answer() -> None:
    assert quotes(parse_answer(json.dumps(THREE[1]))) == ["Acme buys B"]
    assert quotes(parse_answer(json.dumps({"deals": THREE[1]}))) == ["Acme buys B"]


@pytest.mark.parametrize(
    "text",
    ['{"deals": []}', "[]", "```json\n[]\n```", "None here: []", '{"deals": null}', 'No deals.\n\n{"deals": []}'],
)
def test_no_deals_is_an_answer_too(text: str) -> None:
    assert parse_answer(text) == Parsed(Answer(deals=[]))


def test_of_two_answers_the_last_counts() -> None:
    text = f"Draft: {json.dumps({'deals': THREE})}\nOn reflection: {json.dumps({'deals': THREE[:1]})}"
    assert quotes(parse_answer(text)) == ["Acme buys A"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I found no deals.",
        "42",
        "null",
        '"deals"',
        '{"deal',
        '{"deals": [',
        '{"deals": [{"quotes": [], "type": "inv',
        '{"deals": "none"}',
        '{"deals": ["Acme buys Beta"]}',
        '{"deals": [{}]}',
        '{"error": "I cannot help with that"}',
        '["no", "deals"]',
        "see [1] and {deals}",
        "9" * 10_000,
        "[" * 200_000,
        '{"deals":' * 100_000,
        '{"deals": [{"quotes": ' + "[" * 900 + "]" * 900 + "}]}",
        json.dumps({"deals": [deal(quotes=[["x"]])]}),
    ],
)
def test_what_cannot_be_mended_is_told(text: str) -> None:
    with pytest.raises(BadAnswer, match=r"Ask again, or choose a model that keeps to a schema\.$") as error:
        parse_answer(text)
    assert "\n" not in str(error.value)


# Answers that are cut off


@given(st.integers(0, len(WHOLE) - 1))
def test_a_cut_off_answer_keeps_its_whole_deals_and_makes_up_none(length: int) -> None:
    try:
        parsed = parse_answer(WHOLE[:length])
    except BadAnswer:
        assert '"round": "Series A"\n  }' not in WHOLE[:length]
        return
    kept = [found.model_dump(mode="json", exclude_unset=True) for found in parsed.answer.deals]
    assert kept == THREE[: len(kept)]
    assert len(kept) == WHOLE[:length].count("\n  }")
    if length < len(WHOLE.rstrip("\n}")):
        assert "cut off" in parsed.dropped[-1]


def test_half_an_amount_is_never_kept() -> None:
    text = '{"deals": [' + json.dumps(deal("one")) + ', {"quotes": ["two"], "type": "debt", "amount": "$5'
    parsed = parse_answer(text)
    assert quotes(parsed) == ["one"]
    assert "cut off" in parsed.dropped[0]


def test_a_deal_in_broken_json_is_left_out_and_the_others_stay() -> None:
    broken = '{"quotes": ["he said "yes" to it"], "type": "debt", "parties": [{"name": "Acme", "role": "lender"}]}'
    parsed = parse_answer('{"deals": [' + ", ".join([json.dumps(THREE[0]), broken, json.dumps(THREE[2])]) + "]}")
    assert quotes(parsed) == ["Acme buys A", "Acme buys C"]
    assert "broken" in parsed.dropped[0]


# Deals that are not of the agreed form


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (deal(type="M&A"), "type: Input should be"),
        (deal(status=None), "status: Field required"),
        (deal(amount=5_000_000), "amount: Input should be a valid string"),
        (deal(parties=[]), "parties: "),
        (deal(parties=[{"name": "Acme", "role": "king"}]), "parties.0.role: "),
        (deal(parties=[{"name": " ", "role": "lender"}]), "parties.0.name: Field required"),
        (deal(parties=["Acme"]), "parties.0: "),
        (deal(quotes=[""]), "quotes: "),
        (deal(tranches=[{"condition": "later"}]), "tranches.0.amount: Field required"),
        (deal(focus="perhaps"), "focus: "),
        ({"parties": [{"name": "Acme", "role": "lender"}]}, "quotes: Field required"),
        ("Acme buys Beta", "Input should be a valid dictionary"),
        (None, "Input should be a valid dictionary"),
    ],
)
def test_a_deal_of_another_form_is_left_out_and_told_of(bad: Any, said: str) -> None:
    parsed = parse_answer(json.dumps({"deals": [THREE[0], bad, THREE[2]]}))
    assert quotes(parsed) == ["Acme buys A", "Acme buys C"]
    [line] = parsed.dropped
    assert line.startswith("deal 2: ")
    assert said in line


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Joint Venture", "joint_venture"), ("JOINT-VENTURE", "joint_venture"), (" ipo ", "ipo"), ("Debt", "debt")],
)
def test_terms_are_known_whatever_their_case_spaces_and_hyphens(written: str, meant: str) -> None:
    parsed = parse_answer(json.dumps(deal(type=written, parties=[{"name": "Acme", "role": "Investor"}])))
    assert parsed.answer.deals[0].type.value == meant
    assert parsed.answer.deals[0].parties[0].role is Role.INVESTOR


def test_empty_things_are_absent_and_single_words_are_lists() -> None:
    loose = deal(
        quotes="Acme buys Beta", amount="", valuation=" ", tranches=None, hardware="Trainium", focus=None, junk={}
    )
    [found] = parse_answer(json.dumps([loose])).answer.deals
    assert (found.quotes, found.hardware) == (["Acme buys Beta"], ["Trainium"])
    assert (found.amount, found.valuation, found.tranches, found.focus) == (None, None, [], True)


def test_words_stay_as_they_are() -> None:
    words = "  Up To “$5 Billion”\u00a0{{x}} $name {0} %s "
    [found] = parse_answer(json.dumps([deal(words, amount=words)])).answer.deals
    assert (found.quotes, found.amount) == ([words], words)


def test_half_a_character_can_be_stored() -> None:
    [found] = parse_answer(
        '[{"quotes": ["\\ud83d\\ude00 \\ud83d"], "type": "debt", "status": "rumored",'
        ' "parties": [{"name": "Acme", "role": "lender"}]}]'
    ).answer.deals
    assert found.quotes == ["\U0001f600 ?"]


@given(st.text())
def test_no_text_at_all_makes_it_fall_over(text: str) -> None:
    with suppress(BadAnswer):
        assert parse_answer(text).answer.deals == []


@given(st.text(alphabet='{}[]",:\\ adeqstu`\n'), st.text(alphabet='{}[]",:\\ adeqstu`\n'))
def test_no_text_around_it_makes_up_deals(before: str, after: str) -> None:
    try:
        found = parse_answer(f"{before}{json.dumps(THREE[0])}{after}").answer.deals
    except BadAnswer:
        return
    assert [one.quotes for one in found] in ([], [["Acme buys A"]])
