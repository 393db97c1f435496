"""Tables of deals: a header that says what the columns are, and a row for each deal."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..terms import DealType, Role, Status
from ..text.spans import Span, Spans
from ..values.money import MoneyMention, parse_money
from ..values.rounds import parse_round
from .article import Article
from .discourse import Party
from .drafts import Draft
from .entities import Entity, Kind, key_of, kind_of, known_organization
from .grants import lists_grants, public_body_above
from .lexicon import word_class
from .names import Name

_CELL = re.compile(r"[^\s|](?:[^|\t\n ]| (?![ |\t]|$))*")
_RULE = re.compile(r"^[\s|:+=-]*$")
_LEAST_ROWS = 2
_LONGEST_CELL = 160
_LONGEST_NAME = 4

# What the words of a header say about its column.
_COLUMNS = (
    (
        "skip",
        re.compile(
            r"valu(?:ed|ation)|to date|total raised|raised to date|since founding|revenue|headcount|employees", re.I
        ),
    ),
    (
        "investor",
        re.compile(r"\b(?:led by|lead|investors?|backers?|funders?|money from|investment institutions?)\b|^who$", re.I),
    ),
    ("supplier", re.compile(r"\b(?:seller|supplier|vendor|generator|landlord)\b", re.I)),
    ("customer", re.compile(r"\b(?:customer|client|offtaker|tenant)\b", re.I)),
    ("acquirer", re.compile(r"\b(?:acquirer|buyer|bidder|purchaser)\b", re.I)),
    ("target", re.compile(r"\b(?:target|acquired|acquisition)\b", re.I)),
    ("round", re.compile(r"\b(?:round|stage|series|type|turn)\b", re.I)),
    ("grant", re.compile(r"\b(?:sanctioned|grant(?:s|ed)?|awarded|award|subsidy)\b", re.I)),
    ("amount", re.compile(r"^value$|\b(?:amount|size|raised|sum|funding|deal value|price|raise|money)\b", re.I)),
    (
        "name",
        re.compile(
            r"\b(?:company|startup|start-up|organi[sz]ation|enterprise|name|firm|recipient|winner|applicant)\b", re.I
        ),
    ),
)


@dataclass(frozen=True)
class Line:
    """A row: its cells and the stretch of text that it takes."""

    cells: tuple[Span, ...]
    span: Span


def table_drafts(article: Article) -> list[Draft]:
    """The deals that the rows of the article's tables tell."""
    drafts: list[Draft] = []
    lines = table_lines(article)
    i = 0
    while i < len(lines):
        columns = _header(article.text, lines[i])
        rows = rows_below(article.text, lines, i + 1) if columns else []
        if columns and len(rows) >= _LEAST_ROWS:
            unit = _unit(article.text, lines[i], columns)
            drafts.extend(draft for row in rows if (draft := row_draft(article, row, columns, lines[i], unit)))
            i += len(rows)
        i += 1
    return drafts


def figure_rows(article: Article, deals: Sequence[Draft]) -> list[Span]:
    """The rows that only hold figures behind a label, in tables that tell no deals: "Seed | $3m | $4m | 12%"."""
    told = Spans([span for draft in deals for span in draft.spans])
    return [
        line.span for line in table_lines(article) if _is_figures(article.text, line) and not told.overlap(line.span)
    ]


def _is_figures(text: str, line: Line) -> bool:
    figures = sum(bool(_FIGURE.match(cell.of(text))) for cell in line.cells)
    return figures > 1 and len(line.cells) - figures <= 1


_BRACKETS = re.compile(r"(?<=\S)\s*\([^()]*\)$")
_FIGURE = re.compile(r"[-–+(]?(?:[A-Z]{0,3}[$€£¥₹])?\d[\d.,]*\s?(?:%|[kmbt]n?\b|million|billion)?\)?$", re.I)
_ROW = re.compile(r"<tr\b[^<>]{0,200}>", re.I)
_ROW_END = re.compile(r"</tr", re.I)
_LONGEST_ROW = 20_000
_CELL_TAG = re.compile(r"<t[hd]\b[^<>]{0,200}>", re.I)
_TAG = re.compile(r"<[^<>]{0,300}>")


