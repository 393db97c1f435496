"""Filling a frame: who stands at each of its places, and the sum that goes with it."""

import re
from dataclasses import replace

from ..terms import DealType, Role
from .article import Article
from .conditions import COMPUTING, Conditions, is_shell
from .discourse import Discourse, Party
from .entities import Entity, Kind, is_public, key_of
from .frames import Frame, Slot
from .lexicon import word_class
from .names import Name
from .owners import owners_of
from .parties import parties_of
from .phrases import Phrase, Verb
from .places import phrases_at
from .readings import Match, Reading

_SKIPPED = word_class("determiner") | {"its", "remaining", "entire"}
_SINGLE = (
    Role.INVESTEE,
    Role.TARGET,
    Role.ACQUIRER,
    Role.CUSTOMER,
    Role.BORROWER,
    Role.ISSUER,
    Role.SPENDER,
)
_REMAINS = frozenset({"technology", "technologies", "assets", "patents", "remains"})
_LED = frozenset({"led", "co-led", "anchored"})
_HOSTED = frozenset({"hosting", "colocation"})
_PORTIONS = frozenset({"part", "most", "parts", "majority", "half", "some", "all", "team", "piece"})
_MAKERS = (
    Role.SUPPLIER,
    Role.CUSTOMER,
    Role.PARTNER,
    Role.INVESTEE,
    Role.LICENSOR,
    Role.LICENSEE,
    Role.GRANTEE,
)


