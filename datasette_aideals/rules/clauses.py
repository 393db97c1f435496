"""Who does what in a sentence: the subject of a verb, and what follows a verb or noun."""

from collections.abc import Sequence
from dataclasses import dataclass

from .lexicon import word_class
from .phrases import Mark, Part, Phrase, Verb


@dataclass(frozen=True, slots=True)
class Argument:
    """A phrase that belongs to a verb or noun: behind which preposition ("" for an object), and where.

    ``late`` says that another verb stands between ("raised money to build plants in X").
    """

    preposition: str
    phrase: Phrase
    at: int
    late: bool = False


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
_REDUCED = frozenset(["by", "in", "from", "at", "on", "as", "with", "to", "for", "under", "of", "out"])
_LEADING = frozenset({"lead", "co-lead", "head", "spearhead", "anchor", "follow", "value", "total", "price"})
_PARTICLES = frozenset({"out", "up", "off", "down", "in", "over"})
_DEPTH = 12


def subject_of(parts: Sequence[Part], at: int, depth: int = 0) -> Phrase | None:
    """The phrase that does what the verb at ``at`` says; with a passive verb, that it is done to."""
    verb = parts[at]
    if not isinstance(verb, Verb) or depth > _DEPTH:
        return None
    if verb.infinitive:
        return _subject_of_infinitive(parts, at, depth)
    if is_reduced(parts, at):
        coordinated = at > 1 and parts[at - 1].kind == "c" and not isinstance(parts[at - 2], Verb)
        return _shared_subject(parts, at - 1, depth) if coordinated else noun_before(parts, at - 1)
    if verb.form == "g" and not verb.helpers:
        return _subject_of_gerund(parts, at, depth)
    return _subject_before(parts, at - 1, depth)


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
        before is not None and before.kind == "," and at + 1 < len(parts) and following.word in ("at", "as")
    )


def _subject_of_infinitive(parts: Sequence[Part], at: int, depth: int) -> Phrase | None:
    between: Phrase | None = None
    for k in range(at - 1, -1, -1):
        part = parts[k]
        if isinstance(part, Verb):
            if between and between.is_party and part.lemma in _OBJECT_CONTROL and not part.passive:
                return between
            return subject_of(parts, k, depth + 1)
        if isinstance(part, Phrase) and between is None:
            if k == at - 1 and (owner := _owner(part)):
                return owner
            if k and isinstance(parts[k - 1], Mark) and parts[k - 1].word == "for" and part.is_party:
                return part
            between = part
        elif part.kind in ("s", ";"):
            break
    return noun_before(parts, at - 1)


def _owner(phrase: Phrase) -> Phrase | None:
    """Whose plan or bid it is: "X's plan to buy Y", "its application to buy Y"."""
    if phrase.names or phrase.head not in word_class("intent"):
        return None
    if phrase.owners:
        return Phrase(phrase.first, phrase.head_at, names=list(phrase.owners))
    if phrase.determiner in ("its", "their"):
        return Phrase(phrase.first, phrase.first + 1, pronoun="it" if phrase.determiner == "its" else "they")
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
            if subject is None or subject.is_party:
                return subject
            return noun_before(parts, at - 1) or subject
    for k in range(at + 1, len(parts)):
        part = parts[k]
        if isinstance(part, Verb) and part.finite:
            return subject_of(parts, k, depth + 1)
    return noun_before(parts, at - 1)


def _governed(parts: Sequence[Part], at: int) -> bool:
    """Whether a preposition stands before the phrase."""
    before = parts[at - 1] if at else None
    return before is not None and before.kind == "i"


def _subject_before(parts: Sequence[Part], j: int, depth: int) -> Phrase | None:
    while j >= 0 and parts[j].kind in ("D", '"', "!", ".", "i"):
        j -= 1
    if j < 0:
        return None
    part = parts[j]
    if isinstance(part, Phrase):
        return _from_phrase(parts, j, depth)
    if isinstance(part, Verb):
        return subject_of(parts, j, depth + 1)
    if part.kind == "r":
        return _described(parts, j)
    if part.kind == ",":
        return _before_insertion(parts, j, depth)
    return _shared_subject(parts, j, depth) if part.kind in ("c", "s") else None


def _described(parts: Sequence[Part], j: int) -> Phrase | None:
    """The noun that the relative word at ``j`` stands for: with "that" the one right before it."""
    part, before = parts[j], parts[j - 1] if j else None
    if isinstance(part, Mark) and part.word == "that" and isinstance(before, Phrase):
        return before
    return noun_before(parts, j - 1)


def _from_phrase(parts: Sequence[Part], j: int, depth: int) -> Phrase | None:
    """The head of a chain of phrases that ends at ``j``: "shares of X", "X, a maker of Y"."""
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
        if before is None or before.kind not in ("i", ","):
            return part
        if before.kind == "i":
            if j < 2 or not isinstance(parts[j - 2], Phrase):
                return part if j < 2 or part.is_party else _shared_subject(parts, j - 1, depth)
            j -= 2
            continue
        if _apposed(part) and j >= 2:
            named = noun_before(parts, j - 2)
            return named if named is not None and named.is_party else part
        return part


def _apposed(part: Phrase) -> bool:
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
        if isinstance(part, Verb) and part.finite and not _in_relative(parts, k):
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
                return part
            if fallback is None and not _governed(parts, j):
                return (_named_before(parts, j) or part) if _apposed(part) else part
            fallback = fallback or part
        elif isinstance(part, Verb):
            if part.helpers or part.infinitive or part.form not in ("d", "n"):
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


