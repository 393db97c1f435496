"""The signs and words of currencies, and which one an article means where several share a word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ..text.tables import cell, rows

_MONEY = (
    r"(?:(?P<nation>us|u\.s\.|american|canadian|australian|hong kong|singapore|new zealand|new taiwan|taiwan)"
    r" (?:dollars?|funds|currency)|(?P<code>usd|cad|aud|hkd|sgd|nzd|twd))(?![^\W_])"
)
_STATED = re.compile(
    r"(?:\b(?:amounts?|figures?|sums|prices|values|numbers|dollars?|currency|money)|[\"“$]\$?[\"”]?)"
    r"(?: (?:are|is|all|quoted|stated|expressed|reported|given|shown|here|below|refers?|means?|stands|sign)){0,4}"
    rf" ?(?:in|to|for|=|:|means?) ?{_MONEY}"
    rf"|\bin {_MONEY.replace('nation', 'nation2').replace('code', 'code2')},? unless"
)
_NATIONS = {
    "us": "USD", "u.s.": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "hong kong": "HKD",
    "singapore": "SGD", "new zealand": "NZD", "new taiwan": "TWD", "taiwan": "TWD",
}  # fmt: skip
_OTHER_DOLLARS = ("canadian", "australian", "kong dollar", "singapore dollar", "zealand dollar", "taiwan dollar")
_OTHER_CODES = re.compile(r"(?<![a-z])(?:cad|aud|hkd|sgd|nzd|twd|ntd)(?![a-z])")
_SUFFIXED = re.compile(r"(?<![\w$])\$\s?\d[\d.,]*[\s-]?(?:[a-z]{1,8}[\s-])?(?P<word>cad|aud|hkd|sgd|nzd|twd|ntd)\b")


# "$137 million (US$102 million)": the first sum is in the dollars of the country that the article is about.
_RESTATED = re.compile(r"(?<![\w$])\$\s?\d[\d.,]*[\s-]?(?:million|billion|mn?|bn?)?\s?\(us\$")
_LOCAL_DOLLARS = {
    "CAD": ("canad", "toronto", "montreal", "montréal", "vancouver", "ontario", "quebec", "québec"),
    "AUD": ("australia", "sydney", "melbourne"),
    "SGD": ("singapore",),
    "HKD": ("hong kong",),
    "NZD": ("new zealand", "auckland"),
    "TWD": ("taiwan", "taipei"),
}


@dataclass(frozen=True)
class Sign:
    """A sign or word of money: the currencies that use it, the likeliest first, and whether it needs a scale word.

    "won" counts in "5 million won", not in "they won 5" or "5 won".
    """

    codes: tuple[str, ...]
    needs_scale: bool


@dataclass(frozen=True)
class Signs:
    """All signs: those that stand before a number, and those that stand after it (lower case)."""

    before: dict[str, Sign]
    after: dict[str, Sign]
    cues: dict[str, tuple[str, ...]]


@cache
def signs() -> Signs:
    """The table ``currencies.csv``: "|" separates words, "*" marks those that need a scale word."""
    before: dict[str, Sign] = {}
    after: dict[str, Sign] = {}
    cues = {}
    for row in rows(__package__, "currencies.csv"):
        code = row["code"]
        _enter(before, code, cell(row["before"]))
        _enter(after, code, cell(row["after"]))
        cues[code] = cell(row["cues"])
    for word in list(before):
        if word.isascii() and (len(word) > 2 or not before[word].needs_scale):
            for other in (word.lower(), word.upper(), word.title()):
                before.setdefault(other, before[word])
    return Signs(before, after, cues)


def _enter(table: dict[str, Sign], code: str, words: Iterable[str]) -> None:
    for word in words:
        bare = word.lstrip("*")
        codes = table[bare].codes if bare in table else ()
        table[bare] = Sign((*codes, code), word != bare)


def choose(sign: Sign, dollar: str, context: str) -> str:
    """The currency that ``sign`` means; ``context`` is the lower-case text whose places decide between several."""
    codes = sign.codes
    if len(codes) > 1:
        cues = signs().cues
        counts = [sum(context.count(cue) for cue in cues[code]) for code in codes]
        code = codes[counts.index(max(counts))]
    else:
        code = codes[0]
    return dollar if code == "$" else code


def dollar_of(text: str) -> str:
    """The currency that a bare "$" means in this article: "USD" unless the text says otherwise.

    It says so in words ("amounts in Canadian dollars"), at a sum ("$2-billion CAD") or behind one ("$5m (US$4m)").
    """
    if "$" not in text and "ollar" not in text:
        return "USD"
    lowered = text.lower()
    if _RESTATED.search(lowered):
        counts = {code: sum(lowered.count(place) for place in places) for code, places in _LOCAL_DOLLARS.items()}
        local = max(counts, key=counts.__getitem__)
        return local if counts[local] else "USD"
    if not any(cue in lowered for cue in _OTHER_DOLLARS) and not _OTHER_CODES.search(lowered):
        return "USD"
    stated = _STATED.search(lowered)
    if stated:
        nation = stated["nation"] or stated["nation2"]
        return _NATIONS[nation] if nation else (stated["code"] or stated["code2"]).upper()
    suffixed = _SUFFIXED.search(lowered)
    if suffixed:
        return "TWD" if suffixed["word"] == "ntd" else suffixed["word"].upper()
    return "USD"
