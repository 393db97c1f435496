"""Finding the names in an article and telling which ones mean the same.

Capitals in ordinary sentences come first; what they show is then looked for in headlines and
in text without capitals, where the general table of organisations and rare words help.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from ..values.names import Organization, known_organizations
from .casing import Casing, casing_of, lacks_capitals
from .entities import Entity, Kind, is_product_of, key_of, kind_of, known_organization
from .lexicon import given_names, is_ordinary, place_words, verb_forms, word_class
from .runs import Run, capital_runs, is_capital, title_runs, words_of
from .tokens import Token

_LONGEST = 6


class Name(NamedTuple):
    """A name in the text: its first token, the one after its last, and what it means."""

    first: int
    last: int
    entity: Entity


@dataclass
class _Registry:
    """What the article's names mean, gathered while it is read."""

    entities: dict[str, Entity] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], Entity]]] = field(default_factory=dict)

    def add(self, words: tuple[str, ...], entity: Entity) -> None:
        known = self.phrases.setdefault(words[0], [])
        if all(other != words for other, _ in known):
            known.append((words, entity))
            known.sort(key=lambda item: -len(item[0]))


def find_names(tokens: Sequence[Token], ranges: Sequence[Run], blocked: set[int]) -> list[Name]:
    """The names of an article, from left to right, without overlaps.

    ``ranges`` are the sentences as token numbers, ``blocked`` the tokens of sums, dates and the like.
    """
    low = lacks_capitals(tokens)
    casings = [casing_of(tokens[first:last], low) for first, last in ranges]
    runs: list[Run] = []
    for (first, last), casing in zip(ranges, casings, strict=True):
        if casing is Casing.NORMAL:
            runs.extend(capital_runs(tokens, first, last, blocked))
    runs = [piece for run in runs for piece in _at_known_names(tokens, _with_low_tail(tokens, run))]
    runs = _without_openers(tokens, runs, {first for first, _ in ranges})
    runs = _with_openers(tokens, runs, ranges, casings)
    registry = _register(tokens, runs)
    names = [Name(run[0], run[1], entity) for run in runs if (entity := _entity_at(tokens, run, registry))]
    for (first, last), casing in zip(ranges, casings, strict=True):
        if casing is not Casing.NORMAL:
            names.extend(_in_plain_text(tokens, first, last, casing, registry, blocked))
    names.sort()
    return _governments(tokens, names)


def _governments(tokens: Sequence[Token], names: list[Name]) -> list[Name]:
    """Makes "the Dutch government" a name of its own."""
    found: list[Name] = []
    for name in names:
        end = _government_end(tokens, name)
        if not end:
            found.append(name)
            continue
        text = words_of(tokens, (name.first, end))
        entity = Entity(key_of(text), text, Kind.ORGANIZATION, known_organization(text))
        found.append(Name(name.first, end, entity))
    return found


def _government_end(tokens: Sequence[Token], name: Name) -> int:
    """The token after "government" where it follows a place, at once or behind "'s federal"; 0 elsewhere."""
    at = name.last
    if at < len(tokens) and tokens[at].lower == "administration":
        return at + 1
    if name.entity.kind is not Kind.PLACE:
        return 0
    for at in range(name.last, min(name.last + 3, len(tokens))):
        if tokens[at].lower in ("government", "governments"):
            return at + 1
        if tokens[at].lower not in ("'s", "federal", "central", "national", "new"):
            return 0
    return 0


def _with_openers(
    tokens: Sequence[Token], runs: list[Run], ranges: Sequence[Run], casings: Sequence[Casing]
) -> list[Run]:
    """Adds first words of sentences that are ordinary words, but names elsewhere in the article ("Scale said")."""
    named = {tokens[first].text for first, last in runs if last - first == 1}
    taken = {k for first, last in runs for k in range(first, last)}
    added = [
        (first, first + 1)
        for (first, last), casing in zip(ranges, casings, strict=True)
        if casing is Casing.NORMAL and first < last and first not in taken and tokens[first].text in named
    ]
    return sorted([*runs, *added]) if added else runs


