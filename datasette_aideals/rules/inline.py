"""Lists within a sentence: "Acme ($5M, seed, Oak), Oblix ($3M, Elm)", each name with its terms in brackets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..terms import DealType, Role, Status
from ..text.spans import Span
from ..values.money import MoneyMention
from ..values.rounds import parse_round
from .article import Article, Sentence
from .discourse import Party
from .drafts import Draft
from .entities import Kind
from .grants import public_body_above
from .names import Name
from .sums import SumRole

_FEWEST = 2
_LONGEST = 24
_FIELD = 6
_BEFORE_GIVERS = frozenset(
    [",", ";", "by", "from", "and", "&", "lead", "leads", "with", "—", "–", "/", ":", "+", "(", "|"]
)
# Sums that are no deals, and what the words of the sentence say that the deals are.
_OTHER_SUMS = re.compile(r"market (?:cap|value)|valu(?:ed|ation)|worth|revenue|sales|profit|spen[dt]|fine|lost|earn")
_KINDS = (
    (DealType.DEBT, re.compile(r"\bloans? to\b|\blent\b")),
    (DealType.GRANT, re.compile(r"\bgrants?\b|\bawards?\b|\bawarded\b|\bsubsid")),
    (DealType.ACQUISITION, re.compile(r"\bacqui\w+|\bexits?\b|\bm&a\b|\bbought\b|\btakeovers?\b")),
    (
        DealType.INVESTMENT,
        re.compile(r"\brais\w+|\bfund(?:ing|raising|raise|ed)?\b|\brounds?\b|\bbacked\b|\bfinancing\b"),
    ),
)
_ROLES = {
    DealType.DEBT: (Role.BORROWER, Role.LENDER),
    DealType.GRANT: (Role.GRANTEE, Role.GRANTOR),
    DealType.ACQUISITION: (Role.TARGET, Role.ACQUIRER),
    DealType.INVESTMENT: (Role.INVESTEE, Role.INVESTOR),
}


@dataclass(frozen=True)
class _Item:
    """A name and the terms in the brackets behind it; the tokens from the name to the closing bracket."""

    name: Name
    last: int
    amount: MoneyMention
    round: Span | None
    others: tuple[Name, ...]


def inline_drafts(article: Article) -> list[Draft]:
    """The deals of lists in brackets."""
    return [draft for sentence in article.sentences for draft in _drafts(article, sentence)]


def takeover_drafts(article: Article) -> Iterator[Draft]:
    """What brackets say of the name before them: "Acme (acquired by Oblix)", "Acme (bought by Oblix for $5m)"."""
    for sentence in article.sentences:
        names = {name.first: name for name in article.names_within(sentence.tokens) if name.entity.is_party}
        for name in names.values():
            words = [token.lower for token in article.tokens[name.last : min(name.last + 3, sentence.tokens[1])]]
            buyer = names.get(name.last + 3)
            if buyer and words[0] == "(" and words[1] in ("acquired", "bought") and words[2] == "by":
                yield _takeover(article, sentence, name, buyer)


def _takeover(article: Article, sentence: Sentence, name: Name, buyer: Name) -> Draft:
    within = range(buyer.last, min(buyer.last + _FIELD, sentence.tokens[1]))
    close = next((k for k in within if article.tokens[k].text == ")"), buyer.last)
    sums = [article.values[k][2] for k in range(buyer.last, close) if k in article.values]
    return Draft(
        type=DealType.ACQUISITION,
        status=Status.COMPLETED,
        weight=2,
        sentence=sentence.index,
        parties=[
            (Role.TARGET, Party(name.entity, name.first, name.last)),
            (Role.ACQUIRER, Party(buyer.entity, buyer.first, buyer.last)),
        ],
        amount=next((one for one in sums if isinstance(one, MoneyMention)), None),
        spans=[_span(article, name.first, close)],
        sentences=[sentence.index],
        source="a list in brackets",
    )


def _drafts(article: Article, sentence: Sentence) -> list[Draft]:
    if article.text.find("(", sentence.span.start, sentence.span.end) < 0:
        return []
    items = list(_items(article, sentence))
    kind = _kind(article, sentence, items) if len(items) >= _FEWEST else None
    if kind is None:
        return []
    giver = public_body_above(article, sentence.span.end) if kind is DealType.GRANT else []
    return [_draft(article, sentence, kind, item, giver) for item in items]


def _kind(article: Article, sentence: Sentence, items: Sequence[_Item]) -> DealType | None:
    before = article.lower[sentence.span.start : article.tokens[items[0].name.first].start]
    if _OTHER_SUMS.search(before):
        return None
    told = next((kind for kind, pattern in _KINDS if pattern.search(before)), None)
    return told or (DealType.INVESTMENT if any(item.round or item.others for item in items) else None)


def _items(article: Article, sentence: Sentence) -> Iterator[_Item]:
    for name in article.names_within(sentence.tokens):
        at = _bracket(article, sentence, name) if name.entity.is_party else None
        if at is not None:
            item = _item(article, sentence, name, at)
            if item:
                yield item


def _bracket(article: Article, sentence: Sentence, name: Name) -> int | None:
    """Where the brackets open behind a name, at once or behind its field: "Acme in energy (€5m)"."""
    for at in range(name.last, min(name.last + _FIELD, sentence.tokens[1])):
        token = article.tokens[at]
        if token.text == "(":
            return at
        if (at == name.last and token.lower != "in") or not token.text.islower():
            return None
    return None


def _item(article: Article, sentence: Sentence, name: Name, at: int) -> _Item | None:
    """The name with the terms in the brackets that open at a token; None where they hold no deal's sum."""
    first = at + 1
    ends = (k for k in range(first, min(first + _LONGEST, sentence.tokens[1])) if article.tokens[k].text == ")")
    end = next(ends, None)
    if end is None:
        return None
    values = [article.values[k] for k in range(first, end) if k in article.values]
    sums = [one for _, _, one in values if isinstance(one, MoneyMention)]
    if not sums or article.sum_roles[sums[0].span.start] is not SumRole.DEAL:
        return None
    others = [one for one in article.names_within((first, end)) if one.entity.kind is Kind.ORGANIZATION]
    others = [one for one in others if _gives(article, one)]
    return _Item(name, end + 1, sums[0], _round(article, first, end), tuple(others))