def arguments(parts: Sequence[Part], at: int) -> list[Argument]:
    """What belongs to the verb or noun at ``at``, from left to right, up to the end of its clause."""
    found: list[Argument] = []
    preposition, late, fresh = "", False, True
    i = at + 1
    while i < len(parts):
        part = parts[i]
        if isinstance(part, Phrase):
            if not preposition and not fresh and _starts_clause(parts, i):
                break
            found.append(Argument(preposition, part, i, late))
            preposition, fresh = "", True
        elif isinstance(part, Verb):
            step = _past_verb(parts, i, at)
            if not step:
                break
            late = late or step != 1 or not isinstance(part, Verb) or part.lemma not in _LEADING
            i += step
            preposition, fresh = "", True
            continue
        else:
            if _ends_arguments(parts, i, late):
                break
            if part.kind == "r":
                i = _past_relative(parts, i)
                late = True
                continue
            preposition = _preposition(parts, i, found, preposition)
            fresh = fresh and part.kind not in ("c", ",")
        i += 1
    return found


def _ends_arguments(parts: Sequence[Part], i: int, late: bool) -> bool:
    """Whether a mark ends what belongs to a verb or noun before it."""
    part = parts[i]
    following = parts[i + 1] if i + 1 < len(parts) else None
    if part.kind == "c":
        new_sum = isinstance(following, Phrase) and bool(following.value("$")) and following.determiner == "a"
        return (late and new_sum) or isinstance(following, Verb) or _starts_clause(parts, i + 1)
    return part.kind in ("s", ";", ":", ".") and not _gives_sum(part, following)


def _gives_sum(part: Part, following: Part | None) -> bool:
    """Whether a colon stands before a sum: "The round: $5 million"."""
    return part.kind == ":" and isinstance(following, Phrase) and bool(following.value("$")) and not following.names


def _preposition(parts: Sequence[Part], i: int, found: Sequence[Argument], current: str) -> str:
    """The preposition that holds behind the mark at ``i``."""
    part = parts[i]
    following = parts[i + 1] if i + 1 < len(parts) else None
    if _gives_sum(part, following):
        return "of"
    if isinstance(part, Mark) and part.kind == "i":
        return part.word
    if part.kind == "c":
        return found[-1].preposition if found and _plain(parts, i) else ""
    return _named_after(found, following) if part.kind == "," else current


_COUNTS = frozenset({"one", "two", "three", "four", "five", "several", "some", "many"})


def _named_after(found: Sequence[Argument], following: Part | None) -> str:
    """The preposition that goes on behind a comma: "with two of the biggest banks, A and B"."""
    if not found or not isinstance(following, Phrase) or not following.names or following.values:
        return ""
    counted = next((one for one in reversed(found[-3:]) if one.phrase.determiner in _COUNTS), None)
    return counted.preposition if counted and not any(one.phrase.names for one in found[-3:]) else ""


def _plain(parts: Sequence[Part], i: int) -> bool:
    following = parts[i + 1] if i + 1 < len(parts) else None
    return isinstance(following, Phrase) and not following.value("$")


def _starts_clause(parts: Sequence[Part], i: int) -> bool:
    """Whether the phrase at ``i`` is the subject of a clause that begins with it."""
    if i >= len(parts) or not isinstance(parts[i], Phrase):
        return False
    k = i + 1
    while k < len(parts) and parts[k].kind in ("D", '"'):
        k += 1
    if k + 1 < len(parts) and parts[k].kind == "i" and isinstance(parts[k + 1], Phrase):
        k += 2
    if k >= len(parts):
        return False
    part = parts[k]
    if not isinstance(part, Verb) or not part.finite or is_reduced(parts, k):
        return False
    return not (part.lemma in _LEADING and not part.helpers and _follows_noun(parts, k))


def _past_verb(parts: Sequence[Part], i: int, at: int) -> int:
    """How many parts to skip to go on behind another verb; 0 where the clause ends."""
    verb = parts[i]
    if not isinstance(verb, Verb):
        return 0
    if verb.lemma in _LEADING and verb.form in ("d", "n") and not verb.helpers and _follows_noun(parts, i):
        return 1
    if is_reduced(parts, i) or (
        verb.form in ("d", "n")
        and not verb.helpers
        and _follows_noun(parts, i)
        and i - at <= 4
        and isinstance(parts[i - 1], Phrase)
    ):
        following = parts[i + 1] if i + 1 < len(parts) else None
        return 3 if following is not None and following.kind == "i" else 1
    if verb.infinitive or (verb.form == "g" and not verb.helpers):
        return 1
    inserted = (
        verb.form == "d"
        and not verb.helpers
        and i >= 2
        and parts[i - 2].kind == ","
        and isinstance(parts[i - 1], Phrase)
    )
    return 1 if inserted and _apposed(parts[i - 1]) else 0  # type: ignore[arg-type]


def _follows_noun(parts: Sequence[Part], i: int) -> bool:
    following = parts[i + 1] if i + 1 < len(parts) else None
    return isinstance(following, Mark) and following.word in _REDUCED


def _past_relative(parts: Sequence[Part], i: int) -> int:
    while i < len(parts) and parts[i].kind != ",":
        i += 1
    return i


def governing_verb(parts: Sequence[Part], at: int) -> int | None:
    """The verb whose object the phrase at ``at`` is, where it stands right before it."""
    k = at - 1
    if k > 0 and isinstance(parts[k], Mark) and parts[k].word in _PARTICLES and isinstance(parts[k - 1], Verb):
        return k - 1
    if (
        k >= 0
        and parts[k].kind == "i"
        and isinstance(parts[k], Mark)
        and parts[k].word in ("into", "in", "on", "for", "to", "of")
    ):
        k -= 1
        if k >= 1 and isinstance(parts[k], Phrase) and parts[k].head in word_class("go_between"):
            k -= 1
    return k if k >= 0 and isinstance(parts[k], Verb) else None
