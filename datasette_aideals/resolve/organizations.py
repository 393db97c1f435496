"""The organisations that take part in deals: one for each name, however it is written."""

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..values.names import display_name, lookup, name_key
from .reported import Reported

_SPEAKS_OF_AI = re.compile(r"\b(?:ai|artificial intelligence)\b|\.ai\b", re.IGNORECASE)


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


def resolve_organizations(mentions: Iterable[Reported]) -> dict[str, ResolvedOrganization]:
    """The organisations that ``mentions`` name, by name key.

    The name is the table's where the table knows it, else the form that most articles use.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        for fact in mention.having("party"):
            spellings[name_key(fact.value)].update({str(fact.value), fact.exact or str(fact.value)})
    organizations: dict[str, ResolvedOrganization] = {}
    taken: set[str] = set()
    for key in sorted(spellings):
        organization = _organization(key, spellings[key], taken)
        taken.add(organization.id)
        organizations[key] = organization
    return organizations


def slug(text: str) -> str:
    """A readable piece of an address: small letters, digits and dashes; a hash where none are left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or hashlib.sha256(text.encode()).hexdigest()[:8]


def _organization(key: str, spellings: Counter[str], taken: set[str]) -> ResolvedOrganization:
    most_used = min(spellings, key=lambda name: (-spellings[name], name.islower(), name))
    known = lookup(most_used)
    name = known.name if known else display_name(most_used)
    address = slug(name)
    if address in taken:
        address = f"{address}-{hashlib.sha256(key.encode()).hexdigest()[:6]}"
    aliases = {spelling for spelling in spellings if spelling.casefold() != name.casefold()}
    return ResolvedOrganization(
        id=address,
        key=key,
        name=name,
        kind=known.kind if known else None,
        parent_key=name_key(known.parent) if known and known.parent else None,
        aliases=tuple(sorted(aliases)),
        ai=bool((known and known.ai) or _SPEAKS_OF_AI.search(name)),
    )
