"""Checking a summary word by word: every number, name and date in it has to come from the sources it cites."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ..ground.triggers import trigger
from ..terms import Status
from ..text.fold import fold
from ..text.sentences import sentences
from ..text.spans import Span
from ..text.suspicion import suspicion
from ..values.dates import find_dates, parse_date
from ..values.money import dollar_of, find_money
from ..values.names import lookup, normal_form
from ..values.numbers import find_capacities, find_percents
from ..values.rounds import find_rounds
from .deals import DealFacts, SourceFacts

_LONGEST = 700
_MARKUP = re.compile(r"[<>{}|`#*_]|https?:|\n")
_CITED = re.compile(r"\s*\[(\d{1,3})\]")
_CITED_AFTER = re.compile(r"([.!?]['\"”’)]?)((?:\s*\[\d{1,3}\])+)")
_WORD = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*")
_JOINTS = (" ", " & ", "/", "-")
_OPENING = " '\"“‘(;"
_NEEDS_WORDS = (Status.RUMORED, Status.CANCELLED)


def problem_of(summary: str, facts: DealFacts) -> str | None:
    """Why a summary cannot be shown; None where all of it is backed."""
    if not summary or len(summary) > _LONGEST:
        return "it is empty or too long"
    if _MARKUP.search(summary) or suspicion(summary).kinds:
        return "it holds markup or orders instead of plain sentences"
    if facts.status in _NEEDS_WORDS and not trigger(facts.status, summary, [Span(0, len(summary))]):
        return f"it does not say that the deal is {facts.status}"
    sources = {source.number: source for source in facts.sources}
    problems = (_problem_in(sentence, sources, facts) for sentence in _sentences(summary))
    return next((problem for problem in problems if problem), None)


def _problem_in(sentence: str, sources: Mapping[int, SourceFacts], facts: DealFacts) -> str | None:
    numbers = [int(found[1]) for found in _CITED.finditer(sentence)]
    if not numbers:
        return f"a sentence names no source: “{sentence}”"
    if unknown := [number for number in numbers if number not in sources]:
        return f"there is no source [{unknown[0]}]"
    material = _Material([sources[number] for number in numbers], facts)
    found = next(_unbacked(_CITED.sub("", sentence), material), None)
    return f"no source that it cites says “{found}”" if found else None


def _sentences(summary: str) -> list[str]:
    """The sentences, each with the citations that stand in it or right after it."""
    inside = _CITED_AFTER.sub(lambda found: f"{found[2]}{found[1]}", summary)
    return [span.of(inside) for span in sentences(inside)]


class _Material:
    """The words and values of the sources that a sentence cites."""

    def __init__(self, sources: list[SourceFacts], facts: DealFacts) -> None:
        self.passages = [passage for source in sources for passage in source.passages]
        self.dollar = dollar_of(" ".join(self.passages))
        self.values = [value for source in sources for value in source.values]
        self.dates = set(_dates(sources))
        names = [name for name, _ in facts.parties] + [str(value) for field, value in self.values if field == "party"]
        self.text = fold(" | ".join([*self.passages, *names])).text
        self.words = {word.group() for word in _WORD.finditer(self.text)}
        self.forms = {normal_form(name) for name in names}

    def sums(self) -> set[Any]:
        """The sums that the passages state, and those that were read from them."""
        stated = (mention.money for words in self.passages for mention in find_money(words, self.dollar))
        found = {repr(money.as_json()) for money in stated}
        return found | {repr(value) for _, value in self.values}

    def has(self, words: str) -> bool:
        """Whether the words stand in a passage or are a party's name."""
        plain = fold(words).text.strip()
        return bool(re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", self.text)) or normal_form(words) in self.forms


def _unbacked(sentence: str, material: _Material) -> Iterator[str]:
    """Whatever in a sentence its sources do not say."""
    rest = sentence
    for span, backed in _values(sentence, material):
        if not backed:
            yield span.of(sentence)
        rest = rest[: span.start] + " ".rjust(len(span), ";") + rest[span.end :]
    for word in _WORD.finditer(rest):
        plain = fold(word.group()).text
        known = plain in material.words or plain.removesuffix("'s") in material.words
        if not known and (any(sign.isdigit() for sign in plain) or plain in _listed("numbers") or lookup(word.group())):
            yield word.group()
    yield from (name for name in _names(rest) if not material.has(name))


def _values(sentence: str, material: _Material) -> Iterator[tuple[Span, bool]]:
    """Each sum, percentage, capacity, round and date of a sentence, and whether a source has it."""
    sums = material.sums()
    for mention in find_money(sentence, material.dollar):
        yield mention.span, repr(mention.money.as_json()) in sums
    read = ((find_percents, "stake_percent"), (find_capacities, "gigawatts"), (find_rounds, "round"))
    for find, field in read:
        known = {value for words in material.passages for _, value in find(words)}
        known |= {value for name, value in material.values if name == field and isinstance(value, (str, float, int))}
        for span, value in find(sentence):
            yield span, value in known
    for date in find_dates(sentence):
        words = date.span.of(sentence)
        fixed = None if date.relative else parse_date(words)
        yield date.span, material.has(words) or bool(fixed and any(one.startswith(fixed.iso) for one in material.dates))


def _dates(sources: Iterable[SourceFacts]) -> Iterator[str]:
    for source in sources:
        yield from (value for field, value in source.values if field == "date" and isinstance(value, str))
        for words in source.passages:
            found = (parse_date(date.span.of(words), source.published) for date in find_dates(words))
            yield from (date.iso for date in found if date)


def _names(sentence: str) -> Iterator[str]:
    """The names in a sentence: words with capital letters that stand together, without a word that begins it."""
    start = end = -1
    for word in _WORD.finditer(sentence):
        if word.group() == word.group().lower() or (not end >= 0 and _begins(sentence, word)):
            continue
        if start >= 0 and sentence[end : word.start()] in _JOINTS:
            end = word.end()
            continue
        if start >= 0:
            yield _bare(sentence[start:end])
        start, end = word.span()
    if start >= 0:
        yield _bare(sentence[start:end])


def _begins(sentence: str, word: re.Match[str]) -> bool:
    """Whether a word has its capital letter only because the sentence begins with it."""
    return not sentence[: word.start()].strip(_OPENING) and word.group().lower() in _listed("beginnings")


def _bare(name: str) -> str:
    return name.removesuffix("'s").removesuffix("’s")


@lru_cache(maxsize=2)
def _listed(kind: str) -> frozenset[str]:
    lists: dict[str, str] = yaml.safe_load(files(__package__).joinpath("words.yml").read_text(encoding="utf-8"))
    return frozenset(str(lists[kind]).split())
