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

    def cut(self, done: int, window: int | None) -> Passage | None:
        """The passage that follows when all before ``done`` has been read; None where only white space is left.

        With its context it has at most ``window`` characters. It ends with a sentence, or inside one
        that is longer than the window, and begins a little before ``done``, since deals span
        sentences. All but the first have the headline and the lead as context.
        """
        if not self.text[done:].strip():
            return None
        if window is None:
            return self._passage(done, len(self.text), "")
        passage = self._cut(self._overlapping(done, window), window)
        return passage if passage.span.end > done else self._cut(done, window)

    def prepare(self) -> None:
        """Find the sentences, which takes seconds in a text of megabytes."""
        _ = self._starts, self._ends

    def all(self, window: int | None) -> list[Passage]:
        """Every passage of the text."""
        passages = []
        done = 0
        while passage := self.cut(done, window):
            passages.append(passage)
            done = passage.span.end
        return passages

    def _cut(self, start: int, window: int) -> Passage:
        context = self._context(start, window // _LEAD_SHARE) if start else ""
        limit = start + max(window - len(context), 1)
        return self._passage(start, len(self.text) if len(self.text) <= limit else self._end(start, limit), context)

    def _overlapping(self, done: int, window: int) -> int:
        """The start of the first sentence that is near enough before ``done``, else ``done``."""
        first = bisect_left(self._starts, done - window // _OVERLAP_SHARE) if done else 0
        return min(self._starts[first], done) if done and first < len(self._starts) else done

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
