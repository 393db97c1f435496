"""The parts of a deal's money: what each party puts in, and what is paid apart from the rest, on which condition."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from ..terms import DealType, Role
from ..text.spans import Span
from ..values.money import MoneyMention
from .article import Article
from .discourse import Party
from .drafts import Draft, Portion, ToldIn, by_sentence
from .lexicon import alternatives
from .names import Name
from .sums import SumRole

_GIVES = re.compile(rf"{alternatives('gives a share')}\s*$")
_FROM = re.compile(rf"{alternatives('share from')}\s*(?:the |its )?$")
_LIST = re.compile(r"^(?:,|:| -| –| —)? (?:the |a )?(?:remaining |other |rest,? )?$")
_OF_IT = re.compile(rf"{alternatives('of the whole')}\b")
_AND = re.compile(r",?\s(?:and\s)?")
_EACH = re.compile(r",?\s+(?:each|apiece|every one)\b")
_OPENS = re.compile(rf"\b{alternatives('opens a part')}\W*(?:\w+ ){{0,2}}$")
_MORE_MONEY = re.compile(r"\b(?:another|additional|further|extra|second)\W*$")
_PART = re.compile(rf"\b{alternatives('part of a sum')}\b")
_MORE = re.compile(rf"\b{alternatives('more on top')}\b")
_CONDITION = re.compile(r"[^,;.:()\n—]{1,110}")
_CUT = re.compile(r"\s(?:and|plus|while|but|with)\b(?=[^,;.]*(?:[$€£¥₹]|\d))|\s(?:while|but|according)\b")
_STEM = re.compile(
    r"^\W*(?:(?:(?:of|in)(?= (?:cash|equity|debt|stock|shares|loans?)\b)"
    r"|of (?:it|that|which|them|this|the (?:sum|total|price))"
    r"|is|are|was|were|will be|to be|as|being|more|that|which|in the form of|worth)\b\W*)+"
)
_LABEL = re.compile(
    r"((?:first|second|third|final|initial) (?:clos(?:e|ing)|tranche|instal?lment|payment))\W*(?:of )?$"
)
_GIVERS = (Role.INVESTOR, Role.LENDER, Role.GRANTOR, Role.PARTNER, Role.ACQUIRER, Role.ISSUER, Role.SPENDER)
_SHARED = (DealType.INVESTMENT, DealType.DEBT, DealType.GRANT, DealType.JOINT_VENTURE, DealType.IPO, DealType.OTHER)
_PAID_IN_PARTS = (
    *(DealType.INVESTMENT, DealType.ACQUISITION, DealType.LICENSING, DealType.PARTNERSHIP, DealType.DEBT),
    *(DealType.JOINT_VENTURE, DealType.PURCHASE, DealType.GRANT, DealType.CAPEX, DealType.OTHER),
)
_NEAR = 2
"""How many sentences behind a deal's own may tell of its parts."""
_FAR = 8
"""How many sentences behind a sum "of it" may stand."""
_SLACK = 0.015


def add_portions(article: Article, drafts: list[Draft]) -> None:
    """Gives each draft the shares of its parties and the parts that are paid apart; drafts of mere parts go."""
    absorbed = _add_told_shares(article, drafts)
    owners: dict[Span, list[Draft]] = {}
    for draft in drafts:
        if draft.amount:
            owners.setdefault(draft.amount.span, []).append(draft)
    for draft in drafts:
        sums = [
            (sum_, [one for one in owners.get(sum_.span, ()) if one is not draft]) for sum_ in _near(article, draft)
        ]
        shares = _shares(article, draft, [one for one, others in sums if all(_in(other, draft) for other in others)])
        draft.shares |= {key: sum_.span for key, sum_ in shares.items()}
        absorbed.update(draft.shares.values())
        if not draft.shares:
            apart = [one for one, others in sums if all(_is_tranche(article, other, draft) for other in others)]
            draft.tranches = _tranches(article, draft, apart)
            absorbed.update(one.amount for one in draft.tranches if draft.amount and one.amount != draft.amount.span)
    drafts[:] = [draft for draft in drafts if not (draft.amount and draft.amount.span in absorbed)]


def _add_told_shares(article: Article, drafts: Sequence[Draft]) -> set[Span]:
    """Gives drafts the shares that words call so ("Oak put in $5 million of that"), with those who put them in."""
    found: set[Span] = set()
    told_in = by_sentence(drafts)
    for sum_ in (item[2] for item in article.values.values()):
        if not isinstance(sum_, MoneyMention) or not _OF_IT.match(article.lower, sum_.span.end):
            continue
        name = _before_sum(article, sum_)
        whole = _whole_before(article, told_in, sum_)
        if name is None or whole is None or not _GIVES.match(_between(article, name, sum_)):
            continue
        roles = [role for role, _ in whole.parties if role in _GIVERS]
        if whole.role_of(name.entity) is None:
            whole.parties.append((roles[0] if roles else Role.INVESTOR, Party(name.entity, name.first, name.last)))
        whole.shares[name.entity.key] = sum_.span
        found.add(sum_.span)
    return found


