"""Cutting an article's text at the edges of its marks: nothing lost, nothing marked that is not."""

from hypothesis import given
from hypothesis import strategies as st

from datasette_aideals.show.marks import Mark, paragraphs, segments

TEXTS = st.text(alphabet="ab é\n\u0301\u202e<&", max_size=40)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXTS)
    spans = st.tuples(st.integers(-2, len(text) + 2), st.integers(-2, len(text) + 2), st.integers(1, 3))
    drawn = draw(st.lists(spans, max_size=6))
    return text, [Mark(start, end, deal, f"s{n}", "quote") for n, (start, end, deal) in enumerate(drawn)]


def inside(text: str, marks: list[Mark]) -> list[Mark]:
    return [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]


@given(marked())
def test_segments_join_to_the_text(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    pieces = segments(text, marks)
    assert "".join(segment.text for _, segment in pieces) == text
    assert all(text[start : start + len(segment.text)] == segment.text for start, segment in pieces)
    assert all(segment.text for _, segment in pieces)


@given(marked())
def test_each_character_carries_exactly_the_marks_that_cover_it(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    for start, segment in segments(text, marks):
        for at in range(start, start + len(segment.text)):
            assert set(segment.marks) == {mark for mark in inside(text, marks) if mark.start <= at < mark.end}


@given(marked())
def test_each_mark_begins_and_finishes_once(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    pieces = segments(text, marks)
    begins = [(start, mark.statement) for start, segment in pieces for mark in segment.begins]
    finishes = [(start + len(segment.text), mark.statement) for start, segment in pieces for mark in segment.finishes]
    expected = inside(text, marks)
    assert sorted(begins) == sorted((mark.start, mark.statement) for mark in expected)
    assert sorted(finishes) == sorted((mark.end, mark.statement) for mark in expected)


@given(marked())
def test_paragraphs_leave_out_only_white_space(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    shown = ["".join(segment.text for segment in paragraph) for paragraph in paragraphs(text, marks)]
    assert all(paragraph.strip() for paragraph in shown)
    assert "".join("".join(shown).split()) == "".join(text.split())
    assert not any("\n\n" in paragraph for paragraph in shown)


def test_overlapping_quotes_share_the_middle() -> None:
    first, second = Mark(0, 9, 1, "a", "quote"), Mark(4, 14, 2, "b", "quote")
    pieces = [
        (segment.text, [mark.deal for mark in segment.marks])
        for _, segment in segments("one two three.", [second, first])
    ]
    assert pieces == [("one ", [1]), ("two t", [1, 2]), ("hree.", [2])]


def test_a_quote_over_two_paragraphs_is_marked_in_both() -> None:
    found = paragraphs("one two\n\n \nthree", [Mark(4, 16, 1, "a", "quote")])
    assert [[(segment.text, len(segment.marks)) for segment in paragraph] for paragraph in found] == [
        [("one ", 0), ("two", 1)],
        [("three", 1)],
    ]
