"""Words that say how exactly a number is meant: "up to", "nearly", "or more"."""

import re
from functools import cache

from ..terms import Qualifier
from ..text.tables import rows

_TOKEN = re.compile(r"[^\s*_~≈><()\[\]\"“”]+|[~≈><]")
_WINDOW = 56
_MARKS = ' \t\n\r\u00a0*_"”’'
_OPENERS = '*_(["“‘'


@cache
def _table(side: str) -> dict[str, Qualifier | None]:
    """The phrases of ``qualifiers.csv`` that stand on this side of a number; None marks words without a meaning."""
    return {
        row["phrase"]: Qualifier(row["qualifier"]) if row["qualifier"] else None
        for row in rows(__package__, "qualifiers.csv")
        if row["side"] == side
    }


@cache
def _last_words() -> frozenset[str]:
    """The words that a phrase before a number may end in."""
    return frozenset(phrase.rpartition(" ")[2] for phrase in _table("before"))


@cache
def _after() -> re.Pattern[str]:
    phrases = sorted(_table("after"), key=len, reverse=True)
    alternatives = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)
    return re.compile(rf"[\s*_,]{{0,3}}({alternatives})(?![^\W_]|\s+(?:to|\$|€|£|[a-z]{{0,3}}\s?\d))", re.IGNORECASE)


def qualifier_before(lowered: str, at: int) -> tuple[int, Qualifier] | None:
    """The qualifier of the number that starts at ``at``, with the start of its first word.

    Fillers ("a further", "a combined") may stand between. A qualifier before "about" counts instead
    of it: "up to about" is ``UP_TO``.
    """
    base = max(0, at - _WINDOW)
    nearest = lowered[base:at].rstrip(_MARKS).rpartition(" ")[2]
    if "\n" not in nearest and nearest.lstrip(_OPENERS) not in _last_words():
        return None
    tokens = [token for token in _TOKEN.finditer(lowered, base, at) if base == 0 or token.start() > base]
    if not tokens or lowered[tokens[-1].end() : at].strip(_MARKS):
        return None
    table = _table("before")
    words = [token[0] for token in tokens]
    found: tuple[int, Qualifier] | None = None
    end = len(words)
    while end and (not found or found[1] is Qualifier.APPROXIMATELY):
        for size in (5, 4, 3, 2, 1):
            phrase = " ".join(words[end - size : end]) if size <= end else ""
            if phrase in table:
                end -= size
                meaning = table[phrase]
                if meaning:
                    found = tokens[end].start(), meaning
                break
        else:
            break
    return found


def qualifier_after(text: str, at: int) -> tuple[int, Qualifier] | None:
    """The qualifier right after the number that ends at ``at`` ("or more", "-plus", "+"), with its end."""
    if text[at : at + 1] == "+":
        return at + 1, Qualifier.AT_LEAST
    found = _after().match(text, at)
    if not found:
        return None
    meaning = _table("after")[" ".join(found[1].lower().split())]
    return None if meaning is None else (found.end(), meaning)
