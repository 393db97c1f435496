"""Which organisation a name stands for, over all articles and what people decided."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..store.decisions import Decision, Kind
from ..values.names import known_organizations, lookup, name_key, normal_form
from .likeness import like_names

_ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,6}")
_INTRODUCED = re.compile(r"((?:[^\W\d_][\w&.’'-]*[ \t]+){1,9})\(\s*[\"“]?([A-Z][A-Z0-9&]{1,6})[\"”]?\s*\)")
_SMALL = frozenset(("of", "the", "and", "for", "in", "de", "la", "&"))


@dataclass(frozen=True)
class NameBook:
    """Keys of organisations by name.

    ``alike`` leads from a key to that of another spelling, ``merged`` from one organisation to the one that
    a person made it a part of, ``pinned`` are names (in normal form) that a person took off an organisation,
    ``introduced`` says for an article's id which keys its acronyms stand for.
    """

    alike: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    pinned: frozenset[str] = frozenset()
    introduced: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def own_key(self, name: str, article_id: str = "") -> str:
        """The key of the organisation that ``name`` stands for in an article, before people's mergers."""
        form = normal_form(name)
        if form in self.pinned:
            return form
        key = name_key(name)
        key = self.introduced.get(article_id, {}).get(key, key)
        return self.alike.get(key, key)

    def key(self, name: str, article_id: str = "") -> str:
        """The key of the organisation that ``name`` stands for in an article."""
        key = self.own_key(name, article_id)
        return self.merged.get(key, key)

    def above(self, key: str) -> tuple[str, ...]:
        """Keys of the companies that the organisation with this key belongs to, the nearest one first."""
        return self._above.get(key, ())

    def same_groups(self, other: "NameBook") -> bool:
        """Whether organisations belong to each other as in another book."""
        return self._above == other._above

    @cached_property
    def _above(self) -> dict[str, tuple[str, ...]]:
        parents = {
            self.key(one.name): self.key(one.parent)
            for one in known_organizations()
            if one.parent and normal_form(one.name) not in self.pinned
        }
        return {key: tuple(_way_up(key, parents)) for key in parents if parents[key] != key}


def make_book(
    names: Iterable[str], introduced: Mapping[str, Mapping[str, str]], decisions: Iterable[Decision] = ()
) -> NameBook:
    """The book for all ``names`` that articles use. ``decisions`` are those in force, the oldest first."""
    merged: dict[str, str] = {}
    pinned: set[str] = set()
    for decision in decisions:
        if decision.kind is Kind.MERGE_ORGANIZATIONS:
            _merge(merged, decision.subject, str(decision.object))
        elif decision.kind is Kind.SPLIT_ORGANIZATION:
            pinned.add(decision.subject)
            merged.pop(decision.subject, None)
    keys = {name_key(name) for name in names if normal_form(name) not in pinned}
    return NameBook(like_names(keys), merged, frozenset(pinned), introduced)


def introduced_acronyms(text: str) -> dict[str, str]:
    """The acronyms that a text introduces in brackets after the full name: key of the one to key of the other.

    "Alpen Compute Works (ACW)" gives "acw" for "alpen compute works". One that the table of well-known
    names has keeps its own meaning.
    """
    found: dict[str, str] = {}
    for match in _INTRODUCED.finditer(text):
        acronym = match[2]
        name = _spelled_out(match[1].split(), acronym)
        if name and not lookup(acronym):
            found.setdefault(name_key(acronym), name_key(name))
    return found


def is_acronym(name: str) -> bool:
    """Whether a name looks like an acronym that only the article can explain."""
    return bool(_ACRONYM.fullmatch(name)) and lookup(name) is None


def _way_up(key: str, parents: Mapping[str, str]) -> Iterable[str]:
    seen = {key}
    while (key := parents.get(key, key)) not in seen:
        seen.add(key)
        yield key


def _spelled_out(words: list[str], acronym: str) -> str | None:
    """The last words of ``words`` whose first letters make the acronym; small words may be left out of it."""
    for start in range(len(words) - 1, -1, -1):
        tail = words[start:]
        if not tail[0][0].isupper():
            continue
        every = "".join(word[0] for word in tail)
        large = "".join(word[0] for word in tail if word.lower() not in _SMALL)
        if acronym.replace("&", "") in (every.upper().replace("&", ""), large.upper()):
            return " ".join(tail)
    return None


def _merge(merged: dict[str, str], kept: str, taken: str) -> None:
    """Let ``taken``, and whatever was merged into it, lead to ``kept``, or to what that was merged into."""
    goal = merged.get(kept, kept)
    if goal == taken:
        # The later decision says which of the two names stays.
        del merged[kept]
        goal = kept
    for key in (taken, *(key for key, target in merged.items() if target == taken)):
        if key != goal:
            merged[key] = goal
