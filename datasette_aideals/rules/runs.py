"""Stretches of capitalised words that may be names, cut where one name ends and another begins."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from .casing import Casing
from .entities import known_organization
from .lexicon import given_names, is_ordinary, place_words, verb_forms, word_class
from .tokens import Token

Run = tuple[int, int]

_INNER = frozenset(
    {"of", "for", "and", "the", "de", "du", "da", "van", "von", "la", "le", "del", "in", "on", "&", "der", "den", "des"}
)
_PARTICLES = frozenset(
    {"de", "du", "da", "van", "von", "la", "le", "del", "der", "den", "des", "bin", "al", "el", "d'"}
)
_LETTER = re.compile(r"[^\W\d_]")
_MIXED = re.compile(r"[a-z].*[A-Z]|[A-Za-z].*\d|\d.*[A-Za-z]")
_NUMBER_WITH_UNIT = re.compile(r"^\d[\d.,]*(?:[a-z]{1,4}|[KMBT]|[MGTk]W|%|nm|x|th|st|nd|rd|[A-Z]?)$")
# The code of a product behind its maker's name: "Acme MX300 chips".
_MODEL_CODE = re.compile(r"[A-Z]{1,5}-?\d{1,4}[A-Z]{0,3}$")
_NUMBER_NAME = re.compile(r"^\d{1,3}[a-z]{4,}$")
_MOST_WORDS = 8


def is_capital(token: Token) -> bool:
    """Whether a word is written as a name: with a capital, or capitals within ("xAI", "C3.ai")."""
    return _is_name_like(token.text)


@lru_cache(maxsize=50_000)
def _is_name_like(text: str) -> bool:
    first = text[0]
    if first.isupper():
        return len(text) > 1 or first not in "AI"
    if first.isdigit():
        mixed = any(c.isupper() for c in text) and not _NUMBER_WITH_UNIT.match(text)
        return bool(_LETTER.search(text)) and (mixed or bool(_NUMBER_NAME.match(text)))
    return first.islower() and len(text) > 2 and any(c.isupper() for c in text[1:])


def capital_runs(tokens: Sequence[Token], first: int, last: int, blocked: frozenset[int] | set[int]) -> Iterator[Run]:
    """Runs of capitalised words between two token numbers, in a sentence of normal casing."""
    i = first
    while i < last:
        if i in blocked or not is_capital(tokens[i]):
            i += 1
            continue
        end = _run_end(tokens, i, last, blocked)
        yield from _split(tokens, i, end, first)
        i = end


def _run_end(tokens: Sequence[Token], start: int, last: int, blocked: frozenset[int] | set[int]) -> int:
    end = start + 1
    institution = tokens[start].lower in word_class("institution")
    while end < last and end - start < _MOST_WORDS:
        if end in blocked:
            break
        token = tokens[end]
        if is_capital(token) or token.text == "AI":
            institution = institution or token.lower in word_class("institution")
            end += 1
            continue
        if token.text in ("I", "II", "III", "IV"):
            end += 1
            continue
        if (
            token.text == ","
            and end + 1 < last
            and tokens[end + 1].lower in ("inc", "inc.", "ltd", "llc", "corp", "plc", "pbc", "co")
        ):
            return end + 2
        step = _joined(tokens, end, last, institution, blocked)
        if not step:
            break
        end += step
    return end


def _joined(tokens: Sequence[Token], at: int, last: int, institution: bool, blocked: frozenset[int] | set[int]) -> int:
    """How many words from ``at`` on join the run to a following capital; 0 where it ends."""
    word = tokens[at].lower
    if word not in _INNER and word not in _PARTICLES:
        return 0
    for ahead in (1, 2):
        nxt = at + ahead
        if nxt >= last or nxt in blocked:
            return 0
        if is_capital(tokens[nxt]):
            glued = word == "&" or word in _PARTICLES or (institution and word in ("of", "for"))
            glued = glued or (word == "and" and _names_institution(tokens, at, last))
            glued = glued or (word == "and" and institution and _spoken_of(tokens, at))
            return ahead + 1 if glued and _fits(tokens, at, nxt, word) else 0
        if tokens[nxt].lower not in ("the", "la", "le"):
            return 0
    return 0


def _names_institution(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Whether "and" joins two words of one institution: "Export and Investment Fund of Denmark"."""
    third = tokens[at + 2].lower if at + 2 < last else ""
    plain = is_ordinary(tokens[at - 1].lower) and is_ordinary(tokens[at + 1].lower)
    ended = tokens[at - 1].lower in word_class("fund_word")
    return plain and not ended and third in word_class("institution") and not known_organization(tokens[at - 1].text)


