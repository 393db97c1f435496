"""The judge's first look: what it thinks of each candidate alone, and of everybody who may take part."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from ..terms import DealType
from .candidates import Candidate, Scene
from .features import deal_features
from .names import Name
from .role_features import head_of_list, role_features
from .sides import NO_DEAL
from .weights import LinearModel

LIKELY = 0.4
_WORTH_A_LOOK = 0.02


@dataclass(frozen=True)
class Look:
    """Two models: what kind of deal a candidate is, and who does what in it."""

    deal: LinearModel
    role: LinearModel

    _roles: dict[DealType, LinearModel] = field(default_factory=dict)

    def role_in(self, kind: DealType) -> LinearModel:
        """The model of roles for one kind of deal, made when first asked for."""
        if kind not in self._roles:
            self._roles[kind] = self.role.within(kind.value)
        return self._roles[kind]


@dataclass(frozen=True)
class Seen:
    """Somebody who may take part: their traits, the odds of each side, and the list of names that they stand in."""

    name: Name
    features: list[str]
    odds: dict[str, float]
    place: tuple[int, int]

    @property
    def key(self) -> str:
        """The organisation's key."""
        return self.name.entity.key

    @property
    def taker(self) -> float:
        """How likely they are the one who takes."""
        return self.odds.get("taker", 0.0)

    @property
    def giver(self) -> float:
        """How likely they are one of those who give."""
        return self.odds.get("giver", 0.0)

    @property
    def part(self) -> float:
        """How likely they take part at all."""
        return 1 - self.odds[NO_DEAL]


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
    def parties(self) -> frozenset[str]:
        """Those for whom some part is likelier than none."""
        return frozenset(one.key for one in self.seen if max(one.odds, key=one.odds.__getitem__) != NO_DEAL)


def opinions(scene: Scene, look: Look) -> list[Opinion]:
    """The first look at every candidate of an article, in their order."""
    return [_opinion(scene, candidate, look) for candidate in scene.candidates]


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


def _opinion(scene: Scene, candidate: Candidate, look: Look) -> Opinion:
    features = deal_features(scene, candidate)
    odds = look.deal.odds(features)
    kind = likeliest_kind(candidate, odds)
    if candidate.draft is None and 1 - odds[NO_DEAL] <= _WORTH_A_LOOK:
        return Opinion(scene, candidate, features, odds, kind)
    model = look.role_in(kind)
    seen = []
    for name in scene.names_near(candidate).values():
        traits = role_features(scene, candidate, name)
        sentence = scene.sentence_of.get(name.first, candidate.sentence)
        place = (sentence.index, head_of_list(scene, name, sentence))
        seen.append(Seen(name, traits, model.odds(traits), place))
    return Opinion(scene, candidate, features, odds, kind, seen)
