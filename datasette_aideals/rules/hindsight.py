"""What the judge looks at a second time: its first opinions of a candidate, of its parties and of its neighbours."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..values.money import MoneyMention
from .opinions import LIKELY, Opinion, Seen, takers_of_article
from .sides import KINDS

NOTHING = -10.0
"""Stands for odds where there is nobody to have them."""
_PARTIES = {kind: number for number, kind in enumerate(("unknown", "fund", "bank", "public", "school"))}
"""Sorts of organisations as numbers; known ones come behind them."""
_MOST_TWINS = 30
_LEAST_LIKELY = 1e-4


class DealTraits(NamedTuple):
    """A candidate at the second look; odds are natural logarithms of p / (1 - p)."""

    deal: float
    kind: float
    kind_odds: float
    source: float
    framed_parties: float
    digits: float
    taker: float
    second_taker: float
    giver: float
    second_giver: float
    part: float
    second_part: float
    parties: float
    taker_here: float
    part_here: float
    sentence: float
    sentences: float
    told_here: float
    named_here: float
    likeliest_other: float
    deals: float
    before: float
    before_shares: float
    after: float
    after_shares: float
    twin_of_kind: float
    twin_with_all: float
    twin_with_sum: float
    twin_with_other_sum: float
    twin_with_bigger_sum: float
    twin_told_before: float


class PartTraits(NamedTuple):
    """Somebody near a candidate at the second look; odds are natural logarithms of p / (1 - p)."""

    taker: float
    giver: float
    part: float
    partner: float
    seller: float
    other_taker: float
    third_taker: float
    other_giver: float
    third_giver: float
    deal: float
    kind: float
    framed: float
    framed_elsewhere: float
    source: float
    party: float
    away: float
    distance: float
    nearer: float
    told_there: float
    named_here: float
    near: float
    parties: float
    counted: float
    topic: float
    rank_as_taker: float
    listed: float
    listed_giver: float
    listed_best_giver: float
    listed_taker: float
    listed_part: float
    taker_before: float
    giver_before: float
    taker_after: float
    giver_after: float


class Hindsight:
    """The first opinions of an article's candidates, as traits for the second look."""

    def __init__(self, views: Sequence[Opinion]) -> None:
        self.views = views
        self._takers = takers_of_article(views)
        self._ranked = sorted((view.deal for view in views), reverse=True)[:3]
        self._deals = sum(view.deal for view in views)
        self._order = sorted(range(len(views)), key=lambda at: views[at].candidate.anchor)
        self._place = {at: place for place, at in enumerate(self._order)}
        self._by_party: dict[str, list[int]] = {}
        for at, view in enumerate(views):
            for key in view.parties:
                self._by_party.setdefault(key, []).append(at)

    def deal_traits(self, at: int) -> DealTraits:
        """The traits of a candidate."""
        view = self.views[at]
        scene, candidate = view.scene, view.candidate
        home = candidate.sentence.index
        taker, second_taker = _two_best(view.takers)
        giver, second_giver = _two_best(view.givers)
        part, second_part = _two_best(sorted((one.part for one in view.seen), reverse=True))
        homes = {place.sentence.index for place in candidate.places}
        here = [one for one in view.seen if one.place[0] in homes]
        before, after = self._beside(at, -1), self._beside(at, 1)
        return DealTraits(
            deal=odds(view.deal),
            kind=KINDS.index(view.kind),
            kind_odds=odds(view.odds.get(view.kind.value, 0.0)),
            source=_source(view),
            framed_parties=len(candidate.draft.parties) if candidate.draft else -1,
            digits=math.log10(candidate.amount.money.value + 1) if candidate.amount else -1,
            taker=taker,
            second_taker=second_taker,
            giver=giver,
            second_giver=second_giver,
            part=part,
            second_part=second_part,
            parties=sum(one.part for one in view.seen),
            taker_here=_best([one.taker for one in here]),
            part_here=_best([one.part for one in here]),
            sentence=home,
            sentences=len(scene.article.sentences),
            told_here=scene.told_in(home, home),
            named_here=len(scene.names.get(home, ())),
            likeliest_other=odds(_others(view.deal, self._ranked)[0]),
            deals=self._deals,
            before=odds(before.deal) if before else NOTHING,
            before_shares=len(view.parties & before.parties) if before else -1,
            after=odds(after.deal) if after else NOTHING,
            after_shares=len(view.parties & after.parties) if after else -1,
            **self._twins(at),
        )

    def part_traits(self, at: int) -> list[PartTraits]:
        """The traits of everybody seen near a candidate, in their order."""
        view = self.views[at]
        shared = {
            "deal": odds(view.deal),
            "kind": KINDS.index(view.kind),
            "source": _source(view),
            "named_here": len(view.scene.names.get(view.candidate.sentence.index, ())),
            "near": len(view.seen),
            "parties": sum(one.part for one in view.seen),
        }
        return [self._part(at, one, shared) for one in view.seen]

    def _part(self, at: int, one: Seen, shared: Mapping[str, float]) -> PartTraits:
        view = self.views[at]
        scene, there, draft = view.scene, one.place[0], view.candidate.draft
        place = view.candidate.nearest(there, one.name.first)
        home = place.sentence.index
        takers, givers = _others(one.taker, view.takers), _others(one.giver, view.givers)
        before, after = self._of_neighbour(at, -1, one.key), self._of_neighbour(at, 1, one.key)
        return PartTraits(
            taker=odds(one.taker),
            giver=odds(one.giver),
            part=odds(one.part),
            partner=odds(one.odds.get("partner", 0.0)),
            seller=odds(one.odds.get("seller", 0.0)),
            other_taker=odds(takers[0]),
            third_taker=odds(takers[1]),
            other_giver=odds(givers[0]),
            third_giver=odds(givers[1]),
            framed=(2 if draft.role_of(one.name.entity) else 1) if draft else 0,
            framed_elsewhere=_framed_elsewhere(view, one),
            party=_PARTIES.get(one.mention.kind, len(_PARTIES)),
            away=there - home,
            distance=one.name.first - place.anchor,
            nearer=scene.nearer(home, there),
            told_there=scene.told_in(there, there),
            counted=scene.counts[one.key],
            topic=one.mention.topic,
            rank_as_taker=self._takers.get(one.key, 9),
            taker_before=before[0],
            giver_before=before[1],
            taker_after=after[0],
            giver_after=after[1],
            **shared,
            **_of_list(view, one),
        )

    def _beside(self, at: int, step: int) -> Opinion | None:
        """The candidate just before or after in the text."""
        place = self._place[at] + step
        return self.views[self._order[place]] if 0 <= place < len(self._order) else None

    def _of_neighbour(self, at: int, step: int, key: str) -> tuple[float, float]:
        """The odds of somebody as taker and as giver of the deal just before or after, if that is likely one."""
        other = self._beside(at, step)
        if other is None or other.deal < LIKELY:
            return NOTHING, NOTHING
        one = other.by_key.get(key)
        return (odds(one.taker), odds(one.giver)) if one else (NOTHING, NOTHING)

    def _twins(self, at: int) -> dict[str, float]:
        """How likely the likeliest other deal of some of the parties is: this may be it told again, or a part of it."""
        view = self.views[at]
        found = dict.fromkeys(_TWINS, 0.0)
        others = dict.fromkeys(one for key in view.parties for one in self._by_party[key][:_MOST_TWINS])
        others.pop(at, None)
        for other in (self.views[one] for one in others):
            for name, holds in zip(_TWINS, _alike(view, other), strict=True):
                if holds:
                    found[name] = max(found[name], other.deal)
        return found


