"""The parts of a sentence: noun phrases, verb groups, and the marks between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .lexicon import word_class
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

    @property
    def unit(self) -> list[Name]:
        """The piece of a company that it is: "Acme's Falcon unit", "Acme's energy arm"; empty where it is none."""
        if not self.owners or self.head not in word_class("limb"):
            return []
        named = [name for name in self.modifiers[-1:] if name.last == self.head_at]
        return named or self.owners[-1:]

    def value(self, tag: str) -> Item | None:
        """The first sum ($), share (%), capacity (C) or round (R) that stands in the phrase."""
        for item in self.values:
            if item.tag == tag:
                return item
        return None

    def has(self, words: frozenset[str]) -> bool:
        """Whether one of the given words stands in the phrase."""
        return not words.isdisjoint(self.words)


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

    @property
    def is_perfect(self) -> bool:
        """Whether it tells what somebody has done."""
        return any(helper in ("has", "have", "'ve") for helper in self.helpers)


@dataclass(eq=False, slots=True)
class Mark:
    """A preposition, conjunction, comma or the like between phrases."""

    first: int
    last: int
    kind: str
    word: str


Part = Phrase | Verb | Mark


def word_at(parts: Sequence[Part], at: int) -> str:
    """The word of the mark at a place; empty where something else stands there, or nothing."""
    part = parts[at] if 0 <= at < len(parts) else None
    return part.word if isinstance(part, Mark) else ""
