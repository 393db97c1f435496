"""Joining names that belong together: lists, examples, appositions."""

from collections.abc import Sequence

from .entities import Kind
from .lexicon import word_class
from .phrases import Mark, Part, Phrase, Verb, word_at
from .wholes import join_wholes

_EXAMPLES = frozenset({"such as", "including", "like", "featuring", "comprising", "involving"})


def join_lists(parts: list[Part]) -> list[Part]:
    """Joins "A, B and C" into one phrase with three heads."""
    joined: list[Part] = []
    parts = _with_limbs(join_wholes(parts))
    i = 0
    while i < len(parts):
        company = 5 if _has_company(parts, i) else 3 if _is_accompanied(parts, i) else 0
        if company:
            joined.append(_list_phrase([part for part in parts[i : i + 4] if isinstance(part, Phrase)]))
            i += company
            continue
        end = _list_end(parts, i)
        described = _described_list(parts, i) if end == i + 1 else []
        if described:
            joined.append(_list_phrase([part for k in described if isinstance(part := parts[k], Phrase)]))
            end = described[-1] + 1
        elif end > i + 1:
            joined.append(_list_phrase([part for part in parts[i:end] if isinstance(part, Phrase)]))
        else:
            joined.append(parts[i])
            end = i + 1
        i = end
    return joined


def _with_limbs(parts: Sequence[Part]) -> list[Part]:
    """Makes one phrase of "the venture arm of C" behind "A, B and"."""
    joined: list[Part] = []
    for part in parts:
        limb, link = (joined[-2], joined[-1]) if len(joined) > 3 else (None, None)
        listed = link is not None and word_at(joined, len(joined) - 1) == "of" and joined[-3].kind in ("c", ",")
        if (
            listed
            and isinstance(limb, Phrase)
            and limb.head in _LIMBS
            and not (limb.names or limb.values)
            and isinstance(part, Phrase)
            and part.names
            and _listable(joined[-4])
        ):
            del joined[-2:]
            part.first, part.determiner = limb.first, "the"
        joined.append(part)
    return joined


_LIMBS = frozenset({"arm", "unit", "division", "subsidiary", "affiliate"})


def _has_company(parts: Sequence[Part], i: int) -> bool:
    """Whether a subject is followed by who acts with it: "A, along with B, is buying …"."""
    if (
        i + 5 >= len(parts)
        or word_at(parts, i + 2) != "alongside"
        or [parts[k].kind for k in range(i, i + 5)] != ["np", ",", "i", "np", ","]
    ):
        return False
    link, verb = parts[i + 2], parts[i + 5]
    named = _listable(parts[i]) and _listable(parts[i + 3])
    return named and isinstance(link, Mark) and link.word == "alongside" and isinstance(verb, Verb) and verb.finite


def _is_accompanied(parts: Sequence[Part], i: int) -> bool:
    """Whether a subject is followed by who acts with it, without commas: "A together with B bought …"."""
    if i + 3 >= len(parts) or (i and parts[i - 1].kind not in ",s.;:D"):
        return False
    verb = parts[i + 3]
    together = word_at(parts, i + 1) == "alongside" and _listable(parts[i]) and _listable(parts[i + 2])
    return together and isinstance(verb, Verb) and verb.finite


def _described_list(parts: Sequence[Part], i: int) -> list[int]:
    """The places of the names in "A, a chip startup; B, a maker of sensors; and C"; empty where it is no list."""
    members: list[int] = []
    fresh = True
    for k in range(i, len(parts)):
        part = parts[k]
        if fresh and part.kind == "c" and members:
            continue
        if fresh:
            if not _listable(part):
                break
            members.append(k)
        elif part.kind not in ("np", ",", "i", ";") or (isinstance(part, Phrase) and (part.names or part.value("$"))):
            break
        fresh = part.kind == ";"
    return members if len(members) > 2 else []


def _list_end(parts: Sequence[Part], i: int) -> int:
    """Where a list of names that begins at ``i`` ends; ``i`` plus one where there is none."""
    end, closed, count = i, False, 0
    governed = i > 0 and (parts[i - 1].kind == "i" or isinstance(parts[i - 1], Verb))
    behind = i > 0 and parts[i - 1].kind == "i"
    while end < len(parts) and (_listable(parts[end]) or (behind and _is_person(parts[end]))):
        count += 1
        nxt = end + 1
        comma = nxt < len(parts) and parts[nxt].kind == "," and (not closed or _adds(parts, nxt + 1))
        nxt += comma
        word = nxt < len(parts) and isinstance(parts[nxt], Mark) and parts[nxt].kind == "c"
        nxt += word
        follows = nxt < len(parts) and (_listable(parts[nxt]) or (word and _is_given(parts[nxt])))
        if word and comma and count == 1 and behind and _describes_another(parts, i, nxt - 1):
            return i + 1
        follows = follows or (behind and nxt < len(parts) and _is_person(parts[nxt]))
        if not (comma or word) or not follows:
            tail = word and nxt < len(parts) and isinstance(parts[nxt], Phrase) and _others(parts[nxt])
            broken = count == 2 and comma and word and governed
            return nxt + 1 if tail else (end + 1 if closed or broken or count > 2 else i + 1)
        if word and not (_listable(parts[nxt]) or _is_person(parts[nxt])):
            return nxt + 1
        if word and governed and _acts(parts, nxt + 1) and not _opens_with_examples(parts, i):
            # "… into A, and B is pledging 2": what stands behind "and" begins a clause.
            return end + 1 if count > 2 else i + 1
        # "A, B and existing investors C and D": a second list goes on behind the first.
        closed = (closed or word) and not (closed and word and _says_who(parts[nxt]))
        end = nxt
    return i + 1 if not closed else end


