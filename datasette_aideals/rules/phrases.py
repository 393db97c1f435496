"""Grouping the words of a sentence into noun phrases, verb groups and what stands between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .entities import Kind
from .lexicon import VerbForm, word_class
from .names import Name
from .tags import Item


@dataclass(eq=False, slots=True)
class Phrase:
    """A noun phrase: whom or what it names, whose it is, and the sums that stand in it.

    ``names`` are its heads ("chipmaker X", "A, B and C"), ``owners`` those before a possessive,
    ``modifiers`` those before a common noun ("the X deal"), ``inner`` those in brackets after it.
    """

    first: int
    last: int
    determiner: str = ""
    names: list[Name] = field(default_factory=list)
    owners: list[Name] = field(default_factory=list)
    modifiers: list[Name] = field(default_factory=list)
    inner: list[Name] = field(default_factory=list)
    backers: list[Name] = field(default_factory=list)
    people: list[Name] = field(default_factory=list)
    places: list[Name] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    head: str = ""
    head_at: int = -1
    owner_words: list[str] = field(default_factory=list)
    pronoun: str = ""
    values: list[Item] = field(default_factory=list)

    kind = "np"

    @property
    def is_party(self) -> bool:
        """Whether it can stand for somebody: a name, a pronoun, "the company"."""
        return bool(self.names or self.pronoun or self.stands_for_company)

    @property
    def stands_for_company(self) -> bool:
        """Whether it is a common noun that stands for a company named elsewhere."""
        return self.head in word_class("company") or self.head in word_class("company_plural")

    def value(self, tag: str) -> Item | None:
        """The first sum ($), share (%), capacity (C) or round (R) that stands in the phrase."""
        return next((item for item in self.values if item.tag == tag), None)

    def has(self, words: frozenset[str]) -> bool:
        """Whether one of the given words stands in the phrase."""
        return any(word in words for word in self.words)


@dataclass(eq=False, slots=True)
class Verb:
    """A verb group: "has not been acquired" with its base form, voice and helpers."""

    first: int
    last: int
    lemma: str
    form: str
    helpers: tuple[str, ...] = ()
    passive: bool = False
    infinitive: bool = False
    negated: bool = False

    kind = "v"

    @property
    def finite(self) -> bool:
        """Whether it has a subject of its own."""
        if self.infinitive:
            return False
        return bool(self.helpers) or self.form not in ("g", "n")


@dataclass(eq=False, slots=True)
class Mark:
    """A preposition, conjunction, comma or the like between phrases."""

    first: int
    last: int
    kind: str
    word: str


Part = Phrase | Verb | Mark

_PHRASE_TAGS = frozenset("dn#NPL$%CR'-p")
_VERB_TAGS = frozenset("vbhmo!")
_BE = word_class("be")


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
    return _with_examples(join_lists(parts))


_EXAMPLES = frozenset({"such as", "including", "like"})


def _with_examples(parts: list[Part]) -> list[Part]:
    """Gives "investors such as A and B" and "the maker of C" the names that say who they are."""
    joined: list[Part] = []
    for part in parts:
        link = joined[-1] if joined else None
        host = joined[-2] if len(joined) > 1 else None
        if (
            isinstance(part, Phrase)
            and isinstance(link, Mark)
            and isinstance(host, Phrase)
            and not host.names
            and part.names
        ):
            if link.word in _EXAMPLES or (link.kind == ":" and host.head in word_class("company_plural")):
                host.names, host.last = list(part.names), part.last
                joined.pop()
                continue
        if isinstance(part, Phrase) and isinstance(link, Mark) and isinstance(host, Phrase) and link.word == "of":
            products = [name for name in (*part.names, *part.modifiers) if name.entity.kind is Kind.PRODUCT]
            if products and host.head in word_class("maker"):
                host.modifiers, host.last = products, part.last
                joined.pop()
                continue
        if _apposed_name(host, link, part):
            host.names, host.last = list(part.names), part.last  # type: ignore[union-attr]
            joined.pop()
            continue
        joined.append(part)
    return joined


def _apposed_name(host: Part | None, link: Part | None, part: Part) -> bool:
    """Whether a bare name behind a comma says which company is meant: "in a chip startup, Acme"."""
    if not isinstance(host, Phrase) or not isinstance(part, Phrase) or link is None or link.kind != ",":
        return False
    described = host.head in word_class("company") and host.determiner in ("", "a", "an", "another") and not host.names
    return described and len(part.names) == 1 and not part.words and not part.values and not part.owners


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
        for item in items[i + 1 : end]:
            if item.tag == "N" and isinstance(item.value, Name):
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
        if item.tag == "(" and i > start and (end := _bracket_inside(items, i)):
            i = _bracket(items, i, [phrase])
            continue
        if item.tag not in _PHRASE_TAGS and not (item.tag == "D" and (i == start or _inside_phrase(items, i))):
            if not (item.tag in ('"', "a") and _goes_on(items, i)):
                break
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
        and (items[i - 1].tag in "$N" or end == i + 2)
    )


def _goes_on(items: Sequence[Item], i: int) -> bool:
    while i + 2 < len(items) and items[i].tag == '"' and items[i + 1].tag == '"':
        i += 1
    return i + 1 < len(items) and items[i + 1].tag in "nN$R%" and (items[i].tag != "a" or items[i - 1].tag in "d'")


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
        if item.tag in "bhmo":
            helpers.append(item.lower)
        elif item.tag == "!":
            negated = True
        elif item.tag == "v":
            main = item
            end = i + 1
            break
        elif item.tag == "D" and helpers and i + 1 < len(items) and items[i + 1].tag in "va":
            pass
        elif item.tag not in 'a"t' or (item.tag == "t" and i > start and not helpers) or (item.tag == "t" and i > start):
            break
        i += 1
        end = i if item.tag not in 'a"' else end
    if main is None and not helpers:
        parts.append(Mark(items[start].first, items[start].last, "i" if infinitive else "!", items[start].lower))
        return start + 1
    parts.append(_group(items[start], items[max(end, start + 1) - 1], main, helpers, infinitive, negated))
    return max(end, start + 1)


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
    return i


def _group(first: Item, last: Item, main: Item | None, helpers: list[str], infinitive: bool, negated: bool) -> Verb:
    being = any(helper in _BE for helper in helpers)
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


def join_lists(parts: list[Part]) -> list[Part]:
    """Joins "A, B and C" into one phrase with three heads."""
    joined: list[Part] = []
    parts = _with_adjectives(parts)
    i = 0
    while i < len(parts):
        end = _list_end(parts, i)
        if end > i + 1:
            joined.append(_list_phrase([part for part in parts[i:end] if isinstance(part, Phrase)]))
        else:
            joined.append(parts[i])
            end = i + 1
        i = end
    return joined


def _with_adjectives(parts: Sequence[Part]) -> list[Part]:
    """Joins "a five-year, $5m contract" and "a $5m, 30MW campus", where a comma stands inside a phrase."""
    joined: list[Part] = []
    for part in parts:
        comma = joined[-1] if len(joined) > 1 else None
        head = joined[-2] if len(joined) > 1 else None
        if (
            comma is not None
            and comma.kind == ","
            and isinstance(head, Phrase)
            and isinstance(part, Phrase)
            and _unfinished(head)
            and part.head
            and not (part.determiner or part.names or part.owners)
        ):
            joined.pop()
            joined[-1] = _grown(head, part)
        else:
            joined.append(part)
    return joined


def _unfinished(phrase: Phrase) -> bool:
    """Whether a phrase has a determiner, but only adjectives or a sum behind it."""
    if phrase.determiner not in ("a", "an", "the", "its", "another") or phrase.names:
        return False
    return (bool(phrase.values) and not phrase.head) or ("-" in phrase.head or phrase.head in word_class("adjective"))


def _grown(head: Phrase, part: Phrase) -> Phrase:
    part.first, part.determiner = head.first, head.determiner
    part.owners, part.modifiers = head.owners, [*head.modifiers, *part.modifiers]
    part.words, part.values = [*head.words, *part.words], [*head.values, *part.values]
    return part


def _list_end(parts: Sequence[Part], i: int) -> int:
    """Where a list of names that begins at ``i`` ends; ``i`` plus one where there is none."""
    end, closed, count = i, False, 0
    governed = i > 0 and (parts[i - 1].kind == "i" or isinstance(parts[i - 1], Verb))
    while end < len(parts) and _listable(parts[end]):
        count += 1
        nxt = end + 1
        comma = nxt < len(parts) and parts[nxt].kind == ","
        nxt += comma
        word = nxt < len(parts) and isinstance(parts[nxt], Mark) and parts[nxt].kind == "c"
        nxt += word
        follows = nxt < len(parts) and _listable(parts[nxt])
        if not (comma or word) or not follows:
            tail = word and nxt < len(parts) and isinstance(parts[nxt], Phrase) and _others(parts[nxt])
            return nxt + 1 if tail else (end + 1 if closed or count > 2 else i + 1)
        if word and governed and _acts(parts, nxt + 1):
            # "… into A, and B is pledging 2": what stands behind "and" begins a clause.
            return end + 1 if count > 2 else i + 1
        closed = closed or word
        end = nxt
    return i + 1 if not closed else end


def _acts(parts: Sequence[Part], at: int) -> bool:
    """Whether a finite verb stands at a place, with nothing before it."""
    part = parts[at] if at < len(parts) else None
    if not isinstance(part, Verb) or not part.finite:
        return False
    following = parts[at + 1] if at + 1 < len(parts) else None
    return bool(part.helpers) or part.form == "s" or (following is not None and following.kind != "i")


def _listable(part: Part) -> bool:
    if not isinstance(part, Phrase) or part.value("$") or part.determiner in ("a", "an"):
        return False
    return bool(part.names) or part.pronoun == "it"


def _others(part: Part) -> bool:
    return (
        isinstance(part, Phrase)
        and not part.names
        and part.head
        in (
            "others",
            "investors",
            "funds",
            "companies",
            "backers",
            "firms",
            "partners",
            "more",
            "angels",
            "participants",
        )
    )


def _list_phrase(members: list[Phrase]) -> Phrase:
    first = members[0]
    phrase = Phrase(first.first, members[-1].last, first.determiner)
    for member in members:
        phrase.names.extend(member.names)
        phrase.pronoun = phrase.pronoun or member.pronoun
        phrase.owners.extend(member.owners if member is first else [])
        phrase.modifiers.extend(member.modifiers if member is first else [])
        phrase.inner.extend(member.inner)
        phrase.words.extend(member.words)
    return phrase
