"""The measures: what a model found in articles, held against the reference answers.

Deals are paired one to one within an article (``pairing``), and each pair is compared slot by slot
(``slots``). A found deal whose evidence lies in a borderline quote is left out of every count.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..terms import DealType
from .counts import Count, Tally, total
from .facts import DealFacts, Reference
from .pairing import paired_deals
from .slots import Slot, filled_slots, slot_counts, strictly_equal


@dataclass(frozen=True)
class ArticleScore:
    """How well the deals found in one article agree with the reference answer.

    ``found``, ``wanted``, ``grounded``, ``focus`` and ``focus_found`` are numbers of deals: found deals whose
    quotes all stand in the text, wanted deals that are the article's own news, and those of them that were found.
    A pair counts under its wanted deal's type, whatever type was found.
    """

    article: str
    found: int
    wanted: int
    grounded: int
    focus: int
    focus_found: int
    by_slot: Mapping[Slot, Count]
    by_type: Mapping[DealType, Tally]

    @cached_property
    def all(self) -> Tally:
        """The counts over all types."""
        return total(self.by_type.values())

    @property
    def quiet(self) -> bool:
        """Whether there was no false alarm."""
        return self.all.deals.fp == 0


@dataclass(frozen=True)
class Measures:
    """The measures over a number of articles; shares are from 0 to 1, None where there is nothing to share."""

    articles: tuple[ArticleScore, ...]

    @cached_property
    def all(self) -> Tally:
        """The counts over all types."""
        return total(score.all for score in self.articles)

    @cached_property
    def by_slot(self) -> dict[Slot, Count]:
        """The counts of each slot in pairs of deals; deals without a counterpart are not in them."""
        return {slot: sum((score.by_slot.get(slot, Count()) for score in self.articles), Count()) for slot in Slot}

    @cached_property
    def by_type(self) -> dict[DealType, Tally]:
        """The counts of each type of deal; together they are those of ``all``."""
        return {kind: total(score.by_type.get(kind, Tally()) for score in self.articles) for kind in DealType}

    @property
    def focus_recall(self) -> float | None:
        """The share of the articles' own news that was found."""
        return share(sum(score.focus_found for score in self.articles), sum(score.focus for score in self.articles))

    @property
    def grounded(self) -> float | None:
        """The share of found deals that have quotes which all stand in the text."""
        return share(sum(score.grounded for score in self.articles), sum(score.found for score in self.articles))

    @property
    def without_deals(self) -> list[ArticleScore]:
        """The articles that report no deal."""
        return [score for score in self.articles if not score.wanted]

    @property
    def kept_quiet(self) -> int:
        """In how many articles that report no deal none was found."""
        return sum(score.quiet for score in self.without_deals)

    def worst(self) -> list[ArticleScore]:
        """The articles with anything wrong or missing, the lowest F1 of slots first, then the most mistakes."""
        flawed = [score for score in self.articles if score.all.slots.fp + score.all.slots.fn]
        return sorted(
            flawed, key=lambda score: (score.all.slots.f1, -score.all.slots.fp - score.all.slots.fn, score.article)
        )


def share(part: int, whole: int) -> float | None:
    """A part of a whole, from 0 to 1; None of nothing."""
    return part / whole if whole else None


def score_article(article: str, text: str, found: Sequence[DealFacts], reference: Reference) -> ArticleScore:
    """Hold the deals found in one article against its reference answer; ``text`` is the article as quoted."""
    wanted = reference.deals
    pairs = paired_deals(found, wanted)
    paired, met = {one for one, _ in pairs}, {other for _, other in pairs}
    alone = [deal for one, deal in enumerate(found) if one not in paired]
    extra = [deal for deal in alone if not is_borderline(deal, text, reference.borderline)]
    missed = [deal for other, deal in enumerate(wanted) if other not in met]
    compared = [(found[one], wanted[other]) for one, other in pairs]
    by_slot, by_type = _compared(compared)
    for deal in extra:
        one = Count(fp=1)
        by_type[deal.type] += Tally(one, one, Count(fp=filled_slots(deal)))
    for deal in missed:
        one = Count(fn=1)
        by_type[deal.type] += Tally(one, one, Count(fn=filled_slots(deal)))
    return ArticleScore(
        article=article,
        found=len(found),
        wanted=len(wanted),
        grounded=sum(is_grounded(deal, text) for deal in found),
        focus=sum(deal.focus for deal in wanted),
        focus_found=sum(wanted[other].focus for other in met),
        by_slot=dict(by_slot),
        by_type=dict(by_type),
    )


def is_grounded(deal: DealFacts, text: str) -> bool:
    """Whether a deal has quotes, and each of them stands in the text exactly as written."""
    return bool(deal.evidence) and all(quote and quote in text for quote in deal.evidence)


def is_borderline(deal: DealFacts, text: str, borderline: Sequence[str]) -> bool:
    """Whether a quote of the deal overlaps, where it first stands in the text, one of the borderline quotes."""
    places = [(start, start + len(quote)) for quote in deal.evidence if quote and (start := text.find(quote)) >= 0]
    grey = [(start, start + len(quote)) for quote in borderline if (start := text.find(quote)) >= 0]
    return any(start < end_of_grey and begin < end for start, end in places for begin, end_of_grey in grey)


def _compared(
    pairs: Sequence[tuple[DealFacts, DealFacts]],
) -> tuple[defaultdict[Slot, Count], defaultdict[DealType, Tally]]:
    """The counts of paired deals (found, wanted), by slot and by type."""
    by_slot: defaultdict[Slot, Count] = defaultdict(Count)
    by_type: defaultdict[DealType, Tally] = defaultdict(Tally)
    for found, wanted in pairs:
        counts = slot_counts(found, wanted)
        for slot, count in counts.items():
            by_slot[slot] += count
        strict = Count(tp=1) if strictly_equal(found, wanted) else Count(fp=1, fn=1)
        by_type[wanted.type] += Tally(Count(tp=1), strict, sum(counts.values(), Count()))
    return by_slot, by_type