def _with_low_tail(tokens: Sequence[Token], run: Run) -> Run:
    """Takes in the lower-case end of a known name, as in "SK hynix"."""
    for words, _ in _known_phrases().get(tokens[run[0]].lower, ()):
        if len(words) > run[1] - run[0] and _stands(tokens, run[0], len(tokens), words):
            return run[0], run[0] + len(words)
    return run


def _without_openers(tokens: Sequence[Token], runs: list[Run], openers: set[int]) -> list[Run]:
    """Drops lone first words of sentences that no other place shows to be a name ("Ore bodies")."""
    counts: dict[str, int] = {}
    for run in runs:
        text = words_of(tokens, run)
        counts[text] = counts.get(text, 0) + (run[0] not in openers)
    kept = []
    for run in runs:
        text = words_of(tokens, run)
        if (
            run[1] - run[0] > 1
            or run[0] not in openers
            or counts[text]
            or known_organization(text)
            or (run[1] < len(tokens) and not _describes(tokens, run[1]))
        ):
            kept.append(run)
    return kept


def _describes(tokens: Sequence[Token], at: int) -> bool:
    """Whether a plain lower-case noun stands at a place, so that the word before only describes it."""
    word = tokens[at].text
    if not word.isalpha() or not word.islower() or word in verb_forms():
        return False
    return not any(
        word in word_class(label)
        for label in (
            "be",
            "have",
            "do",
            "modal",
            "adverb",
            "preposition",
            "conjunction",
            "subordinator",
            "relative",
            "negation",
        )
    )


def _at_known_names(tokens: Sequence[Token], run: Run) -> list[Run]:
    """Cuts "Microsoft Azure AI Foundry" after the longest known name it begins with."""
    first, last = run
    if last - first == 1 or tokens[last - 1].lower in word_class("organisation_suffix"):
        return [run]
    for end in range(last, first, -1):
        if known_organization(words_of(tokens, (first, end))):
            return [(first, end)] if end == last else [(first, end), (end, last)]
    return [run]


def _register(tokens: Sequence[Token], runs: Sequence[Run]) -> _Registry:
    registry = _Registry()
    people = _people(tokens, runs)
    for run in sorted(runs, key=lambda item: item[0] - item[1]):
        text = words_of(tokens, run)
        if text in registry.entities:
            continue
        kind = Kind.PERSON if text in people else kind_of(text)
        kind = _dateline_kind(tokens, run) or kind
        if kind is Kind.ORGANIZATION and _is_place(tokens, run, text):
            kind = Kind.PLACE
        entity = _new_entity(text, kind)
        longer = _longer_form(text, registry)
        if kind is Kind.ORGANIZATION and longer and entity.known is None:
            entity = longer
        registry.entities[text] = entity
        registry.add(tuple(token.lower for token in tokens[run[0] : run[1]]), entity)
    _acronyms(tokens, runs, registry)
    return registry


_DATELINE_REACH = 40


def _dateline_kind(tokens: Sequence[Token], run: Run) -> Kind | None:
    """What a name in a dateline is: the agency in brackets, the town in capitals that stands alone."""
    first, last = run
    if first > _DATELINE_REACH or last >= len(tokens) or first == 0:
        return None
    before, after = tokens[first - 1].text, tokens[last].text
    dash = tokens[last + 1].text if last + 1 < len(tokens) else ""
    if before == "(" and after == ")" and dash in ("-", "–", "—", "--"):
        return Kind.MEDIA
    if tokens[first].text.isupper() and last - first == 1 and len(tokens[first].text) > 3 and after == ".":
        opens = tokens[first].start - tokens[first - 1].end > 1
        return Kind.PLACE if opens else None
    return None


_PLACE_TAILS = frozenset(
    [
        "county",
        "city",
        "island",
        "islands",
        "river",
        "lake",
        "valley",
        "bay",
        "beach",
        "heights",
        "park",
        "province",
        "district",
        "prefecture",
    ]
)