def _spoken_of(tokens: Sequence[Token], at: int) -> bool:
    """Whether "of" or "for" stands a few words back: "Ministry of Electronics and IT"."""
    return any(token.lower in ("of", "for") for token in tokens[max(0, at - 3) : at])


def _fits(tokens: Sequence[Token], at: int, nxt: int, word: str) -> bool:
    if word != "and":
        return True
    # "Bank of America and Citi" are two; "Ministry of Electronics and IT" is one.
    before = tokens[at - 1].lower
    return (
        tokens[nxt].lower not in word_class("institution")
        and is_ordinary(before)
        and not known_organization(tokens[nxt].text)
    )


def _split(tokens: Sequence[Token], start: int, end: int, sentence_start: int) -> Iterator[Run]:
    """Cuts a run at titles ("Nvidia CEO Jensen Huang") and drops words that only lead up to a name."""
    piece = start
    titles = word_class("title")
    if known_organization(words_of(tokens, (start, end))):
        yield start, end
        return
    for i in range(start, end):
        if tokens[i].lower in titles and not _title_in_name(tokens, i, end):
            yield from _trim(tokens, piece, i, sentence_start)
            piece = i + 1
    yield from _trim(tokens, piece, end, sentence_start)


def _title_in_name(tokens: Sequence[Token], i: int, end: int) -> bool:
    # "General Catalyst", "Prime Intellect", "King" may begin a name; so may "Founders" in "Founders Fund".
    if i + 2 == end and not tokens[i].text.isupper() and tokens[end - 1].lower in word_class("fund_word"):
        return True
    return tokens[i].lower in ("general", "prime", "king", "managing", "head", "governor", "author") and i + 1 < end


def _trim(tokens: Sequence[Token], start: int, end: int, sentence_start: int) -> Iterator[Run]:
    while end > start and (tokens[end - 1].lower in _INNER or tokens[end - 1].lower in _PARTICLES):
        end -= 1
    while end > start + 1 and _MODEL_CODE.match(tokens[end - 1].text):
        end -= 1
    while end > start + 1 and _trails(tokens[end - 1].lower) and tokens[start].lower not in word_class("institution"):
        end -= 1
    while start < end and _leads(tokens, start, end, sentence_start):
        start += 1
    if start < end:
        yield start, end


def _trails(word: str) -> bool:
    """Whether a capitalised word behind a name is no part of it: "Acme GPUs"."""
    return word in word_class("acronym") and word not in word_class("organisation_suffix") and word != "x"


def _leads(tokens: Sequence[Token], i: int, end: int, sentence_start: int) -> bool:
    """Whether the word at ``i`` stands before the name rather than in it."""
    word = tokens[i].lower
    opens = i == sentence_start or _after_opener(tokens, i)
    if end - i > 1 and known_organization(words_of(tokens, (i, end))):
        return False
    if word in word_class("determiner") or word in word_class("preposition"):
        return end - i == 1 or not _counts(tokens, i, end, opens)
    if end - i > 1 and _known(tokens, i, end):
        return False
    if end - i > 2 and word in word_class("institution") and tokens[i + 1].lower in ("of", "for"):
        return False
    if word in place_words() and place_words()[word] == "nationality" and end - i > 1:
        within = word in _DIRECTIONS and not opens and tokens[i + 1].lower not in place_words()
        return not within and tokens[end - 1].lower not in word_class("organisation_suffix")
    if end - i == 1 and _acts(tokens, i, end):
        return False
    if not opens:
        return word == "ai" and end - i > 1 and tokens[i + 1].lower in word_class("company")
    return _opens(word, end - i)


