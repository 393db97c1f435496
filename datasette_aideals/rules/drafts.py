"""A deal as far as it has been put together, and a word that nearly made one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..terms import DealType, Role, Status
from ..text.spans import Span
from ..values.money import MoneyMention
from .discourse import Party
from .entities import Entity
from .frames import Frame
from .readings import Reading


@dataclass(frozen=True)
class Portion:
    """A part of a deal's money, and when or for what it is paid."""

    amount: Span
    condition: Span | None


@dataclass
class Draft:
    """A deal as far as it has been put together."""

    type: DealType
    status: Status
    weight: int
    sentence: int
    parties: list[tuple[Role, Party]] = field(default_factory=list)
    amount: MoneyMention | None = None
    spans: list[Span] = field(default_factory=list)
    frames: list[tuple[Frame, str]] = field(default_factory=list)
    joins: bool = False
    perfect: bool = False
    relative: bool = False
    sentences: list[int] = field(default_factory=list)
    date: Span | None = None
    round: Span | None = None
    stake: Span | None = None
    valuation: Span | None = None
    horizon: Span | None = None
    capacity: Span | None = None
    unit: Span | None = None
    hardware: list[Span] = field(default_factory=list)
    shares: dict[str, Span] = field(default_factory=dict)
    tranches: list[Portion] = field(default_factory=list)
    focus: bool = True
    source: str = "a frame"
    reasons: list[str] = field(default_factory=list)

    def party_keys(self, role: Role | None = None) -> set[str]:
        """The organisations that take part, in one role or in any."""
        return {party.entity.key for one, party in self.parties if role in (None, one)}

    def role_of(self, entity: Entity) -> Role | None:
        """The role of an organisation, if it takes part."""
        return next((role for role, party in self.parties if party.entity.key == entity.key), None)


ToldIn = Mapping[int, Sequence[Draft]]
"""The drafts by the numbers of the sentences that tell them."""


def by_sentence(drafts: Iterable[Draft]) -> ToldIn:
    """The drafts by the numbers of the sentences that tell them."""
    found: dict[int, list[Draft]] = {}
    for draft in drafts:
        for index in set(draft.sentences):
            found.setdefault(index, []).append(draft)
    return found


def quoted(drafts: Iterable[Draft]) -> list[Span]:
    """The stretches of text that drafts quote."""
    return [span for draft in drafts for span in draft.spans]


@dataclass(frozen=True)
class NearMiss:
    """A word that a frame knows, where something was lacking for a deal."""

    reading: Reading
    lacking: str
    frame: Frame | None


class Findings(NamedTuple):
    """What the frames found: deals, and words that nearly made one."""

    drafts: list[Draft]
    missed: list[NearMiss]
