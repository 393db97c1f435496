"""Grouping the words of a sentence into noun phrases, verb groups and what stands between them."""

from collections.abc import Sequence

from .entities import Kind
from .joining import join_lists, with_examples
from .lexicon import VerbForm, word_class
from .names import Name
from .phrases import Mark, Part, Phrase, Verb
from .tags import Item

_PHRASE_TAGS = frozenset("dn#NPL$%CR'-p")


_VERB_TAGS = frozenset("vbhmo!")


_BE = word_class("be")
_GETS = frozenset(["get", "gets", "got", "getting"])


def parse(items: Sequence[Item], particles: frozenset[tuple[str, str]] = frozenset()) -> list[Part]:
    """The phrases, verb groups and marks of a sentence; what stands in brackets goes to the phrase before.

    ``particles`` are the verbs that a particle belongs to, such as ("snap", "up").
    """
    parts: list[Part] = []
    i = 0
    while i < len(items):
        tag = items[i].tag
        if tag == "(":
            i = _bracket(items, i, parts)
        elif items[i].lower == "such" and i + 1 < len(items) and items[i + 1].lower == "as":
            parts.append(Mark(items[i].first, items[i + 1].last, "i", "such as"))
            i += 2
        elif tag in _PHRASE_TAGS or (tag == "D" and _inside_phrase(items, i)):
            i = _phrase(items, i, parts)
        elif tag in _VERB_TAGS or tag == "t":
            i = _particle(items, _verb(items, i, parts), parts, particles)
        else:
            if tag not in 'a")' and tag != "-,":
                parts.append(Mark(items[i].first, items[i].last, tag, items[i].lower))
            elif tag == "-,":
                parts.append(Mark(items[i].first, items[i].last, ",", items[i].lower))
            i += 1
    return with_examples(join_lists(parts))


def asides(items: Sequence[Item], parts: Sequence[Part], particles: frozenset[tuple[str, str]]) -> list[list[Part]]:
    """The parts of each bracket that tells something, behind the named phrase that it follows."""
    found: list[list[Part]] = []
    for i in (k for k, item in enumerate(items) if item.tag == "("):
        end = next((k for k in range(i + 1, len(items)) if items[k].tag == ")"), len(items))
        inside = items[i + 1 : end]
        if end - i < _LEAST_ASIDE or not any(item.tag in "Nn$" for item in inside):
            continue
        told = parse(inside, particles)
        host = next((part for part in parts if isinstance(part, Phrase) and part.last == items[i].first), None)
        if host and host.names and any(isinstance(part, Verb) for part in told):
            mark = Mark(items[i].first, items[i].last, ",", ",")
            told = [host, mark, *told]
        found.append(told)
    return found


_LEAST_ASIDE = 4


def _inside_phrase(items: Sequence[Item], i: int) -> bool:
    return i > 0 and items[i - 1].tag in "d'" and i + 1 < len(items) and items[i + 1].tag in "nN$R"


def _bracket(items: Sequence[Item], i: int, parts: list[Part]) -> int:
    end = i + 1
    while end < len(items) and items[end].tag != ")":
        end += 1
    if end == len(items):
        return i + 1
    host = next((part for part in reversed(parts[-3:]) if isinstance(part, Phrase)), None)
    if host:
        for k, item in enumerate(items[i + 1 : end], i + 1):
            if item.tag == "N" and isinstance(item.value, Name):
                if items[k - 1].lower != "of" and items[k + 1].tag != "'":
                    host.inner.append(item.value)
            elif item.tag in "%CR":
                host.values.append(item)
    return end + 1


def _phrase(items: Sequence[Item], i: int, parts: list[Part]) -> int:
    phrase = Phrase(items[i].first, items[i].last)
    start = i
    if items[i].tag == "p":
        phrase.pronoun = items[i].lower
        parts.append(phrase)
        return i + 1
    while i < len(items):
        item = items[i]
        if item.tag == "(" and i > start and _bracket_inside(items, i):
            i = _bracket(items, i, [phrase])
            continue
        if item.tag not in _PHRASE_TAGS and not (item.tag == "D" and (i == start or _inside_phrase(items, i))):
            if not (item.tag in ('"', "a") and _goes_on(items, i)):
                break
            if item.lower in word_class("earlier"):
                phrase.words.append(item.lower)
            i += 1
            continue
        if i > start and item.tag in "dp" and items[i - 1].tag not in "d'":
            break
        if (
            item.tag == "$"
            and i > start
            and items[i - 1].tag == "n"
            and items[i - 1].lower.endswith(("years", "months", "s"))
        ):
            break
        if item.tag == "N" and phrase.words[:1] and phrase.words[0] in ("how", "what", "which"):
            break
        _take(phrase, item, items, i)
        phrase.last = item.last
        i += 1
    parts.append(phrase)
    return i


def _bracket_inside(items: Sequence[Item], i: int) -> bool:
    """Whether the phrase goes on behind the bracket: "a $5m (€4m) seed round"."""
    end = next((k for k in range(i, len(items)) if items[k].tag == ")"), None)
    return (
        end is not None
        and end + 1 < len(items)
        and items[end + 1].tag in "nR"
        and (items[i - 1].tag in "$N" or end == i + 2 or any(item.tag == "D" for item in items[i:end]))
    )


def _goes_on(items: Sequence[Item], i: int) -> bool:
    while i + 2 < len(items) and items[i].tag == '"' and items[i + 1].tag == '"':
        i += 1
    return (
        i + 1 < len(items)
        and items[i + 1].tag in "nN$R%C"
        and (items[i].tag != "a" or items[i - 1].tag in "d'" or items[i].lower == "first")
    )


