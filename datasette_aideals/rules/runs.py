"""Stretches of capitalised words that may be names, cut where one name ends and another begins."""

import re
from collections.abc import Iterator, Sequence

from .entities import known_organization
from .known import is_lower_name, known_end, lower_openers
from .lexicon import is_ordinary, place_words, verb_forms, word_class
from .openers import leads
from .shapes import LETTER, NUMBER_WITH_UNIT, Run, is_capital, words_of
from .tokens import Token
from .within import INNER, PARTICLES, joined, listed, owned

# The code of a product behind its maker's name: "Acme MX300 chips".
_MODEL_CODE = re.compile(r"[A-Z]{1,5}-?\d{1,4}[A-Z]{0,3}$")
_SMALL_NUMBER = re.compile(r"\d{1,3}(?:st|nd|rd|th)?\Z")
_MOST_WORDS = 10


def capital_runs(tokens: Sequence[Token], first: int, last: int, blocked: frozenset[int] | set[int]) -> Iterator[Run]:
    """Runs of capitalised words between two token numbers, in a sentence of normal casing."""
    i = first
    while i < last:
        if _is_plain(tokens, i):
            i += 1
            continue
        known = 0 if i in blocked else known_end(tokens, i, last)
        if known:
            known += known < last and _numbered(tokens, known, last)
            yield i, known
            i = known
            continue
        if i in blocked or not _begins(tokens, i, last, blocked):
            i += 1
            continue
        end = _run_end(tokens, i, last, blocked)
        yield from _split(tokens, i, end, first)
        i = end


