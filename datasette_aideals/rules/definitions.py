"""Second names that an article gives an organisation: "Tata Consultancy Services (TCS)", 'X plc (the "Vendor")'."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from .entities import Entity, Kind
from .lexicon import word_class
from .registry import Registry
from .shapes import Run, is_capital, words_of
from .tokens import Token

_QUOTES = frozenset("\"'“”„‟‘’«»")
_INTRODUCING = frozenset(["the", "or", "and", "each", "a", "an", "as", "together", "collectively", "hereinafter"])
_LONGEST = 40
_REACH = 50
_SHORT = 4


def define(tokens: Sequence[Token], runs: Sequence[Run], registry: Registry) -> None:
    """Makes the names that an article defines in brackets or quotes mean the organisation before them."""
    ends = {last: (first, last) for first, last in runs}
    for first, last in runs:
        if last < len(tokens) and tokens[last].text == "(":
            _short_form(tokens, (first, last), registry)
            _ticker(tokens, (first, last), registry)
    for one, two in pairwise(runs):
        if _is_code(tokens, one, two):
            _rename(words_of(tokens, two), registry.entities[words_of(tokens, one)], registry)
    for at, token in enumerate(tokens):
        if token.text == "(":
            for words in _quoted(tokens, at):
                host = None if _is_thing(words) else _host(tokens, at, ends, registry, words)
                if host:
                    _rename(words, host, registry)
    _named_party(tokens, runs, registry)
    _issuer(tokens, runs, registry)


def _short_form(tokens: Sequence[Token], run: Run, registry: Registry) -> None:
    """ "Tata Consultancy Services (TCS)": a short name in brackets, made of the long one's letters."""
    at = run[1] + 1
    end = at
    while end < len(tokens) and end - at < _SHORT and is_capital(tokens[end]):
        end += 1
    if end == at or end >= len(tokens) or tokens[end].text != ")":
        return
    short, full = words_of(tokens, (at, end)), words_of(tokens, run)
    if len(short) >= 2 and short.replace(" ", "").isalnum() and _abbreviates(short, full):
        entity = registry.entities.get(full)
        if entity and entity.is_party:
            _rename(short, entity, registry)


def _ticker(tokens: Sequence[Token], run: Run, registry: Registry) -> None:
    """ "Acme AI (NASDAQ: ACAI)": the code of a share, which stands for the company elsewhere."""
    at = run[1]
    marks = [token.text for token in tokens[at : at + 5]]
    entity = registry.entities.get(words_of(tokens, run))
    if len(marks) < 5 or marks[2] != ":" or marks[4] != ")" or entity is None or entity.kind is not Kind.ORGANIZATION:
        return
    if marks[1].isupper() and marks[3].isupper() and marks[3].isalpha() and len(marks[3]) > 2:
        _rename(marks[3], entity, registry)


def _is_code(tokens: Sequence[Token], one: Run, two: Run) -> bool:
    """Whether a name is the code of the share before it: "MSFT" behind "Microsoft Corp."."""
    code, between = tokens[two[0]].text, tokens[one[1] : two[0]]
    formed = tokens[one[1] - 1].lower in word_class("legal") and all(token.text == "." for token in between)
    return formed and len(between) < 2 and two[1] - two[0] == 1 and code.isupper() and 2 < len(code) < 6


def _abbreviates(short: str, full: str) -> bool:
    """Whether the letters of a short name follow one another in the full one, from its start."""
    at = 0
    lowered = full.lower()
    if len(full.split()) < 2 or len(short) >= len(full):
        return False
    for letter in short.lower().replace(" ", ""):
        at = lowered.find(letter, at) + 1
        if not at:
            return False
    return short[0].lower() == lowered[0] or short.isupper()


def _quoted(tokens: Sequence[Token], at: int) -> Iterator[str]:
    """The names in quotes within the brackets that open at a place: '(the "Company" or "Acme")'."""
    i = at + 1
    while i < min(at + _LONGEST, len(tokens)) and tokens[i].text != ")":
        if tokens[i].text in _QUOTES:
            end = i + 1
            while end < len(tokens) and end - i <= _SHORT and is_capital(tokens[end]):
                end += 1
            if end > i + 1 and end < len(tokens) and tokens[end].text in _QUOTES:
                yield words_of(tokens, (i + 1, end))
                if _is_joint(tokens, end + 1):
                    return
                i = end
        elif not (tokens[i].text == "," or tokens[i].lower in _INTRODUCING):
            return
        i += 1