def _opens_with_examples(parts: Sequence[Part], i: int) -> bool:
    """Whether the list is the end of a subject: "a group including A, B and C agreed"."""
    if word_at(parts, i - 1) == "between":
        return True
    if not isinstance(parts[i - 1], Mark):
        return False
    for part in reversed(parts[: i - 1]):
        if isinstance(part, Verb) and not part.infinitive:
            return not part.finite
        if part.kind in ("s", ";", ":"):
            break
    return True


def _acts(parts: Sequence[Part], at: int) -> bool:
    """Whether a finite verb stands at a place, with nothing before it."""
    part = parts[at] if at < len(parts) else None
    if not isinstance(part, Verb) or not part.finite:
        return False
    following = parts[at + 1] if at + 1 < len(parts) else None
    return bool(part.helpers) or part.form == "s" or (following is not None and following.kind != "i")


def _listable(part: Part) -> bool:
    if not isinstance(part, Phrase) or part.value("$") or part.determiner in ("a", "an"):
        return False
    return bool(part.names) or part.pronoun == "it" or bool(part.unit)


def _adds(parts: Sequence[Part], at: int) -> bool:
    """Whether a finished list goes on: ", as well as C", ", and existing investors C and D"."""
    if at + 1 >= len(parts) or parts[at].kind != "c":
        return False
    return word_at(parts, at) == "as well as" or _says_who(parts[at + 1])


def _says_who(part: Part) -> bool:
    """Whether a phrase says what the names in it are: "existing investors A"."""
    return isinstance(part, Phrase) and bool(part.names) and not word_class("investor_word").isdisjoint(part.words)


def _describes_another(parts: Sequence[Part], i: int, link: int) -> bool:
    """Whether the first name only says whose the one before is: "Oak, a unit of Elm, as well as Ash"."""
    host = parts[i - 2] if i > 1 else None
    apposed = isinstance(host, Phrase) and host.determiner in ("a", "an", "the") and not host.names
    return apposed and word_at(parts, link) == "as well as" and word_at(parts, i - 1) == "of"


def _is_person(part: Part) -> bool:
    """Whether a phrase names somebody who is no company: "Acme founder Joe Tan"."""
    return isinstance(part, Phrase) and bool(part.people) and not (part.names or part.values or part.owners)


def _is_given(part: Part) -> bool:
    """Whether a phrase is a name with what it is given behind it: "awarded A and B $5 million"."""
    return (
        isinstance(part, Phrase)
        and bool(part.names and part.value("$"))
        and not (part.words or part.determiner or part.owners)
        and part.names[-1].last <= part.values[0].first
    )


def _others(part: Part) -> bool:
    return (
        isinstance(part, Phrase)
        and not part.names
        and part.head
        in (
            "others",
            "investors",
            "funds",
            "companies",
            "backers",
            "firms",
            "partners",
            "more",
            "angels",
            "participants",
        )
    )


def _list_phrase(members: list[Phrase]) -> Phrase:
    first = members[0]
    phrase = Phrase(first.first, members[-1].last, first.determiner)
    for member in members:
        phrase.names.extend(member.names or member.unit)
        phrase.pronoun = phrase.pronoun or member.pronoun
        phrase.owners.extend(member.owners if member is first else [])
        phrase.modifiers.extend(member.modifiers if member is first else [])
        phrase.inner.extend(member.inner)
        phrase.words.extend(member.words)
        phrase.values.extend(member.values if member is members[-1] else [])
    return phrase


def with_examples(parts: list[Part]) -> list[Part]:
    """Gives "investors such as A and B" and "the maker of C" the names that say who they are."""
    joined: list[Part] = []
    for part in parts:
        _past_time(joined, part)
        link = joined[-1] if joined else None
        host = joined[-2] if len(joined) > 1 else None
        if isinstance(part, Phrase) and isinstance(link, Mark) and isinstance(host, Phrase) and link.word == "of":
            products = [name for name in (*part.names, *part.modifiers) if name.entity.kind is Kind.PRODUCT]
            if products and host.head in word_class("maker"):
                host.modifiers, host.last = products, part.last
                joined.pop()
                continue
        group = joined[-3] if len(joined) > 2 else None
        if isinstance(group, Phrase) and isinstance(part, Phrase) and _leads_group(group, joined[-2:], part):
            group.names, group.last = list(part.names), part.last
            del joined[-2:]
            continue
        if isinstance(group, Phrase) and isinstance(part, Phrase) and _has_members(group, joined[-2:], part):
            group.names, group.last = list(part.names), part.last
            del joined[-2:]
            continue
        if (
            isinstance(host, Phrase)
            and isinstance(part, Phrase)
            and isinstance(link, Mark)
            and _joins_round(host, link)
        ):
            joined[-1] = Mark(link.first, link.last, "i", "from")
        elif isinstance(host, Phrase) and isinstance(part, Phrase) and _names_host(host, link, part):
            host.names, host.last = list(part.names), part.last
            joined.pop()
            continue
        joined.append(part)
    return _with_counted(joined)