def _is_plain(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word is so plain, in small letters, that no name begins with it; most words of a text are."""
    word = tokens[i].text
    return word.islower() and word.isalpha() and word not in lower_openers() and tokens[i - 1].text != "*"


def _begins(tokens: Sequence[Token], i: int, last: int, blocked: frozenset[int] | set[int]) -> bool:
    if is_capital(tokens[i]) or is_lower_name(tokens[i]) or _begins_with_number(tokens, i, last, blocked):
        return True
    if i + 2 < last and tokens[i].text == "A" and tokens[i + 1].text == "&" and is_capital(tokens[i + 2]):
        return True
    bold = 0 < i < last - 1 and tokens[i - 1].text == tokens[i + 1].text == "*" and tokens[i].text.isalpha()
    return bold and i > 1 and tokens[i - 2].text == "*" and not is_ordinary(tokens[i].lower)


_BETWEEN = frozenset({",", "and", "&", "by", "from", "with", "including", ";", "—", "–", "|", ":", "(", "**", "*"})


def _begins_with_number(tokens: Sequence[Token], i: int, last: int, blocked: frozenset[int] | set[int]) -> bool:
    """Whether a number opens a name in a list: "from Alder, 54 Collective and 500 Global"."""
    if not _SMALL_NUMBER.match(tokens[i].text) or i + 1 >= last or i + 1 in blocked:
        return False
    following, before = tokens[i + 1], tokens[i - 1].lower if i else ""
    if not is_capital(following) or known_organization(following.text) or following.lower in place_words():
        return False
    if following.lower in word_class("calendar") or following.lower in word_class("acronym"):
        return False
    end = i + 2
    while end < last and is_capital(tokens[end]):
        end += 1
    ended = end >= last or tokens[end].lower in _BETWEEN or tokens[end].text in (".", ")", "'s")
    ended = ended or tokens[end].lower in word_class("preposition")
    timed = i > 1 and before == ":" and tokens[i - 2].text[-1].isdigit()
    return ended and not timed and end - i <= 4 and (before in _BETWEEN or (not tokens[i].text.isdigit() and i > 0))


def _run_end(tokens: Sequence[Token], start: int, last: int, blocked: frozenset[int] | set[int]) -> int:
    end = start + 1
    institution = tokens[start].lower in word_class("institution")
    while end < last and end - start < _MOST_WORDS:
        if end in blocked:
            break
        token = tokens[end]
        if tokens[end - 1].lower in _FORMS and token.text.isupper() and 2 < len(token.text) < 6:
            break
        if _partners(tokens, start, end, last):
            break
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
        if token.text in _LOW_FORMS:
            return end + 1
        step = _past_form(tokens, end, last) or _past_branch(tokens, end, last)
        step = step or joined(tokens, end, last, institution, blocked) or owned(tokens, start, end, last)
        step = step or _numbered(tokens, end, last)
        if institution and not step:
            step = listed(tokens, start, end, last)
        if not step:
            break
        end += step
    return end


_FORMS = frozenset({"inc", "corp", "corporation", "ltd", "limited", "plc", "incorporated"})
_GIVERS = frozenset({"by", "from", "and", ",", "including", "with"})
_SHORT_FORMS = frozenset({"Chr", "St", "Mt", "Ft", "Wm", "Geo", "Jas"})
_LOW_FORMS = frozenset({"plc", "plc.", "gmbh", "ltd", "inc", "llc", "asa", "oyj"})


def _past_form(tokens: Sequence[Token], at: int, last: int) -> int:
    """How many words the rest of "Co., Ltd" takes behind "Co"; 0 elsewhere."""
    if at + 1 < last and tokens[at].text == "." and tokens[at - 1].text in _SHORT_FORMS and is_capital(tokens[at + 1]):
        return 2
    if (
        at + 1 >= last
        or tokens[at].text != "."
        or tokens[at - 1].lower not in ("co", "corp", "inc", "pte", "pty", "sdn")
    ):
        return 0
    form = at + 1 + (tokens[at + 1].text == ",")
    return form + 1 - at if form < last and tokens[form].lower in word_class("legal") else 0


def _partners(tokens: Sequence[Token], start: int, at: int, last: int) -> bool:
    """Whether "Partners" is a headline's verb, not the end of a name: "Acme Partners with Oblix"."""
    if tokens[at].text != "Partners" or at + 2 >= last or tokens[at + 1].lower != "with":
        return False
    return is_capital(tokens[at + 2]) and (start == 0 or tokens[start - 1].lower not in _GIVERS)


def _numbered(tokens: Sequence[Token], at: int, last: int) -> int:
    """Whether a number ends a name: "Group 37 (G37)", "Tarvo 118 raised", "Alder Fund 2"."""
    number, before = tokens[at].text, tokens[at - 1].lower
    if (
        number.isdigit()
        and len(number) < 3
        and before in ("fund", "ventures", "capital")
        and is_capital(tokens[at - 1])
    ):
        return 1
    if not number.isdigit() or not 1 < len(number) < 4 or at + 2 >= last:
        return 0
    after = tokens[at + 1]
    if _is_lone_giver(tokens, at, after):
        return 1
    coded = after.text == "(" and tokens[at + 2].text.endswith(number) and not tokens[at + 2].text.isdigit()
    form = verb_forms().get(after.lower)
    acts = form is not None and after.text.islower() and bool({"s", "d"} & set(form.forms)) and not is_ordinary(before)
    return int(coded or acts)


def _is_lone_giver(tokens: Sequence[Token], at: int, after: Token) -> bool:
    """Whether a word and a number are somebody in a list: "from Alder and Zanthic 28, according to"."""
    word, before = tokens[at - 1], tokens[at - 2].lower if at > 1 else ""
    listed = before in ("and", "by", "from", "with") and after.lower in (",", ".", "and", ")", ";")
    return (
        listed and not is_ordinary(word.lower) and word.lower not in place_words() and not known_organization(word.text)
    )


def _past_branch(tokens: Sequence[Token], at: int, last: int) -> int:
    """How many words "(UK) Limited" takes behind a name; 0 elsewhere."""
    if at + 3 >= last or tokens[at].text != "(" or tokens[at + 2].text != ")":
        return 0
    return 4 if is_capital(tokens[at + 1]) and tokens[at + 3].lower in word_class("legal") else 0


def _split(tokens: Sequence[Token], start: int, end: int, sentence_start: int) -> Iterator[Run]:
    """Cuts a run at titles ("Nvidia CEO Jensen Huang") and drops words that only lead up to a name."""
    start += tokens[start].lower == "the"
    if [token.lower for token in tokens[start : min(end, start + 4)]] == _BOARD:
        start += len(_BOARD)
    elif start + 2 < end and _BOARD[:2] == [token.lower for token in tokens[start : start + 2]]:
        named = not is_ordinary(tokens[start + 2].lower) and tokens[start + 2].lower not in _GOVERNING
        start += 2 * named
    piece = start
    titles = word_class("title")
    common = end - start == 1 and start == sentence_start and tokens[start].lower in word_class("people_word")
    if start < end and not common and known_organization(words_of(tokens, (start, end))):
        yield start, end
        return
    piece = start = _past_description(tokens, start, end)
    for i in range(start, end):
        if tokens[i].lower in titles and not _title_in_name(tokens, i, end):
            yield from _trim(tokens, piece, i, sentence_start)
            piece = i + 1
    yield from _trim(tokens, piece, end, sentence_start)


def _past_description(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the name begins behind what it is in a headline: "Chip Startup Acme"; ``start`` where nothing says it."""
    for i in range(start + 1, end - 1):
        if not (
            is_ordinary(tokens[i - 1].lower) or tokens[i - 1].lower in place_words() or tokens[i - 1].text.isupper()
        ):
            return start
        if tokens[i].lower in _DESCRIBING:
            return start if tokens[i + 1].lower in word_class("organisation_suffix") else i + 1
    return start


_DESCRIBING = frozenset(
    ["startup", "start-up", "unicorn", "giant", "chipmaker", "maker", "firm", "specialist", "provider", "developer"]
)


def _title_in_name(tokens: Sequence[Token], i: int, end: int) -> bool:
    # "General Catalyst", "Prime Intellect", "King" may begin a name; so may "Founders" in "Founders Fund".
    if i + 2 == end and not tokens[i].text.isupper() and tokens[end - 1].lower in word_class("fund_word"):
        return True
    return tokens[i].lower in ("general", "prime", "king", "managing", "head", "governor", "author") and i + 1 < end


def _trim(tokens: Sequence[Token], start: int, end: int, sentence_start: int) -> Iterator[Run]:
    while end > start and (tokens[end - 1].lower in INNER or tokens[end - 1].lower in PARTICLES):
        end -= 1
    while end > start + 1 and _MODEL_CODE.match(tokens[end - 1].text) and not _is_listed(tokens, start, end):
        end -= 1
    if tokens[end - 1].lower in _PAPERS and end > start + 1:
        return
    while (
        end > start + 1
        and not _ends_name(tokens, end)
        and _trails(tokens[end - 1].lower)
        and tokens[start].lower not in word_class("institution")
    ):
        end -= 1
    while start < end and leads(tokens, start, end, sentence_start):
        start += 1
    if start < end:
        yield start, end


def _is_listed(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a name with a code stands in a list of others: "from Elm, Draper B1 and Oak"."""
    before = tokens[start - 1].lower if start else ""
    following = tokens[end].lower if end < len(tokens) else ""
    return before in _GIVERS and following in (",", "and", ".") and known_organization(tokens[start].text) is None


# "Receivables Purchase Agreement" names a paper.
_PAPERS = frozenset(["agreement", "agreements"])
_GOVERNING = frozenset({"regents", "governors", "trustees", "directors", "supervisors", "commissioners"})
_BOARD = ["board", "of", "directors", "of"]


def _ends_name(tokens: Sequence[Token], end: int) -> bool:
    """Whether letters of something common are the end of a name: "Nordic IT is buying", "Alder Fund II"."""
    if tokens[end - 1].text in _ROMAN and tokens[end - 2].lower in word_class("fund_word"):
        return True
    following = tokens[end].lower if end < len(tokens) else ""
    one = tokens[end - 1].lower in _SINGLE
    return one and any(following in word_class(label) for label in ("be", "have", "modal", "said"))


_ROMAN = frozenset(["I", "II", "III", "IV", "V", "VI"])
_SINGLE = frozenset(["it", "tv", "hr", "iot", "ev", "vr", "ar"])


def _trails(word: str) -> bool:
    """Whether a capitalised word behind a name is no part of it: "Acme GPUs"."""
    return word in word_class("acronym") and word not in word_class("organisation_suffix") and word not in ("x", "act")


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
    if len(word) < 3 or not LETTER.search(word) or NUMBER_WITH_UNIT.match(token.text):
        return False
    return not is_ordinary(word) and word not in place_words() and word not in word_class("acronym") and word[0] != "-"
