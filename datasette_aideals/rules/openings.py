"""Lines that open with names, as lists and trackers have them: "Acme (Basel) / Oblix", "**Acme.** Oblix, Elm"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..terms import DealType
from .article import Article
from .discourse import Party
from .entities import Entity, Kind, key_of, kind_of, known_organization
from .kinds import kind_of_terms
from .layout import Line
from .lexicon import function_words, is_ordinary, word_class
from .shapes import Run, is_capital, words_of

_LINKS = frozenset({"/", "→", "->", ">", "–", "—", "↔", "<->", "<>", "⇄", "×", "=>", "⇒"})
_WEAK_LINKS = frozenset({"&", "+", "x", "and", "-", "with"})
_LINK_MARKS = frozenset("/→>–—↔<⇄×=⇒-")
_ENDS = frozenset({".", ":", ",", "(", "—", "–", ";", "|", "-"})
_SURE_ENDS = frozenset({".", ":", "(", "—", "–", "|"})
_BESIDE = frozenset({",", "and", "&", "+", ";"})
_LONGEST_NAME = 6
_TAIL = re.compile(r"-\w")
_LONGEST_ASIDE = 8
_MOST_NAMES = 12
_MOST_PAIRS = 12


class NameReader:
    """Reads names from one token of a line on: those of the article, else capitalised words up to a mark."""

    def __init__(self, article: Article, run: Run) -> None:
        self.article = article
        self.last = run[1]
        self.names = {name.first: name for name in article.names_within(run)}

    def name(self, at: int) -> Party | None:
        """The name that begins at a token: one of the article's, else capitalised words up to a mark."""
        if at >= self.last:
            return None
        name = self.names.get(at)
        if name is not None and name.last < self.last and _TAIL.match(self.article.tokens[name.last].lower):
            return None
        if name is not None:
            return Party(name.entity, name.first, name.last) if name.entity.is_party else None
        end = at
        while end < min(self.last, at + _LONGEST_NAME) and self._in_name(at, end):
            end += 1
        run = (at, end)
        if end == at or at in self.article.values or not is_capital(self.article.tokens[at]) or self._leads_up(at, end):
            return None
        words = words_of(self.article.tokens, run)
        if kind_of(words) is not Kind.ORGANIZATION or kind_of_terms(self.article, run):
            return None
        return Party(Entity(key_of(words), words, Kind.ORGANIZATION, known_organization(words)), at, end)

    def _leads_up(self, first: int, last: int) -> bool:
        """Whether a capitalised word only leads up to a name: "The", "Including Acme"."""
        word = self.article.tokens[first].lower
        if word in function_words() or word in word_class("determiner") or word in word_class("preposition"):
            return True
        return is_ordinary(word) and any(k in self.names for k in range(first + 1, last))

    def _in_name(self, first: int, at: int) -> bool:
        if at in self.names:
            return self.names[at].entity.kind is Kind.ORGANIZATION
        inner = at > first and at + 1 < self.last and is_capital(self.article.tokens[at + 1])
        return is_capital(self.article.tokens[at]) or (inner and self.article.tokens[at].lower in ("&", "of"))

    def skip(self, at: int) -> int:
        """The next token that is no mark of emphasis."""
        while at < self.last and self.text(at) in ("*", "_", "**", "the"):
            at += 1
        return at

    def past_brackets(self, at: int) -> int:
        """The token behind short brackets that open at one; that token itself where none do."""
        if at < self.last and self.text(at) == "(":
            close = next((k for k in range(at, min(self.last, at + _LONGEST_ASIDE)) if self.text(k) == ")"), None)
            return self.skip(close + 1) if close is not None else at
        return at

    def text(self, at: int) -> str:
        """The word or mark at a token."""
        return self.article.tokens[at].text


@dataclass(frozen=True)
class Pair:
    """Who stands on the left and on the right of a line, with the tokens from the first name to the end."""

    left: tuple[Party, ...]
    right: tuple[Party, ...]
    link: str
    first: int
    last: int