class Filler:
    """Fills frames with the organisations of one article."""

    def __init__(self, article: Article, discourse: Discourse, conditions: Conditions) -> None:
        self.article = article
        self.discourse = discourse
        self.conditions = conditions

    def fill(self, frame: Frame, reading: Reading) -> Match:
        """The frame with whom the reading has for its slots; ``lacking`` says which needed one is empty."""
        match = Match(frame, reading)
        taken: set[str] = set()
        filled: set[Role] = set()
        meant: set[int] = set()
        for slot in sorted(frame.slots, key=lambda one: _order(one, reading)):
            if slot.role in filled and (slot.place == "goods" or (not slot.needed and slot.role in _SINGLE)):
                continue
            for party in self._parties(slot, reading, taken, meant):
                if party.entity.key not in taken:
                    taken.add(party.entity.key)
                    filled.add(slot.role)
                    match.parties.append((slot.role, party))
        if frame.type is DealType.INVESTMENT:
            match.parties += [(Role.INVESTOR, one) for one in _leaders(reading) if one.entity.key not in taken]
        match.amounts = self.conditions.sums(reading)
        match.amount = match.amounts[0] if match.amounts else None
        match.parties = _sided(match)
        missing = {slot.role for slot in frame.slots if slot.needed} - filled
        if any(role is Role.GRANTEE and is_public(party.entity) for role, party in match.parties):
            missing.add(Role.GRANTEE)
        if any(role is Role.INVESTEE and _is_government(party.entity) for role, party in match.parties):
            missing.add(Role.INVESTEE)
        if frame.type is DealType.PARTNERSHIP and (len(match.parties) == 1 or _with_others(match)):
            missing.add(Role.PARTNER)
        match.lacking = " and ".join(sorted(role.value for role in missing))
        if frame.type is DealType.PARTNERSHIP and not missing and reading.word in _DEAL and self._of_rights():
            _as_licence(match)
        return match

    def _of_rights(self) -> bool:
        """Whether the article speaks of rights to content."""
        return _RIGHTS.search(self.article.lower) is not None

    def _parties(self, slot: Slot, reading: Reading, taken: set[str], meant: set[int]) -> list[Party]:
        """Who stands at a slot; ``meant`` are the phrases that stand for somebody already, such as "it"."""
        found: list[Party] = self._topic(reading, taken) if slot.place == "topic" else []
        for phrase, part in phrases_at(slot.place, reading):
            if part == "owner":
                found.extend(owners_of(phrase, self.discourse, reading.sentence, taken))
            elif part == "modifier":
                found.extend(_as_parties(phrase.modifiers))
            elif part in ("public", "other"):
                found.extend(_party(name) for name in phrase.names if is_public(name.entity) is (part == "public"))
            elif part == "asset":
                found.append(self._asset(phrase, reading))
            elif part == "any":
                names = [*phrase.names, *phrase.owners, *phrase.modifiers]
                found.extend(_as_parties(names))
                if not names and slot.place == "goods":
                    found.extend(owners_of(phrase, self.discourse, reading.sentence, taken))
            elif id(phrase) not in meant:
                heads = self._heads(slot, phrase, reading, taken)
                heads += _second_objects(slot, reading)
                meant.update(id(phrase) for one in heads if one.indirect)
                found.extend(heads)
        return found

    def _topic(self, reading: Reading, taken: set[str]) -> list[Party]:
        """The company that the article is speaking of: "Recent moves include …"."""
        trigger = reading.trigger
        entity = self.discourse.resolve(reading.sentence.index, trigger.first, [], taken)
        return [Party(entity, trigger.first, trigger.last, indirect=True)] if entity else []

    def _heads(self, slot: Slot, phrase: Phrase, reading: Reading, taken: set[str]) -> list[Party]:
        """Whom the phrase stands for, else whose thing it is ("in Acme's network", "the Acme chips")."""
        if slot.role is Role.INVESTOR and phrase.people and not phrase.names:
            # "Acme founder Joe Tan" invests his own money.
            return []
        meant = parties_of(phrase, self.discourse, reading.sentence, taken)
        if not meant and slot.role in _MAKERS:
            meant = owners_of(phrase, self.discourse, reading.sentence, taken)
        if not meant and slot.role in _MAKERS and _is_thing(phrase):
            meant = _as_parties(phrase.modifiers)
        return meant + ([_party(name) for name in phrase.inner] if slot.role is Role.INVESTOR else [])

    def _told_asset(self, phrase: Phrase, reading: Reading) -> Party | None:
        """The company that the article has called so: "bought the business" behind "Acme, its software business"."""
        if phrase.determiner != "the" or phrase.owners or phrase.words != [phrase.head]:
            return None
        described = self.discourse.described
        others = {key for key in self.discourse.counts if phrase.head not in described.get(key, ())}
        entity = self.discourse.resolve(reading.sentence.index, phrase.first, phrase.words, others)
        return Party(entity, phrase.first, phrase.last, indirect=True) if entity else None

    def _asset(self, phrase: Phrase, reading: Reading) -> Party:
        """A piece of a company as a party of its own: "Acme's robotics unit", "the robotics unit of Acme"."""
        of = next((one.phrase for one in reading.arguments if one.preposition == "of"), None)
        if of and _is_portion(phrase) and of.first == phrase.last + 1:
            phrase, of = of, None
        trigger = reading.trigger
        if phrase.determiner == "its" and phrase.head in _REMAINS and isinstance(trigger, Verb) and trigger.passive:
            owners = owners_of(phrase, self.discourse, reading.sentence, set())
            if owners:
                return owners[0]
        named = _as_parties(phrase.modifiers) or _called(phrase, reading)
        if named and phrase.head in word_class("asset"):
            return named[0]
        meant = parties_of(phrase, self.discourse, reading.sentence, set()) if phrase.determiner == "the" else []
        if meant and phrase.head in word_class("piece"):
            return meant[0]
        told = self._told_asset(phrase, reading) if of is None else None
        if told:
            return told
        first, last = phrase.first, phrase.last
        if of and of.names and of.first == last + 1:
            last = of.names[0].last
        while first < last - 1 and self.article.tokens[first].lower in _SKIPPED:
            first += 1
        name = self.article.words(first, last)
        return Party(Entity(key_of(name), name, Kind.ORGANIZATION), first, last)


def _called(phrase: Phrase, reading: Reading) -> list[Party]:
    """The name of a piece between commas: "sold its payments arm, Acme, to …"."""
    parts = reading.sentence.parts
    at = next((k for k, part in enumerate(parts) if part is phrase), len(parts))
    name, mark = (parts[at + 2], parts[at + 3]) if at + 3 < len(parts) else (None, None)
    apposed = isinstance(name, Phrase) and len(name.names) == 1 and not name.words and parts[at + 1].kind == ","
    ended = mark is not None and mark.kind in (",", ".")
    return _as_parties(name.names) if isinstance(name, Phrase) and apposed and ended else []


