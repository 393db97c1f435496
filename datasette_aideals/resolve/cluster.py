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
    for pair in apart:
        found.pop(_pair(*pair), None)
    for pair in _undecided(by_id, found):
        found.pop(pair, None)
    return [[by_id[name] for name in group] for group in linked_groups(list(by_id), found)]


def links(profiles: Iterable[Profile]) -> Links:
    """Every pair of mentions whose score reaches the threshold."""
    blocks: dict[Block, list[Profile]] = defaultdict(list)
    for one in profiles:
        for block in blocks_of(one):
            blocks[block].append(one)
    found: Links = {}
    for _, together in sorted(blocks.items()):
        for one, other in combinations(together, 2):
            key = _pair(one.mention.id, other.mention.id)
            if key not in found and (points := score(one, other)) >= THRESHOLD:
                found[key] = points
    return found


def _undecided(mentions: Mapping[str, Reported], found: Links) -> set[tuple[str, str]]:
    """The links of a mention without a sum that fits two different deals equally well: it joins neither."""
    fitting: dict[str, list[str]] = defaultdict(list)
    for pair in found:
        for one, other in (pair, pair[::-1]):
            if mentions[one].first("amount") is None and mentions[other].first("amount") is not None:
                fitting[one].append(other)
    undecided = set()
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
    named = [one for one in ones if len(one.party_keys) > 1]
    parties = {one.party_keys for one in named}
    blocks: dict[Block, list[Profile]] = defaultdict(list)
    for one in map(profile, ones):
        for block in blocks_of(one):
            blocks[block].append(one)
    found = set()
    for mention in others:
        other = profile(mention)
        near = (one for block in blocks_of(other) for one in blocks.get(block, ()))
        if mention.party_keys in parties or any(score(*_ordered(one, other)) >= THRESHOLD for one in near):
            found.add(mention.id)
    return found


def _ordered(one: Profile, other: Profile) -> tuple[Profile, Profile]:
    return (one, other) if one.mention.order < other.mention.order else (other, one)


def blocks_of(one: Profile) -> Iterator[Block]:
    """The blocks that a mention is compared in: what it is about, together with each pair of parties.

    A deal of which one side is not named stands in the block of the named side as well, and so do
    all deals that it could be: those where that side receives.
    """
    keys = sorted(one.everyone)
    if len(keys) == 1:
        yield (one.family, keys[0])
    for receiver in sorted(one.receivers) if len(keys) > 1 else ():
        yield (one.family, receiver)
    if len(keys) <= _ALL_PAIRS or not (one.givers and one.receivers):
        yield from ((one.family, *pair) for pair in combinations(keys, 2))
    else:
        yield from ((one.family, *sorted(pair)) for pair in product(one.givers, one.receivers) if pair[0] != pair[1])
