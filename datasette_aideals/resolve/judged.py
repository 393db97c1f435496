"""One mention as people's reviews leave it: which of the model's values stand, and which a person entered."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from ..store.reviews import WHOLE_DEAL, Review
from ..terms import Judgement, Verdict
from ..text.fold import fold
from ..values.names import name_key

ACCEPTED, ENTERED, REJECTED, REPLACED = "accepted", "entered", "rejected", "replaced"

_SEVERAL: dict[str, Callable[["Value"], object]] = {
    "party": lambda one: name_key(str(one.value)),
    "share": lambda one: name_key(one.subject or ""),
    "tranche": lambda one: (json.dumps(one.value, sort_keys=True), one.subject),
    "hardware": lambda one: str(one.value).casefold(),
    "quote": lambda one: fold(one.exact or "").text,
}
"""Fields of which a deal has several values, with what tells these apart."""


@dataclass(frozen=True)
class Value:
    """A value of one field of a mention: a model's statement, or what a review says."""

    field: str
    value: Any
    subject: str | None
    exact: str | None
    start: int | None
    verdict: Verdict
    statement: str | None = None
    """The id of the model's statement; None for a person's value."""
    words: str | None = None
    review: str | None = None

    @property
    def slot(self) -> tuple[str, object]:
        """What it shares with every other value that would stand in its place."""
        if self.field not in _SEVERAL:
            return (self.field, None)
        unread = self.value is None and self.field not in ("quote", "share")
        return (self.field, ("unread", self.words) if unread else _SEVERAL[self.field](self))

    def same(self, other: "Value") -> bool:
        """Whether both say the same of the same."""
        if self.slot != other.slot:
            return False
        if self.value is None and other.value is None and self.field != "quote":
            return self.words == other.words
        return bool(self.value == other.value) and self.subject == other.subject


@dataclass
class Judged:
    """A mention's values with what reviews made of them so far; reviews are applied in the order of time.

    ``marks`` has for a model's statement what became of it and by which review.
    """

    values: list[Value]
    marks: dict[str, tuple[str, str]] = field(default_factory=dict)
    rejected: bool = False

    @property
    def standing(self) -> list[Value]:
        """The values that may enter a deal."""
        return [one for one in self.values if one.verdict.counts]

    @property
    def touched(self) -> bool:
        """Whether a review has changed anything."""
        return self.rejected or bool(self.marks) or any(one.statement is None for one in self.values)

    def apply(self, review: Review) -> None:
        """Let one review take effect."""
        if review.field == WHOLE_DEAL:
            self.rejected = review.decision is Judgement.REJECT
        elif review.decision is Judgement.REJECT:
            self._take_out(before_of(review), review.id)
        elif review.decision in (Judgement.ACCEPT, Judgement.CORRECT, Judgement.ADD):
            self._put_in(review, before_of(review), after_of(review))

    def unchanged(self, review: Review) -> bool:
        """Whether the model's reading of what a review is about is what it was when the review was made."""
        if review.field == WHOLE_DEAL:
            return True
        if review.decision is Judgement.ADD:
            return not any(one.slot == after_of(review).slot and one.statement for one in self.standing)
        return any(one.same(before_of(review)) for one in self.values)

    def _take_out(self, wrong: Value, review: str) -> None:
        for one in [one for one in self.values if one.same(wrong)]:
            self._drop(one, REJECTED, review)

    def _put_in(self, review: Review, before: Value, after: Value) -> None:
        there = [one for one in self.values if one.slot in (before.slot, after.slot)]
        if after.field == "party":
            # An organisation can have several roles: only the one that is meant is touched, where it is there.
            meant = [one for one in there if one.same(before) or one.same(after)]
            there = meant if meant or review.decision is Judgement.ADD else there
        right = next((one for one in there if one.verdict.counts and one.same(after)), None)
        for one in there:
            if one is not right:
                self._drop(one, REPLACED, review.id)
        if right is None:
            self.values.append(replace(after, review=review.id))
        elif right.statement:
            self.marks[right.statement] = (ACCEPTED, review.id)

    def _drop(self, one: Value, state: str, review: str) -> None:
        self.values.remove(one)
        if one.statement:
            self.values.append(replace(one, verdict=Verdict.REJECTED))
            self.marks[one.statement] = (state, review)


def before_of(review: Review) -> Value:
    """The value that a review is about."""
    exact = (review.before_words or review.quote) if review.field == "quote" else None
    return Value(
        review.field, review.before, review.subject_before, exact, None, Verdict.SUPPORTED, words=review.before_words
    )


def after_of(review: Review) -> Value:
    """The value that a review puts in; for an acceptance the one that it is about."""
    return Value(review.field, review.after, review.subject, review.quote, review.start, Verdict.ASSERTED)