def _whole_before(article: Article, told_in: ToldIn, sum_: MoneyMention) -> Draft | None:
    """The deal last told before a sum that the sum can be a part of."""
    index = _sentence_of(article, sum_)
    near = [
        (draft.amount.span.start, draft)
        for at in range(index - _FAR, index + 1)
        for draft in told_in.get(at, ())
        if draft.amount
        and draft.type in _SHARED
        and draft.amount.span.end <= sum_.span.start
        and _fits(article, draft, sum_)
    ]
    return max(near, key=lambda one: one[0])[1] if near else None


def _in(part: Draft, whole: Draft) -> bool:
    """Whether what a draft tells may be a share in another: a deal of its kind, or money for its joint venture."""
    paid_in = whole.type is DealType.JOINT_VENTURE and part.type in (DealType.INVESTMENT, DealType.CAPEX)
    return (part.type is whole.type or paid_in) and part.party_keys() <= whole.party_keys()


def _is_tranche(article: Article, part: Draft, whole: Draft) -> bool:
    """Whether a deal that no frame found is only what words of the sentence call a part of another one."""
    if part.frames or part.amount is None or whole.amount is None or not _in(part, whole):
        return False
    later = whole.amount.span.end <= part.amount.span.start and set(part.sentences) <= set(whole.sentences)
    return later and not _MORE_MONEY.search(_before(article, part.amount)) and _says_part(article, part.amount)


def _near(article: Article, draft: Draft) -> list[MoneyMention]:
    """The sums around a deal that may be parts of its own."""
    last = max(draft.sentences)
    beyond = article.sentences[last + 1 : last + 1 + _NEAR]
    paragraph = article.sentences[last].paragraph
    near = [one for one in beyond if one.paragraph == paragraph]
    found: list[MoneyMention] = []
    for sentence in [*(article.sentences[i] for i in sorted(set(draft.sentences))), *near]:
        for at in range(*sentence.tokens):
            sum_ = article.values.get(at, ("", 0, None))[2]
            if isinstance(sum_, MoneyMention) and _fits(article, draft, sum_):
                found.append(sum_)
    return found


def _fits(article: Article, draft: Draft, sum_: MoneyMention) -> bool:
    """Whether a sum can be a part of a deal's."""
    if sum_.bracketed or article.sum_roles[sum_.span.start] is not SumRole.DEAL:
        return False
    if draft.amount is None:
        return draft.type is DealType.JOINT_VENTURE
    whole = draft.amount.money
    return sum_.money.currency == whole.currency and sum_.money.value < (whole.value_max or whole.value)


def _shares(article: Article, draft: Draft, sums: Sequence[MoneyMention]) -> dict[str, MoneyMention]:
    """What single parties put in, by the party's key."""
    givers = {party.entity.key for role, party in draft.parties if role in _GIVERS}
    paired = _paired(article, draft, sums)
    if paired:
        return paired
    shares: dict[str, MoneyMention] = {}
    told = draft.amount.span.start if draft.amount else 0
    for sum_ in (one for one in sums if one.span.start > told and not _MORE_MONEY.search(_before(article, one))):
        if _EACH.match(article.lower, sum_.span.end) and _is_whole(draft, sum_.money.value * len(givers)):
            return dict.fromkeys(givers, sum_)
        giver = _giver(article, sum_, givers, told=bool(shares))
        if giver and giver not in shares:
            shares[giver] = sum_
    whole = draft.amount.money.value if draft.amount else None
    if whole and sum(sum_.money.value for sum_ in shares.values()) > whole * (1 + _SLACK):
        return {}
    return shares


def _paired(article: Article, draft: Draft, sums: Sequence[MoneyMention]) -> dict[str, MoneyMention]:
    """The shares of "A and B put in 60 and 40 million": as many sums in a row as givers, which add up to the whole."""
    keys = [party.entity.key for role, party in draft.parties if role in _GIVERS]
    if len(keys) < 2 or len(sums) != len(keys) or not _is_whole(draft, sum(one.money.value for one in sums)):
        return {}
    between = (article.lower[one.span.end : other.span.start] for one, other in pairwise(sums))
    return dict(zip(keys, sums, strict=True)) if all(_AND.fullmatch(words) for words in between) else {}