class PairReader(NameReader):
    """Reads the pairs of names that a line opens with."""

    def __init__(self, article: Article, line: Line) -> None:
        super().__init__(article, line.run)
        self.first = line.run[0]
        self.labelled: DealType | None = None

    def pairs(self) -> Iterator[Pair]:
        """The pairs of the line, one after the other: "Acme / Oblix, Acme / Elm"."""
        at: int | None = self._start()
        for _ in range(_MOST_PAIRS):
            if at is None or at >= self.last:
                return
            pair = self._pair(at)
            if pair is None:
                return
            yield pair
            at = self._next(pair.last)

    def _start(self) -> int:
        """The first token behind bullets, numbers and a label that tells the kind: "Approaches: "."""
        at = self.first
        while at < self.last and not self.text(at)[0].isalpha() and at not in self.names:
            at += 1
        for k in range(at + 1, min(at + 4, self.last)):
            if self.text(k) == ":" and not any(n in self.names for n in range(at, k)):
                self.labelled = kind_of_terms(self.article, (at, k))
                return k + 1 if self.labelled else at
        return at

    def _pair(self, at: int) -> Pair | None:
        right: tuple[Party, ...]
        left, at = self._side(at, True)
        link, after = self._link(at)
        if len(left) == 2 and not link:
            link, after = self._link(self.past_brackets(self.skip(left[0].last)))
            left = (left[0],)
        if not left or not link:
            return None
        right, end = self._side(after, False)
        if not right or not self._is_clear((*left, *right), link, end):
            return None
        keys = [party.entity.key for party in (*left, *right)]
        return Pair(left, right, link, left[0].first, end) if len(set(keys)) == len(keys) else None

    def _is_clear(self, parties: Sequence[Party], link: str, end: int) -> bool:
        """Whether the names end at a mark and are surely names, all of them where the link may be part of one."""
        sure = [party.first in self.names for party in parties]
        if link in _WEAK_LINKS:
            return all(sure) and self._ends(end, _SURE_ENDS)
        return any(sure) and self._ends(end, _ENDS)

    def _side(self, at: int, opens: bool) -> tuple[tuple[Party, ...], int]:
        """The names of one side, "Acme, Elm and Oak", and the token behind them and their brackets."""
        found: list[Party] = []
        while len(found) < _MOST_NAMES:
            at = self.skip(at)
            party = self.name(at)
            if party is None:
                break
            found.append(party)
            at = self.past_brackets(self.skip(party.last))
            more = self._more(at, opens)
            if more is None:
                break
            at = more
        return tuple(found), at

    def _more(self, at: int, opens: bool) -> int | None:
        """The token where a further name of the same side begins; behind the link a name with one of its own opens."""
        if at >= self.last or self.text(at) not in _BESIDE:
            return None
        after = at + 1
        if after < self.last and self.text(after) in _BESIDE:
            after += 1
        party = self.name(self.skip(after))
        if party is None:
            return None
        behind = self.past_brackets(self.skip(party.last))
        return after if opens or self._link(behind)[0] not in _LINKS else None

    def _next(self, at: int) -> int | None:
        """Where a further pair of the line may begin."""
        return at + 1 if at < self.last and self.text(at) in (",", ";") else None

    def _link(self, at: int) -> tuple[str, int]:
        """The mark that links two names, and the token behind it; an empty one where there is none."""
        end = self.skip(at)
        start = end
        while end < self.last and self.text(end) in _LINK_MARKS and end - start < 3:
            end += 1
        mark = "".join(self.text(k) for k in range(start, end))
        if mark in _LINKS or mark in _WEAK_LINKS:
            return mark, self.skip(end)
        word = self.article.tokens[start].lower if start < self.last else ""
        return (word, self.skip(start + 1)) if word in _WEAK_LINKS else ("", start)

    def _ends(self, at: int, marks: frozenset[str]) -> bool:
        """Whether the names end at a token: at a mark, at the end of the line, before a date."""
        at = self.skip(at)
        if at >= self.last or self.text(at) in marks:
            return True
        dated = at + 1 < self.last and self.article.tokens[at].lower in ("on", "in", "since")
        return dated and self.article.values.get(at + 1, " ")[0] == "D"
