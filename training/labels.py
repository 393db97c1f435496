"""What the judge is to learn from an article: for each candidate the deal that it tells, for each name its part."""

from collections.abc import Sequence
from dataclasses import dataclass

from datasette_aideals.evaluate.cases import Case
from datasette_aideals.evaluate.facts import DealFacts, Money, PartyFacts
from datasette_aideals.evaluate.names import same_name
from datasette_aideals.evaluate.pairing import best_pairs, likeness, same_money
from datasette_aideals.rules.article import Article, read_article
from datasette_aideals.rules.candidates import Candidate, Scene, candidates
from datasette_aideals.rules.drafts import Draft
from datasette_aideals.rules.extract import framed_deals
from datasette_aideals.rules.features import deal_features, role_features, side
from datasette_aideals.rules.judge import NO_DEAL, in_kind, with_kind

_LEAST = 0.9


@dataclass(frozen=True)
class Example:
    """Traits with the answer that is right for them."""

    features: list[str]
    answer: str


@dataclass(frozen=True)
class Lesson:
    """What one article teaches each of the judge's models."""

    deal: list[Example]
    status: list[Example]
    role: list[Example]


def lesson(case: Case) -> Lesson:
    """The examples that an article with its reference answer gives."""
    found = Lesson([], [], [])
    if case.article is None:
        return found
    article = read_article(case.article.text)
    scene = Scene(article, framed_deals(article)[0])
    places = candidates(scene)
    for place, deal in zip(places, told_by(article, places, scene, case.reference.deals), strict=True):
        features = deal_features(scene, place)
        found.deal.append(Example(features, deal.type.value if deal else NO_DEAL))
        if deal:
            found.status.append(Example(with_kind(deal.type, features), deal.status.value))
            for name in scene.names_near(place).values():
                part = in_kind(deal.type, role_features(scene, place, name))
                found.role.append(Example(part, _part(deal, name.entity.name)))
    return found


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
