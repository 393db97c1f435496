"""Entries in the fewest words: "Acme 90 B Oak Capital", "Acme, undisclosed, Oak", "$5m for Acme, Oak leading"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..terms import DealType, Role, Status
from ..text.spans import Span, Spans
from ..values.money import MoneyMention, parse_money
from .article import Article
from .casing import is_plain_verb
from .discourse import Party
from .drafts import Draft
from .entities import Kind, is_fund
from .layout import Line
from .lexicon import word_class
from .openings import NameReader
from .shapes import Run
from .sums import SumRole

_LONGEST = 60
_FEWEST = 2
_MARKS = frozenset("—–-:|,·")
_CUTS = frozenset("—–|;·.,:()")
# "Numbers without anything behind them are millions of US dollars."
_NOTE = re.compile(
    r"\b(?:numbers?|figures?|amounts?|sums?)\b[^.\n]{0,70}?\b(?:in|are|is|means?)\s+"
    r"((?:millions?|billions?|thousands?|crores?)(?: of)?(?: [A-Za-z]{2,7}){0,2}"
    r"|(?:US)?[$€£]\s?(?:m|mn|bn|million|billion)\b)",
    re.I,
)
_UNTOLD = re.compile(
    r"(?:an? )?(?:undisclosed|unspecified|unknown|n/a|tba|tbd)(?: (?:amount|sum|round|size))?\b"
    r"|(?:round |deal )?(?:size|sum|amount)s? (?:not (?:disclosed|told|given|known)|undisclosed|n/a|unknown)",
    re.I,
)
_LETTER = re.compile(r"(?:[A-H]|seed|pre-seed|angel|bridge)$", re.I)
_LEADING = frozenset(
    {"led", "leads", "lead", "leading", "by", "from", "with", "backer", "backers", "investor", "investors"}
)
_NOT_SUMS = range(1900, 2100)


@dataclass(frozen=True)
class _Entry:
    """A line with a company, who gave it money, and the sum where it tells one."""

    line: Line
    companies: tuple[Party, ...]
    givers: tuple[Party, ...]
    amount: MoneyMention | None
    round: Span | None
    sure: bool


def terse_drafts(article: Article, lines: Sequence[Line], taken: Sequence[Span]) -> list[Draft]:
    """The rounds of such lines; lines that overlap ``taken`` are left out."""
    elsewhere = Spans(taken)
    note = _NOTE.search(article.text)
    unit = Span(*note.span(1)) if note else None
    short = [one for one in lines if one.run[1] - one.run[0] <= _LONGEST and not elsewhere.overlap(one.span)]
    found = [entry for line in short if (entry := _Reader(article, line, unit).entry())]
    rounds = [one for one in found if one.line.kind in (None, DealType.INVESTMENT)]
    several = sum(any(is_fund(giver.entity) for giver in one.givers) for one in rounds) >= _FEWEST
    return [_draft(article, one, unit) for one in rounds if one.sure or one.line.kind or several]


class _Reader(NameReader):
    """Reads one line, or one sentence of it."""

    def __init__(self, article: Article, line: Line, unit: Span | None) -> None:
        super().__init__(article, line.run)
        self.line = line
        self.unit = unit

    def entry(self) -> _Entry | None:
        """What the line lists; None where it is no entry."""
        at = self._start()
        amount, after = self._amount(at)
        if after > at:
            return self._sum_first(amount, after)
        companies, at = self._companies(at)
        if not companies:
            return None
        marked = at < self.last and self.text(at) in _MARKS
        at = self._past_round(self.skip(at + marked))
        amount, after = self._amount(at)
        givers = tuple(self._givers(after, companies))
        told = self._is_untold(at, self.last)
        if not givers or (after == at and not (told and marked)) or self._says_more(after):
            return None
        if "price" in (token.lower for token in self.article.tokens[after : self.last]):
            return None
        sure = self._leads(after) or any(is_fund(giver.entity) for giver in givers)
        return _Entry(self.line, companies, givers, amount, self._round(at), sure=sure and (told or amount is not None))

    def _start(self) -> int:
        """The first token behind bullets, numbers and where the company is from: "Leeds's Acme"."""
        at = self.line.run[0]
        while (
            at < self.last and not self.text(at)[0].isalpha() and at not in self.names and at not in self.article.values
        ):
            at += 1
        while at < self.last and (after := self._past_origin(at)):
            at = after
        return self.skip(at)

    def _past_origin(self, at: int) -> int:
        """The token behind "Leeds's" or "Acme-spinoff" where a further name follows; 0 elsewhere."""
        end = self.names[at].last if at in self.names else at + 1
        following = self.article.tokens[end].lower if end < self.last else ""
        leads = following == "'s" or bool(re.match(r"-\w", following))
        return end + 1 if leads and end + 1 in self.names else 0

    def _past_round(self, at: int) -> int:
        """The token behind a round that stands alone between two marks: "· A ·"."""
        end = self.article.values[at][1] if self.article.values.get(at, " ")[0] == "R" else at + 1
        named = end > at + 1 or (at < self.last and _LETTER.match(self.text(at)))
        return self.skip(end + 1) if named and end < self.last and self.text(end) in _MARKS else at

    def _amount(self, at: int) -> tuple[MoneyMention | None, int]:
        """The sum that stands at a token, and the token behind it; behind words for none such a token as well."""
        if at >= self.last:
            return None, at
        tag, end, value = self.article.values.get(at, ("", at, None))
        if isinstance(value, MoneyMention):
            return (value, end) if self.article.sum_roles[value.span.start] is SumRole.DEAL else (None, at)
        token = self.article.tokens[at]
        if untold := _UNTOLD.match(self.article.text, token.start, self._end()):
            return None, next(
                (k for k in range(at, self.last) if self.article.tokens[k].start >= untold.end()), self.last
            )
        plain = not tag and self.unit is not None and token.text.isdigit() and int(token.text) not in _NOT_SUMS
        money = parse_money(token.text, unit=self.unit.of(self.article.text)) if plain and self.unit else None
        span = Span(token.start, token.end)
        return (MoneyMention(span, span, money), at + 1) if money else (None, at)

    def _sum_first(self, amount: MoneyMention | None, at: int) -> _Entry | None:
        """An entry that begins with the sum: "$5m for Acme, Oak leading"."""
        if at >= self.last or self.article.tokens[at].lower not in ("for", "to", "into"):
            return None
        companies, after = self._companies(self.skip(at + 1))
        givers = tuple(self._givers(after, companies)) if companies else ()
        given = self._leads(after) or any(is_fund(giver.entity) for giver in givers)
        if not givers or self._says_more(after) or not given:
            return None
        return _Entry(self.line, companies, givers, amount, self._round(at), sure=True)

    def _companies(self, at: int) -> tuple[tuple[Party, ...], int]:
        """Who stands at a token, and the token behind the names and their brackets."""
        found: list[Party] = []
        while (party := self.name(self.skip(at))) is not None:
            found.append(party)
            at = self.past_brackets(self.skip(party.last))
            if at >= self.last or self.article.tokens[at].lower not in ("and", "&"):
                break
            at += 1
        return tuple(found), at

    def _parts(self, first: int) -> Iterator[Run]:
        """The stretches between marks, outside brackets."""
        inside = {k for name in self.names.values() for k in range(name.first, name.last)}
        start, depth = first, 0
        for at in range(first, self.last):
            if self.text(at) in _CUTS and at not in inside:
                if at > start and depth <= 0:
                    yield start, at
                depth += (self.text(at) == "(") - (self.text(at) == ")")
                start = at + 1
        if start < self.last and depth <= 0:
            yield start, self.last

    def _givers(self, first: int, companies: Sequence[Party]) -> Iterator[Party]:
        """The names of the parts that are nothing else, or whose words say that they lead or back."""
        keys = {company.entity.key for company in companies}
        for part in self._parts(first):
            names = [name for at, name in self.names.items() if part[0] <= at < part[1]]
            named = {k for name in names for k in range(name.first, name.last)}
            others = [self.article.tokens[k].lower for k in range(*part) if k not in named and not self._is_value(k)]
            words = {word for word in others if word[0].isalpha()}
            if words <= word_class("beside") | _LEADING | _SMALL or not words.isdisjoint(_LEADS):
                kinds = (Kind.ORGANIZATION, Kind.MEDIA)
                givers = (name for name in names if name.entity.kind in kinds and name.entity.key not in keys)
                yield from (Party(name.entity, name.first, name.last) for name in givers)

    def _is_value(self, at: int) -> bool:
        letter = self.text(at) in "ABCDEFGH" and at + 1 < self.last
        return at in self.article.values or letter or bool(_LETTER.match(self.text(at)))

    def _leads(self, first: int) -> bool:
        """Whether a word behind a token says that somebody leads or backs."""
        return any(self.article.tokens[k].lower in _LEADING - _GIVING for k in range(first, self.last))

    def _says_more(self, first: int) -> bool:
        """Whether a verb behind a token, outside brackets, tells more than who leads and what it is worth."""
        named = {k for name in self.names.values() for k in range(name.first, name.last)}
        depth = 0
        for at in range(first, self.last):
            depth += (self.text(at) == "(") - (self.text(at) == ")")
            token = self.article.tokens[at]
            if depth <= 0 and at not in named and is_plain_verb(token) and token.lower not in _PLAIN:
                return True
        return False

    def _round(self, first: int) -> Span | None:
        for at in range(first, self.last):
            tag, last, _ = self.article.values.get(at, ("", at, None))
            if tag == "R":
                return Span(self.article.tokens[at].start, self.article.tokens[last - 1].end)
        return None

    def _is_untold(self, first: int, last: int) -> bool:
        if first >= last:
            return False
        start = self.article.tokens[first].start
        return bool(_UNTOLD.search(self.article.text, start, self._end()))

    def _end(self) -> int:
        return self.article.tokens[self.last - 1].end


_GIVING = frozenset({"by", "from", "with"})
_LEADS = frozenset({"led", "leads", "leading", "lead"})
_SMALL = frozenset({"sole", "only", "being", "co", "the", "too", "again", "as", "is", "among", "round", "in"})
_PLAIN = _LEADING | {"being", "is", "was", "valued", "undisclosed", "disclosed", "told", "given", "known", "backed"}


def _draft(article: Article, entry: _Entry, unit: Span | None) -> Draft:
    sentence = article.sentence_from(article.tokens[entry.companies[0].first].start)
    bare = entry.amount is not None and entry.amount.span.of(article.text).isdigit()
    return Draft(
        type=DealType.INVESTMENT,
        status=Status.COMPLETED,
        weight=2,
        sentence=sentence,
        parties=[
            *((Role.INVESTEE, company) for company in entry.companies),
            *((Role.INVESTOR, giver) for giver in entry.givers),
        ],
        amount=entry.amount,
        round=entry.round,
        unit=unit if bare else None,
        spans=[entry.line.span],
        sentences=[sentence],
        source="a terse entry",
    )
