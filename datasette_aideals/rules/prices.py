"""Prices told behind the deal: "The deal is worth 1", "X will receive 1"."""

from collections.abc import Sequence

from ..terms import DealType, Role
from ..values.money import MoneyMention
from .article import Article, Sentence
from .drafts import Draft
from .phrases import Part, Phrase, Verb, word_at
from .subjects import subject_of
from .sums import SumRole

_PRICE_NOUNS = frozenset(
    [
        "deal",
        "transaction",
        "price",
        "consideration",
        "purchase",
        "acquisition",
        "takeover",
        "agreement",
        "contract",
        "merger",
        "sale",
        "value",
        "partnership",
        "order",
        "venture",
    ]
)


_PRICE_VERBS = frozenset(
    ["be", "value", "price", "amount", "total", "come", "worth", "reach", "fetch", "have", "carry", "cost"]
)


_PUTTING = frozenset(["put", "peg", "estimate", "place"])
_MOST = 50
_PAYMENTS = frozenset(["receive", "get", "pay", "earn"])


_PAID_FOR = (DealType.LICENSING, DealType.PURCHASE, DealType.ACQUISITION)


def add_price(article: Article, sentence: Sentence, drafts: list[Draft]) -> MoneyMention | None:
    """Takes the sum of "The deal is worth 1" for the deal told just before, and tells which it took."""
    parts = sentence.parts
    for at, part in enumerate(parts):
        if not isinstance(part, Verb) or part.lemma not in _PRICE_VERBS | _PAYMENTS | _PUTTING or part.negated:
            continue
        subject = subject_of(parts, at)
        if subject is not None and part.lemma in _PAYMENTS:
            paid = _add_payment(article, sentence, at, subject, drafts)
            if paid:
                return paid
            continue
        if part.lemma in _PUTTING:
            subject = _priced(parts, at)
        if subject is None or subject.determiner not in ("the", "its", "this", "'s"):
            continue
        if subject.head not in _PRICE_NOUNS and part.lemma != "fetch":
            continue
        for one in parts[at + 1 : at + 4]:
            item = one.value("$") if isinstance(one, Phrase) else None
            mention = item.value if item else None
            roles = (SumRole.DEAL, SumRole.VALUATION, *([SumRole.ASIDE] if part.lemma == "cost" else []))
            if isinstance(mention, MoneyMention) and article.sum_roles[mention.span.start] in roles:
                near = (one for one in reversed(drafts[-_MOST:]) if sentence.index - max(one.sentences) <= 3)
                host = next(near, None)
                if host and subject.head == "venture" and host.type is not DealType.JOINT_VENTURE:
                    return None
                if host and part.lemma == "value" and _buys(host, parts[at + 1 :]):
                    return None
                if host and host.amount is None and host.type is not DealType.INVESTMENT:
                    _price(host, mention, sentence)
                return None
    return None


def _priced(parts: Sequence[Part], at: int) -> Phrase | None:
    """What somebody puts at a sum: "a source put the price at 1"."""
    told = parts[at + 1] if at + 1 < len(parts) else None
    is_price = isinstance(told, Phrase) and told.head in ("price", "value", "consideration")
    return told if is_price and isinstance(told, Phrase) and word_at(parts, at + 2) == "at" else None


def _buys(host: Draft, parts: Sequence[Part]) -> bool:
    """Whether it is the buyer that a deal gives a value: "This deal values the acquirer at 1"."""
    valued = next((part for part in parts if isinstance(part, Phrase)), None)
    names = valued.names if valued else []
    return any(host.role_of(name.entity) is Role.ACQUIRER for name in names)


def _price(host: Draft, mention: MoneyMention, sentence: Sentence) -> None:
    host.amount = mention
    host.spans.append(sentence.span)
    host.sentences.append(sentence.index)


def _add_payment(
    article: Article, sentence: Sentence, at: int, subject: Phrase, drafts: list[Draft]
) -> MoneyMention | None:
    """Takes the sum of "X will receive 1" or "X will pay 1" for the deal just told that has X and no sum."""
    parts = sentence.parts
    following = parts[at + 1] if at + 1 < len(parts) else None
    item = following.value("$") if isinstance(following, Phrase) else None
    mention = item.value if item else None
    keys = {name.entity.key for name in subject.names}
    # "X will pay Y 1": both are parties of the deal.
    paid = {name.entity.key for name in following.names} if isinstance(following, Phrase) else set()
    host = next(
        (
            one
            for one in reversed(drafts[-_MOST:])
            if keys & one.party_keys() and paid <= one.party_keys() and 0 < sentence.index - max(one.sentences) <= 2
        ),
        None,
    )
    if not isinstance(mention, MoneyMention) or host is None or host.amount is not None or host.type not in _PAID_FOR:
        return None
    if article.sum_roles[mention.span.start] is not SumRole.DEAL:
        return None
    _price(host, mention, sentence)
    return mention
