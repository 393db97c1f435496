"""Whatever people decide, in whatever order, between whatever readings: the deals follow, and undo works."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from corpus import AT, Told, add, library, told
from hypothesis import given, settings
from hypothesis import strategies as st
from news import ARTICLES, LABS, derived
from sqlite_utils import Database

from datasette_aideals.errors import AidealsError
from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.review.bench import bench
from datasette_aideals.review.given import Given
from datasette_aideals.review.performing import perform
from datasette_aideals.store.database import open_database, rows
from datasette_aideals.store.decisions import Kind, decide

LEAD = "Quorra Capital agreed to invest $40 million in Brindle Labs in a Series B round."
MORE = "Alpen has bought Borea for €2 billion."
TEXT = f"{LEAD}\n\n{MORE} Corvid Bank lent Brindle Labs $9 million."
ROUND = {"round": "Series B"}
ONE = Told(TEXT, (told(LEAD, "investment", LABS, amount="$40 million", **ROUND),), "2026-03-02", "one.txt")
READINGS = (
    ONE,
    Told(TEXT, (), "2026-03-02", "one.txt"),
    Told(TEXT, (told(LEAD, "debt", {"Quorra Capital": "lender", "Brindle Labs": "borrower"}, amount="$9 million"),),
         "2026-03-02", "one.txt"),
    Told(TEXT, (*ONE.deals, told(MORE, "acquisition", {"Alpen": "acquirer", "Borea": "target"}, amount="€2 billion")),
         "2026-03-02", "one.txt"),
)  # fmt: skip
NEWER = Told(TEXT.replace("$40", "$41"),
             (told(LEAD.replace("$40", "$41"), "investment", LABS, amount="$41 million", **ROUND),),
             "2026-03-02", "one.txt")  # fmt: skip

ENTRIES = (
    {"field": "amount", "quote": "€2 billion"},
    {"field": "amount", "quote": "$9 million"},
    {"field": "round", "value": "Series C", "note": "The filing says so."},
    {"field": "party", "quote": "Corvid Bank", "subject": "investor"},
    {"field": "date", "value": "2026-02-28", "note": "By phone."},
    {"field": "share", "quote": "$9 million", "subject": "Quorra Capital"},
    {"field": "hardware", "value": "Trainium", "note": "By phone."},
    {"field": "status", "value": "completed", "quote": "agreed"},
)
MISSED = {
    "quote": MORE, "type": "acquisition", "status": "completed", "amount": "€2 billion",
    "parties": [{"name": "Alpen", "role": "acquirer"}, {"name": "Borea", "role": "target"}],
}  # fmt: skip

ACTS = st.sampled_from(
    ["accept", "correct", "reject", "add", "add_deal", "nothing_missing", "no_deal", "undo", "read", "replace", "full"]
)
STEPS = st.lists(st.tuples(ACTS, st.integers(0, 99)), max_size=10)


def current(db: Database) -> str:
    return str(
        rows(db, "SELECT article_id AS id FROM article_sources WHERE location = 'one.txt' AND current = 1")[0]["id"]
    )


def picked(listed: list[Any], number: int) -> Any:
    return listed[number % len(listed)] if listed else None


def asked(db: Database, act: str, number: int) -> dict[str, Any] | None:
    """What a person would ask for, or None where there is nothing to ask it about."""
    place = bench(db, current(db))
    standing = picked([row["id"] for row in place.standing], number)
    counting = [row for row in place.statements.values() if row["stands"] not in ("mismatch", "unfound", "rejected")]
    chosen = picked([row for row in counting if row["field"] not in ("quote", "ai")], number)
    entry = dict(picked(list(ENTRIES), number))
    if act in ("nothing_missing", "add_deal"):
        return {"action": act, **(MISSED if act == "add_deal" else {})}
    if act == "undo":
        made = picked([row["id"] for row in rows(db, "SELECT id FROM reviews ORDER BY id")], number)
        return made and {"action": "undo", "id": made}
    if act in ("add", "no_deal"):
        name = "reject" if act == "no_deal" else act
        return standing and {"action": name, "mention": standing, **({} if act == "no_deal" else entry)}
    if not chosen:
        return None
    if act == "correct":
        entry = next((dict(one) for one in ENTRIES if one["field"] == chosen["field"]), {"value": "x", "note": "x"})
    return {"action": act, "statement": chosen["id"], **(entry if act == "correct" else {})}


def step(db: Database, act: str, number: int) -> None:
    if act in ("read", "replace"):
        told_anew = picked(list(READINGS), number) if act == "read" else NEWER
        if told_anew.article.id == current(db) or act == "replace":
            add(db, told_anew, model=f"model-{number % 4}")
            decide(db, Kind.USE_MODEL, "database", f"model-{number % 4}")
    elif act == "full":
        resolve(db, AT, full=True)
    elif details := asked(db, act, number):
        try:
            perform(db, Given.read(details), "root", article=current(db))
        except AidealsError:
            return
    resolve(db, AT)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database to begin with, made once."""
    path = tmp_path_factory.mktemp("start") / "deals.db"
    db = library(path, ARTICLES[:2])
    add(db, ONE, model="model-0")
    decide(db, Kind.USE_MODEL, "database", "model-0")
    for told_one in ARTICLES[:2]:
        for number in range(4):
            add(db, told_one, model=f"model-{number}")
    resolve(db, AT)
    db.close()
    return path


