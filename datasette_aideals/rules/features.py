"""What the judge looks at in a place that may tell of a deal.

Each trait is a string; the judge has a weight for it and each answer, or none.
"""

import re
from collections.abc import Iterator
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
    sentence = candidate.sentence
    names = scene.names.get(sentence.index, [])
    found = [*_found_before(candidate), *_of_sum(scene, candidate), *_words_around(scene, candidate)]
    found.append(f"place {bucket(sentence.index + 1)}")
    found.append(f"length {bucket((sentence.tokens[1] - sentence.tokens[0]) // 5 + 1)}")
    found.append(f"names {min(4, len({name.entity.key for name in names}))}")
    found += {f"kind {kind_of_party(name.entity)}" for name in names[:6]}
    found.append(f"told {_told(scene, candidate)}")
    framed = candidate.draft.type.value if candidate.draft else "no frame"
    cues, cues_before = scene.cues_in(sentence.index), scene.cues_in(sentence.index - 1)
    found += cue_features(cues, cues_before, candidate.anchor, candidate.end, framed)
    if not sentence.parts:
        found.append("not parsed")
    if _NOISE.search(scene.article.lower, sentence.span.start, sentence.span.end):
        found.append("noise")
    if sentence.index:
        before = scene.article.sentences[sentence.index - 1]
        found += {f"before {kind}" for i in range(*before.tokens) for kind in frame_types(scene.stems[i])}
    return found


def status_features(scene: Scene, candidate: Candidate) -> list[str]:
    """The traits by which the judge tells how far a deal has come; words as they stand, as endings tell the tense."""
    sentence = candidate.sentence
    words = [_as_it_stands(scene, at) for at in range(*sentence.tokens)]
    first, last = candidate.anchor - sentence.tokens[0], candidate.end - sentence.tokens[0]
    found = [f"says {word}" for word in words if word[0].isalpha()]
    found += [f"says {one} {two}" for one, two in pairwise(words) if one[0].isalpha()]
    found += [f"near< {word}" for word in words[max(0, first - _NEAR_STATUS) : first]]
    found += [f"near> {word}" for word in words[last : last + _NEAR]]
    before = [word for word in words[:first] if word in verb_forms()]
    behind = next((word for word in words[last:] if word in verb_forms()), None)
    if before:
        found += [f"verb< {before[-1]}", f"tense< {verb_forms()[before[-1]].forms}", f"verbs< {' '.join(before[-2:])}"]
    if behind:
        found.append(f"verb> {behind}")
    return [*deal_features(scene, candidate), *dict.fromkeys(found), f"sentence {min(sentence.index, 3)}"]


def _as_it_stands(scene: Scene, at: int) -> str:
    """A token in small letters; names and values as their kind."""
    if at in scene.article.values:
        return f"<{scene.article.values[at][0]}>"
    return "<N>" if at in scene.named else scene.article.tokens[at].lower


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
    sentence, at, end = candidate.sentence, candidate.anchor, candidate.end
    found: set[str] = set()
    for i in range(*sentence.tokens):
        word = scene.word(i, sentence)
        if word in word_class("plain_word") or not word[0].isalpha():
            continue
        types = frame_types(word)
        found.add(f"word {word}")
        found.update(f"tells {kind}" for kind in types)
        if -_NEAR <= i - at < 0:
            found.add(f"left {word}")
            found.update(f"left tells {kind}" for kind in types)
        elif 0 <= i - end < _NEAR:
            found.add(f"right {word}")
            found.update(f"right tells {kind}" for kind in types)
    one, two = scene.word(at - 1, sentence), scene.word(at - 2, sentence)
    next_one, next_two = scene.word(end, sentence), scene.word(end + 1, sentence)
    return found | {f"1< {one}", f"2< {two} {one}", f"1> {next_one}", f"2> {next_one} {next_two}"}


def _told(scene: Scene, candidate: Candidate) -> int:
    """How many of the sentence's organisations take part together in a deal that a frame found elsewhere."""
    keys = {name.entity.key for name in scene.names.get(candidate.sentence.index, [])}
    others = {id(draft): draft for key in keys for draft in scene.deals_of.get(key, [])}
    others.pop(id(candidate.draft), None)
    return min(2, max((len(keys & draft.party_keys()) for draft in others.values()), default=0))
