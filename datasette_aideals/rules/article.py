"""An article taken apart: words, sums, dates, names and, sentence by sentence, its grammar."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from ..text.sentences import sentences
from ..text.spans import Span, Spans
from ..values.currencies import dollar_of
from ..values.dates import find_dates
from ..values.money import find_money
from ..values.numbers import find_capacities, find_percents
from ..values.rounds import find_rounds
from .entities import known_organization
from .frames import frames, particle_verbs
from .glued import Spaced, cut_at, joins
from .lexicon import verb_forms, word_class
from .names import Name, find_names
from .parse import asides, parse
from .phrases import Part
from .shapes import Run
from .sums import SumRole, plain_sums
from .tags import Item, tag_sentence
from .tokens import Token, tokenize, unglue

Value = tuple[str, int, object]


@dataclass
class Sentence:
    """A sentence: its place, its tokens, its parts, those of its brackets, and which paragraph it is in."""

    index: int
    span: Span
    tokens: Run
    items: list[Item] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    asides: list[list[Part]] = field(default_factory=list)
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
    joins: list[int] = field(default_factory=list)

    def words(self, first: int, last: int) -> str:
        """The text from one token to before another, as it stands."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def sentence_from(self, start: int) -> int:
        """The number of the sentence that holds the character ``start``, or of the next one; 0 behind the last."""
        at = bisect_right(self.sentences, start, key=lambda one: one.span.end)
        return at if at < len(self.sentences) else 0

    def forget_sums(self, spans: Spans) -> None:
        """Drops the sums of stretches that tell no deals."""
        for at, (tag, last, _) in list(self.values.items()):
            if tag == "$" and spans.overlap(Span(self.tokens[at].start, self.tokens[last - 1].end)):
                del self.values[at]

    def names_within(self, run: Run) -> list[Name]:
        """The names between two tokens."""
        return self.names[bisect_left(self.names, run[:1]) : bisect_left(self.names, run[1:])]


def _is_known(word: str) -> bool:
    return known_organization(word) is not None


def read_article(text: str) -> Article:
    """Takes an article apart."""
    glued = joins(text, _is_known)
    tokens = unglue(cut_at(tokenize(text), glued), _is_known)
    pieces = [piece for span in sentences(text) for piece in _lines_apart(text, span)]
    spans = [piece for piece in pieces if _WORD.search(text, piece.start, piece.end)]
    spans, ranges = _in_pieces(tokens, spans, _token_ranges(tokens, spans))
    values, roles = _values(text, tokens, glued)
    blocked = {k for first, (_, last, _) in values.items() for k in range(first, last)}
    names = find_names(tokens, ranges, blocked)
    lowered = text.lower()
    article = Article(
        text=text,
        lower=lowered if len(lowered) == len(text) else text,
        tokens=tokens,
        sentences=[Sentence(i, span, run) for i, (span, run) in enumerate(zip(spans, ranges, strict=True))],
        names=names,
        values=values,
        sum_roles=roles,
        joins=glued,
    )
    _parse(article)
    return article


# A line that begins with a pictogram is an item of its own, as newsletters write it;
# so are "Acme — $12M", "Acme $12M", "Round: seed", "2024 – Acme raises" and "Acme → Oblix".
_ITEM_LINE = re.compile(
    r"\n(?=[ \t]*[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
    r"|[^\n.]{2,60} [—–|·-] {0,3}(?:[A-Z]{1,3})?[$€£¥₹]\d|[A-Z][a-z]{2,12}(?: [a-z]{2,12})?: "
    r"|(?:19|20)\d\d ?[–—:-] |[^\n]{2,60} (?:→|->) |(?:[A-Z0-9][\w&'’.-]{0,24} ){1,4}(?:[A-Z]{1,3})?[$€£¥₹]\d)"
)


def _lines_apart(text: str, span: Span) -> list[Span]:
    if text.find("\n", span.start, span.end) < 0:
        return [span]
    cuts = [match.end() for match in _ITEM_LINE.finditer(text, span.start, span.end)]
    edges = [span.start, *cuts, span.end]
    return [Span(start, end) for start, end in pairwise(edges)]


def _token_ranges(tokens: Sequence[Token], spans: Sequence[Span]) -> list[Run]:
    ranges, i = [], 0
    for span in spans:
        while i < len(tokens) and tokens[i].start < span.start:
            i += 1
        first = i
        while i < len(tokens) and tokens[i].start < span.end:
            i += 1
        ranges.append((_past_bullet(tokens, first, i), i))
    return ranges


