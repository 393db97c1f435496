"""Cutting a long article into passages that a model can take, at the borders of sentences."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from ..text.sentences import sentences
from ..text.spans import Span

SMALLEST = 200
"""Characters below which a passage is not cut further."""

_LEAD_SHARE = 5
_OVERLAP_SHARE = 10
_LONGEST_LEAD = 600


@dataclass(frozen=True)
class Passage:
    """A stretch of an article, in code points of its text, and the words that tell what it belongs to."""

    span: Span
    text: str
    context: str = ""


@dataclass(frozen=True)
class Cutter:
    """Cuts passages from one article's text, one after the other."""

    text: str

    def cut(self, start: int, window: int | None) -> Passage | None:
        """The passage that begins at ``start`` and has, with its context, at most ``window`` characters.

        It ends with a sentence, or inside one that is longer than the window. All but the first
        have the headline and the lead as context. None where only white space is left.
        """
        if not self.text[start:].strip():
            return None
        if window is None or (start == 0 and len(self.text) <= window):
            return self._passage(start, len(self.text), "")
        context = self._context(start, window // _LEAD_SHARE)
        room = max(window - len(context), 1)
        if len(self.text) - start <= room:
            return self._passage(start, len(self.text), context)
        return self._passage(start, self._end(start, start + room), context)

    def after(self, passage: Passage, window: int | None) -> int:
        """Where the next passage begins: a little before the end of this one, since deals span sentences."""
        end = passage.span.end
        if window is None or end >= len(self.text):
            return end
        first = bisect_left(self._starts, end - window // _OVERLAP_SHARE)
        start = self._starts[first] if first < len(self._starts) else end
        return start if passage.span.start < start < end else end

    def all(self, window: int | None) -> list[Passage]:
        """Every passage of the text."""
        passages = []
        at = 0
        while passage := self.cut(at, window):
            passages.append(passage)
            at = self.after(passage, window)
        return passages

    @cached_property
    def _sentences(self) -> list[Span]:
        return sentences(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self._sentences]

    @cached_property
    def _ends(self) -> list[int]:
        return [sentence.end for sentence in self._sentences]

    def _passage(self, start: int, end: int, context: str) -> Passage:
        return Passage(Span(start, end), self.text[start:end], context)

    def _end(self, start: int, limit: int) -> int:
        """The end of the last sentence before ``limit``, else of the last word, else ``limit``."""
        at = bisect_right(self._ends, limit) - 1
        if at >= 0 and self._ends[at] > start and self.text[start : self._ends[at]].strip():
            return self._ends[at]
        blank = max(self.text.rfind(" ", start, limit), self.text.rfind("\n", start, limit))
        return blank if self.text[start : max(blank, start)].strip() else limit

    def _context(self, start: int, room: int) -> str:
        """The headline and as much of the lead as there is room for, where the passage does not hold them."""
        end = 0
        for sentence in self._sentences:
            if sentence.end > min(room, _LONGEST_LEAD, start):
                break
            end = sentence.end
        return self.text[:end].strip()
