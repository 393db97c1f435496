"""Finding words in a text without regard to case, white space and kinds of quotation mark.

Models copy an article's words almost, but not quite, as they stand: they straighten
quotation marks, join lines and change case. ``Folded`` holds a text in a plain form beside
the place each of its characters came from, so that a match leads back to the exact words.
"""

import re
import string
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .spans import Span

_PLAIN = {
    **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
    **dict.fromkeys("“”„‟″«»‹›", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
    # Marks of direction, joiners and soft hyphens are invisible; a copy of the words drops them.
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
}
_ASCII = str.maketrans({**dict(zip(string.ascii_uppercase, string.ascii_lowercase, strict=True)), "`": "'"})
_BLANKS = dict.fromkeys(("\n", "\n\n", "\u00a0", "\t", "  "), " ")
_ASCII_REGIONS = re.compile(r"\s{2,}|[^\S ]")


@dataclass(frozen=True)
class Folded:
    """A text in plain form, and where it came from.

    From each plain offset in ``at`` on, characters were copied one to one from the offset in
    ``start``, or, where ``end`` is not negative, all came from the span of ``start`` and ``end``.
    """

    text: str
    at: tuple[int, ...]
    start: tuple[int, ...]
    end: tuple[int, ...]

    def find(self, words: str, start: int = 0) -> Span | None:
        """The first place at or after ``start`` (in the original text) where ``words`` stand."""
        return next(self.find_all(words, start), None)

    def find_all(self, words: str, start: int = 0) -> Iterator[Span]:
        """Every place where ``words`` stand, from left to right, without overlaps."""
        needle = fold(words).text.strip()
        if not needle:
            return
        at = self.text.find(needle)
        while at >= 0:
            last = at + len(needle) - 1
            first = self._origin(at).start
            if first >= start:
                yield Span(first, self._origin(last).end)
            at = self.text.find(needle, last + 1)

    def _origin(self, at: int) -> Span:
        """The span of the original text that the plain character ``at`` came from."""
        region = bisect_right(self.at, at) - 1
        if self.end[region] >= 0:
            return Span(self.start[region], self.end[region])
        start = self.start[region] + at - self.at[region]
        return Span(start, start + 1)


def fold(text: str) -> Folded:
    """The plain form of ``text``: NFC, case folded, white space and quotation marks alike.

    Composed characters are handled cluster by cluster, a base character with the marks that
    follow it, so that a decomposed "é" and a composed one fold to the same and map back whole.
    """
    table, pattern = (_ASCII, _ASCII_REGIONS) if text.isascii() else _tables("".join(sorted(set(text))))
    aligned = text.translate(table)
    pieces: list[str] = []
    at, starts, ends = [0], [0], [-1]
    size = done = 0
    for found in pattern.finditer(text):
        start, end = found.span()
        words = found[0]
        plain = _BLANKS.get(words) or _fold_cluster(words)
        pieces += aligned[done:start], plain
        size += start - done
        at += size, size + len(plain)
        starts += start, end
        ends += end, -1
        size += len(plain)
        done = end
    pieces.append(aligned[done:])
    return Folded("".join(pieces), tuple(at), tuple(starts), tuple(ends))


@lru_cache(maxsize=512)
def _tables(letters: str) -> tuple[dict[int, str], re.Pattern[str]]:
    """For a text of these letters: what folds one to one, and a pattern of what does not."""
    table = {ord(letter): "'" if letter == "`" else letter.lower() for letter in string.ascii_uppercase + "`"}
    blank, marks, wide = [], [], []
    for letter in letters:
        plain = _fold_cluster(letter)
        if unicodedata.combining(letter):
            marks.append(letter)
        elif not plain:
            blank.append(letter)
        elif len(plain) > 1:
            wide.append(letter)
        elif plain != letter:
            table[ord(letter)] = plain
    return table, _regions(*("".join(re.escape(letter) for letter in group) for group in (blank, marks, wide)))


def _regions(blank: str, marks: str, wide: str) -> re.Pattern[str]:
    parts = [rf"[\s{blank}]{{2,}}", rf"[^\S ]|[{blank}]" if blank else r"[^\S ]"]
    if marks:
        parts.append(rf"[^{marks}][{marks}]+|[{marks}]+")
    if wide:
        parts.append(f"[{wide}]")
    return re.compile("|".join(parts))


def _fold_cluster(cluster: str) -> str:
    """The plain form of a character with its marks, or of a run of white space and invisible marks."""
    if cluster.isspace():
        return " "
    composed = unicodedata.normalize("NFC", cluster)
    plain = "".join(_PLAIN.get(character, character.casefold()) for character in composed)
    return " " if plain.isspace() else plain
