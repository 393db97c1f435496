"""Capitalised words at the start of a run: which belong to the name, and which only lead up to it."""

from collections.abc import Sequence
from functools import cache

from .entities import known_organization
from .lexicon import function_words, given_names, is_ordinary, place_words, verb_forms, word_class
from .shapes import words_of
from .tokens import Token


def leads(tokens: Sequence[Token], i: int, end: int, sentence_start: int) -> bool:
    """Whether the word at ``i`` stands before the name that ends at ``end`` rather than in it."""
    word, length = tokens[i].lower, end - i
    opens = i == sentence_start or _after_opener(tokens, i)
    known = length > 1 and word != "the" and known_organization(words_of(tokens, (i, end)))
    owned = length > 1 and ((i > 0 and tokens[i - 1].lower == "'s") or (length > 2 and tokens[i + 1].text == "&"))
    if not (known or owned) and (word in word_class("determiner") or word in word_class("preposition")):
        return length == 1 or not _counts(tokens, i, end, opens)
    if known or (length > 1 and _begins_name(tokens, i, end)):
        return False
    headed = opens and length > 1 and _heads_row(tokens, i, end)
    if length > 1 and place_words().get(word) == "nationality" and not headed:
        within = word in _DIRECTIONS and not opens and tokens[i + 1].lower not in place_words()
        last = end - 1
        while last > i + 1 and tokens[last].lower.rstrip(".") in word_class("legal"):
            last -= 1
        office = tokens[i + 1].lower in _OFFICES and _begins_name(tokens, i + 1, end)
        return office or (not within and (last == i + 1 or tokens[last].lower not in word_class("organisation_suffix")))
    if (length == 1 and _acts(tokens, i, end)) or (opens and _is_subject(tokens, i, end)):
        return False
    if opens:
        return _opens(word, length)
    return word == "ai" and length > 1 and tokens[i + 1].lower in word_class("company")


def _begins_name(tokens: Sequence[Token], i: int, end: int) -> bool:
    """Whether a place of several words or an institution begins here: "Ministry of Defence"."""
    if any(" ".join(token.lower for token in tokens[i:k]) in place_words() for k in range(i + 2, end + 1)):
        return True
    return end - i > 2 and tokens[i].lower in word_class("institution") and tokens[i + 1].lower in ("of", "for")


def _is_subject(tokens: Sequence[Token], i: int, end: int) -> bool:
    """Whether ordinary words that open a sentence or row are who it is about."""
    pair = end - i == 2 and tokens[i + 1].lower in word_class("organisation_suffix") and _acted(tokens, end)
    return pair or _heads_row(tokens, i, end)


def _acted(tokens: Sequence[Token], end: int) -> bool:
    """Whether what stands before ``end`` owns or does something: "Last Energy's round", "We Energies said"."""
    following = tokens[end].lower if end < len(tokens) else ""
    return following in ("'s", ",") or following in _COMPANY_ACTS


# "The Spanish Centre for Technology": where it is from is no part of the name.
_OFFICES = frozenset({"centre", "center", "ministry", "department", "office"})
_DIRECTIONS = frozenset({"northern", "southern", "eastern", "western"})


def _counts(tokens: Sequence[Token], i: int, end: int, opens: bool) -> bool:
    """Whether a number word is part of the name: "Two Bridges", "Nine Elms Ventures"."""
    if tokens[i].lower not in word_class("counting") or tokens[i + 1].lower in place_words():
        return False
    return tokens[end - 1].lower in word_class("fund_word") if opens else not known_organization(tokens[i + 1].text)


_ROW_MARKS = frozenset({"—", "–", "|", "("})


def _heads_row(tokens: Sequence[Token], i: int, end: int) -> bool:
    """Whether ordinary words with a capital are what a row is about: "Harvest — $5M — Oak", "Lambda: $1.5bn"."""
    if end >= len(tokens) or (tokens[i].text.isupper() and len(tokens[i].text) > 4):
        return False
    mark = tokens[end].text
    if mark not in _ROW_MARKS and mark not in (":", ","):
        return False
    if any(token.lower in function_words() or token.lower in _labels() for token in tokens[i:end]):
        return False
    named = known_organization(words_of(tokens, (i, end)))
    if mark == ":":
        return named is not None
    if mark == ",":
        after = [token.lower for token in tokens[end + 1 : end + 9]]
        told = named is not None or not word_class("company").isdisjoint(after)
        return after[:1] == ["which"] or (told and after[:1] in (["a"], ["an"], ["the"]))
    return mark in _ROW_MARKS and any(_starts_sum(token) for token in tokens[end + 1 : end + 9])


@cache
def _labels() -> frozenset[str]:
    """Words that say what stands behind them rather than name somebody."""
    return frozenset().union(*(word_class(label) for label in _LABELS))


_LABELS = (
    "label",
    "heading",
    "money_noun",
    "revenue",
    "valuation_noun",
    "fee",
    "round",
    "company",
    "goods",
    "share",
    "market",
)


def _starts_sum(token: Token) -> bool:
    return token.text[0] in "$€£¥₹" or token.text[0].isdigit() or token.text in ("INR", "EUR", "USD", "SEK", "NOK")


def _acts(tokens: Sequence[Token], i: int, end: int) -> bool:
    """Whether a bare singular noun at the start of a sentence does what companies do: "Figure raised"."""
    word, following = tokens[i].lower, tokens[end].lower if end < len(tokens) else ""
    if word in function_words() or word in word_class("preposition"):
        return False
    if word.endswith(("s", "ing")) or len(word) < 4:
        return False
    form = verb_forms().get(following)
    if known_organization(tokens[i].text) and not known_by_common_word(word):
        return bool(form) or following in ("'s", "has", "is", "will", "was", ",")
    return following in _COMPANY_ACTS and not any(
        word in word_class(label) for label in ("money_noun", "revenue", "company", "goods")
    )


_COMPANY_ACTS = frozenset(
    [
        "raised",
        "raises",
        "acquired",
        "acquires",
        "invested",
        "ended",
        "signed",
        "secured",
        "landed",
        "bought",
        "partnered",
        "snagged",
    ]
)


def known_by_common_word(word: str) -> bool:
    """Whether a name of the general table is more often an ordinary word at the start of a sentence."""
    return word in verb_forms() or word in word_class("title") or word in place_words()


def _after_opener(tokens: Sequence[Token], i: int) -> bool:
    return i > 0 and tokens[i - 1].text in ("“", '"', ":", "-", "–", "—", "•", "*", "(", "‘", "|", ">", "#", "**", "…")


def _opens(word: str, length: int) -> bool:
    """Whether a capitalised first word of a sentence is ordinary there."""
    if word in function_words():
        return True
    if word in word_class("company") or word in word_class("company_plural"):
        return True
    form = verb_forms().get(word)
    if form and form.forms in ("g", "dn", "d", "n") and word not in given_names():
        return True
    if length == 1:
        return is_ordinary(word) or word in _FIELDS
    return word.endswith("s") and is_ordinary(word) and length > 1 and word not in _NAME_PLURALS


_FIELDS = frozenset(["telecommunications", "telecom", "biotechnology", "biotech", "automotive", "aerospace", "pharma"])
_NAME_PLURALS = frozenset({"systems", "goldman", "sports", "lakes", "rivers", "physics", "analytics", "robotics"})
