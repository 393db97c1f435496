"""Pairing what two readings of the same article report."""

from ..terms import DealType
from .reported import Reported


def align(one: list[Reported], other: list[Reported]) -> dict[str, str]:
    """Pair mentions of two readings: ids of ``one`` to ids of ``other``, each used once.

    The surest pairs go first: the same key, then shared parties with the same type, amount or place.
    """
    scored = sorted(
        ((_likeness(left, right), left.id, right.id) for left in one for right in other),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    pairs: dict[str, str] = {}
    used: set[str] = set()
    for score, left, right in scored:
        if score > 0 and left not in pairs and right not in used:
            pairs[left] = right
            used.add(right)
    return pairs


def _likeness(one: Reported, other: Reported) -> float:
    shared = len(one.party_keys & other.party_keys)
    overlap = 2 * shared / max(1, len(one.party_keys) + len(other.party_keys))
    amounts = one.first("amount"), other.first("amount")
    same_amount = amounts[0] is not None and amounts[0] == amounts[1]
    same_type = DealType(one.type) is DealType(other.type)
    if one.key == other.key and same_type:
        return 10.0
    if overlap < 0.4 or not (same_type or same_amount):
        return 0.0
    return 3 * overlap + 2 * same_amount + same_type + (one.start == other.start)
