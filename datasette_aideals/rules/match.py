"""Matching frames against a sentence: which one fires at a word, and what fills it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..terms import DealType, Role
from ..values.money import MoneyMention
from .article import Article, Sentence
from .clauses import Argument, arguments, governing_verb, is_reduced, noun_before, subject_of
from .entities import Entity, Kind, key_of
from .frames import Condition, Frame, Slot, frames
from .lexicon import word_class
from .parties import Discourse, Party, owners_of, parties_of
from .phrases import Mark, Part, Phrase, Verb
from .sums import SumRole
from .tags import Item

_SKIPPED = word_class("determiner") | {"its", "remaining", "entire"}
_ASKING = frozenset({"how", "what", "which"})
_PAYING = frozenset({"pay", "spend", "commit", "offer", "splash"})
_OWN_GIVING = frozenset({"invest", "put", "pour", "commit", "pledge", "inject", "spend", "plough", "pump"})
_FROM_TOPIC = {Role.ACQUIRER, Role.INVESTEE, Role.PARTNER, Role.ISSUER, Role.BORROWER, Role.CUSTOMER, Role.GRANTEE}
_TAKERS = (Role.INVESTEE, Role.TARGET, Role.GRANTEE, Role.BORROWER, Role.SUPPLIER)
_SHARED = {Role.INVESTEE, Role.SUPPLIER, Role.TARGET, Role.GRANTOR, Role.GRANTEE, Role.BORROWER}
_GIVERS = (Role.INVESTOR, Role.CUSTOMER, Role.SPENDER, Role.GRANTOR, Role.LENDER)
_MONEY_PLACES = ("", "of", "for", "worth", "at", "with", "in", "to", "valued", "over", "up", "than")


@dataclass(frozen=True)
class Reading:
    """A verb or noun of some frame in its sentence, with what the grammar says about it."""

    kind: str
    word: str
    at: int
    sentence: Sentence
    agent: Phrase | None
    patient: Phrase | None
    arguments: tuple[Argument, ...]
    governor: int | None = None

    @property
    def trigger(self) -> Part:
        """The part of the sentence that the frame hangs on."""
        return self.sentence.parts[self.at]


@dataclass
class Match:
    """A frame that fired: its parties by role and its sum."""

    frame: Frame
    reading: Reading
    parties: list[tuple[Role, Party]] = field(default_factory=list)
    amount: MoneyMention | None = None
    amounts: list[MoneyMention] = field(default_factory=list)
    lacking: str = ""


def readings(sentence: Sentence) -> Iterator[Reading]:
    """Every verb and noun of the sentence that some frame knows."""
    known = frames()
    for at, part in enumerate(sentence.parts):
        if isinstance(part, Verb):
            if ("verb", part.lemma) in known:
                yield _verb_reading(sentence, at, part)
        elif isinstance(part, Phrase):
            words = _trigger_nouns(part)
            for word in words:
                yield _noun_reading(sentence, at, part, word)
            if words:
                continue
            if part.value("$") and _verbless(sentence.parts):
                yield _item_reading(sentence, at, part)


def _trigger_nouns(phrase: Phrase) -> list[str]:
    """The nouns of the phrase that frames know, the head first; a named round is a "round"."""
    known = frames()
    found: list[str] = []
    for word in reversed(phrase.words):
        base = word if ("noun", word) in known else (word[:-1] if word.endswith("s") else word)
        if ("noun", base) in known and base not in found:
            found.append(base)
    return found or (["round"] if phrase.value("R") else [])


def _colon_label(parts: Sequence[Part]) -> Phrase | None:
    label = _label(parts)
    return label if label is not None and parts[parts.index(label) + 1].kind == ":" else None


def _verbless(parts: Sequence[Part]) -> bool:
    if len(parts) >= 40:
        return False
    return not any(
        isinstance(part, Verb) and part.finite and not is_reduced(parts, at) for at, part in enumerate(parts)
    )


def _item_reading(sentence: Sentence, at: int, phrase: Phrase) -> Reading:
    """A line of a list that names a company and a sum: "Acme: $5M seed, led by X", "$2bn from X"."""
    first = next((part for part in sentence.parts[: at + 1] if isinstance(part, Phrase)), None)
    named = first if first is phrase and phrase.names else _label(sentence.parts)
    return Reading("noun", "item", at, sentence, named, phrase, tuple(arguments(sentence.parts, at)))


def _label(parts: Sequence[Part]) -> Phrase | None:
    """The name that a line begins with, set off by a mark: "Acme: …", "Acme – …"."""
    for part, following in zip(parts, parts[1:]):
        if isinstance(part, Phrase):
            return part if part.names and following.kind in (":", ",", ".") else None
        if isinstance(part, Verb) or part.kind in ("i", "s"):
            return None
    return None


def _verb_reading(sentence: Sentence, at: int, verb: Verb) -> Reading:
    parts = sentence.parts
    found = arguments(parts, at)
    subject = _people_of(parts, at, subject_of(parts, at))
    passive = verb.passive or (
        subject is not None and _by_follows(parts, at) and not verb.helpers and verb.form in ("d", "n")
    )
    if passive:
        agent = next((one.phrase for one in found if one.preposition == "by"), None)
        agent = agent or _colon_label(parts)
        return Reading(
            "verb", verb.lemma, at, sentence, agent, subject, tuple(one for one in found if one.preposition != "by")
        )
    patient = next((one.phrase for one in found if not one.preposition and not one.late), None)
    patient = patient or _relative_object(parts, at, subject)
    found = [*_leading(parts, subject), *_relative_place(parts, at, subject), *found]
    return Reading("verb", verb.lemma, at, sentence, subject, patient, tuple(found))


def _leading(parts: Sequence[Part], subject: Phrase | None) -> list[Argument]:
    """What stands before the subject: "For X, Y pays 1"."""
    found: list[Argument] = []
    for at in range(len(parts) - 1):
        part, following = parts[at], parts[at + 1]
        if part is subject or isinstance(part, Verb):
            break
        if (
            isinstance(part, Mark)
            and part.word in ("for", "from", "with")
            and isinstance(following, Phrase)
            and following is not subject
        ):
            found.append(Argument(part.word, following, at + 1))
    return found


def _people_of(parts: Sequence[Part], at: int, subject: Phrase | None) -> Phrase | None:
    """The companies in "engineers at A and B work together"."""
    if subject is None or subject.head not in word_class("people_word") or subject not in parts:
        return subject
    k = parts.index(subject)
    link, following = (parts[k + 1], parts[k + 2]) if k + 2 < at else (None, None)
    if isinstance(link, Mark) and link.word in ("at", "of", "from") and isinstance(following, Phrase) and following.names:
        return following
    return subject


def _relative_place(parts: Sequence[Part], at: int, subject: Phrase | None) -> list[Argument]:
    """ "Plants on which X spends 1": what stands behind the preposition comes before the relative word."""
    for k in range(at - 1, 2, -1):
        link, word = parts[k - 2], parts[k - 1]
        if parts[k] is subject and word.kind == "r" and isinstance(link, Mark) and link.kind == "i":
            named = noun_before(parts, k - 3)
            return [Argument(link.word, named, k - 3)] if named else []
    return []


def _relative_object(parts: Sequence[Part], at: int, subject: Phrase | None) -> Phrase | None:
    """ "X, which Y bought in May": what is bought stands before the relative word."""
    verb = parts[at]
    if not isinstance(verb, Verb):
        return None
    for k in range(at - 1, 0, -1):
        part, before = parts[k], parts[k - 1]
        if part is subject and before.kind == "r":
            return noun_before(parts, k - 2)
        if part is subject and isinstance(before, Phrase) and before.words[:1] and before.words[0] in _ASKING:
            return before
        if isinstance(part, Verb) and not verb.infinitive:
            break
    return None


def _by_follows(parts: Sequence[Part], at: int) -> bool:
    following = parts[at + 1] if at + 1 < len(parts) else None
    return isinstance(following, Mark) and following.word == "by"


def _noun_reading(sentence: Sentence, at: int, phrase: Phrase, word: str) -> Reading:
    parts = sentence.parts
    governor = governing_verb(parts, at)
    agent = None
    found = arguments(parts, at)
    if governor is not None:
        agent = subject_of(parts, governor)
        found += _leading(parts, agent)
        verb = parts[governor]
        if isinstance(verb, Verb) and verb.passive:
            agent = None
    else:
        following = next((k for k in range(at + 1, len(parts)) if isinstance(parts[k], Verb)), None)
        if _verbless(parts):
            agent = _label(parts)
        if following is not None and subject_of(parts, following) is phrase:
            governor = following if isinstance(parts[following], Verb) and parts[following].passive else None  # type: ignore[union-attr]
            later = arguments(parts, following)
            found += [
                one if one.preposition == "by" else Argument(one.preposition, one.phrase, one.at, True) for one in later
            ]
    return Reading("noun", word, at, sentence, agent, phrase, tuple(found), governor)


class Matcher:
    """Fills frames from readings, with what the article has told so far."""

    def __init__(self, article: Article, discourse: Discourse) -> None:
        self.article = article
        self.discourse = discourse
        self.before: Match | None = None

    def match(self, reading: Reading) -> Match | None:
        """The first frame of the reading's word that fires; one that only lacks something is told by ``lacking``."""
        near: list[Match] = []
        for frame in frames()[reading.kind, reading.word]:
            unmet = next((one for one in frame.conditions if not self._holds(one, reading)), None)
            if unmet:
                continue
            match = self._fill(frame, reading)
            if not match.lacking:
                return self._instead(near, match)
            near.append(match)
        return next((one for one in near if self._complete(one) or self._from_topic(one)), near[0] if near else None)

    def _instead(self, near: list[Match], match: Match) -> Match:
        """ "X invests 1 in Z, while Y invests 2": the second goes into Z too, and not into Y's own plants."""
        if match.frame.type is not DealType.CAPEX:
            return match
        investments = (one for one in near if one.frame.type is DealType.INVESTMENT)
        return next((one for one in investments if self._complete(one)), match)

    def shared_out(self, match: Match) -> list[Match]:
        """One match for each of several givers with a sum of his own: "A and B invest 1 and 2 in C"."""
        if match.frame.type is DealType.PARTNERSHIP and match.amount is None and self._is_plural(match.reading):
            return self._one_for_each(match)
        pairs = self._pairs(match)
        if len(pairs) > 1:
            paired = {role for (role, _), _ in pairs}
            others = [(role, party) for role, party in match.parties if role not in paired]
            return [Match(match.frame, match.reading, [taker, *others], amount, [amount]) for taker, amount in pairs]
        givers = [(role, party) for role, party in match.parties if role in _GIVERS]
        others = [(role, party) for role, party in match.parties if role not in _GIVERS]
        sums = [one for one in match.amounts if one.span.start > self.article.tokens[match.reading.trigger.first].start]
        if len(givers) < 2 or len(sums) != len(givers):
            return [match]
        return [
            Match(match.frame, match.reading, [giver, *others], amount, [amount]) for giver, amount in zip(givers, sums)
        ]

    def _is_plural(self, reading: Reading) -> bool:
        return isinstance(reading.trigger, Phrase) and reading.trigger.head in (
            "deals",
            "agreements",
            "contracts",
            "pacts",
        )

    def _one_for_each(self, match: Match) -> list[Match]:
        """ "Deals with A, B and C" are three."""
        first = match.reading.trigger.first
        ours = [one for one in match.parties if one[1].first < first]
        theirs = [one for one in match.parties if one[1].first >= first]
        if len(ours) != 1 or len(theirs) < 2:
            return [match]
        return [Match(match.frame, match.reading, [*ours, one]) for one in theirs]

    def _pairs(self, match: Match) -> list[tuple[tuple[Role, Party], MoneyMention]]:
        """The takers that each have a sum before them: "grants of 1 for A and 2 for B"."""
        phrases = [match.reading.patient] if match.reading.patient else []
        phrases += [one.phrase for one in match.reading.arguments]
        pairs: list[tuple[tuple[Role, Party], MoneyMention]] = []
        amount: MoneyMention | None = None
        taker: tuple[Role, Party] | None = None
        for phrase in sorted(phrases, key=lambda one: one.first):
            item = phrase.value("$")
            if item and isinstance(item.value, MoneyMention) and item.value in match.amounts:
                amount = item.value
            inside = [one for one in match.parties if phrase.first <= one[1].first < phrase.last and one[0] in _TAKERS]
            taker = inside[0] if len(inside) == 1 else taker
            if amount and taker:
                pairs.append((taker, amount))
                amount = taker = None
        return pairs

    def _complete(self, match: Match) -> bool:
        """Fills what a match lacks from the one before ("X invests 1 in Z, while Y invests 2")."""
        before = self.before
        missing = {Role(name) for name in match.lacking.split(" and ")}
        if match.amount is None or before is None or before.frame.type is not match.frame.type:
            return False
        if match.reading.sentence.index - before.reading.sentence.index > 1:
            return False
        same = before.reading.sentence.index == match.reading.sentence.index
        if not missing <= (_SHARED if same else {Role.INVESTEE}):
            return False
        filled = [(role, party) for role, party in before.parties if role in missing]
        if not filled or {role for role, _ in filled} != missing:
            return False
        known = {party.entity.key for _, party in match.parties}
        if any(party.entity.key in known for _, party in filled):
            return False
        match.parties.extend(filled)
        match.lacking = ""
        return True

    def _from_topic(self, match: Match) -> bool:
        """Takes the company that the article is speaking of for the one whose round it is."""
        missing = {Role(name) for name in match.lacking.split(" and ")}
        if match.amount is None and missing != {Role.PARTNER}:
            return False
        if match.reading.word in _OWN_GIVING:
            return False
        if missing == {Role.GRANTEE} and not any(one.preposition in ("to", "for", "toward") for one in match.reading.arguments):
            return False
        if len(missing) != 1 or not missing <= _FROM_TOPIC:
            return False
        if match.reading.kind == "verb" and match.reading.agent and _is_crowd(match.reading.agent):
            return False
        role = next(iter(missing))
        if role in (Role.PARTNER, Role.ACQUIRER) and match.reading.kind == "verb":
            return False
        if role is Role.INVESTEE and any(
            one.preposition in ("in", "into", "to")
            and not one.late
            and one.phrase.words
            and not one.phrase.value("R")
            and not one.phrase.has(word_class("round"))
            for one in match.reading.arguments
        ):
            return False
        taken = {party.entity.key for _, party in match.parties}
        trigger = match.reading.trigger
        entity = self._valued(match.reading.sentence) if role is Role.INVESTEE else None
        entity = entity or self.discourse.resolve(match.reading.sentence.index, trigger.first, [], taken)
        if entity is None or (entity.known and entity.known.kind in ("fund", "bank")):
            return False
        match.parties.append((role, Party(entity, trigger.first, trigger.last, indirect=True)))
        match.lacking = ""
        return True

    def _valued(self, sentence: Sentence) -> Entity | None:
        """Whom the sentence says to be valued: "the round values X at 1"."""
        for verb, phrase in zip(sentence.parts, sentence.parts[1:]):
            if isinstance(verb, Verb) and verb.lemma == "value" and isinstance(phrase, Phrase) and phrase.names:
                return phrase.names[0].entity
        return None

    def _fill(self, frame: Frame, reading: Reading) -> Match:
        match = Match(frame, reading)
        taken: set[str] = set()
        needed = [slot for slot in frame.slots if slot.needed]
        filled: set[Role] = set()
        for slot in sorted(frame.slots, key=lambda one: (not self._is_named(one, reading), not one.needed, one.place == "goods")):
            if slot.role in filled and not slot.needed and _single(slot.role):
                continue
            if slot.place == "goods" and slot.role in filled:
                continue
            for party in self._parties(slot, reading, taken):
                if party.entity.key not in taken:
                    taken.add(party.entity.key)
                    filled.add(slot.role)
                    match.parties.append((slot.role, party))
        match.amounts = self.sums(reading)
        match.amount = match.amounts[0] if match.amounts else None
        if frame.type is DealType.LICENSING:
            match.parties = _licence_roles(match.parties)
        missing = {slot.role for slot in needed} - filled
        if frame.type is DealType.PARTNERSHIP and len(match.parties) == 1:
            missing.add(Role.PARTNER)
        if missing:
            match.lacking = " and ".join(sorted(role.value for role in missing))
        return match

    def _is_named(self, slot: Slot, reading: Reading) -> bool:
        return any(phrase.names or phrase.owners for phrase, _ in self._phrases(slot.place, reading))

    def _parties(self, slot: Slot, reading: Reading, taken: set[str]) -> list[Party]:
        sentence = reading.sentence
        found: list[Party] = []
        for phrase, part in self._phrases(slot.place, reading):
            if part == "owner":
                found.extend(owners_of(phrase, self.discourse, sentence, taken))
            elif part == "modifier":
                found.extend(
                    Party(name.entity, name.first, name.last) for name in phrase.modifiers if name.entity.is_party
                )
            elif part in ("agent_public", "agent_other"):
                wanted = part == "agent_public"
                members = [one for one in phrase.names if _is_public(one.entity) is wanted]
                found.extend(Party(name.entity, name.first, name.last) for name in members)
            elif part == "asset":
                found.append(self._asset(phrase, reading))
            elif part == "any":
                names = [*phrase.names, *phrase.owners, *phrase.modifiers]
                found.extend(Party(name.entity, name.first, name.last) for name in names if name.entity.is_party)
                if not names and slot.place == "goods":
                    found.extend(owners_of(phrase, self.discourse, sentence, taken))
            else:
                meant = parties_of(phrase, self.discourse, sentence, taken)
                if not meant and slot.role in (Role.INVESTEE, Role.SUPPLIER, Role.PARTNER):
                    meant = owners_of(phrase, self.discourse, sentence, taken)
                if not meant and slot.role in (Role.SUPPLIER, Role.PARTNER, Role.INVESTEE) and _is_thing(phrase):
                    meant = [
                        Party(name.entity, name.first, name.last) for name in phrase.modifiers if name.entity.is_party
                    ]
                found.extend(meant)
                found.extend(
                    Party(name.entity, name.first, name.last) for name in phrase.inner if slot.role is Role.INVESTOR
                )
        return found

    def _phrases(self, place: str, reading: Reading) -> list[tuple[Phrase, str]]:
        """The phrases at a place of the grammar, with the part of them that is meant."""
        if place == "agent":
            agents = [reading.agent] if reading.agent else []
            return [(phrase, "head") for phrase in agents]
        if place == "other":
            return [
                (part, "head")
                for part in reading.sentence.parts[: reading.at]
                if isinstance(part, Phrase) and part.names and part is not reading.agent
            ]
        if place in ("patient's", "agent_any"):
            phrase = reading.patient if place == "patient's" else reading.agent
            return [(phrase, "any")] if phrase else []
        if place == "clause":
            clause = None if reading.agent or (reading.patient and reading.patient.owners) else _clause_subject(reading)
            return [(clause, "head")] if clause else []
        if place in ("agent_public", "agent_other"):
            return [(reading.agent, place)] if reading.agent else []
        if place == "agent's":
            return [(reading.agent, "owner")] if reading.agent else []
        if place == "patient":
            return [(reading.patient, "head")] if reading.patient and reading.kind == "verb" else []
        if place == "giver" and reading.kind == "verb":
            return [(phrase, "head") for phrase in _giver_of_agent(reading)]
        if place in ("giver", "taker"):
            return [(reading.agent, "head")] if reading.agent and self._takes(reading) == (place == "taker") else []
        if place == "owner" and reading.agent and reading.patient and reading.patient.determiner in ("its", "their"):
            return [(reading.agent, "head")]
        if place in ("owner", "modifier"):
            return [(reading.patient, place)] if reading.patient else []
        if place == "asset":
            return [(reading.patient, place)] if reading.patient and reading.kind == "verb" else []
        if place == "goods":
            goods = [reading.patient] if reading.patient else []
            goods += [one.phrase for one in reading.arguments if one.preposition == "of"]
            return [(phrase, "any") for phrase in goods]
        part = "any" if place in ("on",) else "head"
        return [
            (one.phrase, part)
            for one in reading.arguments
            if one.preposition == place and (not one.late or place in ("from", "by"))
        ]

    def _asset(self, phrase: Phrase, reading: Reading) -> Party:
        """A piece of a company as a party of its own: "Acme's robotics unit", "the robotics unit of Acme"."""
        first, last = phrase.first, phrase.last
        of = next((one.phrase for one in reading.arguments if one.preposition == "of"), None)
        if of and of.names and of.first == last + 1:
            last = of.names[0].last
        while first < last - 1 and self.article.tokens[first].lower in _SKIPPED:
            first += 1
        name = self.article.words(first, last)
        return Party(Entity(key_of(name), name, Kind.ORGANIZATION), first, last)

    def _takes(self, reading: Reading) -> bool:
        """Whether the subject of the governing verb is the one that gets what the noun says."""
        if reading.patient and any(name.entity.is_party for name in reading.patient.owners):
            return True
        verb = reading.sentence.parts[reading.governor] if reading.governor is not None else None
        return isinstance(verb, Verb) and verb.lemma.split()[0] in word_class("receiving")

    def _holds(self, condition: Condition, reading: Reading) -> bool:
        if condition.slot == "governor":
            verb = reading.sentence.parts[reading.governor] if reading.governor is not None else None
            return (isinstance(verb, Verb) and verb.lemma in word_class(condition.word_class)) == condition.wanted
        if condition.slot == "then":
            verb = _purpose(reading)
            found = verb is not None and (condition.word_class == "any" or verb.lemma in word_class(condition.word_class))
            return found == condition.wanted
        phrases = [phrase for phrase, _ in self._condition_phrases(condition.slot, reading)]
        return any(self._is(phrase, condition.word_class) for phrase in phrases) == condition.wanted

    def _condition_phrases(self, slot: str, reading: Reading) -> list[tuple[Phrase, str]]:
        if slot == "any":
            every = (
                [one.phrase for one in reading.arguments]
                + _paid(reading)
                + [one for one in (reading.patient, reading.agent) if one]
            )
            return [(phrase, "head") for phrase in every]
        if slot == "object":
            found = [(reading.patient, "head")] if reading.patient else []
            if reading.patient is None or not reading.patient.names:
                close = [
                    one for one in reading.arguments[:3] if one.preposition in ("of", "worth", "in") and not one.late
                ]
                found += [(one.phrase, "head") for one in close]
            return found
        return self._phrases(slot, reading)

    def _is(self, phrase: Phrase, label: str) -> bool:
        if label == "any":
            return True
        if label == "name":
            return phrase.is_party
        if label == "money":
            return any(self._deal_sum(item) for item in phrase.values)
        if label == "percent":
            return phrase.value("%") is not None
        if label == "public":
            return any(_is_public(name.entity) for name in phrase.names) or phrase.head in word_class("public")
        if label == "the":
            return phrase.determiner in ("the", "these", "this")
        if label == "branded":
            return any(name.entity.is_party for name in (*phrase.modifiers, *phrase.owners, *phrase.names))
        if label == "product":
            return any(name.entity.kind is Kind.PRODUCT for name in phrase.names)
        if label == "capacity":
            return phrase.value("C") is not None
        if label == "pair":
            return len(phrase.names) > 1
        if label == "place":
            return bool(phrase.places) and not phrase.names
        if label in ("goods", "asset", "site") and phrase.names:
            return False
        if label == "goods" and phrase.value("C"):
            return True
        if label == "round" and phrase.value("R"):
            return True
        if label == "stake" and phrase.value("%"):
            return True
        return phrase.has(word_class(label))

    def _deal_sum(self, item: Item) -> bool:
        return (
            item.tag == "$"
            and isinstance(item.value, MoneyMention)
            and not item.value.bracketed
            and self.article.sum_roles[item.value.span.start] in (SumRole.DEAL, SumRole.TOTAL)
        )

    def sums(self, reading: Reading) -> list[MoneyMention]:
        """The deal sums that belong to a reading, the nearest first."""
        phrases = [reading.patient] if reading.patient else []
        phrases += [one.phrase for one in reading.arguments if one.preposition in _MONEY_PLACES]
        phrases += _paid(reading)
        phrases += [reading.agent] if reading.agent and not reading.agent.is_party else []
        found: list[MoneyMention] = []
        for phrase in phrases:
            for item in phrase.values:
                if self._deal_sum(item) and isinstance(item.value, MoneyMention) and item.value not in found:
                    found.append(item.value)
        return found


