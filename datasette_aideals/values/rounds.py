"""Names of funding rounds: "Series A", "Pre-seed", "Bridge"."""

import re
from collections.abc import Iterator

from ..text.spans import Span
from .sums import lower

_MONEY_WORD = (
    "(?:round|funding|financing|money|investment|capital|raise|fundraise|fundraising|extension|cheque|check|notes?)"
)
_END = r"(?![^\W_])"
_SERIES = re.compile(
    r"s[eé]ries?[\s\u00a0-]{1,2}(?:(?P<letter>[a-k])(?P<step>[\s-]?[1-9](?!\d))?(?![^\W_]|[.&]\w)"
    r"(?P<extension>[\s-](?:round[\s-])?extension)?|(?P<seed>seed))" + _END
)
_SEED = re.compile(rf"seed(?P<plus>\+|[\s-]extension)?(?P<money>[\s-]{_MONEY_WORD})?{_END}")
_BRIDGE = re.compile(rf"bridge[\s-](?:round|funding|financing|money|investment|notes?){_END}")
_ANGEL = re.compile(rf"angel[\s-](?:round|funding|financing){_END}")
_IPO = re.compile(rf"ipo[\s-](?:round|funding|fundraising|financing|placement|investment){_END}")
_LETTER = re.compile(rf"(?<![^\s(\"“'‘])([A-H])[\s-]round{_END}")
_SAFE = re.compile(r"SAFEs?(?:\s(?:note|round|agreement)s?)?" + _END)
_AGREEMENT = re.compile(rf"simple[\s-]agreements?\sfor\sfuture\sequity{_END}")
_PRE = re.compile(r"(?<![^\W_])pre[\s‑-]?$")
_SUM = re.compile(
    r"(?:\d[\d.,]*[\s\u00a0-]?(?:million|billion|crore|lakh|bn|mn|m|b|k)?|dollars?|euros?|pounds|won|yen|rupees|[|]|\bin)"
    r"[\s\u00a0-]{1,2}$"
)
_HOLDERS = re.compile(r"[\s-](?:backers?|investors?|funds?|compan|startups?|firms?|stage|round|investing|money)")


def find_rounds(text: str) -> list[tuple[Span, str]]:
    """The funding rounds that ``text`` names, from left to right, in their usual spelling."""
    return sorted(_rounds(text, lower(text)))


def parse_round(words: str) -> str | None:
    """The round that ``words`` name: "Series B", "Series B extension", "Pre-seed", "Bridge", "SAFE"; else None."""
    bare = " ".join(words.replace("‑", "-").split()).strip(" .,*\"'")
    if bare.casefold() in ("safe", "safe note"):
        return "SAFE"
    for trial in (bare, f"{bare} round"):
        found = find_rounds(trial)
        if found:
            return found[0][1]
    return None


def _rounds(text: str, lowered: str) -> Iterator[tuple[Span, str]]:
    for stem, pattern in (("series", _SERIES), ("série", _SERIES), ("seed", _SEED)):
        for match in _matches(lowered, stem, pattern):
            pre = _PRE.search(lowered, max(0, match.start() - 5), match.start())
            name = _series(match, pre) if pattern is _SERIES else _seed(lowered, match, pre)
            if name:
                yield Span(pre.start() if pre else match.start(), match.end()), name
    for stem, pattern, name in (("bridge", _BRIDGE, "Bridge"), ("angel", _ANGEL, "Angel")):
        for match in _matches(lowered, stem, pattern):
            yield Span(match.start(), match.end()), name
    for match in _matches(lowered, "ipo", _IPO):
        pre = _PRE.search(lowered, max(0, match.start() - 5), match.start())
        if pre:
            yield Span(pre.start(), match.end()), "Pre-IPO"
    for match in _LETTER.finditer(text):
        yield Span(match.start(), match.end()), f"Series {match[1]}"
    for source, stem, pattern in ((text, "SAFE", _SAFE), (lowered, "simple", _AGREEMENT)):
        for match in _matches(source, stem, pattern):
            yield Span(match.start(), match.end()), "SAFE"


def _matches(text: str, stem: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    at = text.find(stem)
    while at >= 0:
        if not at or not text[at - 1].isalnum():
            match = pattern.match(text, at)
            if match:
                yield match
        at = text.find(stem, at + len(stem))


def _series(match: re.Match[str], pre: re.Match[str] | None) -> str:
    if match["seed"]:
        return "Seed"
    step = (match["step"] or "").strip(" -")
    name = f"{'Pre-' if pre else ''}Series {match['letter'].upper()}{step}"
    return f"{name} extension" if match["extension"] else name


def _seed(lowered: str, match: re.Match[str], pre: re.Match[str] | None) -> str | None:
    """Seed is a round with a word for money after it or a sum before it; seed investors are not."""
    if pre:
        return "Pre-seed"
    start, end = match.span()
    sum_before = _SUM.search(lowered, max(0, start - 20), start)
    if not match["money"] and not match["plus"] and (not sum_before or _HOLDERS.match(lowered, end)):
        return None
    if lowered[max(0, start - 7) : start].startswith("series"):
        return None
    extended = "extension" in (match["plus"] or "") or "extension" in (match["money"] or "")
    return "Seed extension" if extended else "Seed"
