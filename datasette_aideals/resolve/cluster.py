"""Which mentions report the same deal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from .linkage import linked_groups
from .profile import Profile, profile
from .reported import Reported
from .score import THRESHOLD, score

Links = dict[tuple[str, str], float]
"""Ids of two mentions, the smaller one first, and the points that speak for their being one deal."""

Block = tuple[str, ...]


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
        one, other = sorted(pair)
        found.pop((one, other), None)
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
            pair = (one.mention.id, other.mention.id)
            key = pair if pair[0] < pair[1] else (pair[1], pair[0])
            if key not in found and (points := score(one, other)) >= THRESHOLD:
                found[key] = points
    return found


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
    for pair in combinations(keys, 2):
        yield (one.family, *pair)
