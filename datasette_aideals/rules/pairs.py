"""Lines that open with two names: "Acme / Oblix. Content licence, three years", "**Acme – Oblix.** Research pact".

A deal is read where the line's own terms or a heading above tell what kind it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..terms import DealType, Role, Status
from ..text.spans import Span, Spans
from ..values.money import MoneyMention
from .article import Article, Sentence
from .discourse import Party
from .drafts import Draft, by_sentence
from .entities import Entity, is_fund, is_public
from .kinds import kind_of_terms
from .layout import Line
from .openings import Pair, PairReader
from .shapes import Run
from .sides import GIVERS, TAKERS
from .status import FAILED, HEARSAY
from .sums import SumRole

_FEWEST = 2
SHARED = frozenset({DealType.INVESTMENT, DealType.PARTNERSHIP, DealType.JOINT_VENTURE})
"""The kinds of which several names side by side share one deal."""


@dataclass
class PairDrafts:
    """The deals of lines of two names: those whose own words tell the kind, and those where only a heading does."""

    told: list[Draft] = field(default_factory=list)
    headed: list[Draft] = field(default_factory=list)


def pair_drafts(article: Article, lines: Sequence[Line], taken: Sequence[Span]) -> PairDrafts:
    """The deals of lines that open with two names; lines that overlap ``taken`` are left out."""
    found = PairDrafts()
    told = _told(article, lines, Spans(taken))
    siblings = {one.own for one in told if one.own}
    alike = siblings.pop() if len(siblings) == 1 and sum(one.own is not None for one in told) >= _FEWEST else None
    for one in told:
        kind = one.own or one.line.kind or alike
        if kind in _KINDS:
            deals = found.told if one.own else found.headed
            deals.extend(draft for pair in one.pairs for draft in _drafts(article, one, pair, kind))
    return found


@dataclass(frozen=True)
class _Told:
    """A line of pairs, the first sentence behind them, and the kind of deal that it tells."""

    line: Line
    pairs: tuple[Pair, ...]
    terms: Run
    own: DealType | None


def _told(article: Article, lines: Sequence[Line], elsewhere: Spans) -> list[_Told]:
    found = []
    for line in lines:
        reader = PairReader(article, line)
        pairs = () if elsewhere.overlap(line.span) else tuple(reader.pairs())
        if pairs:
            terms = _terms(article, line, pairs[-1].last)
            if terms[0] == terms[1]:
                terms = _terms(article, line, pairs[-1].right[-1].last)
            own = reader.labelled or (kind_of_terms(article, terms) if terms[0] < terms[1] else None)
            found.append(_Told(line, pairs, terms, own))
    return found


def _terms(article: Article, line: Line, first: int) -> Run:
    """The first sentence behind the names."""
    last = line.run[1]
    while first < last and article.tokens[first].text in (".", ":", ",", "*", "—", "–", ";", "-", "("):
        first += 1
    depth = 0
    for at in range(first, last):
        depth += (article.tokens[at].text == "(") - (article.tokens[at].text == ")")
        if article.tokens[at].text in ".?;" and depth <= 0:
            return first, at + 1
    return first, last


def _drafts(article: Article, told: _Told, pair: Pair, kind: DealType) -> Iterator[Draft]:
    """A deal for each of those on the right; investors of one company and partners share one."""
    together = kind in SHARED or len(pair.left) > 1
    reversed_ = kind is DealType.ACQUISITION and _by_shell(article, told, pair)
    for right in [pair.right] if together else [(one,) for one in pair.right]:
        sides = (right, pair.left) if reversed_ else (pair.left, right)
        yield _draft(article, told.line, pair, kind, list(roles_of(kind, *sides)), alone=right == pair.right)


def _by_shell(article: Article, told: _Told, pair: Pair) -> bool:
    """Whether the one on the right is a listed shell that takes the one on the left to the exchange."""
    if pair.right[0].entity.name.lower().rstrip(".").endswith((" acquisition", " acquisition corp")):
        return True
    runs = [told.terms, told.line.heading or told.terms]
    return any(token.lower in _SHELLS for run in runs for token in article.tokens[slice(*run)])


_SHELLS = frozenset({"spac", "spacs", "de-spac", "blank-check"})


def roles_of(kind: DealType, left: Sequence[Party], right: Sequence[Party]) -> Iterator[tuple[Role, Party]]:
    """The roles of those who stand on the left and on the right of a line or row."""
    giver, taker = GIVERS.get(kind, Role.PARTNER), TAKERS.get(kind, Role.PARTNER)
    first, second = (taker, giver) if _taker_first(kind, left[0].entity, right[0].entity) else (giver, taker)
    yield from ((first, one) for one in left)
    yield from ((second, one) for one in right)


def _taker_first(kind: DealType, left: Entity, right: Entity) -> bool:
    """Whether the name on the left is the one who is paid, as far as the names tell."""
    if kind is DealType.LICENSING:
        return is_ai(right) or not is_ai(left)
    if kind in (DealType.INVESTMENT, DealType.DEBT):
        return is_fund(right) and not is_fund(left)
    if kind is DealType.GRANT:
        return is_public(right) and not is_public(left)
    if kind is not DealType.PURCHASE:
        return False
    if is_public(left) or is_public(right):
        return not is_public(left)
    return (_supplies(left) and not _supplies(right)) or (is_ai(right) and left.known is not None and not is_ai(left))


def is_ai(entity: Entity) -> bool:
    """Whether AI is the business of an organisation, by the general table."""
    return entity.known is not None and entity.known.ai


def _supplies(entity: Entity) -> bool:
    return entity.name.lower().rsplit(maxsplit=1)[-1] in _SUPPLIES


_SUPPLIES = frozenset({"power", "energy", "electric", "cloud", "compute", "renewables", "semiconductor", "nuclear"})
_KINDS = frozenset({*GIVERS, DealType.PARTNERSHIP, DealType.JOINT_VENTURE}) - {DealType.CAPEX}


def _draft(
    article: Article, line: Line, pair: Pair, kind: DealType, parties: list[tuple[Role, Party]], alone: bool
) -> Draft:
    sentences = [one for one in _sentences(article, line) if one.tokens[1] > pair.first]
    if pair.last >= line.run[1]:
        sentences += _below(article, sentences[-1])
    heading = sentences[0]
    amount = next((one for sentence in sentences for one in _sums(article, sentence)), None) if alone else None
    told = [Span(article.tokens[pair.first].start, line.span.end if len(sentences) == 1 else heading.span.end)]
    told += [one.span for one in sentences[1:] if amount and one.span.contains(amount.span)]
    return Draft(
        type=kind,
        status=_status(article, line, kind),
        weight=1,
        sentence=heading.index,
        parties=parties,
        amount=amount,
        spans=told,
        sentences=[one.index for one in sentences[:_MOST_SENTENCES]],
        source="a line of two names",
    )


_MOST_SENTENCES = 4
_MOST_BELOW = 2


def _below(article: Article, heading: Sentence) -> list[Sentence]:
    """The first sentences of the prose below a line that is nothing but names."""
    following = article.sentences[heading.index + 1 : heading.index + 1 + _MOST_BELOW]
    return following if following and article.text[following[0].span.end - 1] in ".!?" else []


def _sentences(article: Article, line: Line) -> list[Sentence]:
    """The sentences that begin in a line."""
    first = article.sentence_from(line.span.start)
    last = first
    while last < len(article.sentences) and article.sentences[last].span.start < line.span.end:
        last += 1
    return article.sentences[first : max(last, first + 1)]


def _sums(article: Article, sentence: Sentence) -> Iterator[MoneyMention]:
    for at in range(*sentence.tokens):
        one = article.values[at][2] if at in article.values else None
        if isinstance(one, MoneyMention) and article.sum_roles[one.span.start] is SumRole.DEAL and not one.bracketed:
            yield one


def _status(article: Article, line: Line, kind: DealType) -> Status:
    text = article.lower[line.span.start : line.span.end]
    above = line.heading and article.lower[slice(*_place(article, line.heading))]
    if FAILED.search(text) or (above and (FAILED.search(above) or _DEAD.search(above))):
        return Status.CANCELLED
    if HEARSAY.search(text) and "signed" not in text and "agreed" not in text:
        return Status.RUMORED
    return Status.COMPLETED if kind is DealType.INVESTMENT or _DONE.search(text) else Status.ANNOUNCED


_DEAD = re.compile(r"\bdied\b|\bdead\b|never happened|came to nothing|fell (?:through|apart)|graveyard")
_DONE = re.compile(r"\b(?:closed|completed|acquired|bought|done)\b")


def _place(article: Article, run: Run) -> tuple[int, int]:
    return article.tokens[run[0]].start, article.tokens[run[1] - 1].end


def untold(drafts: Sequence[Draft], others: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts of lines whose kind only a heading tells, without those that the line itself tells as another kind."""
    told = by_sentence(others)
    for draft in drafts:
        near = (one for index in draft.sentences for one in told.get(index, ()))
        if not any(draft.party_keys() <= one.party_keys() and one.type is not draft.type for one in near):
            yield draft
