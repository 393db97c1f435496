"""People's reviews: what they change, that they outlast rebuilds and new readings, and that they can be taken back."""

import json
from pathlib import Path
from typing import Any

import pytest
from corpus import AT, Told, add, library, told
from news import LABS, article, derived
from sqlite_utils import Database

from datasette_aideals.errors import BadEntry, Outdated, UnknownDecision
from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.review.bench import bench, version
from datasette_aideals.review.given import Given
from datasette_aideals.review.performing import Done, perform
from datasette_aideals.store.articles import store_article
from datasette_aideals.store.database import rows
from datasette_aideals.store.decisions import Kind, decide
from datasette_aideals.store.proof import explain

LEAD = "Quorra Capital agreed to invest $40 million in Brindle Labs."
MORE = "Alpen has bought Borea for €2 billion, a person said."
TEXT = f"{LEAD} The founder thanked her parents, who own a bakery.\n\n{MORE}"
ONE = Told(TEXT, (told(LEAD, "investment", LABS, amount="$40 million"),), "2026-03-02", "one.txt")


def does(db: Database, one: Told, action: str, **details: Any) -> Done:
    return perform(db, Given.read({"action": action, **details}), "root", article=one.article.id)


def values(db: Database, one: Told, field: str) -> list[dict[str, Any]]:
    return [row for row in bench(db, one.article.id).statements.values() if row["field"] == field]


def statement(db: Database, one: Told, field: str, value: Any = None) -> str:
    found = [row for row in values(db, one, field) if row["stands"] != "rejected"]
    return str(next(r["id"] for r in found if value is None or json.loads(r["value"]) == value))


def deals(db: Database) -> list[dict[str, Any]]:
    return rows(db, "SELECT * FROM deals ORDER BY type, id")


def steady(db: Database) -> dict[str, Any]:
    """The derived tables, after making sure that making them all anew changes nothing."""
    before = derived(db, without=("resolved",))
    resolve(db, AT, full=True)
    assert derived(db, without=("resolved",)) == before
    assert rows(db, "PRAGMA foreign_key_check") == []
    return before


@pytest.fixture
def one(tmp_path: Path) -> Database:
    return library(tmp_path / "deals.db", [ONE])


def test_a_correction_points_at_words_and_takes_effect_at_once(one: Database) -> None:
    (before,) = deals(one)
    done = does(one, ONE, "correct", statement=statement(one, ONE, "amount"), quote="€2 billion")
    (after,) = deals(one)
    assert (after["amount"], after["currency"], after["id"]) == (2_000_000_000, "EUR", before["id"])
    assert done.changes[0].fields["amount"] == (40_000_000, 2_000_000_000)
    person = [
        proof for proof in explain(one, after["id"]).proofs if proof.field == "amount" and proof.verdict == "asserted"
    ]
    assert [proof.exact for proof in person] == ["€2 billion"]
    refused = [proof for proof in explain(one, after["id"]).proofs if proof.verdict == "rejected"]
    assert [proof.value["value"] for proof in refused] == [40_000_000]
    assert rows(one, "SELECT actor, decision, quote FROM reviews") == [
        {"actor": "root", "decision": "correct", "quote": "€2 billion"}]  # fmt: skip
    steady(one)


def test_what_was_undone_is_as_before(one: Database) -> None:
    before = steady(one)
    made = [
        does(one, ONE, "correct", statement=statement(one, ONE, "amount"), quote="€2 billion"),
        does(one, ONE, "reject", statement=statement(one, ONE, "party", "Quorra Capital")),
        does(one, ONE, "reject", mention=str(bench(one, ONE.article.id).standing[0]["id"])),
    ]
    assert deals(one) == []
    for done in reversed(made):
        does(one, ONE, "undo", id=done.id)
    assert steady(one) == before
    last = does(one, ONE, "undo", id=rows(one, "SELECT max(id) AS id FROM reviews")[0]["id"])
    assert deals(one)[0]["amount"] == 2_000_000_000, "an undoing that is undone restores what it took back"
    assert last.changes[0].fields["amount"][1] == 2_000_000_000


