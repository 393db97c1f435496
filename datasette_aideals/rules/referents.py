"""Whom a sentence speaks of: its subject, and whom its pronouns and words such as "the company" mean."""

from collections.abc import Iterator
from typing import NamedTuple

from .article import Sentence
from .parties import Discourse, owners_of, parties_of
from .phrases import Phrase


class Referent(NamedTuple):
    """An organisation that words of a sentence mean: the words' first token, and its key."""

    token: int
    key: str


def referents(sentence: Sentence, discourse: Discourse) -> tuple[Referent, ...]:
    """The organisations that a sentence speaks of, in its order; the article has been read up to its end."""
    first, _ = sentence.tokens
    found = [
        Referent(token, entity.key)
        for at, token, entity, subject in discourse.seen[-_MOST:]
        if subject and token >= first
    ]
    return tuple(sorted({*found, *_meant(sentence, discourse)}))


_MOST = 40


def _meant(sentence: Sentence, discourse: Discourse) -> Iterator[Referent]:
    """Whom pronouns, possessives and "the company" mean."""
    for part in sentence.parts:
        if not isinstance(part, Phrase):
            continue
        if not part.names:
            for party in parties_of(part, discourse, sentence, set()):
                yield Referent(part.first, party.entity.key)
        if part.determiner in ("its", "their") and not part.owners:
            for party in owners_of(part, discourse, sentence, set()):
                yield Referent(part.first, party.entity.key)
