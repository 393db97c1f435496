"""Addresses of deals: readable, the same when the database is built again, and good for ever."""

from collections.abc import Iterable, Mapping

from .align import align
from .compose import Named
from .organizations import slug
from .reported import Reported

DIGITS = 10
"""Hex digits of a mention's key in an address: 40 bits, a clash is unlikely below a million deals."""
_MOST_NAMES = 2
_LONGEST_SLUG = 60


def digits(mention: Reported) -> str:
    """The part of an address that identifies a deal."""
    return mention.key[:DIGITS]


def deal_id(earliest: Reported, parties: Iterable[Named], kind: str) -> str:
    """A deal's id: who, what, and ten digits of its earliest mention's key."""
    names = list(dict.fromkeys(party.name for party in parties))[:_MOST_NAMES]
    readable = slug(" ".join([*names, kind]))[:_LONGEST_SLUG].strip("-")
    return f"{readable}-{digits(earliest)}"


def standing(
    counting: Mapping[str, list[Reported]],
    others: Iterable[list[Reported]],
    successors: Mapping[str, str],
    removed: Mapping[str, str],
) -> dict[str, str]:
    """Which mention each address leads to: digits to mention id.

    ``counting`` holds the mentions of the reading that counts, by article; ``others`` those of each
    other reading, the oldest first, which are paired with them, across ``successors`` where a changed file
    replaced an article; ``removed`` says which digits took over from those of an article that is gone.
    """
    found: dict[str, str] = {}
    for reading in others:
        article = reading[0].source.article_id
        pairs = align(reading, counting.get(successors.get(article, article), []))
        found.update({digits(mention): pairs[mention.id] for mention in reading if mention.id in pairs})
    for mentions in counting.values():
        found.update({digits(mention): mention.id for mention in mentions})
    for gone in removed:
        target = _followed(gone, removed, found)
        if gone not in found and target in found:
            found[gone] = found[target]
    return found


def _followed(gone: str, removed: Mapping[str, str], found: Mapping[str, str]) -> str:
    """Where the way from removed digits ends: at digits that lead to a mention, or nowhere."""
    seen = {gone}
    at = removed[gone]
    while at not in found and at in removed and at not in seen:
        seen.add(at)
        at = removed[at]
    return at
