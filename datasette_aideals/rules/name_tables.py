"""Tables of who deals with whom: "Publisher | AI company | Since", "Operator | Counterpart | What for"."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..terms import DealType, Role, Status
from ..text.spans import Span, Spans
from .article import Article
from .discourse import Party
from .drafts import Draft
from .entities import Kind, known_organization
from .kinds import kind_of_terms
from .layout import Line as TextLine
from .pairs import SHARED, is_ai, roles_of
from .sums import SumRole
from .tables import Line, is_name, names_in, organizations_in, rows_below, sums_in, table_lines

_LEAST_ROWS = 2
_SAMPLE = 30
_LONGEST_HEADER = 60
_LONGEST_NAME = 60
_MOST_NAMES = 0.6
_KINDS = frozenset(
    {
        *(DealType.LICENSING, DealType.PARTNERSHIP, DealType.ACQUISITION, DealType.PURCHASE),
        *(DealType.INVESTMENT, DealType.JOINT_VENTURE),
    }
)
# What the words of a header say about its column.
_LABELS = (
    (
        "licensor",
        re.compile(r"\b(?:publishers?|licensors?|rights ?holders?|content owners?|news organi[sz]ations?)\b", re.I),
    ),
    (
        "licensee",
        re.compile(
            r"\blicensees?\b|\b(?:ai|tech|model) (?:compan(?:y|ies)|labs?|developers?|firms?|partners?)\b", re.I
        ),
    ),
    ("acquirer", re.compile(r"\b(?:acquirers?|buyers?|acquired by|bought by)\b", re.I)),
    ("target", re.compile(r"\b(?:targets?|acquired|bought|acquisitions?)\b", re.I)),
    (
        "partner",
        re.compile(
            r"\b(?:partners?|counterpart(?:y|ies)?|all(?:y|ies)|collaborators?|teamed (?:up )?with|with whom)\b", re.I
        ),
    ),
    (
        "other",
        re.compile(
            r"\b(?:dates?|years?|since|announced|when|countr(?:y|ies)|cit(?:y|ies)|region|hq|headquarters|location|sectors?"
            r"|industry|field|focus|products?|models?|notes?|sources?|status|round|stage|scope|details?|purpose|what|for"
            r"|description|links?|plants?|sites?|fuel|projects?|assets?|technology|ceo|founders?|key|value|amount|size)\b",
            re.I,
        ),
    ),
    ("terms", re.compile(r"\b(?:type|kind|nature|deal|agreement)\b", re.I)),
)
_TOLD_BY_LABELS = (
    ({"licensor", "licensee"}, DealType.LICENSING),
    ({"acquirer", "target"}, DealType.ACQUISITION),
    ({"partner"}, DealType.PARTNERSHIP),
)


@dataclass(frozen=True)
class _Columns:
    """Which columns hold the names, which one says what is agreed, and what kind of deals it is.

    ``host`` is who stands on the other side in all rows, where a heading names them.
    """

    first: int
    second: int
    terms: int | None
    kind: DealType
    roles: tuple[Role, Role] | None
    host: Party | None = None


def name_table_drafts(article: Article, lines: Sequence[TextLine], taken: Sequence[Span]) -> list[Draft]:
    """The deals of tables with two columns of names; tables that overlap ``taken`` are left out."""
    elsewhere = Spans(taken)
    cut = table_lines(article)
    starts = [line.span.start for line in lines]
    drafts: list[Draft] = []
    at = 0
    while at < len(cut):
        rows = [] if elsewhere.overlap(cut[at].span) else rows_below(article.text, cut, at + 1, _SAMPLE)
        if len(rows) >= _LEAST_ROWS and not elsewhere.overlap(Span(rows[0].span.start, rows[-1].span.end)):
            above = bisect_right(starts, cut[at].span.start) - 1
            columns = _columns(article, cut[at], rows, lines[max(0, above - _ABOVE) : above + 1])
            if columns:
                rows = rows_below(article.text, cut, at + 1)
                drafts.extend(draft for row in rows for draft in _row_drafts(article, row, columns))
                at += len(rows)
        at += 1
    return drafts


def _columns(article: Article, header: Line, rows: Sequence[Line], above: Sequence[TextLine]) -> _Columns | None:
    """What the columns of a table hold; ``above`` are the lines down to its header."""
    words = [cell.of(article.text) for cell in header.cells]
    if len(words) < 2 or any(len(one) > _LONGEST_HEADER for one in words):
        return None
    labels = [next((label for label, pattern in _LABELS if pattern.search(one)), None) for one in words]
    told = next((kind for wanted, kind in _TOLD_BY_LABELS if wanted <= set(labels)), None)
    headed = above[-1].kind
    kind = headed if headed and told in (None, DealType.PARTNERSHIP) else told
    named = [k for k, label in enumerate(labels) if label not in ("terms", "other") and _holds_names(article, rows, k)]
    if len(named) == 1:
        return _with_one(article, above[:-1], labels, named[0], kind)
    if len(named) < 2 or kind not in _KINDS:
        return None
    first, second = sorted(sorted(named, key=lambda k: labels[k] is None)[:2])
    roles = (_ROLES.get(labels[first] or ""), _ROLES.get(labels[second] or ""))
    known = (roles[0], roles[1]) if roles[0] and roles[1] else None
    terms = labels.index("terms") if "terms" in labels else None
    return _Columns(first, second, terms, kind, known)


def _with_one(
    article: Article, above: Sequence[TextLine], labels: Sequence[str | None], column: int, kind: DealType | None
) -> _Columns | None:
    """The columns of a table whose heading names the other side: "Publishers with a deal with Acme"."""
    for line in reversed(above):
        names = [name for name in article.names_within(line.run) if name.entity.is_party]
        if len({name.entity.key for name in names}) > 1 or line.run[1] - line.run[0] > _LONGEST_ABOVE:
            return None
        if names:
            host = Party(names[0].entity, names[0].first, names[0].last)
            if kind is None and labels[column] == "licensor" and is_ai(host.entity):
                kind = DealType.LICENSING
            if kind not in (DealType.LICENSING, DealType.PARTNERSHIP) or labels[column] not in _ONE_SIDED:
                return None
            roles = (Role.LICENSOR, Role.LICENSEE) if labels[column] == "licensor" else (Role.PARTNER, Role.PARTNER)
            terms = labels.index("terms") if "terms" in labels else None
            return _Columns(column, column, terms, kind, roles if kind is DealType.LICENSING else None, host)
    return None


_ABOVE = 4
_LONGEST_ABOVE = 20
_ONE_SIDED = ("licensor", "partner")
_ROLES = {
    "licensor": Role.LICENSOR,
    "licensee": Role.LICENSEE,
    "acquirer": Role.ACQUIRER,
    "target": Role.TARGET,
}


def _holds_names(article: Article, rows: Sequence[Line], column: int) -> bool:
    """Whether most cells of a column name organisations."""
    cells = [row.cells[column] for row in rows if column < len(row.cells)]
    return sum(bool(_names(article, cell)) for cell in cells) >= max(_LEAST_ROWS, _MOST_NAMES * len(rows))


def _names(article: Article, cell: Span) -> list[Party]:
    words = cell.of(article.text).strip("*_ ")
    named = any(one.isupper() for one in words) or known_organization(words) is not None
    if not is_name(words) or len(words) > _LONGEST_NAME or not named or _NOBODY.match(words):
        return []
    within = names_in(article, cell)
    if within and all(name.entity.kind in (Kind.PLACE, Kind.PERSON, Kind.OTHER) for name in within):
        return []
    return organizations_in(article, cell)


def _row_drafts(article: Article, row: Line, columns: _Columns) -> Iterator[Draft]:
    """A deal for each of those in the second column; partners in one cell share one."""
    if max(columns.first, columns.second) >= len(row.cells):
        return
    if _DISPUTED.search(row.span.of(article.text)):
        return
    left, right = (_names(article, row.cells[k])[:_MOST] for k in (columns.first, columns.second))
    right = [columns.host] if columns.host else right
    kind = _kind(article, row, columns)
    if not left or {one.entity.key for one in left} & {one.entity.key for one in right}:
        return
    roles = columns.roles if columns.kind is kind else None
    for others in [right] if kind in SHARED and right else [[one] for one in right]:
        if roles:
            sides = [(roles[0], left[0]), *((roles[1], one) for one in others)]
        else:
            sides = list(roles_of(kind, left[:1], others))
        yield _draft(article, row, kind, sides, alone=len(others) == len(right))


_MOST = 12
_NOBODY = re.compile(r"(?:multiple|various|several|unknown|undisclosed|unnamed|others?|tbd|none)\b", re.I)
_DISPUTED = re.compile(r"\b(?:litigation|lawsuits?|sued|suing|court)\b", re.I)


def _kind(article: Article, row: Line, columns: _Columns) -> DealType:
    """The kind of a row's deal: what its own cell of terms says, else that of the table."""
    if columns.terms is None or columns.terms >= len(row.cells):
        return columns.kind
    cell = row.cells[columns.terms]
    first, last = (bisect_right(article.tokens, at, key=lambda token: token.start) for at in (cell.start - 1, cell.end))
    own = kind_of_terms(article, (first, last)) if first < last else None
    return own if own in _KINDS else columns.kind


def _draft(article: Article, row: Line, kind: DealType, parties: list[tuple[Role, Party]], alone: bool) -> Draft:
    sums = [one for cell in row.cells for one in sums_in(article, cell)] if alone else []
    sentence = article.sentence_from(row.cells[0].start)
    return Draft(
        type=kind,
        status=Status.ANNOUNCED if kind is not DealType.INVESTMENT else Status.COMPLETED,
        weight=1,
        sentence=sentence,
        parties=parties,
        amount=next((one for one in sums if article.sum_roles[one.span.start] is SumRole.DEAL), None),
        spans=[row.span],
        sentences=[sentence],
        source="a row of a table of names",
    )
