"""Which mentions report the same deal."""

from collections import defaultdict
from collections.abc import Iterable

from .agree import agree, same_money
from .reported import Reported

_TOLD_APART_BY = ("round", "stake_percent")


def cluster(mentions: Iterable[Reported]) -> list[list[Reported]]:
    """Group mentions that tell of one deal: the same type, parties and amount.

    A mention joins a group only if it agrees with every member, so weak links make no chains, and
    two mentions of one article stay two deals. Mentions with an amount go first; one without joins
    only where a single group fits. The outcome does not depend on the order of ``mentions``.
    """
    blocks: dict[str, list[Reported]] = defaultdict(list)
    for mention in mentions:
        blocks[mention.type].append(mention)
    groups: list[list[Reported]] = []
    for kind in sorted(blocks):
        groups.extend(_cluster_block(blocks[kind]))
    return [sorted(group, key=lambda mention: mention.order) for group in groups]


def _cluster_block(block: list[Reported]) -> list[list[Reported]]:
    groups: list[list[Reported]] = []
    having_party: dict[str, list[int]] = defaultdict(list)
    ordered = sorted(block, key=lambda mention: (mention.first("amount") is None, mention.order))
    for mention in ordered:
        near = sorted({place for key in mention.party_keys for place in having_party[key]})
        fitting = [place for place in near if all(_same_deal(mention, member) for member in groups[place])]
        if len(fitting) == 1 or (fitting and mention.first("amount") is not None):
            place = fitting[0]
            groups[place].append(mention)
        else:
            place = len(groups)
            groups.append([mention])
        for key in mention.party_keys:
            having_party[key].append(place)
    return groups


def _same_deal(one: Reported, other: Reported) -> bool:
    if one.source.sha256 == other.source.sha256:
        return False
    if not _same_parties(one, other) or not _same_amount(one, other):
        return False
    return all(_compatible(field, one, other) for field in _TOLD_APART_BY)


def _same_parties(one: Reported, other: Reported) -> bool:
    """The same parties; or one list within the other where a sum tells that it is the same deal."""
    if one.party_keys == other.party_keys:
        return True
    smaller, larger = sorted((one.party_keys, other.party_keys), key=len)
    return len(smaller) >= 2 and smaller < larger and bool(one.first("amount") and other.first("amount"))


def _same_amount(one: Reported, other: Reported) -> bool:
    first, second = one.first("amount"), other.first("amount")
    if first is None or second is None:
        return _compatible("date", one, other)
    return same_money(first, second)


def _compatible(field: str, one: Reported, other: Reported) -> bool:
    first, second = one.first(field), other.first(field)
    return first is None or second is None or agree(field, first, second)
