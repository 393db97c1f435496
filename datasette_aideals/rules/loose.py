"""A second look at sums that no frame took: who stands nearest, and what the words around are about."""

import re
from collections.abc import Iterable, Sequence

from ..terms import DealType, Role, Status
from ..text.spans import Span
from ..values.money import MoneyMention
from .arguments import arguments
from .article import Article, Sentence
from .drafts import Draft
from .entities import Kind
from .lexicon import alternatives
from .names import Name
from .parties import Party
from .phrases import Mark, Part, Phrase, Verb
from .status import FAILED, HEARSAY, UNREAL
from .sums import SumRole

_LEAST = 500_000
_DASHES = frozenset([";", "–", "—", "•", "|"])
_ABOUT = tuple(
    (kind, re.compile(rf"\b{alternatives(f'about {kind.value}')}\b"))
    for kind in (
        DealType.IPO,
        DealType.DEBT,
        DealType.GRANT,
        DealType.ACQUISITION,
        DealType.INVESTMENT,
        DealType.PURCHASE,
        DealType.CAPEX,
    )
)
_ROLES = {
    DealType.IPO: (Role.ISSUER, Role.INVESTOR),
    DealType.DEBT: (Role.BORROWER, Role.LENDER),
    DealType.GRANT: (Role.GRANTEE, Role.GRANTOR),
    DealType.ACQUISITION: (Role.ACQUIRER, Role.TARGET),
    DealType.INVESTMENT: (Role.INVESTEE, Role.INVESTOR),
    DealType.PURCHASE: (Role.CUSTOMER, Role.SUPPLIER),
    DealType.CAPEX: (Role.SPENDER, Role.SPENDER),
}


# No deal is told where these stand: forecasts, markets, accounts, parts of a sum.
_NOISE = re.compile(rf"\b{alternatives('noise')}\b")


def loose_drafts(article: Article, drafts: Sequence[Draft], seen: Iterable[MoneyMention]) -> list[Draft]:
    """Deals for sums that stand beside a name and words of a kind of deal, where no frame fits.

    ``seen`` are the sums that frames took, also those that turned out to be no deal's. Where no frame
    found a deal at all, a second party is asked for.
    """
    used = {(one.money.value, one.money.currency) for one in seen}
    used |= {(one.amount.money.value, one.amount.money.currency) for one in drafts if one.amount}
    used |= _sums(drafts)
    fewest = 1 if drafts else 2
    found: list[Draft] = []
    for sentence in article.sentences:
        if any(one.search(article.lower, sentence.span.start, sentence.span.end) for one in (UNREAL, _NOISE)):
            continue
        for first in range(*sentence.tokens):
            tag, _, value = article.values.get(first, ("", 0, None))
            if tag != "$" or not isinstance(value, MoneyMention) or not _fits(article, value):
                continue
            key = (value.money.value, value.money.currency)
            draft = None if key in used else _draft(article, sentence, first, value)
            if draft is None or len(draft.parties) < fewest:
                continue
            used.add(key)
            host = next((one for one in drafts if _lacks_sum(one, draft)), None)
            if host:
                host.amount = value
            else:
                found.append(draft)
    return found


def _lacks_sum(one: Draft, draft: Draft) -> bool:
    """Whether a deal that a frame found is the one whose sum this is."""
    return (
        one.amount is None
        and one.type is draft.type
        and draft.sentence in one.sentences
        and draft.party_keys() <= one.party_keys()
    )


def _sums(drafts: Sequence[Draft]) -> set[tuple[int | float, str]]:
    """The sums of every two deals' amounts: a text that tells both often adds them up."""
    moneys = [one.amount.money for one in drafts if one.amount][:30]
    return {
        (one.value + two.value, one.currency)
        for i, one in enumerate(moneys)
        for two in moneys[i + 1 :]
        if one.currency == two.currency
    }


def _fits(article: Article, mention: MoneyMention) -> bool:
    return (
        not mention.bracketed
        and mention.money.value >= _LEAST
        and article.sum_roles[mention.span.start] is SumRole.DEAL
    )


