"""How a word is written: as a name, as a number with its unit, or as neither."""

import re
from collections.abc import Sequence
from functools import lru_cache

from .tokens import Token

Run = tuple[int, int]

LETTER = re.compile(r"[^\W\d_]")
NUMBER_WITH_UNIT = re.compile(r"^\d[\d.,]*(?:[a-z]{1,4}|[KMBT]|[MGTk]W|%|nm|x|th|st|nd|rd|[A-Z]?)$")
# A name written like an address: "acme.dev", but not the address of a page ("acme.com").
_DOTTED_NAME = re.compile(
    r"^[a-z][a-z0-9-]{2,}\.(?!(?:com|org|net|gov|edu|info|html?|php|py|js|pdf|md|example)$)[a-z]{2,7}$"
)
_NUMBER_NAME = re.compile(r"^\d{1,3}(?:[a-z]{4,}|[a-z]+\d+)$")


def is_capital(token: Token) -> bool:
    """Whether a word is written as a name: with a capital, or capitals within ("xAI", "C3.ai")."""
    return _is_name_like(token.text)


@lru_cache(maxsize=50_000)
def _is_name_like(text: str) -> bool:
    first = text[0]
    if first.isupper():
        return len(text) > 1 or first not in "AI"
    if first.isdigit():
        mixed = any(c.isupper() for c in text) and not NUMBER_WITH_UNIT.match(text)
        return bool(LETTER.search(text)) and (mixed or bool(_NUMBER_NAME.match(text)))
    mixed = any(c.isupper() for c in text[1:])
    return first.islower() and len(text) > 2 and (mixed or bool(_DOTTED_NAME.match(text)))


def words_of(tokens: Sequence[Token], run: Run) -> str:
    """The words of a run as they stand, with a blank where there is white space between two of them."""
    first, last = run
    if last - first == 1:
        return tokens[first].text
    pieces = [tokens[first].text]
    for k in range(first + 1, last):
        pieces.append(tokens[k].text if tokens[k].start == tokens[k - 1].end else f" {tokens[k].text}")
    return "".join(pieces)


def carries_on(tokens: Sequence[Token], end: int, last: int) -> int:
    """How many words behind a name are part of it: the dot of "Inc." inside a sentence, "III", "A/S"."""
    if end + 1 >= last:
        return 0
    if tokens[end].text == "A" and end + 2 < last and tokens[end + 1].text == "/" and tokens[end + 2].text == "S":
        return 3
    return int(tokens[end].text in _NUMERALS or (tokens[end].text == "." and tokens[end - 1].lower in _DOTTED))


_NUMERALS = frozenset(["II", "III", "IV", "VI", "VII"])
_DOTTED = frozenset(["inc", "corp", "ltd", "co", "llc", "plc", "bhd", "pte", "pty", "bros", "intl"])
