"""Names of organisations: a form to compare them by, and what the table of well-known ones says.

``organizations.csv`` holds one organisation a row: usual short name, kind, whether AI is its
business, parent, other names, products, and those of its names that are ordinary words and
therefore count only with a capital letter. "|" separates the names in a cell.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from ..text.tables import cell, rows

_LEGAL = frozenset(
    (
        *("inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "plc", "llc", "lp", "llp"),
        *("gmbh", "ag", "sa", "se", "nv", "bv", "ab", "asa", "oy", "spa", "pte", "pty", "kk"),
        *("holdings", "holding", "group", "the"),
    )
)
_POSSESSIVE = re.compile(r"'s\b")
_WORD = re.compile(r"[a-z0-9&+]+")
_FORM = re.compile(
    r"[\s,]+(?:inc|incorporated|corp|corporation|co|ltd|limited|plc|llc|lp|llp|gmbh|ag|s\.?a|se|n\.?v|b\.?v|ab|asa|oyj?"
    r"|s\.?p\.?a|pte|pty|k\.?k|pbc)\.?$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*\([^()]{0,60}\)\s*$")
_LONGEST = 120


@dataclass(frozen=True)
class Organization:
    """A well-known organisation.

    ``kind`` is company, fund, bank, public body or university; ``ai`` says whether AI is its main
    business; ``capitalised`` are those of its names that are ordinary words ("Block", "Target").
    """

    name: str
    kind: str | None
    ai: bool
    parent: str | None
    aliases: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    capitalised: tuple[str, ...] = ()


@cache
def known_organizations() -> tuple[Organization, ...]:
    """The rows of ``organizations.csv``."""
    return tuple(
        Organization(
            name=row["name"],
            kind=row["kind"] or None,
            ai=row["ai"] == "1",
            parent=row["parent"] or None,
            aliases=cell(row["aliases"]),
            products=cell(row["products"]),
            capitalised=cell(row["capitalised"]),
        )
        for row in rows(__package__, "organizations.csv")
    )


@dataclass(frozen=True)
class _Entry:
    organization: Organization
    alias: bool
    word: bool


@cache
def _entries() -> dict[str, _Entry]:
    """Every name of the table in normal form; names go before aliases, aliases before products."""
    table: dict[str, _Entry] = {}
    for alias, names in ((True, _own_names), (True, _other_names), (False, _products)):
        for organization in known_organizations():
            for name in names(organization):
                entry = _Entry(organization, alias, name in organization.capitalised)
                table.setdefault(normal_form(name), entry)
    return table


def _own_names(organization: Organization) -> Iterable[str]:
    return (organization.name,)


def _other_names(organization: Organization) -> Iterable[str]:
    return organization.aliases


def _products(organization: Organization) -> Iterable[str]:
    return organization.products


@lru_cache(maxsize=8192)
def normal_form(name: str) -> str:
    """``name`` without accents, case, possessive "s", legal form and a leading "the": "The Acme Co.'s" is "acme"."""
    straight = name.replace("’", "'")
    plain = unicodedata.normalize("NFKD", straight).encode("ascii", "ignore").decode().casefold()
    plain = _POSSESSIVE.sub("", plain.strip() or straight.casefold())
    words = _WORD.findall(plain) or [plain.strip()]
    kept = [word for word in words if word not in _LEGAL] or words
    return " ".join(kept)


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """What two names of one organisation have in common: the normal form, after the table's aliases.

    "AWS" and "Amazon Web Services, Inc." have the same key; a product or a subsidiary has its own.
    """
    form = normal_form(name)
    entry = _entries().get(form)
    return normal_form(entry.organization.name) if entry and entry.alias else form


def lookup(name: str, any_case: bool = False) -> Organization | None:
    """The well-known organisation that goes by this name, alias or product ("Azure" is Microsoft).

    A name that is an ordinary word needs a capital letter ("Target"), unless ``any_case``.
    """
    if len(name) > _LONGEST:
        return None
    if name.endswith(")"):
        name = _BRACKETS.sub("", name)
    entry = _entries().get(normal_form(name))
    if not entry or (entry.word and not any_case and name == name.lower()):
        return None
    return entry.organization


def has_legal_form(name: str) -> bool:
    """Whether a name ends in the legal form of a company: "Acme, Inc.", "Acme GmbH"."""
    return bool(_FORM.search(name.strip()))


def display_name(name: str) -> str:
    """The usual short name for what an article writes: "Nvidia Corp." is "Nvidia", "Acme, Inc." is "Acme"."""
    bare = _BRACKETS.sub("", " ".join(name.split())).strip(' *_"“”‘,;:')
    known = lookup(bare)
    if known:
        return known.name
    if bare.endswith(("'s", "’s")):
        bare = bare[:-2]
    while bare != (shorter := _FORM.sub("", bare)) and shorter:
        bare = shorter
    return bare.strip(" ,")
