"""Which value of a field a deal shows, and where its sources disagree."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..terms import Status, Verdict
from .agree import agree, specificity
from .reported import Fact, Reported

_FIRM = (Status.ANNOUNCED.value, Status.COMPLETED.value)

RULES = (
    "a person decided",
    "an announced or completed deal goes before a rumored one",
    "more independent sources say so",
    "the newest article says so",
    "it is the more specific value",
    "the articles do not decide; the order of their fingerprints does",
)
"""The steps of the rule, in order; a conflict names the first one that told the values apart."""

LATEST_STATE = "the latest dated state counts"


@dataclass(frozen=True)
class Candidate:
    """Values of one field that agree with each other, and who states them."""

    field: str
    backers: tuple[tuple[Reported, Fact], ...]

    @property
    def value(self) -> Any:
        """The most specific of the values; among equals the newest article's."""
        best = max(self.backers, key=lambda backer: (specificity(self.field, backer[1].value), backer[0].order))
        return best[1].value

    @property
    def rank(self) -> tuple[bool, bool, int, str, int, tuple[str, int, str]]:
        """One entry for each of RULES; the higher one wins."""
        return (
            any(fact.verdict is Verdict.ASSERTED for _, fact in self.backers),
            any(mention.status in _FIRM for mention, _ in self.backers),
            len({mention.source.origin for mention, _ in self.backers}),
            max(mention.source.published or "" for mention, _ in self.backers),
            specificity(self.field, self.value),
            max((mention.source.sha256, mention.start, mention.key) for mention, _ in self.backers),
        )

    @property
    def articles(self) -> list[str]:
        """Ids of the articles that state it."""
        return list(dict.fromkeys(mention.source.article_id for mention, _ in self.backers))

    def as_json(self) -> dict[str, Any]:
        """The value with the ids of its statements and articles."""
        return {"value": self.value, "statements": [fact.id for _, fact in self.backers], "articles": self.articles}


@dataclass(frozen=True)
class Choice:
    """The value that a deal shows, and the values that were passed over."""

    field: str
    value: Any
    candidates: tuple[Candidate, ...]
    rule: str

    @property
    def conflict(self) -> bool:
        """Whether the sources disagree."""
        return len(self.candidates) > 1

    @property
    def facts(self) -> list[Fact]:
        """The statements that back the chosen value."""
        return [fact for _, fact in self.candidates[0].backers] if self.candidates else []


def choose(field: str, mentions: Iterable[Reported], decided: Any = None) -> Choice:
    """Choose among what ``mentions`` state about ``field``, by the conflict rule of the design.

    ``decided`` is the value that a person chose, if any; it counts where a mention states it.
    """
    stated = [(mention, fact) for mention in mentions for fact in mention.having(field)[:1] if fact.value is not None]
    return choose_among(field, stated, decided)


def choose_among(field: str, stated: list[tuple[Reported, Fact]], decided: Any = None) -> Choice:
    """Choose among statements about ``field`` that were picked already."""
    candidates = sorted(_candidates(field, stated), key=lambda candidate: candidate.rank, reverse=True)
    if not candidates:
        return Choice(field, None, (), "")
    return _with_decision(Choice(field, candidates[0].value, tuple(candidates), _deciding_rule(candidates)), decided)


def _with_decision(choice: Choice, decided: Any) -> Choice:
    """The same choice with the value that a person decided on in front, where one of the sources states it."""
    for candidate in choice.candidates:
        if decided is not None and any(fact.value == decided for _, fact in candidate.backers):
            others = tuple(one for one in choice.candidates if one is not candidate)
            return Choice(choice.field, decided, (candidate, *others), RULES[0])
    return choice


def choose_status(mentions: list[Reported], decided: Any = None) -> Choice:
    """The latest dated state; a state that only follows another one in time is no conflict."""
    by_state: dict[str, list[tuple[Reported, Fact]]] = {}
    for mention in mentions:
        for fact in mention.having("status")[:1]:
            by_state.setdefault(str(fact.value), []).append((mention, fact))
    candidates = [Candidate("status", tuple(backers)) for backers in by_state.values()]
    candidates.sort(key=lambda candidate: (_latest(candidate), *candidate.rank), reverse=True)
    others = [candidate for candidate in candidates[1:] if _latest(candidate) >= _latest(candidates[0])]
    if decided is not None and decided != candidates[0].value:
        others = candidates[1:]
    return _with_decision(Choice("status", candidates[0].value, (candidates[0], *others), LATEST_STATE), decided)


def state_date(mention: Reported) -> str:
    """When a mention's state held, as far as it says: its own date, else its article's."""
    return str(mention.first("date") or mention.source.published or "")


def _latest(candidate: Candidate) -> str:
    return max(state_date(mention) for mention, _ in candidate.backers)


def _candidates(field: str, stated: list[tuple[Reported, Fact]]) -> list[Candidate]:
    groups: list[list[tuple[Reported, Fact]]] = []
    # The most specific values come first, so that a vague one joins the group that it agrees
    # with, instead of bridging two that contradict each other.
    for mention, fact in sorted(stated, key=lambda item: (-specificity(field, item[1].value), item[0].order)):
        for group in groups:
            if all(agree(field, fact.value, other.value, _year(mention, holder)) for holder, other in group):
                group.append((mention, fact))
                break
        else:
            groups.append([(mention, fact)])
    return [Candidate(field, tuple(sorted(group, key=lambda item: item[0].order))) for group in groups]


def _year(one: Reported, other: Reported) -> int | None:
    date = state_date(one) or state_date(other)
    return int(date[:4]) if date else None


def _deciding_rule(candidates: list[Candidate]) -> str:
    if len(candidates) < 2:
        return ""
    first, second = candidates[0].rank, candidates[1].rank
    return next((rule for rule, one, two in zip(RULES, first, second, strict=True) if one != two), RULES[-1])
