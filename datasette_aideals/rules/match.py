"""Matching frames against a sentence: which one fires at a word, and what the article adds to it."""

from dataclasses import replace

from ..terms import DealType, Role
from ..values.money import MoneyMention
from .article import Article, Sentence
from .conditions import Conditions
from .discourse import Discourse, Party
from .entities import Entity, is_fund, is_public
from .filling import Filler
from .frames import frames
from .lexicon import word_class
from .phrases import Phrase, Verb
from .readings import Match, Reading, by_follows, opens_item
from .sharing import shared_out
from .subjects import subject_of
from .sums import SumRole

_MOST_FUNDS = 6
_MAIN = 5.0
_OWN_GIVING = frozenset({"invest", "put", "pour", "commit", "pledge", "inject", "spend", "plough", "pump"})
_FROM_TOPIC = (
    Role.ACQUIRER,
    Role.INVESTEE,
    Role.PARTNER,
    Role.ISSUER,
    Role.BORROWER,
    Role.CUSTOMER,
    Role.GRANTEE,
)
_SHARED = {Role.INVESTEE, Role.SUPPLIER, Role.TARGET, Role.GRANTOR, Role.GRANTEE, Role.BORROWER}


class Matcher:
    """Fills frames from readings, with what the article has told so far."""

    def __init__(self, article: Article, discourse: Discourse) -> None:
        self.article = article
        self.discourse = discourse
        self.conditions = Conditions(article)
        self.filler = Filler(article, discourse, self.conditions)
        self.before: Match | None = None
        self.round: Match | None = None  # the round that the matches before have joined
        self.joined: set[str] = set()  # who took part in a round that somebody else raised
        self.told: dict[tuple[DealType, float, str], Match] = {}

    def note(self, match: Match) -> None:
        """Takes note of a match that tells a deal."""
        before = self.before
        self.before = match
        if match.frame.joins:
            self.joined.update(party.entity.key for role, party in match.parties if role is Role.INVESTOR)
        if not match.frame.joins:
            self.round = None
        elif before and before.frame.type is match.frame.type:
            # Those who joined leave it open whose round it is.
            self.round = replace(self.round or before, reading=match.reading)
        if match.frame.type is DealType.ACQUISITION:
            named = (party.entity for role, party in match.parties if role is Role.TARGET and not party.indirect)
            self.discourse.sold = next(((match.reading.sentence.index, one) for one in named), self.discourse.sold)
        if match.amount:
            self.told.setdefault(_what(match, match.amount), match)

    def match(self, reading: Reading) -> Match | None:
        """The first frame of the reading's word that fires; one that only lacks something is told by ``lacking``."""
        near: list[Match] = []
        for frame in frames()[reading.kind, reading.word]:
            if not all(self.conditions.holds(one, reading) for one in frame.conditions):
                continue
            if frame.joins and (found := self._completed(near)):
                return found
            match = self.filler.fill(frame, reading)
            if not match.lacking:
                return self._instead(near, match)
            near.append(match)
        return self._completed(near) or (near[0] if near else None)

    def _completed(self, near: list[Match]) -> Match | None:
        told = (one for one in near if not _is_several(one.reading))
        return next((one for one in told if self._complete(one)), None)

    def _complete(self, match: Match) -> bool:
        """Fills what a match lacks from the one before, the topic, or the round that was joined last."""
        if self.before and _complete(match, self.before):
            return True
        return self._from_topic(match) or bool(self.round and _complete(match, self.round))

    def shared_out(self, match: Match) -> list[Match]:
        """One match for each of several parties with a sum of its own."""
        return shared_out(self.article, match)

    def _instead(self, near: list[Match], match: Match) -> Match:
        """ "X invests 1 in Z, while Y invests 2": the second goes into Z too, and not into Y's own plants."""
        if match.frame.type is not DealType.CAPEX or _goes_abroad(match.reading):
            return match
        investments = (one for one in near if one.frame.type is DealType.INVESTMENT)
        before = self.round or self.before
        completed = next((one for one in investments if before and _complete(one, before)), None)
        return self._in_round(completed, before) if completed and before else match

    def _in_round(self, match: Match, before: Match) -> Match:
        """The match as a part of the round before it, if that is larger: "A led the round of 9, and B invested 4"."""
        whole, part = before.amount, match.amount
        if not whole or not part or whole.money.currency != part.money.currency:
            return match
        if before.frame.word in _OWN_GIVING:
            return match
        if whole.money.value <= part.money.value or self.article.sum_roles[whole.span.start] is not SumRole.DEAL:
            return match
        givers: list[tuple[Role, Party]] = [one for one in match.parties if one[0] is not Role.INVESTEE]
        return Match(replace(match.frame, joins=True), match.reading, givers)

    def _from_topic(self, match: Match) -> bool:
        """Takes the company that the article is speaking of for the one whose round it is."""
        missing = _missing(match)
        if len(missing) != 1 or not _may_be_topic(match, next(iter(missing))):
            return False
        agent = match.reading.agent
        if agent and agent.pronoun == "they" and self.discourse.is_of_crowd(match.reading.sentence.index):
            return False
        if match.reading.kind == "noun" and _is_about_many(match.reading.sentence):
            return False
        role = next(iter(missing))
        taken = {party.entity.key for _, party in match.parties} | (self.joined if role is Role.INVESTEE else set())
        trigger = match.reading.trigger
        entity = _valued(match.reading.sentence) if role is Role.INVESTEE else None
        entity = entity or self._told_of(match, role)
        if entity is None and _opens_item(match.reading):
            entity = self.discourse.chief(taken)
        for _ in range(_MOST_FUNDS):
            entity = entity or self.discourse.resolve(match.reading.sentence.index, trigger.first, [], taken, _MAIN)
            if entity is None or not is_fund(entity):
                break
            taken.add(entity.key)
            entity = None
        if entity is None or is_public(entity):
            return False
        match.parties.append((role, Party(entity, trigger.first, trigger.last, indirect=True)))
        match.lacking = ""
        return True

    def _told_of(self, match: Match, role: Role) -> Entity | None:
        """Whose the same sum was in a sentence before."""
        earlier = self.told.get(_what(match, match.amount)) if match.amount else None
        return next((party.entity for known, party in earlier.parties if known is role), None) if earlier else None