def _html_lines(text: str) -> list[Line]:
    """The rows of HTML tables; a cell is its text without the tags around it."""
    starts = [match.end() for match in _ROW.finditer(text)]
    ends = [match.start() for match in _ROW_END.finditer(text)]
    lines = []
    for start, bound in zip(starts, [*starts[1:], len(text)], strict=True):
        at = bisect_left(ends, start)
        if at == len(ends) or ends[at] >= bound or bound - start > _LONGEST_ROW:
            continue
        end = ends[at]
        opens = [match.end() for match in _CELL_TAG.finditer(text, start, end)]
        cells = [_cell(text, one, two) for one, two in zip(opens, [*opens[1:], end], strict=True)]
        lines.append(Line(tuple(cells), Span(start, end)))
    return lines


def _cell(text: str, start: int, end: int) -> Span:
    """The first stretch of text between tags, without white space at its ends."""
    for piece in re.finditer(r"[^<>]+(?=<|$)", _TAG.sub(lambda tag: "<" * len(tag.group()), text[start:end])):
        words = piece.group().strip()
        if words:
            first = start + piece.start() + piece.group().index(words)
            return Span(first, first + len(words))
    return Span(start, start)


def table_lines(article: Article) -> list[Line]:
    """The lines of an article that are cut into cells."""
    text = article.text
    if "<tr" in text.lower():
        return _html_lines(text)
    joins = article.joins
    lines, start = [], 0
    for line in text.split("\n"):
        glued = joins[bisect_left(joins, start) : bisect_left(joins, start + len(line))]
        if glued:
            edges = [start, *glued, start + len(line)]
            lines.append(Line(tuple(Span(*edge) for edge in pairwise(edges)), Span(start, start + len(line))))
        marked = not glued and ("|" in line or "\t" in line)
        if marked or (not glued and "  " in line):
            cells = tuple(Span(start + at.start(), start + at.end()) for at in _CELL.finditer(line))
            if marked or len(cells) > 1:
                lines.append(Line(cells, Span(start, start + len(line))))
        start += len(line) + 1
    return lines


def label_of(words: str) -> str | None:
    """What a column or line with this heading holds; None for what makes no deal."""
    return next((name for name, pattern in _COLUMNS if pattern.search(words)), None)


def _header(text: str, line: Line) -> dict[int, str]:
    """What each column of a header holds; empty where the line is no header of a table of deals."""
    columns: dict[int, str] = {}
    for k, cell in enumerate(line.cells):
        words = cell.of(text)
        if len(words) > 40:
            return {}
        label = label_of(words)
        if label and (label == "skip" or label not in columns.values()):
            columns[k] = label
    return deal_columns(columns)


def deal_columns(columns: dict[int, str]) -> dict[int, str]:
    """The labels of columns as those of a table of deals; empty where they are not enough for one."""
    labels = set(columns.values())
    if "supplier" in labels:
        columns = {k: "customer" if label == "acquirer" else label for k, label in columns.items()}
        return columns if labels & {"customer", "acquirer"} else {}
    named = "name" in labels or "target" in labels
    priced = "skip" not in labels or labels >= {"round", "amount"}
    return columns if named and labels & {"amount", "grant", "acquirer", "investor"} and priced else {}


def rows_below(text: str, lines: Sequence[Line], first: int, most: int | None = None) -> list[Line]:
    """The rows of a table from a line on, up to the first that stands apart or is none, or ``most`` of them."""
    rows: list[Line] = []
    for k in range(first, len(lines)):
        line = lines[k]
        if len(rows) == most:
            break
        if (rows and line.span.start - rows[-1].span.end > 120) or not line.cells:
            break
        if _RULE.match(line.span.of(text)):
            continue
        if len(line.cells) < 2 or any(len(cell) > _LONGEST_CELL for cell in line.cells):
            break
        rows.append(line)
    return rows


