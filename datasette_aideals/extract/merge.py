"""Making one answer out of those about the passages of one article: the same deal told twice is one."""

from collections.abc import Iterable, Sequence

from ..answer import Answer, AnswerDeal, AnswerParty
from ..values.money import parse_money
from ..values.names import name_key

_WORDS = ("amount", "unit", "valuation", "stake", "round", "date", "horizon", "capacity")


def merge_answers(answers: Sequence[Answer]) -> tuple[Answer, tuple[int, ...]]:
    """All deals of the answers, those of different answers that agree made one; and for each the answer it comes from.

    Two deals agree where the type is the same, the parties of one are among the other's, and their
    sums are the same or one of them has none. Deals of one answer are never made one: the model
    told them apart.
    """
    deals: list[AnswerDeal] = []
    origins: list[int] = []
    for number, answer in enumerate(answers):
        before = len(deals)
        taken: set[int] = set()
        for deal in answer.deals:
            same = next((at for at in range(before) if at not in taken and _agree(deals[at], deal)), None)
            if same is None:
                deals.append(deal)
                origins.append(number)
            else:
                taken.add(same)
                deals[same] = _joined(deals[same], deal)
    return Answer(deals=deals), tuple(origins)


def _agree(one: AnswerDeal, other: AnswerDeal) -> bool:
    if one.type is not other.type:
        return False
    first, second = _names(one), _names(other)
    if not (first <= second or second <= first):
        return False
    if one.amount is None or other.amount is None:
        # A party alone says too little: a fund makes many investments.
        return len(first & second) > 1
    return _sum(one) == _sum(other)


def _names(deal: AnswerDeal) -> set[str]:
    return {name_key(party.name) for party in deal.parties}


def _sum(deal: AnswerDeal) -> object:
    words = deal.amount or ""
    money = parse_money(words, unit=deal.unit)
    return (money.value, money.value_max, money.currency) if money else " ".join(words.casefold().split())


def _joined(one: AnswerDeal, other: AnswerDeal) -> AnswerDeal:
    """The first deal, with what it lacks taken from the second."""
    added = {name: getattr(other, name) for name in _WORDS if getattr(one, name) is None}
    if one.amount is not None:
        added.pop("unit", None)
    if not one.tranches:
        added["tranches"] = other.tranches
    return one.model_copy(
        update={
            **added,
            "quotes": _unique([*one.quotes, *other.quotes]),
            "hardware": _unique([*one.hardware, *other.hardware]),
            "parties": _joined_parties(one.parties, other.parties),
            "focus": one.focus or other.focus,
        }
    )


def _joined_parties(ones: Sequence[AnswerParty], others: Sequence[AnswerParty]) -> list[AnswerParty]:
    known = {name_key(party.name) for party in ones}
    return [*ones, *(party for party in others if name_key(party.name) not in known)]


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