def _giver(article: Article, sum_: MoneyMention, givers: set[str], told: bool) -> str | None:
    """Who puts a sum in, by the words between the name and it; a bare name will do where others were told."""
    before = _before_sum(article, sum_)
    if before is not None and before.entity.key in givers:
        between = _between(article, before, sum_)
        if _GIVES.match(between) or (told and _LIST.match(between)):
            return before.entity.key
    names = _names_around(article, sum_)
    behind = next((name for name in names if _span(article, name).start >= sum_.span.end), None)
    if behind is None or behind.entity.key not in givers:
        return None
    between = article.lower[sum_.span.end : _span(article, behind).start]
    return behind.entity.key if _FROM.match(between) else None


def _before_sum(article: Article, sum_: MoneyMention) -> Name | None:
    """The last name before a sum in its sentence."""
    names = reversed(_names_around(article, sum_))
    return next((name for name in names if _span(article, name).end <= sum_.span.start), None)


def _between(article: Article, name: Name, sum_: MoneyMention) -> str:
    return article.lower[_span(article, name).end : sum_.span.start]


def _names_around(article: Article, sum_: MoneyMention) -> list[Name]:
    """The names of the sentence of a sum that can be parties."""
    index = _sentence_of(article, sum_)
    return [name for name in article.names_within(article.sentences[index].tokens) if name.entity.is_party]


def _tranches(article: Article, draft: Draft, sums: Sequence[MoneyMention]) -> list[Portion]:
    """The parts of a deal's sum that are paid apart: they add up to it, or words say that they are parts."""
    if draft.amount is None or draft.type not in _PAID_IN_PARTS or not sums:
        return []
    whole = draft.amount
    if len(sums) > 1 and _is_whole(draft, sum(sum_.money.value for sum_ in sums)):
        return [_portion(article, sum_) for sum_ in sums]
    parts = [sum_ for sum_ in sums if _says_part(article, sum_) and not _of_somebody_else(article, draft, sum_)]
    parts = [part for part in parts if part.span.start > whole.span.start or _OPENS.search(_before(article, part))]
    on_top = [sum_ for sum_ in parts if _MORE.match(article.lower, sum_.span.end)]
    if on_top and len(on_top) == len(parts):
        return [_portion(article, sum_) for sum_ in (whole, *on_top)]
    if sum(part.money.value for part in parts) > whole.money.value * (1 + _SLACK):
        return []
    return [_portion(article, part) for part in parts]


def _of_somebody_else(article: Article, draft: Draft, sum_: MoneyMention) -> bool:
    """Whether the name right before a sum is of somebody who has no part in the deal: "and Borel for $3 million"."""
    name = _before_sum(article, sum_)
    return name is not None and draft.role_of(name.entity) is None and _between(article, name, sum_).strip() == "for"


def _says_part(article: Article, sum_: MoneyMention) -> bool:
    """Whether the words around a sum say that it is a part of one, and when it is paid."""
    after = _after(article, sum_.span)
    words = after.of(article.lower) if after else ""
    opens = _OPENS.search(_before(article, sum_))
    return bool(_PART.search(words)) or bool(opens and (words or _LABEL.search(_before(article, sum_))))


def _portion(article: Article, sum_: MoneyMention) -> Portion:
    """A part with its condition: the words behind the sum, else the label before it."""
    after = _after(article, sum_.span)
    label = _LABEL.search(_before(article, sum_))
    if label and not (after and _PART.search(after.of(article.lower))):
        start = sum_.span.start - len(label[0])
        return Portion(sum_.span, Span(start, start + len(label[1])))
    return Portion(sum_.span, after)


def _after(article: Article, span: Span) -> Span | None:
    """The words behind a sum, up to the end of what is said of it."""
    found = _CONDITION.match(article.text, span.end)
    if not found or not found[0][0].isspace():
        return None
    words = found[0]
    cut = _CUT.search(words)
    words = words[: cut.start()] if cut else words
    stem = _STEM.match(words)
    start = stem.end() if stem else len(words) - len(words.lstrip())
    kept = words[start:].rstrip()
    return Span(span.end + start, span.end + start + len(kept)) if kept else None


def _before(article: Article, sum_: MoneyMention) -> str:
    index = _sentence_of(article, sum_)
    return article.lower[max(article.sentences[index].span.start, sum_.span.start - 60) : sum_.span.start]


def _sentence_of(article: Article, sum_: MoneyMention) -> int:
    return bisect_right(article.sentences, sum_.span.start, key=lambda one: one.span.start) - 1


def _is_whole(draft: Draft, value: float) -> bool:
    """Whether a value is the whole deal's."""
    if draft.amount is None:
        return False
    whole = draft.amount.money.value_max or draft.amount.money.value
    return abs(value - whole) <= _SLACK * whole


def _span(article: Article, name: Name) -> Span:
    return Span(article.tokens[name.first].start, article.tokens[name.last - 1].end)
