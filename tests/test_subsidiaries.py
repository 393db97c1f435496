"""A subsidiary in one article, its parent in another: one deal between organisations that stay two."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from corpus import Told, library, told
from sqlite_utils import Database

from datasette_aideals.cli import aideals
from datasette_aideals.store.database import open_database, rows


def buying(seller: str, amount: str | None = "$5 billion", day: str = "2026-01-05", extra: str = "") -> Told:
    sum_words = f" for {amount}" if amount else ""
    text = f"Brindle Labs will buy computing capacity from {seller}{sum_words}.{extra}"
    return Told(text, (told(text, "purchase", {"Brindle Labs": "customer", seller: "supplier"}, amount=amount),), day)


def suppliers(db: Database) -> list[str]:
    sql = "SELECT name FROM deal_parties JOIN organizations ON id = organization_id WHERE role = 'supplier'"
    return [row["name"] for row in rows(db, f"{sql} ORDER BY name")]


def number(db: Database, table: str) -> int:
    return int(rows(db, f"SELECT count(*) AS number FROM {table}")[0]["number"])


def run(*arguments: Any) -> str:
    result = CliRunner().invoke(aideals, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_it_is_one_deal_and_which_company_is_shown_as_a_conflict(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    db = library(path, [buying("AWS"), buying("Amazon", day="2026-01-09")])
    (deal,) = rows(db, "SELECT * FROM deals")
    assert (deal["article_count"], deal["conflict_count"]) == (2, 1)
    (conflict,) = rows(db, "SELECT * FROM conflicts")
    values = [one["value"] for one in json.loads(conflict["candidates"])]
    assert (conflict["field"], conflict["rule"]) == ("company of Amazon", "the newest article says so")
    assert values == ["Amazon", "Amazon Web Services"]
    assert suppliers(db) == ["Amazon"]
    assert "On the company of Amazon, Some Paper says Amazon, Some Paper Amazon Web Services [1][2]." in deal["summary"]
    organizations = {row["id"]: row["parent"] for row in rows(db, "SELECT id, parent FROM organizations")}
    assert organizations == {"amazon": None, "amazon-web-services": "amazon", "brindle-labs": None}


def test_of_articles_of_the_same_day_the_one_that_says_more_counts(tmp_path: Path) -> None:
    db = library(tmp_path / "deals.db", [buying("AWS"), buying("Amazon")])
    (conflict,) = rows(db, "SELECT chosen, rule FROM conflicts")
    assert (json.loads(conflict["chosen"]), conflict["rule"]) == (
        "Amazon Web Services",
        "it is the more specific value",
    )


def test_a_person_may_decide_for_the_other_company(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    db = library(path, [buying("AWS"), buying("Amazon", day="2026-01-09")])
    (deal,) = rows(db, "SELECT id FROM deals")
    db.close()
    said = run("deals", path, "--choose", deal["id"], "company of Amazon", "2")
    assert suppliers(open_database(path)) == ["Amazon Web Services"]
    run("resolve", path)
    assert suppliers(open_database(path)) == ["Amazon Web Services"]
    run("decisions", path, "--undo", said.split()[-1])
    assert suppliers(open_database(path)) == ["Amazon"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (buying("AWS"), buying("Amazon", "$9 billion")),
        (buying("AWS", None), buying("Amazon", None)),
        (buying("AWS"), buying("Twitch")),
        (buying("AWS"), buying("Microsoft")),
    ],
    ids=["another sum", "no sums", "another subsidiary", "another company"],
)
def test_another_sum_no_sum_or_another_subsidiary_is_another_deal(tmp_path: Path, one: Told, other: Told) -> None:
    assert number(library(tmp_path / "deals.db", [one, other]), "deals") == 2


def test_buying_a_subsidiary_is_not_buying_its_parent(tmp_path: Path) -> None:
    articles = [
        Told(text, (told(text, "acquisition", {"Quorra": "acquirer", goal: "target"}, amount="$5 billion"),))
        for goal in ("Twitch", "Amazon")
        for text in [f"Quorra will acquire {goal} for $5 billion."]
    ]
    assert number(library(tmp_path / "deals.db", articles), "deals") == 2


def test_an_article_that_names_both_tells_of_two_parties(tmp_path: Path) -> None:
    text = "Amazon and AWS will sell Brindle Labs computing capacity for $5 billion."
    roles = {"Brindle Labs": "customer", "AWS": "supplier", "Amazon": "supplier"}
    both = Told(text, (told(text, "purchase", roles, amount="$5 billion"),), "2026-01-07")
    db = library(tmp_path / "deals.db", [buying("AWS"), both])
    assert (number(db, "deals"), number(db, "conflicts")) == (1, 0)
    assert suppliers(db) == ["Amazon", "Amazon Web Services"]
