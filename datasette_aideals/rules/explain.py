"""Why the embedded extractor reads what it reads: the frames that fired, and what others lacked."""

from dataclasses import dataclass

from ..answer import AnswerDeal
from .article import Article
from .conditions import Conditions
from .drafts import Draft, NearMiss
from .extract import read_deals
from .frames import Condition, Frame, frames
from .pieces import read_pieces
from .readings import Reading
from .wording import worded


@dataclass(frozen=True)
class Fired:
    """A frame that fired: at which word of the article, and its line in frames.txt."""

    word: str
    line: str


@dataclass(frozen=True)
class Filled:
    """A part of a deal and the words that filled it."""

    slot: str
    words: str


@dataclass(frozen=True)
class WhyDeal:
    """Why something is a deal: its frames, or what stood in their place and spoke for it, and what filled it."""

    deal: AnswerDeal
    fired: tuple[Fired, ...]
    source: str
    filled: tuple[Filled, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhyNot:
    """Why a word that some frame knows made no deal: the sentence, and what was lacking."""

    sentence: str
    word: str
    lacking: str
    line: str | None


@dataclass(frozen=True)
class Explanation:
    """What the rules made of an article."""

    deals: tuple[WhyDeal, ...]
    misses: tuple[WhyNot, ...]


def explain(text: str) -> Explanation:
    """For each deal the frame that fired and what filled it; for each near miss what was lacking."""
    deals: list[WhyDeal] = []
    misses: list[WhyNot] = []
    for article in read_pieces(text):
        drafts, missed = read_deals(article)
        told = {index for draft in drafts for index in draft.sentences}
        deals += [_why(article, draft) for draft in drafts]
        misses += [_why_not(article, miss) for miss in missed if miss.reading.sentence.index not in told]
    return Explanation(tuple(deals), tuple(misses))


def explanation(text: str) -> str:
    """The same for people to read."""
    found = explain(text)
    lines: list[str] = []
    for number, why in enumerate(found.deals, 1):
        lines += _deal_lines(number, why)
    if not found.deals:
        lines.append("No deal.")
    if found.misses:
        lines += ["", "Near misses"]
    for miss in found.misses:
        lines += [f"- {miss.word!r} lacks {miss.lacking}", f"    in: {_short(miss.sentence)}"]
        lines += [f"    frame: {miss.line}"] if miss.line else []
    return "\n".join(lines)


def _why(article: Article, draft: Draft) -> WhyDeal:
    deal = worded(article, draft)
    filled = [Filled(party.role.value, _party_words(party.name, party.words)) for party in deal.parties]
    for slot in ("amount", "unit", "valuation", "stake", "round", "date", "horizon", "capacity"):
        words = getattr(deal, slot)
        if words:
            filled.append(Filled(slot, words))
    fired = dict.fromkeys(Fired(word, frame.line) for frame, word in draft.frames)
    return WhyDeal(deal, tuple(fired), draft.source, tuple(filled), tuple(draft.reasons))


def _party_words(name: str, words: str | None) -> str:
    return f"{name} ({words!r} in the text)" if words else name


def _why_not(article: Article, miss: NearMiss) -> WhyNot:
    sentence = miss.reading.sentence.span.of(article.text)
    if miss.frame:
        return WhyNot(sentence, miss.reading.word, miss.lacking, miss.frame.line)
    frame, condition = _nearest(article, miss.reading)
    return WhyNot(sentence, miss.reading.word, f"what {condition} asks for", frame.line)


def _nearest(article: Article, reading: Reading) -> tuple[Frame, Condition]:
    """The frame of a word that came nearest to firing, and its first condition that does not hold."""
    conditions = Conditions(article)
    unmet = [
        (frame, [one for one in frame.conditions if not conditions.holds(one, reading)])
        for frame in frames()[reading.kind, reading.word]
    ]
    frame, lacking = min(unmet, key=lambda one: len(one[1]))
    return frame, lacking[0]


def _deal_lines(number: int, why: WhyDeal) -> list[str]:
    lines = [f"{number}. {why.deal.type.value}, {why.deal.status.value}"]
    lines += [f"   {one.slot}: {one.words}" for one in why.filled]
    lines += [f"   fired at {one.word!r}: {one.line}" for one in why.fired]
    lines += [f"   found in {why.source}"] if not why.fired else []
    lines += [f"   spoke for it: {', '.join(why.reasons)}"] if why.reasons else []
    lines += [f"   quote: {_short(quote)}" for quote in why.deal.quotes]
    return lines


_WIDTH = 160


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
