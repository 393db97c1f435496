"""Giving each word of a sentence its part in the grammar."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from .closed import TOGETHER, before_infinitive, closed_tags, company_word, is_tail
from .entities import Kind
from .frames import frames
from .lexicon import VerbForm, is_adverb, verb_forms, word_class
from .names import Name
from .shapes import Run, carries_on
from .small_words import ROUGHLY, is_or_owns, letters, longer, roughly, so, yet
from .tokens import Token


class Item(NamedTuple):
    """A word, name or value of a sentence with its tag.

    Tags: N organisation or other name, P person, L place, $ sum, % percentage, C capacity, R round,
    D date, # number, n other word, v verb, b be, h have, o do, m modal, t "to" before a verb,
    ! negation, a adverb, d determiner, i preposition, c conjunction, s subordinator, r relative
    word, p pronoun, ' possessive, - tail as in "-backed"; marks stand for themselves.
    """

    tag: str
    first: int
    last: int
    lower: str
    value: object = None


_NAME_TAGS = {Kind.PERSON: "P", Kind.PLACE: "L", Kind.OTHER: "n"}
_INLINE = re.compile(r"</?(?:a|abbr|b|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|time|u)\b")
_ENDERS = frozenset(".!?…|/\\")
_MARKS = {"(": "(", ")": ")", ";": ";", ":": ":", "—": "-,", "–": "-,", "--": "-,", "-": "-,", ",": ","}
_CLAUSE_OPENERS = frozenset({"as", "after", "before", "since", "until", "till"})
_FINITE = frozenset("sd")


_TAGS: dict[str, str] = {}


def tag_sentence(
    tokens: Sequence[Token], span: Run, names: Mapping[int, Name], values: Mapping[int, tuple[str, int, object]]
) -> list[Item]:
    """The items of a sentence.

    ``names`` and ``values`` are found by the number of their first token; a value is its tag,
    the number after its last token, and the thing itself.
    """
    if not _TAGS:
        _TAGS.update(closed_tags())
    items: list[Item] = []
    i, last = span
    while i < last:
        item = _item_at(tokens, i, last, names, values, items)
        items.append(item)
        i = item.last
    return items


def _item_at(
    tokens: Sequence[Token],
    i: int,
    last: int,
    names: Mapping[int, Name],
    values: Mapping[int, tuple[str, int, object]],
    before: list[Item],
) -> Item:
    token = tokens[i]
    word = token.lower
    if i in values:
        tag, end, value = values[i]
        return Item(tag, i, end, word, value)
    if i in names:
        name = names[i]
        end = name.last + carries_on(tokens, name.last, last)
        ending = tokens[name.last - 1].lower
        borrowed = name.entity.kind is Kind.OTHER and ending in word_class("loan")
        return Item(_NAME_TAGS.get(name.entity.kind, "N"), i, end, ending if borrowed else word, name)
    if (word[0] == "-" or word in TOGETHER) and (fixed := _together(tokens, i, last)):
        return fixed
    form = _verb_words().get(word)
    if form and _is_verb(tokens, i, last, form, before, names, values):
        return Item("v", i, i + 1, word, form)
    may_be_verb = form is None and before and (word.endswith(("ed", "ing")) or before[-1].tag in 'ma"D!')
    guessed = may_be_verb and _guess(token, before, tokens[i + 1].lower if i + 1 < last else ".")
    if guessed:
        return Item("v", i, i + 1, word, guessed)
    return Item(_word_tag(tokens, i, last, names), i, i + 1, word)


def _together(tokens: Sequence[Token], i: int, last: int) -> Item | None:
    """A tail such as "-backed", or words that stand together for one: "as well as" for "and"."""
    word = tokens[i].lower
    if word[0] == "-" and len(word) > 2 and word[1].isalpha():
        return Item("-", i, i + 1, word[1:])
    if word == "due" and tokens[i - 1].lower in word_class("be"):
        return None
    if is_tail(tokens, i, last):
        return Item("-", i, i + 1, word)
    for words, tag, meaning in TOGETHER.get(word, ()):
        if tuple(token.lower for token in tokens[i : min(i + len(words), last)]) == words:
            return Item(tag, i, i + len(words), meaning)
    return None


@cache
def _verb_words() -> dict[str, VerbForm]:
    """The forms of verbs that are not rather prepositions ("including")."""
    return {word: form for word, form in verb_forms().items() if word not in word_class("preposition")}


_AFTER_VERB = frozenset(["a", "an", "the", "its", "their", "his", "her", "it", "up", "out", "into", "in", "on"])


def _guess(token: Token, before: Sequence[Item], following: str) -> VerbForm | None:
    """The form of a verb that no list has, where its place leaves no doubt: "will foster", "X ceded its"."""
    previous = next((item.tag for item in reversed(before) if item.tag not in 'a"D!'), ".")
    word = token.text
    if not (word.isalpha() and word.islower()) or word in _TAGS or word.endswith("ly"):
        return None
    if previous == "m":
        return VerbForm(word, "b")
    if previous == "b" and word.endswith("ing") and len(word) > 5:
        return VerbForm(word[:-3], "g")
    sure = previous == "h" or (previous == "b" and following in ("by", "in", "to", "for", "at", "from", "with"))
    if word.endswith("ed") and len(word) > 4 and (sure or (previous in "NpP" and following in _AFTER_VERB)):
        return VerbForm(word[:-2], "dn")
    return None


def _word_tag(tokens: Sequence[Token], i: int, last: int, names: Mapping[int, Name]) -> str:
    word = tokens[i].lower
    if word in ("'", "’") and i and tokens[i - 1].end == tokens[i].start and tokens[i - 1].lower[-1] == "s":
        return "'" if i + 1 < last and tokens[i + 1].text[0].isalnum() else '"'
    if word == "." and i + 1 < last:
        return '"'
    if not word[0].isalnum() and word not in _TAGS:
        return _mark_tag(word)
    special = _SPECIAL.get(word)
    if special and (tag := special(tokens, i, last, names)):
        return tag
    if word.endswith("ly") and is_adverb(word, tokens[i].text):
        return "a"
    return "#" if word[0].isdigit() else _TAGS.get(word, "n")


def _mark_tag(word: str) -> str:
    if word in ("&", "&amp;", "+"):
        return "c"
    if word[0] == "<" and len(word) > 1:
        return '"' if _INLINE.match(word) else "."
    return _MARKS.get(word, "." if word[0] in _ENDERS else '"')


def _to(tokens: Sequence[Token], i: int, last: int, names: Mapping[int, Name]) -> str:
    return "t" if before_infinitive(tokens, i, last) else "i"


def _clause_opener(tokens: Sequence[Token], i: int, last: int, names: Mapping[int, Name]) -> str:
    return "s" if _opens_clause(tokens, i + 1, last, names) else ""


def _that(tokens: Sequence[Token], i: int, last: int, names: Mapping[int, Name]) -> str:
    if _opens_clause(tokens, i + 1, last, names):
        return "s"
    following = tokens[i + 1].lower if i + 1 < last else ""
    form = verb_forms().get(tokens[i - 1].lower) if i else None
    told = following in word_class("company") and form
    return "d" if told or following in word_class("span_of_time") else "r"


def _since(tokens: Sequence[Token], i: int, last: int, names: Mapping[int, Name]) -> str:
    helped = i > 0 and tokens[i - 1].lower in word_class("have")
    following = tokens[i + 1].lower if i + 1 < last else ""
    acted = following in verb_forms() or following in word_class("adverb")
    return "a" if helped and acted else _clause_opener(tokens, i, last, names)


# Words whose tag depends on what stands around them; "" leaves the usual one.
_SPECIAL: dict[str, Callable[[Sequence[Token], int, int, Mapping[int, Name]], str]] = {
    "to": _to,
    "'s": is_or_owns,
    "so": so,
    "it": letters,
    "longer": longer,
    "that": _that,
    "yet": yet,
    **dict.fromkeys(ROUGHLY, roughly),
    **dict.fromkeys(_CLAUSE_OPENERS, _clause_opener),
    "since": _since,
}


def _opens_clause(tokens: Sequence[Token], start: int, last: int, names: Mapping[int, Name]) -> bool:
    """Whether a subject and a finite verb follow, so that "as" or "after" opens a clause."""
    word = tokens[start].lower if start < last else ""
    opener = start in names or _TAGS.get(word) in ("d", "p") or word in word_class("company_plural")
    opener = opener or _names_follow(tokens, start, last, names)
    if not opener:
        return False
    for k in range(start + 1, min(start + 8, last)):
        word = tokens[k].lower
        if word in ",;:.()" or _TAGS.get(word) in ("r",):
            return False
        if _TAGS.get(word) in ("b", "h", "m"):
            return True
        form = verb_forms().get(word)
        pays = k + 1 < last and tokens[k + 1].text[0] in "$€£¥"
        if form and _FINITE & set(form.forms) and (pays or word not in word_class("noun_or_verb")):
            return True
    return False


def _names_follow(tokens: Sequence[Token], start: int, last: int, names: Mapping[int, Name]) -> bool:
    """Whether a name stands behind plain words that say what it is: "telecoms firm Acme"."""
    at = next((k for k in range(start + 1, min(start + 4, last)) if k in names), None)
    if at is None or not company_word(tokens[at - 1].lower):
        return False
    return all(token.text.isalpha() and token.lower not in _TAGS for token in tokens[start:at])


def _is_verb(
    tokens: Sequence[Token],
    i: int,
    last: int,
    form: VerbForm,
    before: list[Item],
    names: Mapping[int, Name],
    values: Mapping[int, tuple[str, int, object]],
) -> bool:
    """Whether a word that may be a verb is one here."""
    previous = next((item for item in reversed(before) if item.tag not in 'a"D'), None)
    left = previous.tag if previous else "."
    if left == "i" and any(item.tag == "D" for item in before[-3:]):
        left = "D"
    right = _tag_ahead(tokens, i + 1, last, names, values)
    if left in ("t", "m", "o") or (left == "!" and len(before) > 1):
        return True
    noun = tokens[i].lower in word_class("noun_or_verb") and left in ("d", "'", "$", "#")
    noun = noun or (left == "n" and tokens[i].lower == "bid")
    noun = noun or (left == "n" and tokens[i].lower in word_class("noun_or_verb") and _of_follows(tokens, i, before))
    noun = noun or (tokens[i].lower in _TITLES and left == "N" and right == "N")
    leads = tokens[i].lower == "leading" and left in ("i", "b") and right in ("d", "N")
    if noun or (tokens[i].lower in word_class("adjective") and not leads) or _secures_debt(tokens, i):
        return False
    if "g" in form.forms and left in "Nn" and _describes_company(tokens, i, last, form):
        return False
    if "g" in form.forms:
        # "A $5m partnering contract" has a determiner before the sum, "spends $5m building a campus" none.
        described = left == "$" and [item.tag for item in before[-2:-1]] == ["d"]
        return _is_gerund(tokens[i].lower, "d" if described else left, right)
    participle = "d" in form.forms or "n" in form.forms
    if participle or left in ("b", "h"):
        return participle and (left in ("b", "h") or not _describes(left, right))
    return _is_present(tokens, i, left, right, previous)


def _describes_company(tokens: Sequence[Token], i: int, last: int, form: VerbForm) -> bool:
    """Whether a word on -ing says what a company works on: "a patient monitoring startup"."""
    startup = i + 1 < last and company_word(tokens[i + 1].lower)
    return startup and form.lemma not in word_class("buying") and ("verb", form.lemma) not in frames()


def _of_follows(tokens: Sequence[Token], i: int, before: list[Item]) -> bool:
    """Whether a noun ends here that an article and an adjective begin: "a bold forecast of"."""
    opened = len(before) > 1 and before[-2].tag == "d"
    return opened and i + 1 < len(tokens) and tokens[i + 1].lower == "of"


def _describes(left: str, right: str) -> bool:
    """Whether a participle stands before a noun as an adjective does: "a proposed deal"."""
    return (left in "d'$%#" and right in ("n", "$", "R", "N")) or (left in ("i", "v") and right in ("n", "$", "R"))


# "Acme rival Oblix raised 1": what a company is to another.
_TITLES = frozenset(["rival", "partner"])


def _secures_debt(tokens: Sequence[Token], i: int) -> bool:
    following = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    return tokens[i].lower == "secured" and following in word_class("loan")


def _is_gerund(word: str, left: str, right: str) -> bool:
    if left == "b":
        return True
    if left == "$":
        return word not in word_class("noun_or_verb") and right in "ndN#"
    if left in ("d", "'", "-", "R", "#"):
        return False
    if word in word_class("noun_or_verb"):
        if word == "investing" and left == "," and right == "i":
            return True
        return right in "d$Np" and left in ',isNPc"-,'
    return not (left in "n" and right in ".,")


def _is_present(tokens: Sequence[Token], i: int, left: str, right: str, previous: Item | None) -> bool:
    word = tokens[i].lower
    if left == "N" and word in ("chips", "servers") and right != "i":
        return False
    third = word.endswith("s") and verb_forms()[word].lemma != word
    if left in ("d", "'", "$", "i", "#", "%", "R", "-", "C"):
        return left == "$" and third and right in ("i", "d") and word not in word_class("noun_or_verb")
    if word in word_class("noun_or_verb"):
        return _is_noun_verb(word, left, right, previous, third)
    return word in word_class("never_noun") or _ends_like_a_verb(left, right, previous, third)


def _ends_like_a_verb(left: str, right: str, previous: Item | None, third: bool) -> bool:
    if third and left == "n" and previous and not company_word(previous.lower):
        return right in ("d", "N", "$", "t", "p", "a", "%", ",")
    if third:
        return left in ("N", "n", "p", "r", "P", "L", ",", "D", "c", ")")
    return (
        left in ("p", "r", "N", "c", "P")
        or (left, right) == (",", "d")
        or (left == "n" and previous is not None and previous.lower.endswith("s"))
    )


def _is_noun_verb(word: str, left: str, right: str, previous: Item | None, third: bool) -> bool:
    """Whether a word that is as often a noun is a verb: behind a company, before an object."""
    if left in ("N", "p", "r", "P") or (left == "n" and previous and company_word(previous.lower)):
        object_follows = right in "$NdtapR%C#" or (word == "reports" and right in ".,")
        return object_follows or (right == "i" and word in word_class("with_preposition"))
    if left == ":":
        return third and right in ("d", "$")
    if word == "calls" and left == "n":
        return right == "i"
    return third and ((left == "c" and right in ("N", "$")) or (left == "n" and right in ("N", "p")))


def _tag_ahead(
    tokens: Sequence[Token], i: int, last: int, names: Mapping[int, Name], values: Mapping[int, tuple[str, int, object]]
) -> str:
    if i + 1 < last and tokens[i].lower in ROUGHLY and tokens[i + 1].text[0].isdigit():
        i += 1
    while i < last and (tokens[i].text in '"“”‘*' or (_TAGS.get(tokens[i].lower) == "a" and i not in values)):
        i += 1
    if i >= last:
        return "."
    if i in values or i in names:
        return values[i][0] if i in values else _NAME_TAGS.get(names[i].entity.kind, "N")
    word = tokens[i].lower
    if word == "to":
        return _to(tokens, i, last, names)
    if not word[0].isalnum():
        return _MARKS.get(word, "." if word[0] in _ENDERS else '"')
    return _TAGS.get(word, "#" if word[0].isdigit() else "n")