def _gives(article: Article, name: Name) -> bool:
    """Whether a name in brackets is that of an investor, not of a field: not behind "for"."""
    before = article.tokens[name.first - 1].lower
    return before in _BEFORE_GIVERS


def _round(article: Article, first: int, end: int) -> Span | None:
    """The round that brackets name: "seed" or "Series A" between two commas."""
    found = (k for k in range(first, end) if article.values.get(k, " ")[0] == "R")
    at = next(found, None)
    if at is not None:
        return _span(article, at, article.values[at][1])
    start, close = article.tokens[first].start, article.tokens[end].start
    for piece in re.finditer(r"[^\s,;][^,;]*", article.text[start:close]):
        words = piece.group().rstrip()
        if parse_round(words):
            return Span(start + piece.start(), start + piece.start() + len(words))
    return None


def _span(article: Article, first: int, last: int) -> Span:
    return Span(article.tokens[first].start, article.tokens[last - 1].end)


def _draft(article: Article, sentence: Sentence, kind: DealType, item: _Item, giver: Sequence[Party]) -> Draft:
    mine, giving = _ROLES[kind]
    givers = [Party(name.entity, name.first, name.last) for name in item.others] or giver
    parties = [(mine, Party(item.name.entity, item.name.first, item.name.last)), *((giving, one) for one in givers)]
    return Draft(
        type=kind,
        status=Status.COMPLETED if kind in (DealType.INVESTMENT, DealType.DEBT) else Status.ANNOUNCED,
        weight=2,
        sentence=sentence.index,
        parties=parties,
        amount=item.amount,
        round=item.round,
        spans=[_span(article, item.name.first, item.last)],
        sentences=[sentence.index],
        source="a list in brackets",
    )