def world(start: Path, folder: str, name: str = "deals.db") -> Database:
    return open_database(Path(shutil.copy(start, Path(folder) / name)))


def deals_only(db: Database) -> dict[str, Any]:
    """What readers see: without the ids of reviews and decisions, which differ from database to database."""
    return derived(db, without=("resolved", "reviews_applied", "reviewed_statements"))


@settings(max_examples=20, deadline=None)
@given(STEPS)
def test_making_all_anew_changes_nothing(start: Path, steps: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        db = world(start, folder)
        for act, number in steps:
            step(db, act, number)
        before = derived(db, without=("resolved",))
        report = resolve(db, AT, full=True)
        assert derived(db, without=("resolved",)) == before
        assert (report.new, report.changed, report.withdrawn) == (0, 0, 0)
        assert rows(db, "PRAGMA foreign_key_check") == []


@settings(max_examples=20, deadline=None)
@given(STEPS, ACTS, st.integers(0, 99))
def test_undo_gives_the_state_before(start: Path, steps: list[tuple[str, int]], act: str, number: int) -> None:
    with TemporaryDirectory() as folder:
        db = world(start, folder)
        for earlier, which in steps:
            step(db, earlier, which)
        details = asked(db, act, number) if act not in ("read", "replace", "full") else None
        before = derived(db, without=("resolved",))
        try:
            done = perform(db, Given.read(details), "root", article=current(db)) if details else None
        except AidealsError:
            done = None
        if done:
            perform(db, Given.read({"action": "undo", "id": done.id}), "ada")
        assert derived(db, without=("resolved",)) == before


@settings(max_examples=10, deadline=None)
@given(STEPS)
def test_taking_all_back_leaves_what_the_readings_say(start: Path, steps: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        db, bare = world(start, folder), world(start, folder, "bare.db")
        for act, number in steps:
            step(db, act, number)
            if act in ("read", "replace", "full"):
                step(bare, act, number)
        for row in rows(db, "SELECT id FROM reviews WHERE undoes IS NULL AND batch IS NULL ORDER BY id DESC"):
            alive = {one.id for one in standing(db)}
            if row["id"] in alive:
                perform(db, Given.read({"action": "undo", "id": row["id"]}), "ada")
        for one in standing(db):
            perform(db, Given.read({"action": "undo", "id": one.id}), "ada")
        assert deals_only(db) == deals_only(bare)
        assert rows(db, "SELECT 1 FROM statements WHERE origin = 'person'") == []


def standing(db: Database) -> list[Any]:
    from datasette_aideals.store.reviews import reviews_of, standing_reviews

    return standing_reviews(reviews_of(db))


def independent() -> list[Callable[[Database], dict[str, Any]]]:
    """Decisions about different things; each is looked up in the state in which it is made."""

    def on(field: str, action: str, value: str | None = None, **details: Any) -> Callable[[Database], dict[str, Any]]:
        def make(db: Database) -> dict[str, Any]:
            found = [
                row
                for row in bench(db, ONE.article.id).statements.values()
                if row["field"] == field and value in (None, row["value"]) and row["origin"] == "model"
            ]
            return {"action": action, "statement": found[0]["id"], **details}

        return make

    def adding(**details: Any) -> Callable[[Database], dict[str, Any]]:
        def make(db: Database) -> dict[str, Any]:
            lead = [row for row in bench(db, ONE.article.id).mentions.values() if row["origin"] is None]
            return {"action": "add", "mention": lead[0]["id"], **details}

        return make

    return [
        on("amount", "correct", quote="€2 billion"),
        on("round", "reject"),
        on("status", "accept"),
        on("party", "reject", '"Quorra Capital"'),
        adding(**ENTRIES[3]),
        adding(**ENTRIES[4]),
        lambda db: {"action": "add_deal", **MISSED},
    ]


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(7)), st.integers(0, 7), st.integers(0, 3))
def test_the_order_of_independent_decisions_does_not_matter(
    start: Path, order: list[int], when: int, reading: int
) -> None:
    with TemporaryDirectory() as folder:
        found = []
        for name, sequence in (("one.db", range(7)), ("other.db", order)):
            db = world(start, folder, name)
            for place, number in enumerate(sequence):
                if place == when:
                    resolve(db, AT, full=True)
                perform(db, Given.read(independent()[number](db)), "root", article=ONE.article.id)
            add(db, READINGS[reading], model="model-3")
            decide(db, Kind.USE_MODEL, "database", "model-3")
            resolve(db, AT)
            found.append(deals_only(db))
        assert found[0] == found[1]
