"""The conditions of frames.txt: what must stand, or must not stand, at a place for a frame to fire."""

from collections.abc import Callable

from ..values.money import MoneyMention
from .article import Article
from .entities import Entity, Kind, is_public
from .frames import Condition
from .lexicon import word_class
from .phrases import Mark, Phrase, Verb, word_at
from .places import phrases_at
from .readings import Reading
from .subjects import is_reduced
from .sums import SumRole
from .tags import Item

_PAYING = frozenset({"pay", "spend", "commit", "offer", "splash"})
_MONEY_PLACES = ("", "of", "for", "worth", "at", "with", "in", "to", "valued", "over", "up", "than", "on", "including")
_ABOVE = 2
_AS_VERBS = frozenset({"notes", "awards", "listing"})
_NO_NAMES = ("goods", "asset", "site")
_BY_VALUE = {"goods": "C", "round": "R", "stake": "%"}


class Conditions:
    """Tests on the readings of one article."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._reading: Reading | None = None
        self._phrases: dict[str, list[Phrase]] = {}

    def holds(self, condition: Condition, reading: Reading) -> bool:
        """Whether a condition is met."""
        label = condition.word_class
        if condition.slot == "governor":
            verb = reading.sentence.parts[reading.governor] if reading.governor is not None else None
            met = isinstance(verb, Verb) and verb.lemma in word_class(label)
        elif condition.slot == "follows":
            met = _follows_from(reading, word_class(label))
        elif condition.slot == "voice":
            trigger = reading.trigger
            if label == "reduced":
                met = is_reduced(reading.sentence.parts, reading.at)
            else:
                met = isinstance(trigger, Verb) and VOICES[label](trigger)
        elif condition.slot == "then":
            verb = _purpose(reading)
            met = verb is not None and (label == "any" or verb.lemma in word_class(label))
        else:
            met = any(self._is(phrase, label) for phrase in self._meant(condition.slot, reading))
        return met == condition.wanted

    def sums(self, reading: Reading) -> list[MoneyMention]:
        """The deal sums that belong to a reading, the nearest first."""
        phrases = [reading.patient] if reading.patient else []
        phrases += [one.phrase for one in reading.arguments if one.preposition in _MONEY_PLACES]
        phrases += _paid(reading) + _brought(reading)
        phrases += [reading.agent] if reading.agent and not reading.agent.is_party else []
        found: list[MoneyMention] = []
        for phrase in phrases:
            for item in phrase.values:
                if self._deal_sum(item) and isinstance(item.value, MoneyMention) and item.value not in found:
                    found.append(item.value)
        return found

    def _meant(self, slot: str, reading: Reading) -> list[Phrase]:
        """The phrases that a condition on a slot is about, kept as long as the same reading is asked about."""
        if reading is not self._reading:
            self._reading, self._phrases = reading, {}
        found = self._phrases.get(slot)
        if found is None:
            found = _meant(slot, reading)
            if slot == "above":
                found = found + self._above(reading)
            self._phrases[slot] = found
        return found

    def _above(self, reading: Reading) -> list[Phrase]:
        """The phrases of the sentence before, and of one more in the paragraph; of one without grammar its words."""
        at, paragraph = reading.sentence.index, reading.sentence.paragraph
        near = self.article.sentences[max(0, at - _ABOVE) : at]
        told = [one for one in near if one.index == at - 1 or one.paragraph == paragraph]
        found = [part for one in told for part in one.parts[-_BACK:] if isinstance(part, Phrase)]
        for first, last in (one.tokens for one in told if not one.parts):
            words = [token.lower for token in self.article.tokens[first:last] if token.lower not in _AS_VERBS]
            found.append(Phrase(first, last, words=words))
        return found

    def _is(self, phrase: Phrase, label: str) -> bool:
        special = LABELS.get(label)
        if special:
            return special(phrase)
        if label == "money":
            return any(self._deal_sum(item) for item in phrase.values)
        if label in _NO_NAMES and (phrase.names or phrase.stands_for_company):
            return False
        if label in _BY_VALUE and phrase.value(_BY_VALUE[label]):
            return True
        return phrase.has(word_class(label))

    def _deal_sum(self, item: Item) -> bool:
        return (
            item.tag == "$"
            and isinstance(item.value, MoneyMention)
            and not item.value.bracketed
            and self.article.sum_roles[item.value.span.start] in (SumRole.DEAL, SumRole.TOTAL)
        )


VOICES: dict[str, Callable[[Verb], bool]] = {
    "passive": lambda verb: verb.passive,
    "perfect": lambda verb: verb.is_perfect,
    "aimed": lambda verb: verb.infinitive,
}


def _follows_from(reading: Reading, verbs: frozenset[str]) -> bool:
    """Whether a noun or participle hangs on another verb before it: "sold its shares, netting 1"."""
    trigger, parts = reading.trigger, reading.sentence.parts
    if isinstance(trigger, Verb) and (trigger.form != "g" or trigger.helpers):
        return False
    return any(isinstance(part, Verb) and part.lemma in verbs for part in parts[: reading.at])


def _is_all(phrase: Phrase) -> bool:
    """Whether it means the whole of something: "all the shares", "100% of", "the outstanding stock"."""
    percent = phrase.value("%")
    return (
        phrase.determiner == "all" or phrase.has(word_class("entire")) or (percent is not None and percent.value == 100)
    )


def _is_most(phrase: Phrase) -> bool:
    """Whether a share is more than half of a company."""
    percent = phrase.value("%")
    return percent is not None and isinstance(percent.value, int | float) and _HALF < percent.value <= _ALL


_HALF, _ALL = 50, 100
_BACK = 40
"""How many parts before a word are looked at: more have only texts that are no news."""
_CLOUDS = frozenset(
    ["oracle", "coreweave", "nebius", "amazon", "amazon web services", "microsoft", "google", "crusoe", "nscale"]
)
_MODEL_MAKERS = frozenset(["openai", "anthropic", "mistral ai", "xai", "cohere", "perplexity", "meta"])
COMPUTING = _CLOUDS | _MODEL_MAKERS
"""Those who compute, and so buy power."""
_BONDS = frozenset({"bonds", "debentures"})
_NOTES = frozenset({"notes"})
_OF_NOTES = frozenset({"convertible", "senior", "unsecured"})


LABELS: dict[str, Callable[[Phrase], bool]] = {
    "any": lambda phrase: True,
    "most": _is_most,
    "going_public": lambda phrase: (
        phrase.has(word_class("going_public")) or {"public", "offering"} <= set(phrase.words)
    ),
    "any_party": lambda phrase: bool(phrase.names) or phrase.pronoun in ("it", "they") or phrase.stands_for_company,
    "any_word": lambda phrase: bool(phrase.words),
    "name": lambda phrase: phrase.is_party,
    "percent": lambda phrase: phrase.value("%") is not None,
    "capacity": lambda phrase: phrase.value("C") is not None,
    "the": lambda phrase: phrase.determiner in ("the", "these", "this"),
    "owned": lambda phrase: bool(phrase.owners),
    "cloud_seller": lambda phrase: any(name.entity.key in _CLOUDS for name in phrase.names),
    "model_maker": lambda phrase: any(name.entity.key in _MODEL_MAKERS for name in phrase.names),
    "many": lambda phrase: not phrase.names and phrase.head in word_class("company_plural"),
    "a": lambda phrase: phrase.determiner in ("a", "an", "another"),
    "bare": lambda phrase: phrase.determiner in ("", "a", "an", "another") and not phrase.owners,
    "pair": lambda phrase: len(phrase.names) > 1,
    "bonds_sold": lambda phrase: (
        phrase.has(_BONDS) or (phrase.has(_NOTES) and (bool(phrase.values) or phrase.has(_OF_NOTES)))
    ),
    "person": lambda phrase: (bool(phrase.people) and not phrase.names) or phrase.pronoun in ("he", "she"),
    "place": lambda phrase: bool(phrase.places) and not phrase.names,
    "product": lambda phrase: any(name.entity.kind is Kind.PRODUCT for name in phrase.names),
    "branded": lambda phrase: any(name.entity.is_party for name in (*phrase.modifiers, *phrase.owners, *phrase.names)),
    "entire": _is_all,
    "control": lambda phrase: phrase.has(word_class("control")) or _is_most(phrase),
    "convertible_loan": lambda phrase: phrase.has(word_class("convertible")) and phrase.has(word_class("loan")),
    "some_company": lambda phrase: phrase.stands_for_company and not phrase.names,
    "bond": lambda phrase: _says(phrase, "bond"),
    "investment_firm": lambda phrase: any(
        name.entity.name.lower().split()[-1] in word_class("investment_firm") for name in phrase.names
    ),
    "school": lambda phrase: _says(phrase, "school"),
    "bank": lambda phrase: any(_is_bank(name.entity) for name in phrase.names),
    "charity": lambda phrase: _says(phrase, "charity"),
    "spac": lambda phrase: phrase.has(word_class("spac")) or any(is_shell(name.entity.name) for name in phrase.names),
    "public": lambda phrase: (
        any(is_public(name.entity) for name in phrase.names) if phrase.names else phrase.head in word_class("public")
    ),
}


def _is_bank(entity: Entity) -> bool:
    """Whether somebody lends for a living, by the table or the name."""
    known = entity.known is not None and entity.known.kind == "bank"
    return known or not word_class("bank_name").isdisjoint(entity.name.lower().split())


def _says(phrase: Phrase, label: str) -> bool:
    """Whether a word of a class stands in the phrase, also inside a name."""
    words = word_class(label)
    return phrase.has(words) or any(
        not words.isdisjoint(name.entity.name.lower().split()) for name in (*phrase.names, *phrase.modifiers)
    )


def is_shell(name: str) -> bool:
    """Whether a name is one of a company that only exists to merge: "Acme Acquisition Corp", "Acme Capital II"."""
    words = name.lower().split()
    return bool({"spac", "acquisition"} & set(words)) or words[-1] in ("ii", "iii", "iv", "vi")


def _meant(slot: str, reading: Reading) -> list[Phrase]:
    """The phrases that a condition on a slot is about."""
    if slot == "any":
        own = [one for one in (reading.patient, reading.agent) if one]
        return [one.phrase for one in reading.arguments] + _paid(reading) + own
    if slot in ("before", "above"):
        parts, at = reading.sentence.parts, reading.at
        # "Acme raised 1 in its IPO, and Oak raised 2" is two clauses: the first says nothing of the second.
        apart = at > 1 and isinstance(parts[at - 1], Phrase) and parts[at - 2].kind == "c"
        return [] if apart else [part for part in parts[max(0, at - _BACK) : at] if isinstance(part, Phrase)]
    if slot == "object":
        found = [reading.patient] if reading.patient else []
        if reading.patient is None or not reading.patient.names:
            found += [
                one.phrase for one in reading.arguments[:3] if one.preposition in ("of", "worth", "in") and not one.late
            ]
        return found
    return [phrase for phrase, _ in phrases_at(slot, reading)]


def _purpose(reading: Reading) -> Verb | None:
    """The verb of "to supply" behind a verb or noun, within its clause."""
    for part in reading.sentence.parts[reading.at + 1 :]:
        if isinstance(part, Verb):
            aimed = part.infinitive or (part.form == "g" and (reading.kind == "noun" or reading.word == "spend"))
            return part if aimed else None
        if part.kind in ("s", ";", "r") or (isinstance(part, Mark) and part.word == "as"):
            return None
    return None


def _brought(reading: Reading) -> list[Phrase]:
    """What deals bring that a clause names behind its verb: "licensed it in deals that would bring in 1"."""
    parts = reading.sentence.parts
    for one in reading.arguments:
        if one.preposition not in ("in", "under") or one.phrase.head not in word_class("agreement"):
            continue
        if word_at(parts, one.at + 1) not in ("that", "which"):
            continue
        following = parts[one.at + 2 : one.at + 2 + _MOST_SAID]
        verb = next((k for k, part in enumerate(following) if isinstance(part, Verb) and part.lemma in _BRINGING), None)
        return [part for part in following[verb + 1 :][:1] if isinstance(part, Phrase)] if verb is not None else []
    return []


_BRINGING = frozenset({"bring", "bring in", "total", "generate", "earn", "net", "yield", "exceed"})
_MOST_SAID = 5


def _paid(reading: Reading) -> list[Phrase]:
    """The sum of the verb before: "pay 1 to settle", "spend 1 renting"."""
    parts, at = reading.sentence.parts, reading.at
    verb = parts[at]
    if not isinstance(verb, Verb) or verb.finite or at < 2:
        return []
    deal = parts[at - 1]
    if verb.infinitive and isinstance(deal, Phrase) and deal.head in word_class("agreement") and deal.value("$"):
        return [deal]
    for k in range(at - 1, max(at - 6, 0), -1):
        before = parts[k]
        if isinstance(before, Verb):
            return [one for one in parts[k + 1 : at] if isinstance(one, Phrase)] if before.lemma in _PAYING else []
    return []