def test_a_value_without_words_needs_a_note(one: Database) -> None:
    mention = str(bench(one, ONE.article.id).standing[0]["id"])
    with pytest.raises(BadEntry, match="write in the note"):
        does(one, ONE, "add", mention=mention, field="round", value="Series B")
    assert rows(one, "SELECT * FROM reviews") == []
    does(one, ONE, "add", mention=mention, field="round", value="Series B", note="Said on the phone.")
    assert deals(one)[0]["round"] == "Series B"
    assert rows(one, "SELECT note, quote FROM reviews") == [{"note": "Said on the phone.", "quote": None}]
    steady(one)


@pytest.mark.parametrize(
    ("field", "details", "message"),
    [
        ("amount", {"quote": "her parents"}, "gives no sum of money"),
        ("amount", {"quote": "$41 million"}, "no such words"),
        ("party", {"quote": "Alpen"}, "Say what the organisation does"),
        ("party", {"quote": "Alpen", "subject": "friend"}, "Say what the organisation does"),
        ("share", {"quote": "$40 million"}, "Say whose share"),
        ("type", {"value": "gift", "quote": "invest"}, "Choose one of: investment"),
        ("mood", {"value": "good", "note": "x"}, "There is no field mood"),
        ("quote", {"value": "x", "note": "x"}, "Select the passage"),
        ("round", {"value": "Series B", "note": "x" * 2001}, "note is too long"),
        ("horizon", {"value": "x" * 1001, "note": "x"}, "value is too long"),
    ],
)
def test_what_cannot_be_read_is_said_and_changes_nothing(
    one: Database, field: str, details: dict[str, str], message: str
) -> None:
    mention = str(bench(one, ONE.article.id).standing[0]["id"])
    before = derived(one)
    with pytest.raises(BadEntry, match=message):
        does(one, ONE, "add", mention=mention, field=field, **details)
    assert derived(one) == before
    assert rows(one, "SELECT * FROM reviews") == []


def test_a_deal_that_the_model_missed_is_added_from_selected_words(one: Database) -> None:
    start = TEXT.index(MORE)
    parties = [{"name": "Alpen", "role": "acquirer"}, {"name": "Borea", "role": "target"}]
    new = {"quote": MORE, "start": start, "type": "acquisition", "status": "completed", "parties": parties}
    done = does(one, ONE, "add_deal", **new, amount="€2 billion")
    bought, invested = deals(one)
    assert bought["title"] == "Alpen buys Borea for €2 billion" or "Borea" in bought["title"]
    assert (bought["amount"], bought["status"], bought["review_state"]) == (2_000_000_000, "completed", "reviewed")
    assert invested["amount"] == 40_000_000
    assert [(change.deal, change.state) for change in done.changes] == [(bought["id"], "new")]
    assert {proof.verdict for proof in explain(one, bought["id"]).proofs} == {"asserted"}
    (mention,) = rows(one, "SELECT key, start, origin FROM mentions WHERE origin = 'person'")
    assert mention["start"] == start
    assert bought["id"].endswith(mention["key"][:10])
    steady(one)
    does(one, ONE, "undo", id=done.id)
    assert [deal["type"] for deal in deals(one)] == ["investment"]


def test_an_added_deal_outlasts_other_readings_and_meets_its_like(one: Database) -> None:
    parties = [{"name": "Alpen", "role": "acquirer"}, {"name": "Borea", "role": "target"}]
    new = {"quote": MORE, "type": "acquisition", "status": "completed", "parties": parties, "amount": "€2 billion"}
    does(one, ONE, "add_deal", **new)
    ids = [deal["id"] for deal in deals(one)]
    add(one, ONE, model="other")
    decide(one, Kind.USE_MODEL, "database", "other")
    resolve(one, AT)
    assert [deal["id"] for deal in deals(one)] == ids
    sees = told(MORE, "acquisition", {"Alpen": "acquirer", "Borea": "target"}, status="announced")
    add(one, Told(ONE.text, (*ONE.deals, sees), ONE.published, ONE.location), model="third")
    decide(one, Kind.USE_MODEL, "database", "third")
    resolve(one, AT)
    bought, _ = deals(one)
    assert [deal["id"] for deal in deals(one)] == ids
    assert (bought["status"], bought["amount"]) == ("completed", 2_000_000_000), "what a person said goes before"
    steady(one)


