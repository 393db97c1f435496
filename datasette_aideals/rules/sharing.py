"""One frame, several deals: "A and B invest 1 and 2 in C", "grants of 1 for A and 2 for B", "backs A, B and C"."""

import re

from ..terms import DealType, Role
from ..values.money import MoneyMention
from .article import Article
from .discourse import Party
from .phrases import Phrase
from .readings import Match, Reading

_TAKERS = (Role.INVESTEE, Role.TARGET, Role.GRANTEE, Role.BORROWER, Role.SUPPLIER)
_GIVERS = (Role.INVESTOR, Role.CUSTOMER, Role.SPENDER, Role.GRANTOR, Role.LENDER)
_APART = {DealType.ACQUISITION: Role.TARGET, DealType.INVESTMENT: Role.INVESTEE}
"""Who takes in deals of which a company has its own even where no sum is told."""
_EACH = re.compile(r",?\s+(?:each|apiece)\b")
_LISTED = (DealType.PARTNERSHIP, DealType.LICENSING, DealType.PURCHASE)
_PLURALS = ("deals", "agreements", "contracts", "pacts", "talks", "negotiations", "memorandums", "memoranda")

Filled = tuple[Role, Party]


def shared_out(article: Article, match: Match) -> list[Match]:
    """One match for each of several parties with a sum of its own; else the match itself."""
    if len(priced := _each_at_a_price(match)) > 1:
        return priced
    if match.amount is None and match.frame.type in _APART:
        return _one_for_each_taker(match, _APART[match.frame.type])
    if match.amount and _EACH.match(article.lower, match.amount.span.end):
        return next((apart for role in _TAKERS if len(apart := _one_for_each_taker(match, role)) > 1), [match])
    if match.frame.type in _LISTED and match.amount is None and _is_plural(match.reading):
        return _one_for_each(match)
    return _one_for_each_pair(match) or _one_for_each_giver(article, match)


def _one_for_each_pair(match: Match) -> list[Match]:
    """ "Grants of 1 for A and 2 for B" are two deals."""
    pairs = _pairs(match)
    if len(pairs) < 2:
        return []
    paired = {role for (role, _), _ in pairs}
    others = [(role, party) for role, party in match.parties if role not in paired]
    return [Match(match.frame, match.reading, [taker, *others], amount, [amount]) for taker, amount in pairs]


def _one_for_each_giver(article: Article, match: Match) -> list[Match]:
    """ "A and B invest 1 and 2 in C" are two deals."""
    givers = [(role, party) for role, party in match.parties if role in _GIVERS]
    others = [(role, party) for role, party in match.parties if role not in _GIVERS]
    start = article.tokens[match.reading.trigger.first].start
    later = {id(item.value) for one in match.reading.arguments if one.late for item in one.phrase.values}
    sums = [one for one in match.amounts if one.span.start > start and id(one) not in later]
    if len(givers) < 2 or len(sums) != len(givers):
        return [match, *_gapped(match)]
    return [
        Match(match.frame, match.reading, [giver, *others], amount, [amount])
        for giver, amount in zip(givers, sums, strict=True)
    ]


def _each_at_a_price(match: Match) -> list[Match]:
    """One match for each of those that are bought at prices of their own: "bought A for 1 and B in May for 2"."""
    reading = match.reading
    if match.frame.type is not DealType.ACQUISITION or match.frame.kind != "verb" or match.amount is None:
        return []
    others = [(role, party) for role, party in match.parties if role is not Role.TARGET]
    found: list[Match] = []
    taken: Party | None = None
    for one in reading.arguments:
        item = one.phrase.value("$")
        if item is None and len(one.phrase.names) == 1 and _is_listed(reading, one.at, first=not found):
            name = one.phrase.names[0]
            taken = Party(name.entity, name.first, name.last)
        elif taken and item and one.preposition == "for" and isinstance(item.value, MoneyMention):
            if item.value in match.amounts:
                parties = [*others, (Role.TARGET, taken)]
                found.append(Match(match.frame, reading, parties, item.value, [item.value]))
            taken = None
    bought = found and found[0].parties[-1][1].entity.key
    return found if any(role is Role.TARGET and one.entity.key == bought for role, one in match.parties) else []


def _is_listed(reading: Reading, at: int, first: bool) -> bool:
    """Whether a phrase is the object of the reading's verb, or stands behind a comma or "and"."""
    part = reading.sentence.parts[at]
    return part is reading.patient if first else reading.sentence.parts[at - 1].kind in (",", "c")


def _gapped(match: Match) -> list[Match]:
    """Those of whom the same is said without a verb: "A set it at 1, B at 2 and C at 3"."""
    if match.frame.kind != "verb" or match.frame.type not in _ONE_SIDED or len(match.parties) != 1:
        return []
    role = match.parties[0][0]
    phrases = [one.phrase for one in match.reading.arguments]
    found = []
    for k, phrase in enumerate(phrases):
        item = phrase.value("$") or (phrases[k + 1].value("$") if k + 1 < len(phrases) else None)
        if len(phrase.names) != 1 or phrase.words or item is None or item.first - phrase.names[0].last > 1:
            continue
        amount, name = item.value, phrase.names[0]
        if isinstance(amount, MoneyMention) and amount in match.amounts and amount is not match.amount:
            party = Party(name.entity, name.first, name.last)
            found.append(Match(match.frame, match.reading, [(role, party)], amount, [amount]))
    return found


_ONE_SIDED = (DealType.CAPEX, DealType.INVESTMENT, DealType.IPO, DealType.DEBT)


def _is_plural(reading: Reading) -> bool:
    before = reading.sentence.parts[reading.at - 1] if reading.at else None
    return any(isinstance(one, Phrase) and one.head in _PLURALS for one in (reading.trigger, before))


def _one_for_each(match: Match) -> list[Match]:
    """ "Deals with A, B and C" are three."""
    first = match.reading.trigger.first
    ours = [one for one in match.parties if one[1].first < first]
    theirs = [one for one in match.parties if one[1].first >= first]
    if min(len(ours), len(theirs)) != 1 or len(ours) == len(theirs):
        return [match]
    return [Match(match.frame, match.reading, [us, them]) for us in ours for them in theirs]


def _one_for_each_taker(match: Match, role: Role) -> list[Match]:
    """ "X bought A and B" is two deals, as is "X invested 1 each in A and B"."""
    takers = [one for one in match.parties if one[0] is role]
    others = [one for one in match.parties if one[0] is not role]
    if len(takers) < 2 or not others:
        return [match]
    amounts = [match.amount] if match.amount else []
    return [Match(match.frame, match.reading, [*others, one], match.amount, amounts) for one in takers]


def _pairs(match: Match) -> list[tuple[Filled, MoneyMention]]:
    """The takers that each have a sum before them: "grants of 1 for A and 2 for B"."""
    phrases = [match.reading.patient] if match.reading.patient else []
    phrases += [one.phrase for one in match.reading.arguments]
    pairs: list[tuple[Filled, MoneyMention]] = []
    amount: MoneyMention | None = None
    taker: Filled | None = None
    for phrase in sorted(phrases, key=lambda one: one.first):
        item = phrase.value("$")
        if item and isinstance(item.value, MoneyMention) and item.value in match.amounts:
            amount = item.value
        inside = [one for one in match.parties if phrase.first <= one[1].first < phrase.last and one[0] in _TAKERS]
        taker = inside[0] if len(inside) == 1 else taker
        if amount and taker:
            pairs.append((taker, amount))
            amount = taker = None
    return pairs
