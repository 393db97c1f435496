"""Who does what a verb says, and which noun a relative clause or participle describes."""

from collections.abc import Sequence

from .lexicon import word_class
from .phrases import Mark, Part, Phrase, Verb, word_at

_OBJECT_CONTROL = frozenset(
    [
        "allow",
        "ask",
        "require",
        "force",
        "let",
        "enable",
        "help",
        "permit",
        "expect",
        "want",
        "order",
        "urge",
        "invite",
        "push",
        "lead",
        "get",
    ]
)


_JOINING = frozenset({"join", "follow"})
_DEPTH = 12


def subject_of(parts: Sequence[Part], at: int, depth: int = 0) -> Phrase | None:
    """The phrase that does what the verb at ``at`` says; with a passive verb, that it is done to."""
    verb = parts[at]
    if not isinstance(verb, Verb) or depth > _DEPTH:
        return None
    if verb.infinitive:
        return _subject_of_infinitive(parts, at, depth)
    if is_reduced(parts, at):
        return _subject_of_participle(parts, at, depth)
    if (verb.form == "g" and not verb.helpers) or verb.helpers == ("being",):
        return _subject_of_gerund(parts, at, depth)
    return _subject_before(parts, at - 1, depth)


def _subject_of_participle(parts: Sequence[Part], at: int, depth: int) -> Phrase | None:
    """What a participle describes: "a round led by X and joined by Y"; behind a comma in "Led by X, the round …"."""
    if at > 1 and parts[at - 1].kind == "c" and not isinstance(parts[at - 2], Verb):
        before = next((k for k in range(at - 2, -1, -1) if isinstance(parts[k], Verb)), None)
        if before is not None and is_reduced(parts, before):
            return subject_of(parts, before, depth + 1)
        return _shared_subject(parts, at - 1, depth)
    verb = parts[at]
    if isinstance(verb, Verb) and verb.lemma in _JOINING and parts[at - 1].kind == ",":
        # "A round led by X, joined by Y": the round is what was joined.
        before = next((k for k in range(at - 2, 0, -1) if isinstance(parts[k], Verb)), None)
        if before is not None and word_at(parts, before + 1) == "by":
            return subject_of(parts, before, depth + 1)
    if at:
        return noun_before(parts, at - 1)
    comma = next((k for k, part in enumerate(parts) if part.kind == ","), len(parts))
    following = parts[comma + 1] if comma + 1 < len(parts) else None
    return following if isinstance(following, Phrase) else None


def is_reduced(parts: Sequence[Part], at: int) -> bool:
    """Whether a participle describes the noun before it: "a round led by X", "X, backed by Y"."""
    verb = parts[at]
    if not isinstance(verb, Verb) or verb.helpers or verb.infinitive or verb.form not in ("d", "n"):
        return False
    following = parts[at + 1] if at + 1 < len(parts) else None
    if not (isinstance(following, Mark) and following.kind == "i"):
        return False
    if following.word == "by":
        return True
    before = parts[at - 1] if at else None
    return verb.form == "n" or (
        (before is None or before.kind == ",") and at + 1 < len(parts) and following.word in ("at", "as")
    )


def _subject_of_infinitive(parts: Sequence[Part], at: int, depth: int) -> Phrase | None:
    verb = parts[at]
    host = parts[at - 1] if at else None
    if isinstance(verb, Verb) and verb.passive and isinstance(host, Phrase) and host.is_party:
        return _from_phrase(parts, at - 1, depth)
    between: Phrase | None = None
    direct = True
    nearest = at - 1 - (at > 1 and parts[at - 1].kind == "D")
    for k in range(at - 1, -1, -1):
        part = parts[k]
        if isinstance(part, Verb):
            if between and between.is_party and direct and part.lemma in _OBJECT_CONTROL and not part.passive:
                return between
            return subject_of(parts, k, depth + 1)
        if isinstance(part, Phrase) and between is None:
            if k == nearest and (owner := _owner(part, opens=k == 0)):
                return owner
            if word_at(parts, k - 1) == "for" and part.is_party:
                return part
            between, direct = part, not _governed(parts, k)
        elif part.kind == ";" or (part.kind == "s" and word_at(parts, k) != "whether"):
            break
    return noun_before(parts, at - 1)