def _second_objects(slot: Slot, reading: Reading) -> list[Party]:
    """What else is bought, where a date stands between: "bought X in May and Y in July"."""
    if slot.place != "patient" or slot.role is not Role.TARGET:
        return []
    parts = reading.sentence.parts
    return [
        _party(name)
        for one in reading.arguments
        if not one.preposition and not one.late and one.phrase is not reading.patient and parts[one.at - 1].kind == "c"
        for name in one.phrase.names
        if name.entity.is_party
    ]


def _is_portion(phrase: Phrase) -> bool:
    """Whether a phrase only says how much of what stands behind "of": "most of", "49% of"."""
    share = phrase.value("%") is not None and not phrase.head
    return share or phrase.head in _PORTIONS or phrase.determiner in _PORTIONS


def _order(slot: Slot, reading: Reading) -> tuple[bool, bool, bool]:
    """Slots that a name fills come first, then needed ones; the makers of goods come last."""
    named = any(phrase.names or phrase.owners for phrase, _ in phrases_at(slot.place, reading))
    return not named, not slot.needed, slot.place == "goods"


def _leaders(reading: Reading) -> list[Party]:
    """Who leads an "Acme-led round"."""
    phrases = [*([reading.patient] if reading.patient else []), *(one.phrase for one in reading.arguments)]
    return [
        _party(name)
        for phrase in phrases
        if phrase.has(_LED) and (phrase.value("R") or phrase.has(word_class("round")))
        for name in phrase.backers
        if name.entity.is_party
    ]


def _party(name: Name) -> Party:
    return Party(name.entity, name.first, name.last)


def _as_parties(names: list[Name]) -> list[Party]:
    return [_party(name) for name in names if name.entity.is_party]


def _licence_roles(parties: list[tuple[Role, Party]]) -> list[tuple[Role, Party]]:
    """Makes the AI company the one that gets the rights, the publisher the one that gives them, whoever is first."""
    swapped = {Role.LICENSEE: Role.LICENSOR, Role.LICENSOR: Role.LICENSEE}
    ai = {role for role, party in parties if party.entity.known and party.entity.known.ai}
    owners = {role for role, party in parties if _publishes(party)}
    if (ai == {Role.LICENSOR} and owners != ai) or owners == {Role.LICENSEE}:
        return [(swapped.get(role, role), party) for role, party in parties]
    return parties


def _sided(match: Match) -> list[tuple[Role, Party]]:
    """The parties with the roles that fit who they are, where the words leave open who does what."""
    frame, parties = match.frame, match.parties
    if any(slot.place in ("between", "pair") for slot in frame.slots):
        parties = _two_sides(frame, parties)
    if frame.type is DealType.LICENSING and frame.kind == "noun":
        return _licence_roles(parties)
    if frame.type is DealType.PURCHASE and _is_lease(match.reading):
        return _lease_roles(parties, match.reading)
    if frame.type is DealType.PURCHASE and match.reading.word in _DEAL:
        return _power_roles(parties, match.reading)
    if frame.type is DealType.ACQUISITION:
        agreed = any(slot.place == "with" and slot.role is Role.TARGET for slot in frame.slots)
        return _shell_roles(_buyer_known(parties) if agreed else parties)
    return parties


def _power_roles(parties: list[tuple[Role, Party]], reading: Reading) -> list[tuple[Role, Party]]:
    """Makes a power company the seller, and who computes the one that buys power, whoever signs first."""
    swapped = {Role.CUSTOMER: Role.SUPPLIER, Role.SUPPLIER: Role.CUSTOMER}
    sellers = {role for role, party in parties if _sells(party)}
    if not sellers and reading.patient is not None and reading.patient.has(word_class("power")):
        buyers = {role for role, party in parties if party.entity.key in COMPUTING}
        sellers = {Role.CUSTOMER} if buyers == {Role.SUPPLIER} else sellers
    return [(swapped.get(role, role), party) for role, party in parties] if sellers == {Role.CUSTOMER} else parties


def _buyer_known(parties: list[tuple[Role, Party]]) -> list[tuple[Role, Party]]:
    """Makes a well-known company the buyer in "X had a takeover deal with Y", whoever is first."""
    known = {role for role, party in parties if party.entity.known}
    if known != {Role.TARGET}:
        return parties
    swapped = {Role.TARGET: Role.ACQUIRER, Role.ACQUIRER: Role.TARGET}
    return [(swapped.get(role, role), party) for role, party in parties]


