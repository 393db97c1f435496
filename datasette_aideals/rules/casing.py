"""How far capitals can be trusted: in a sentence, a headline, an article."""

from collections.abc import Sequence
from enum import Enum
from functools import cache
from itertools import pairwise

from .lexicon import is_ordinary, verb_forms, word_class
from .tokens import Token


class Casing(Enum):
    """What a capital letter says in a stretch of text."""

    NORMAL = "normal"  # a capital marks a name, except at the start
    TITLE = "title"  # Every Word Has One
    UPPER = "upper"  # EVERYTHING IS IN CAPITALS
    LOWER = "lower"  # there are none


_FEWEST_WORDS = 3


def casing_of(tokens: Sequence[Token], low: bool) -> Casing:
    """The casing of a sentence; ``low`` says that the article as a whole hardly has capitals."""
    if low:
        return Casing.LOWER
    if len(tokens) < _FEWEST_WORDS:
        return Casing.NORMAL
    words = [token.text for token in tokens if len(token.text) > 3 and token.text.isalpha()]
    if len(words) >= _FEWEST_WORDS and sum(map(str.isupper, words)) >= 0.8 * len(words):
        return Casing.UPPER
    ended = tokens[-1].text in ".?!" and (len(words) < 8 or any(_is_small(word) for word in words[1:]))
    if ended or _is_row(tokens) or _defines(tokens):
        return Casing.NORMAL
    # Names are capitalised anyway; the ordinary words tell whether the line is a title.
    plain = [word for word in words[1:] if is_ordinary(word.lower())]
    title = len(plain) >= 2 and sum(word[0].isupper() for word in plain) >= 0.7 * len(plain)
    return Casing.TITLE if _is_heading(tokens) or (title and len(words) >= _FEWEST_WORDS) else Casing.NORMAL


def _is_small(word: str) -> bool:
    """Whether an ordinary word stands in small letters."""
    return word[0].islower() and is_ordinary(word.lower())


def _defines(tokens: Sequence[Token]) -> bool:
    """Whether a line gives names in quotes within brackets, as the head of a notice does: 'Acme plc ("Acme")'."""
    return any(one.text == "(" and two.text in _QUOTES for one, two in pairwise(tokens))


def _is_heading(tokens: Sequence[Token]) -> bool:
    """Whether a short line without a full stop has capitals on all words but the smallest."""
    words = [token.text for token in tokens if len(token.text) > 2 and token.text.isalpha()]
    capital = sum(word[0].isupper() for word in words)
    return (
        _FEWEST_WORDS <= len(words) <= 10
        and tokens[-1].text not in ".?!"
        and capital >= len(words) - 1
        and all(word[0].isupper() for word in words if len(word) > 4)
        and any(is_ordinary(word.lower()) for word in words)
    )


_QUOTES = frozenset('"“”„')
_CELL_MARKS = frozenset("|—–;:,·")


def _is_row(tokens: Sequence[Token]) -> bool:
    """Whether a line is a row of names and sums rather than a title: it has marks between its parts, but no verb."""
    marked = any(token.text in _CELL_MARKS for token in tokens)
    return marked and not any(is_plain_verb(token) and token.lower != "'s" for token in tokens)


def is_plain_verb(token: Token) -> bool:
    """Whether a word is a verb in most places, not a noun that is one now and then."""
    return token.lower in _plain_verbs()


@cache
def _plain_verbs() -> frozenset[str]:
    ambiguous = "noun_or_verb", "organisation_suffix", "round", "goods", "fund_word", "money_noun", "company"
    seldom = frozenset().union(*(word_class(label) for label in ambiguous))
    return frozenset(verb_forms()) - seldom | (word_class("be") | word_class("modal")) - frozenset(verb_forms())


def lacks_capitals(tokens: Sequence[Token]) -> bool:
    """Whether a text is written without capitals, so that names must be found in other ways."""
    words = [token.text for token in tokens[:3000] if token.text.isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= 8 and capitals <= 0.02 * len(words)
