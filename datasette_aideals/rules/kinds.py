"""What kind of deal a heading or the terms of an entry speak of: "Licences we know of", "a cloud alliance"."""

import re
from functools import cache

from ..terms import DealType
from .article import Article
from .candidates import stem
from .cues import Cue, cues
from .lexicon import classes, is_ordinary, word_class
from .names import Name
from .shapes import Run

_WORDS = "kinds.txt"
_BARRIER = "barrier"
_CUTS = frozenset(",;:.()—–|")
_LONGEST_TERMS = 30
# What is something that is done, in the base form, not a noun.
_ACTS = frozenset({"buy", "acquire", "invest", "fund", "merge", "collaborate", "license", "lend", "loan"})
_LISTING = re.compile(
    r"\b(?:tracker|monitor|watch|list|ledger|round-?up|deals|table|calendar|log|digest|recap|who|whom|all|every)\b"
)


def kind_of_heading(article: Article, run: Run) -> tuple[DealType | None, bool]:
    """The kind of deals that a heading announces, and whether what it announces is no deals at all."""
    told = _cues(article, run)
    kinds = {_kind(article, cue, run) for cue in told}
    if _BARRIER in kinds:
        return None, True
    if len(kinds) > 1:
        kinds.discard(DealType.PARTNERSHIP.value)
    if len(kinds) != 1:
        return None, False
    first, last = (article.tokens[run[0]].start, article.tokens[run[1] - 1].end)
    lists = any(_is_many(article, cue) for cue in told) or _LISTING.search(article.lower, first, last)
    return (DealType(kinds.pop()), False) if lists else (None, False)


def kind_of_terms(article: Article, run: Run) -> DealType | None:
    """The kind that a noun phrase tells, by the head of its first part that tells one: "a cloud alliance"."""
    tokens = article.tokens
    run = run[0], min(run[1], run[0] + _LONGEST_TERMS)
    told = [cue for cue in _cues(article, run) if cue.kind != _BARRIER]
    told = [cue for cue in told if tokens[cue.at].lower not in _ACTS]
    told = told if not told or _in_front(article, run[0], told[0].at) else []
    if not told or tokens[run[1] - 1].text == "?":
        return None
    cuts = (k for k in range(told[0].at + 1, run[1]) if _cuts(article, k))
    end = next(cuts, run[1])
    kind = DealType(_kind(article, [cue for cue in told if cue.at < end][-1], run))
    words = {token.lower for token in tokens[slice(*run)]}
    part = words & {"stake", "shareholding", "stakes"} and not words & {"majority", "controlling"}
    return DealType.INVESTMENT if part and kind in (DealType.ACQUISITION, DealType.PURCHASE) else kind


def _in_front(article: Article, first: int, at: int) -> bool:
    """Whether no "is" or "was" stands before a word, behind which something is only described."""
    return all(token.lower not in ("is", "are", "was", "were") for token in article.tokens[first:at])


def _kind(article: Article, cue: Cue, run: Run) -> str:
    """The kind that a cue tells; a purchase of no goods is that of a company."""
    goods = any(token.lower in word_class("goods") for token in article.tokens[slice(*run)])
    bought = article.tokens[cue.at].lower in ("purchase", "purchases") and not goods
    return DealType.ACQUISITION.value if bought else cue.kind


def _cuts(article: Article, at: int) -> bool:
    """Whether a part of a noun phrase ends at a token: at a mark or before a preposition."""
    token = article.tokens[at]
    return token.text in _CUTS or token.lower in word_class("preposition")


def _is_many(article: Article, cue: Cue) -> bool:
    """Whether a cue is a plural or a noun without one: "licences", "M&A", "funding"."""
    word = article.tokens[cue.at].lower
    return word.endswith(("s", "ing", "m&a")) or article.tokens[cue.at + 1].lower.endswith("s")


def _cues(article: Article, run: Run) -> list[Cue]:
    """The words of a stretch that tell a kind, outside names."""
    named = {k for name in article.names_within(run) for k in range(name.first, name.last) if _is_sure(article, name)}
    words = [token.lower for token in article.tokens[slice(*run)]]
    stems = [word if word in _first_words() else stem(word) for word in words]
    found = [Cue(cue.at + run[0], cue.kind) for cue in cues(stems, 0, len(stems), _WORDS)]
    return [cue for cue in found if cue.at not in named]


def _is_sure(article: Article, name: Name) -> bool:
    """Whether a name is one beyond doubt: known, or with a word that is no ordinary one; not a heading's capitals."""
    words = article.tokens[name.first : name.last]
    return name.entity.known is not None or any(not is_ordinary(token.lower) for token in words)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrases in classes(_WORDS).values() for phrase in phrases)
