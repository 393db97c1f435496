"""Words that stand inside a name without a capital, and marks that do: "of", "and", "&", the commas of a ministry."""

from collections.abc import Sequence

from .entities import known_organization
from .lexicon import is_ordinary, place_words, word_class
from .shapes import is_capital
from .tokens import Token

INNER = frozenset(
    {"of", "for", "and", "the", "de", "du", "da", "van", "von", "la", "le", "del", "in", "on", "&", "der", "den", "des"}
)
PARTICLES = frozenset(
    [
        *("de", "du", "da", "do", "dos", "das", "van", "von", "la", "le", "del", "der", "den", "des", "bin"),
        *("al", "el", "d'"),
    ]
)


_MOST_LISTED = 14


def listed(tokens: Sequence[Token], start: int, at: int, last: int) -> int:
    """How many words the rest of a public body's list of fields takes: "Ministry of Trade, Industry and Energy".

    ``at`` is the comma; 0 where the list is one of names.
    """
    if tokens[at].text != "," or not _spoken_of(tokens, at, start) or not is_ordinary(tokens[at - 1].lower):
        return 0
    end = at
    while end + 1 < min(last, at + _MOST_LISTED):
        word = tokens[end].lower
        if word in ("and", "&") and _is_field(tokens, end + 1):
            end += 1
            while end < last and _is_field(tokens, end):
                end += 1
            return end - at
        if word != "," and not _is_field(tokens, end):
            return 0
        end += 1
    return 0