def _owner(phrase: Phrase, opens: bool) -> Phrase | None:
    """Whose plan or bid it is: "X's plan to buy Y", "its application to buy Y", at the start "A plan to buy Y"."""
    if phrase.names or phrase.head not in word_class("intent"):
        return None
    if phrase.owners:
        return Phrase(phrase.first, phrase.head_at, names=list(phrase.owners))
    if phrase.determiner in ("its", "their") or (opens and phrase.determiner == "a"):
        return Phrase(phrase.first, phrase.first + 1, pronoun="they" if phrase.determiner == "their" else "it")
    return None


def _subject_of_gerund(parts: Sequence[Part], at: int, depth: int) -> Phrase | None:
    before = parts[at - 1] if at else None
    if isinstance(before, Phrase) and before.is_party:
        link = parts[at - 2] if at > 1 else None
        if not _governed(parts, at - 1) or (isinstance(link, Mark) and link.word == "with"):
            return before
    for k in range(at - 1, -1, -1):
        part = parts[k]
        if isinstance(part, Verb) and (part.finite or part.infinitive):
            subject = subject_of(parts, k, depth + 1)
            if subject is None or subject.is_party or subject.places:
                return subject
            return noun_before(parts, at - 1) or subject
    for k in range(at + 1, len(parts)):
        part = parts[k]
        if isinstance(part, Verb) and part.finite:
            following = parts[k + 1] if k + 1 < len(parts) else None
            inverted = part.lemma == "be" and before is None and isinstance(following, Phrase)
            return following if inverted and isinstance(following, Phrase) else subject_of(parts, k, depth + 1)
    return noun_before(parts, at - 1)


def _governed(parts: Sequence[Part], at: int) -> bool:
    """Whether a preposition stands before the phrase."""
    before = parts[at - 1] if at else None
    return before is not None and before.kind == "i"


def _subject_before(parts: Sequence[Part], j: int, depth: int) -> Phrase | None:
    while j >= 0 and (parts[j].kind in ("D", '"', "!", ".", "i") or _tells_when(parts, j)):
        j -= 1
    if j < 0:
        return None
    part = parts[j]
    if isinstance(part, Phrase):
        return _from_phrase(parts, j, depth)
    if isinstance(part, Verb):
        return _of_saying(parts, j) or subject_of(parts, j, depth + 1)
    if part.kind == "r":
        return _described(parts, j)
    if part.kind == ",":
        return _before_insertion(parts, j, depth)
    return _shared_subject(parts, j, depth) if part.kind in ("c", "s") else None


def _tells_when(parts: Sequence[Part], j: int) -> bool:
    """Whether a phrase only tells when: "which that month raised 1"."""
    part = parts[j]
    if not isinstance(part, Phrase) or part.determiner not in ("that", "this", "the", "each", "every"):
        return False
    bare = not (part.names or part.owners or part.values)
    return bare and part.head in word_class("span_of_time") and j > 0 and parts[j - 1].kind == "r"


def _of_saying(parts: Sequence[Part], j: int) -> Phrase | None:
    """What somebody says something of: "deals that it said would bring 1"."""
    verb, noun = parts[j], parts[j - 3] if j > 2 else None
    says = isinstance(verb, Verb) and verb.lemma in word_class("speech_verb") and isinstance(parts[j - 1], Phrase)
    linked = word_at(parts, j - 2) in ("that", "which", "who")
    return noun if says and linked and isinstance(noun, Phrase) else None


def _described(parts: Sequence[Part], j: int) -> Phrase | None:
    """The noun that the relative word at ``j`` stands for: with "that" the one right before it."""
    part, before = parts[j], parts[j - 1] if j else None
    if word_at(parts, j) == "who" and (person := _person_before(parts, j - 1)):
        return person
    if isinstance(part, Mark) and part.word == "that" and isinstance(before, Phrase):
        return (_named_before(parts, j - 1) or before) if is_apposed(before) else before
    return noun_before(parts, j - 1)


def _person_before(parts: Sequence[Part], j: int) -> Phrase | None:
    """The person whom "who" stands for, where it is told what they do: "Ann Lee, a manager at Acme, who gave …"."""
    for k in range(j, max(j - _APART, -1), -1):
        part = parts[k]
        if isinstance(part, Verb):
            return None
        if isinstance(part, Phrase) and part.people and not part.names:
            return part
    return None


_APART = 6