def _complete(match: Match, before: Match) -> bool:
    """Fills what a match lacks from the one before ("X invests 1 in Z, while Y invests 2")."""
    missing = _missing(match)
    if match.amount is None or before.frame.type is not match.frame.type:
        return False
    if match.reading.agent and _is_crowd(match.reading.agent):
        return False
    apart = match.reading.sentence.index - before.reading.sentence.index
    if apart > 1 or not missing <= ({Role.INVESTEE} if apart else _SHARED):
        return False
    filled = [(role, party) for role, party in before.parties if role in missing]
    known = {party.entity.key for _, party in match.parties}
    if {role for role, _ in filled} != missing or any(party.entity.key in known for _, party in filled):
        return False
    match.parties.extend(filled)
    match.lacking = ""
    return True


def _what(match: Match, amount: MoneyMention) -> tuple[DealType, float, str]:
    return match.frame.type, amount.money.value, amount.money.currency


def _is_about_many(sentence: Sentence) -> bool:
    """Whether a sentence is about a field or many whom it does not name: "India's startup scene", "217 incubators"."""
    at = next((k for k, part in enumerate(sentence.parts) if isinstance(part, Verb) and part.finite), None)
    subject = subject_of(sentence.parts, at) if at is not None else None
    if subject is None or subject.is_party:
        return False
    counted = subject.head.endswith("s") and any(word.isdigit() for word in subject.words)
    return counted or subject.head in word_class("field")


def _missing(match: Match) -> set[Role]:
    return {Role(name) for name in match.lacking.split(" and ")}


def _may_be_topic(match: Match, role: Role) -> bool:
    """Whether the missing party can be the company that the article is speaking of."""
    reading = match.reading
    if _opens_item(reading) and role in (Role.ACQUIRER, Role.TARGET):
        return True
    if role not in _FROM_TOPIC or reading.word in _OWN_GIVING or (match.amount is None and role is not Role.PARTNER):
        return False
    if reading.kind == "verb" and (role in (Role.PARTNER, Role.ACQUIRER)):
        return False
    if reading.agent and _is_another(reading.agent, role):
        return False
    if role is Role.GRANTEE:
        return any(
            one.preposition in ("to", "for", "toward") and not _is_crowd(one.phrase) for one in reading.arguments
        )
    return not (role is Role.INVESTEE and _goes_elsewhere(reading))


def _is_another(agent: Phrase, role: Role) -> bool:
    """Whether somebody else does it: many unnamed ones, a country, a partner with a name."""
    some = agent.determiner in ("a", "an") and agent.stands_for_company and not agent.names
    return (
        some
        or _is_crowd(agent)
        or bool(agent.places and not agent.is_party)
        or (role is Role.PARTNER and bool(agent.names))
    )


def _opens_item(reading: Reading) -> bool:
    """Whether a verb without a subject opens an entry of a chronology: "2023: acquires X", "2024: acquired by Y"."""
    parts = reading.sentence.parts
    verb = parts[reading.at]
    if not isinstance(verb, Verb) or verb.helpers or verb.infinitive or verb.form == "g":
        return False
    subject = reading.patient if by_follows(parts, reading.at) else reading.agent
    return opens_item(parts, reading.at) and subject is None


def _is_several(reading: Reading) -> bool:
    """Whether a noun means many deals: "60 funding deals"."""
    trigger = reading.trigger
    return isinstance(trigger, Phrase) and trigger.head in word_class("dealings") | word_class("several")


def _goes_elsewhere(reading: Reading) -> bool:
    """Whether the money goes into something that is no company: "put 1 into new labs"."""
    return any(
        one.preposition in ("in", "into", "to")
        and not one.late
        and one.phrase.words
        and not one.phrase.value("R")
        and not one.phrase.has(word_class("round"))
        for one in reading.arguments
    )


def _goes_abroad(reading: Reading) -> bool:
    """Whether the money goes into a place: "invests 1 in Kenya"."""
    return any(
        one.preposition in ("in", "into") and one.phrase.places and not one.phrase.names for one in reading.arguments
    )


def _is_crowd(agent: Phrase) -> bool:
    """Whether a phrase means many unnamed companies: "the fifty companies", "startups"."""
    crowd = word_class("company_plural") | word_class("crowd")
    return not agent.names and (agent.head.endswith("s") or agent.head in ("team", "sector")) and agent.head in crowd


def _valued(sentence: Sentence) -> Entity | None:
    """Whom the sentence says to be valued: "the round values X at 1"."""
    for verb, phrase in zip(sentence.parts, sentence.parts[1:], strict=False):
        if isinstance(verb, Verb) and verb.lemma == "value" and isinstance(phrase, Phrase) and phrase.names:
            return phrase.names[0].entity
    return None
