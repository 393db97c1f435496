"""What people's reviews make of the readings that count: rows for mentions and statements, as a function of both.

A review is about a value of a mention. It holds for every reading of the text that was judged: where a
reading has another value, or none, the person's stands. Where a file was replaced by another text, a review
goes on to count as long as the model reads there what it read before; if that changed too, the review is reopened.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..ground.mentions import lacking
from ..store.records import CONTEXT
from ..store.reviews import Review
from ..terms import Judgement, Origin, Verdict
from .align import align
from .judged import ENTERED, Judged, Value
from .reported import Fact, Reported, Source

APPLIED, REOPENED, WAITING = "applied", "reopened", "waiting"

NO_DEAL = "a person says that it is no deal"
NOTHING_MORE = "a person found no further deal in the article"

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]
"""Rows by table and key."""


TABLES = {
    "mentions": "id",
    "statements": "id",
    "reviewed_mentions": "mention_id",
    "reviewed_statements": "statement_id",
    "reviews_applied": "review_id",
}
"""The tables that reviews give rows to, with their keys."""


@dataclass(frozen=True)
class ModelMention:
    """A mention as a model's reading has it, with the statements of that reading."""

    id: str
    key: str
    type: str
    status: str
    focus: bool
    accepted: bool
    start: int | None
    values: tuple[Value, ...] = ()

    def reported(self, name: str, source: Source) -> Reported:
        """The mention in the form that readings are paired in."""
        return _reported(name, self.key, self.type, self.status, self.start or 0, source, self.values)


@dataclass(frozen=True)
class ReviewedArticle:
    """An article that stands, the reading of it that counts, and the reviews of its text and of those it replaced.

    ``earlier`` are the mentions with the keys that reviews name, from whatever reading has them.
    """

    id: str
    sha256: str
    text: str | None
    reading: str | None
    mentions: tuple[ModelMention, ...]
    reviews: tuple[Review, ...]
    earlier: Mapping[str, ModelMention]


@dataclass
class _Outcome:
    """The rows that one article gives."""

    article: ReviewedArticle
    rows: Rows = field(default_factory=lambda: {name: {} for name in TABLES})

    def note(self, review: Review, state: str, mention: str | None) -> None:
        row = {"review_id": review.id, "article_id": self.article.id, "mention_id": mention, "state": state}
        self.rows["reviews_applied"][review.id] = row


def keys_named(review: Review) -> set[str]:
    """The keys of mentions that a review is about, or that its author had before their eyes."""
    listed = set(review.after) if review.decision in (Judgement.ADD_DEAL, Judgement.NOTHING_MISSING) else set()
    return listed | ({review.mention_key} - {""})


def outcome(article: ReviewedArticle) -> Rows:
    """The rows that an article's reviews give."""
    made = _Outcome(article)
    if article.reading is None:
        for review in article.reviews:
            made.note(review, WAITING, None)
        return made.rows
    by_key: dict[str, list[Review]] = {}
    for review in article.reviews:
        by_key.setdefault(review.mention_key, []).append(review)
    pairs = _pairs(article)
    base = {mention.id: mention for mention in article.mentions}
    judged = {key: base.get(pairs.get(key, "")) for key in by_key if key}
    closing = [review for review in by_key.get("", []) if review.decision is Judgement.NOTHING_MISSING]
    unknown = _unknown(article, pairs, closing)
    for key, mention in sorted(judged.items()):
        if mention:
            _of_model(made, mention, by_key[key])
        else:
            _of_person(made, key, by_key[key])
    for mention_id in unknown:
        _hold_back(made, mention_id)
    for review in closing:
        same_text = review.article_sha256 == article.sha256
        made.note(review, APPLIED if same_text or not _strangers(article, pairs, closing) else REOPENED, None)
    return made.rows


def _pairs(article: ReviewedArticle) -> dict[str, str]:
    """For each key that reviews name the mention of the reading that it belongs to."""
    named = {key for review in article.reviews for key in keys_named(review)}
    known = {mention.key: mention.id for mention in article.mentions}
    pairs = {key: known[key] for key in named if key in known}
    source = Source(article.id, article.sha256, None)
    left = [
        one for key in sorted(named - pairs.keys()) for one in [_as_judged(key, article, source)] if one and one.facts
    ]
    taken = set(pairs.values())
    right = [mention.reported(mention.id, source) for mention in article.mentions if mention.id not in taken]
    return {**align(left, right), **pairs}


def _as_judged(key: str, article: ReviewedArticle, source: Source) -> Reported | None:
    """A mention that the reading does not have under its key: as another reading has it, or as people made it."""
    if key in article.earlier:
        return article.earlier[key].reported(key, source)
    made = _person_values([review for review in article.reviews if review.mention_key == key])
    first = {one.field: one.value for one in reversed(made)}
    kind, status = str(first.get("type", "other")), str(first.get("status", "announced"))
    return _reported(key, key, kind, status, _start_in(article.text, made) or 0, source, made)


def _unknown(article: ReviewedArticle, pairs: Mapping[str, str], closing: Iterable[Review]) -> list[str]:
    """The mentions that somebody who had read the whole article did not find in it."""
    if not any(review.article_sha256 == article.sha256 for review in closing):
        return []
    return _strangers(article, pairs, closing)


def _strangers(article: ReviewedArticle, pairs: Mapping[str, str], closing: Iterable[Review]) -> list[str]:
    listed = {key for review in closing for key in review.after}
    listed |= {review.mention_key for review in article.reviews if review.decision is Judgement.ADD_DEAL}
    known = {pairs[key] for key in listed if key in pairs}
    return [mention.id for mention in article.mentions if mention.accepted and mention.id not in known]


