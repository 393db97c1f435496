"""Names where they stand: what the judge looks at in one of them whatever the candidate is."""

from collections.abc import Iterator
from dataclasses import dataclass

from .article import Sentence
from .candidates import Scene
from .drafts import Draft
from .features import bucket, kind_of_party
from .lexicon import verb_forms
from .names import Name
from .phrases import Phrase, Verb
from .sides import side
from .subjects import subject_of

_LISTING = frozenset({",", "and", "&", "the", "plus", "(", ")"})
_FAR = 14
_LONG = 40


@dataclass(frozen=True, eq=False)
class Mention:
    """A name in its sentence: what sort of organisation it is, what stands around it, and its traits by all this.

    ``head`` is the token before the list of names that it is part of, ``governor`` its word, ``verb`` the next one;
    ``place`` is the number of the sentence and the head; ``sides`` are those that the frames gave it in any deals.
    """

    name: Name
    sentence: Sentence
    kind: str
    topic: int
    leads: bool
    in_lead: bool
    head: int
    governor: str
    verb: str
    place: tuple[int, int]
    sides: list[tuple[Draft, str]]
    traits: tuple[str, ...]


def mention(scene: Scene, name: Name, index: int) -> Mention:
    """A name as part of a sentence."""
    sentence = scene.article.sentences[index]
    key, names = name.entity.key, scene.names.get(index)
    kind, topic = kind_of_party(name.entity), scene.topic(key)
    leads = not names or names[0].entity.key == key
    head = _head_of_list(scene, name, sentence)
    governor = scene.word(head, sentence)
    verb = _next_verb(scene, range(name.last, min(sentence.tokens[1], name.last + _FAR)))
    traits = [
        f"kind {kind}",
        f"topic {topic}",
        f"named {bucket(scene.counts[key])}",
        f"list< {governor}",
        f"list<< {scene.word(head - 1, sentence)} {governor}",
        f"list< {governor} {kind}",
        f"in a list {head != name.first - 1}",
        f"first {not names or names[0].first >= name.first}",
        f"lead {min(index, 3)} first {leads}",
        f"verb> {verb}",
        *_words_around(scene, name, sentence),
        *_subject_of(scene, name, index),
    ]
    if name.entity.known and name.entity.known.ai:
        traits.append("ai company")
    in_lead = any(one.entity.key == key for i in (0, 1) for one in scene.names.get(i, ()))
    roles = ((draft, draft.role_of(name.entity)) for draft in scene.deals_of.get(key, ()))
    place, sides = (index, head), [(draft, side(draft.type, role)) for draft, role in roles if role]
    return Mention(name, sentence, kind, topic, leads, in_lead, head, governor, verb, place, sides, tuple(traits))


def _head_of_list(scene: Scene, name: Name, sentence: Sentence) -> int:
    at = name.first - 1
    while at >= sentence.tokens[0] and (at in scene.named or scene.article.tokens[at].lower in _LISTING):
        at -= 1
    return at


def _words_around(scene: Scene, name: Name, sentence: Sentence) -> Iterator[str]:
    first, last = name.first, name.last
    one, next_one = scene.word(first - 1, sentence), scene.word(last, sentence)
    yield f"1< {one}"
    yield f"2< {scene.word(first - 2, sentence)} {one}"
    yield f"1> {next_one}"
    yield f"2> {next_one} {scene.word(last + 1, sentence)}"
    yield f"verb< {_next_verb(scene, range(first - 1, max(sentence.tokens[0] - 1, first - _FAR), -1))}"


def _next_verb(scene: Scene, places: range) -> str:
    for at in places:
        form = verb_forms().get(scene.article.tokens[at].lower)
        if form and at not in scene.named:
            return form.lemma
    return "#"


def _subject_of(scene: Scene, name: Name, index: int) -> Iterator[str]:
    """The verbs whose subject it is; in the passive with "by" at the end."""
    for verb, subject in scene.once(_subjects, index):
        if verb.first > name.first - _LONG and name in subject.names:
            yield f"subject of {verb.lemma} passive" if verb.passive else f"subject of {verb.lemma}"


def _subjects(scene: Scene, index: int) -> list[tuple[Verb, Phrase]]:
    """The verbs of a sentence with their subjects."""
    parts = scene.article.sentences[index].parts
    pairs = ((part, subject_of(parts, at)) for at, part in enumerate(parts) if isinstance(part, Verb))
    return [(verb, subject) for verb, subject in pairs if subject]
