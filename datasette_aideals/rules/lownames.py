"""Names that are written without a capital: "invested in oblix, a startup from Ghent"."""

from collections.abc import Iterator, Sequence

from .lexicon import is_ordinary, place_words, verb_forms, word_class
from .shapes import Run
from .tokens import Token

_BEFORE = frozenset(["in", "by", "into", "acquire", "acquired", "acquires", "buy", "buys", "bought", "backs"])
_ARTICLES = frozenset(["a", "an", "the"])
_AFTER = frozenset(["has", "raised", "raises", "secured", "secures", "acquired", "said", "closed", "announced", "bags"])
# "Rounds of oblix (€5m), …": what stands before an item of a list, and what its sum begins with.
_LISTING = frozenset(["including", ",", "and", "like", "are", "were", ":", "as"])
_SIGNS = frozenset("$€£¥₹")
_REACH = 9
_LEAST = 4


def low_names(tokens: Sequence[Token], first: int, last: int) -> Iterator[Run]:
    """Rare words in lower case at the place of a name, which other words say to be a company."""
    for at in range(first + 1, last - 1):
        token, before, after = tokens[at], tokens[at - 1].lower, tokens[at + 1].lower
        if after == "," and before in _BEFORE:
            said = tokens[at + 2].lower in _ARTICLES if at + 2 < last else False
            said = said and _is_company(tokens, at + 3, last)
        elif after == "(":
            said = before in _LISTING and at + 2 < last and tokens[at + 2].text[0] in _SIGNS
        else:
            said = after in _AFTER and before in word_class("company") | word_class("based")
        if said and _is_rare(token):
            yield at, at + 1


def _is_company(tokens: Sequence[Token], first: int, last: int) -> bool:
    return any(token.lower in word_class("company") for token in tokens[first : min(first + _REACH, last)])


def _is_rare(token: Token) -> bool:
    word = token.text
    if len(word) < _LEAST or not (word.isalpha() and word.islower()) or word.endswith(("ing", "ed", "ly", "tech")):
        return False
    return not (is_ordinary(word) or word in verb_forms() or word in place_words() or word in word_class("company"))