def _of_model(made: _Outcome, mention: ModelMention, reviews: list[Review]) -> None:
    """A mention of the reading, with what people decided about it."""
    article = made.article
    judged = Judged(list(mention.values))
    for review in reviews:
        carried = review.article_sha256 == article.sha256
        added = review.decision is Judgement.ADD_DEAL
        if not carried and (added or not judged.unchanged(review)):
            made.note(review, REOPENED, mention.id)
            continue
        judged.apply(review)
        made.note(review, APPLIED, mention.id)
    because = NO_DEAL if judged.rejected else _lacking(judged, mention.start)
    if judged.touched and (because is None) != mention.accepted:
        made.rows["reviewed_mentions"][mention.id] = _mention_row(article, mention.id, because)
    _statement_rows(made, mention.id, judged)


def _of_person(made: _Outcome, key: str, reviews: list[Review]) -> None:
    """A mention that the reading lacks: it stands if what people decided on makes a deal by itself."""
    article = made.article
    added = any(review.decision is Judgement.ADD_DEAL for review in reviews)
    holding = [review for review in reviews if added or review.article_sha256 == article.sha256]
    judged = Judged([])
    for review in holding:
        judged.apply(review)
    start = _start_in(article.text, judged.standing)
    stands = not judged.rejected and _lacking(judged, start) is None
    name = f"{article.reading}-p{key}" if stands else None
    for review in reviews:
        made.note(review, REOPENED if review not in holding else APPLIED if stands else WAITING, name)
    if name:
        made.rows["mentions"][name] = {**_own_row(judged, start), "id": name, "reading_id": article.reading, "key": key}
        _statement_rows(made, name, judged)


def _own_row(judged: Judged, start: int | None) -> Row:
    first = {one.field: one.value for one in reversed(judged.standing)}
    return {
        "type": first["type"],
        "status": first["status"],
        "focus": 1,
        "accepted": 1,
        "refused_because": None,
        "start": start,
        "origin": Origin.PERSON.value,
    }


def _hold_back(made: _Outcome, mention_id: str) -> None:
    # What somebody has decided about in particular goes before what they left unsaid.
    if not any(row["mention_id"] == mention_id for row in made.rows["reviews_applied"].values()):
        made.rows["reviewed_mentions"][mention_id] = _mention_row(made.article, mention_id, NOTHING_MORE)


def _mention_row(article: ReviewedArticle, mention_id: str, because: str | None) -> Row:
    return {
        "mention_id": mention_id,
        "article_id": article.id,
        "accepted": int(because is None),
        "because": because,
    }


def _statement_rows(made: _Outcome, mention_id: str, judged: Judged) -> None:
    marks = dict(judged.marks)
    for one in judged.standing:
        if one.statement is None:
            row = _person_row(made.article, mention_id, one)
            made.rows["statements"][row["id"]] = row
            marks[row["id"]] = (ENTERED, str(one.review))
    for statement, (state, review) in marks.items():
        made.rows["reviewed_statements"][statement] = {
            "statement_id": statement,
            "article_id": made.article.id,
            "state": state,
            "review_id": review,
        }


def _person_row(article: ReviewedArticle, mention_id: str, one: Value) -> Row:
    value = None if one.value is None else json.dumps(one.value, ensure_ascii=False, sort_keys=True)
    digits = hashlib.sha256(json.dumps([one.field, one.subject, value, one.exact]).encode()).hexdigest()[:10]
    return {
        "id": f"{mention_id}-p{digits}",
        "mention_id": mention_id,
        "call_id": None,
        "field": one.field,
        "subject": one.subject,
        "value": value,
        "words": one.exact,
        **_place(article.text, one),
        "verdict": Verdict.ASSERTED.value,
        "reason": None,
        "origin": Origin.PERSON.value,
    }


def _place(text: str | None, one: Value) -> Row:
    """Where a person's words stand in the text: where they said, else where they are found first."""
    nowhere = dict.fromkeys(("exact", "prefix", "suffix", "start", "end"))
    if text is None or not one.exact:
        return nowhere
    start = one.start if one.start is not None and text.startswith(one.exact, one.start) else text.find(one.exact)
    if start < 0:
        return nowhere
    end = start + len(one.exact)
    around = {"prefix": text[max(0, start - CONTEXT) : start], "suffix": text[end : end + CONTEXT]}
    return {"exact": one.exact, **around, "start": start, "end": end}


def _person_values(reviews: Iterable[Review]) -> list[Value]:
    judged = Judged([])
    for review in reviews:
        judged.apply(review)
    return judged.standing


def _start_in(text: str | None, values: Iterable[Value]) -> int | None:
    """Where the first of the quotes that stand in the text begins."""
    quotes = [one for one in values if one.field == "quote"]
    starts = [one.start if text is None else _place(text, one)["start"] for one in quotes]
    return min((start for start in starts if start is not None), default=None)


def _lacking(judged: Judged, start: int | None) -> str | None:
    standing = judged.standing
    return lacking(
        found=start is not None,
        names=[str(one.value) for one in standing if one.field == "party"],
        fields={one.field for one in standing},
    )


def _reported(
    name: str, key: str, kind: str, status: str, start: int, source: Source, values: Iterable[Value]
) -> Reported:
    facts = tuple(
        Fact(f"{name}-{number}", one.field, one.value, one.subject, one.verdict, one.exact)
        for number, one in enumerate(values)
        if one.verdict.counts
    )
    return Reported(name, key, kind, status, True, start, source, facts)
