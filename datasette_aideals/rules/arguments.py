"""What follows a verb or noun: the phrases that belong to it, each behind its preposition."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from .lexicon import word_class
from .phrases import Mark, Part, Phrase, Verb, word_at
from .subjects import is_apposed, is_reduced


@dataclass(frozen=True, slots=True)
class Argument:
    """A phrase that belongs to a verb or noun: behind which preposition ("" for an object), and where.

    ``late`` says that another verb stands between ("raised money to build plants in X").
    """

    preposition: str
    phrase: Phrase
    at: int
    late: bool = False


_LEADING = frozenset({"lead", "co-lead", "head", "spearhead", "anchor", "follow", "value", "total", "price"})


_REDUCED = frozenset(["by", "in", "from", "at", "on", "as", "with", "to", "for", "under", "of", "out"])


_PARTICLES = frozenset({"out", "up", "off", "down", "in", "over"})


_COUNTS = frozenset({"one", "two", "three", "four", "five", "several", "some", "many"})


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
            found.append(Argument("with …ing" if _acts_aside(parts, i, preposition) else preposition, part, i, late))
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
            if _ends_arguments(parts, i, late) or _ends_relative(parts, i, at) or _is_next_deal(parts, i, found):
                break
            if part.kind == "r":
                i = _past_relative(parts, i)
                late = True
                continue
            preposition = _preposition(parts, i, found, preposition)
            fresh = fresh and part.kind not in ("c", ",")
        i += 1
    return [_of_participants(one, before) for one, before in zip(found, [None, *found], strict=False)]


def _of_participants(one: Argument, before: Argument | None) -> Argument:
    """ "With participation by X" is the same as "from X"; "by" tells otherwise who does what the verb says."""
    taking_part = before is not None and before.preposition == "with" and before.phrase.head in word_class("part_in")
    return replace(one, preposition="from") if taking_part and one.preposition == "by" else one


def _is_next_deal(parts: Sequence[Part], i: int, found: Sequence[Argument]) -> bool:
    """Whether another deal of the same kind follows: "an investment of 1 in X and a $2m investment in Y"."""
    following = parts[i + 1] if i + 1 < len(parts) else None
    if parts[i].kind != "c" or not isinstance(following, Phrase) or not following.value("$"):
        return False
    placed = any(one.preposition in ("in", "into", "with", "from") for one in found)
    told = following.head in _deal_nouns() or following.head in _SUMS
    return placed and told and word_at(parts, i + 2) in ("in", "into", "with", "from")


_SUMS = frozenset({"investment", "loan", "grant", "commitment", "pledge", "order"})


def _acts_aside(parts: Sequence[Part], i: int, preposition: str) -> bool:
    """Whether somebody behind "with" does something of his own: "with Acme acting as adviser"."""
    verb = parts[i + 1] if i + 1 < len(parts) else None
    if preposition != "with" or not isinstance(verb, Verb):
        return False
    return verb.form == "g" and verb.lemma in word_class("aside_verb")


def _ends_relative(parts: Sequence[Part], i: int, at: int) -> bool:
    """Whether a comma ends the relative clause of a verb: "buy Acme, which provides cooling, for 1"."""
    if not at or parts[at - 1].kind != "r" or i < 2:
        return False
    if parts[i].kind == "c" and parts[i - 1].kind == "," and parts[i - 2].kind == "D":
        # "with Acme, which raised 1 from Oak in May, and Oblix"
        return True
    if parts[i].kind != ",":
        return False
    before, following = parts[i - 1], word_at(parts, i + 1)
    return following in ("for", "from") and isinstance(before, Phrase) and not is_apposed(before)


def _ends_arguments(parts: Sequence[Part], i: int, late: bool) -> bool:
    """Whether a mark ends what belongs to a verb or noun before it."""
    part = parts[i]
    following = parts[i + 1] if i + 1 < len(parts) else None
    if part.kind in "c," and isinstance(following, Phrase) and following.owners and following.head in _deal_nouns():
        return True
    if part.kind == "c":
        if i > 1 and parts[i - 1].kind == "," and parts[i - 2].kind == "D" and _acts_behind(parts, i + 1):
            return True
        if isinstance(following, Phrase) and following.determiner == "a" and word_at(parts, i + 2) == "between":
            return True
        if i and parts[i - 1].kind == "," and isinstance(following, Phrase) and _is_another(following):
            return True
        new_sum = isinstance(following, Phrase) and bool(following.value("$")) and following.determiner == "a"
        return (late and new_sum) or isinstance(following, Verb) or _starts_clause(parts, i + 1)
    return part.kind in ("s", ";", ":", ".") and not _gives_sum(part, following)


def _acts_behind(parts: Sequence[Part], at: int) -> bool:
    """Whether somebody named does something: "…, and Acme, founded by two friends, picked up 1"."""
    subject, comma = parts[at : at + 2] if at + 2 < len(parts) else (None, None)
    if not isinstance(subject, Phrase) or not subject.names or comma is None or comma.kind != ",":
        return False
    later = next((k for k in range(at + 2, len(parts)) if parts[k].kind == "," or parts[k].kind in "s;"), len(parts))
    verb = parts[later + 1] if later + 1 < len(parts) and parts[later].kind == "," else None
    return isinstance(verb, Verb) and verb.finite


def _is_another(phrase: Phrase) -> bool:
    """Whether a phrase names another matter: "a stake in X by Y, and the confidential filing of Z"."""
    plain = phrase.determiner in ("a", "an", "the") and not (phrase.names or phrase.owners or phrase.values)
    return plain and bool(phrase.head) and not phrase.stands_for_company and phrase.head not in word_class("asset")


@cache
def _deal_nouns() -> frozenset[str]:
    return frozenset().union(*(word_class(label) for label in ("merger", "stake", "round", "alliance", "agreement")))


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
    if part.kind == "D":
        return ""
    if part.kind == "c" and word_at(parts, i) == "as well as" and any(one.preposition == "alongside" for one in found):
        return "alongside"
    if part.kind == "c":
        return found[-1].preposition if found and _plain(parts, i) else ""
    return _named_after(parts, i, found) if part.kind == "," else current


def _named_after(parts: Sequence[Part], i: int, found: Sequence[Argument]) -> str:
    """The preposition that goes on behind a comma: "with two of the biggest banks, A and B"."""
    following = parts[i + 1] if i + 1 < len(parts) else None
    if not found or not isinstance(following, Phrase) or not following.names or following.values:
        return ""
    if listed := _list_goes_on(parts, i, found):
        return listed
    counted = next((one for one in reversed(found[-3:]) if one.phrase.determiner in _COUNTS), None)
    return counted.preposition if counted and not any(one.phrase.names for one in found[-3:]) else ""


def _list_goes_on(parts: Sequence[Part], i: int, found: Sequence[Argument]) -> str:
    """The preposition of a list that goes on behind a comma: "from A and B, C and D", "by A via its fund, B"."""
    aside = found[-1].preposition in ("through", "via") and len(found) > 1
    before = found[-2] if aside else found[-1]
    several = aside or len(before.phrase.names) > 1
    if before.preposition not in ("from", "by", "with") or not before.phrase.names or not several:
        return ""
    return "" if _starts_clause(parts, i + 1) else before.preposition


def _plain(parts: Sequence[Part], i: int) -> bool:
    following = parts[i + 1] if i + 1 < len(parts) else None
    return isinstance(following, Phrase) and not following.value("$")


def _starts_clause(parts: Sequence[Part], i: int) -> bool:
    """Whether the phrase at ``i``, or behind a date there, is the subject of a clause that begins with it."""
    i = _past_date(parts, i)
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


def _past_date(parts: Sequence[Part], i: int) -> int:
    """The place behind a date that opens a clause: "and in November Acme bought …"."""
    at = i + (i + 1 < len(parts) and parts[i].kind == "i" and parts[i + 1].kind == "D")
    dated = at < len(parts) and parts[at].kind == "D" and i > 0 and parts[i - 1].kind == "c"
    while dated and at < len(parts) and parts[at].kind in ("D", ","):
        at += 1
    return at if dated else i


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
    return 1 if inserted and is_apposed(parts[i - 1]) else 0  # type: ignore[arg-type]


def _follows_noun(parts: Sequence[Part], i: int) -> bool:
    following = parts[i + 1] if i + 1 < len(parts) else None
    return isinstance(following, Mark) and following.word in _REDUCED


def _past_relative(parts: Sequence[Part], i: int) -> int:
    while i < len(parts) and parts[i].kind != ",":
        i += 1
    return i


def _both_sums(one: Part, two: Part) -> bool:
    return isinstance(one, Phrase) and isinstance(two, Phrase) and bool(one.value("$") and two.value("$"))


def governing_verb(parts: Sequence[Part], at: int) -> int | None:
    """The verb whose object the phrase at ``at`` is, where it stands right before it."""
    k = at - 1
    if k > 0 and parts[k].kind == "c" and _both_sums(parts[k - 1], parts[at]):
        return governing_verb(parts, k - 1)
    k -= k > 0 and parts[k].kind == "D"
    if k > 0 and word_at(parts, k) in _PARTICLES and isinstance(parts[k - 1], Verb):
        return k - 1
    if k >= 0 and parts[k].kind == "i" and word_at(parts, k) in ("into", "in", "on", "for", "to", "of"):
        k -= 1
        if k > 0 and word_at(parts, k) == "in" and isinstance(parts[k - 1], Verb):
            return k - 1
        between = parts[k] if k >= 1 else None
        if isinstance(between, Phrase) and between.head in word_class("go_between"):
            k -= 1 + (k > 1 and word_at(parts, k - 1) == "into")
    return k if k >= 0 and isinstance(parts[k], Verb) else None
