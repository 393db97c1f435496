"""The organisations that take part in deals: one for each name, however it is written."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..text.tables import document
from ..values.names import display_name, has_legal_form, lookup
from .names import NameBook, make_book
from .reported import Fact, Reported

_WORD = re.compile(r"[^\W_]+")
_SPEAKS_OF_AI = re.compile(r"\b(?:ai|artificial intelligence)\b|\.ai\b", re.IGNORECASE)

Spellings = Mapping[str, Mapping[str, int]]
"""For each organisation's key the ways its name is written, with how often each is used."""


@dataclass(frozen=True)
class ResolvedOrganization:
    """One organisation, with everything the articles call it."""

    id: str
    key: str
    name: str
    kind: str | None
    parent_key: str | None
    aliases: tuple[str, ...]
    ai: bool

    @property
    def address(self) -> str:
        """The id that it has unless another organisation of the same name took it."""
        return slug(self.name)

    @property
    def row(self) -> dict[str, str | int | None]:
        """What deals depend on, by column."""
        return {
            "key": self.key,
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "parent_key": self.parent_key,
            "ai": int(self.ai),
        }


def with_organizations(mentions: Iterable[Reported], book: NameBook | None = None) -> list[Reported]:
    """The mentions with the key of its organisation in each party; without a ``book`` one is made of their names."""
    listed = list(mentions)
    if book is None:
        names = {str(fact.value) for mention in listed for fact in mention.having("party")}
        book = make_book(names, {})
    return [replace(mention, facts=_keyed(mention, book)) for mention in listed]


def spellings_of(mentions: Iterable[Reported]) -> dict[str, Counter[str]]:
    """How the organisations are called in ``mentions``: as the value, and as the article has it."""
    found: dict[str, Counter[str]] = {}
    for mention in mentions:
        for fact in mention.having("party"):
            found.setdefault(fact.key, Counter()).update({str(fact.value), fact.exact or str(fact.value)})
    return found


def resolve_organizations(spellings: Spellings, book: NameBook) -> dict[str, ResolvedOrganization]:
    """The organisations by key.

    The name is the table's where the table knows it, else the form that most mentions use; a name
    that was merged into another by a person is an alias, however often it is used.
    """
    organizations: dict[str, ResolvedOrganization] = {}
    taken: set[str] = set()
    for key in sorted(spellings, key=lambda key: (slug(key), key)):
        organization = _organization(key, spellings[key], taken, book)
        taken.add(organization.id)
        organizations[key] = organization
    return organizations


def slug(text: str) -> str:
    """A readable piece of an address: small letters, digits and dashes; a hash where none are left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or hashlib.sha256(text.encode()).hexdigest()[:8]


def _kind_told(names: Iterable[str]) -> str | None:
    """The kind that a word of one of the names tells, or its legal form, which companies have; None where none does."""
    plain = [f" {' '.join(_WORD.findall(name.casefold()))} " for name in names]
    for kind, words in document(__package__, "kinds.yml").items():
        if any(f" {word} " in name for name in plain for word in words):
            return kind
    return "company" if any(has_legal_form(name) for name in names) else None


def _keyed(mention: Reported, book: NameBook) -> tuple[Fact, ...]:
    article = mention.source.article_id
    return tuple(_known(fact, book.key(str(fact.value), article), book) for fact in mention.facts)


def _known(fact: Fact, key: str, book: NameBook) -> Fact:
    return replace(fact, organization=key, above=book.above(key)) if fact.field == "party" else fact


def _organization(key: str, spellings: Mapping[str, int], taken: set[str], book: NameBook) -> ResolvedOrganization:
    own = {name: uses for name, uses in spellings.items() if book.own_key(name) == key} or spellings
    most_used = min(own, key=lambda name: (-own[name], name.islower(), name))
    known = None if key in book.pinned else lookup(most_used)
    name = known.name if known else most_used if key in book.pinned else display_name(most_used)
    address = slug(name)
    if address in taken:
        address = f"{address}-{hashlib.sha256(key.encode()).hexdigest()[:6]}"
    aliases = {spelling for spelling in spellings if spelling.casefold() != name.casefold()}
    return ResolvedOrganization(
        id=address,
        key=key,
        name=name,
        kind=known.kind if known else _kind_told((name, *sorted(aliases))),
        parent_key=book.key(known.parent) if known and known.parent else None,
        aliases=tuple(sorted(aliases)),
        ai=bool((known and known.ai) or _SPEAKS_OF_AI.search(name)),
    )
