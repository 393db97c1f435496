"""The embedded extractor on hostile and endless texts, and its data files."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_aideals.rules.conditions import LABELS
from datasette_aideals.rules.extract import extract
from datasette_aideals.rules.frames import frames
from datasette_aideals.rules.lexicon import DATA, alternatives, classes, word_class

NEWS = [
    "Velmora raised $30 million",
    " in a round led by Oakmere Ventures",
    ", Loam and Halde Capital",
    "Tellara will buy Norvane for up to €2.3bn",
    " (about $2.5 billion)",
    ". It said",
    " while the company",
    "\n\n",
    " | ",
    "<td>",
    "“",
    "—",
    "…",
    "'s",
    " and ",
    "$",
    "%",
    "\u200b",
    "İ",
]


@given(st.lists(st.sampled_from(NEWS), max_size=40).map("".join))
def test_quotes_are_exact_however_news_is_cut_up(text: str) -> None:
    for deal in extract(text).deals:
        assert deal.quotes
        assert all(quote in text for quote in deal.quotes)
        assert deal.amount is None or deal.amount in text


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert all(quote in text for deal in extract(text).deals for quote in deal.quotes)


def test_the_same_text_gives_the_same_answer() -> None:
    text = "".join(NEWS)
    assert extract(text) == extract(text)


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        ")",
        "$ ",
        "((($",
        "A, ",
        "and A ",
        ",,,,",
        "' ",
        "<td>",
        "<tr><td>",
        "| a ",
        "- \n",
        "a.b.",
        "→ ",
        "of the ",
        "“",
    ],
)
def test_hostile_punctuation_is_read_to_its_end(piece: str) -> None:
    assert extract(piece * (200_000 // len(piece))).deals == []


def test_a_deal_is_found_at_the_end_of_a_long_text() -> None:
    filler = "The weather in the valley stayed mild for most of the week, and nobody complained.\n\n" * 2000
    (deal,) = extract(filler + "Velmora raised $30 million from Oakmere Ventures.").deals
    assert deal.amount == "$30 million"


def test_every_frame_names_classes_that_exist() -> None:
    special = {*LABELS, "money"}
    for kind_and_word, entries in frames().items():
        for frame in entries:
            for condition in frame.conditions:
                assert condition.word_class in special or word_class(condition.word_class), kind_and_word


def test_every_frame_has_a_slot_and_a_known_kind() -> None:
    for (kind, word), entries in frames().items():
        assert kind in ("verb", "noun")
        assert word == word.strip().lower()
        assert all(frame.slots for frame in entries)


@pytest.mark.parametrize("name", ["grammar.txt", "places.txt"])
def test_classes_have_words(name: str) -> None:
    assert all(classes(name).values())


def test_every_section_of_patterns_compiles() -> None:
    sections = re.findall(r"^\[([^\]]+)\]", (DATA / "patterns.txt").read_text(encoding="utf-8"), re.M)
    assert sections
    for section in sections:
        re.compile(alternatives(section))