_TWINS = DealTraits._fields[-6:]


def _alike(view: Opinion, other: Opinion) -> tuple[bool, ...]:
    same = other.kind is view.kind
    one, two = view.candidate.amount, other.candidate.amount
    return (
        same,
        view.parties <= other.parties,
        same and two is not None and one is None,
        _value(two) > 0 and 0 < _value(one) != _value(two),
        0 < _value(one) < _value(two),
        same and other.candidate.anchor < view.candidate.anchor,
    )


def _of_list(view: Opinion, one: Seen) -> Mapping[str, float]:
    """What was thought of those who stand in the same list of names."""
    together = view.by_place[one.place]
    if len(together) < 2:
        return _ALONE
    mates = [other for other in together if other is not one]
    givers, takers, parts = ([getattr(mate, name) for mate in mates] for name in ("giver", "taker", "part"))
    return {
        "listed": len(mates),
        "listed_giver": odds(sum(givers) / len(mates)),
        "listed_best_giver": _best(givers),
        "listed_taker": _best(takers),
        "listed_part": odds(sum(parts) / len(mates)),
    }


_ALONE = {"listed": 0} | dict.fromkeys(("listed_giver", "listed_best_giver", "listed_taker", "listed_part"), NOTHING)


def _value(amount: MoneyMention | None) -> float:
    return amount.money.value if amount else 0.0


def odds(likely: float) -> float:
    """The natural logarithm of p / (1 - p), within bounds."""
    if likely <= _LEAST_LIKELY:
        return _LEAST_ODDS
    bounded = min(likely, 1 - _LEAST_LIKELY)
    return math.log(bounded / (1 - bounded))


_LEAST_ODDS = math.log(_LEAST_LIKELY / (1 - _LEAST_LIKELY))


def _best(chances: Sequence[float]) -> float:
    return odds(max(chances)) if chances else NOTHING


def _two_best(ranked: Sequence[float]) -> tuple[float, float]:
    """The odds of the first two, which are the highest."""
    return odds(ranked[0]) if ranked else NOTHING, odds(ranked[1]) if len(ranked) > 1 else NOTHING


def _others(own: float, ranked: Sequence[float]) -> tuple[float, float]:
    """The two highest probabilities besides one's own."""
    first, second, third, *_ = *ranked, 0.0, 0.0, 0.0
    if own == first:
        return second, third
    return first, third if own == second else second


def _source(view: Opinion) -> int:
    """0 for a word, 1 for a sum, 2 for a deal of the frames with a sum, 3 for one without."""
    if view.candidate.draft:
        return 2 if view.candidate.amount else 3
    return 1 if view.candidate.amount else 0


def _framed_elsewhere(view: Opinion, one: Seen) -> int:
    """How many other deals that the frames found in the candidate's sentence have somebody as a party."""
    home = view.candidate.sentence.index
    drafts = view.scene.deals_of.get(one.key, ())
    return sum(draft is not view.candidate.draft and home in draft.sentences for draft in drafts)
