"""The places of frames.txt: which phrases of a reading stand there, and which part of them is meant."""

from collections.abc import Callable

from .arguments import Argument, governing_verb
from .lexicon import word_class
from .phrases import Phrase, Verb, word_at
from .readings import Reading, named_behind_colon
from .subjects import is_reduced, noun_before, subject_of

# "head" is whom the phrase stands for; "owner", "modifier", "any" (all of its names), "asset" (the phrase
# itself as a piece of a company), "public" and "other" (its public bodies, or all but those) are parts of it.
Place = tuple[Phrase, str]


def phrases_at(place: str, reading: Reading) -> list[Place]:
    """The phrases at a place of the grammar, with the part of them that is meant."""
    special = _PLACES.get(place)
    if special:
        return special(reading)
    part = "any" if place == "on" else "head"
    found = [
        (one.phrase, part)
        for one in reading.arguments
        if one.preposition == place
        and not _is_source(reading, one)
        and not _is_of_holders(reading, one)
        and (not one.late or place in ("from", "by", "between"))
    ]
    # "An agreement between A and B, followed by one between C and D" is that of A and B.
    return found[:1] if place == "between" else found


def _is_source(reading: Reading, one: Argument) -> bool:
    """Whether somebody is only who says so, or a lender: "according to a report from X", "1 and a loan of 2 from X"."""
    before = reading.sentence.parts[one.at - 2] if one.at > 1 else None
    if one.preposition not in ("from", "by") or not isinstance(before, Phrase):
        return False
    lent = before.value("$") and before.has(_LOANS) and before not in (reading.trigger, reading.patient)
    return before.head in word_class("document") or bool(lent)


_LOANS = frozenset({"loan", "loans"})


def _is_of_holders(reading: Reading, one: Argument) -> bool:
    """Whether somebody only says whose holders stand before: "a purchase from the shareholders of Acme"."""
    before = reading.sentence.parts[one.at - 2] if one.at > 1 else None
    if one.preposition != "of" or reading.kind != "noun" or before is reading.trigger or not isinstance(before, Phrase):
        return False
    return before.head in word_class("investor_word") and not before.names


def _agent(part: str) -> Callable[[Reading], list[Place]]:
    return lambda reading: [(reading.agent, part)] if reading.agent else []


def _patient(part: str) -> Callable[[Reading], list[Place]]:
    return lambda reading: [(reading.patient, part)] if reading.patient else []


def _agent_names(chosen: slice) -> Callable[[Reading], list[Place]]:
    """Some of the names of an agent that is several: "A and B signed a licence"."""

    def at(reading: Reading) -> list[Place]:
        if reading.agent is None or len(reading.agent.names) < 2:
            return []
        names = reading.agent.names[chosen]
        return [(Phrase(reading.agent.first, reading.agent.last, names=list(names)), "head")]

    return at


def _object(part: str) -> Callable[[Reading], list[Place]]:
    return lambda reading: [(reading.patient, part)] if reading.patient and reading.kind == "verb" else []


def _owner(reading: Reading) -> list[Place]:
    if reading.agent and reading.patient and reading.patient.determiner in ("its", "their"):
        return [(reading.agent, "head")]
    parts = reading.sentence.parts
    at = reading.at if reading.kind == "noun" else next((k for k, one in enumerate(parts) if one is reading.patient), 0)
    if word_at(parts, at - 1) == "whose":
        described = noun_before(parts, at - 2)
        return [(described, "head")] if described else []
    return _patient("owner")(reading)


def _other(reading: Reading) -> list[Place]:
    return [
        (part, "head")
        for part in reading.sentence.parts[: reading.at]
        if isinstance(part, Phrase) and part.names and part is not reading.agent
    ]


def _goods(reading: Reading) -> list[Place]:
    goods = [reading.patient] if reading.patient else []
    goods += [one.phrase for one in reading.arguments if one.preposition == "of"]
    return [(phrase, "any") for phrase in goods]


def _of_asset(reading: Reading) -> list[Place]:
    """The piece of a company behind "of": "the sale of its robotics unit"."""
    return [(one.phrase, "asset") for one in reading.arguments if one.preposition == "of"][:1]


