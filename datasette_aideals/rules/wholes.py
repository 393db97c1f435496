"""Joining parts that are one phrase: adjectives with a comma, kinds of money, a company's fields, who manages funds."""

from collections.abc import Sequence

from .lexicon import word_class
from .phrases import Mark, Part, Phrase, Verb, word_at


def join_wholes(parts: Sequence[Part]) -> list[Part]:
    """Joins what a comma, "of" or "and" only seems to divide: "a five-year, $5m contract", "$5m in loans"."""
    return _with_fields(_with_managers(_with_kinds_of_money(_with_reached_sums(_with_adjectives(parts)))))


def _with_adjectives(parts: Sequence[Part]) -> list[Part]:
    """Joins "a five-year, $5m contract" and "a $5m, 30MW campus", where a comma stands inside a phrase."""
    joined: list[Part] = []
    for part in parts:
        comma = joined[-1] if len(joined) > 1 else None
        head = joined[-2] if len(joined) > 1 else None
        if (
            comma is not None
            and comma.kind == ","
            and isinstance(head, Phrase)
            and isinstance(part, Phrase)
            and (_unfinished(head) or _is_town(head, part))
            and part.head
            and (not part.determiner or (part.determiner in _NUMBERS and part.words[0] in _SPANS))
            and not (part.names or part.owners)
        ):
            joined.pop()
            joined[-1] = _grown(head, part)
        else:
            joined.append(part)
    return joined


_NUMBERS = frozenset({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"})
_SPANS = frozenset({"year", "month", "week", "megawatt", "gigawatt"})


def _with_reached_sums(parts: Sequence[Part]) -> list[Part]:
    """Joins "a deal that could exceed $5m", where a relative clause only says how much it is."""
    joined: list[Part] = []
    for part in parts:
        if len(joined) < 3 or not isinstance(part, Phrase) or part.names or not part.value("$"):
            joined.append(part)
            continue
        worth = len(joined) > 3 and word_at(joined, len(joined) - 1) in ("worth", "valued")
        host, link, verb = joined[-4:-1] if worth else joined[-3:]
        if (
            isinstance(host, Phrase)
            and isinstance(link, Mark)
            and link.kind == "r"
            and isinstance(verb, Verb)
            and verb.lemma in ("exceed", "total", "top", "reach", "surpass", "have", "be")
            and not (host.names or host.value("$"))
        ):
            del joined[-3 if worth else -2 :]
            host.values, host.last = [*host.values, *part.values], part.last
        else:
            joined.append(part)
    return joined


def _with_kinds_of_money(parts: Sequence[Part]) -> list[Part]:
    """Joins "$5m in loans" and "$3bn of funding", where the sum is one of such money."""
    joined: list[Part] = []
    for part in parts:
        link = joined[-1] if len(joined) > 1 else None
        head = joined[-2] if len(joined) > 1 else None
        if (
            isinstance(link, Mark)
            and link.word in ("in", "of")
            and isinstance(head, Phrase)
            and isinstance(part, Phrase)
            and head.value("$")
            and not (head.head or head.names)
            and _is_kind_of_money(part)
        ):
            joined.pop()
            joined[-1] = _grown(head, part)
        else:
            joined.append(part)
    return joined


def _with_managers(parts: Sequence[Part]) -> list[Part]:
    """Joins "funds managed by Acme", where the manager stands for its funds."""
    joined: list[Part] = []
    for part in parts:
        funds, verb, by = joined[-3:] if len(joined) > 2 else (None, None, None)
        if (
            isinstance(funds, Phrase)
            and funds.head in word_class("fund_plural")
            and isinstance(verb, Verb)
            and verb.lemma in ("manage", "advise")
            and isinstance(by, Mark)
            and by.word == "by"
            and isinstance(part, Phrase)
            and part.names
            and not funds.names
        ):
            del joined[-3:]
            part.first = funds.first
        joined.append(part)
    return joined


def _with_fields(parts: Sequence[Part]) -> list[Part]:
    """Joins "cloud and data startup Acme", where "and" stands between two fields of one company."""
    joined: list[Part] = []
    for part in parts:
        link, field = joined[-1:], joined[-2] if len(joined) > 1 else None
        if (
            link
            and link[0].kind == "c"
            and isinstance(field, Phrase)
            and isinstance(part, Phrase)
            and _is_field(field)
            and _is_company_of(field, part)
        ):
            joined.pop()
            part.first, part.words = field.first, [*field.words, *part.words]
            part.determiner = field.determiner
            joined[-1] = part
        else:
            joined.append(part)
    return joined


def _is_company_of(field: Phrase, part: Phrase) -> bool:
    """Whether a phrase is a company of that field, too: "a data and cloud startup", "data and cloud firm Acme"."""
    if part.determiner or part.owners or part.values or len(part.names) > 1:
        return False
    if part.names and field.determiner:
        return False
    companies = word_class("company")
    return part.has(companies) if part.names else part.head in companies


def _is_field(phrase: Phrase) -> bool:
    """Whether a phrase can say what a company works on: plain words, without a name or sum."""
    plain = bool(phrase.head) and not (phrase.names or phrase.owners or phrase.values or phrase.people)
    plain = plain and phrase.determiner in ("", "a", "an")
    crowd = ("people_word", "company_plural", "investor_word", "company", "crowd")
    return plain and not any(phrase.head in word_class(label) for label in crowd)


def _is_kind_of_money(phrase: Phrase) -> bool:
    if phrase.determiner or phrase.names or phrase.owners or phrase.value("$") or phrase.head in word_class("fund"):
        return False
    return any(phrase.head in word_class(label) for label in ("loan", "grant", "money_noun", "bond", "capex_word"))


def _unfinished(phrase: Phrase) -> bool:
    """Whether a phrase has a determiner, but only adjectives or a sum behind it."""
    if phrase.determiner not in ("a", "an", "the", "its", "another") or phrase.names:
        return False
    last = phrase.head or (phrase.words[-1] if phrase.words else "")
    return (bool(phrase.values) and not phrase.head) or ("-" in last or last in word_class("adjective"))


def _is_town(phrase: Phrase, part: Phrase) -> bool:
    """Whether a phrase is only the town of where somebody is from: "the Watertown, Massachusetts-based biotech"."""
    bare = phrase.determiner in ("a", "an", "the") and phrase.places and not (phrase.head or phrase.names)
    return bool(bare) and "based" in part.words[:3]


def _grown(head: Phrase, part: Phrase) -> Phrase:
    part.first, part.determiner = head.first, head.determiner
    part.owners, part.modifiers = head.owners, [*head.modifiers, *part.modifiers]
    part.words, part.values = [*head.words, *part.words], [*head.values, *part.values]
    return part