def _from_phrase(parts: Sequence[Part], j: int, depth: int) -> Phrase | None:
    """The head of a chain of phrases that ends at ``j``: "shares of X", "X, a maker of Y"."""
    end = j
    while True:
        part = parts[j]
        if not isinstance(part, Phrase):
            return None
        before = parts[j - 1] if j else None
        if (
            before is not None
            and before.kind == "c"
            and j >= 2
            and not part.is_party
            and isinstance(parts[j - 2], Phrase)
        ):
            j -= 2
            continue
        governed = before is not None and before.kind == "i" and not isinstance(parts[j - 2], Phrase)
        clause = j - 1 - governed
        if clause > 1 and isinstance(parts[clause], Verb) and word_at(parts, clause - 1) == "that":
            # "A company that began in a lab has raised 1": the clause is about the company too.
            return _described(parts, clause - 1)
        if before is None or before.kind not in ("i", ","):
            return part
        if before.kind == "i":
            if j < 2 or not isinstance(parts[j - 2], Phrase):
                return part if j < 2 or part.is_party else _shared_subject(parts, j - 1, depth)
            j -= 2
            continue
        if is_apposed(part) and j >= 2 and not (j == end and part.determiner == "the" and _opens(parts, j - 1)):
            named = noun_before(parts, j - 2)
            return named if named is not None and named.is_party else part
        return part


def _opens(parts: Sequence[Part], comma: int) -> bool:
    """Whether all up to a comma leads up to the subject behind it: "Led by Acme, the round …"."""
    return isinstance(parts[0], Verb) and not any(part.kind == "," for part in parts[:comma])


def is_apposed(part: Phrase) -> bool:
    """Whether a phrase can say what the name before it is: "Acme, a maker of …"."""
    return part.determiner in ("a", "an", "the", "one") and not part.names and not part.pronoun


def _before_insertion(parts: Sequence[Part], j: int, depth: int) -> Phrase | None:
    """The subject where the verb follows a comma: before the inserted words, or of the verb before."""
    for k in range(j - 1, -1, -1):
        part = parts[k]
        if part.kind in ("s", ";"):
            break
        if part.kind != "," or k == 0:
            continue
        head = parts[k - 1]
        inserted = parts[k + 1] if j - k == 2 else None
        if isinstance(head, Phrase) and not head.names and isinstance(inserted, Phrase) and inserted.names:
            return inserted
        if isinstance(head, Phrase) and not _is_object(parts, k - 1):
            found = _from_phrase(parts, k - 1, depth)
            if found is not None and (found.is_party or k < 3):
                return found
    before = parts[j - 1] if j else None
    if isinstance(before, Phrase) and not _is_object(parts, j - 1):
        return _from_phrase(parts, j - 1, depth)
    return _shared_subject(parts, j, depth)


def _is_object(parts: Sequence[Part], at: int) -> bool:
    k = at - 1
    while k >= 1 and parts[k].kind == "i" and isinstance(parts[k - 1], Phrase):
        k -= 2
    return (k >= 0 and isinstance(parts[k], Verb)) or (
        k >= 1 and parts[k].kind == "i" and isinstance(parts[k - 1], Verb)
    )


def _shared_subject(parts: Sequence[Part], j: int, depth: int) -> Phrase | None:
    for k in range(j - 1, -1, -1):
        part = parts[k]
        closed = _in_relative(parts, k) and any(one.kind == "," for one in parts[k:j])
        if isinstance(part, Verb) and part.finite and not closed:
            return subject_of(parts, k, depth + 1)
    return None


def _in_relative(parts: Sequence[Part], at: int) -> bool:
    before = parts[at - 1] if at else None
    return before is not None and before.kind == "r"


def noun_before(parts: Sequence[Part], j: int) -> Phrase | None:
    """The noun that a relative clause or participle after ``j`` describes."""
    fallback: Phrase | None = None
    while j >= 0:
        part = parts[j]
        if isinstance(part, Phrase):
            if part.is_party:
                described = is_apposed(part) and part.determiner == "a" and _named_before(parts, j)
                return described or part
            if fallback is None and not _governed(parts, j):
                return (_named_before(parts, j) or part) if is_apposed(part) else part
            fallback = fallback or part
        elif isinstance(part, Verb):
            if part.helpers or part.infinitive or part.form not in ("d", "n") or not is_reduced(parts, j):
                break
        elif part.kind in ("s", ";", "r"):
            break
        j -= 1
    return fallback


def _named_before(parts: Sequence[Part], j: int) -> Phrase | None:
    if j >= 2 and parts[j - 1].kind == "," and isinstance(parts[j - 2], Phrase):
        head = parts[j - 2]
        return head if isinstance(head, Phrase) and head.is_party else None
    return None
