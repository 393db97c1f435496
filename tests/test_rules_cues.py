"""The words that say what a sum is for, and the traits that the judge makes of them."""

import pytest

from datasette_aideals.rules.cues import Cue, cue_features, cues
from datasette_aideals.rules.lexicon import classes
from datasette_aideals.terms import DealType


def test_every_kind_of_cue_is_a_kind_of_deal_and_no_word_tells_two() -> None:
    kinds = classes("cues.txt")
    assert set(kinds) <= {kind.value for kind in DealType}
    words = [word for members in kinds.values() for word in members]
    assert sorted(set(words)) == sorted(words)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("it win 5 in grant money", [Cue(3 + 1, "grant")]),
        ("a term loan of 5", [Cue(1, "debt")]),
        ("exclusive right to its book", []),
        ("joint venture", [Cue(0, "joint_venture")]),
        ("they buy bread", []),
    ],
)
def test_words_and_phrases_are_found(words: str, found: list[Cue]) -> None:
    stems = words.split()
    assert cues(stems, 0, len(stems)) == found


def test_the_nearest_cue_tells_most() -> None:
    stems = ["it", "repay", "a", "loan", "and", "get", "5", "in", "grant", "money"]
    traits = list(cue_features(cues(stems, 0, len(stems)), [], 6, 7, "investment"))
    assert "cue grant" in traits
    assert "cue grant investment" in traits
    assert "cue < debt near" in traits


def test_without_a_cue_the_sentence_before_tells() -> None:
    assert list(cue_features([], [Cue(3, "debt")], 9, 10, "no frame")) == [
        "cue before debt",
        "cue before debt no frame",
    ]
    assert list(cue_features([], [], 9, 10, "no frame")) == ["no cue"]