def _with_counted(parts: list[Part]) -> list[Part]:
    """Joins "four of the largest companies, A and B" into one phrase."""
    joined: list[Part] = []
    for part in parts:
        link = joined[-1] if len(joined) > 1 else None
        count = joined[-2] if len(joined) > 1 else None
        if (
            isinstance(link, Mark)
            and link.word == "of"
            and isinstance(count, Phrase)
            and isinstance(part, Phrase)
            and count.determiner in _COUNTS
            and not (count.head or count.names or count.owners or count.values)
            and len(part.names) > 1
        ):
            joined.pop()
            part.first = count.first
            joined[-1] = part
        else:
            joined.append(part)
    return joined


def _past_time(joined: list[Part], part: Part) -> None:
    """Drops the time between examples and what they are of: "bought eight rivals last year, including A"."""
    link = joined[-1] if joined else None
    if not (isinstance(part, Phrase) and part.names and isinstance(link, Mark) and link.word in _EXAMPLES):
        return
    k = len(joined) - 2
    while k > 0 and joined[k].kind in (",", "D"):
        k -= 1
    host = joined[k] if k >= 0 else None
    if isinstance(host, Phrase) and host.head in word_class("company_plural") and not host.names:
        del joined[k + 1 : -1]


def _names_host(host: Phrase, link: Part | None, part: Phrase) -> bool:
    """Whether names say who is meant: "investors such as A and B", "in a chip startup, Acme"."""
    if host.names or not part.names:
        return False
    if not isinstance(link, Mark):
        called = host.stands_for_company or host.head in word_class("offering")
        return isinstance(link, Verb) and called and _calls(link)
    if link.word in _EXAMPLES or (link.kind == ":" and host.head in word_class("company_plural")):
        return True
    return link.kind == "," and (_apposed_name(host, part) or _apposed_names(host, part))


def _apposed_names(host: Phrase, part: Phrase) -> bool:
    """Whether a list says who is counted before it: "3 startups, A, B and C"."""
    counted = host.determiner in _COUNTS or any(word.isdigit() for word in host.words)
    told = host.head in word_class("company_plural") and counted and not host.owners
    return told and len(part.names) > 1 and not (part.values or part.owners)


_COUNTS = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "both"})


def _has_members(group: Phrase, link: Sequence[Part], part: Phrase) -> bool:
    """Whether names behind a comma say who is meant: "its shareholders, including A and B"."""
    comma, example = link
    named = isinstance(example, Mark) and example.word in _EXAMPLES and bool(part.names)
    return named and comma.kind == "," and not group.names and group.head in word_class("investor_word")


def _joins_round(host: Phrase, link: Mark) -> bool:
    """Whether those who took part in a round follow: "a seed round featuring A and B"."""
    a_round = host.value("R") is not None or host.head in word_class("round")
    return a_round and link.word in _EXAMPLES and not host.names


def _leads_group(group: Phrase, link: Sequence[Part], part: Phrase) -> bool:
    """Whether a name leads the group before it: "a consortium led by Acme"."""
    verb, by = link
    led = isinstance(verb, Verb) and verb.lemma == "lead" and verb.form in ("d", "n") and not verb.helpers
    by_whom = isinstance(by, Mark) and by.word == "by" and bool(part.names)
    return led and by_whom and not group.names and group.head in word_class("syndicate")


def _calls(verb: Verb) -> bool:
    """Whether a verb gives the name of what stands before it: "a company called Acme"."""
    return verb.lemma in ("call", "name", "dub") and verb.form in ("d", "n") and not verb.helpers


def _apposed_name(host: Phrase, part: Phrase) -> bool:
    known = host.head in word_class("company") or (host.head.endswith("er") and not host.determiner)
    known = known or (host.head in ("business", "unit", "arm", "subsidiary") and host.determiner in ("a", "an"))
    described = (
        known and (host.determiner in ("", "a", "an", "another", "his", "her") or _is_specific(host)) and not host.names
    )
    return described and len(part.names) == 1 and not part.words and not part.values and not part.owners


def _is_specific(host: Phrase) -> bool:
    """Whether a definite phrase says so much that a name can follow: "the domestic AI chip startup, Acme"."""
    of_place = host.determiner == "'s" and bool(host.places) and "largest" in host.words
    return of_place or (host.determiner == "the" and len(host.words) > 2 and not host.owners)
