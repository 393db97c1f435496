"""What lists and feeds of changes show, as plain data."""

from dataclasses import dataclass

from .filters import ChangeFilter
from .shapes import Change, DealRow


@dataclass(frozen=True)
class ChangeList:
    """One page of all changes in the order of writing. ``next`` leads to the page after it."""

    rows: tuple[Change, ...]
    next: str | None
    wanted: ChangeFilter


@dataclass(frozen=True)
class FirstReport:
    """The digits of the address under which a deal was first written down, and when that was."""

    digits: str
    at: str


@dataclass(frozen=True)
class LatestChange:
    """A deal with its latest change."""

    row: DealRow
    state: str
    at: str
    first: FirstReport
