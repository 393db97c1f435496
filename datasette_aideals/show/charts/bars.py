"""Bars: how many deals each month brought, and what they add up to by type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...store.totals import Total
from ..shapes import Month

WIDTH = 480
MONTHS = 24
"""Months that are drawn; what was before is one bar."""

_HEIGHT, _FOOT, _HEAD, _LEFT, _RIGHT = 180, 28, 12, 30, 24
_ROW, _LABEL, _ROOM = 24, 104, 92
_MONTH_LABEL = 62
_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Bar:
    """One month, or all before the first one drawn: firm deals below, rumored ones on top."""

    months: tuple[Month, ...]
    label: str
    x: float
    width: float
    firm: tuple[float, float]
    rumored: tuple[float, float]
    labelled: bool

    @property
    def deals(self) -> int:
        """Deals in it."""
        return sum(month.deals for month in self.months)


@dataclass(frozen=True)
class Timeline:
    """Deals by month. ``lines`` are the heights at which a number of deals is marked."""

    width: int
    height: int
    left: int
    floor: int
    bars: tuple[Bar, ...]
    lines: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Stretch:
    """A part of a bar of totals: what kind of sum it is, how much, and where it is drawn."""

    kind: str
    usd: int
    x: float
    width: float


@dataclass(frozen=True)
class TotalBar:
    """What the firm deals of one type add up to."""

    total: Total
    usd: int
    y: int
    stretches: tuple[Stretch, ...]
    end: float


@dataclass(frozen=True)
class Totals:
    """Sums of firm deals by type, the largest first."""

    width: int
    height: int
    bars: tuple[TotalBar, ...]


def timeline(months: Sequence[Month]) -> Timeline:
    """The newest months with what was before them; months without a deal have an empty place."""
    groups = _groups(months)
    most = max((sum(month.deals for month in found) for _, found in groups), default=0)
    step = _step(most)
    top = max(-(-most // step), 1) * step
    scale = (_HEIGHT - _FOOT - _HEAD) / top
    room = (WIDTH - _LEFT - _RIGHT) / max(len(groups), 1)
    bars = tuple(
        _bar(found, label, _LEFT + room * number, room, scale, number % -(-_MONTH_LABEL // room) == 0)
        for number, (label, found) in enumerate(groups)
    )
    lines = tuple((number, _round(_HEIGHT - _FOOT - number * scale)) for number in range(0, top + 1, step))
    return Timeline(WIDTH, _HEIGHT, _LEFT, _HEIGHT - _FOOT, bars, lines)


def totals(found: Iterable[Total]) -> Totals:
    """The picture of what announced and completed deals add up to."""
    firm = [(total.stated + total.at_least + total.up_to, total) for total in found if total.state == "firm"]
    firm = sorted((pair for pair in firm if pair[0]), key=lambda pair: (-pair[0], pair[1].type))
    most = firm[0][0] if firm else 1
    scale = (WIDTH - _LABEL - _ROOM) / most
    bars = tuple(_total_bar(total, usd, number, scale) for number, (usd, total) in enumerate(firm))
    return Totals(WIDTH, _ROW * len(firm) + 4, bars)


def _groups(months: Sequence[Month]) -> list[tuple[str, tuple[Month, ...]]]:
    if not months:
        return []
    by_name = {month.name: month for month in months}
    names = _names_to(months[-1].name)
    drawn: list[tuple[str, tuple[Month, ...]]] = [
        (name, (by_name[name],) if name in by_name else ()) for name in names if name >= months[0].name
    ]
    before = tuple(month for month in months if month.name < names[0])
    return [("before", before), *drawn] if before else drawn


def _names_to(last: str) -> list[str]:
    """The names of the months that end with ``last``."""
    number = int(last[:4]) * 12 + int(last[5:7]) - 1
    return [f"{each // 12:04}-{each % 12 + 1:02}" for each in range(number - MONTHS + 1, number + 1)]


def _bar(found: tuple[Month, ...], label: str, left: float, room: float, scale: float, labelled: bool) -> Bar:
    firm = sum(month.deals - month.rumored for month in found) * scale
    rumored = sum(month.rumored for month in found) * scale
    floor = _HEIGHT - _FOOT
    return Bar(
        found,
        label,
        x=_round(left + room * 0.15),
        width=_round(min(room * 0.7, 48)),
        firm=(_round(floor - firm), _round(firm)),
        rumored=(_round(floor - firm - rumored), _round(rumored)),
        labelled=labelled,
    )


def _total_bar(total: Total, usd: int, number: int, scale: float) -> TotalBar:
    stretches, x = [], float(_LABEL)
    for kind, part in (("stated", total.stated), ("at_least", total.at_least), ("up_to", total.up_to)):
        if part:
            stretches.append(Stretch(kind, part, _round(x), _round(max(part * scale, 1))))
            x += max(part * scale, 1)
    return TotalBar(total, usd, number * _ROW, tuple(stretches), _round(x))


def _step(most: int) -> int:
    """A round number of which three to six make ``most``."""
    size = 1
    while True:
        for step in _STEPS:
            if step * size * 5 >= most:
                return step * size
        size *= 10


def _round(value: float) -> float:
    return round(value, 1)
