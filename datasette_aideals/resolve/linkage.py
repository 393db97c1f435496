"""Putting things into groups in which each one is linked with every other one: complete linkage."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


def linked_groups(items: Sequence[T], links: Mapping[tuple[T, T], float]) -> list[list[T]]:
    """The groups that ``items`` make, given how strongly pairs of them are linked.

    The strongest links are looked at first; of equal ones, the one whose items stand first in ``items``.
    A link joins the groups of its two items only where every item of the one is linked with every
    item of the other, so weak links make no chains. The outcome depends on the links and on the
    order of ``items`` alone, which callers make one of content.
    """
    place = {item: number for number, item in enumerate(items)}
    groups: _Groups[T] = _Groups(items, links)
    ordered = sorted(links, key=lambda pair: (-links[pair], *sorted((place[pair[0]], place[pair[1]]))))
    for one, other in ordered:
        groups.join(one, other)
    return [sorted(group, key=place.__getitem__) for group in groups.found()]


class _Groups(Generic[T]):
    def __init__(self, items: Sequence[T], links: Iterable[tuple[T, T]]) -> None:
        self._members: dict[T, list[T]] = {item: [item] for item in items}
        self._group: dict[T, T] = {item: item for item in items}
        self._links: dict[T, dict[T, int]] = {}
        """How many links there are between two groups."""
        for one, other in links:
            self._links.setdefault(one, {})[other] = 1
            self._links.setdefault(other, {})[one] = 1

    def join(self, one: T, other: T) -> None:
        """Make one group of those of two items, if they are linked through and through."""
        first, second = self._group[one], self._group[other]
        if first == second:
            return
        if self._links[first].get(second, 0) < len(self._members[first]) * len(self._members[second]):
            return
        if len(self._links[first]) < len(self._links[second]):
            first, second = second, first
        self._take_in(first, second)

    def _take_in(self, group: T, taken: T) -> None:
        for item in self._members[taken]:
            self._group[item] = group
        self._members[group].extend(self._members.pop(taken))
        for neighbour, count in self._links.pop(taken).items():
            del self._links[neighbour][taken]
            if neighbour != group:
                self._links[group][neighbour] = self._links[group].get(neighbour, 0) + count
                self._links[neighbour][group] = self._links[group][neighbour]

    def found(self) -> Iterable[list[T]]:
        return self._members.values()
