"""The queue: what comes first, what is left, what may be accepted unseen; export as reference answers; the gate."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from corpus import AT, Told, add, library, told
from sqlite_utils import Database

from datasette_aideals.cli import aideals
from datasette_aideals.errors import BadOption
from datasette_aideals.pipeline import remove
from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.review.bench import bench
from datasette_aideals.review.gate import Wait, ready_to_publish
from datasette_aideals.review.given import Given
from datasette_aideals.review.performing import accept_simple, perform
from datasette_aideals.review.queue import Doubt, Wanted, look
from datasette_aideals.store.database import open_database, rows

BIG = "Nvidia agreed to invest $20 billion in OpenAI at a valuation of $300 billion."
AGAIN = "Nvidia agreed to invest $20 billion in OpenAI at a valuation of $350 billion."
SMALL = "Quorra Capital agreed to invest $4 million in Brindle Labs."
WHO = {"Nvidia": "investor", "OpenAI": "investee"}
LABS = {"Quorra Capital": "investor", "Brindle Labs": "investee"}


def large(text: str, valuation: str, **more: Any) -> Told:
    deal = told(text, "investment", WHO, amount="$20 billion", valuation=valuation, **more)
    return Told(f"Headline of {valuation}\n\n{text}", (deal,), "2026-03-02")


FIRST = large(BIG, "$300 billion", round="Series Z")
SECOND = large(AGAIN, "$350 billion")
THIRD = Told(SMALL, (told(SMALL, "partnership", LABS, amount="$4 million"),), "2026-03-03")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    library(tmp_path / "deals.db", [FIRST, SECOND, THIRD]).close()
    return tmp_path / "deals.db"


@pytest.fixture
def filled(path: Path) -> Database:
    return open_database(path)


def run(*arguments: Any, status: int = 0) -> str:
    result = CliRunner().invoke(aideals, [str(one) for one in arguments])
    assert result.exit_code == status, result.output
    return result.output


def test_the_riskiest_comes_first_and_filters_and_counts_agree(filled: Database) -> None:
    found = look(filled.conn, Wanted())
    assert [item.risk for item in found.items] == sorted((item.risk for item in found.items), reverse=True)
    seen = [(item.kind, item.field) for item in found.items]
    assert seen[0] == ("refused", "round"), "a value that the text does not have, in a deal of $20 billion"
    assert seen.index(("conflict", "valuation")) < seen.index(("judged", "type")) < seen.index(("unknown", "party"))
    assert found.counts == {"reopened": 0, "refused": 1, "conflict": 1, "disagreement": 0, "judged": 1, "unknown": 2,
                            "simple": found.counts["simple"]}  # fmt: skip
    assert found.total == len(found.items) == 5
    for kind in Doubt:
        only = look(filled.conn, Wanted(kind))
        assert {item.kind for item in only.items} <= {kind.value}
        assert len(only.items) == only.total == found.counts[kind.value]
    assert {item.article_id for item in look(filled.conn, Wanted(article=THIRD.article.id)).items} == {THIRD.article.id}
    with pytest.raises(BadOption):
        Wanted.read({"kind": "mood"})


def test_pages_follow_each_other(filled: Database) -> None:
    first = look(filled.conn, Wanted(), 2)
    rest = look(filled.conn, Wanted(offset=2))
    assert [*first.items, *rest.items] == list(look(filled.conn, Wanted()).items)
    assert first.next and not rest.next


def test_another_model_that_reads_otherwise_is_a_doubt(filled: Database) -> None:
    other = told(BIG, "investment", WHO, amount="$300 billion")
    add(filled, Told(FIRST.text, (other,), FIRST.published), model="other")
    add(filled, Told(THIRD.text, (), THIRD.published), model="other")
    more = told(AGAIN, "investment", WHO, amount="$20 billion", valuation="$350 billion")
    new = told("Headline of $350 billion", "capex", {"Headline": "spender"}, amount="$350 billion")
    add(filled, Told(SECOND.text, (more, new), SECOND.published), model="other")
    resolve(filled, AT)
    found = look(filled.conn, Wanted(Doubt.DISAGREEMENT))
    assert {(item.article_id, item.field, item.model) for item in found.items} == {
        (FIRST.article.id, "amount", "other"),
        (SECOND.article.id, "deal", "other"),
        (THIRD.article.id, "missing", "other"),
    }
    perform(filled, Given.read({"action": "nothing_missing"}), "root", article=THIRD.article.id)
    left = {item.article_id for item in look(filled.conn, Wanted(Doubt.DISAGREEMENT)).items}
    assert left == {FIRST.article.id, SECOND.article.id}


def test_simple_values_are_accepted_in_one_go_and_doubtful_ones_are_not(filled: Database) -> None:
    before = look(filled.conn, Wanted())
    done = accept_simple(filled, "root")
    after = look(filled.conn, Wanted())
    assert after.counts["simple"] == 0 and before.counts["simple"] > 0
    assert {**after.counts, "simple": 0} == {**before.counts, "simple": 0}
    accepted = rows(filled, "SELECT DISTINCT field FROM reviews")
    assert "valuation" not in {row["field"] for row in accepted}, "its sources disagree"
    assert after.left.values_done == before.counts["simple"]
    perform(filled, Given.read({"action": "undo", "id": done.id}), "root")
    assert look(filled.conn, Wanted()).counts == before.counts


def test_purging_an_article_leaves_what_was_decided_on_others_in_the_same_go(filled: Database) -> None:
    done = accept_simple(filled, "root")
    first = rows(filled, "SELECT article_sha256 AS sha FROM reviews WHERE id = ?", [done.id])[0]["sha"]
    left = rows(filled, "SELECT id FROM reviews WHERE article_sha256 <> ? ORDER BY id", [first])
    remove(filled, first[:12], purge=True)
    assert rows(filled, "SELECT id FROM reviews WHERE id <> ? ORDER BY id", [done.id]) == left
    (head,) = rows(filled, "SELECT article_sha256, field, before, after, quote FROM reviews WHERE id = ?", [done.id])
    assert (head["article_sha256"], head["before"], head["after"], head["quote"]) == ("", None, None, None)
    assert rows(filled, "PRAGMA foreign_key_check") == []
    perform(filled, Given.read({"action": "undo", "id": done.id}), "root")
    assert rows(filled, "SELECT * FROM reviewed_statements") == []


def test_a_doubt_that_was_decided_on_is_gone(filled: Database) -> None:
    (refused,) = look(filled.conn, Wanted(Doubt.REFUSED)).items
    act = {"action": "reject", "statement": refused.statement_id}
    perform(filled, Given.read(act), "root", article=refused.article_id)
    (judged,) = look(filled.conn, Wanted(Doubt.JUDGED)).items
    perform(filled, Given.read({**act, "action": "accept", "statement": judged.statement_id}), "root",
            article=judged.article_id)  # fmt: skip
    (conflict,) = look(filled.conn, Wanted(Doubt.CONFLICT)).items
    choose = {"action": "choose", "deal": conflict.deal_id, "field": "valuation", "number": 2}
    perform(filled, Given.read(choose), "root")
    assert {item.kind for item in look(filled.conn, Wanted()).items} == {"unknown"}


def finish(db: Database, *articles: Told) -> None:
    for one in articles:
        perform(db, Given.read({"action": "nothing_missing"}), "root", article=one.article.id)


def test_publishing_waits_for_those_at_risk_or_for_all(filled: Database) -> None:
    assert ready_to_publish(filled.conn, Wait.NONE).ready
    risk, everything = (ready_to_publish(filled.conn, wait) for wait in (Wait.RISK, Wait.ALL))
    assert len(everything.waiting) == len(risk.waiting) == 2
    assert set(everything.waiting.values()) == {("unreviewed",)}
    assert {"conflict", "refused"} in [set(kinds) for kinds in risk.waiting.values()]
    assert everything.message.startswith("2 deals wait for review.")
    finish(filled, THIRD)
    assert len(ready_to_publish(filled.conn, Wait.RISK).waiting) == 1
    finish(filled, FIRST, SECOND)
    assert ready_to_publish(filled.conn, Wait.ALL).ready
    assert ready_to_publish(filled.conn, Wait.ALL).message == ""
    assert list(ready_to_publish(filled.conn, Wait.RISK).waiting.values()) == [("conflict",)]


def test_finished_articles_measure_models_and_others_do_not(path: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    assert "0 articles" in run("review", path, "--export-gold", gold)
    db = open_database(path)
    kind = next(s["id"] for s in bench(db, THIRD.article.id).statements.values() if s["field"] == "type")
    act = {"action": "correct", "statement": kind, "value": "investment", "quote": "invest"}
    perform(db, Given.read(act), "root", article=THIRD.article.id)
    finish(db, THIRD)
    db.close()
    assert "1 articles with 1 deals" in run("review", path, "--export-gold", gold)
    stem = THIRD.article.id
    assert sorted(file.name for file in gold.iterdir()) == [f"{stem}.json", f"{stem}.txt"]
    (deal,) = json.loads((gold / f"{stem}.json").read_text())["deals"]
    assert (deal["type"], deal["amount"]["value"], deal["evidence"]) == ("investment", 4_000_000, [SMALL])
    measured = json.loads(run("evaluate", gold, gold, "--json").partition("\n")[2])
    assert measured["models"][0]["deals"]["precision"] == 1.0
    db = open_database(path)
    accepted = rows(db, "SELECT id FROM reviews WHERE field = 'amount'")[0]["id"]
    perform(db, Given.read({"action": "undo", "id": accepted}), "root")
    db.close()
    listed = json.loads(run("review", path, "--export-gold", tmp_path / "again", "--json"))
    assert listed == {"articles": [], "deals": 0, "open": [stem]}


def test_the_command_lists_decides_and_takes_back(path: Path) -> None:
    said = run("review", path)
    assert said.splitlines()[0].lstrip().startswith("95  refused: round “Series Z”")
    assert "5 to look at. Done: 0 of 3 articles, 0 of 2 deals" in said
    listed = json.loads(run("review", path, "--kind", "judged", "--json"))
    (item,) = listed["items"]
    act = json.dumps({"action": "accept", "statement": item["statement_id"]})
    done = json.loads(run("review", path, "--do", act, "--article", item["article_id"], "--actor", "ada", "--json"))
    assert done["changes"][0]["fields"]["judged_count"] == {"before": 1, "after": 0}
    assert "ada  accept type" in run("review", path, "--made")
    run("review", path, "--undo", done["id"])
    assert "(taken back)" in run("review", path, "--made")
    assert "decisions kept" in run("review", path, "--accept")
    assert "nothing that could be accepted" in run("review", path, "--accept", status=2)
    assert "wait for review" in run("review", path, "--check", "risk", status=1)
    for wrong in (("--do", "{"), ("--kind", "mood"), ("--undo", "nothing"), ("--do", "[]")):
        assert run("review", path, *wrong, status=2).startswith("Error: ")
