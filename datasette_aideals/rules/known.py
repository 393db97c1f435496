"""The general table of organisations as phrases to look for in a text."""

from collections.abc import Sequence
from functools import cache

from ..values.names import Organization, known_organizations
from .lexicon import is_ordinary, word_class
from .shapes import is_capital
from .tokens import Token, tokenize

_LONGEST = 8


@cache
def _lower_names() -> frozenset[str]:
    """The names of the table that are one word and begin without a capital: "onsemi", "a16z"."""
    names = (name for known in known_organizations() for name in (known.name, *known.aliases))
    return frozenset(name for name in names if not name[0].isupper() and name.isalnum() and not is_ordinary(name))


def is_lower_name(token: Token) -> bool:
    """Whether a word is a well-known name as it is written, though it has no capital."""
    return token.text in _lower_names()


@cache
def known_phrases() -> dict[str, list[tuple[tuple[str, ...], Organization]]]:
    """The names of the table by first word, longest names first."""
    found: dict[str, list[tuple[tuple[str, ...], Organization]]] = {}
    for known in known_organizations():
        for name in (known.name, *known.aliases, *known.products):
            words = tuple(token.lower for token in tokenize(name))
            if words and len(words) <= _LONGEST:
                found.setdefault(words[0], []).append((words, known))
    for entries in found.values():
        entries.sort(key=lambda item: -len(item[0]))
    return found


@cache
def lower_openers() -> frozenset[str]:
    """The words that, in small letters, may begin a name of the table."""
    return _lower_names() | frozenset(known_phrases())


def stands(tokens: Sequence[Token], i: int, last: int, words: tuple[str, ...]) -> bool:
    """Whether the tokens from ``i`` on are these words, before token ``last``."""
    return i + len(words) <= last and all(tokens[i + k].lower == word for k, word in enumerate(words))


def known_end(tokens: Sequence[Token], i: int, last: int) -> int:
    """The token after a known name of several words, written with capitals, that begins at ``i``; 0 for none."""
    if tokens[i].lower == "the":
        return 0
    for words, _ in known_phrases().get(tokens[i].lower, ()):
        end = i + len(words)
        if len(words) > 1 and stands(tokens, i, last, words) and _named(tokens, i, end):
            return 0 if _goes_on(tokens, end, last) else end
    return 0


def _goes_on(tokens: Sequence[Token], end: int, last: int) -> bool:
    legal = end + 1 < last and tokens[end].text == "," and tokens[end + 1].lower in word_class("legal")
    return legal or (end < last and is_capital(tokens[end]))


def _named(tokens: Sequence[Token], i: int, end: int) -> bool:
    capitals = sum(is_capital(token) for token in tokens[i:end])
    return capitals > 1 or (capitals == 1 and not tokens[i].text[0].isupper())