def _as_licence(match: Match) -> None:
    """Makes a deal of a publisher with an AI company one about rights: that is what they deal in."""
    sides = [Role.LICENSOR if _publishes(party) else Role.LICENSEE for _, party in match.parties]
    takers = [one.entity.known for (_, one), side in zip(match.parties, sides, strict=True) if side is Role.LICENSEE]
    if len(set(sides)) == 2 and all(takers) and any(one.ai for one in takers if one):
        match.frame = replace(match.frame, type=DealType.LICENSING)
        match.parties = [(side, party) for side, (_, party) in zip(sides, match.parties, strict=True)]


_DEAL = frozenset({"deal", "agreement", "contract", "pact"})
_RIGHTS = re.compile(r"\blicen[cs]|\bcopyright|\bcontent\b|\barchives?\b")


def _publishes(party: Party) -> bool:
    """Whether somebody lives on what others would license: a newspaper, a record company."""
    words = party.entity.name.lower().split()
    return party.entity.kind is Kind.MEDIA or not word_class("publisher").isdisjoint(words)


def _two_sides(frame: Frame, parties: list[tuple[Role, Party]]) -> list[tuple[Role, Party]]:
    """Which of "a contract between A and B" sells: the power company, the landlord, or else the first."""
    if frame.type is not DealType.PURCHASE or len(parties) != 2:
        return parties
    sellers = [party for _, party in parties if _sells(party)]
    sellers = sellers or [party for _, party in parties if party.entity.key not in COMPUTING] or [parties[0][1]]
    return [(Role.SUPPLIER if party is sellers[0] else Role.CUSTOMER, party) for _, party in parties]


def _sells(party: Party) -> bool:
    words = word_class("power_company") | word_class("landlord")
    return not words.isdisjoint(party.entity.name.lower().split())


def _shell_roles(parties: list[tuple[Role, Party]]) -> list[tuple[Role, Party]]:
    """Makes of two companies that merge the one that only exists to merge the acquirer."""
    shells = [party for _, party in parties if is_shell(party.entity.name)]
    if len(parties) != 2 or len(shells) != 1:
        return parties
    return [(Role.ACQUIRER if party is shells[0] else Role.TARGET, party) for _, party in parties]


def _lease_roles(parties: list[tuple[Role, Party]], reading: Reading) -> list[tuple[Role, Party]]:
    """Makes a well-known company the tenant, whoever signs first: landlords seldom are.

    Who signs a lease for its own site and nobody else is the landlord.
    """
    if len(parties) == 1 and _is_own_site(reading):
        return [(Role.SUPPLIER, party) for _, party in parties]
    swapped = {Role.CUSTOMER: Role.SUPPLIER, Role.SUPPLIER: Role.CUSTOMER}
    landlords = {role for role, party in parties if _is_landlord(party)}
    known = {role for role, party in parties if party.entity.known and not _is_landlord(party)}
    if landlords == {Role.CUSTOMER} or (not landlords and known == {Role.SUPPLIER}):
        return [(swapped.get(role, role), party) for role, party in parties]
    return parties


def _with_others(match: Match) -> bool:
    """Whether several have deals, but with others than each other: "A and B concluded large deals"."""
    trigger = match.reading.trigger
    several = isinstance(trigger, Phrase) and trigger.head in _DEALS and match.frame.kind == "noun"
    return several and all(party.first < trigger.first for _, party in match.parties)


_DEALS = frozenset({"deals", "agreements", "contracts", "pacts"})


def _is_own_site(reading: Reading) -> bool:
    own = (one.phrase for one in reading.arguments if one.preposition in ("for", "at"))
    return any(phrase.determiner == "its" and phrase.head in word_class("plant") | word_class("site") for phrase in own)


def _is_lease(reading: Reading) -> bool:
    return reading.kind == "noun" and reading.patient is not None and reading.patient.has(word_class("lease") | _HOSTED)


def _is_government(entity: Entity) -> bool:
    return is_public(entity) and not {"government", "ministry", "department"}.isdisjoint(entity.name.lower().split())


def _is_landlord(party: Party) -> bool:
    return not word_class("landlord").isdisjoint(party.entity.name.lower().split())


def _is_thing(phrase: Phrase) -> bool:
    return any(phrase.head in word_class(label) for label in ("goods", "plant", "asset", "site", "fund"))