def _licence_roles(parties: list[tuple[Role, Party]]) -> list[tuple[Role, Party]]:
    """Makes the AI company the one that gets the rights, whoever is named first."""
    swapped = {Role.LICENSEE: Role.LICENSOR, Role.LICENSOR: Role.LICENSEE}
    ai = {role for role, party in parties if party.entity.known and party.entity.known.ai}
    if ai == {Role.LICENSOR}:
        return [(swapped.get(role, role), party) for role, party in parties]
    return parties


def _is_crowd(agent: Phrase) -> bool:
    """Whether a phrase means many unnamed companies: "the fifty companies", "startups"."""
    return (
        not agent.names
        and agent.head.endswith("s")
        and agent.head in word_class("company_plural") | word_class("crowd")
    )


def _is_thing(phrase: Phrase) -> bool:
    return any(phrase.head in word_class(label) for label in ("goods", "plant", "asset", "site"))


def _clause_subject(reading: Reading) -> Phrase | None:
    """The subject of the clause in which a noun stands: "X broke ground, with an investment of 1"."""
    parts = reading.sentence.parts
    for k in range(reading.at - 1, -1, -1):
        part = parts[k]
        if isinstance(part, Verb) and part.finite:
            subject = subject_of(parts, k)
            return subject if subject is not reading.patient else None
        if part.kind in ("s", ";"):
            return None
    return None


