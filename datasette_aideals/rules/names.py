"""Finding the names in an article and telling which ones mean the same.

Capitals in ordinary sentences come first; what they show is then looked for in headlines and
in text without capitals, where the general table of organisations and rare words help.
"""

from collections.abc import Sequence, Set
from typing import NamedTuple

from .casing import Casing, casing_of, lacks_capitals
from .definitions import define
from .entities import Entity, Kind, is_product_of, key_of, kind_of, known_organization
from .known import known_phrases, stands
from .lexicon import given_names, is_ordinary, place_words, verb_forms, word_class
from .lownames import low_names
from .registry import Registry, new_entity, register
from .runs import capital_runs, title_runs
from .shapes import Run, is_capital, words_of
from .tokens import Token


class Name(NamedTuple):
    """A name in the text: its first token, the one after its last, and what it means."""

    first: int
    last: int
    entity: Entity


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
            runs.extend(low_names(tokens, first, last))
    runs.sort()
    alone = {words_of(tokens, run) for run in runs}
    runs = [piece for run in runs for piece in _at_known_names(tokens, _with_low_tail(tokens, run), alone)]
    runs = _without_openers(tokens, runs, {first for first, _ in ranges})
    runs = _with_openers(tokens, _without_fields(tokens, runs), ranges, casings)
    registry = register(tokens, runs)
    define(tokens, runs, registry)
    names = [Name(run[0], run[1], entity) for run in runs if (entity := _entity_at(tokens, run, registry))]
    small = {token.text for token in tokens if token.text.islower()}
    for (first, last), casing in zip(ranges, casings, strict=True):
        if casing is not Casing.NORMAL:
            names.extend(_in_plain_text(tokens, first, last, casing, registry, blocked, small))
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
        governs = at < len(tokens) and tokens[at].text == "government" and name.first > 0
        adjective = governs and name.last == name.first + 1 and tokens[name.first - 1].lower == "the"
        return at + 1 if adjective and name.entity.known is None else 0
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
    openings = {tokens[run[0]].text for run in runs if _is_company(tokens, run)}
    taken = {k for first, last in runs for k in range(first, last)}
    added = [
        (first, first + 1)
        for (first, last), casing in zip(ranges, casings, strict=True)
        if casing is Casing.NORMAL and first < last and first not in taken and tokens[first].text in named
    ]
    added += [
        (at, at + 1)
        for (first, last), casing in zip(ranges, casings, strict=True)
        if casing is Casing.NORMAL
        for at in range(first, last - 1)
        if tokens[at].text in openings and at not in taken and _acts(tokens[at + 1])
    ]
    return sorted({*runs, *added}) if added else runs


def _is_company(tokens: Sequence[Token], run: Run) -> bool:
    """Whether a name of several words is a company's by its ending or the table, not by its first word alone."""
    first, last = run
    if last - first < _LONG or tokens[first].lower in word_class("determiner") | word_class("institution"):
        return False
    known = known_organization(words_of(tokens, run))
    return known is not None or tokens[last - 1].lower in word_class("organisation_suffix")


_LONG = 3


def _acts(token: Token) -> bool:
    """Whether a word is a verb in the past or present that is no noun: "reached"."""
    form = verb_forms().get(token.text)
    return form is not None and token.text not in word_class("noun_or_verb") and "d" in form.forms


def _with_low_tail(tokens: Sequence[Token], run: Run) -> Run:
    """Takes in the lower-case end of a known name, as in "SK hynix"."""
    for words, _ in known_phrases().get(tokens[run[0]].lower, ()):
        if len(words) > run[1] - run[0] and stands(tokens, run[0], len(tokens), words):
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
    if not word.isalpha() or not word.islower() or word in verb_forms() or not is_ordinary(word):
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


def _without_fields(tokens: Sequence[Token], runs: list[Run]) -> list[Run]:
    """Drops what only says in what companies work ("Voice AI startup Acme"), unless it is a name elsewhere."""
    fields = {run for run in runs if _is_field(tokens, run)}
    alone = {words_of(tokens, run) for run in runs if run not in fields} if fields else set()
    return [run for run in runs if run not in fields or words_of(tokens, run) in alone]