def test_accepted_values_are_no_doubt_any_more_and_outlast_a_weaker_reading(one: Database) -> None:
    mention = str(bench(one, ONE.article.id).standing[0]["id"])
    done = does(one, ONE, "accept", mention=mention)
    assert done.rows == len(bench(one, ONE.article.id).statements)
    (before,) = deals(one)
    assert (before["review_state"], before["judged_count"]) == ("reviewed", 0)
    weak = told(LEAD, "debt", {"Quorra Capital": "lender", "Brindle Labs": "borrower"}, amount=None)
    add(one, Told(ONE.text, (weak,), ONE.published, ONE.location), model="weak")
    decide(one, Kind.USE_MODEL, "database", "weak")
    resolve(one, AT)
    (after,) = deals(one)
    assert {name: after[name] for name in ("id", "type", "amount", "parties_text", "review_state")} == {
        name: before[name] for name in ("id", "type", "amount", "parties_text", "review_state")}  # fmt: skip
    add(one, Told(ONE.text, (), ONE.published, ONE.location), model="blind")
    decide(one, Kind.USE_MODEL, "database", "blind")
    resolve(one, AT)
    assert [deal["id"] for deal in deals(one)] == [before["id"]]
    steady(one)


def test_what_nobody_decided_on_follows_the_newest_reading(one: Database) -> None:
    does(one, ONE, "accept", statement=statement(one, ONE, "party", "Quorra Capital"))
    other = told(LEAD, "investment", LABS, amount="$40 million", status="completed")
    add(one, Told(ONE.text, (other,), ONE.published, ONE.location), model="other")
    decide(one, Kind.USE_MODEL, "database", "other")
    resolve(one, AT)
    assert deals(one)[0]["status"] == "completed"


def changed(text: str, **more: Any) -> Told:
    return Told(text, (told(text.split("\n", maxsplit=1)[0], "investment", LABS, **more),), "2026-03-02", "one.txt")


def states(db: Database) -> list[tuple[str, str]]:
    found = rows(
        db, "SELECT field, state FROM reviews_applied JOIN reviews ON reviews.id = review_id ORDER BY reviews.id"
    )
    return [(row["field"], row["state"]) for row in found]


def test_a_review_is_reopened_only_where_text_and_reading_both_changed(one: Database) -> None:
    does(one, ONE, "correct", statement=statement(one, ONE, "amount"), value="$44 million", note="The filing says so.")
    does(one, ONE, "correct", statement=statement(one, ONE, "status"), value="completed", quote="agreed to invest")
    same = changed(f"{LEAD}\n\nA line was added.", amount="$40 million")
    add(one, same)
    resolve(one, AT)
    assert rows(one, "SELECT DISTINCT article_id FROM deal_mentions") == [{"article_id": same.article.id}]
    assert (deals(one)[0]["amount"], deals(one)[0]["status"]) == (44_000_000, "completed")
    assert states(one) == [("amount", "applied"), ("status", "applied")]
    steady(one)
    other = changed(LEAD.replace("$40 million", "$48 million"), amount="$48 million")
    add(one, other)
    resolve(one, AT)
    assert (deals(one)[0]["amount"], deals(one)[0]["status"]) == (48_000_000, "completed")
    assert states(one) == [("amount", "reopened"), ("status", "applied")]
    steady(one)