def _is_field(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    return is_capital(token) and is_ordinary(token.lower) and not known_organization(token.text)


def owned(tokens: Sequence[Token], start: int, at: int, last: int) -> int:
    """How many words a possessive within an investor's name takes: "'s Hill Ventures" behind "Monk"; 0 elsewhere."""
    owner = tokens[start]
    if _is_saint(tokens, start, at, last):
        return 2
    if at != start + 1 or tokens[at].lower != "'s" or at + 2 >= last or known_organization(owner.text):
        return 0
    fund = tokens[at + 2].lower in word_class("fund_word") and is_capital(tokens[at + 2])
    plain = is_capital(tokens[at + 1]) and is_ordinary(tokens[at + 1].lower)
    if fund and plain and owner.lower not in place_words():
        return 3
    grouped = plain and tokens[at + 2].text == "Group" and owner.lower not in place_words()
    return 3 if grouped and _only_owns(tokens, owner) else 0


def _is_saint(tokens: Sequence[Token], start: int, at: int, last: int) -> bool:
    """Whether a possessive is that of a saint whose name something has: "St Oswin's Hospital"."""
    if tokens[start].text not in ("St", "Saint") or tokens[at].lower != "'s" or at + 1 >= last:
        return False
    return at == start + 2 and is_capital(tokens[at + 1])


def _only_owns(tokens: Sequence[Token], owner: Token) -> bool:
    """Whether a word never stands without its possessive, so that this is part of a name: "Tailor's Foods Group"."""
    places = [k for k, token in enumerate(tokens) if token.text == owner.text]
    return all(k + 1 < len(tokens) and tokens[k + 1].lower == "'s" for k in places)


def joined(tokens: Sequence[Token], at: int, last: int, institution: bool, blocked: frozenset[int] | set[int]) -> int:
    """How many words from ``at`` on join the run to a following capital; 0 where it ends."""
    word = tokens[at].lower
    if tokens[at].text == "x" and at + 1 < last and at + 1 not in blocked and is_capital(tokens[at + 1]):
        return 2
    acts = word == "do" and is_ordinary(tokens[at - 1].lower)
    if acts or (word not in INNER and word not in PARTICLES):
        return 0
    for ahead in (1, 2):
        nxt = at + ahead
        if nxt >= last or nxt in blocked:
            return 0
        if is_capital(tokens[nxt]):
            glued = _glued(tokens, at, last, institution) and _fits(tokens, at, nxt, word)
            return (
                ahead + 1
                if glued or (word == "and" and (_are_one(tokens, at, last) or _names_company(tokens, at, last)))
                else 0
            )
        if tokens[nxt].lower not in ("the", "la", "le"):
            return 0
    return 0


def _glued(tokens: Sequence[Token], at: int, last: int, institution: bool) -> bool:
    """Whether a word binds the capitals around it to one name: "Oak & Elm", "Bank of Dunmore"."""
    word = tokens[at].lower
    if word == "&":
        return not _side_by_side(tokens, at)
    if word == "and":
        return _names_institution(tokens, at, last) or (institution and _spoken_of(tokens, at, 0))
    return word in PARTICLES or (institution and word in ("of", "for"))


def _side_by_side(tokens: Sequence[Token], at: int) -> bool:
    """Whether "&" stands between two names: "Alder Ventures & Oak", "ServiceNow & OpenAI"."""
    before, after = tokens[at - 1], tokens[at + 1]
    ended = before.lower in ("ventures", "capital", "fund") and after.lower not in word_class("fund_word")
    first, second = known_organization(before.text), known_organization(after.text)
    return ended or (first is not None and second is not None) or (second is not None and second.ai)


def _names_institution(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Whether "and" joins two words of one institution: "Export and Investment Fund of Denmark"."""
    third = tokens[at + 2].lower if at + 2 < last else ""
    plain = is_ordinary(tokens[at - 1].lower) and is_ordinary(tokens[at + 1].lower)
    return (
        plain
        and not _ends_whole(tokens[at - 1].lower)
        and third in word_class("institution")
        and not known_organization(tokens[at - 1].text)
    )


def _names_company(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Whether "and" joins two fields of one company: "Alder Fashion and Retail Ltd"."""
    formed = at + 2 < last and tokens[at + 2].text.rstrip(".").lower() in word_class("legal") | {"company"}
    plain = is_ordinary(tokens[at - 1].lower) and is_ordinary(tokens[at + 1].lower)
    named = at > 1 and is_capital(tokens[at - 2]) and not known_organization(tokens[at - 1].text)
    return formed and plain and named and not _ends_whole(tokens[at - 1].lower)


def _ends_whole(word: str) -> bool:
    """Whether a word is the end of a name more often than a field of what a company does."""
    return any(word in word_class(label) for label in ("fund_word", "bank_name", "whole_name"))


def _are_one(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Whether two plain words are one name of a list, as the list has its own "and": "Oak, Salt and Pepper and Elm"."""
    words = [token.text for token in tokens[max(0, at - 3) : min(last, at + 4)]]
    if at < 3 or len(words) < 7:
        return False
    opens, first, second, follows, after = words[1], words[2], words[4], words[5], words[6]
    if is_capital(tokens[at - 2]) or is_capital(tokens[at + 2]) or not is_capital(tokens[at + 3]):
        return False
    if any(known_organization(word) or _is_fund_word(word) for word in (first, second)):
        return False
    plain = is_ordinary(first.lower())
    return (
        opens in _LISTING
        and (follows in ("and", "&") or (plain and follows == "," and opens != ","))
        and after != "Inc"
    )


_LISTING = frozenset({",", "from", "by", "with", "including"})


def _is_fund_word(word: str) -> bool:
    return word.lower() in word_class("fund_word") or word.lower() in place_words()


def _spoken_of(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Whether "of" or "for" stands a few words back: "Ministry of Electronics and IT"."""
    return any(token.lower in ("of", "for") for token in tokens[max(start, at - 3) : at])


def _fits(tokens: Sequence[Token], at: int, nxt: int, word: str) -> bool:
    if word != "and":
        return True
    # "Bank of America and Citi" are two; "Ministry of Electronics and IT" is one.
    before = tokens[at - 1].lower
    return (
        tokens[nxt].lower not in word_class("institution")
        and (is_ordinary(before) or _is_plural_acronym(tokens[at - 1].text))
        and not known_organization(tokens[nxt].text)
    )


def _is_plural_acronym(word: str) -> bool:
    """Whether a word is a plural of letters: "SMEs"."""
    return len(word) > 2 and word[-1] == "s" and word[:-1].isupper()