def _draft(article: Article, sentence: Sentence, first: int, mention: MoneyMention) -> Draft | None:
    governing = _governing(article, sentence, first)
    window = _clause(article, sentence, first)
    kind = next((kind for kind, pattern in _ABOUT if pattern.search(governing)), None)
    if kind is None:
        kind = next((kind for kind, pattern in _ABOUT if pattern.search(article.lower, window.start, window.end)), None)
    names = [
        name
        for name in article.names_within(sentence.tokens)
        if name.entity.is_party and name.entity.kind is not Kind.MEDIA and _inside(article, name, window)
    ]
    distinct: dict[str, Name] = {}
    for name in names:
        distinct.setdefault(name.entity.key, name)
    if kind is None or not 1 <= len(distinct) <= 3:
        return None
    return Draft(
        type=kind,
        status=_status(article, sentence, kind),
        weight=0,
        sentence=sentence.index,
        parties=_parties(kind, list(distinct.values()), bool(_RAISED.search(article.lower, window.start, window.end))),
        amount=mention,
        spans=[window],
        sentences=[sentence.index],
        source="a sum beside a name and words of such a deal",
    )


_HAPPENED = re.compile(
    r"\b(?:raised|closed|secured|received|landed|acquired|bought|awarded|invested|completed|got|took|paid|granted|won)\b"
)
_RAISED = re.compile(r"\b(?:rais\w+|rounds?|series [a-h]|seed|funding|fundraise|received|secured|landed)\b")


def _parties(kind: DealType, names: list[Name], raised: bool) -> list[tuple[Role, Party]]:
    main, other = _ROLES[kind]
    if kind is DealType.CAPEX:
        names = names[:1]
    funds = [name for name in names if name.entity.known and name.entity.known.kind in ("fund", "bank", "public body")]
    first = next((name for name in names if name not in funds), names[0])
    if kind is DealType.INVESTMENT and len(names) == 1 and not raised:
        main = Role.INVESTOR
    return [(main if name is first else other, Party(name.entity, name.first, name.last)) for name in names]


def _governing(article: Article, sentence: Sentence, first: int) -> str:
    """The words that the sum hangs on or that hang on it: its phrase, those beside it, and the verb it belongs to."""
    parts = sentence.parts
    at = next((k for k, part in enumerate(parts) if part.first <= first < part.last), None)
    if at is None:
        return ""
    near = [parts[at], *(one.phrase for one in arguments(parts, at)[:2] if one.preposition and not one.late)]
    k = at
    while k >= 2 and parts[k - 1].kind == "i" and isinstance(parts[k - 2], Phrase):
        k -= 2
        near.append(parts[k])
    verb = parts[k - 1] if k and parts[k - 1].kind != "i" else parts[k - 2] if k > 1 else None
    near += [verb] if isinstance(verb, Verb) else []
    return " . ".join(article.words(part.first, part.last).lower() for part in near)


def _inside(article: Article, name: Name, window: Span) -> bool:
    return window.start <= article.tokens[name.first].start and article.tokens[name.last - 1].end <= window.end


def _clause(article: Article, sentence: Sentence, first: int) -> Span:
    """The stretch around a sum that belongs to its own clause."""
    parts = sentence.parts
    at = next((k for k, part in enumerate(parts) if part.first <= first < part.last), None)
    if at is None:
        return Span(article.tokens[first].start, article.tokens[first].end)
    left = right = at
    while left > 0 and not _divides(parts, left - 1):
        left -= 1
    while right < len(parts) - 1 and not _divides(parts, right + 1):
        right += 1
    return Span(article.tokens[parts[left].first].start, article.tokens[parts[right].last - 1].end)


def _divides(parts: Sequence[Part], k: int) -> bool:
    """Whether a part ends a clause: a mark, or "and" before a verb."""
    part = parts[k]
    if not isinstance(part, Mark):
        return False
    following = parts[k + 1] if k + 1 < len(parts) else None
    return part.kind in ("s", "r", ";") or (part.kind == "c" and isinstance(following, Verb)) or part.word in _DASHES


def _status(article: Article, sentence: Sentence, kind: DealType) -> Status:
    span = sentence.span
    if FAILED.search(article.lower, span.start, span.end):
        return Status.CANCELLED
    if HEARSAY.search(article.lower, span.start, span.end):
        return Status.RUMORED
    done = kind in (DealType.INVESTMENT, DealType.IPO, DealType.GRANT, DealType.ACQUISITION)
    return Status.COMPLETED if done and _HAPPENED.search(article.lower, span.start, span.end) else Status.ANNOUNCED