def _holder(reading: Reading) -> list[Place]:
    """Who holds what somebody buys: "the shares held by X", "a stake owned by X"."""
    parts = reading.sentence.parts
    for k in range(reading.at + 1, min(reading.at + _AHEAD, len(parts) - 2)):
        verb, holder = parts[k], parts[k + 2]
        if isinstance(verb, Verb) and verb.lemma in ("hold", "own") and word_at(parts, k + 1) == "by":
            return [(holder, "head")] if isinstance(holder, Phrase) and is_reduced(parts, k) else []
    return []


_AHEAD = 6


def _giver(reading: Reading) -> list[Place]:
    if reading.kind == "verb":
        return [(phrase, "head") for phrase in _giver_of_agent(reading)]
    if reading.agent is None or (_takes(reading) and not _is_agreement(reading)) or _is_judged(reading):
        return []
    return [(reading.agent, "head")]


def _is_judged(reading: Reading) -> bool:
    """Whether the subject only watches over it: "the regulator cleared the merger"; a board acts for its own."""
    verb = reading.sentence.parts[reading.governor] if reading.governor is not None else None
    matter = reading.word in word_class("merger") | word_class("venture")
    if not matter or not isinstance(verb, Verb) or verb.lemma not in word_class("judging") or reading.agent is None:
        return False
    told = any(one.preposition == "by" for one in reading.arguments)
    return told or reading.agent.head not in word_class("organ")


def _is_agreement(reading: Reading) -> bool:
    """Whether the noun means something that two sides make, so that who gets it makes it too: "won a deal with X"."""
    return isinstance(reading.trigger, Phrase) and reading.trigger.head in word_class("agreement")


def _taker(reading: Reading) -> list[Place]:
    return [(reading.agent, "head")] if reading.agent and _takes(reading) else []


def _takes(reading: Reading) -> bool:
    """Whether the subject of the governing verb is the one that gets what the noun says."""
    if reading.patient and any(name.entity.is_party for name in reading.patient.owners):
        return True
    verb = reading.sentence.parts[reading.governor] if reading.governor is not None else None
    return isinstance(verb, Verb) and verb.lemma.split()[0] in word_class("receiving")


def _giver_of_agent(reading: Reading) -> list[Phrase]:
    """Whose listing it is in "X filed for a listing that could raise 1"."""
    parts = reading.sentence.parts
    at = next((k for k, part in enumerate(parts) if part is reading.agent), None)
    verb = governing_verb(parts, at) if at is not None else None
    subject = subject_of(parts, verb) if verb is not None else None
    return [subject] if subject is not None else []


def _counterparty(reading: Reading) -> list[Place]:
    """With whom the agreement is that a verb hangs on: "an agreement with X to buy its Y"."""
    parts, at = reading.sentence.parts, reading.at
    verb, other, deal = (parts[at], parts[at - 1], parts[at - 3]) if at > 2 else (None, None, None)
    if not isinstance(verb, Verb) or not verb.infinitive or not isinstance(other, Phrase):
        return []
    agreed = isinstance(deal, Phrase) and deal.head in word_class("agreement") | word_class("parley")
    return [(other, "head")] if agreed and word_at(parts, at - 2) == "with" else []


def _clause(reading: Reading) -> list[Place]:
    """The subject of the clause in which a noun stands: "X broke ground, with an investment of 1"."""
    if reading.agent or (reading.patient and reading.patient.owners):
        return []
    parts = reading.sentence.parts
    for k in range(reading.at - 1, -1, -1):
        part = parts[k]
        if isinstance(part, Verb) and part.finite:
            subject = subject_of(parts, k)
            return [(subject, "head")] if subject and subject is not reading.patient else []
        if part.kind in ("s", ";"):
            return []
    return []


def _main(reading: Reading) -> list[Place]:
    """The subject behind the words that open a sentence: "Fresh off a round of 1, X hired a chief"."""
    parts, at = reading.sentence.parts, reading.at
    opened = at > 0 and (parts[at - 1].kind == "i" or word_at(parts, at - 1) == "after")
    if not opened or any(isinstance(part, Verb) and part.finite for part in parts[:at]):
        return []
    for k in range(at + 1, len(parts)):
        part = parts[k]
        if isinstance(part, Verb) and part.finite and not is_reduced(parts, k):
            subject = subject_of(parts, k)
            return [(subject, "head")] if subject and subject.first > parts[at].last else []
    return []


