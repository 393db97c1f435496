"""Organisations: one row each, however they are written; people merge and split them, and take it back."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from corpus import AT, Told, add, library, told
from sqlite_utils import Database

from datasette_aideals.cli import aideals
from datasette_aideals.resolve.likeness import THRESHOLD, like_names, likeness
from datasette_aideals.resolve.names import introduced_acronyms
from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.store.database import open_database, rows
from datasette_aideals.values.names import name_key

with (Path(__file__).parent / "name_pairs.csv").open(encoding="utf-8") as _file:
    PAIRS = [(row["same"] == "1", name_key(row["one"]), name_key(row["other"])) for row in csv.DictReader(_file)]


def buying(buyer: str, goal: str, text: str | None = None, published: str = "2026-01-05") -> Told:
    sentence = f"{buyer} will buy {goal} for $5 million."
    words = text or sentence
    return Told(words, (told(sentence if sentence in words else words, "acquisition",
                             {buyer: "acquirer", goal: "target"}, amount="$5 million"),), published)  # fmt: skip


def names(db: Database) -> list[str]:
    return [row["name"] for row in rows(db, "SELECT name FROM organizations ORDER BY name")]


def run(*arguments: Any) -> str:
    result = CliRunner().invoke(aideals, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_threshold_takes_no_pair_of_different_names_for_one() -> None:
    false = [(one, other) for same, one, other in PAIRS if not same and one != other
             and likeness(one, other) >= THRESHOLD]  # fmt: skip
    missed = [(one, other) for same, one, other in PAIRS if same and likeness(one, other) < THRESHOLD]
    assert false == []
    assert len(missed) <= 0.2 * sum(same for same, _, _ in PAIRS), missed


def test_the_kind_is_the_tables_or_what_the_name_tells(tmp_path: Path) -> None:
    kinds = {
        "SoftBank": "company",
        "Bank of Zembla": "bank",
        "Velm Ventures": "fund",
        "Zemblan Ministry of Trade": "public body",
        "University of Zembla": "university",
        "Orsa Robotics": "company",
        "Quintdale": None,
    }
    named = [*kinds, "Tarnwick, Inc."]
    db = library(tmp_path / "deals.db", [buying(name, f"Goal {number}") for number, name in enumerate(named)])
    found = rows(db, "SELECT name, kind FROM organizations WHERE name NOT LIKE 'Goal%'")
    assert {row["name"]: row["kind"] for row in found} == {**kinds, "Tarnwick": "company"}


def test_a_lower_threshold_would() -> None:
    assert any(likeness(one, other) >= THRESHOLD - 0.02 for same, one, other in PAIRS if not same and one != other)


def test_names_that_are_alike_stand_for_the_one_that_is_known() -> None:
    known, typo = "andreessen horowitz", "andreesen horowitz"
    assert like_names([typo, known, "brindle labs"]) == {typo: known}
    assert like_names(["kestrel one", "kestrel two"]) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quorra Capital", "Quorra Capital, Inc."),
        ("Quorra Capital", "The Quorra Capital Group"),
        ("Quorra Capital", "Quorra Capital’s"),
        ("Tera Brindle", "TeraBrindle"),
        ("Amazon Web Services", "AWS"),
        ("Brindleworks", "Brindleworks AI"),
    ],
)
def test_spellings_of_one_name_are_one_organisation(tmp_path: Path, one: str, other: str) -> None:
    db = library(tmp_path / "deals.db", [buying(one, "Alpen"), buying(other, "Borea")])
    assert len(names(db)) == 3
    assert rows(db, "SELECT max(deal_count) AS most FROM organizations") == [{"most": 2}]


def test_parent_and_subsidiary_stay_apart_and_a_product_sells_as_its_maker(tmp_path: Path) -> None:
    sentence = "Alpen will buy computing capacity for $5 million from {}."
    articles = [
        Told(text, (told(text, "purchase", {"Alpen": "customer", seller: "supplier"}, amount="$5 million"),))
        for seller in ("Amazon", "Amazon Web Services", "Microsoft Azure")
        for text in [sentence.format(seller)]
    ]
    db = library(tmp_path / "deals.db", articles)
    assert names(db) == ["Alpen", "Amazon", "Amazon Web Services", "Microsoft"]
    assert rows(db, "SELECT parent FROM organizations WHERE parent IS NOT NULL") == [{"parent": "amazon"}]


def test_an_acronym_counts_where_its_article_introduces_it(tmp_path: Path) -> None:
    assert introduced_acronyms("The Alpen Compute Works (ACW) will build.") == {"acw": "alpen compute works"}
    assert introduced_acronyms("Nobody (ACW) knows.") == {}
    text = "Alpen Compute Works (ACW) is new. ACW will buy Borea for $5 million."
    there = Told(text, (told("ACW will buy Borea for $5 million.", "acquisition",
                             {"ACW": "acquirer", "Borea": "target"}, amount="$5 million"),))  # fmt: skip
    db = library(tmp_path / "deals.db", [there, buying("Alpen Compute Works", "Cirrus"), buying("ACW", "Dorma")])
    assert names(db) == ["ACW", "Alpen Compute Works", "Borea", "Cirrus", "Dorma"]


def test_a_merger_outlasts_rebuilds_and_new_articles_and_can_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    library(path, [buying("Alpen", "Borea"), buying("Quorra", "Cirrus")]).close()
    before = run("organizations", path, "--json")
    merged = run("organizations", path, "--merge", "Alpen", "quorra", "--actor", "root")
    decision = merged.split()[1]
    assert names_in(path) == ["Alpen", "Borea", "Cirrus"]
    run("resolve", path)
    db = open_database(path)
    add(db, buying("Quorra", "Dorma"))
    resolve(db, AT)
    assert names(db) == ["Alpen", "Borea", "Cirrus", "Dorma"]
    (alpen,) = rows(db, "SELECT aliases, deal_count FROM organizations WHERE name = 'Alpen'")
    assert (json.loads(alpen["aliases"]), alpen["deal_count"]) == (["Quorra"], 3)
    db.close()
    run("organizations", path, "--undo", decision)
    assert names_in(path) == ["Alpen", "Borea", "Cirrus", "Dorma", "Quorra"]
    run("decisions", path, "--undo", json.loads(run("decisions", path, "--json"))[0]["id"])
    assert names_in(path) == ["Alpen", "Borea", "Cirrus", "Dorma"]
    assert {row["name"] for row in json.loads(before)} == {"Alpen", "Borea", "Cirrus", "Quorra"}


def names_in(path: Path) -> list[str]:
    return [row["name"] for row in json.loads(run("organizations", path, "--json"))]


def test_a_name_can_be_split_off_and_merged_again(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    library(path, [buying("Brindleworks", "Borea"), buying("Brindleworks AI", "Cirrus")]).close()
    assert names_in(path) == ["Borea", "Brindleworks", "Cirrus"]
    run("organizations", path, "--split", "Brindleworks AI", "Brindleworks")
    assert names_in(path) == ["Borea", "Brindleworks", "Brindleworks AI", "Cirrus"]
    run("organizations", path, "--merge", "Brindleworks AI", "Brindleworks")
    assert names_in(path) == ["Borea", "Brindleworks AI", "Cirrus"]
    run("resolve", path)
    assert names_in(path) == ["Borea", "Brindleworks AI", "Cirrus"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--merge", "Alpen", "Nobody"), "There is no organisation Nobody"),
        (("--merge", "Alpen", "alpen"), "one organisation already"),
        (("--split", "Nobody", "Alpen"), "Alpen is not called Nobody anywhere"),
        (("--split", "Alpen", "Alpen"), "nothing can be split off"),
        (("--undo", "nothing"), "There is no decision nothing"),
    ],
)
def test_what_cannot_be_decided_is_said_in_one_line(tmp_path: Path, arguments: Iterable[str], message: str) -> None:
    path = tmp_path / "deals.db"
    library(path, [buying("Alpen", "Borea")]).close()
    result = CliRunner().invoke(aideals, ["organizations", str(path), *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
