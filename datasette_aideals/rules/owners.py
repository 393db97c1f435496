"""Whose something is: "X's stake", "its stake", "the company's stake"."""

from collections.abc import Sequence

from .article import Sentence
from .discourse import Discourse, Party
from .entities import Entity, Kind
from .lexicon import word_class
from .phrases import Part, Phrase, Verb, word_at
from .subjects import subject_of


def _of_subject(phrase: Phrase, sentence: Sentence, taken: set[str]) -> Entity | None:
    """The company that the clause is about, where it is named: "the $5m that Acme raised as part of its merger"."""
    parts = sentence.parts
    k = next((k for k, part in enumerate(parts) if part is phrase), 0) - 1
    while k >= 0 and not (isinstance(verb := parts[k], Verb) and verb.finite):
        k -= 1
    subject = _advised(parts, k) or (subject_of(parts, k) if k >= 0 else None)
    if subject is None or len(subject.names) != 1 or subject.first > phrase.first:
        return None
    entity = subject.names[0].entity
    return entity if entity.kind is Kind.ORGANIZATION and entity.key not in taken else None


def _after_which(phrase: Phrase, sentence: Sentence) -> bool:
    """Whether "after which" stands before a phrase: another does something with what was told of."""
    at = next((k for k, part in enumerate(sentence.parts) if part is phrase), 0)
    return any(word_at(sentence.parts, k) == "after" and word_at(sentence.parts, k + 1) == "which" for k in range(at))


def _of_several(phrase: Phrase, sentence: Sentence, taken: set[str]) -> list[Party]:
    """Those whom a clause is about, where they are several: "Acme and Oak announced their merger"."""
    parts = sentence.parts
    at = next((k for k, part in enumerate(parts) if part is phrase), 0)
    verb = next((k for k in range(at - 1, -1, -1) if isinstance(one := parts[k], Verb) and one.finite), None)
    subject = subject_of(parts, verb) if verb is not None else None
    if subject is None or len(subject.names) < _SEVERAL or subject.first > phrase.first:
        return []
    entities = [name.entity for name in subject.names if name.entity.is_party and name.entity.key not in taken]
    return [Party(one, phrase.first, phrase.first + 1, indirect=True) for one in entities]


_SEVERAL = 2


def _of_coming_subject(phrase: Phrase, sentence: Sentence, taken: set[str]) -> Entity | None:
    """The company behind the words that open a sentence: "After its purchase of Oak, Acme …"."""
    parts = sentence.parts
    at = next((k for k, part in enumerate(parts) if part is phrase), 0)
    if not at or parts[0].kind != "i" or any(isinstance(part, Verb) for part in parts[:at]):
        return None
    verb = next((k for k in range(at, len(parts)) if isinstance(one := parts[k], Verb) and one.finite), None)
    subject = subject_of(parts, verb) if verb is not None else None
    if subject is None or subject.first < phrase.last or len(subject.names) != 1:
        return None
    entity = subject.names[0].entity
    return entity if entity.kind is Kind.ORGANIZATION and entity.key not in taken else None


def _advised(parts: Sequence[Part], at: int) -> Phrase | None:
    """Whose matter it is where somebody only helps: "Acme advised Oak on its purchase of Elm"."""
    verb, client = (parts[at], parts[at + 1]) if 0 <= at < len(parts) - 1 else (None, None)
    helps = isinstance(verb, Verb) and verb.lemma in ("advise", "assist", "represent", "help")
    return client if helps and isinstance(client, Phrase) and client.names else None


def owners_of(phrase: Phrase, discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Party]:
    """The organisations whose something is: "X's stake", "its stake", "the company's stake"."""
    named = [Party(name.entity, name.first, name.last) for name in phrase.owners if name.entity.is_party]
    if named:
        return named
    if phrase.determiner in ("its", "their"):
        return _of_pronoun(phrase, discourse, sentence, taken)
    if phrase.owner_words and phrase.owner_words[-1] in word_class("company"):
        entity = discourse.resolve(sentence.index, phrase.first, phrase.owner_words, taken)
        last = phrase.first + len(phrase.owner_words) + 1
        return [Party(entity, phrase.first, last, indirect=True)] if entity else []
    return []


def _of_pronoun(phrase: Phrase, discourse: Discourse, sentence: Sentence, taken: set[str]) -> list[Party]:
    """Whose "its" or "their" something is."""
    if phrase.determiner == "its" and discourse.sold and discourse.sold[0] == sentence.index:
        # "X's purchase of Y fell through, after which Z licensed its technology": that of Y.
        sold = discourse.sold[1]
        if sold.key not in taken and _after_which(phrase, sentence):
            return [Party(sold, phrase.first, phrase.first + 1, indirect=True)]
    several = _of_several(phrase, sentence, taken) if phrase.determiner == "their" else []
    if several:
        return several
    own = _of_subject(phrase, sentence, taken) or _of_coming_subject(phrase, sentence, taken)
    entity = own or discourse.resolve(sentence.index, phrase.first + 1, [], taken)
    return [Party(entity, phrase.first, phrase.first + 1, indirect=True)] if entity else []
