"""Which words of an article may be published: short ones, and not too many of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..terms import QuotePolicy, Withheld

LONGEST = 300
"""The longest quote, in characters."""

MOST = 1500
"""The most characters quoted from one article, however often."""

SHARE = 0.4
"""The largest part of an article that is quoted."""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Words:
    """The words of one statement: where they stand (0-based, end-exclusive code points), and for which deal.

    ``quote`` says whether they are a passage that a deal rests on, or only give a value. ``start`` is
    None for a statement without words.
    """

    statement: str
    deal: str
    quote: bool
    exact: str | None
    start: int | None
    end: int | None


def withheld(words: Iterable[Words], characters: int, policy: QuotePolicy) -> Mapping[str, Withheld | None]:
    """For each statement why its words are withheld, or None where they may be shown.

    Of an article of ``characters`` code points, one quote of each deal is kept first, then the other
    quotes, then words that only give a value; what overlaps counts once.
    """
    outcome: dict[str, Withheld | None] = {}
    candidates = []
    for each in words:
        outcome[each.statement] = None
        if each.exact is None or each.start is None or each.end is None:
            continue
        if policy is QuotePolicy.FACTS:
            outcome[each.statement] = Withheld.POLICY
        elif policy is QuotePolicy.QUOTES and _EMAIL.search(each.exact):
            outcome[each.statement] = Withheld.EMAIL
        elif policy is QuotePolicy.QUOTES and each.end - each.start > LONGEST:
            outcome[each.statement] = Withheld.LENGTH
        elif policy is QuotePolicy.QUOTES:
            candidates.append((each, each.start, each.end))
    shown = _Shown(min(MOST, int(characters * SHARE)))
    for each, start, end in _by_weight(candidates):
        if not shown.take(start, end):
            outcome[each.statement] = Withheld.CAP
    return outcome


def _by_weight(candidates: list[tuple[Words, int, int]]) -> list[tuple[Words, int, int]]:
    """The first quote of each deal, then the other quotes, then the rest; each in the order of the text."""
    ordered = sorted(candidates, key=lambda one: (one[1], one[2], one[0].statement))
    first: dict[str, str] = {}
    for each, _, _ in ordered:
        if each.quote:
            first.setdefault(each.deal, each.statement)
    return sorted(ordered, key=lambda one: (one[0].statement != first.get(one[0].deal), not one[0].quote))


class _Shown:
    """The parts of a text that are shown so far, within a budget of characters."""

    def __init__(self, budget: int) -> None:
        self.left = budget
        self.spans: list[tuple[int, int]] = []

    def take(self, start: int, end: int) -> bool:
        """Show a part too, if the budget allows it."""
        apart = [span for span in self.spans if span[1] < start or end < span[0]]
        touching = [span for span in self.spans if span not in apart]
        low, high = min([start, *(span[0] for span in touching)]), max([end, *(span[1] for span in touching)])
        cost = high - low - sum(span[1] - span[0] for span in touching)
        if cost > self.left:
            return False
        self.left -= cost
        self.spans = [*apart, (low, high)]
        return True
