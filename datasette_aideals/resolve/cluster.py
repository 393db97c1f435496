"""Which mentions report the same deal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product

from .linkage import linked_groups
from .profile import Profile, profile
from .reported import Reported
from .score import THRESHOLD, score

Links = dict[tuple[str, str], float]
"""Ids of two mentions, the smaller one first, and the points that speak for their being one deal."""

Block = tuple[str, ...]

_NAMED, _UNNAMED = "<given by>", "<given>"
_ALL_PAIRS = 6
"""Parties up to which every pair of them makes a block; of more, only payers with those they pay."""


def cluster(mentions: Iterable[Reported], apart: Iterable[frozenset[str]] = ()) -> list[list[Reported]]:
    """Group mentions that tell of one deal, each group in the order of time.

    Mentions are compared within blocks only; two make a link where their score reaches THRESHOLD, and
    groups are built from links by complete linkage: each member agrees with every other one. Pairs of
    mention ids in ``apart`` never come together. The outcome does not depend on the order of ``mentions``.
    """
    ordered = sorted(mentions, key=lambda mention: mention.order)
    by_id = {mention.id: mention for mention in ordered}
    found = links([profile(mention) for mention in ordered])
    for two in apart:
        found.pop(_pair(*two), None)
    for pair in _undecided(by_id, found):
        found.pop(pair, None)
    return [[by_id[name] for name in group] for group in linked_groups(list(by_id), found)]


def links(profiles: Iterable[Profile]) -> Links:
    """Every pair of mentions whose score reaches the threshold."""
    standing: dict[Block, list[Profile]] = defaultdict(list)
    found: Links = {}
    for one in profiles:
        near = {other.mention.id: other for block in compared_with(one) for other in standing.get(block, ())}
        for other in near.values():
            points = score(other, one)
            if points >= THRESHOLD:
                found[_pair(one.mention.id, other.mention.id)] = points
        for block in blocks_of(one):
            standing[block].append(one)
    return found


def _undecided(mentions: Mapping[str, Reported], found: Links) -> set[tuple[str, str]]:
    """The links of a mention without a sum that fits two different deals equally well: it joins neither."""
    fitting: dict[str, list[str]] = defaultdict(list)
    for pair in found:
        for one, other in (pair, pair[::-1]):
            if mentions[one].first("amount") is None and mentions[other].first("amount") is not None:
                fitting[one].append(other)
    undecided: set[tuple[str, str]] = set()
    for one, others in fitting.items():
        best = max(found[_pair(one, other)] for other in others)
        first, *rest = sorted(other for other in others if found[_pair(one, other)] == best)
        if any(_pair(first, other) not in found for other in rest):
            undecided.update(_pair(one, other) for other in others)
    return undecided


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def linked(ones: Iterable[Reported], others: Iterable[Reported]) -> set[str]:
    """The ids of those of ``others`` that are linked with one of ``ones``, or name the same parties as one."""
    listed = list(ones)
    parties = {one.party_keys for one in listed if len(one.party_keys) > 1}
    standing: dict[Block, list[Profile]] = defaultdict(list)
    for one in map(profile, listed):
        for block in blocks_of(one):
            standing[block].append(one)
    found = set()
    for other in map(profile, others):
        near = (one for block in compared_with(other) for one in standing.get(block, ()))
        if other.everyone in parties or any(score(*_ordered(one, other)) >= THRESHOLD for one in near):
            found.add(other.mention.id)
    return found


def _ordered(one: Profile, other: Profile) -> tuple[Profile, Profile]:
    return (one, other) if one.mention.order < other.mention.order else (other, one)


def blocks_of(one: Profile) -> Iterator[Block]:
    """The blocks that a mention stands in: what it is about, together with each pair of parties.

    A subsidiary stands there as the head of its group, since another article may tell of its parent.
    Where it names several that receive, or nobody who gives, it stands under those who receive, too: a
    mention of the other kind finds it there.
    """
    keys = sorted(set(one.heads.values()))
    if len(keys) < max(2, len(one.heads)):
        yield from ((one.family, key) for key in keys)
    for receiver in _heads(one, one.receivers):
        yield (one.family, receiver, _NAMED if one.givers else _UNNAMED)
    if len(keys) <= _ALL_PAIRS or not (one.givers and one.receivers):
        yield from ((one.family, *pair) for pair in combinations(keys, 2))
    else:
        pairs = product(_heads(one, one.givers), _heads(one, one.receivers))
        yield from {(one.family, *sorted(pair)) for pair in pairs if pair[0] != pair[1]}


def compared_with(one: Profile) -> Iterator[Block]:
    """The blocks in which a mention finds those that it is compared with."""
    for block in blocks_of(one):
        if block[-1] not in (_NAMED, _UNNAMED):
            yield block
    for receiver in _heads(one, one.receivers):
        yield (one.family, receiver, _UNNAMED)
        if not one.givers:
            yield (one.family, receiver, _NAMED)


def names_of_blocks(mention: Reported) -> set[str]:
    """The blocks that a mention stands in, and all its parties together, as they are kept in the database."""
    one = profile(mention)
    return {*map(_name, blocks_of(one)), *_all_together(one)}


def names_of_blocks_near(mention: Reported) -> set[str]:
    """The blocks that hold what a mention is compared with, and what tells of the same parties."""
    one = profile(mention)
    return {*map(_name, compared_with(one)), *_all_together(one)}


def _all_together(one: Profile) -> Iterator[str]:
    if len(one.everyone) > 1:
        yield _name(("", *sorted(one.everyone)))


def _name(block: Block) -> str:
    return "|".join(block)


def _heads(one: Profile, keys: Iterable[str]) -> list[str]:
    return sorted({one.heads[key] for key in keys})