def _is_field(tokens: Sequence[Token], run: Run) -> bool:
    first, last = run
    if last - first < 2 or tokens[last - 1].text != "AI" or last >= len(tokens):
        return False
    following = tokens[last].lower
    named = not any(following in word_class(label) for label in ("company", "company_plural", "goods"))
    if named or known_organization(words_of(tokens, run)):
        return False
    return all(is_ordinary(token.lower) for token in tokens[first : last - 1])


def _at_known_names(tokens: Sequence[Token], run: Run, alone: set[str]) -> list[Run]:
    """Cuts "Microsoft Azure AI Foundry" after the longest known name it begins with.

    It must make products or stand ``alone`` elsewhere: "Vantage Grid" need not be the "Vantage" of the table.
    """
    first, last = run
    if last - first == 1 or tokens[last - 1].lower in word_class("organisation_suffix") | word_class("legal"):
        return [run]
    for end in range(last, first, -1):
        words = words_of(tokens, (first, end))
        known = known_organization(words)
        if not known:
            continue
        if end == last:
            return [run]
        if tokens[end].lower != "&" and (words in alone or (known.name == words and (known.products or known.ai))):
            return [(first, end), (end, last)]
    return [run]


def _entity_at(tokens: Sequence[Token], run: Run, registry: Registry) -> Entity | None:
    return registry.entities.get(words_of(tokens, run))


def _in_plain_text(
    tokens: Sequence[Token],
    first: int,
    last: int,
    casing: Casing,
    registry: Registry,
    blocked: set[int],
    small: Set[str],
) -> list[Name]:
    """Names in a headline or in text without capitals; ``small`` are the article's words in small letters."""
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
        if casing is Casing.TITLE and _is_no_more_than_title(text, small):
            continue
        kind = kind_of(text) if casing is not Casing.LOWER else _low_kind(text)
        entity = registry.entities.setdefault(text, new_entity(text, kind))
        registry.add(tuple(token.lower for token in tokens[run[0] : run[1]]), entity)
        found.append(Name(run[0], run[1], entity))
    return found


def _is_no_more_than_title(text: str, small: Set[str]) -> bool:
    """Whether capitals come from the headline alone: the text below has its last word in small letters."""
    words = text.lower().split()
    named = words[-1] in word_class("organisation_suffix") and not all(is_ordinary(word) for word in words)
    return words[-1] in small and not named and not known_organization(text)


def _low_kind(text: str) -> Kind:
    words = text.split()
    return Kind.PERSON if len(words) > 1 and words[0] in given_names() else kind_of(text)


def _phrase_at(tokens: Sequence[Token], i: int, last: int, casing: Casing, registry: Registry) -> Name | None:
    word = tokens[i].lower
    for words, entity in registry.phrases.get(word, ()):
        if stands(tokens, i, last, words) and (len(words) > 1 or casing is not Casing.LOWER or not is_ordinary(word)):
            return Name(i, i + len(words), entity)
    for words, known in known_phrases().get(word, ()):
        if stands(tokens, i, last, words) and (len(words) > 1 or _clear(word, casing, tokens[i])):
            text = words_of(tokens, (i, i + len(words)))
            kind = Kind.PRODUCT if is_product_of(text, known) else Kind.ORGANIZATION
            return Name(
                i,
                i + len(words),
                Entity(key_of(known.name) if kind is Kind.PRODUCT else key_of(text), known.name, kind, known),
            )
    return None


def _clear(word: str, casing: Casing, token: Token) -> bool:
    """Whether a known one-word name is meant, and not the ordinary word that it also is."""
    if not is_ordinary(word):
        return True
    if casing is Casing.LOWER or word in verb_forms() or word in place_words():
        return False
    return is_capital(token) and not any(
        word in word_class(label) for label in ("goods", "company", "site", "asset", "title")
    )
