"""Reviewed articles as reference answers, so that any model can be measured on the texts that people have judged."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlite_utils import Database

from ..errors import BadOption
from ..ground.report import deals_of
from ..store.database import rows
from ..store.records import Mention, Selector, Statement
from ..terms import DealType, Origin, Status, Verdict
from .bench import Bench, bench, readings_in_use, value_of

_KNOWN = ("title", "publisher", "author", "published", "language", "url", "rights")


@dataclass(frozen=True)
class Gold:
    """What was written, and the articles that are finished but for values that changed since, by id."""

    articles: tuple[str, ...]
    deals: int
    open: tuple[str, ...]


def finished_articles(db: Database) -> list[str]:
    """The articles whose reviewer said that nothing is missing, by id."""
    found = rows(
        db,
        "SELECT DISTINCT article_id FROM reviews_applied JOIN reviews ON reviews.id = review_id"
        " WHERE decision = 'nothing_missing' AND state = 'applied' ORDER BY article_id",
    )
    return [row["article_id"] for row in found]


def export_gold(db: Database, folder: Path) -> Gold:
    """Write a text and a reference answer for each finished article, in the form that ``evaluate`` reads.

    An article is left out while a value of it waits for a decision, as after a new reading. Files of the
    same names are written anew. Raises BadOption where the folder can't be written.
    """
    written, still_open, deals = [], [], 0
    readings = readings_in_use(db)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for article_id in finished_articles(db):
            place = bench(db, article_id, readings)
            if any(place.open_values(mention["id"]) for mention in place.standing):
                still_open.append(article_id)
                continue
            answer = reference(place)
            text = json.dumps(answer, indent=2, ensure_ascii=False)
            (folder / f"{article_id}.json").write_text(text + "\n", encoding="utf-8")
            (folder / f"{article_id}.txt").write_text(_with_front_matter(place), encoding="utf-8", newline="\n")
            written.append(article_id)
            deals += len(answer["deals"])
    except OSError as error:
        raise BadOption(f"{folder} can't be written ({error.strerror}). Name another folder.") from error
    return Gold(tuple(written), deals, tuple(still_open))


def reference(place: Bench) -> dict[str, Any]:
    """An article's reference answer: its deals as people left them."""
    deals = deals_of(tuple(_mentions(place)))
    return {
        "article": place.article.id,
        "deals": [deal.as_json(number) for number, deal in enumerate(deals, start=1)],
        "not_deals": [],
    }


def _mentions(place: Bench) -> Iterator[Mention]:
    for row in place.standing:
        own = [one for one in place.statements.values() if one["mention_id"] == row["id"]]
        said = {one["field"]: value_of(one) for one in own if Verdict(one["stands"]).counts}
        yield Mention(
            key=row["key"],
            type=DealType(said["type"]),
            status=Status(said["status"]),
            focus=bool(row["focus"]),
            statements=tuple(_statement(one) for one in own),
            start=row["start"],
        )


def _statement(row: Mapping[str, Any]) -> Statement:
    selector = None
    if row["exact"] is not None and row["start"] is not None:
        selector = Selector(row["exact"], row["prefix"] or "", row["suffix"] or "", row["start"], row["end"])
    return Statement(
        field=row["field"],
        value=value_of(row),
        verdict=Verdict(row["stands"]),
        subject=row["subject"],
        words=row["words"],
        selector=selector,
        reason=row["reason"],
        origin=Origin(row["origin"]),
    )


def _with_front_matter(place: Bench) -> str:
    """The text as it would be loaded again: what is known of it goes on top, since dates depend on it."""
    known = {name: value for name in _KNOWN if (value := getattr(place.article, name))}
    return f"---\n{yaml.safe_dump(known, allow_unicode=True, sort_keys=False)}---\n\n{place.article.text}"