def _is_place(tokens: Sequence[Token], run: Run, text: str) -> bool:
    """Whether a name is a town or the like: "Lehi, Utah", "Storey County"."""
    if known_organization(text) or text.rsplit(maxsplit=1)[-1].lower() in word_class("organisation_suffix"):
        return False
    if text.rsplit(maxsplit=1)[-1].lower() in _PLACE_TAILS:
        return True
    last = run[1]
    if last < len(tokens) and tokens[last].lower in ("-based", "-headquartered", "-area", "-born"):
        return True
    if last + 1 >= len(tokens) or tokens[last].text != "," or not tokens[last + 1].text[0].isupper():
        return False
    after = tokens[last + 2].lower if last + 2 < len(tokens) else ""
    before = tokens[run[0] - 1].lower if run[0] else ""
    if text.isupper() and place_words().get(tokens[last + 1].lower) in ("region", "country"):
        return True
    region = place_words().get(tokens[last + 1].lower) in ("region", "country")
    return (
        region
        and after not in ("'s", "-based")
        and before in ("in", "near", "at", "from", "outside", "to", "of", "(", ",", "and")
    )


def _new_entity(text: str, kind: Kind) -> Entity:
    known = known_organization(text) if kind in (Kind.ORGANIZATION, Kind.MEDIA) else None
    if known and is_product_of(text, known):
        return Entity(key_of(known.name), known.name, Kind.PRODUCT, known)
    return Entity(key_of(text), _without_legal_form(text), kind, known)


def _without_legal_form(text: str) -> str:
    words = text.split()
    while len(words) > 1 and words[-1].lower().strip(",") in word_class("legal"):
        words.pop()
    return " ".join(words).rstrip(",")


def _longer_form(text: str, registry: _Registry) -> Entity | None:
    """The entity whose full name begins with this short one: "Skarn" for "Skarn Robotics"."""
    words = text.split()
    if len(words) == 1 and words[0].lower() in word_class("public"):
        return next((entity for full, entity in registry.entities.items() if words[0] in full.split()[1:]), None)
    if len(words) > 2 or words[0].lower() in place_words() or len(words[0]) < 3:
        return None
    for full, entity in registry.entities.items():
        parts = full.split()
        if entity.kind is Kind.ORGANIZATION and len(parts) > len(words) and parts[: len(words)] == words:
            return entity
    return None


def _people(tokens: Sequence[Token], runs: Sequence[Run]) -> set[str]:
    """The runs that name people, in full or by their last name."""
    full: set[str] = set()
    for run in runs:
        text = words_of(tokens, run)
        if _is_person(tokens, run, text):
            full.add(text)
    last_names = {text.split()[-1] for text in full}
    last_names = {name for name in last_names if not known_organization(name)}
    single = {words_of(tokens, run) for run in runs if run[1] - run[0] == 1}
    return full | {name for name in single if name in last_names}


def _is_person(tokens: Sequence[Token], run: Run, text: str) -> bool:
    first, last = run
    words = text.split()
    if known_organization(text) or words[-1].lower() in word_class("organisation_suffix"):
        return False
    before = tokens[first - 1].lower if first else ""
    titled = before in word_class("title") or (
        before == "." and first > 1 and tokens[first - 2].lower in ("dr", "mr", "ms", "mrs")
    )
    if len(words) == 1:
        return titled and before in ("mr", "mrs", "ms", "dr", ".", "president", "minister", "professor", "sir", "lord")
    if len(words) > 4 or any(character.isdigit() for character in text):
        return False
    if kind_of(text) is Kind.PERSON or titled:
        return True
    after = [token.lower for token in tokens[last : last + 5]]
    if after[:1] == [","]:
        after = [word for word in after[1:4] if word not in ("the", "a", "its", "'s")]
        return (bool(after) and after[0] in _PERSON_AFTER) or (
            len(after) > 1 and after[1] in _PERSON_AFTER and after[0] in _RANKS
        )
    return False


_PERSON_AFTER = frozenset(
    [
        "ceo",
        "cfo",
        "cto",
        "coo",
        "chairman",
        "chairwoman",
        "president",
        "founder",
        "co-founder",
        "cofounder",
        "chief",
        "vice",
        "managing",
        "director",
        "analyst",
        "partner",
        "head",
        "professor",
        "executive",
        "minister",
        "prime",
        "general",
        "who",
        "editor",
        "reporter",
        "correspondent",
        "columnist",
    ]
) - {"general", "executive", "partner"}
_RANKS = frozenset(
    [
        "technology",
        "business",
        "markets",
        "staff",
        "senior",
        "group",
        "global",
        "general",
        "executive",
        "deputy",
        "vice",
        "managing",
        "founding",
        "company",
    ]
)