def test_after_nothing_is_missing_another_model_adds_no_deal(one: Database) -> None:
    done = does(one, ONE, "nothing_missing")
    assert deals(one)[0]["review_state"] == "reviewed"
    sees = told(MORE, "acquisition", {"Alpen": "acquirer", "Borea": "target"}, amount="€2 billion")
    add(one, Told(ONE.text, (*ONE.deals, sees), ONE.published, ONE.location), model="keen")
    decide(one, Kind.USE_MODEL, "database", "keen")
    resolve(one, AT)
    assert [deal["type"] for deal in deals(one)] == ["investment"]
    steady(one)
    does(one, ONE, "undo", id=done.id)
    assert [deal["type"] for deal in deals(one)] == ["acquisition", "investment"]
    assert deals(one)[1]["review_state"] == "unreviewed"


def test_a_deal_that_lacked_a_party_becomes_one(tmp_path: Path) -> None:
    half = Told(TEXT, (told(LEAD, "investment", {"Quorra Capital": "investor"}, amount=None),), "2026-03-02", "one.txt")
    db = library(tmp_path / "deals.db", [half])
    assert deals(db) == []
    mention = rows(db, "SELECT id FROM mentions")[0]["id"]
    does(db, half, "add", mention=mention, field="party", quote="Brindle Labs", subject="investee")
    assert [deal["parties_text"] for deal in deals(db)] == ["Quorra Capital, Brindle Labs"]
    steady(db)


def test_one_role_of_an_organisation_can_be_corrected(tmp_path: Path) -> None:
    wrong = told(LEAD, "investment", {"Quorra Capital": "investee", "Brindle Labs": "investee"}, amount="$40 million")
    told_wrong = Told(TEXT, (wrong,), "2026-03-02", "one.txt")
    db = library(tmp_path / "deals.db", [told_wrong])
    party = statement(db, told_wrong, "party", "Quorra Capital")
    does(db, told_wrong, "correct", statement=party, quote="Quorra Capital", subject="investor")
    found = rows(db, "SELECT organization_id, role FROM deal_parties ORDER BY role")
    assert found == [{"organization_id": "brindle-labs", "role": "investee"},
                     {"organization_id": "quorra-capital", "role": "investor"}]  # fmt: skip
    steady(db)


def test_the_second_of_two_people_is_told_and_nothing_is_lost(one: Database) -> None:
    amount, seen = statement(one, ONE, "amount"), version(one.conn, ONE.article.id)
    first = Given.read({"action": "correct", "statement": amount, "quote": "€2 billion"})
    second = Given.read({"action": "reject", "statement": amount})
    perform(one, first, "ada", article=ONE.article.id, seen=seen)
    with pytest.raises(Outdated):
        perform(one, second, "bob", article=ONE.article.id, seen=seen)
    assert [row["actor"] for row in rows(one, "SELECT actor FROM reviews")] == ["ada"]
    assert deals(one)[0]["amount"] == 2_000_000_000
    perform(one, second, "bob", article=ONE.article.id, seen=version(one.conn, ONE.article.id))
    assert deals(one)[0]["amount"] == 2_000_000_000, "bob's was about the model's value, which is out already"


def test_only_what_a_decision_reaches_is_resolved_anew(tmp_path: Path) -> None:
    others = [
        article(f"Firm{letter} buys Goal{letter} for €2 billion.", "acquisition",
                {f"Firm{letter}": "acquirer", f"Goal{letter}": "target"}, "2026-01-01", amount="€2 billion")
        for letter in "ABCDEFGH"
    ]  # fmt: skip
    db = library(tmp_path / "deals.db", [ONE, *others])
    db.conn.execute("CREATE TEMP TABLE written (id TEXT)")
    db.conn.execute("CREATE TEMP TRIGGER watch AFTER INSERT ON deals BEGIN INSERT INTO written VALUES (new.id); END")

    def written() -> int:
        (count,) = rows(db, "SELECT count(*) AS n FROM written")
        db.conn.execute("DELETE FROM written")
        db.conn.commit()
        return int(count["n"])

    mention = str(bench(db, ONE.article.id).standing[0]["id"])
    done = [does(db, ONE, "correct", statement=statement(db, ONE, "amount"), quote="€2 billion")]
    assert written() == 1
    done.append(does(db, ONE, "accept", mention=mention))
    assert written() == 1
    firm = [deal["id"] for deal in deals(db) if deal["id"].startswith(("firma", "firmb"))]
    done.append(does(db, ONE, "merge_deals", deal=firm[0], other=firm[1]))
    assert written() == 1
    done.append(does(db, ONE, "merge_organizations", organization="FirmC", other="FirmD"))
    assert 2 <= written() <= 4
    for one in reversed(done):
        does(db, ONE, "undo", id=one.id)
    assert written() <= 8
    steady(db)


