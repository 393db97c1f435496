"""An article taken apart: words, sums, dates, names and, sentence by sentence, its grammar."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..text.sentences import sentences
from ..text.spans import Span
from ..values.dates import find_dates
from ..values.currencies import dollar_of
from ..values.money import find_money
from ..values.numbers import find_capacities, find_percents
from ..values.rounds import find_rounds
from .entities import known_organization
from .frames import frames, particle_verbs
from .lexicon import verb_forms
from .names import Name, find_names
from .phrases import Part, parse
from .runs import Run
from .sums import SumRole, plain_sums
from .tags import Item, tag_sentence
from .tokens import Token, tokenize, unglue

Value = tuple[str, int, object]


@dataclass
class Sentence:
    """A sentence: its place, its tokens, its parts, and which paragraph and section it is in."""

    index: int
    span: Span
    tokens: Run
    items: list[Item] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    paragraph: int = 0


@dataclass
class Article:
    """A text with everything that the frames are matched against."""

    text: str
    lower: str
    tokens: list[Token]
    sentences: list[Sentence]
    names: list[Name]
    values: dict[int, Value]
    sum_roles: dict[int, SumRole]

    def words(self, first: int, last: int) -> str:
        """The text from one token to before another, as it stands."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]


def read_article(text: str) -> Article:
    """Takes an article apart."""
    tokens = unglue(tokenize(text), lambda word: known_organization(word) is not None)
    spans = sentences(text)
    ranges = _token_ranges(tokens, spans)
    values, roles = _values(text, tokens)
    blocked = {k for first, (_, last, _) in values.items() for k in range(first, last)}
    names = find_names(tokens, ranges, blocked)
    lowered = text.lower()
    article = Article(
        text=text,
        lower=lowered if len(lowered) == len(text) else text,
        tokens=tokens,
        sentences=[Sentence(i, span, run) for i, (span, run) in enumerate(zip(spans, ranges))],
        names=names,
        values=values,
        sum_roles=roles,
    )
    _parse(article)
    return article


def _token_ranges(tokens: Sequence[Token], spans: Sequence[Span]) -> list[Run]:
    ranges, i = [], 0
    for span in spans:
        while i < len(tokens) and tokens[i].start < span.start:
            i += 1
        first = i
        while i < len(tokens) and tokens[i].start < span.end:
            i += 1
        ranges.append((first, i))
    return ranges


def _values(text: str, tokens: Sequence[Token]) -> tuple[dict[int, Value], dict[int, SumRole]]:
    """The values of the text by the number of their first token; of two that overlap the first kind wins."""
    money = find_money(text, dollar_of(text))
    found: list[tuple[str, Span, object]] = [("$", mention.span, mention) for mention in money]
    found += [("C", span, capacity) for span, capacity in find_capacities(text)]
    found += [("%", span, percent) for span, percent in find_percents(text)]
    found += [("R", span, name) for span, name in find_rounds(text)]
    found += [("D", mention.span, mention) for mention in find_dates(text)]
    starts = {token.start: i for i, token in enumerate(tokens)}
    values: dict[int, Value] = {}
    taken: set[int] = set()
    for tag, span, value in found:
        first = starts.get(span.start)
        if first is None or first in taken:
            continue
        last = first
        while last < len(tokens) and tokens[last].start < span.end:
            last += 1
        if taken.isdisjoint(range(first, last)):
            values[first] = (tag, last, value)
            taken.update(range(first, last))
    return values, plain_sums(money, text)


_BREAK = re.compile(r"\n[ \t]*\n")


def _parse(article: Article) -> None:
    """Parses the sentences in which something may be told of a deal."""
    by_first = {name.first: name for name in article.names}
    paragraph, last_end = 0, 0
    for sentence in article.sentences:
        paragraph += bool(_BREAK.search(article.text, last_end, sentence.span.start))
        last_end = sentence.span.end
        sentence.paragraph = paragraph
        sentence.items = tag_sentence(article.tokens, sentence.tokens, by_first, article.values)
        sentence.parts = parse(sentence.items, particle_verbs())


def has_trigger(article: Article, run: Run) -> bool:
    """Whether a word that some frame knows stands between two tokens."""
    known = frames()
    for token in article.tokens[run[0] : run[1]]:
        form = verb_forms().get(token.lower)
        if ("noun", token.lower) in known or (form and ("verb", form.lemma) in known):
            return True
    return False
