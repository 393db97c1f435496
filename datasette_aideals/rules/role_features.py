"""What the judge looks at in somebody who may take part in a deal.

Each trait is a string; the judge has a weight for it and each answer, or none. Traits that several names or
candidates share are made once, as groups that the judge weighs once.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from .candidates import Candidate, Scene, frame_types
from .distance import distance_groups, distance_traits
from .drafts import Draft
from .features import bucket
from .mentions import Mention, mention
from .names import Name
from .sides import side

_MARKS = frozenset(";:—–|(→")


class RoleTraits(NamedTuple):
    """The traits of somebody near a candidate: groups that others have, too, and those that are theirs alone."""

    shared: list[Sequence[str]]
    own: list[str]

    def all(self) -> list[str]:
        """All traits one after the other."""
        return [*chain.from_iterable(self.shared), *self.own]


def mention_near(scene: Scene, candidate: Candidate, name: Name) -> Mention:
    """Somebody near a candidate in their own sentence, or in the candidate's where they stand in none."""
    return scene.once(mention, name, scene.sentence_of.get(name.first, candidate.sentence).index)


def role_features(scene: Scene, candidate: Candidate, one: Mention) -> RoleTraits:
    """The traits of somebody near a candidate by which the judge tells their part in it, if any."""
    candidate = candidate.nearest(one.sentence.index, one.name.first)
    away = max(-2, min(2, one.sentence.index - candidate.sentence.index))
    own = [
        f"list< {one.governor} {away} {'behind' if one.name.first > candidate.anchor else 'before'}",
        f"verb> {one.verb} {away}",
        *distance_traits(scene, candidate, one),
        *{f"elsewhere {side}" for draft, side in one.sides if draft is not candidate.draft},
    ]
    if candidate.draft:
        own += _by_the_frames(candidate.draft, one)
        own += _beside(scene, candidate.draft, one)
    if away == 0:
        own += _up_to_the_anchor(scene, candidate, one.name)
    if scene.heads.get(candidate.sentence.paragraph) == one.name.entity.key:
        own.append("head of the paragraph")
    return RoleTraits([one.traits, *distance_groups(scene, candidate, one)], own)


def _by_the_frames(draft: Draft, one: Mention) -> Iterator[str]:
    """Which part the frames gave it, and which parts they gave at all."""
    role = draft.role_of(one.name.entity)
    mine = side(draft.type, role)
    has = ",".join(sorted({side(draft.type, role) for role, _ in draft.parties}))
    yield f"frame {mine}"
    yield f"frame {mine} {one.kind}"
    yield f"frames {has} {'in' if role else 'out'}"
    yield f"frames {has} {'in' if role else 'out'} topic {one.topic}"
    yield f"source {draft.source} {'in' if role else 'out'}"
    for word in {word for _, word in draft.frames[:3]}:
        yield f"frame {word} {mine}"


def _beside(scene: Scene, draft: Draft, one: Mention) -> Iterator[str]:
    """What the frames made of those who stand in the same list of names, or behind it."""
    names = scene.names.get(one.sentence.index, [])
    neighbours = {other.entity.key for other in names if one.head < other.first} - {one.name.entity.key}
    for role, party in draft.parties:
        if party.entity.key in neighbours and party.first > one.head:
            yield f"beside {side(draft.type, role)}"


def _up_to_the_anchor(scene: Scene, candidate: Candidate, name: Name) -> set[str]:
    """How far it is from the sum or telling word, and what stands between."""
    before = name.first < candidate.anchor
    towards = "<" if before else ">"
    first, last = (name.last, candidate.anchor) if before else (candidate.end, name.first)
    distance = abs(name.first - candidate.anchor)
    names = scene.names.get(candidate.sentence.index, [])
    between = {one.entity.key for one in names if first <= one.first < last}
    found = {f"distance {towards}{bucket(distance)}", f"between {towards}{min(4, len(between))}"}
    start = candidate.sentence.tokens[0]
    said = scene.once(_on_the_way, candidate.sentence.index, towards)
    return found.union(*said[max(first - start, 0) : max(last - start, 0)])


def _on_the_way(scene: Scene, index: int, towards: str) -> list[list[str]]:
    """For each token of a sentence what it says as something that stands between."""
    return [
        [
            *((f"between {towards}{word}",) if word[0].isalpha() or word in _MARKS or word[0] == "<" else ()),
            *(f"between {towards}tells {kind}" for kind in frame_types(word)),
        ]
        for word in scene.words(scene.article.sentences[index])
    ]