_DIRECTIONS = frozenset({"northern", "southern", "eastern", "western"})


def _counts(tokens: Sequence[Token], i: int, end: int, opens: bool) -> bool:
    """Whether a number word is part of the name: "Two Bridges", "Nine Elms Ventures"."""
    if tokens[i].lower not in word_class("counting") or tokens[i + 1].lower in place_words():
        return False
    return tokens[end - 1].lower in word_class("fund_word") if opens else not known_organization(tokens[i + 1].text)


def _acts(tokens: Sequence[Token], i: int, end: int) -> bool:
    """Whether a bare singular noun at the start of a sentence does what companies do: "Figure raised"."""
    word, following = tokens[i].lower, tokens[end].lower if end < len(tokens) else ""
    if any(word in word_class(label) for label in _FUNCTION_CLASSES) or word in word_class("preposition"):
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
    if any(word in word_class(label) for label in _FUNCTION_CLASSES):
        return True
    if word in word_class("company") or word in word_class("company_plural"):
        return True
    form = verb_forms().get(word)
    if form and form.forms in ("g", "dn", "d", "n") and word not in given_names():
        return True
    if length == 1:
        return is_ordinary(word)
    return word.endswith("s") and is_ordinary(word) and length > 1 and word not in _NAME_PLURALS


_NAME_PLURALS = frozenset({"systems", "goldman", "sports", "lakes", "rivers", "physics", "analytics", "robotics"})
_FUNCTION_CLASSES = (
    "pronoun",
    "conjunction",
    "subordinator",
    "relative",
    "be",
    "have",
    "do",
    "modal",
    "negation",
    "adverb",
    "calendar",
)


def _known(tokens: Sequence[Token], start: int, end: int) -> bool:
    if any(" ".join(token.lower for token in tokens[start:k]) in place_words() for k in range(start + 2, end + 1)):
        return True
    return known_organization(words_of(tokens, (start, end))) is not None


def title_runs(tokens: Sequence[Token], first: int, last: int, blocked: frozenset[int] | set[int]) -> Iterator[Run]:
    """Runs of words in a headline or a text without capitals that are no ordinary words."""
    i = first
    while i < last:
        if i in blocked or not _unusual(tokens[i]):
            i += 1
            continue
        end = i + 1
        while end < last and end not in blocked and (_unusual(tokens[end]) or _suffix(tokens[end])):
            end += 1
        yield i, end
        i = end


def _suffix(token: Token) -> bool:
    return token.lower in word_class("organisation_suffix") and token.lower not in (
        "company",
        "group",
        "power",
        "data",
        "as",
    )


def _unusual(token: Token) -> bool:
    word = token.lower
    if len(word) < 3 or not _LETTER.search(word) or _NUMBER_WITH_UNIT.match(token.text):
        return False
    return not is_ordinary(word) and word not in place_words() and word not in word_class("acronym") and word[0] != "-"


def words_of(tokens: Sequence[Token], run: Run) -> str:
    """The words of a run as they stand, with a blank where there is white space between two of them."""
    first, last = run
    if last - first == 1:
        return tokens[first].text
    pieces = [tokens[first].text]
    for k in range(first + 1, last):
        pieces.append(tokens[k].text if tokens[k].start == tokens[k - 1].end else f" {tokens[k].text}")
    return "".join(pieces)


CASINGS_WITH_RUNS = (Casing.NORMAL,)
