"""Round-ups whose headings name the sides: "1. Acme → Oblix", "May 3: Acme, Elm & Oblix", with the terms below."""

import re
from collections import Counter
from itertools import takewhile

from ..terms import DealType, Role, Status
from ..values.money import MoneyMention
from .article import Article, Sentence
from .casing import is_plain_verb
from .discourse import Party
from .drafts import Draft
from .names import Name
from .status import FAILED, HEARSAY
from .sums import SumRole

_FEWEST = 2
_LONGEST = 14
_LONGEST_SECTION = 12
_TERM_MARKS = frozenset({",", "—", "–", "-", ":", "(", "|"})
_LINKS = frozenset({"→", "->", "–", "-", "—", "&", "and", "+", "x", "×", "/", "⇄", "↔", "with", "vs"})
# What the whole article is about, by the words it uses most.
_TOPICS = (
    (DealType.LICENSING, re.compile(r"\blicen[cs](?:e|es|ed|ing)\b|\bpublishers?\b|\barchives?\b|\bcopyright\b")),
    (DealType.ACQUISITION, re.compile(r"\bacqui\w+|\btakeovers?\b|\bmergers?\b|\bbuyouts?\b|\bbought\b")),
    (DealType.INVESTMENT, re.compile(r"\binvest\w*|\brounds?\b|\bstakes?\b|\braised?\b")),
    (DealType.PURCHASE, re.compile(r"\bcloud\b|\bcompute\b|\bgpus?\b|\bcapacity\b|\border(?:s|ed)?\b|\bleases?\b")),
    (DealType.PARTNERSHIP, re.compile(r"\bpartner\w*|\balliances?\b|\bcollaborat\w+|\btie-ups?\b")),
)
_ROLES = {
    DealType.LICENSING: (Role.LICENSEE, Role.LICENSOR),
    DealType.ACQUISITION: (Role.ACQUIRER, Role.TARGET),
    DealType.INVESTMENT: (Role.INVESTOR, Role.INVESTEE),
    DealType.PURCHASE: (Role.CUSTOMER, Role.SUPPLIER),
    DealType.PARTNERSHIP: (Role.PARTNER, Role.PARTNER),
}


_DAY = re.compile(
    r"[#*\s]*(?:[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?|\d{1,2} [A-Z][a-z]{2,8}(?: \d{4})?|(?:19|20)\d\d(?:-\d\d){0,2})"
    r"\*{0,2}\s*[:|—–-]\s*"
)


def heading_drafts(article: Article) -> list[Draft]:
    """A deal for each heading that is two names and a link, where the article has several of them."""
    dated = _dated_drafts(article)
    if len(dated) >= _FEWEST and _topic(article) is DealType.LICENSING:
        return dated
    pairs = [(sentence, names) for sentence in article.sentences if (names := _pair(article, sentence))]
    if len(pairs) < _FEWEST and not any(_sums(article, sentence) for sentence, _ in pairs):
        return []
    kind = _topic(article)
    ends = [sentence.index for sentence, _ in pairs[1:]] + [len(article.sentences)]
    return [
        _draft(
            article,
            kind,
            sentence,
            names,
            article.sentences[sentence.index + 1 : min(end, sentence.index + _LONGEST_SECTION)],
        )
        for (sentence, names), end in zip(pairs, ends, strict=True)
    ]


def _dated_drafts(article: Article) -> list[Draft]:
    """The licences of a timeline: headings that are a date and who agreed, one of them an AI company."""
    found = []
    for sentence in article.sentences:
        names = _dated(article, sentence)
        sides = [Role.LICENSEE if one.entity.known and one.entity.known.ai else Role.LICENSOR for one in names]
        if len(set(sides)) < len(_ROLES[DealType.LICENSING]):
            continue
        parties = [(side, Party(one.entity, one.first, one.last)) for side, one in zip(sides, names, strict=True)]
        found.append(
            Draft(
                type=DealType.LICENSING,
                status=Status.ANNOUNCED,
                weight=1,
                sentence=sentence.index,
                parties=parties,
                spans=[sentence.span],
                sentences=[sentence.index],
                source="a heading of a date and names",
            )
        )
    return found


def _dated(article: Article, sentence: Sentence) -> list[Name]:
    """The names behind the date of a heading, where nothing else stands there."""
    day = _DAY.match(article.text, sentence.span.start, sentence.span.end)
    if day is None:
        return []
    first, last = sentence.tokens
    first = next((k for k in range(first, last) if article.tokens[k].start >= day.end()), last)
    names = article.names_within((first, last))
    named = {k for one in names for k in range(one.first, one.last)}
    others = [article.tokens[k].lower for k in range(first, last) if k not in named]
    listed = all(word in _LINKS or word in (",", ".", "the") for word in others)
    return names if listed and all(one.entity.is_party for one in names) else []


def _pair(article: Article, sentence: Sentence) -> tuple[Name, Name] | None:
    first, last = sentence.tokens
    if last - first > _LONGEST:
        return None
    names = [name for name in article.names_within(sentence.tokens) if name.entity.is_party]
    if len(names) != 2:
        return None
    one, two = names
    between = [token.lower for token in article.tokens[one.last : two.first] if token.lower != "the"]
    apart = between and all(word in _LINKS for word in between) and ("→" in between or "->" in between)
    alone = all(not token.text[0].isalnum() for token in article.tokens[two.last : last])
    alone = alone or (
        article.tokens[two.last].text in _TERM_MARKS and not any(map(is_plain_verb, article.tokens[two.last : last]))
    )
    return (one, two) if apart and alone else None


def _topic(article: Article) -> DealType:
    counts = Counter({kind: len(pattern.findall(article.lower)) for kind, pattern in _TOPICS})
    kind, count = counts.most_common(1)[0]
    return kind if count else DealType.ACQUISITION


def _draft(
    article: Article, kind: DealType, heading: Sentence, names: tuple[Name, Name], section: list[Sentence]
) -> Draft:
    section = list(takewhile(lambda one: not article.text.startswith("#", one.span.start), section))
    terms = range(names[1].last, heading.tokens[1])
    if any(article.values[k][0] == "R" for k in terms if k in article.values):
        kind = DealType.INVESTMENT
    roles = _ROLES[kind]
    if names[1].last < heading.tokens[1]:
        section = [heading]
    amount = next((one for sentence in section for one in _sums(article, sentence)), None)
    draft = Draft(
        type=kind,
        status=_status(article, section),
        weight=2,
        sentence=heading.index,
        parties=[(role, Party(name.entity, name.first, name.last)) for role, name in zip(roles, names, strict=True)],
        amount=amount,
        spans=[heading.span],
        sentences=[heading.index, *(sentence.index for sentence in section)],
        source="a heading of two names",
    )
    if amount:
        draft.spans.extend(one.span for one in section if one is not heading and one.span.contains(amount.span))
    return draft


def _sums(article: Article, sentence: Sentence) -> list[MoneyMention]:
    found = [article.values[at][2] for at in range(*sentence.tokens) if at in article.values]
    return [
        one
        for one in found
        if isinstance(one, MoneyMention) and article.sum_roles[one.span.start] is SumRole.DEAL and not one.bracketed
    ]


def _status(article: Article, section: list[Sentence]) -> Status:
    text = " ".join(article.lower[one.span.start : one.span.end] for one in section)
    if FAILED.search(text):
        return Status.CANCELLED
    return (
        Status.RUMORED if HEARSAY.search(text) and "signed" not in text and "agreed" not in text else Status.ANNOUNCED
    )
