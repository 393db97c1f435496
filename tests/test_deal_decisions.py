"""People's decisions about deals outlast rebuilds and new articles, can be taken back, and keep every address alive."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner
from corpus import AT, Told, add, library, told
from hypothesis import given, settings
from hypothesis import strategies as st
from news import ARTICLES, LABS, article, derived
from sqlite_utils import Database

from datasette_aideals.cli import aideals
from datasette_aideals.resolve.deciding import choose_value, merge_deals, split_deal
from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.store.database import open_database, rows
from datasette_aideals.store.decisions import undo
from datasette_aideals.store.proof import explain

SMALL = article("Quorra Capital agreed to invest $40 million in Brindle Labs.", "investment", LABS, "2026-03-02",
                amount="$40 million")  # fmt: skip
LARGE = article("Quorra Capital agreed to invest $900 million in Brindle Labs.", "investment", LABS, "2026-03-03",
                amount="$900 million")  # fmt: skip
AGAIN = article("Quorra Capital will invest $40 million in Brindle Labs, it said.", "investment", LABS, "2026-03-04",
                amount="$40 million")  # fmt: skip


def run(*arguments: Any, status: int = 0) -> str:
    result = CliRunner().invoke(aideals, [str(one) for one in arguments])
    assert result.exit_code == status, result.output
    return result.output


def deals(db: Database) -> list[dict[str, Any]]:
    return rows(db, "SELECT * FROM deals ORDER BY first_reported, id")


def test_a_merger_makes_one_deal_and_shows_what_its_sources_disagree_on(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    db = library(path, [SMALL, LARGE])
    small, large = deals(db)
    db.close()
    said = run("deals", path, "--merge", large["id"], small["id"], "--actor", "root")
    db = open_database(path)
    (merged,) = deals(db)
    assert (merged["article_count"], merged["conflict_count"]) == (2, 1)
    assert "On the amount, Some Paper says $900 million, Some Paper $40 million [1][2]." in merged["summary"]
    for address in (small["id"], large["id"]):
        assert explain(db, address).id == merged["id"]
    assert resolve(db, AT, full=True).changed == 0
    add(db, AGAIN)
    resolve(db, AT)
    assert [deal["article_count"] for deal in deals(db)] == [3]
    db.close()
    run("deals", path, "--undo", said.split()[1])
    db = open_database(path)
    assert [deal["article_count"] for deal in deals(db)] == [2, 1]
    assert [deal["id"] for deal in deals(db)] == [small["id"], large["id"]]


def test_a_split_keeps_articles_apart_and_can_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    db = library(path, [SMALL, AGAIN])
    (one,) = deals(db)
    db.close()
    said = run("deals", path, "--split", one["id"], "--article", AGAIN.article.id)
    db = open_database(path)
    first, second = deals(db)
    assert resolve(db, AT, full=True).new == 0
    assert explain(db, one["id"]).id == first["id"]
    merge_deals(db, first["id"], second["id"])
    resolve(db, AT)
    assert len(deals(db)) == 1
    undo(db, rows(db, "SELECT max(id) AS id FROM decisions")[0]["id"])
    undo(db, said.split()[1])
    resolve(db, AT)
    assert [deal["id"] for deal in deals(db)] == [one["id"]]


def test_a_person_goes_before_every_other_rule(tmp_path: Path) -> None:
    valued = "Quorra Capital agreed to invest $40 million in Brindle Labs at a valuation of ${} million."
    telling = [
        Told(text, (told(text, "investment", LABS, amount="$40 million", valuation=f"${value} million"),), day)
        for value, day in ((300, "2026-03-02"), (350, "2026-03-03"))
        for text in [valued.format(value)]
    ]
    path = tmp_path / "deals.db"
    db = library(path, telling)
    (deal,) = deals(db)
    assert deal["valuation"] == 350_000_000
    db.close()
    said = run("deals", path, "--choose", deal["id"], "valuation", 2)
    db = open_database(path)
    resolve(db, AT, full=True)
    assert deals(db)[0]["valuation"] == 300_000_000
    assert rows(db, "SELECT rule, chosen FROM conflicts")[0]["rule"] == "a person decided"
    undo(db, said.split()[1])
    resolve(db, AT)
    assert deals(db)[0]["valuation"] == 350_000_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--merge", "x-0000000000", "y-0000000000"), "There is no deal x-0000000000"),
        (("--split", "SMALL", "--article", "nothing"), "Name some, but not all, of the articles"),
        (("--choose", "SMALL", "amount", "1"), "do not disagree on amount"),
        (("--undo", "nothing"), "There is no decision nothing"),
    ],
)
def test_what_cannot_be_decided_is_said_in_one_line(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    path = tmp_path / "deals.db"
    db = library(path, [SMALL])
    (deal,) = deals(db)
    db.close()
    named = [deal["id"] if one == "SMALL" else one for one in arguments]
    assert message in run("deals", path, *named, status=2)


def test_the_log_says_what_changed_and_why(tmp_path: Path) -> None:
    db = library(tmp_path / "deals.db", [AGAIN])
    (late,) = deals(db)
    add(db, SMALL)
    resolve(db, AT, "build")
    (deal,) = deals(db)
    log = rows(db, "SELECT deal_id, state, cause FROM deal_log ORDER BY id")
    listed = ", ".join(sorted((SMALL.article.id, AGAIN.article.id)))
    assert [(row["deal_id"], row["state"]) for row in log] == [
        (late["id"], "new"), (deal["id"], "new"), (late["id"], "withdrawn")]  # fmt: skip
    assert log[1]["cause"] == f"build: told by articles {listed}; was {late['id']}"
    assert log[2]["cause"] == f"build: is part of {deal['id']}"
    add(db, LARGE)
    merge_deals(db, deal["id"], deals_after(db)[-1]["id"])
    resolve(db, AT, "decision")
    last = rows(db, "SELECT cause FROM deal_log WHERE state = 'changed' ORDER BY id")[-1]
    assert last["cause"] == f"decision: told by article {LARGE.article.id} too"


def deals_after(db: Database) -> list[dict[str, Any]]:
    resolve(db, AT)
    return deals(db)


CHOICES = st.lists(st.tuples(st.sampled_from(["merge", "split", "add", "undo"]), st.integers(0, 99)), max_size=10)


@settings(max_examples=40, deadline=None)
@given(CHOICES)
def test_after_any_decisions_all_addresses_lead_on_and_a_rebuild_changes_nothing(choices: list[Any]) -> None:
    with TemporaryDirectory() as folder:
        db = library(Path(folder) / "deals.db", ARTICLES[:6])
        ever = {deal["id"] for deal in deals(db)}
        waiting = list(ARTICLES[6:])
        for what, number in choices:
            act(db, what, number, waiting)
            resolve(db, AT)
            ever |= {deal["id"] for deal in deals(db)}
        bit_by_bit = derived(db)
        resolve(db, AT, full=True)
        assert derived(db) == bit_by_bit
        for address in ever:
            key = rows(db, "SELECT id FROM mentions WHERE substr(key, 1, 10) = ?", [address[-10:]])[0]["id"]
            (held,) = rows(db, "SELECT deal_id FROM deal_mentions WHERE mention_id = ?", [key])
            assert explain(db, address).id == held["deal_id"]


def act(db: Database, what: str, number: int, waiting: list[Told]) -> None:
    found = deals(db)
    one = found[number % len(found)]["id"]
    if what == "add" and waiting:
        add(db, waiting.pop(number % len(waiting)))
    elif what == "merge":
        other = found[(number + 1) % len(found)]["id"]
        if one != other:
            merge_deals(db, one, other)
    elif what == "split":
        telling = [row["article_id"] for row in rows(
            db, "SELECT DISTINCT article_id FROM deal_mentions WHERE deal_id = ? ORDER BY 1", [one])]  # fmt: skip
        if len(telling) > 1:
            split_deal(db, one, [telling[number % len(telling)]])
    elif what == "undo":
        made = rows(db, "SELECT id FROM decisions ORDER BY id")
        if made:
            undo(db, made[number % len(made)]["id"])


def test_a_conflict_that_is_gone_keeps_the_choice_for_when_it_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    db = library(path, [SMALL, LARGE])
    small, large = deals(db)
    merger = merge_deals(db, small["id"], large["id"])
    resolve(db, AT)
    candidates = json.loads(rows(db, "SELECT candidates FROM conflicts")[0]["candidates"])
    choose_value(db, small["id"], "amount", 2)
    resolve(db, AT)
    assert deals(db)[0]["amount"] == candidates[1]["value"]["value"]
    undo(db, merger)
    resolve(db, AT)
    assert sorted(deal["amount"] for deal in deals(db)) == [40_000_000, 900_000_000]
