"""Blocks of labelled lines: "Company: Acme", "Round: Series A", "Lead: Oak", each block a deal."""

import re
from collections.abc import Iterator

from ..terms import Status
from ..text.spans import Span
from .article import Article
from .drafts import Draft
from .tables import Line, deal_columns, label_of, row_draft

_BLANK = re.compile(r"\n[ \t]*\n")
_FIELD = re.compile(r"(?:^|(?<=   )|(?<=\t))\W{0,4}([A-Z][A-Za-z ]{2,24}):\**[ \t]+([^\s](?:[^\n\t ]| (?!  ))*)", re.M)
_NOBODY = re.compile(r"^(?:none|n/a|nobody|-|–)\b", re.I)
_FAILED = re.compile(r"cancelled|canceled|withdrawn|terminated", re.I)
_FEWEST_FIELDS = 3
_LONGEST = 2000


def block_drafts(article: Article) -> list[Draft]:
    """The deals of an article's blocks of labelled lines."""
    return [draft for span in _blocks(article.text) if (draft := _draft(article, span))]


def _blocks(text: str) -> Iterator[Span]:
    """The paragraphs that are short enough for a block."""
    start = 0
    for gap in [*(match.span() for match in _BLANK.finditer(text)), (len(text), len(text))]:
        if 0 < gap[0] - start <= _LONGEST:
            yield Span(start, gap[0])
        start = gap[1]


def _draft(article: Article, block: Span) -> Draft | None:
    text = article.text
    if text.count(":", block.start, block.end) < _FEWEST_FIELDS:
        return None
    fields = list(_FIELD.finditer(text, block.start, block.end))
    lines = text.count("\n", block.start, block.end) + 1
    if len(fields) < _FEWEST_FIELDS or lines > len(fields) + 1:
        return None
    labels: dict[int, str] = {}
    for k, field in enumerate(fields):
        label = label_of(field.group(1))
        if label and label not in labels.values() and not _NOBODY.match(field.group(2)):
            labels[k] = label
    columns = deal_columns(labels)
    if not columns:
        return None
    row = Line(tuple(Span(*field.span(2)) for field in fields), block)
    above = Line((), Span(block.start, block.start))
    draft = row_draft(article, row, columns, above, Span(block.start, block.start))
    if draft is None or len(draft.parties) < 2:
        return None
    draft.source = "a block of labelled lines"
    if _FAILED.search(block.of(text)):
        draft.status = Status.CANCELLED
    return draft