def test_what_is_not_there_cannot_be_decided_on(one: Database) -> None:
    for action, details in (
        ("accept", {"statement": "nothing"}),
        ("reject", {"mention": "nothing"}),
        ("undo", {"id": "nothing"}),
    ):
        with pytest.raises(UnknownDecision):
            does(one, ONE, action, **details)
    with pytest.raises(BadEntry, match="Name the action"):
        Given.read({"action": "praise"})
    does(one, ONE, "accept", statement=statement(one, ONE, "amount"))
    does(one, ONE, "nothing_missing")
    with pytest.raises(BadEntry, match="nothing to decide"):
        does(one, ONE, "accept", mention=str(bench(one, ONE.article.id).standing[0]["id"]))


def test_a_purged_article_takes_its_reviews_along_and_a_removed_one_keeps_them(one: Database) -> None:
    from datasette_aideals.pipeline import remove

    does(one, ONE, "correct", statement=statement(one, ONE, "amount"), quote="€2 billion")
    remove(one, ONE.article.id)
    assert len(rows(one, "SELECT * FROM reviews")) == 1
    assert rows(one, "SELECT * FROM statements") == []
    assert store_article(one, ONE.article, "one.txt", AT, force=True)
    add(one, ONE)
    resolve(one, AT)
    assert deals(one)[0]["amount"] == 2_000_000_000
    steady(one)
    remove(one, ONE.article.id, purge=True)
    assert rows(one, "SELECT * FROM reviews") == []


def test_a_removed_article_takes_the_words_of_its_reviews_along_until_it_is_loaded_again(one: Database) -> None:
    from datasette_aideals.pipeline import remove

    parties = [{"name": "Alpen", "role": "acquirer"}, {"name": "Borea", "role": "target"}]
    new = {"quote": MORE, "type": "acquisition", "status": "completed", "parties": parties, "amount": "€2 billion"}
    does(one, ONE, "add_deal", **new)
    does(one, ONE, "reject", statement=statement(one, ONE, "quote"))
    judged, titles = rows(one, "SELECT * FROM reviews"), [row["title"] for row in deals(one)]
    states = sorted(row["state"] for row in rows(one, "SELECT state FROM reviewed_statements"))
    assert len(titles) == 2 and "rejected" in states
    assert all(row["quote"] == TEXT[row["start"] : row["end"]] for row in judged)
    assert LEAD in {row["before_words"] for row in judged}
    remove(one, ONE.article.id)
    without = rows(one, "SELECT * FROM reviews")
    assert [row["id"] for row in without] == [row["id"] for row in judged]
    assert {row["quote"] for row in without} == {None}
    assert not any(passage in json.dumps(without, ensure_ascii=False) for passage in (LEAD, MORE))
    assert store_article(one, ONE.article, "one.txt", AT, force=True)
    add(one, ONE)
    resolve(one, AT)
    assert [row["quote"] for row in rows(one, "SELECT * FROM reviews")] == [row["quote"] for row in judged]
    steady(one)
    assert [row["title"] for row in deals(one)] == titles
    assert sorted(row["state"] for row in rows(one, "SELECT state FROM reviewed_statements")) == states
