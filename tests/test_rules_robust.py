"""The embedded extractor on hostile and endless texts, and its data files."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_aideals.rules import extract as extraction
from datasette_aideals.rules import pieces
from datasette_aideals.rules.conditions import LABELS
from datasette_aideals.rules.explain import explain
from datasette_aideals.rules.extract import extract
from datasette_aideals.rules.frames import frames
from datasette_aideals.rules.lexicon import DATA, alternatives, classes, word_class
from datasette_aideals.text.spans import Span, Spans

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


@given(text=st.text(alphabet="ab. \n", max_size=300), longest=st.integers(min_value=1, max_value=80))
def test_pieces_are_the_whole_text(text: str, longest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "LONGEST_PIECE", longest)
        found = list(pieces.pieces(text))
    assert "".join(found) == text
    assert all(len(piece) <= longest for piece in found)


def test_a_long_text_is_cut_between_paragraphs_or_sentences() -> None:
    sentence = "Nobody in the valley had seen such a summer. "
    for end in ("\n\n", "\n", ""):
        text = (sentence * 10 + end) * (2 * pieces.LONGEST_PIECE // len(sentence * 10))
        first, *_ = pieces.pieces(text)
        assert len(first) > pieces.LONGEST_PIECE // 2
        assert first.endswith(sentence + end)


def test_every_piece_of_a_long_text_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LONGEST_PIECE", 200)
    deals = ["Velmora raised $30 million from Oakmere Ventures.", "Tellara will buy Norvane for €2.3 billion."]
    text = "\n\n".join([deals[0], *["The weather in the valley stayed mild."] * 20, deals[1], deals[0]])
    assert [deal.amount for deal in extract(text).deals] == ["$30 million", "€2.3 billion"]
    assert [why.deal.amount for why in explain(text).deals][:2] == ["$30 million", "€2.3 billion"]


@pytest.mark.parametrize("piece", ["Velmora, ", "$1 ", "5% ", "May 5, 2025. ", "Tellara buys Norvane. ", "it raised "])
def test_reading_ends_where_too_much_was_weighed(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LONGEST_PIECE", 1000)
    monkeypatch.setattr(pieces, "MOST_WEIGHED", 500)
    read = list(pieces.read_pieces(piece * 10_000))
    assert 1 <= len(read) <= 15


def test_plain_words_weigh_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LONGEST_PIECE", 1000)
    monkeypatch.setattr(pieces, "MOST_WEIGHED", 500)
    plain = "The weather in the valley stayed mild for most of the week, and nobody complained.\n\n" * 500
    telling = "Velmora raised $30 million in the week from Oakmere Ventures, and nobody complained.\n\n" * 500
    assert sum(len(article.text) for article in pieces.read_pieces(plain)) > 10_000
    assert sum(len(article.text) for article in pieces.read_pieces(telling)) < 5_000


def test_only_so_many_deals_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "MOST_DEALS", 7)
    text = "".join(f"Velmora{chr(97 + n)} raised ${n + 2} million from Oakmere Ventures.\n\n" for n in range(20))
    assert [deal.amount for deal in extract(text).deals] == [f"${n + 2} million" for n in range(7)]


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 8)), max_size=8),
    st.tuples(st.integers(0, 40), st.integers(0, 8)),
)
def test_many_spans_overlap_another_as_each_of_them_does(many: list[tuple[int, int]], one: tuple[int, int]) -> None:
    spans = [Span(start, start + size) for start, size in many if size]
    other = Span(one[0], one[0] + one[1])
    assert Spans(spans).overlap(other) == any(span.overlaps(other) for span in spans)


def test_every_frame_names_classes_that_exist() -> None:
    special = {*LABELS, "money", "passive", "reduced"}
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
