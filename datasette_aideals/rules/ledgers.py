"""Lists under a company's name, where a heading above tells the kind: "**Acme (3).** Oblix for $40m, Elm and Tarn."."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..terms import DealType, Role, Status
from ..text.spans import Span, Spans
from ..values.money import MoneyMention
from .article import Article
from .casing import is_plain_verb
from .discourse import Party
from .drafts import Draft
from .entities import is_fund
from .layout import Line
from .lexicon import word_class
from .openings import NameReader
from .shapes import Run
from .sides import GIVERS, TAKERS
from .status import FAILED
from .sums import SumRole

_KINDS = frozenset({DealType.ACQUISITION, DealType.INVESTMENT, DealType.LICENSING, DealType.PARTNERSHIP})
_FEWEST_HEADS = 2
_LONGEST_LEAD = 8
_LONGEST_LINE = 400
_CERTAIN = 3
_CUTS = frozenset(",;:.")
_JOINS = frozenset({"and", "&", "plus"})
# What is said of an item behind its name: "closed in October", "was reported to be 1".
_SAID = frozenset(
    [
        *("closed", "closes", "completed", "announced", "agreed", "reported", "said", "undisclosed", "cleared"),
        *("signed", "pending", "done", "expected", "is", "was", "are", "were", "be", "being", "been", "has"),
    ]
)


@dataclass
class _Item:
    """A name of the list, the tokens that speak of it, and its sum."""

    party: Party
    last: int
    amount: MoneyMention | None = None


@dataclass
class _Ledger:
    """A line with a company's name and the names listed behind it."""

    line: Line
    kind: DealType
    head: Party
    counted: bool
    items: list[_Item] = field(default_factory=list)


def ledger_drafts(article: Article, lines: Sequence[Line], taken: Sequence[Span]) -> list[Draft]:
    """The deals of lists under company names; lines that overlap ``taken`` are left out."""
    elsewhere = Spans(taken)
    found = []
    for line in lines:
        short = line.run[1] - line.run[0] <= _LONGEST_LINE
        if short and line.kind in _KINDS and not elsewhere.overlap(line.span):
            ledger = _Reader(article, line).ledger()
            if ledger:
                found.append(ledger)
    heads: dict[Run | None, int] = {}
    for one in found:
        heads[one.line.heading] = heads.get(one.line.heading, 0) + 1
    kept = [one for one in found if one.counted or heads[one.line.heading] >= _FEWEST_HEADS]
    return [draft for one in kept for draft in _drafts(article, one)]


