"""The judge's first look: what it thinks of each candidate alone, and of everybody who may take part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ..terms import DealType
from .candidates import Candidate, Scene
from .features import deal_features
from .mentions import Mention
from .names import Name
from .role_features import RoleTraits, mention_near, role_features
from .sides import KINDS, NO_DEAL
from .weights import LinearModel

LIKELY = 0.4
_WORTH_A_LOOK = 0.02


@dataclass(frozen=True)
class Look:
    """Two models: what kind of deal a candidate is, and who does what in it."""

    deal: LinearModel
    role: LinearModel

    _roles: dict[str, LinearModel] = field(default_factory=dict)

    def role_in(self, kind: DealType) -> LinearModel:
        """The model of roles for one kind of deal, made when first asked for."""
        if kind.value not in self._roles:
            self._roles[kind.value] = self.role.within(kind.value)
        return self._roles[kind.value]


class Seen(NamedTuple):
    """Somebody who may take part: where they are named, the odds of each side, and how likely the main ones are."""

    mention: Mention
    key: str
    odds: dict[str, float]
    taker: float
    giver: float
    part: float

    @property
    def name(self) -> Name:
        """The name that stands for them near the candidate."""
        return self.mention.name

    @property
    def place(self) -> tuple[int, int]:
        """The sentence and the list of names that they stand in."""
        return self.mention.place


@dataclass(frozen=True)
class Opinion:
    """What the first look says of a candidate; ``seen`` is empty where it is hardly a deal."""

    scene: Scene
    candidate: Candidate
    features: list[str]
    odds: dict[str, float]
    kind: DealType
    seen: list[Seen] = field(default_factory=list)

    @property
    def deal(self) -> float:
        """How likely it is a deal at all."""
        return 1 - self.odds[NO_DEAL]

    @cached_property
    def by_key(self) -> dict[str, Seen]:
        """Everybody seen, by the organisation's key."""
        return {one.key: one for one in self.seen}

    @cached_property
    def by_place(self) -> dict[tuple[int, int], list[Seen]]:
        """Everybody seen, by the list of names that they stand in."""
        found: dict[tuple[int, int], list[Seen]] = {}
        for one in self.seen:
            found.setdefault(one.place, []).append(one)
        return found

    @cached_property
    def takers(self) -> list[float]:
        """How likely each is the one who takes, the likeliest first."""
        return sorted((one.taker for one in self.seen), reverse=True)

    @cached_property
    def givers(self) -> list[float]:
        """How likely each is one of those who give, the likeliest first."""
        return sorted((one.giver for one in self.seen), reverse=True)

    @cached_property
    def parties(self) -> frozenset[str]:
        """Those for whom some part is likelier than none."""
        return frozenset(one.key for one in self.seen if max(one.odds, key=one.odds.__getitem__) != NO_DEAL)


class _Weigher:
    """A model at one article: groups of traits that come again are weighed once."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model
        self._weighed: dict[int, int] = {}

    def seen(self, one: Mention, traits: RoleTraits) -> Seen:
        """What the model says of somebody."""
        total = 0
        for group in traits.shared:
            known = self._weighed.get(id(group))
            if known is None:
                known = self._weighed[id(group)] = self._model.weigh(group)
            total += known
        odds = self._model.odds(traits.own, total)
        return Seen(one, one.name.entity.key, odds, odds.get("taker", 0.0), odds.get("giver", 0.0), 1 - odds[NO_DEAL])


def opinions(scene: Scene, look: Look) -> list[Opinion]:
    """The first look at every candidate of an article, in their order."""
    weighers = {kind: _Weigher(look.role_in(kind)) for kind in KINDS}
    return [_opinion(scene, candidate, look.deal, weighers) for candidate in scene.candidates]


def likeliest_kind(candidate: Candidate, odds: dict[str, float]) -> DealType:
    """The kind that the frames gave, else the likeliest one."""
    if candidate.draft:
        return candidate.draft.type
    return DealType(max((one for one in odds if one != NO_DEAL), key=odds.__getitem__))


def in_kind(kind: DealType, features: Iterable[str]) -> list[str]:
    """Traits as such, and as traits in a deal of this kind."""
    plain = list(features)
    return plain + [f"{kind.value}: {one}" for one in plain]


def takers_of_article(views: Iterable[Opinion]) -> dict[str, int]:
    """The organisations by how much of the article's deals they are likely to take: 0 for the first."""
    total: dict[str, float] = {}
    for view in views:
        for one in view.seen:
            total[one.key] = total.get(one.key, 0.0) + view.deal * one.taker
    ranked = sorted(total.items(), key=lambda one: -one[1])
    return {key: rank for rank, (key, _) in enumerate(ranked)}


def _opinion(scene: Scene, candidate: Candidate, model: LinearModel, roles: Mapping[DealType, _Weigher]) -> Opinion:
    features = deal_features(scene, candidate)
    odds = model.odds(features)
    kind = likeliest_kind(candidate, odds)
    if candidate.draft is None and 1 - odds[NO_DEAL] <= _WORTH_A_LOOK:
        return Opinion(scene, candidate, features, odds, kind)
    near = [mention_near(scene, candidate, name) for name in scene.names_near(candidate).values()]
    weigher = roles[kind]
    seen = [weigher.seen(one, role_features(scene, candidate, one)) for one in near]
    return Opinion(scene, candidate, features, odds, kind, seen)