def _purpose(reading: Reading) -> Verb | None:
    """The verb of "to supply" behind a verb or noun, within its clause."""
    for part in reading.sentence.parts[reading.at + 1 :]:
        if isinstance(part, Verb):
            return part if part.infinitive else None
        if part.kind in ("s", ";", "r"):
            return None
    return None


def _paid(reading: Reading) -> list[Phrase]:
    """The sum of the verb before: "pay 1 to settle", "spend 1 renting"."""
    parts, at = reading.sentence.parts, reading.at
    verb = parts[at]
    if not isinstance(verb, Verb) or verb.finite or at < 2:
        return []
    for k in range(at - 1, max(at - 4, 0), -1):
        before = parts[k]
        if isinstance(before, Verb):
            return [one for one in parts[k + 1 : at] if isinstance(one, Phrase)] if before.lemma in _PAYING else []
    return []


def _giver_of_agent(reading: Reading) -> list[Phrase]:
    """Whose listing it is in "X filed for a listing that could raise 1"."""
    parts = reading.sentence.parts
    at = next((k for k, part in enumerate(parts) if part is reading.agent), None)
    verb = governing_verb(parts, at) if at is not None else None
    subject = subject_of(parts, verb) if verb is not None else None
    return [subject] if subject is not None else []


def _is_public(entity: Entity) -> bool:
    if entity.known:
        return entity.known.kind == "public body"
    return any(word in word_class("public") for word in entity.name.lower().split())


def _single(role: Role) -> bool:
    return role in (Role.INVESTEE, Role.TARGET, Role.ACQUIRER, Role.CUSTOMER, Role.BORROWER, Role.ISSUER, Role.SPENDER)