def _in_pieces(tokens: Sequence[Token], spans: Sequence[Span], ranges: Sequence[Run]) -> tuple[list[Span], list[Run]]:
    """Cuts sentences without an end, so that the time to read one stays bounded."""
    cut_spans: list[Span] = []
    cut_ranges: list[Run] = []
    for span, (first, last) in zip(spans, ranges, strict=True):
        if last - first <= _MOST_TOKENS:
            cut_spans.append(span)
            cut_ranges.append((first, last))
            continue
        for start in range(first, last, _MOST_TOKENS):
            end = min(start + _MOST_TOKENS, last)
            cut_spans.append(Span(tokens[start].start, tokens[end - 1].end))
            cut_ranges.append((start, end))
    return cut_spans, cut_ranges


_MOST_TOKENS = 250


def _past_bullet(tokens: Sequence[Token], first: int, last: int) -> int:
    """The first token after the bullet or number of a list item."""
    while first < last - 1 and (tokens[first].text in _BULLETS or tokens[first].text[0] == "<"):
        first += 1
    if first < last - 2 and tokens[first].text.isdigit() and tokens[first + 1].text in (")", "."):
        first += 2
    return first


def _values(text: str, tokens: Sequence[Token], glued: Sequence[int]) -> tuple[dict[int, Value], dict[int, SumRole]]:
    """The values of the text by the number of their first token; of two that overlap the first kind wins."""
    spaced = Spaced(text, glued)
    money = find_money(spaced.text, dollar_of(text))
    found: list[tuple[str, Span, object]] = [("$", mention.span, mention) for mention in money]
    found += [("C", span, capacity) for span, capacity in find_capacities(spaced.text)]
    found += [("%", span, percent) for span, percent in find_percents(spaced.text)]
    found += [("R", span, name) for span, name in find_rounds(spaced.text)]
    found += [("D", mention.span, mention) for mention in find_dates(spaced.text)]
    roles = plain_sums(money, spaced.text)
    if glued:
        found = [(tag, spaced.place(span), spaced.moved(value)) for tag, span, value in found]
        roles = {spaced.place(Span(at, at)).start: role for at, role in roles.items()}
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
        if tag == "D" and _in_name(tokens, first, last):
            continue
        if taken.isdisjoint(range(first, last)):
            values[first] = (tag, last, value)
            taken.update(range(first, last))
    return values, roles


def _in_name(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a capitalised day is part of a name: "Better Tomorrow Ventures"."""
    if last - first > 1 or last >= len(tokens) or not first or tokens[first].text not in ("Tomorrow", "Today"):
        return False
    return tokens[first - 1].text[0].isupper() and tokens[last].text[0].isupper()


_BULLETS = frozenset("-*•▪◦–—·→#+>|")
_WORD = re.compile(r"[^\W_]")
_BREAK = re.compile(r"\n[ \t]*\n")


def _parse(article: Article) -> None:
    """Parses the sentences in which something may be told of a deal."""
    by_first = {name.first: name for name in article.names}
    named = {name.first for name in article.names if name.entity.is_party}
    paragraph, last_end = 0, 0
    for sentence in article.sentences:
        paragraph += bool(_BREAK.search(article.text, last_end, sentence.span.start))
        last_end = sentence.span.end
        sentence.paragraph = paragraph
        if not _may_tell(article, sentence, named):
            continue
        sentence.items = tag_sentence(article.tokens, sentence.tokens, by_first, article.values)
        sentence.parts = parse(sentence.items, particle_verbs())
        sentence.asides = asides(sentence.items, sentence.parts, particle_verbs())


@cache
def _trigger_words() -> frozenset[str]:
    """Every form of every word that a frame knows."""
    verbs = {word.split()[0] for kind, word in frames() if kind == "verb"} - {"be"}
    nouns = {word for kind, word in frames() if kind == "noun"}
    forms = {form for form, entry in verb_forms().items() if entry.lemma in verbs}
    return frozenset(forms | nouns | {f"{noun}s" for noun in nouns} | _PRICE_WORDS | {"available"})


_PRICE_WORDS = frozenset(["price", "consideration", "transaction", "value", "valued", "valuation", "values", "worth"])
_STAND_INS = frozenset(["it", "they", "its", "their", "both"]) | word_class("company")


def _may_tell(article: Article, sentence: Sentence, named: set[int]) -> bool:
    """Whether a sentence has what a deal needs: a word that some frame knows, and a name or a sum."""
    first, last = sentence.tokens
    triggers = _trigger_words()
    told = anybody = False
    for i in range(first, last):
        word = article.tokens[i].lower
        told = told or word in triggers
        anybody = anybody or i in named or word in _STAND_INS
        if i in article.values and article.values[i][0] in "$R":
            return True
        if told and anybody:
            return True
    return anybody and sentence.index < _EARLY


_EARLY = 6
