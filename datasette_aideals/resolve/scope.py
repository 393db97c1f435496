"""Which mentions have to be looked at again when some came or went.

Deals follow from the mentions that are linked with each other, so a change reaches as far as these
links go, and no further. Whatever is not in the scope has the same deals as before.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlite_utils import Database

from ..store.database import rows
from ..store.decisions import Decision, Kind
from .cluster import linked, names_of_blocks_near
from .decided import ends
from .ids import digits
from .reported import Reported

_AMONG = "IN (SELECT value FROM json_each(?))"

Loader = Callable[[Iterable[str]], list[Reported]]
"""Loads mentions by id."""


@dataclass
class Scope:
    """The mentions to look at, the deals that they were in, and the keys of the organisations they name."""

    db: Database
    load: Loader
    gone: frozenset[str]
    mentions: dict[str, Reported] = field(default_factory=dict)
    deals: set[str] = field(default_factory=set)
    _looked_at: dict[str, Reported] = field(default_factory=dict)

    def add_mentions(self, ids: Iterable[str]) -> None:
        """Take mentions in, with all that depends on them."""
        waiting = sorted(set(ids) - self.mentions.keys() - self.gone)
        while waiting:
            taken = self.loaded(waiting)
            self.mentions.update({mention.id: mention for mention in taken})
            self._take_deals_of(waiting)
            found = self._members() | self._linked_with(taken) | self._beside(taken)
            waiting = sorted(found - self.mentions.keys() - self.gone)

    def add_deals(self, ids: Iterable[str]) -> None:
        """Take deals in, with the others of their packages and all that depends on them."""
        sql = """
            SELECT DISTINCT others.id FROM json_each(?) AS wanted
            JOIN deals ON deals.id = wanted.value
            JOIN deals AS others ON others.id = deals.id OR others.package_id = deals.package_id
        """
        self.deals.update(row["id"] for row in rows(self.db, sql, [json.dumps(sorted(ids))]))
        self.add_mentions(self._members())

    def add_decided(self, decided: Iterable[Decision]) -> None:
        """Take in the deals and organisations that decisions name."""
        named = [decision for decision in decided if decision.kind is Kind.MERGE_ORGANIZATIONS]
        self.add_deals(deals_of_digits(self.db, [one for decision in decided for one in ends(decision)]).values())
        keys = [key for decision in named for key in (decision.subject, str(decision.object))]
        self.add_deals(deals_naming(self.db, keys))

    def add_merged(self, decisions: Iterable[Decision]) -> None:
        """Take in the other end of every merger of which one end is in the scope."""
        pairs = [ends(decision) for decision in decisions if decision.kind is Kind.MERGE_DEALS]
        holder = deals_of_digits(self.db, [end for pair in pairs for end in pair])
        found = True
        while found:
            keys = {digits(mention) for mention in self.mentions.values()}
            inside = [[end in keys or holder.get(end) in self.deals for end in pair] for pair in pairs]
            half = [pair for pair, ends_in in zip(pairs, inside, strict=True) if len(set(ends_in)) == 2]
            more = {holder[end] for pair in half for end in pair if end in holder} - self.deals
            found = bool(more)
            self.add_deals(more)

    def loaded(self, ids: Iterable[str]) -> list[Reported]:
        """Mentions by id, whether or not they are in the scope; each is read once."""
        wanted = list(ids)
        missing = [one for one in wanted if one not in self._looked_at]
        self._looked_at.update({mention.id: mention for mention in self.load(missing)} if missing else {})
        return [self._looked_at[one] for one in wanted if one in self._looked_at]

    def _take_deals_of(self, mention_ids: Iterable[str]) -> None:
        """The deals that hold these mentions, and the others of their packages."""
        sql = """
            SELECT DISTINCT others.id FROM json_each(?) AS wanted
            JOIN deal_mentions ON deal_mentions.mention_id = wanted.value
            JOIN deals ON deals.id = deal_mentions.deal_id
            JOIN deals AS others ON others.id = deals.id OR others.package_id = deals.package_id
        """
        self.deals.update(row["id"] for row in rows(self.db, sql, [json.dumps(list(mention_ids))]))

    def _members(self) -> set[str]:
        sql = """
            SELECT mention_id FROM json_each(?) AS wanted
            JOIN deal_mentions ON deal_mentions.deal_id = wanted.value
        """
        return {row["mention_id"] for row in rows(self.db, sql, [json.dumps(sorted(self.deals))])}

    def _linked_with(self, taken: list[Reported]) -> set[str]:
        """Mentions that may tell the same deal as one of these, or the same parties' deal of another type."""
        blocks = set().union(*map(names_of_blocks_near, taken))
        sql = f"SELECT DISTINCT mention_id FROM mention_blocks WHERE block {_AMONG}"
        near = {row["mention_id"] for row in rows(self.db, sql, [json.dumps(sorted(blocks))])} - self.gone
        candidates = self.loaded(sorted(near - self.mentions.keys()))
        return linked(taken, candidates)

    def _beside(self, taken: list[Reported]) -> set[str]:
        """Mentions with the same main quote: they may be of one package."""
        sql = """
            SELECT others.id FROM json_each(?) AS wanted
            JOIN mentions ON mentions.id = wanted.value
            JOIN mentions AS others ON others.reading_id = mentions.reading_id AND others.start = mentions.start
            JOIN deal_mentions ON deal_mentions.mention_id = others.id
        """
        return {row["id"] for row in rows(self.db, sql, [json.dumps([mention.id for mention in taken])])}


def deals_of_digits(db: Database, wanted: Iterable[str]) -> dict[str, str]:
    """The deals that addresses lead to, by their digits."""
    sql = f"SELECT digits, deal_id FROM deal_addresses WHERE digits {_AMONG}"
    return {row["digits"]: row["deal_id"] for row in rows(db, sql, [json.dumps(sorted(set(wanted)))])}


def deals_naming(db: Database, keys: Iterable[str]) -> set[str]:
    """The deals in which organisations take part, by the organisations' keys."""
    sql = f"SELECT DISTINCT deal_id FROM deal_names WHERE organization_key {_AMONG}"
    return {row["deal_id"] for row in rows(db, sql, [json.dumps(sorted(keys))])}