class _Reader(NameReader):
    """Reads one line."""

    def __init__(self, article: Article, line: Line) -> None:
        super().__init__(article, line.run)
        self.line = line

    def ledger(self) -> _Ledger | None:
        """The list of the line; None where it is none."""
        at = self.line.run[0]
        while at < self.last and not self.text(at)[0].isalpha() and at not in self.names:
            at += 1
        head = self.name(at)
        if head is None or self.line.kind is None:
            return None
        counted, at = self._count(self.skip(head.last))
        marked = at < self.last and self.text(at) in (".", ":", "—", "–")
        bold = self.article.text[max(0, self.article.tokens[head.first].start - 2)] == "*"
        if not marked or (self.text(at) == "." and not (counted or bold)):
            return None
        ledger = _Ledger(self.line, self.line.kind, head, counted)
        for sentence in self._sentences(self.skip(at + 1)):
            ledger.items += self._items(sentence, head)
        return ledger if ledger.items else None

    def _count(self, at: int) -> tuple[bool, int]:
        """Whether a number in brackets follows the name, and the token behind it."""
        if at + 1 < self.last and self.text(at) == "(" and self.text(at + 1)[0].isdigit():
            end = self.past_brackets(at)
            return end > at, end
        return False, at

    def _sentences(self, first: int) -> Iterator[Run]:
        start = first
        depth = 0
        for at in range(first, self.last):
            depth += (self.text(at) == "(") - (self.text(at) == ")")
            if self.text(at) in ".…" and depth <= 0:
                yield start, at
                start = at + 1
        if start < self.last:
            yield start, self.last

    def _items(self, sentence: Run, head: Party) -> list[_Item]:
        """The names that a sentence lists, up to what is more than a list; none where only few stand before that."""
        found: list[_Item] = []
        for piece in self._pieces(sentence):
            party = self._opens(piece, first=not found)
            more = self._tells(party.last if party else piece[0], piece[1])
            if more or (party is None and self._others(piece)):
                return found if len(found) >= _CERTAIN else []
            if party and party.entity.key != head.entity.key:
                found.append(_Item(party, piece[1], self._sum(piece)))
            elif found:
                found[-1].last = piece[1]
                found[-1].amount = found[-1].amount or self._sum(piece)
        return found

    def _pieces(self, run: Run) -> Iterator[Run]:
        """The stretches between commas and "and", outside brackets and names."""
        inside = {k for name in self.names.values() for k in range(name.first, name.last)}
        start, depth = run[0], 0
        for at in range(*run):
            depth += (self.text(at) == "(") - (self.text(at) == ")")
            cut = self.text(at) in _CUTS or self.article.tokens[at].lower in _JOINS
            if cut and depth <= 0 and at not in inside:
                if at > start:
                    yield start, at
                start = at + 1
        if run[1] > start:
            yield start, run[1]

    def _opens(self, piece: Run, first: bool) -> Party | None:
        """The name that a piece opens with; words without a verb of their own may lead up to the first one."""
        at = self.skip(piece[0])
        reach = _LONGEST_LEAD if first else 2
        while at < min(piece[1], piece[0] + reach):
            party = self.name(at) if at in self.names or at == self.skip(piece[0]) else None
            if party:
                return party if party.last <= piece[1] else None
            token = self.article.tokens[at]
            leads = at == piece[0] or token.text.islower()
            said = is_plain_verb(token) and token.lower not in word_class("be") | {"including"}
            if not leads or token.lower in _NO_LEADS or said:
                return None
            at += 1
        return None

    def _tells(self, first: int, last: int) -> bool:
        """Whether a verb that says more than how far an item has come stands between two tokens, outside brackets."""
        depth = 0
        for at in range(first, last):
            depth += (self.text(at) == "(") - (self.text(at) == ")")
            token = self.article.tokens[at]
            named = any(name.first <= at < name.last for name in [self.names.get(at)] if name)
            if depth <= 0 and not named and is_plain_verb(token) and token.lower not in _SAID | {"including"}:
                return True
            if depth <= 0 and token.lower in _DENYING:
                return True
        return False

    def _others(self, piece: Run) -> bool:
        """Whether a piece without an item names somebody else."""
        depth = 0
        for at in range(*piece):
            depth += (self.text(at) == "(") - (self.text(at) == ")")
            if depth <= 0 and at in self.names and self.names[at].entity.is_party:
                return True
        return False

    def _sum(self, piece: Run) -> MoneyMention | None:
        for at in range(*piece):
            one = self.article.values[at][2] if at in self.article.values else None
            if isinstance(one, MoneyMention) and self.article.sum_roles[one.span.start] is SumRole.DEAL:
                return one
        return None


_DENYING = frozenset({"not", "no", "n't", "never", "it", "he", "she", "who", "whose", "which", "that"})
_NO_LEADS = _DENYING | {"to", "by", "from", "of"}


def _drafts(article: Article, ledger: _Ledger) -> Iterator[Draft]:
    """A deal for each item; of investments only those of funds, as others may have their investors listed."""
    kind = ledger.kind
    giver, taker = GIVERS.get(kind, Role.PARTNER), TAKERS.get(kind, Role.PARTNER)
    if kind is DealType.INVESTMENT and not is_fund(ledger.head.entity):
        return
    head, other = giver, taker
    if kind is DealType.LICENSING and not (ledger.head.entity.known and ledger.head.entity.known.ai):
        head, other = taker, giver
    for item in ledger.items:
        yield _draft(article, ledger, item, [(head, ledger.head), (other, item.party)])


def _draft(article: Article, ledger: _Ledger, item: _Item, parties: list[tuple[Role, Party]]) -> Draft:
    tokens = article.tokens
    place = Span(tokens[item.party.first].start, tokens[item.last - 1].end)
    sentence = article.sentence_from(place.start)
    words = article.lower[place.start : place.end]
    done = ledger.kind in (DealType.ACQUISITION, DealType.INVESTMENT)
    status = Status.COMPLETED if done and not _AHEAD.intersection(words.split()) else Status.ANNOUNCED
    return Draft(
        type=ledger.kind,
        status=Status.CANCELLED if FAILED.search(words) else status,
        weight=1,
        sentence=sentence,
        parties=parties,
        amount=item.amount,
        spans=[place, Span(tokens[ledger.head.first].start, tokens[ledger.head.last - 1].end)],
        sentences=[sentence, article.sentence_from(ledger.line.span.start)],
        source="a list under a name",
    )


_AHEAD = frozenset({"announced", "agreed", "pending", "expected"})
