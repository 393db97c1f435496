"""What the grammar says around a word that some frame knows: who does it, to whom, and with what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ..terms import Role
from ..values.money import MoneyMention
from .arguments import Argument, arguments, governing_verb
from .article import Sentence
from .discourse import Party
from .frames import Frame, frames
from .lexicon import word_class
from .phrases import Mark, Part, Phrase, Verb, word_at
from .subjects import is_reduced, noun_before, subject_of

_ASKING = frozenset({"how", "what", "which"})


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
        if word == "sales":
            continue
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
    for part, following in pairwise(parts):
        if isinstance(part, Phrase):
            return part if part.names and following.kind in (":", ",", ".") else None
        if isinstance(part, Verb) or part.kind in ("i", "s"):
            return None
    return None


def _verb_reading(sentence: Sentence, at: int, verb: Verb) -> Reading:
    parts = sentence.parts
    found = [_of_whole(parts, one) for one in arguments(parts, at)]
    subject = _with_others(parts, at, _whole_of(parts, _people_of(parts, at, subject_of(parts, at))))
    if subject is None and opens_item(parts, at) and by_follows(parts, at):
        subject = Phrase(verb.first, verb.first + 1, pronoun="it")
    passive = verb.passive or (
        subject is not None and by_follows(parts, at) and not verb.helpers and verb.form in ("d", "n")
    )
    if passive:
        agent = _whole_of(parts, next((one.phrase for one in found if one.preposition == "by"), None))
        agent = agent or _colon_label(parts)
        return Reading(
            "verb", verb.lemma, at, sentence, agent, subject, tuple(one for one in found if one.preposition != "by")
        )
    patient = next((one.phrase for one in found if not one.preposition and not one.late), None)
    patient = _spelled_out(parts, patient) or _relative_object(parts, at, subject)
    found = [*_leading(parts, subject), *_relative_place(parts, at, subject), *found]
    return Reading("verb", verb.lemma, at, sentence, subject, patient, tuple(found))


def _with_others(parts: Sequence[Part], at: int, subject: Phrase | None) -> Phrase | None:
    """The subject with those who do the same: "A took part, as did B"."""
    if subject is None or not subject.names:
        return subject
    for k in range(at + 1, len(parts) - 2):
        verb, others = parts[k + 1], parts[k + 2]
        if (
            word_at(parts, k) == "as"
            and isinstance(verb, Verb)
            and verb.first + 1 == verb.last
            and isinstance(others, Phrase)
        ):
            plain = verb.lemma in ("have", "be", "do") and others.names
            return replace(subject, names=[*subject.names, *others.names]) if plain else subject
    return subject


def _leading(parts: Sequence[Part], subject: Phrase | None) -> list[Argument]:
    """What stands before the subject: "For X, Y pays 1"."""
    found: list[Argument] = []
    for at in range(len(parts) - 1):
        part, following = parts[at], parts[at + 1]
        if part is subject:
            break
        if isinstance(part, Verb):
            return found if subject is None else []
        if (
            isinstance(part, Mark)
            and part.word in ("for", "from", "with")
            and (not at or parts[at - 1].kind in (",", ";", "c", '"'))
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
    if (
        isinstance(link, Mark)
        and link.word in ("at", "of", "from")
        and isinstance(following, Phrase)
        and following.names
    ):
        return following
    return subject


def _whole_of(parts: Sequence[Part], subject: Phrase | None) -> Phrase | None:
    """The company in "the venture arm of A", "a consortium of A and B"."""
    if subject is None or subject.names or subject.head not in word_class("limb") or subject not in parts:
        return subject
    k = parts.index(subject) + 2
    whole = parts[k] if k < len(parts) else None
    return whole if word_at(parts, k - 1) == "of" and isinstance(whole, Phrase) and whole.names else subject


def _of_whole(parts: Sequence[Part], one: Argument) -> Argument:
    """An argument with the company that its phrase is a limb of: "sold it to a subsidiary of A"."""
    if one.preposition not in ("to", "from"):
        return one
    whole = _whole_of(parts, one.phrase)
    return one if whole is None or whole is one.phrase else Argument(one.preposition, whole, one.at, one.late)


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
    if subject is not None and (object_ := _object_before(parts, at, subject)):
        return object_
    for k in range(at - 1, 0, -1):
        part, before = parts[k], parts[k - 1]
        if part is subject and before.kind == "r":
            return noun_before(parts, k - 2)
        if part is subject and word_at(parts, k - 2) == "whose" and isinstance(before, Phrase):
            whose = noun_before(parts, k - 3)
            return replace(before, owners=whose.names) if whose and whose.names else before
        if part is subject and isinstance(before, Phrase) and before.words[:1] and before.words[0] in _ASKING:
            return before
        if isinstance(part, Verb) and not verb.infinitive:
            break
    return None


def _object_before(parts: Sequence[Part], at: int, subject: Phrase) -> Phrase | None:
    """What stands right before the subject, without a relative word: "a grant it won", "the $5 million Acme raised"."""
    before = parts[at - 2] if at > 1 and parts[at - 1] is subject else None
    if isinstance(before, Phrase):
        return before if subject.pronoun in ("it", "they") and not before.is_party else None
    given = subject.value("$") is not None or subject.head in word_class("grant") | word_class("loan")
    if subject.determiner == "the" and given and len(subject.names) == 1 and subject.names[0].last == subject.last:
        return replace(subject, names=[], last=subject.names[0].first)
    return None


def _spelled_out(parts: Sequence[Part], patient: Phrase | None) -> Phrase | None:
    """The object, or the name behind a colon that tells which company it is: "bought another company: Acme"."""
    if patient is None or patient.names or not patient.stands_for_company or patient not in parts:
        return patient
    return named_behind_colon(parts, parts.index(patient)) or patient


def named_behind_colon(parts: Sequence[Part], at: int) -> Phrase | None:
    """The names that a colon sets behind a phrase: "its first purchase, last May: Acme"."""
    k = at + 1
    while k < len(parts) and (
        parts[k].kind in ("D", ",") or (parts[k].kind == "i" and word_at(parts, k) in ("in", "on"))
    ):
        k += 1
    named = parts[k + 1] if k + 1 < len(parts) and parts[k].kind == ":" else None
    return named if isinstance(named, Phrase) and named.names else None


def opens_item(parts: Sequence[Part], at: int) -> bool:
    """Whether only a date and marks stand before a verb: "2023: acquires X"."""
    before = parts[:at]
    return 0 < at <= _OPENING and all(part.kind in ("D", ":", ",", ".") for part in before)


_OPENING = 3


def by_follows(parts: Sequence[Part], at: int) -> bool:
    """Whether "by" stands right behind a verb."""
    following = parts[at + 1] if at + 1 < len(parts) else None
    return isinstance(following, Mark) and following.word == "by"


def _noun_reading(sentence: Sentence, at: int, phrase: Phrase, word: str) -> Reading:
    parts = sentence.parts
    governor = governing_verb(parts, at)
    agent = None
    found = arguments(parts, at)
    if governor is not None:
        agent = _whole_of(parts, subject_of(parts, governor))
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
            goes = isinstance(verb := parts[following], Verb) and verb.lemma == "go"
            plain = ("by", "to") if goes else ("by",)
            later = arguments(parts, following)
            found += [one if one.preposition in plain else replace(one, late=True) for one in later]
    return Reading("noun", word, at, sentence, agent, phrase, tuple(found), governor)
