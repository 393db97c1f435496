"""Finding the passages of a text that are written for a model instead of for readers.

An article may hold orders to the model that reads it, a ready-made answer, a false end of the
article, or characters that show a person other words than a program reads. What such a passage
says proves nothing, so the words of a deal are never looked up in it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from .spans import Span

FILLER = "\ufffc"
"""Stands for each character of a passage that is left out; no article's own words hold it."""

ADDRESSED = "stands in a passage that addresses the model"
"""Why words of such a passage are refused."""

HIDDEN = "hidden"
"""The kind of a passage that shows other words than it holds."""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_MARKS = str.maketrans(dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‘’‚‛′`", "'"))
# Overrides and right-to-left embeddings turn Latin words and digits round on the screen; tag characters spell
# words that nobody sees; an invisible character amid digits makes two numbers look like one.
_TRICKS = re.compile(
    "[\u202b\u202d\u202e\u2067]|[\U000e0020-\U000e007e]{4,}"
    "|[0-9][.,]?[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+[.,]?[0-9]|(?:\\w[\u200b\u2060-\u2064]+){4,}"
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_ANNOUNCES = re.compile(r":\s*$|\b(?:following|below|next|as follows)\b", re.IGNORECASE)
_NEAR = 2
"""Two suspicious paragraphs with no more than this many between them make one passage."""


@dataclass(frozen=True)
class Suspicion:
    """The suspicious passages of a text, in its order, and of which kinds they are; both empty as a rule."""

    spans: tuple[Span, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def flag(self) -> str | None:
        """The kinds in one line; None for a text with nothing suspicious."""
        return ", ".join(self.kinds) or None

    def masked(self, text: str) -> str:
        """The text as long as before, with nothing left of the passages."""
        pieces, done = [], 0
        for span in self.spans:
            # Line ends keep the sentences around a passage apart from it.
            edge = "\n\n" if len(span) > 4 else ""
            pieces += [text[done : span.start], edge, FILLER * (len(span) - 2 * len(edge)), edge]
            done = span.end
        return "".join([*pieces, text[done:]])


def suspicion(text: str) -> Suspicion:
    """The passages of ``text`` that are written for a model, or that show other words than they hold."""
    found = [(kind, span) for kind, span in _signs(text)]
    if not found:
        return Suspicion()
    paragraphs = _paragraphs(text)
    touched: set[int] = set()
    for kind in dict.fromkeys(kind for kind, _ in found):
        numbers = sorted({_number(paragraphs, span.start) for each, span in found if each == kind})
        touched.update(_reach(kind, numbers, paragraphs, text))
    return Suspicion(tuple(_joined(sorted(touched), paragraphs)), tuple(sorted({kind for kind, _ in found})))


def _signs(text: str) -> Iterator[tuple[str, Span]]:
    """Each suspicious wording, with its kind and place."""
    for trick in _TRICKS.finditer(text):
        yield HIDDEN, Span(*trick.span())
    plain, origins = _plain(text)
    for kind, pattern in _patterns().items():
        for sign in pattern.finditer(plain):
            start, end = sign.span()
            yield kind, Span(origins[start], origins[end - 1] + 1) if origins else Span(start, end)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in small letters, without invisible characters, quotation marks straight; whence each character came."""
    straight = _small(text.translate(_MARKS))
    if not _INVISIBLE.search(straight):
        return straight, []
    origins = [at for at, character in enumerate(straight) if not _INVISIBLE.match(character)]
    return "".join(straight[at] for at in origins), origins


def _small(text: str) -> str:
    """The text in small letters, as long as before: a few letters would grow and stay as they are."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def _reach(kind: str, numbers: list[int], paragraphs: list[Span], text: str) -> Iterator[int]:
    """The numbers of the paragraphs that the signs of one kind make suspicious."""
    if kind == "markers":
        yield from range(numbers[0], numbers[-1] + 1 if len(numbers) > 1 else len(paragraphs))
    elif kind == "answers":
        yield from range(numbers[0], numbers[-1] + 1)
    else:
        for number in numbers:
            yield number
            if kind == "orders" and number + 1 < len(paragraphs) and _ANNOUNCES.search(paragraphs[number].of(text)):
                yield number + 1


def _joined(numbers: list[int], paragraphs: list[Span]) -> Iterator[Span]:
    """The passages that suspicious paragraphs make, with what stands between two that are near."""
    start = last = numbers[0]
    for number in numbers[1:]:
        if number - last > _NEAR + 1:
            yield Span(paragraphs[start].start, paragraphs[last].end)
            start = number
        last = number
    yield Span(paragraphs[start].start, paragraphs[last].end)


def _paragraphs(text: str) -> list[Span]:
    """The paragraphs of a text from start to end: between blank lines or, where there are none, its lines."""
    breaks = [found.end() for found in _BLANK_LINE.finditer(text)]
    if not breaks:
        breaks = [found.end() for found in re.finditer("\n", text)]
    starts = [0, *(at for at in breaks if at < len(text))]
    return [Span(start, end) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _number(paragraphs: list[Span], at: int) -> int:
    return bisect_right(paragraphs, at, key=lambda paragraph: paragraph.start) - 1


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    text = files(__package__).joinpath("suspicion.yml").read_text(encoding="utf-8")
    kinds: dict[str, list[str]] = yaml.safe_load(text)
    return {kind: re.compile(_joined_patterns(lines), re.MULTILINE) for kind, lines in kinds.items()}


def _joined_patterns(lines: list[str]) -> str:
    """One pattern for all; those that begin with a word share its border, which makes them three times as fast."""
    at_words = [line for line in lines if line.startswith(r"\b") and r"|\b" not in line]
    others = [line for line in lines if line not in at_words]
    shared = [rf"\b(?:{'|'.join(line[2:] for line in at_words)})"] if at_words else []
    return "|".join([*shared, *others])
