"""Finding words in a text whatever their case, white space and quotation marks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_aideals.text.fold import fold

LETTERS = "aBzßİﬁǅÉé ñ\t\n\u00a0 ’“”'\"—–-…\u200b\u00ad`$€5.,"


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("He said “yes” to it.", 'said "Yes" to', "said “yes” to"),
        ("Nvidia’s  $5\nbillion", "nvidia's $5 billion", "Nvidia’s  $5\nbillion"),
        ("a 50–50 venture", "50-50", "50–50"),
        ("the Straße deal", "STRASSE", "Straße"),
        ("cafe\u0301 au lait", "CAFÉ", "cafe\u0301"),
        ("and so on… and on", "so on...", "so on…"),
        ("co\u00adoperate with soft\u200bbank", "cooperate with softbank", "co\u00adoperate with soft\u200bbank"),
        ("5\u00a0Mrd. Euro", "5 mrd.", "5\u00a0Mrd."),
    ],
)
def test_words_are_found_in_another_spelling(text: str, words: str, found: str) -> None:
    span = fold(text).find(words)
    assert span is not None
    assert span.of(text) == found


def test_every_place_is_found_in_order_and_from_a_given_start() -> None:
    text = "Acme buys Beta. ACME  said acme\nwill."
    places = [span.of(text) for span in fold(text).find_all("acme")]
    assert places == ["Acme", "ACME", "acme"]
    second = fold(text).find("acme", start=1)
    assert second is not None
    assert second.start == 16


def test_matches_do_not_overlap() -> None:
    assert len(list(fold("aaaa").find_all("aa"))) == 2


@pytest.mark.parametrize("words", ["", "   ", "\u200b", "absent"])
def test_nothing_is_found_for_empty_or_absent_words(words: str) -> None:
    assert fold("Some text").find(words) is None


@given(st.text(alphabet=LETTERS, max_size=60), st.data())
def test_any_part_of_a_text_is_found_again_as_words_that_fold_alike(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    needle = fold(text[start:end]).text.strip()
    span = fold(text).find(text[start:end])
    if not needle:
        assert span is None
        return
    assert span is not None
    assert 0 <= span.start < span.end <= len(text)
    assert span.start < end
    assert needle in fold(span.of(text)).text


@given(st.text(max_size=80))
def test_a_text_is_found_whole_in_itself_whatever_its_letters(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    folded = fold(composed)
    span = folded.find(composed)
    if folded.text.strip():
        assert span is not None
        assert fold(span.of(composed)).text.strip() == folded.text.strip()


@given(st.text(alphabet=LETTERS, max_size=60))
def test_white_space_of_any_kind_and_length_folds_to_one_space(text: str) -> None:
    assert fold(text).text.strip() == fold("\n\u00a0".join(text.split(" "))).text.strip()
    assert "  " not in fold(text).text
