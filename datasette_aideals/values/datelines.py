"""The day that a text gives as its own: in a dateline, in a line above the article, or in a note below it."""

import re
from collections.abc import Iterator

from ..text.spans import Span
from .date_words import Kind, Phrase, phrases
from .dates import PartialDate
from .sums import lower

_HEAD = 2500
_TAIL = 500
_MOST_LINES = 14
_LONGEST_LINE = 110
_LONGEST_PLACE = 90
_MOST_ENTRIES = 2
"""A text with more lines than this that begin with a date is a chronology."""

_WORD = re.compile(r"[^\W\d_]+")
_SMALL = frozenset(["and", "de", "do", "la", "le", "of", "on", "the"])
_AGENCY = re.compile(r"[ \t.,*_]*(?:[/(\[][^/()\[\]\n]{0,40}[/)\]][ \t*_]*)?(?:—|–|--?|:)(?=[\s*_])|[ \t.,*_]*/[A-Z]")
_LABEL = re.compile(
    r"(?:\b(?:published|posted|updated|issued|released|filed|recorded|aired|publié)(?: online)?(?: on| le)?"
    r"|\bdated?\b[^\n.]{0,50}:|^\W*(?:as (?:of|at)|week (?:ending|ended|of|to)))[ \t:*_]*$"
)
_OPEN = re.compile(r"(?:^|[|·•:,;.()\[\]/*_#>—–-])[ \t*_]*$|^source:?[^.]{0,40}\s$")
_CLOSE = re.compile(r"[ \t*_.]*(?:$|[|·•,;()\]/—–-]|(?:at )?\d{1,2}[:.]\d\d|(?:[A-Z]\w+[ \t]*){1,4}$)")
_SENTENCE = re.compile(r"[a-z]{2}[.!?][\"”’')]*(?:\s+[A-Z]|$)")


def stated_date(text: str) -> str | None:
    """The day that ``text`` gives as its own, ISO; only the month where it gives no day.

    "BERLIN, 3 May 2024 (Agency) —", "Posted: May 3, 2024", a line with nothing else. None for a chronology,
    and where the text gives no date of its own.
    """
    found = find_stated_date(text)
    return found[1] if found else None


def find_stated_date(text: str) -> tuple[Span, str] | None:
    """Where ``text`` gives its own date, and the date, ISO."""
    tail = max(_HEAD, len(text) - _TAIL)
    found = list(_own_dates(text, 0, _HEAD))
    if len(text) > tail:
        found += _own_dates(text, tail, len(text))
    return max(found, key=lambda one: len(one[1]), default=None)


def _own_dates(text: str, start: int, end: int) -> Iterator[tuple[Span, str]]:
    """The dates in one stretch of a text that are the text's own."""
    text = text[start:end]
    entries = 0
    found: list[tuple[Span, str]] = []
    for phrase in phrases(text, lower(text)):
        if phrase.kind is not Kind.FIXED or not phrase.month:
            continue
        line = _line(text, phrase.span)
        before, after = text[line.start : phrase.span.start], text[phrase.span.end : line.end]
        entries += not before.strip("*_#•-– \t")
        iso = _iso(phrase)
        if iso and _is_own(phrase, before, after, text.count("\n", 0, line.start)):
            found.append((Span(start + phrase.span.start, start + phrase.span.end), iso))
    if entries <= _MOST_ENTRIES:
        yield from found


def _is_own(phrase: Phrase, before: str, after: str, line: int) -> bool:
    """Whether a date with these words around it in its line is the text's own."""
    if _LABEL.search(before.lower()):
        return True
    if line > _MOST_LINES or phrase.lead:
        return False
    if phrase.day and len(before) <= _LONGEST_PLACE and _AGENCY.match(after) and _is_place(before):
        return True
    if len(before) + len(after) > _LONGEST_LINE or not (_OPEN.search(before.lower()) and _CLOSE.match(after)):
        return False
    alone = not after.strip(" .\t")
    return not _SENTENCE.search(after if alone else f"{before}{after}")


def _is_place(words: str) -> bool:
    """Whether words are those of a place or a paper: "SANTA CLARA, Calif. and SINGAPORE"."""
    return all(word[0].isupper() or word in _SMALL for word in _WORD.findall(words))


def _line(text: str, span: Span) -> Span:
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(text))


def _iso(phrase: Phrase) -> str | None:
    parts = [f"{phrase.year:04}", f"{phrase.month:02}", *([f"{phrase.day:02}"] if phrase.day else [])]
    try:
        return PartialDate("-".join(parts)).iso
    except ValueError:
        return None
