"""Entries of a list or newsletter without a verb: "Acme — $12M Series A — Oak (lead), Elm"."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..terms import DealType, Role, Status
from ..text.spans import Span
from ..values.money import MoneyMention
from .article import Article
from .casing import is_plain_verb
from .drafts import Draft
from .entities import Kind
from .lexicon import word_class
from .names import Name
from .parties import Party
from .shapes import Run
from .sums import SumRole
from .tokens import Token

_HEAD_MARKS = frozenset("—–-:|,·(")
_CUTS = frozenset("—–|;·.:()")
_HEAD_REACH = 16
_LONGEST = 110


@dataclass(frozen=True)
class _Entry:
    """A line that is a company, a sum and who gave it."""

    span: Span
    tokens: Run
    company: Name
    amount: MoneyMention
    round: Span | None
    investors: tuple[Name, ...]
    debt: bool


def entry_drafts(article: Article, taken: Sequence[Span]) -> list[Draft]:
    """The deals of lines that list them; lines that overlap ``taken`` are left out."""
    found = [entry for span, run in _lines(article) if (entry := _Reader(article, span, run).entry())]
    return [_draft(article, entry) for entry in found if not any(entry.span.overlaps(span) for span in taken)]


def _lines(article: Article) -> Iterator[tuple[Span, Run]]:
    starts = [token.start for token in article.tokens]
    at = 0
    for line in article.text.split("\n"):
        span = Span(at, at + len(line))
        at += len(line) + 1
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        if 3 < last - first <= _LONGEST:
            yield span, (first, last)


class _Reader:
    """Reads one line."""

    def __init__(self, article: Article, span: Span, run: Run) -> None:
        self.article = article
        self.span = span
        self.first, self.last = run
        self.names = {name.first: name for name in article.names_within(run)}

    def entry(self) -> _Entry | None:
        """What the line lists; None where it is no entry."""
        company = self._company()
        at = self._sum_after(company) if company else None
        if company is None or at is None:
            return None
        words = {token.lower for token in self.article.tokens[self.first : self.last]}
        amount = self.article.values[at][2]
        investors = tuple(self._investors(at, company))
        fund_round = self._round(company)
        if not isinstance(amount, MoneyMention) or words & word_class("unsure") or not (fund_round or investors):
            return None
        if self._told_in_full(at):
            return None
        debt = not fund_round and self._lent((company.last, next(self._parts(at), (at, at))[1]))
        return _Entry(self.span, (self.first, self.last), company, amount, fund_round, investors, debt)

    def _lent(self, part: Run) -> bool:
        words = {self._token(at).lower for at in range(*part)}
        return not words.isdisjoint(word_class("loan") | {"debt"}) and "equity" not in words

    def _company(self) -> Name | None:
        at = self.first
        while at < self.last and at not in self.names and not self._token(at).text[0].isalpha():
            at += 1
        name = self.names.get(at)
        follows = name.last if name else self.last
        while follows < self.last and self._token(follows).text == "*":
            follows += 1
        marked = follows < self.last and self._token(follows).text in _HEAD_MARKS
        return name if name and marked and name.entity.is_party and at - self.first < 7 else None

    def _sum_after(self, company: Name) -> int | None:
        """The first sum behind the company, if only a description stands between them."""
        for at in range(company.last, min(self.last, company.last + _HEAD_REACH)):
            value = self.article.values.get(at)
            if value and isinstance(value[2], MoneyMention):
                deal = self.article.sum_roles[value[2].span.start] is SumRole.DEAL
                return at if deal and value[2].money.value >= _LEAST else None
            name = self.names.get(at)
            if (name and name.entity.is_party) or (self._is_verb(at) and self._token(at).text.islower()):
                return None
        return None

    def _round(self, company: Name) -> Span | None:
        tokens = self.article.tokens
        for at in range(company.last, self.last):
            value = self.article.values.get(at)
            if value and value[0] == "R":
                return Span(tokens[at].start, tokens[value[1] - 1].end)
        return None

    def _told_in_full(self, at: int) -> bool:
        """Whether a part of the line says it again with a verb, which tells more."""
        return any(
            self._verbs(part) - word_class("entry_verb") and any(k in self.article.values for k in range(*part))
            for part in self._parts(self.article.values[at][1])
        )

    def _investors(self, at: int, company: Name) -> Iterator[Name]:
        for part in self._parts(self.article.values[at][1]):
            names = [name for name in self.names.values() if part[0] <= name.first < part[1]]
            if names and names[-1].last == part[1] and self._opens_another(part[1]):
                return
            more = self._lent(part) and self._token(part[0]).lower in ("plus", "and", "also")
            if names and not more and not self._verbs(part) - word_class("entry_verb") and self._is_list(part, names):
                yield from (name for name in names if self._may_invest(name) and name.entity.key != company.entity.key)

    def _opens_another(self, at: int) -> bool:
        """Whether a second company and its sum follow in the line."""
        return at + 1 < self.last and self._token(at).text == ":" and self.article.values.get(at + 1, " ")[0] == "$"

    def _may_invest(self, name: Name) -> bool:
        after = self._token(name.last).lower if name.last < self.last else ""
        return name.entity.kind in (Kind.ORGANIZATION, Kind.MEDIA) and after != "'s" and after[:1] != "-"

    def _is_list(self, part: Run, names: Sequence[Name]) -> bool:
        """Whether the names of a part are investors: nothing else stands there, or a word says so."""
        covered = {k for name in names for k in range(name.first, name.last)}
        for at in range(*part):
            value = self.article.values.get(at)
            covered.update(range(at, value[1]) if value else ())
        others = [self._token(at) for at in range(*part) if at not in covered]
        words = [token.lower for token in others if token.text[0].isalpha()]
        if all(word in word_class("beside") for word in words):
            return True
        opener = self._token(names[0].first - 1).lower
        return opener in ("from", "by", "with") or not word_class("entry_verb").isdisjoint(words)

    def _parts(self, first: int) -> Iterator[Run]:
        """The stretches between marks behind the sum."""
        start = first
        inside = {k for name in self.names.values() for k in range(name.first, name.last)}
        for at in range(first, self.last):
            if self._token(at).text in _CUTS and at not in inside:
                if at > start:
                    yield start, at
                start = at + 1
        if self.last > start:
            yield start, self.last

    def _verbs(self, part: Run) -> set[str]:
        return {self._token(at).lower for at in range(*part) if self._is_verb(at)}

    def _is_verb(self, at: int) -> bool:
        return at not in self.names and self._token(at).lower != "'s" and is_plain_verb(self._token(at))

    def _token(self, at: int) -> Token:
        return self.article.tokens[at]


_LEAST = 10_000


def _draft(article: Article, entry: _Entry) -> Draft:
    company, giver = (Role.BORROWER, Role.LENDER) if entry.debt else (Role.INVESTEE, Role.INVESTOR)
    sentence = next((one.index for one in article.sentences if one.span.end > entry.span.start), 0)
    parties = [(company, _party(entry.company)), *((giver, _party(name)) for name in entry.investors)]
    return Draft(
        type=DealType.DEBT if entry.debt else DealType.INVESTMENT,
        status=Status.COMPLETED,
        weight=2,
        sentence=sentence,
        parties=parties,
        amount=entry.amount,
        round=entry.round,
        spans=[entry.span],
        sentences=[sentence],
        source="an entry of a list",
    )


def _party(name: Name) -> Party:
    return Party(name.entity, name.first, name.last)
