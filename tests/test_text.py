"""Spans, and cutting a text into sentences."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_aideals.text.sentences import sentences
from datasette_aideals.text.spans import Span

TEXTS = sorted((Path(__file__).parent / "dev" / "texts").glob("*.txt"))
LETTERS = 'aB. \n\t.!?…0123$€,;:()[]*_-–|#<>/"“”\u00a0éÉ日。'


def cut(text: str) -> list[str]:
    return [" ".join(span.of(text).split()) for span in sentences(text)]


def test_a_span_knows_its_words_and_its_neighbours() -> None:
    text = "Acme buys Beta"
    one, two = Span(0, 4), Span(5, 9)
    assert (one.of(text), len(two), one.overlaps(two)) == ("Acme", 4, False)
    assert Span(0, 14).contains(two)
    assert one.shifted(5).of(text) == "buys"
    assert sorted([two, one]) == [one, two]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_a_span_cannot_run_backwards_or_start_before_the_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_a_state_behind_a_comma_ends_a_sentence_before_a_capital() -> None:
    text = "Acme will build in Syracuse, N.Y. Beta will pay. Gamma moves to Tempe, Ariz. Delta stays."
    assert cut(text) == [
        "Acme will build in Syracuse, N.Y.",
        "Beta will pay.",
        "Gamma moves to Tempe, Ariz.",
        "Delta stays.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The U.S. Department of Energy gave Acme Inc. about $1.5 billion.",
        "Beta Corp. Chief Executive Ann Lee spoke to Dr. Roy St. John of No. 5 Ltd. in Palo Alto.",
        "EASTON, Md. -- Oct. 16, 2025 -- Acme Inc. priced notes at 7.75%.",
        "Gamma paid Rs. 500 crore, i.e. about €4,3 Mrd. in all, vs. Rs. 400 crore before.",
        "The firm of J. P. Morgan and A. Rao met at 3 p.m. Pacific time.",
        "It buys... more than you thought.",
        "The plant in Washington, D.C. will open.",
        "A plant in Syracuse, N.Y. (its second) and one in Lehi, Mass., where Acme was founded, will open.",
        'He asked "why now?" and left.',
        "Shares of Pony.ai and Booking.com rose.",
        "Version 2.5 of the chip costs $5.75 a share.",
    ],
)
def test_a_sentence_is_not_cut_at_an_abbreviation_or_a_number(sentence: str) -> None:
    assert cut(f"{sentence} Then it ended.") == [sentence, "Then it ended."]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It works in the U.S. The rest follows.", ["It works in the U.S.", "The rest follows."]),
        ("Acme bought Beta Inc. It paid cash.", ["Acme bought Beta Inc.", "It paid cash."]),
        ("He said yes.” “We agree.” Then no!", ["He said yes.”", "“We agree.”", "Then no!"]),
        ("Who pays? Nobody knows (yet). Wait.", ["Who pays?", "Nobody knows (yet).", "Wait."]),
        ("iRobot sold. xAI bought. eBay waited.", ["iRobot sold.", "xAI bought.", "eBay waited."]),
        ("It raised $5M. $3M came from Beta.", ["It raised $5M.", "$3M came from Beta."]),
        ("Deal of 2024. 5 firms bid.", ["Deal of 2024.", "5 firms bid."]),
        ("the news broke.Establish ventures", ["the news broke.", "Establish ventures"]),
        ("**Not quite.** Suppose she invests.", ["**Not quite.**", "Suppose she invests."]),
        ("It closed a Series A. Beta led it.", ["It closed a Series A.", "Beta led it."]),
        ("It cost $2.4bn. Beta paid.", ["It cost $2.4bn.", "Beta paid."]),
        ("It ended. – Staff writer", ["It ended. – Staff writer"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


def test_a_text_without_capitals_is_cut_too() -> None:
    text = "so acme said no. what now? beta inc. pays $1.5 billion (maybe). that's it, e.g. for now. lol"
    assert cut(text) == [
        "so acme said no.",
        "what now?",
        "beta inc. pays $1.5 billion (maybe).",
        "that's it, e.g. for now.",
        "lol",
    ]


def test_headlines_lists_and_tables_are_cut_line_by_line() -> None:
    text = (
        "Acme Buys Beta for $5 Billion\n"
        "By Ann Lee\n\n"
        "- Beta: sold\n"
        "- Gamma: not sold. Why?\n"
        "1. First thing. More.\n"
        "2) Second thing\n"
        "| Name | Sum |\n"
        "| Beta | $5M |\n"
    )
    assert cut(text) == [
        "Acme Buys Beta for $5 Billion",
        "By Ann Lee",
        "- Beta: sold",
        "- Gamma: not sold.",
        "Why?",
        "1. First thing.",
        "More.",
        "2) Second thing",
        "| Name | Sum |",
        "| Beta | $5M |",
    ]


def test_hard_wrapped_lines_are_joined_and_columns_are_not() -> None:
    text = (
        "Acme Inc. announced today that its subsidiary Beta LLC priced an\n"
        "offering of $3.2 billion of notes, which it sells to buyers in New\n"
        "York. The notes fall due in 2030.\n"
        "\n"
        "  Beta       $300 million, over roughly five years, from 2027 on\n"
        "  Gamma      an incremental $250 million (agreed last week, it says)\n"
    )
    assert cut(text) == [
        "Acme Inc. announced today that its subsidiary Beta LLC priced an offering of $3.2 billion of notes, "
        "which it sells to buyers in New York.",
        "The notes fall due in 2030.",
        "Beta $300 million, over roughly five years, from 2027 on",
        "Gamma an incremental $250 million (agreed last week, it says)",
    ]


def test_a_line_break_inside_a_number_joins_the_lines() -> None:
    assert cut("Acme pays $1.5\nbillion for Beta") == ["Acme pays $1.5 billion for Beta"]


def test_block_tags_end_a_sentence() -> None:
    assert cut("<p>Acme pays <b>$5M</b></p><p>Beta sells</p>") == ["<p>Acme pays <b>$5M</b></p>", "<p>Beta sells</p>"]


@given(st.text(alphabet=LETTERS, max_size=120))
def test_sentences_are_ordered_disjoint_and_cover_all_but_white_space(text: str) -> None:
    spans = sentences(text)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert all(letter.isspace() for at, letter in enumerate(text) if at not in covered)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem[:3])
def test_no_news_text_is_cut_inside_a_number_or_into_shreds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    parts = cut(text)
    assert not any(part.endswith(("$", "€", "£")) or part[:1] in ".,;" for part in parts)
    assert max(len(part) for part in parts) < 500
    assert len(parts) < len(text) / 25
