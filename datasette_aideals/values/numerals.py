"""Numbers, in digits ("1,058.52", "4,3", "1'500") and in words ("half a", "twenty-five")."""

import re
from decimal import Decimal, InvalidOperation

# Digits with groups; a space groups only after one to three digits, which ``cut_groups`` sees to.
NUMBER = re.compile(r"\d+(?:[.,’']\d+|[ \u00a0\u202f\u2009]\d{3}(?!\d))*")

_SPACED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:['’]\d{3})+")
_SPACES = re.compile(r"[ \u00a0\u202f\u2009]")
_MARKS = re.compile(r"[.,’']")
_LONGEST = 24

_DIGIT_WORDS = dict(
    zip(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(1, 20),
        strict=True,
    )
)
_TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
_COUNTS = {**_DIGIT_WORDS, **_TENS, "a": 1, "an": 1, "zero": 0}
_FRACTIONS = {
    "half": Decimal("0.5"),
    "half a": Decimal("0.5"),
    "quarter": Decimal("0.25"),
    "a quarter": Decimal("0.25"),
    "a half": Decimal("0.5"),
    "a quarter of a": Decimal("0.25"),
    "quarter of a": Decimal("0.25"),
    "three quarters of a": Decimal("0.75"),
}
_NUMBER_WORDS = frozenset([*_COUNTS, "hundred", "and", "half", "quarter", "quarters", "of"])
_WORD = re.compile(r"[a-z]+")
_VAGUE = re.compile(r"\b(?:few|several|many|couple|multi)[\s-]+$")
_WINDOW = 48


def cut_groups(digits: str) -> str:
    """The part of what ``NUMBER`` matched that is one number: "2024 500" is two, "100 000" is one."""
    if not _SPACES.search(digits) or _SPACED.fullmatch(digits):
        return digits
    return _SPACES.split(digits, maxsplit=1)[0]


def parse_digits(digits: str, comma_decimal: bool = False) -> Decimal | None:
    """The number that ``digits`` write; with ``comma_decimal`` a lone point groups thousands ("4.300").

    A comma followed by one or two digits at the end is a decimal comma, also in English texts
    that were translated. None where the groups make no sense ("1.2.3") or the number is absurdly long.
    """
    if len(digits) > _LONGEST:
        return None
    if digits.isdecimal():
        return Decimal(digits)
    plain = _SPACES.sub("", digits)
    marks = _MARKS.findall(plain)
    if len(marks) > 1 or (marks and marks[0] != "."):
        plain_or_none = _without_groups(plain, marks)
        if plain_or_none is None:
            return None
        plain = plain_or_none
    elif comma_decimal and marks and _GROUPED.fullmatch(plain):
        plain = plain.replace(".", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _without_groups(plain: str, marks: list[str]) -> str | None:
    last = marks[-1]
    whole, _, tail = plain.rpartition(last)
    if _GROUPED.fullmatch(plain):
        return _MARKS.sub("", plain)
    if last in ".," and (len(marks) == 1 or (_GROUPED.fullmatch(whole) and last not in marks[:-1])):
        return f"{_MARKS.sub('', whole)}.{tail}"
    return None


def parse_words(words: str) -> Decimal | None:
    """The number that lower-case ``words`` spell: "nine", "twenty-five", "half a", "one and a half"."""
    tokens = _WORD.findall(words)
    joined = " ".join(tokens)
    if joined in _FRACTIONS:
        return _FRACTIONS[joined]
    if joined.endswith(" and a half"):
        whole = parse_words(joined[: -len(" and a half")])
        return None if whole is None else whole + Decimal("0.5")
    if len(tokens) > 1 and tokens[0] in ("a", "an") and tokens[1] in _COUNTS:
        tokens = tokens[1:]
    total, last = 0, ""
    for token in tokens:
        if token == "hundred":
            total = max(total, 1) * 100
        elif token in _COUNTS:
            if last in _DIGIT_WORDS or (last in _TENS and token not in _DIGIT_WORDS):
                return None
            total += _COUNTS[token]
        elif token != "and" or last != "hundred":
            return None
        last = token
    return Decimal(total) if last not in ("", "and") else None


def words_before(lowered: str, end: int) -> tuple[int, Decimal] | None:
    """The number in words that stands right before ``end``, with its start; spaces and hyphens may part them."""
    base = max(0, end - _WINDOW)
    start, upto = -1, end
    for token in reversed(list(_WORD.finditer(lowered, base, end))):
        gap = lowered[token.end() : upto]
        if token[0] not in _NUMBER_WORDS or gap.strip(" \t\n\r\u00a0-‐‑") or token.start() == base > 0:
            break
        start = upto = token.start()
    while start >= 0 and lowered.startswith(("and", "of"), start):
        following = _WORD.search(lowered, start + 2 + lowered.startswith("and", start), end)
        # "A third of a billion" is not a billion.
        if not following or (lowered[start] == "o" and following[0] in ("a", "an")):
            return None
        start = following.start()
    if start < 0 or (start and (lowered[start - 1].isalnum() or lowered[start - 1] in "'’&-‐‑")):
        return None
    if _VAGUE.search(lowered, max(0, start - 10), start):
        return None
    number = parse_words(lowered[start:end])
    return None if number is None else (start, number)