def _member(reading: Reading) -> list[Place]:
    """Who is one of several: "with A and B among the lenders"."""
    parts = reading.sentence.parts
    before = (parts[one.at - 2] for one in reading.arguments if one.preposition == "among" and one.at > 1)
    return [(named, "head") for named in before if isinstance(named, Phrase) and named.names]


def _apposed(reading: Reading) -> list[Place]:
    """Whom a noun describes: "Acme, a venture of Oak and Elm"."""
    parts, at, noun = reading.sentence.parts, reading.at, reading.trigger
    named = parts[at - 2] if at > 1 and parts[at - 1].kind == "," else None
    described = isinstance(noun, Phrase) and noun.determiner in ("a", "an") and isinstance(named, Phrase)
    return [(named, "head")] if described and isinstance(named, Phrase) and named.names else []


def _is(reading: Reading) -> list[Place]:
    """What a noun is said to be: "X's biggest purchase was Y", "its latest purchase: Y"."""
    parts, at = reading.sentence.parts, reading.at
    verb, named = (parts[at + 1], parts[at + 2]) if at + 2 < len(parts) else (None, None)
    if isinstance(verb, Verb) and verb.lemma == "be" and isinstance(named, Phrase):
        return [(named, "head")]
    listed = named_behind_colon(parts, at)
    return [(listed, "head")] if listed else []


def _refuser(reading: Reading) -> list[Place]:
    """Who turns an offer down in the relative clause behind it: "an approach that was rejected by Y"."""
    parts = reading.sentence.parts
    for k in range(reading.at + 1, len(parts) - 1):
        verb = parts[k + 1]
        if parts[k].kind != "r":
            continue
        if not isinstance(verb, Verb) or not verb.passive or verb.lemma not in word_class("refusing"):
            return []
        by = parts[k + 3] if word_at(parts, k + 2) == "by" and k + 3 < len(parts) else None
        return [(by, "head")] if isinstance(by, Phrase) else []
    return []


def _supported(reading: Reading) -> list[Place]:
    """Whom the money is to help: "a loan of 1 to support X in building a plant"."""
    parts = reading.sentence.parts
    for k in range(reading.at + 1, len(parts) - 1):
        verb, helped = parts[k], parts[k + 1]
        if isinstance(verb, Verb) and verb.infinitive and verb.lemma in _HELPING:
            return [(helped, "head")] if isinstance(helped, Phrase) and (helped.names or helped.owners) else []
        if isinstance(verb, Verb) and verb.finite:
            return []
    return []


_HELPING = frozenset({"support", "help", "assist", "aid", "enable"})


def _behind(*prepositions: str) -> Callable[[Reading], list[Place]]:
    """Who stands behind a preposition, also where another verb comes before it: "a venture to build X with Y"."""
    return lambda reading: [(one.phrase, "head") for one in reading.arguments if one.preposition in prepositions]


def _owners_behind(preposition: str) -> Callable[[Reading], list[Place]]:
    """Whose it is behind a preposition: "the purchase of X's stake"."""
    return lambda reading: [(one.phrase, "owner") for one in reading.arguments if one.preposition == preposition]


_PLACES: dict[str, Callable[[Reading], list[Place]]] = {
    "agent": _agent("head"),
    "agent_any": _agent("any"),
    "agent_first": _agent_names(slice(0, 1)),
    "agent_second": _agent_names(slice(1, None)),
    "agent_public": _agent("public"),
    "agent_other": _agent("other"),
    "agent's": _agent("owner"),
    "patient": _object("head"),
    "patient's": _patient("any"),
    "asset": _object("asset"),
    "owner": _owner,
    "modifier": _patient("modifier"),
    "of_asset": _of_asset,
    "goods": _goods,
    "other": _other,
    "clause": _clause,
    "main": _main,
    "is": _is,
    "refuser": _refuser,
    "member": _member,
    "apposed": _apposed,
    "counterparty": _counterparty,
    "holder": _holder,
    "pair": lambda reading: [(reading.agent, "head")] if reading.agent and len(reading.agent.names) > 1 else [],
    "with_later": _behind("with"),
    "of's": _owners_behind("of"),
    "to_later": _behind("to"),
    "supported": _supported,
    "giver": _giver,
    "taker": _taker,
}
