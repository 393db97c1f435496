"""What the judge is to learn from an article: for each candidate the deal that it tells, for each name its part."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from datasette_aideals.evaluate.cases import Case
from datasette_aideals.evaluate.facts import DealFacts, Money, PartyFacts
from datasette_aideals.evaluate.names import same_name
from datasette_aideals.evaluate.pairing import best_pairs, likeness, same_money
from datasette_aideals.rules.article import Article, read_article
from datasette_aideals.rules.candidates import Candidate, Scene
from datasette_aideals.rules.drafts import Draft
from datasette_aideals.rules.extract import framed_deals
from datasette_aideals.rules.features import deal_features, status_features
from datasette_aideals.rules.hindsight import Hindsight
from datasette_aideals.rules.judge import with_kind
from datasette_aideals.rules.names import Name
from datasette_aideals.rules.opinions import Look, in_kind, opinions
from datasette_aideals.rules.role_features import mention_near, role_features
from datasette_aideals.rules.sides import NO_DEAL, side

_LEAST = 0.9


@dataclass(frozen=True)
class Example:
    """Traits with the answer that is right for them."""

    features: list[str]
    answer: str


@dataclass(frozen=True)
class Row:
    """Numbers with the answer that is right for them."""

    traits: tuple[float, ...]
    answer: bool


@dataclass(frozen=True)
class SecondLesson:
    """What one article teaches the trees of the second look."""

    again: list[Row]
    part: list[Row]


@dataclass(frozen=True)
class Lesson:
    """What one article teaches each of the judge's models."""

    deal: list[Example]
    status: list[Example]
    role: list[Example]
    scene: Scene | None = None
    told: tuple[DealFacts | None, ...] = ()


def lesson(case: Case, hidden: bool = False) -> Lesson:
    """The examples that an article with its reference answer gives the first look.

    With ``hidden`` a part of what the frames found is hidden: they were tuned on these articles, and elsewhere
    find less.
    """
    if case.article is None:
        return Lesson([], [], [])
    article = read_article(case.article.text)
    framed = framed_deals(article)
    drafts = _less(case.stem, framed.drafts) if hidden else framed.drafts
    scene = Scene(article, drafts)
    told = tuple(told_by(article, scene.candidates, scene, case.reference.deals))
    found = Lesson([], [], [], scene, told)
    for place, deal in zip(scene.candidates, told, strict=True):
        features = deal_features(scene, place)
        found.deal.append(_of_deal(features, deal))
        if deal:
            found.status.append(
                Example(with_kind(deal.type, status_features(scene, place, features)), deal.status.value)
            )
            near = [mention_near(scene, place, name) for name in scene.names_near(place).values()]
            found.role.extend(_of_name(role_features(scene, place, one).all(), one.name, deal) for one in near)
    return found


def _less(stem: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Half of the drafts, some of them without a party; which ones, the article's name says."""
    kept = []
    for number, draft in enumerate(drafts):
        chance = zlib.crc32(f"{stem} {number}".encode()) % 100
        if chance < _HIDDEN:
            continue
        if chance < _HIDDEN + _CURTAILED and len(draft.parties) > 1:
            out = chance % len(draft.parties)
            kept.append(replace(draft, parties=[one for at, one in enumerate(draft.parties) if at != out]))
        else:
            kept.append(draft)
    return kept


_HIDDEN = 45
_CURTAILED = 20
"""How many drafts of a hundred are hidden, and how many lose a party."""


def second_lesson(first: Lesson, look: Look) -> SecondLesson:
    """The rows for the second look, with the first opinions of a look that has not seen the article."""
    found = SecondLesson([], [])
    if first.scene is None:
        return found
    hindsight = Hindsight(opinions(first.scene, look))
    for at, (view, deal) in enumerate(zip(hindsight.views, first.told, strict=True)):
        if view.seen:
            found.again.append(Row(hindsight.deal_traits(at), deal is not None))
        if deal:
            for one, traits in zip(view.seen, hindsight.part_traits(at), strict=True):
                found.part.append(Row(traits, _part(deal, one.name.entity.name) != NO_DEAL))
    return found


def _of_deal(features: list[str], deal: DealFacts | None) -> Example:
    return Example(features, deal.type.value if deal else NO_DEAL)


def _of_name(features: list[str], name: Name, deal: DealFacts) -> Example:
    return Example(in_kind(deal.type, features), _part(deal, name.entity.name))


def told_by(
    article: Article, places: Sequence[Candidate], scene: Scene, deals: Sequence[DealFacts]
) -> list[DealFacts | None]:
    """For each candidate the wanted deal that it tells: the frames' by likeness, then by sum and quote."""
    found: list[DealFacts | None] = [None] * len(places)
    framed = [i for i, one in enumerate(places) if one.draft]
    weights = [[likeness(_facts(places[i].draft), deal) for deal in deals] for i in framed]
    taken: set[int] = set()
    for row, column in best_pairs(weights):
        found[framed[row]] = deals[column]
        if places[framed[row]].amount or deals[column].amount is None:
            taken.add(column)  # else the place of its sum tells it, too
    for i, place in enumerate(places):
        if found[i] is None:
            scores = {k: _fit(article, scene, place, deal) for k, deal in enumerate(deals) if k not in taken}
            best = max(scores, key=scores.__getitem__, default=None)
            if best is not None and scores[best] > 0:
                found[i] = deals[best]
                taken.add(best)
    return found


def _fit(article: Article, scene: Scene, place: Candidate, deal: DealFacts) -> float:
    """How well a candidate without a frame fits a wanted deal; 0 where it does not."""
    start = article.tokens[place.anchor].start
    quotes = [(at, at + len(quote)) for quote in deal.evidence if (at := article.text.find(quote)) >= 0]
    quoted = any(first <= start < last for first, last in quotes)
    if place.amount:
        return 3.0 + quoted if same_money(_money(place), deal.amount) else 0.0
    if not quoted:
        return 0.0
    names = {name.entity.name for name in scene.names.get(place.sentence.index, [])}
    there = sum(any(same_name(name, party.names) for name in names) for party in deal.parties)
    score = there / len(deal.parties) + 0.5 - (deal.amount is not None)
    return score if there and score >= _LEAST else 0.0


def _part(deal: DealFacts, name: str) -> str:
    roles = [party.role for party in deal.parties if same_name(name, party.names)]
    return side(deal.type, roles[-1] if roles else None)


def _money(place: Candidate) -> Money | None:
    money = place.amount.money if place.amount else None
    return Money(money.value, money.currency, money.qualifier, money.value_max) if money else None


def _facts(draft: Draft | None) -> DealFacts:
    assert draft is not None
    amount = draft.amount.money if draft.amount else None
    return DealFacts(
        type=draft.type,
        status=draft.status,
        parties=tuple(PartyFacts(name=party.entity.name, role=role) for role, party in draft.parties),
        amount=Money(amount.value, amount.currency, amount.qualifier, amount.value_max) if amount else None,
    )
