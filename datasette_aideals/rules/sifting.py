"""Which drafts are no deals of their own: second readings of the same words, totals, records."""

import re
from collections.abc import Sequence

from ..terms import DealType, Role
from .article import Article
from .drafts import Draft
from .sums import SumRole

_PRIORITY = (
    DealType.IPO,
    DealType.DEBT,
    DealType.GRANT,
    DealType.LICENSING,
    DealType.JOINT_VENTURE,
    DealType.ACQUISITION,
    DealType.PURCHASE,
    DealType.OTHER,
    DealType.INVESTMENT,
    DealType.CAPEX,
    DealType.PARTNERSHIP,
)


def without_rivals(drafts: list[Draft]) -> list[Draft]:
    """Of two readings of the same words as different deals, keeps the fuller and more special one."""
    kept: dict[int, list[Draft]] = {}
    for draft in sorted(drafts, key=lambda one: (-min(len(one.parties), 2), _PRIORITY.index(one.type))):
        others = kept.setdefault(draft.sentence, [])
        if not any(_rivals(draft, other) for other in others):
            others.append(draft)
    return [draft for draft in drafts if any(draft is one for one in kept[draft.sentence])]


def _rivals(draft: Draft, other: Draft) -> bool:
    if draft.joins or other.joins:
        return False
    if draft.type is other.type:
        return _swaps_roles(draft, other)
    if draft.amount and other.amount and draft.amount.span == other.amount.span:
        return True
    return draft.amount is None and len(draft.party_keys() & other.party_keys()) >= 2


def _swaps_roles(draft: Draft, other: Draft) -> bool:
    """Whether the same sum is told with somebody in another role: one of the two is misread."""
    if draft.amount is None or other.amount is None or draft.amount.span != other.amount.span:
        return False
    return any(other.role_of(party.entity) not in (None, role) for role, party in draft.parties)


def _is_sum(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether its sum is that of other deals, one for each of its investors."""
    investors = draft.party_keys(Role.INVESTOR)
    if draft.amount is None or len(investors) < 2:
        return False
    parts = [
        one.amount.money.value
        for one in drafts
        if one is not draft
        and one.amount
        and one.party_keys(Role.INVESTEE) == draft.party_keys(Role.INVESTEE)
        and len(one.party_keys(Role.INVESTOR)) == 1
        and one.party_keys(Role.INVESTOR) <= investors
    ]
    return len(parts) > 1 and abs(sum(parts) - draft.amount.money.value) <= 0.02 * draft.amount.money.value


def _is_record(article: Article, draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether it only recalls what a company has raised so far: "X, which has raised 1, …"."""
    if draft.type is not DealType.INVESTMENT or len(draft.parties) != 1 or len(draft.spans) > 1 or not draft.perfect:
        return False
    if any(item.tag == "R" for item in article.sentences[draft.sentence].items):
        return False
    others = [one for one in drafts if one is not draft and one.party_keys(Role.INVESTEE) & draft.party_keys()]
    return draft.relative or any(one.sentence < draft.sentence for one in others)


_IN_ROUND = re.compile(r"\s+in (?:an?|its|the) (?:[\w-]+ ){0,3}(?:round|financing)\b")


def _is_total(article: Article, draft: Draft) -> bool:
    """Whether its sum is one over several deals."""
    if draft.amount is None or article.sum_roles.get(draft.amount.span.start) is not SumRole.TOTAL:
        return False
    in_round = _IN_ROUND.match(article.lower, draft.amount.span.end)
    return not in_round and not any(item.tag == "R" for item in article.sentences[draft.sentence].items)


def without_totals(article: Article, drafts: list[Draft]) -> list[Draft]:
    """The drafts without those that only add up others, or recall what a company has raised so far."""
    by_investee: dict[str, list[Draft]] = {}
    for draft in drafts:
        for key in draft.party_keys(Role.INVESTEE):
            by_investee.setdefault(key, []).append(draft)
    kept = []
    for draft in drafts:
        own = [one for key in draft.party_keys() for one in by_investee.get(key, [])[:_MOST]]
        if not (_is_total(article, draft) or _is_sum(draft, own) or _is_record(article, draft, own)):
            kept.append(draft)
    return kept


_MOST = 100