def _unit(text: str, header: Line, columns: dict[int, str]) -> Span:
    """What the header of the sums says about them: "Rs crore" in "Sanctioned (Rs crore)"."""
    priced = (cell for k, cell in enumerate(header.cells) if columns.get(k) in ("grant", "amount", "acquirer"))
    cell = next(priced, header.cells[-1])
    words = cell.of(text)
    inner = re.search(r"\(([^)]+)\)", words)
    return Span(cell.start + inner.start(1), cell.start + inner.end(1)) if inner else cell


# What the cell of the round says of deals that are no rounds.
_KINDS = (
    (DealType.ACQUISITION, re.compile(r"m&a|acqui|buyout|takeover", re.I)),
    (DealType.IPO, re.compile(r"\bipo\b|listing", re.I)),
    (DealType.DEBT, re.compile(r"\bdebt\b|\bloan\b|\bnotes\b|\bbonds?\b", re.I)),
    (DealType.GRANT, re.compile(r"\bgrant\b", re.I)),
)
# Whose deal a row tells, and who stands on the other side.
_SIDES = {
    DealType.INVESTMENT: (Role.INVESTEE, Role.INVESTOR),
    DealType.ACQUISITION: (Role.TARGET, Role.ACQUIRER),
    DealType.IPO: (Role.ISSUER, Role.INVESTOR),
    DealType.DEBT: (Role.BORROWER, Role.LENDER),
    DealType.GRANT: (Role.GRANTEE, Role.GRANTOR),
    DealType.PURCHASE: (Role.CUSTOMER, Role.SUPPLIER),
}


def _kind(article: Article, row: Line, columns: dict[int, str], header: Line) -> DealType:
    """What sort of deal a row tells."""
    labels = set(columns.values())
    if "supplier" in labels:
        return DealType.PURCHASE
    if "grant" in labels:
        return DealType.GRANT
    if "acquirer" in labels:
        return DealType.ACQUISITION
    said = next((cell.of(article.text) for k, cell in enumerate(row.cells) if columns.get(k) == "round"), "")
    kind = next((kind for kind, pattern in _KINDS if pattern.search(said)), None)
    if kind is None and labels.isdisjoint(("round", "investor")) and lists_grants(article, header.span.start):
        return DealType.GRANT
    return kind or DealType.INVESTMENT


def row_draft(article: Article, row: Line, columns: dict[int, str], header: Line, unit: Span) -> Draft | None:
    """The deal of a row; None where its cells name no company, or nothing but one."""
    cells = {columns[k]: cell for k, cell in enumerate(row.cells) if k in columns}
    kind = _kind(article, row, columns, header)
    money = cells.get("grant") or cells.get("amount")
    amount = _sum(article, money, unit) if money else None
    subject = cells.get("name") or cells.get("target") or cells.get("customer")
    if subject is None or not is_name(subject.of(article.text)):
        return None
    mine, giving = _SIDES[kind]
    parties = [(mine, _party(article, subject))]
    other = cells.get("investor") or cells.get("acquirer") or cells.get("supplier")
    if other:
        parties += [(giving, party) for party in organizations_in(article, other)]
    if kind is DealType.GRANT and len(parties) == 1:
        parties += [(Role.GRANTOR, giver) for giver in public_body_above(article, header.span.start)]
    if amount is None and len(parties) < 2:
        return None
    sentence = article.sentence_from(subject.start)
    draft = Draft(
        type=kind,
        status=Status.COMPLETED if kind is DealType.INVESTMENT else Status.ANNOUNCED,
        weight=2,
        sentence=sentence,
        parties=parties,
        amount=amount,
        spans=[row.span],
        sentences=[sentence],
        source="a row of a table",
    )
    said = cells.get("round")
    draft.round = said if said and parse_round(said.of(article.text)) else None
    draft.unit = unit if amount and money and not _has_currency(money.of(article.text)) else None
    return draft


def _sum(article: Article, cell: Span, unit: Span) -> MoneyMention | None:
    words = cell.of(article.text)
    for mention in sums_in(article, cell):
        return mention
    money = parse_money(words, unit=unit.of(article.text))
    return MoneyMention(cell, cell, money) if money else None


