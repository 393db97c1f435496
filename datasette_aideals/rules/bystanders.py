"""Names beside a deal that have no part in it: who backs a party, who owns it, who only says what it is."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ..terms import DealType, Role
from .article import Article
from .discourse import Party
from .lexicon import word_class
from .names import Name

_BACKED = 2
_OWNED = frozenset({"owned", "controlled", "majority-owned", "part-owned", "co-owned"})
_WORDS_BETWEEN = 3
_POSSESSIVE = ("'s", "’s", "'", "’")


def stands_by(article: Article, kind: DealType, name: Name, head: int) -> bool:
    """Whether a name only tells something of another; ``head`` is the token before the list that it stands in.

    An owner may sell: in an acquisition it does not stand by.
    """
    owns = kind is not DealType.ACQUISITION and _owns(article, head)
    return owns or _describes(article, name, head) or _backs(article, head) or _reports(article, name)


def without_owners(article: Article, parties: Sequence[tuple[Role, Party]]) -> list[tuple[Role, Party]]:
    """Those who take part, without an owner whose arm does: "Acme's Oak Fund", "Oak Fund, the venture arm of Acme"."""
    starts = {party.first for _, party in parties}
    ends = {party.last for _, party in parties}
    return [
        (role, party)
        for role, party in parties
        if not (_has(article, party, starts) or _is_told_of(article, party, ends))
    ]


def _describes(article: Article, name: Name, head: int) -> bool:
    """Whether a name only says what the one behind it is: "Acme backer Oak", in a list also "Acme founder Ann Lee"."""
    if name.last >= len(article.tokens):
        return False
    following = article.tokens[name.last].lower
    if following in word_class("title"):
        return head != name.first - 1
    return following in word_class("relation_word") and bool(article.names_within((name.last + 1, name.last + 2)))


def _reports(article: Article, name: Name) -> bool:
    """Whether a name at the end of a sentence only says who told of the deal: "…, the Acme Times reported."."""
    following = _words(article, name.last, name.last + 2)
    return following[:1] in (["reported"], ["reports"]) and following[1:] in ([], ["."], ["last"], ["earlier"], ["on"])


def _backs(article: Article, at: int) -> bool:
    """Whether the list of names behind a token only says who backs a company: "a startup backed by A and B"."""
    if at < _BACKED or _words(article, at - 1, at + 1) != ["backed", "by"]:
        return False
    return article.tokens[at - _BACKED].lower in word_class("company")


def _owns(article: Article, at: int) -> bool:
    """Whether the list of names behind a token says to whom a company belongs: "owned by pension fund A"."""
    words = _words(article, max(0, at - _WORDS_BETWEEN), at + 1)
    return any(one in _OWNED and two == "by" for one, two in pairwise(words))


def _has(article: Article, party: Party, starts: Iterable[int]) -> bool:
    """Whether another party stands right behind a possessive: "Acme's Oak Fund", "Acme's early-stage Oak Fund"."""
    at = party.last
    if at < len(article.tokens) and article.tokens[at - 1].lower not in _POSSESSIVE:
        at += 1
    if not 0 < at <= len(article.tokens) or article.tokens[at - 1].lower not in _POSSESSIVE:
        return False
    return any(at <= start < at + _BACKED for start in starts)


def _is_told_of(article: Article, party: Party, ends: Iterable[int]) -> bool:
    """Whether a party only says whose arm the one before is: "Oak Fund, the venture arm of the insurer Acme"."""
    for at in range(party.first - 1, max(0, party.first - 1 - _WORDS_BETWEEN), -1):
        if article.tokens[at].lower == "of" and article.tokens[at - 1].lower in word_class("limb"):
            opens = (k for k in range(at - 1, max(0, at - 1 - 2 * _WORDS_BETWEEN), -1))
            comma = next((k for k in opens if article.tokens[k].lower == ","), None)
            return comma is not None and comma in ends
    return False


def _words(article: Article, first: int, last: int) -> list[str]:
    return [token.lower for token in article.tokens[first:last]]
