"""What the judge looks at in somebody who may take part in a deal.

Each trait is a string; the judge has a weight for it and each answer, or none.
"""

from collections.abc import Iterator

from .article import Sentence
from .candidates import Candidate, Scene, frame_types
from .distance import distance_features
from .features import bucket, kind_of_party
from .lexicon import verb_forms
from .names import Name
from .phrases import Phrase, Verb
from .sides import side
from .subjects import subject_of

_MARKS = frozenset(";:—–|(→")
_LISTING = frozenset({",", "and", "&", "the", "plus", "(", ")"})
_FAR = 14


def role_features(scene: Scene, candidate: Candidate, name: Name) -> list[str]:
    """The traits of somebody near a candidate by which the judge tells their part in it, if any."""
    sentence = scene.sentence_of.get(name.first, candidate.sentence)
    away = sentence.index - candidate.sentence.index
    kind = kind_of_party(name.entity)
    key = name.entity.key
    topic = scene.topic(key)
    found = [f"kind {kind}", f"topic {topic}", f"named {bucket(scene.counts[key])}", f"away {max(-3, min(3, away))}"]
    found += _by_the_frames(candidate, key, kind, topic)
    found += _in_its_list(scene, candidate, name, kind)
    found += _in_its_sentence(scene, name, sentence)
    if away == 0:
        found += _up_to_the_anchor(scene, candidate, name)
    if sentence.paragraph == candidate.sentence.paragraph:
        found.append("same paragraph")
    if scene.heads.get(candidate.sentence.paragraph) == key:
        found.append("head of the paragraph")
    if name.entity.known and name.entity.known.ai:
        found.append("ai company")
    found += distance_features(scene, candidate, name)
    others = (draft for draft in scene.deals_of.get(key, []) if draft is not candidate.draft)
    elsewhere = {side(draft.type, role) for draft in others if (role := draft.role_of(name.entity))}
    return found + [f"elsewhere {one}" for one in elsewhere]


def _by_the_frames(candidate: Candidate, key: str, kind: str, topic: int) -> Iterator[str]:
    """Which part the frames gave it, and which parts they gave at all."""
    draft = candidate.draft
    if draft is None:
        yield "no frame"
        yield f"no frame topic {topic}"
        return
    role = next((role for role, party in draft.parties if party.entity.key == key), None)
    mine = side(draft.type, role)
    has = ",".join(sorted({side(draft.type, role) for role, _ in draft.parties}))
    yield f"frame {mine}"
    yield f"frame {mine} {kind}"
    yield f"frames {has} {'in' if role else 'out'}"
    yield f"frames {has} {'in' if role else 'out'} topic {topic}"
    yield f"source {draft.source} {'in' if role else 'out'}"
    for word in {word for _, word in draft.frames[:3]}:
        yield f"frame {word} {mine}"


def head_of_list(scene: Scene, name: Name, sentence: Sentence) -> int:
    """The token before the list of names that a name is part of."""
    at = name.first - 1
    while at >= sentence.tokens[0] and (at in scene.named or scene.article.tokens[at].lower in _LISTING):
        at -= 1
    return at


def _in_its_list(scene: Scene, candidate: Candidate, name: Name, kind: str) -> Iterator[str]:
    """What stands before the list of names that it is part of, and what the frames made of its neighbours."""
    sentence = scene.sentence_of.get(name.first, candidate.sentence)
    away = max(-2, min(2, sentence.index - candidate.sentence.index))
    at = head_of_list(scene, name, sentence)
    governor = scene.word(at, sentence)
    behind = "behind" if name.first > candidate.anchor else "before"
    yield f"list< {governor}"
    yield f"list<< {scene.word(at - 1, sentence)} {governor}"
    yield f"list< {governor} {away} {behind}"
    yield f"list< {governor} {kind}"
    verb = _next_verb(scene, range(name.last, min(sentence.tokens[1], name.last + _FAR)))
    yield f"verb> {verb} {away}"
    yield f"in a list {at != name.first - 1}"
    if candidate.draft:
        neighbours = {one.entity.key for one in scene.names.get(sentence.index, []) if at < one.first}
        for role, party in candidate.draft.parties:
            if party.entity.key in neighbours and party.entity.key != name.entity.key and party.first > at:
                yield f"beside {side(candidate.draft.type, role)}"


def _in_its_sentence(scene: Scene, name: Name, sentence: Sentence) -> Iterator[str]:
    first, last = name.first, name.last
    one, next_one = scene.word(first - 1, sentence), scene.word(last, sentence)
    yield f"1< {one}"
    yield f"2< {scene.word(first - 2, sentence)} {one}"
    yield f"1> {next_one}"
    yield f"2> {next_one} {scene.word(last + 1, sentence)}"
    yield f"verb> {_next_verb(scene, range(last, min(sentence.tokens[1], last + _FAR)))}"
    yield f"verb< {_next_verb(scene, range(first - 1, max(sentence.tokens[0] - 1, first - _FAR), -1))}"
    names = scene.names.get(sentence.index, [])
    yield f"first {not names or names[0].first >= first}"
    for verb in _subject_of(sentence, name):
        yield f"subject of {verb}"


def _next_verb(scene: Scene, places: range) -> str:
    for at in places:
        form = verb_forms().get(scene.article.tokens[at].lower)
        if form and at not in scene.named:
            return form.lemma
    return "#"


def _subject_of(sentence: Sentence, name: Name) -> Iterator[str]:
    """The verbs whose subject it is; in the passive with "by" at the end."""
    for at, part in enumerate(sentence.parts):
        if isinstance(part, Verb) and part.first > name.first - 40:
            subject = subject_of(sentence.parts, at)
            if isinstance(subject, Phrase) and name in subject.names:
                yield f"{part.lemma} passive" if part.passive else part.lemma


def _up_to_the_anchor(scene: Scene, candidate: Candidate, name: Name) -> set[str]:
    """How far it is from the sum or telling word, and what stands between."""
    before = name.first < candidate.anchor
    way = "<" if before else ">"
    first, last = (name.last, candidate.anchor) if before else (candidate.end, name.first)
    distance = abs(name.first - candidate.anchor)
    between = {one.entity.key for one in scene.names.get(candidate.sentence.index, []) if first <= one.first < last}
    found = {f"distance {way}{bucket(distance)}", f"between {way}{min(4, len(between))}"}
    for at in range(first, last):
        word = scene.word(at, candidate.sentence)
        if word[0].isalpha() or word in _MARKS or word[0] == "<":
            found.add(f"between {way}{word}")
        found.update(f"between {way}tells {kind}" for kind in frame_types(word))
    return found
