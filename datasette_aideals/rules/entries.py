"""Entries of a list or newsletter without a verb: "Acme — $12M Series A — Oak (lead), Elm"."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..terms import DealType, Role, Status
from ..text.spans import Span, Spans
from ..values.money import MoneyMention
from .article import Article
from .casing import is_plain_verb
from .discourse import Party
from .drafts import Draft
from .entities import Kind
from .grants import lists_grants, public_body_above
from .lexicon import word_class
from .names import Name
from .shapes import Run
from .sums import SumRole
from .tokens import Token

_HEAD_MARKS = frozenset("—–-:|,·(")
_CUTS = frozenset("—–|;·.:()")
_HEAD_REACH = 16
_LONGEST = 110
_LABELS_BELOW = 5
_ROUNDS = frozenset({"round", "fundraise", "fundraising", "raise"})
_ORDERS = frozenset({"order", "orders", "contract", "contracts", "lease"})


@dataclass(frozen=True)
class _Entry:
    """A line that is a company, a sum and who gave it."""

    span: Span
    tokens: Run
    companies: tuple[Name, ...]
    amount: MoneyMention
    round: Span | None
    investors: tuple[Name, ...]
    debt: bool
    labelled: bool = False


def entry_drafts(article: Article, taken: Sequence[Span]) -> list[Draft]:
    """The deals of lines that list them; lines that overlap ``taken`` are left out."""
    sums = sorted(at for at, value in article.values.items() if value[0] == "$")
    if not sums:
        return []
    lines = list(_lines(article))
    elsewhere = Spans(taken)
    told = [
        (k, span, run) for k, (span, run) in enumerate(lines) if bisect_left(sums, run[0]) < bisect_left(sums, run[1])
    ]
    read = [(k, _Reader(article, span, run).entry()) for k, span, run in told]
    found = [
        _with_labels_below(article, entry, lines[k + 1 : k + 1 + _LABELS_BELOW])
        for k, entry in read
        if entry and not elsewhere.overlap(entry.span)
    ]
    rounds = [entry for entry in found if entry.round or entry.investors or entry.labelled]
    return [*(_round_draft(article, entry) for entry in rounds), *_grants(article, found)]


_GIVERS_LABEL = re.compile(r"[-*•\s]*\**(?:lead )?(?:investors?|backers?|led by|lead|backed by|funded by)\**:\**", re.I)


def _with_labels_below(article: Article, entry: _Entry, below: Sequence[tuple[Span, Run]]) -> _Entry:
    """The entry with the investors whom a labelled line below it names: "Investors: Oak"."""
    end = entry.span.end
    for span, run in below:
        if entry.investors or article.text.count("\n", end, span.start) > 1:
            break
        end = span.end
        if label := _GIVERS_LABEL.match(article.text, span.start, span.end):
            names = [one for one in article.names_within(run) if article.tokens[one.first].start >= label.end()]
            givers = tuple(one for one in names if one.entity.kind in (Kind.ORGANIZATION, Kind.MEDIA))
            return replace(entry, investors=givers, labelled=True, span=Span(entry.span.start, span.end))
    return entry


def _grants(article: Article, entries: Sequence[_Entry]) -> list[Draft]:
    """The entries of lists of grants: only companies and sums, below a text that speaks of grants."""
    bare = [entry for entry in entries if not (entry.round or entry.investors or entry.labelled)]
    if len(bare) < _FEWEST_GRANTS or not lists_grants(article, bare[0].span.start):
        return []
    giver = public_body_above(article, bare[0].span.start)
    return [_draft(article, entry, DealType.GRANT, giver) for entry in bare] if giver else []


def _lines(article: Article) -> Iterator[tuple[Span, Run]]:
    """The lines that are long enough for an entry or a label below one, and not too long."""
    starts = [token.start for token in article.tokens]
    at = 0
    for line in article.text.split("\n"):
        span = Span(at, at + len(line))
        at += len(line) + 1
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        if 1 < last - first <= _LONGEST:
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
        companies = self._companies()
        at = self._sum_after(companies[-1]) if companies else None
        if at is None:
            return None
        company = companies[-1]
        words = {token.lower for token in self.article.tokens[self.first : self.last]}
        amount = self.article.values[at][2]
        investors = tuple(self._investors(at, company))
        fund_round = self._round(company)
        if not isinstance(amount, MoneyMention) or words & (word_class("unsure") | _ORDERS):
            return None
        if self._told_in_full(at):
            return None
        debt = not fund_round and self._lent((company.last, next(self._parts(at), (at, at))[1]))
        called = not words.isdisjoint(_ROUNDS)
        return _Entry(self.span, (self.first, self.last), companies, amount, fund_round, investors, debt, called)

    def _lent(self, part: Run) -> bool:
        words = {self._token(at).lower for at in range(*part)}
        return not words.isdisjoint(word_class("loan") | {"debt"}) and "equity" not in words

    def _companies(self) -> tuple[Name, ...]:
        """Whom the line is about: the names that it begins with, before a mark."""
        at = self.first
        while at < self.last and at not in self.names and not self._token(at).text[0].isalpha():
            at += 1
        found: list[Name] = []
        while at - self.first < _HEAD_REACH and at in self.names and self.names[at].entity.is_party:
            found.append(self.names[at])
            at = found[-1].last
            while at < self.last and self._token(at).lower in ("and", "the", "with", "*"):
                at += 1
        return tuple(found) if at < self.last and self._token(at).text in _HEAD_MARKS else ()

    def _sum_after(self, company: Name) -> int | None:
        """The first sum behind the company, if only a description stands between them."""
        depth = 0
        for at in range(company.last, min(self.last, company.last + _HEAD_REACH)):
            value = self.article.values.get(at)
            if value and isinstance(value[2], MoneyMention):
                deal = self.article.sum_roles[value[2].span.start] is SumRole.DEAL
                return at if deal and value[2].money.value >= _LEAST else None
            depth += (self._token(at).text == "(") - (self._token(at).text == ")")
            name = self.names.get(at)
            if depth:
                continue
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
_FEWEST_GRANTS = 3
_SIDES = {
    DealType.INVESTMENT: (Role.INVESTEE, Role.INVESTOR),
    DealType.DEBT: (Role.BORROWER, Role.LENDER),
    DealType.GRANT: (Role.GRANTEE, Role.GRANTOR),
}


def _round_draft(article: Article, entry: _Entry) -> Draft:
    givers = [Party(name.entity, name.first, name.last) for name in entry.investors]
    return _draft(article, entry, DealType.DEBT if entry.debt else DealType.INVESTMENT, givers)


def _draft(article: Article, entry: _Entry, kind: DealType, givers: Sequence[Party]) -> Draft:
    mine, giving = _SIDES[kind]
    sentence = article.sentence_from(entry.span.start)
    companies = [Party(name.entity, name.first, name.last) for name in entry.companies]
    return Draft(
        type=kind,
        status=Status.ANNOUNCED if kind is DealType.GRANT else Status.COMPLETED,
        weight=2,
        sentence=sentence,
        parties=[*((mine, one) for one in companies), *((giving, one) for one in givers)],
        amount=entry.amount,
        round=entry.round,
        spans=[entry.span],
        sentences=[sentence],
        source="an entry of a list",
    )
