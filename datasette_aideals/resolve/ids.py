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


def addresses(
    counting: Mapping[str, list[Reported]],
    others: Iterable[list[Reported]],
    successors: Mapping[str, str],
    deals: Mapping[str, str],
) -> dict[str, str]:
    """Which deal each mention's digits lead to: digits to deal id.

    ``counting`` holds the mentions of the reading that counts, by article; ``others`` those of each
    other reading, which are paired with them, across ``successors`` where a changed file replaced an
    article; ``deals`` says which deal a mention is in.
    """
    found: dict[str, str] = {}
    for reading in others:
        article = reading[0].source.article_id
        pairs = align(reading, counting.get(successors.get(article, article), []))
        for mention in reading:
            if mention.id in pairs and pairs[mention.id] in deals:
                found[digits(mention)] = deals[pairs[mention.id]]
    for mentions in counting.values():
        for mention in mentions:
            if mention.id in deals:
                found[digits(mention)] = deals[mention.id]
    return found
