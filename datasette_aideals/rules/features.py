"""What the judge looks at in a place that may tell of a deal.

Each trait is a string; the judge has a weight for it and each answer, or none.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .candidates import Candidate, Scene, frame_types
from .cues import cue_features
from .entities import Entity
from .lexicon import alternatives, verb_forms, word_class

_KINDS = ("fund", "bank", "public", "school")
# Words of forecasts, markets, accounts, parts of a sum.
_NOISE = re.compile(rf"\b{alternatives('noise')}\b")
_NEAR = 6
_NEAR_STATUS = 8


def kind_of_party(entity: Entity) -> str:
    """What sort of organisation a name stands for, as far as the table or its own words tell."""
    if entity.known:
        return f"known {entity.known.kind}"
    words = entity.name.lower().split()
    return next((kind for kind in _KINDS if not word_class(f"{kind}_name").isdisjoint(words)), "unknown")


def bucket(number: int) -> int:
    """A number made coarse: 1, 2, 3, 5, 8, 13, 21, 34 or more."""
    return next((step for step in (1, 2, 3, 5, 8, 13, 21, 34) if number <= step), 99)


def deal_features(scene: Scene, candidate: Candidate) -> list[str]:
    """The traits of a candidate by which the judge tells what kind of deal it is, if any."""
    index = candidate.sentence.index
    found = [*_found_before(candidate), *_of_sum(scene, candidate), *_words_around(scene, candidate)]
    found.append(f"told {_told(scene, candidate)}")
    framed = candidate.draft.type.value if candidate.draft else "no frame"
    cues, cues_before = scene.cues_in(index), scene.cues_in(index - 1)
    found += cue_features(cues, cues_before, candidate.anchor, candidate.end, framed)
    return found + scene.once(_of_sentence, index)


def _of_sentence(scene: Scene, index: int) -> list[str]:
    """The traits of a candidate that rest on its sentence alone."""
    sentence, names = scene.article.sentences[index], scene.names.get(index, [])
    kinds = dict.fromkeys(kind_of_party(name.entity) for name in names[:6])
    found = [
        f"place {bucket(index + 1)}",
        f"length {bucket((sentence.tokens[1] - sentence.tokens[0]) // 5 + 1)}",
        f"names {min(4, len({name.entity.key for name in names}))}",
        *(f"kind {kind}" for kind in kinds),
    ]
    if not sentence.parts:
        found.append("not parsed")
    if _NOISE.search(scene.article.lower, sentence.span.start, sentence.span.end):
        found.append("noise")
    said = scene.once(telling_words, index)
    found += [f"word {word}" for word in said]
    found += [f"tells {kind}" for kind in {kind for word in said for kind in frame_types(word)}]
    if index:
        first, last = scene.article.sentences[index - 1].tokens
        found += [f"before {kind}" for kind in {kind for word in scene.stems[first:last] for kind in frame_types(word)}]
    return found


def status_features(scene: Scene, candidate: Candidate, known: Sequence[str]) -> list[str]:
    """The traits by which the judge tells how far a deal has come: those that are known, and the words as they stand.

    Endings of words tell the tense.
    """
    sentence = candidate.sentence
    words = scene.words_as_they_stand[slice(*sentence.tokens)]
    first, last = candidate.anchor - sentence.tokens[0], candidate.end - sentence.tokens[0]
    found = [f"near< {word}" for word in words[max(0, first - _NEAR_STATUS) : first]]
    found += [f"near> {word}" for word in words[last : last + _NEAR]]
    verbs = verb_forms()
    before = [word for word in words[:first] if word in verbs]
    behind = next((word for word in words[last:] if word in verbs), None)
    if before:
        found += [f"verb< {before[-1]}", f"tense< {verbs[before[-1]].forms}", f"verbs< {' '.join(before[-2:])}"]
    if behind:
        found.append(f"verb> {behind}")
    says = scene.once(_says, sentence.index)
    return [*known, *says, *dict.fromkeys(found), f"sentence {min(sentence.index, 3)}"]


def _says(scene: Scene, index: int) -> list[str]:
    """The words of a sentence one by one and in pairs."""
    words = scene.words_as_they_stand[slice(*scene.article.sentences[index].tokens)]
    found = dict.fromkeys(f"says {word}" for word in words if word[0].isalpha())
    found.update(dict.fromkeys(f"says {one} {two}" for one, two in pairwise(words) if one[0].isalpha()))
    return list(found)


def _found_before(candidate: Candidate) -> Iterator[str]:
    """What the frames made of it."""
    draft = candidate.draft
    if draft is None:
        yield "no frame"
        return
    yield f"type {draft.type.value}"
    yield f"source {draft.source}"
    yield f"status {draft.status.value}"
    yield f"parties {min(4, len(draft.parties))}"
    for word in {word for _, word in draft.frames[:3]}:
        yield f"frame {word}"


def _of_sum(scene: Scene, candidate: Candidate) -> Iterator[str]:
    amount = candidate.amount
    if amount is None:
        yield "no sum"
        return
    role = scene.article.sum_roles.get(amount.span.start)
    yield f"sum {role.value if role else 'other'}"
    yield f"digits {len(str(int(amount.money.value)))}"
    yield f"qualifier {amount.money.qualifier.value}"
    if amount.per:
        yield "per unit"


def _words_around(scene: Scene, candidate: Candidate) -> set[str]:
    """The words near the sum or telling word, and the kinds of deals that they tell."""
    sentence, at, end = candidate.sentence, candidate.anchor, candidate.end
    first, last = sentence.tokens
    found: set[str] = set()
    for side, start, stop in (("left", max(at - _NEAR, first), at), ("right", max(end, first), min(end + _NEAR, last))):
        for i in range(start, stop):
            word = scene.word(i, sentence)
            if word[0].isalpha() and word not in word_class("plain_word"):
                found.add(f"{side} {word}")
                found.update(f"{side} tells {kind}" for kind in frame_types(word))
    one, two = scene.word(at - 1, sentence), scene.word(at - 2, sentence)
    next_one, next_two = scene.word(end, sentence), scene.word(end + 1, sentence)
    return found | {f"1< {one}", f"2< {two} {one}", f"1> {next_one}", f"2> {next_one} {next_two}"}


def telling_words(scene: Scene, index: int) -> list[str]:
    """The words of a sentence that are not plain, each once; neither names nor values."""
    plain = word_class("plain_word")
    words = dict.fromkeys(scene.words(scene.article.sentences[index]))
    return [word for word in words if word[0].isalpha() and word not in plain]


def _told(scene: Scene, candidate: Candidate) -> int:
    """How many of the sentence's organisations take part together in a deal that a frame found elsewhere."""
    keys = {name.entity.key for name in scene.names.get(candidate.sentence.index, [])}
    others = {id(draft): draft for key in keys for draft in scene.deals_of.get(key, [])}
    others.pop(id(candidate.draft), None)
    return min(2, max((len(keys & draft.party_keys()) for draft in others.values()), default=0))
