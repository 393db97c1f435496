"""The same deal told several times is one: which drafts belong together, and what is kept of each."""

from collections.abc import Callable, Iterable

from ..terms import DealType, Role, Status
from ..values.money import MoneyMention
from ..values.rates import shipped_rates
from .drafts import Draft
from .lexicon import word_class


def merged(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts of an article with those of the same deal put together."""
    merged: list[Draft] = []
    by_key: dict[str, list[int]] = {}
    for draft in drafts:
        if draft.joins:
            near: Iterable[int] = range(max(0, len(merged) - _MOST), len(merged))
        else:
            near = sorted({at for key in draft.party_keys() for at in by_key.get(key, [])[-_MOST:]})
        if draft.joins and any(_holds(merged[at], draft) for at in near):
            continue
        alike = [at for at in reversed(list(near)) if _same(merged[at], draft)]
        at = _newest(merged, alike) if draft.joins and alike else next(iter(alike), len(merged))
        if at == len(merged) and draft.joins and draft.type is DealType.INVESTMENT:
            at = next((at for at in reversed(list(near)) if _joins_loan(merged[at], draft)), at)
        if at < len(merged):
            _merge(merged[at], draft)
        elif not draft.joins and (draft.amount or len(draft.party_keys()) > 1) and draft.parties:
            merged.append(draft)
        for key in merged[at].party_keys() if at < len(merged) else ():
            known = by_key.setdefault(key, [])
            if at not in known[-_MOST:]:
                known.append(at)
    return _without_announced(_without_echoes(_without_retyped(merged)))


def _without_announced(drafts: list[Draft]) -> list[Draft]:
    """Drops "X announced a deal with Y" where the next sentences say what kind of deal it is."""

    def told_after(at: int, draft: Draft) -> Draft | None:
        plain = draft.type is DealType.PARTNERSHIP and draft.frames
        named = plain and all(word in _ANY_DEAL for _, word in draft.frames)
        near = (one for one in drafts[at + 1 : at + 4] if named and 0 < one.sentence - draft.sentence <= 2)
        return next((one for one in near if _specifies(one, draft) and not (one.amount and draft.amount)), None)

    return _folded(drafts, told_after)


def _folded(drafts: list[Draft], host_of: Callable[[int, Draft], Draft | None]) -> list[Draft]:
    """The drafts without those that another tells; it takes over their sentences and quotes."""
    kept: list[Draft] = []
    for at, draft in enumerate(drafts):
        host = host_of(at, draft)
        if host:
            host.sentences.extend(draft.sentences)
            host.spans.extend(draft.spans)
            host.amount = host.amount or draft.amount
        else:
            kept.append(draft)
    return kept


_ANY_DEAL = frozenset({"deal", "agreement", "contract", "pact"})


def _specifies(one: Draft, two: Draft) -> bool:
    told = one.type not in (DealType.PARTNERSHIP, DealType.ACQUISITION)
    return told and two.party_keys() <= one.party_keys()


def _newest(drafts: list[Draft], alike: list[int]) -> int:
    """Of several rounds told in one sentence the largest, which those who "also took part" joined."""
    last = max(drafts[alike[0]].sentences)
    here = [at for at in alike if max(drafts[at].sentences) == last]
    return max(here, key=lambda at: (amount.money.value if (amount := drafts[at].amount) else 0.0, at))


def _without_retyped(drafts: list[Draft]) -> list[Draft]:
    """Drops "X raises 1" where the article says that this 1 is a grant or a loan."""
    special = [one for one in drafts if one.type in (DealType.GRANT, DealType.DEBT, DealType.IPO)][:_MOST]

    def told_better(_: int, draft: Draft) -> Draft | None:
        alone = draft.type is DealType.INVESTMENT and len(draft.party_keys()) == 1
        return next((one for one in special if alone and _tells_better(one, draft)), None)

    return _folded(drafts, told_better)


def _without_echoes(drafts: list[Draft]) -> list[Draft]:
    """Drops "by partnering with X" where the article tells what it is: a purchase, a takeover, a venture."""
    firmer = [one for one in drafts if one.type in _FIRMER]
    return [one for one in drafts if not any(_echoes(one, other) for other in firmer)]


def _echoes(one: Draft, two: Draft) -> bool:
    bare = one.type is DealType.PARTNERSHIP and one.amount is None
    near = abs(min(one.sentences) - min(two.sentences)) <= _NEAR
    recalled = two.type is DealType.ACQUISITION and two.status is Status.COMPLETED and one.sentence < two.sentence
    return bare and near and not recalled and one.party_keys() == two.party_keys()


_FIRMER = (DealType.PURCHASE, DealType.ACQUISITION, DealType.JOINT_VENTURE, DealType.LICENSING)
_NEAR = 3


def _tells_better(one: Draft, two: Draft) -> bool:
    if one.amount is None or two.amount is None:
        return False
    return two.party_keys() <= one.party_keys() and _alike(one.amount, two.amount, _CLOSE)


_MOST = 100
_MOST_SENTENCES = 10


def _same(one: Draft, two: Draft) -> bool:
    """Whether two drafts of an article tell of the same deal."""
    if one.type is not two.type and not (two.joins and _is_joined(one) and two.type is DealType.INVESTMENT):
        return False
    if two.joins:
        agree = all(one.role_of(party.entity) in (None, role) for role, party in two.parties)
        apart = two.sentence - max(one.sentences)
        repeated = one.party_keys() & two.party_keys()
        sold = bool(two.party_keys(Role.SELLER)) and repeated == two.party_keys(Role.TARGET)
        again = apart == 0 or not repeated or sold or one.party_keys(Role.INVESTOR) == repeated
        return 0 <= apart <= 2 and agree and again
    if _contradicts(one, two):
        return False
    shared = one.party_keys() & two.party_keys()
    near = abs(two.sentence - max(one.sentences)) <= 2
    if not shared or (one.amount and two.amount):
        return bool(shared)
    if one.party_keys(Role.PARTNER):
        return one.party_keys() == two.party_keys() or (near and shared in (one.party_keys(), two.party_keys()))
    alone = min(len(one.party_keys()), len(two.party_keys())) == 1
    return len(shared) >= 2 or (near and alone)


def _is_joined(one: Draft) -> bool:
    """Whether investors can take part in a deal that is no round: a listing, a fund's closing."""
    return one.type is DealType.IPO or (one.type is DealType.OTHER and bool(one.party_keys(Role.ISSUER)))


def _joins_loan(one: Draft, two: Draft) -> bool:
    """Whether those who "took part" did so in a loan."""
    near = 0 <= two.sentence - max(one.sentences) <= 2
    return one.type is DealType.DEBT and near and not one.party_keys() & two.party_keys()


def _holds(one: Draft, two: Draft) -> bool:
    """Whether a deal of the same sentence has all the parties of another draft already, and its sum."""
    if two.amount and one.amount is None:
        return False
    return one.type is two.type and two.sentence in one.sentences and two.party_keys() <= one.party_keys()


def _contradicts(one: Draft, two: Draft) -> bool:
    """Whether sums or roles differ, so that it cannot be the same deal."""
    sold = one.type is DealType.PURCHASE and len(one.parties) > 1 and one.party_keys() == two.party_keys()
    alike = not (one.amount and two.amount) or _alike(one.amount, two.amount, _OPTION if sold else _CLOSE)
    if not (alike or _same_takeover(one, two)):
        return True
    merger = one.type is DealType.ACQUISITION and one.party_keys() == two.party_keys()
    if not merger and any(one.role_of(party.entity) not in (None, role) for role, party in two.parties):
        return True
    if _described_target(one, two):
        return False
    return any(_differ(one.party_keys(role), two.party_keys(role)) for role in _TELLING) and not _reversed(one, two)


def _described_target(one: Draft, two: Draft) -> bool:
    """Whether two drafts tell the same sale, and one of them only says what is sold: "its claims unit"."""
    if one.type is not DealType.ACQUISITION or one.party_keys(Role.ACQUIRER) != two.party_keys(Role.ACQUIRER):
        return False
    sold = one.party_keys(Role.SELLER) == two.party_keys(Role.SELLER) != set()
    return sold and any(_assets(draft) == draft.party_keys(Role.TARGET) != set() for draft in (one, two))


def _assets(draft: Draft) -> set[str]:
    """Targets without a name of their own."""
    return {
        party.entity.key
        for role, party in draft.parties
        if role is Role.TARGET and party.entity.name.rsplit(maxsplit=1)[-1] in word_class("piece")
    }


def _reversed(one: Draft, two: Draft) -> bool:
    """Whether two drafts tell a takeover of the same two companies, but who buys whom the other way round."""
    if one.type is not DealType.ACQUISITION or len(one.party_keys()) != 2 or one.party_keys() != two.party_keys():
        return False
    sides = (Role.ACQUIRER, Role.TARGET), (Role.TARGET, Role.ACQUIRER)
    return all(one.party_keys(side) == two.party_keys(other) for side, other in sides)


def _same_takeover(one: Draft, two: Draft) -> bool:
    """Whether two drafts tell who buys whom alike, so that the second sum is a part of the first."""
    if one.type is not DealType.ACQUISITION or one.amount is None or two.amount is None:
        return False
    firm = {one.status, two.status} <= {Status.ANNOUNCED, Status.COMPLETED}
    smaller = two.amount.money.currency != one.amount.money.currency or two.amount.money.value < one.amount.money.value
    bought, buys = one.party_keys(Role.TARGET) & two.party_keys(Role.TARGET), two.party_keys(Role.ACQUIRER)
    alike = bool(bought) and (not buys or bool(buys & one.party_keys(Role.ACQUIRER)))
    merged = bool(one.party_keys(Role.PARTNER)) and one.party_keys() == two.party_keys()
    return (firm or one.status is two.status) and smaller and (alike or merged)


_TELLING = tuple(role for role in Role if role not in (Role.PARTNER, Role.SELLER, Role.INVESTOR, Role.LENDER))


def _differ(one: set[str], two: set[str]) -> bool:
    return bool(one and two and not one & two)


def _alike(one: MoneyMention, two: MoneyMention, share: float = 0.02) -> bool:
    if one.money.currency != two.money.currency:
        return _restates(one, two)
    return abs(one.money.value - two.money.value) <= share * max(one.money.value, two.money.value)


def _restates(one: MoneyMention, two: MoneyMention) -> bool:
    """Whether two sums in different currencies can be the same money."""
    rates = shipped_rates()
    first = rates.dollars(one.money.value, one.money.currency)
    second = rates.dollars(two.money.value, two.money.currency)
    if first is None or second is None:
        return False
    return abs(first.value - second.value) <= 0.3 * max(first.value, second.value)


_CLOSE = 0.02
_OPTION = 0.15
"""How far apart the sums of one order may be, as shares: "worth 17, with an option for 19"."""
_CARE = {"exact": 0, "approximately": 1, "at_least": 1, "range": 1, "up_to": 2}


def _merge(host: Draft, draft: Draft) -> None:
    if host.party_keys(Role.PARTNER) and not draft.party_keys(Role.PARTNER) and host.party_keys() == draft.party_keys():
        host.parties = list(draft.parties)
    if _reversed(host, draft) and _by_verb(draft) and not _by_verb(host):
        host.parties, host.amount = list(draft.parties), draft.amount or host.amount
    lent = host.type is DealType.DEBT
    for role, party in draft.parties:
        if host.role_of(party.entity) is None:
            host.parties.append((Role.LENDER if lent and role is Role.INVESTOR else role, party))
    if _assets(host) and _assets(host) != host.party_keys(Role.TARGET):
        host.parties = [one for one in host.parties if one[1].entity.key not in _assets(host)]
    if draft.amount and (host.amount is None or _is_more_careful(draft, host)):
        host.amount = draft.amount
    if draft.weight > host.weight:
        host.status, host.weight = draft.status, draft.weight
    if len(host.sentences) < _MOST_SENTENCES:
        host.spans.extend(span for span in draft.spans if span not in host.spans)
        host.frames.extend(draft.frames)
        host.sentences.extend(draft.sentences)
    else:
        host.sentences[-1] = draft.sentences[-1]


def _is_more_careful(one: Draft, two: Draft) -> bool:
    """Whether a sum says what another leaves open; what a sentence adds in another currency is no second sum."""
    if one.amount is None or two.amount is None:
        return False
    cared = _CARE[one.amount.money.qualifier.value] > _CARE[two.amount.money.qualifier.value]
    added = one.amount.money.currency != two.amount.money.currency and one.sentence in two.sentences
    return cared and not added


def _by_verb(draft: Draft) -> bool:
    return any(frame.kind == "verb" for frame, _ in draft.frames)


def with_tables(drafts: list[Draft], rows: list[Draft]) -> list[Draft]:
    """Adds the rows of tables to what the sentences tell; the same deal told twice is one."""
    by_key: dict[str, list[Draft]] = {}
    for draft in drafts:
        _note(by_key, draft)
    for row in rows:
        alike = {id(one): one for _, party in row.parties for one in by_key.get(party.entity.key, [])}
        host = next((one for one in alike.values() if _same(one, row)), None)
        if host:
            _merge(host, row)
        else:
            drafts.append(row)
        _note(by_key, host or row)
    return drafts


def _note(by_key: dict[str, list[Draft]], draft: Draft) -> None:
    for key in draft.party_keys():
        known = by_key.setdefault(key, [])
        if len(known) < _MOST and not any(one is draft for one in known):
            known.append(draft)
