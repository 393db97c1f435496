"""What a sum of money stands for, by the words around it: a deal's price, or revenue, or a valuation."""

import re
from collections.abc import Sequence
from enum import Enum

from ..values.money import MoneyMention


class SumRole(Enum):
    """What a sum is in its sentence."""

    DEAL = "deal"
    VALUATION = "valuation"
    TOTAL = "total"
    ASIDE = "aside"  # revenue, market size, fees, prices per unit: no deal's money


_LINK = r"(?:\s+(?:of|at|to|by|is|was|in|as|for|the|a|an|that|than|more|over|about|some|around|nearly|is|are|between|with|it|them|after|round|the company|company|startup|firm|group|its|past|above|exceeding|or|and|now|post-money|pre-money|from))*\W*$"
_BEFORE = (
    (
        SumRole.VALUATION,
        r"valu(?:es|ed|ing)(?:\s+[\w.&'’-]+){1,5}\s+at|valuations?|valued|valuing|values?|valuation (?:rose|jumped|soared)|worth of the company|market (?:value|cap(?:itali[sz]ation)?)|enterprise value|equity value|priced? the company|pre-money value|worth after the deal|corporate value",
    ),
    (
        SumRole.TOTAL,
        r"total(?:ing|ling|s|ed)?|total (?:funding|raised|capital|financing|investment|amount)(?: raised)?|cumulative(?:ly)?|altogether|in all|combined|so far raised|raised to date|has (?:now )?(?:raised|taken in) a total of|aggregate|funding now exceeds|brings? the total",
    ),
    (
        SumRole.ASIDE,
        r"revenues?|sales|turnover|profits?|loss(?:es)?|earnings|income|ebitda|arr|run[- ]rate|backlog|margins?|savings|fined?|penalt(?:y|ies)|termination fee|break-?up fee|fee|salary|price target|market size|market (?:was|is)|worth about per|assets under management|aum|dividends?|per share|severance|target(?:ed)?|goals?|surpassing|exceeding (?:its|the)|above its|orders|costs?|cost between|estimated to cost|tax",
    ),
)
_AFTER = (
    (
        SumRole.ASIDE,
        r"^\s*(?:(?:in|of|for|worth of)\s+)?(?:the\s+|its\s+|annual(?:i[sz]ed)?\s+|recurring\s+|quarterly\s+|net\s+|contracted\s+|monthly\s+|total\s+|full-year\s+)*(?:revenues?|sales|turnover|profits?|arr\b|run[- ]rate|earnings|income|ebitda|savings|market\b(?! (?:cap|value))|industry\b|industries|opportunity|backlog|under management|of assets under|in assets|aum|termination fee|break-?up fee|fee\b|fine\b|penalty|tax(?:es)?\b|salar|bookings|charge\b|loss(?:es)?\b|of future|bonus|cohort|target(?:ed)?\b|goal\b|threshold)",
    ),
    (
        SumRole.ASIDE,
        r"^\s*(?:a|per|an)\s+(?:share|user|seat|month|token|hour|megawatt|employee|book|unit|kilowatt|day|person)\b|^\s*(?:apiece|each share)\b|^-(?:a|per)-share",
    ),
    (
        SumRole.VALUATION,
        r"^\s*(?:(?:pre|post)[- ]money\s+)?(?:valuation|valued|market cap|company\b|enterprise value|market value)",
    ),
    (
        SumRole.TOTAL,
        r"^\s*(?:in total|to date|so far|altogether|in all|in aggregate|since (?:its )?(?:founding|inception|launch)|combined|in total funding|in funding to date|together\b|across (?:all|both))",
    ),
)
_BEFORE_PATTERNS = tuple((role, re.compile(rf"\b(?:{words})\b{_LINK}")) for role, words in _BEFORE)
_AFTER_PATTERNS = tuple((role, re.compile(words)) for role, words in _AFTER)
_PRICED = re.compile(
    r"\b(?:deals?|transactions?|agreements?|contracts?|orders?|purchase|acquisitions?|takeover|package|rounds?|mergers?|ventures?|partnerships?|bid|offer|projects?|tender)"
    r"(?: (?:is|was|that|which|has|had|been|price|total|headline|a|an|overall))* (?:valued|worth|value|totall?ing|totall?ed)\b"
    + _LINK
)
_REACH = 64


def sum_role(text: str, lower: str, mention: MoneyMention) -> SumRole:
    """What a sum stands for; ``lower`` is the article in lower case."""
    start, end = mention.span.start, mention.span.end
    if mention.per and re.search(
        r"share|user|seat|hour|token|book|unit|month|day|kilowatt|employee", mention.per.lower()
    ):
        return SumRole.ASIDE
    after = lower[end : end + _REACH]
    for role, pattern in _AFTER_PATTERNS:
        if pattern.match(after):
            return role
    before = lower[max(0, start - _REACH) : start]
    cut = max(before.rfind("\n"), before.rfind(". "), before.rfind("; "))
    before = before[cut + 1 :]
    if _PRICED.search(before):
        return SumRole.DEAL
    for role, pattern in _BEFORE_PATTERNS:
        if pattern.search(before):
            return role
    return SumRole.DEAL


def plain_sums(mentions: Sequence[MoneyMention], text: str) -> dict[int, SumRole]:
    """The role of each sum, by the place where it begins."""
    lower = text.lower()
    lower = lower if len(lower) == len(text) else text
    return {mention.span.start: sum_role(text, lower, mention) for mention in mentions}