def _is_joint(tokens: Sequence[Token], at: int) -> bool:
    """Whether what follows defines a name for several: '(the "Company", together with its subsidiaries, …)'."""
    return any(token.lower in ("together", "collectively") for token in tokens[at : at + 3])


def _is_thing(words: str) -> bool:
    """Whether words name what a contract is about, not one of its sides: "Acquisition", "Sale Shares"."""
    return any(word in word_class("contract_thing") for word in words.lower().split())


def _host(tokens: Sequence[Token], at: int, ends: dict[int, Run], registry: Registry, words: str) -> Entity | None:
    """Whom a bracket defines: the name that holds the words or stands right before, else one with a legal form."""
    near = _holding(tokens, at, ends, registry, words)
    if near is not None:
        return near
    for k in range(at, max(0, at - _REACH), -1):
        run = ends.get(k)
        entity = registry.entities.get(words_of(tokens, run)) if run else None
        if entity is not None and run and entity.is_party:
            if k == at or _closes(tokens, k, at):
                return entity
            if tokens[k - 1].lower.rstrip(".") in word_class("legal") and not _belongs(tokens, run[0]):
                return entity
        if k < at and tokens[k].text in (".", ";"):
            break
    return near


def _holding(tokens: Sequence[Token], at: int, ends: dict[int, Run], registry: Registry, words: str) -> Entity | None:
    """The name shortly before a bracket that holds the words that it defines: "Atlas Merger Sub" for "Merger Sub"."""
    for k in range(at, max(0, at - _REACH), -1):
        run = ends.get(k)
        text = words_of(tokens, run) if run else ""
        if text != words and words in text:
            entity = registry.entities.get(text)
            return entity if entity and entity.is_party else None
    return None


def _closes(tokens: Sequence[Token], end: int, at: int) -> bool:
    """Whether only brackets and marks stand between a name and what defines it."""
    depth = 0
    for token in tokens[end:at]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text not in (")", ",") and token.text not in _QUOTES:
            return False
    return True


def _belongs(tokens: Sequence[Token], first: int) -> bool:
    """Whether a name only says whose what stands before it is: "a subsidiary of Acme plc"."""
    return first > 0 and tokens[first - 1].lower in ("of", "with", "by", "to")


def _rename(words: str, entity: Entity, registry: Registry) -> None:
    if words in registry.entities and registry.entities[words].kind is Kind.PERSON:
        return
    registry.entities[words] = entity
    lower = tuple(word.lower() for word in words.split())
    known = registry.phrases.get(lower[0], [])
    registry.phrases[lower[0]] = [item for item in known if item[0] != lower]
    registry.add(lower, entity)


def _named_party(tokens: Sequence[Token], runs: Sequence[Run], registry: Registry) -> None:
    """ "The Vendor, Acme Holdings Limited, is …": who a party to a contract is."""
    for (first, last), (second, end) in pairwise(runs):
        role = words_of(tokens, (first, last))
        apposed = last + 1 == second and tokens[last].text == "," and tokens[first - 1].lower == "the"
        if apposed and _is_party_word(role):
            entity = registry.entities.get(words_of(tokens, (second, end)))
            after = tokens[end].text if end < len(tokens) else ""
            if entity and entity.kind is Kind.ORGANIZATION and after in (",", "("):
                _rename(role, entity, registry)


def _is_party_word(words: str) -> bool:
    return all(word in word_class("contract_party") for word in words.lower().split())


def _issuer(tokens: Sequence[Token], runs: Sequence[Run], registry: Registry) -> None:
    """Makes "the Company" the one whose notice it is: the first organisation with a legal form."""
    known = registry.entities.get("Company")
    if known is not None and known.is_party:
        return
    capital = [run for run in runs if words_of(tokens, run) == "Company" and tokens[run[0] - 1].lower == "the"]
    if not capital:
        return
    for run in runs:
        if run[0] > capital[0][0]:
            return
        entity = registry.entities.get(words_of(tokens, run))
        if entity and entity.kind is Kind.ORGANIZATION and tokens[run[1] - 1].lower.strip(".") in word_class("legal"):
            _rename("Company", entity, registry)
            return