def _take(phrase: Phrase, item: Item, items: Sequence[Item], i: int) -> None:
    """Puts a word into its place in the phrase."""
    if item.tag == "d":
        phrase.determiner = phrase.determiner or item.lower
    elif item.tag == "N" and isinstance(item.value, Name):
        phrase.modifiers.extend(phrase.names)
        phrase.names = [item.value]
        if i and items[i - 1].tag == "N" and phrase.modifiers and phrase.modifiers[-1].entity.kind is not Kind.PRODUCT:
            # Two names in a row: the second is a product or title of the first ("Acme Falcon").
            phrase.names = [phrase.modifiers.pop()]
    elif item.tag == "P" and isinstance(item.value, Name):
        phrase.people.append(item.value)
        phrase.modifiers.extend(phrase.names)
        phrase.names = []
    elif item.tag == "L" and isinstance(item.value, Name):
        phrase.places.append(item.value)
        phrase.words.extend(item.value.entity.name.lower().split())
    elif item.tag == "'":
        _possess(phrase)
    elif item.tag == "-":
        _tail(phrase, item)
    elif item.tag in "$%CR":
        phrase.values.append(item)
    elif item.tag in "n#":
        phrase.words.append(item.lower)
        if item.tag == "n":
            phrase.modifiers.extend(phrase.names)
            phrase.names = []
            phrase.head, phrase.head_at = item.lower, item.first


def _possess(phrase: Phrase) -> None:
    if phrase.names:
        phrase.owners.extend(phrase.names)
        phrase.names = []
    elif phrase.head:
        phrase.owner_words = list(phrase.words)
    phrase.people.clear()
    phrase.words = []
    phrase.head = ""
    phrase.determiner = phrase.determiner or "'s"


def _tail(phrase: Phrase, item: Item) -> None:
    """ "Nvidia-backed", "Munich-based": what stands before the tail is not what the phrase is about."""
    phrase.backers.extend(phrase.names)
    phrase.names = []
    phrase.words.append(item.lower)


def _verb(items: Sequence[Item], i: int, parts: list[Part]) -> int:
    start, helpers, main = i, [], None
    infinitive = items[i].tag == "t"
    negated = False
    end = i
    while i < len(items):
        item = items[i]
        if item.tag in "bhmo" or _makes_passive(items, i):
            helpers.append(item.lower)
        elif item.tag == "!":
            negated = True
        elif item.tag == "v":
            main = item
            end = i + 1
            break
        elif item.tag == "D" and helpers and i + 1 < len(items) and items[i + 1].tag in "va":
            pass
        elif (
            item.tag not in 'a"t' or (item.tag == "t" and i > start and not helpers) or (item.tag == "t" and i > start)
        ):
            break
        i += 1
        end = i if item.tag not in 'a"' else end
    if main is None and not helpers:
        parts.append(Mark(items[start].first, items[start].last, "i" if infinitive else "!", items[start].lower))
        return start + 1
    parts.append(_group(items[start], items[max(end, start + 1) - 1], main, helpers, infinitive, negated))
    return max(end, start + 1)


def _makes_passive(items: Sequence[Item], i: int) -> bool:
    """Whether "get" makes a passive: "got acquired by Acme"."""
    form = items[i + 1].value if i + 2 < len(items) and items[i].lower in _GETS else None
    return isinstance(form, VerbForm) and not {"d", "n"}.isdisjoint(form.forms) and items[i + 2].lower == "by"


def _particle(items: Sequence[Item], i: int, parts: list[Part], particles: frozenset[tuple[str, str]]) -> int:
    """Adds the particle of "snap up" to the verb before it."""
    verb = parts[-1]
    if i < len(items) and isinstance(verb, Verb) and (verb.lemma, items[i].lower) in particles:
        verb.lemma = f"{verb.lemma} {items[i].lower}"
        verb.last = items[i].last
        return i + 1
    if (
        i + 1 < len(items)
        and items[i].tag == "p"
        and isinstance(verb, Verb)
        and (verb.lemma, items[i + 1].lower) in particles
    ):
        # "signed it up": the particle stands behind the object.
        verb.lemma = f"{verb.lemma} {items[i + 1].lower}"
        parts.append(Phrase(items[i].first, items[i].last, pronoun=items[i].lower))
        return i + 2
    if (
        i + 1 < len(items)
        and items[i].tag == "N"
        and isinstance(verb, Verb)
        and items[i + 1].lower == "private"
        and (verb.lemma, "private") in particles
    ):
        # "took Acme private"
        verb.lemma = f"{verb.lemma} private"
        _phrase(items[: i + 1], i, parts)
        return i + 2
    return i


def _group(first: Item, last: Item, main: Item | None, helpers: list[str], infinitive: bool, negated: bool) -> Verb:
    being = any(helper in _BE or helper in _GETS for helper in helpers)
    if main is None or not isinstance(main.value, VerbForm):
        lemma = "be" if being else "have"
        return Verb(first.first, last.last, lemma, "s", tuple(helpers), False, infinitive, negated)
    forms = main.value.forms
    participle = "n" in forms or "d" in forms
    passive = being and participle and "g" not in forms
    form = "g" if "g" in forms else ("d" if "d" in forms and "b" not in forms else forms[0])
    if "n" in forms and "d" not in forms and not helpers:
        form = "n"
    return Verb(first.first, last.last, main.value.lemma, form, tuple(helpers), passive, infinitive, negated)
