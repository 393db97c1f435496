"""Computing hardware by name: "GB300 systems", "Trainium chips", "RNGD accelerators"."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from ..terms import DealType
from ..text.spans import Span
from .article import Article
from .drafts import Draft, by_sentence
from .lexicon import sections
from .nearness import is_nearest

_PART_OF_DEAL = (
    *(DealType.PURCHASE, DealType.CAPEX, DealType.PARTNERSHIP, DealType.JOINT_VENTURE),
    *(DealType.DEBT, DealType.LICENSING, DealType.INVESTMENT),
)
_FOR_MONEY = (DealType.DEBT, DealType.INVESTMENT, DealType.LICENSING)
_NOT_NAMES = re.compile(r"(?:COVID|FY|CO|GPT|Claude|Llama|Gemini|Series|Phase|Tier|Web|ISO|SOC)-?\d|[QHF]-?\d{1,2}$")


def find_hardware(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The names of hardware between two places of a text, each once, as written."""
    found: dict[str, Span] = {}
    for match in _pattern().finditer(text, start, len(text) if end is None else end):
        name = match["name"] or match["common"]
        if not _NOT_NAMES.match(name):
            at = match.start("name") if match["name"] else match.start("common")
            found.setdefault(_key(name), Span(at, at + len(name)))
    return list(found.values())


def add_hardware(article: Article, drafts: Sequence[Draft]) -> None:
    """Gives each draft the hardware that its own sentences name, or the one behind them that no other deal has."""
    told_in = by_sentence(drafts)
    deals_in = Counter(article.sentences[min(one.sentences)].paragraph for one in drafts)
    for draft in drafts:
        if draft.type in _PART_OF_DEAL:
            others = [one for index in set(draft.sentences) for one in told_in[index] if one is not draft]
            found = _own(article, draft, others) or _behind(article, draft, deals_in)
            draft.hardware = list({_key(span.of(article.text)): span for span in reversed(found)}.values())[::-1]


def _own(article: Article, draft: Draft, others: Sequence[Draft]) -> list[Span]:
    spans = (article.sentences[index].span for index in sorted(set(draft.sentences)))
    found = [name for span in spans for name in find_hardware(article.text, span.start, span.end)]
    return [name for name in found if is_nearest(article, draft, others, name)]


def _behind(article: Article, draft: Draft, deals_in: Mapping[int, int]) -> list[Span]:
    """The hardware of the sentence behind a deal's own, in a paragraph that tells of this deal only."""
    index = max(draft.sentences) + 1
    if draft.type in _FOR_MONEY or index >= len(article.sentences):
        return []
    sentence = article.sentences[index]
    if sentence.paragraph != article.sentences[index - 1].paragraph or deals_in.get(sentence.paragraph, 0) > 1:
        return []
    return find_hardware(article.text, sentence.span.start, sentence.span.end)


def _key(name: str) -> str:
    return name.casefold().removesuffix("s")


@cache
def _pattern() -> re.Pattern[str]:
    lists = sections("hardware.txt")
    names, common, kinds = ("|".join(lists[one]) for one in ("names", "with kind", "kinds"))
    return re.compile(rf"(?<![\w-])(?:(?P<name>(?:{names})s?)|(?P<common>{common})(?= (?:AI )?(?:{kinds})\b))(?![\w-])")