def _acronyms(tokens: Sequence[Token], runs: Sequence[Run], registry: _Registry) -> None:
    """Short names that an article introduces in brackets: "Tata Consultancy Services (TCS)"."""
    for first, last in runs:
        if last + 2 < len(tokens) and tokens[last].text == "(" and tokens[last + 2].text == ")":
            short, full = tokens[last + 1].text, words_of(tokens, (first, last))
            if len(short) >= 2 and short[0].isupper() and short.isalpha() and _abbreviates(short, full):
                entity = registry.entities[full]
                registry.entities[short] = entity
                words = registry.phrases.get(short.lower(), [])
                registry.phrases[short.lower()] = [item for item in words if item[0] != (short.lower(),)]
                registry.add((short.lower(),), entity)


def _abbreviates(short: str, full: str) -> bool:
    at = 0
    lowered = full.lower()
    for letter in short.lower():
        at = lowered.find(letter, at) + 1
        if not at:
            return False
    return len(full.split()) > 1


def _entity_at(tokens: Sequence[Token], run: Run, registry: _Registry) -> Entity | None:
    return registry.entities.get(words_of(tokens, run))


def _in_plain_text(
    tokens: Sequence[Token], first: int, last: int, casing: Casing, registry: _Registry, blocked: set[int]
) -> list[Name]:
    """Names in a headline or in text without capitals."""
    found: list[Name] = []
    i = first
    while i < last:
        name = None if i in blocked else _phrase_at(tokens, i, last, casing, registry)
        if name:
            found.append(name)
            i = name.last
        else:
            i += 1
    taken = {k for name in found for k in range(name.first, name.last)}
    for run in title_runs(tokens, first, last, blocked | taken):
        text = words_of(tokens, run)
        kind = kind_of(text) if casing is not Casing.LOWER else _low_kind(text)
        entity = registry.entities.setdefault(text, _new_entity(text, kind))
        registry.add(tuple(token.lower for token in tokens[run[0] : run[1]]), entity)
        found.append(Name(run[0], run[1], entity))
    return found


def _low_kind(text: str) -> Kind:
    words = text.split()
    return Kind.PERSON if len(words) > 1 and words[0] in given_names() else kind_of(text)


def _phrase_at(tokens: Sequence[Token], i: int, last: int, casing: Casing, registry: _Registry) -> Name | None:
    word = tokens[i].lower
    for words, entity in registry.phrases.get(word, ()):
        if _stands(tokens, i, last, words) and (len(words) > 1 or casing is not Casing.LOWER or not is_ordinary(word)):
            return Name(i, i + len(words), entity)
    for words, known in _known_phrases().get(word, ()):
        if _stands(tokens, i, last, words) and (len(words) > 1 or _clear(word, casing, tokens[i])):
            text = words_of(tokens, (i, i + len(words)))
            kind = Kind.PRODUCT if is_product_of(text, known) else Kind.ORGANIZATION
            return Name(
                i,
                i + len(words),
                Entity(key_of(known.name) if kind is Kind.PRODUCT else key_of(text), known.name, kind, known),
            )
    return None


def _stands(tokens: Sequence[Token], i: int, last: int, words: tuple[str, ...]) -> bool:
    return i + len(words) <= last and all(tokens[i + k].lower == word for k, word in enumerate(words))


def _clear(word: str, casing: Casing, token: Token) -> bool:
    """Whether a known one-word name is meant, and not the ordinary word that it also is."""
    if not is_ordinary(word):
        return True
    if casing is Casing.LOWER or word in verb_forms() or word in place_words():
        return False
    return is_capital(token) and not any(
        word in word_class(label) for label in ("goods", "company", "site", "asset", "title")
    )


@cache
def _known_phrases() -> dict[str, list[tuple[tuple[str, ...], Organization]]]:
    """The general table by first word, longest names first."""
    found: dict[str, list[tuple[tuple[str, ...], Organization]]] = {}
    for known in known_organizations():
        for name in (known.name, *known.aliases, *known.products):
            words = tuple(name.lower().replace("’", "'").split())
            if words and len(words) <= _LONGEST:
                found.setdefault(words[0], []).append((words, known))
    for entries in found.values():
        entries.sort(key=lambda item: -len(item[0]))
    return found
