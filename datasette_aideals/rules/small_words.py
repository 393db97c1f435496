"""Tags of small words that depend on what stands right beside them; "" leaves the usual one."""

from collections.abc import Mapping, Sequence

from .lexicon import word_class
from .names import Name
from .tokens import Token

_BEFORE_IS = frozenset(["it", "that", "there", "what", "who", "here", "he", "she", "this"])
ROUGHLY = frozenset(["about", "around", "over", "under", "some", "roughly", "nearly"])


def is_or_owns(tokens: Sequence[Token], i: int, last: int, names: Mapping[int, Name]) -> str:
    """The tag of "'s" where it is short for "is"."""
    return "b" if i and tokens[i - 1].lower in _BEFORE_IS else ""


def roughly(tokens: Sequence[Token], i: int, last: int, names: Mapping[int, Name]) -> str:
    """The tag of "about" before a number, where it is an adverb: "about 10 percent", "about a 10 percent stake"."""
    following = [token.text for token in tokens[i + 1 : min(i + 3, last)]]
    if following[:1] and following[0].lower() in ("a", "an"):
        following = following[1:]
    return "a" if following and following[0][0].isdigit() else ""


def letters(tokens: Sequence[Token], i: int, last: int, names: Mapping[int, Name]) -> str:
    """The tag of "IT" in capitals, which is a noun."""
    return "n" if tokens[i].text == "IT" else ""


def so(tokens: Sequence[Token], i: int, last: int, names: Mapping[int, Name]) -> str:
    """The tag of "so" in "so far" and "so called"."""
    return "a" if i + 1 < last and tokens[i + 1].lower in ("far", "much", "called") else ""


def longer(tokens: Sequence[Token], i: int, last: int, names: Mapping[int, Name]) -> str:
    """The tag of "longer" in "no longer", which denies."""
    return "!" if i and tokens[i - 1].lower == "no" else ""


def yet(tokens: Sequence[Token], i: int, last: int, names: Mapping[int, Name]) -> str:
    """The tag of "yet" in "has yet to" and "not yet"."""
    return "a" if i and tokens[i - 1].lower in word_class("negation") | word_class("have") | word_class("be") else ""