def sums_in(article: Article, cell: Span) -> list[MoneyMention]:
    """The sums of the article within a cell."""
    first = bisect_left(article.tokens, cell.start, key=lambda token: token.start)
    last = bisect_left(article.tokens, cell.end, key=lambda token: token.start)
    found = [article.values[k][2] for k in range(first, last) if k in article.values]
    return [one for one in found if isinstance(one, MoneyMention)]


def _has_currency(words: str) -> bool:
    return any(not (character.isdigit() or character in ".,* ") for character in words)


def is_name(words: str) -> bool:
    """Whether the words of a cell may name somebody."""
    return any(character.isalpha() for character in words) and words.lower() not in word_class("heading")


def _party(article: Article, span: Span) -> Party:
    span = Span(span.start, span.start + len(_BRACKETS.sub("", span.of(article.text).rstrip("*_ "))))
    first = bisect_right(article.tokens, span.start, key=lambda token: token.end)
    last = bisect_left(article.tokens, span.end, key=lambda token: token.start)
    words = span.of(article.text).strip("*_ ")
    known = known_organization(words)
    return Party(Entity(key_of(words), words, Kind.ORGANIZATION, known), first, last)


def organizations_in(article: Article, cell: Span) -> list[Party]:
    """The organisations that a cell lists: names that the article knows, else what stands between commas."""
    found: list[Party] = []
    for at in re.finditer(r"(?:\([^()]*\)|[^,;+])+", cell.of(article.text)):
        span = Span(cell.start + at.start(), cell.start + at.end())
        known = [name for name in names_in(article, span) if name.entity.is_party]
        known = [name for name in known if not _in_brackets(article, span, name)] or known
        if known and (whole := _whole(article, span, known)):
            found.append(whole)
            continue
        found += [Party(name.entity, name.first, name.last) for name in known if not _owns(article, name)]
        if not known:
            found += [_party(article, piece) for piece in _pieces(article.text, span)]
    return found


def _whole(article: Article, span: Span, known: Sequence[Name]) -> Party | None:
    """The one whom all words of a cell name, where the article knows only some of them: "Acme" in "Acme Corp"."""
    words = _BRACKETS.sub("", span.of(article.text).strip("*_ "))
    cut = words.replace(".", "").split()
    named = sum(name.last - name.first for name in known)
    named += cut[:1] == ["The"]
    single = (
        1 < len(cut) <= _LONGEST_NAME and (named < len(cut) or len(known) > 1) and kind_of(words) is Kind.ORGANIZATION
    )
    if not single or not all(one[0].isupper() or one in ("&", "of") for one in cut):
        return None
    start = span.start + span.of(article.text).index(words)
    return _party(article, Span(start, start + len(words)))


def _in_brackets(article: Article, cell: Span, name: Name) -> bool:
    """Whether a name only says more of the one before it: "Acme (Elm Peak)"."""
    before = article.text[cell.start : article.tokens[name.first].start]
    return before.count("(") > before.count(")")


def names_in(article: Article, span: Span) -> list[Name]:
    """The names of the article within a cell."""
    first = bisect_left(article.tokens, span.start, key=lambda token: token.start)
    last = bisect_left(article.tokens, span.end, key=lambda token: token.start)
    return article.names_within((first, last))


def _owns(article: Article, name: Name) -> bool:
    return name.last < len(article.tokens) and article.tokens[name.last].lower == "'s"


def _pieces(text: str, span: Span) -> list[Span]:
    """The names between strokes; empty for words that name nobody."""
    found = []
    for at in re.finditer(r"[^&/]+", span.of(text)):
        words = re.sub(r"\([^()]*\)", "", at.group()).strip("*_ ")
        if (
            is_name(words)
            and words[0].isupper()
            and kind_of(words) not in (Kind.PERSON, Kind.OTHER, Kind.PLACE)
            and words.lower() not in ("undisclosed", "n/a", "na", "others")
        ):
            start = span.start + at.start() + at.group().index(words)
            found.append(Span(start, start + len(words)))
    return found
