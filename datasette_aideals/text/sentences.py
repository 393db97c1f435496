"""Cutting a text into sentences, without losing a character that is not white space.

A break is a blank line, the end of a line that the next one does not carry on, a block tag of
HTML, or a full stop, question or exclamation mark that ends a sentence. Abbreviations, initials
and numbers of lists do not end one. Texts that are written without capitals are cut as well.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from .spans import Span
from .tables import cell, rows

_STOP = re.compile(r"[.!?…。](?:[\"'”’»)\]*_]{0,4}\s+|(?<=[a-z]{3}.)[\"”’]?(?=[A-Z][a-z]{2}))|。")
_TAG = re.compile(
    r"<(/?)(?:p|li|ul|ol|dl|dt|dd|h[1-6]|div|article|aside|section|table|tr|td|th|br|hr|script)\b[^<>]{0,200}>"
)
_LINE_OPENER = re.compile(r"\s*(?:[-*•▪◦–—·→»>#|+✓✔]|\(?\d{1,2}[.)]\s|\(?[a-zA-Z][)]\s|[QA]:\s|<)")
_COLUMNS = re.compile(r"\S(?:\t| {3})\s*\S")
_OPENERS = " \t\n\r\u00a0\u202f\"'“‘«([*_"
_CLOSERS = "\"'”’»)]*_ \t\u00a0"
_ENDERS = ".!?…:;。"

_BETWEEN_WORDS = re.compile(r"[\s(\[“\"‘'*_–—/]")

_WRAP_MIN, _WRAP_MAX = 40, 110
_RAGGED = 8
_FEW_LINES = 2

# Roles: "never ends" a sentence, whatever the next letter is; "number follows" and then does not end it; "often inside"
# ends it only before a word that "starts" one; "ends before a name" or any other word with a capital; "letter follows",
# which is no initial then ("a Series A. Acme led it"); a "state" behind a comma ends one before a capital
# ("in Syracuse, N.Y. Acme plans"); "joins" the line after.
_ROLES = {row["role"]: frozenset(cell(row["words"])) for row in rows(__package__, "sentence_words.csv")}
_NEVER_LAST, _BEFORE_NUMBER, _OFTEN_INSIDE = (_ROLES[role] for role in ("never ends", "number follows", "often inside"))
_BEFORE_NAME, _BEFORE_LETTER = _ROLES["ends before a name"], _ROLES["letter follows"]
_STATES = _ROLES["state"]
_STARTERS, _JOINING_WORDS = _ROLES["starts"], _ROLES["joins"]
_SCALES = ("billion", "million", "trillion", "crore", "lakh", "bn", "mn", "thousand")


def sentences(text: str) -> list[Span]:
    """The sentences of ``text`` from start to end: disjoint spans that cover all that is not white space."""
    spans = []
    start = 0
    for end in [*sorted(_breaks(text)), len(text)]:
        piece = text[start:end]
        bare = piece.strip()
        if bare:
            first = start + len(piece) - len(piece.lstrip())
            spans.append(Span(first, first + len(bare)))
        start = end
    return spans


def _breaks(text: str) -> set[int]:
    breaks = set(_line_breaks(text))
    if "<" in text:
        breaks.update(tag.end() if tag[1] else tag.start() for tag in _TAG.finditer(text))
    stops = [stop for stop in _STOP.finditer(text) if stop.end() < len(text)]
    follows = [_next_kind(text, stop.end()) for stop in stops]
    lower_case = follows.count("lower") > 2 * follows.count("upper") and sum(map(str.isupper, text)) <= len(stops)
    line_starts = breaks | {0}
    for stop, kind in zip(stops, follows, strict=True):
        if kind == "lower" and not lower_case:
            continue
        if kind == "other" and text[stop.start()] == ".":
            continue
        if _ends_sentence(text, stop, line_starts, lower_case):
            breaks.add(stop.end())
    return breaks


def _next_kind(text: str, at: int) -> str:
    """What the first letter after ``at`` says: "upper" may start a sentence, "lower" does so only without capitals."""
    window = text[at : at + 24].lstrip(_OPENERS)
    if not window:
        return "other"
    letter = window[0]
    if letter.islower():
        # Names such as iRobot and xAI start sentences too.
        word = re.match(r"\w+", window)
        return "upper" if word and word[0] != word[0].lower() else "lower"
    return "upper" if letter.isalnum() or letter in "$€£¥₹#@" else "other"


def _ends_sentence(text: str, stop: re.Match[str], line_starts: set[int], lower_case: bool) -> bool:
    if text[stop.start()] != ".":
        # A quoted question goes on ("What now?" she asked), and so does Yahoo! Inc.
        quoted = stop.group()[1:].strip() != ""
        return not (lower_case and quoted) and not text.startswith("Inc", stop.end())
    at = stop.start()
    window = text[max(0, at - 24) : at]
    *before, word = _BETWEEN_WORDS.split(window)
    low = word.casefold()
    following = _word_at(text, stop.end())
    if low in _NEVER_LAST or (low in _BEFORE_NUMBER and following[:1].isdigit()):
        return False
    if word.isdigit() and len(word) < 4 and _opens_line(text, at - len(word), line_starts):
        return False
    state = low in _STATES and bool(before) and before[-1].endswith(",") and text[stop.end()].isupper()
    if state or (low in _BEFORE_NAME and following[:1].isupper()):
        return True
    lettered = bool(before) and before[-1].casefold() in _BEFORE_LETTER
    alone = len(word) == 1 and word.isalpha() and word != "I" and not lettered
    initials = alone or re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", word)
    if low in _OFTEN_INSIDE or low in _BEFORE_NAME or initials:
        return following.casefold() in _STARTERS and not (lower_case and initials)
    return True


def _word_at(text: str, at: int) -> str:
    window = text[at : at + 24].lstrip(_OPENERS)
    found = re.match(r"[\w$€£¥₹]+", window)
    return found[0] if found else ""


def _opens_line(text: str, at: int, line_starts: set[int]) -> bool:
    before = text[max(0, at - 12) : at]
    bare = before.rstrip(" \t#*_>(-•")
    return at - (len(before) - len(bare)) in line_starts or bare.endswith("\n")


def _line_breaks(text: str) -> Iterator[int]:
    lines = text.split("\n")
    if len(lines) == 1:
        return
    width = max((len(line) for line in lines if line.count(" ") >= 3), default=0)
    wrapped = _WRAP_MIN <= width <= _WRAP_MAX and _goes_on(lines)
    at = 0
    for line, following in pairwise(lines):
        at += len(line) + 1
        if not _carries_on(line, following, width if wrapped else 0):
            yield at


def _goes_on(lines: list[str]) -> bool:
    """Whether some line begins within a sentence, as hard-wrapped text has it; lists of many short lines have none."""
    pairs = [(line, following) for line, following in pairwise(lines) if line.strip() and following.strip()]
    return len(pairs) < _FEW_LINES or any(following.lstrip()[0].islower() for _, following in pairs)


def _carries_on(line: str, following: str, width: int) -> bool:
    """Whether the sentence of ``line`` goes on in the next line; ``width`` is that of hard-wrapped text, else 0."""
    bare, after = line.rstrip(), following.strip()
    if not bare or not after or _LINE_OPENER.match(following) or bare.lstrip()[:1] in "#|":
        return False
    first = after.split(None, 1)[0]
    if bare[-1].isdigit() and first.casefold().startswith(_SCALES):
        return True
    if width:
        if _COLUMNS.search(following) or (_COLUMNS.search(line) and not following[:1].isspace()):
            return False
        return len(bare) + len(first) > width - _RAGGED
    if first[0].islower() and bare[-1] not in _ENDERS:
        return bare[-1] == "," or bare.rsplit(None, 1)[-1] in _JOINING_WORDS
    return False
