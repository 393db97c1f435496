"""Names of an article: what they are, and which of them mean the same."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from ..values.names import Organization, lookup, name_key
from .lexicon import given_names, is_ordinary, place_words, word_class


class Kind(Enum):
    """What a name stands for."""

    ORGANIZATION = "organization"
    PERSON = "person"
    PLACE = "place"
    PRODUCT = "product"
    MEDIA = "media"
    OTHER = "other"


@dataclass(frozen=True)
class Entity:
    """Something that an article names: its usual name there, and who owns it where it is a product."""

    key: str
    name: str
    kind: Kind
    known: Organization | None = None

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def is_party(self) -> bool:
        """Whether it may take part in a deal by itself."""
        return self.kind in (Kind.ORGANIZATION, Kind.MEDIA, Kind.PRODUCT)


@lru_cache(maxsize=20_000)
def known_organization(name: str) -> Organization | None:
    """The organisation of the general table that ``name`` means, by name, alias or product."""
    return lookup(name)


@lru_cache(maxsize=20_000)
def key_of(name: str) -> str:
    """The normal form under which two ways to write a name are the same."""
    return name_key(name)


@lru_cache(maxsize=20_000)
def is_product_of(name: str, known: Organization) -> bool:
    """Whether ``name`` is a product of the organisation rather than one of its own names."""
    key = key_of(name)
    return all(key_of(own) != key for own in (known.name, *known.aliases))


@lru_cache(maxsize=20_000)
def kind_of(name: str) -> Kind:
    """What a name stands for, as far as the name itself tells."""
    lower = name.lower().replace("’", "'")
    if lower in word_class("media") or known_organization(name):
        return Kind.MEDIA if lower in word_class("media") else Kind.ORGANIZATION
    words = lower.split()
    if lower in place_words() or (words[0] in _SIDES and " ".join(words[1:]) in place_words()):
        return Kind.PLACE
    if _is_no_name(name, lower, words):
        return Kind.OTHER
    if words[-1] in word_class("organisation_suffix"):
        return Kind.ORGANIZATION
    if all(word in place_words() or word in ("and", "&") for word in words):
        return Kind.PLACE
    person = 2 <= len(words) <= 4 and words[0] in given_names() and not any(one.isdigit() for one in name)
    return Kind.PERSON if person else Kind.ORGANIZATION


_SIDES = frozenset(
    ["west", "east", "north", "south", "western", "eastern", "northern", "southern", "central", "greater"]
)
_NOT_ALONE = ("notice", "exchange", "heading", "round", "label")
_COMMON = frozenset(
    [
        *("debt", "loan", "loans", "equity", "financing", "funding", "private equity", "funds", "bitcoin", "latam"),
        *(
            "debt financing",
            "equity financing",
            "bridge financing",
            "debt funding",
            "venture capital",
            "growth capital",
        ),
    ]
)
_CALLS = frozenset(["get", "read", "see", "click", "learn", "view", "sign", "subscribe", "download"])
_YEAR_CODE = re.compile(r"\d{1,2}-[A-Z]$|(?:FY|[1-4]?[QH])\d{2}[A-Z]?$|[A-K]-(?:round|series)$")
_MADE_OF = re.compile(r"[\w.]+[-‑](?:\w*[a-z]ed|based|driven|native|ready|led|born|first|enabling|focused)")
_NO_NAMES = (
    "act",
    "agreement",
    "treaty",
    "bill",
    "award",
    "awards",
    "conference",
    "summit",
    "index",
    "round",
    "loan",
    "prize",
)


def _is_no_name(name: str, lower: str, words: list[str]) -> bool:
    """Whether it is an acronym of something common, a day, a people, a law or an event."""
    plural_acronym = len(name) > 2 and name[:-1].isupper() and name[-1] == "s" and name.isalpha()
    people = lower.endswith("s") and place_words().get(lower[:-1]) == "nationality"
    noticed = len(words) == 1 and any(lower in word_class(label) for label in _NOT_ALONE)
    noticed = noticed or all(word in word_class("contract_party") | word_class("contract_thing") for word in words)
    noticed = noticed or (words[0] in _CALLS and all(is_ordinary(word) for word in words))
    noticed = noticed or lower in _COMMON
    shouted = name.isupper() and len(name) > 3 and all(word.isalpha() and is_ordinary(word) for word in words)
    dated = _YEAR_CODE.match(name) is not None
    if noticed or shouted or dated or lower == "board of directors" or _is_described(name):
        return True
    common = lower in word_class("calendar") | word_class("group_of_companies") or all(
        word in word_class("acronym") or word in place_words() for word in words
    )
    return common or plural_acronym or people or words[-1] in _NO_NAMES


def _is_described(name: str) -> bool:
    """Whether it only describes: "AI-guided", "GPU-based", or two common words with a hyphen: "First-round"."""
    if _MADE_OF.fullmatch(name):
        return True
    first, hyphen, rest = name.partition("-")
    if not hyphen or not rest.islower() or not is_ordinary(rest):
        return False
    first = first.lower()
    return len(first) > 1 and (first in word_class("acronym") or (len(first) > _SHORT and is_ordinary(first)))


_SHORT = 2


_SCHOOLS = frozenset({"university", "college", "school"})


def is_fund(entity: Entity) -> bool:
    """Whether an organisation gives money for a living: a fund or a bank, by the table or its own name."""
    if entity.known:
        return entity.known.kind in ("fund", "bank")
    return entity.name.lower().rsplit(maxsplit=1)[-1] in word_class("fund_word")


def is_public(entity: Entity) -> bool:
    """Whether an organisation is a public body."""
    if entity.known:
        return entity.known.kind == "public body"
    words = entity.name.lower().split()
    return any(word in word_class("public") for word in words) and _SCHOOLS.isdisjoint(words)
