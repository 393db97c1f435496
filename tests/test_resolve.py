"""Merging what articles report into deals."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from corpus import AT, Told, add, library, told
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from datasette_aideals.errors import UnknownDeal
from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.store.database import rows
from datasette_aideals.store.proof import explain, verify
from datasette_aideals.store.runs import decide_model

BRINDLE = {"Quorra Capital": "investor", "Brindle Labs": "investee"}
FIRST = "Quorra Capital agreed to invest up to $40 million in Brindle Labs."
SECOND = "Quorra Capital will invest $40 million in Brindle Labs, which builds AI models."
RUMOR = "Quorra Capital is in talks to invest $55 million in Brindle Labs."
DONE = "Quorra Capital has closed its investment of $40 million in Brindle Labs."

EARLY = Told(FIRST, (told(FIRST, "investment", BRINDLE, amount="up to $40 million"),), "2026-03-02")
LATE = Told(SECOND, (told(SECOND, "investment", BRINDLE, amount="$40 million"),), "2026-03-05")
CLOSED = Told(DONE, (told(DONE, "investment", BRINDLE, amount="$40 million", status="completed"),), "2026-06-01")
OTHER = Told(
    "Alpen buys Borea for €2 billion.",
    (
        told(
            "Alpen buys Borea for €2 billion.",
            "acquisition",
            {"Alpen": "acquirer", "Borea": "target"},
            amount="€2 billion",
        ),
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deals.db"


def deals(db: Database) -> list[dict[str, Any]]:
    return rows(db, "SELECT * FROM deals ORDER BY id")


def test_the_same_deal_in_two_articles_is_one_with_two_sources(path: Path) -> None:
    (deal,) = deals(library(path, [EARLY, LATE]))
    assert deal["article_count"] == 2
    assert (deal["amount"], deal["qualifier"], deal["conflict_count"]) == (40_000_000, "up_to", 0)
    assert deal["title"] == "Quorra Capital to invest up to $40 million in Brindle Labs"
    assert deal["summary"] == "Quorra Capital will invest up to $40 million in Brindle Labs [1][2]."
    assert deal["first_reported"] == "2026-03-02"


@pytest.mark.parametrize(
    ("sentence", "kind", "roles", "amount"),
    [
        ("Quorra Capital will invest $90 million in Brindle Labs.", "investment", BRINDLE, "$90 million"),
        ("Quorra Capital will invest €40 million in Brindle Labs.", "investment", BRINDLE, "€40 million"),
        (
            "Quorra Capital will lend $40 million to Brindle Labs.",
            "debt",
            {"Quorra Capital": "lender", "Brindle Labs": "borrower"},
            "$40 million",
        ),
        (
            "Quorra Capital will invest $40 million in Fennel AI.",
            "investment",
            {"Quorra Capital": "investor", "Fennel AI": "investee"},
            "$40 million",
        ),
    ],
)
def test_another_sum_type_or_party_is_another_deal(
    path: Path, sentence: str, kind: str, roles: dict[str, str], amount: str
) -> None:
    other = Told(sentence, (told(sentence, kind, roles, amount=amount),), "2026-03-06")
    assert len(deals(library(path, [EARLY, other]))) == 2


def test_two_deals_of_one_article_stay_two(path: Path) -> None:
    text = f"{FIRST} {SECOND}"
    article = Told(text, (*EARLY.deals, *LATE.deals))
    assert len(deals(library(path, [article]))) == 2


def test_an_article_without_the_sum_joins_the_one_deal_that_fits(path: Path) -> None:
    sentence = "Quorra Capital agreed to invest in Brindle Labs."
    vague = Told(sentence, (told(sentence, "investment", BRINDLE),), "2026-03-01")
    (deal,) = deals(library(path, [vague, EARLY]))
    assert (deal["article_count"], deal["amount"]) == (2, 40_000_000)


def test_a_deals_life_is_kept_and_its_latest_state_counts(path: Path) -> None:
    db = library(path, [EARLY, CLOSED])
    (deal,) = deals(db)
    assert (deal["status"], deal["conflict_count"]) == ("completed", 0)
    events = rows(db, "SELECT status, date FROM deal_events ORDER BY date")
    assert events == [{"status": "announced", "date": "2026-03-02"}, {"status": "completed", "date": "2026-06-01"}]


def test_sources_that_disagree_are_shown_with_the_rule_that_chose(path: Path) -> None:
    valued = "Quorra Capital agreed to invest $40 million in Brindle Labs at a valuation of ${} million."
    articles = [
        Told(text, (told(text, "investment", BRINDLE, amount="$40 million", valuation=f"${value} million"),), day)
        for value, day in ((300, "2026-03-02"), (350, "2026-03-03"), (300, "2026-03-01"))
        for text in [valued.format(value)]
    ]
    articles[2] = Told(articles[2].text + " ", articles[2].deals, articles[2].published)
    db = library(path, articles)
    (deal,) = deals(db)
    (conflict,) = rows(db, "SELECT * FROM conflicts")
    assert (deal["valuation"], deal["conflict_count"]) == (300_000_000, 1)
    assert conflict["rule"] == "more independent sources say so"
    assert [len(candidate["articles"]) for candidate in json.loads(conflict["candidates"])] == [2, 1]


def test_organisations_have_one_row_with_their_aliases(path: Path) -> None:
    sentence = "Quorra Capital Inc. will invest $40 million in Brindle Labs."
    roles = {"Quorra Capital Inc.": "investor", "Brindle Labs": "investee"}
    db = library(path, [EARLY, Told(sentence, (told(sentence, "investment", roles, amount="$40 million"),))])
    assert [row["name"] for row in rows(db, "SELECT name FROM organizations ORDER BY name")] == [
        "Brindle Labs",
        "Quorra Capital",
    ]


def test_resolving_again_changes_nothing(path: Path) -> None:
    db = library(path, [EARLY, LATE, OTHER])
    before = [rows(db, f"SELECT * FROM {table}") for table in ("deals", "deal_parties", "organizations", "deal_log")]
    report = resolve(db, AT)
    assert (report.new, report.changed, report.withdrawn) == (0, 0, 0)
    after = [rows(db, f"SELECT * FROM {table}") for table in ("deals", "deal_parties", "organizations", "deal_log")]
    assert before == after


@settings(max_examples=20, deadline=None)
@given(st.permutations([EARLY, LATE, CLOSED, OTHER]))
def test_the_deals_do_not_depend_on_the_order_of_articles(articles: list[Told]) -> None:
    with TemporaryDirectory() as folder:
        one = library(Path(folder) / "one.db", [EARLY, LATE, CLOSED, OTHER])
        other = library(Path(folder) / "other.db", articles)
        for table in (
            "deals",
            "deal_parties",
            "organizations",
            "deal_mentions",
            "conflicts",
            "flows",
            "deal_addresses",
        ):
            order = "ORDER BY 1, 2"
            assert rows(one, f"SELECT * FROM {table} {order}") == rows(other, f"SELECT * FROM {table} {order}")


def test_an_earlier_article_changes_the_id_and_the_old_address_still_works(path: Path) -> None:
    db = library(path, [LATE])
    (old,) = deals(db)
    add(db, EARLY)
    report = resolve(db, AT)
    (new,) = deals(db)
    assert new["id"] != old["id"]
    assert explain(db, old["id"]).id == new["id"]
    assert (report.new, report.withdrawn) == (1, 1)


def test_a_changed_file_replaces_the_reading_and_keeps_the_address(path: Path) -> None:
    first = Told(FIRST, EARLY.deals, "2026-03-02", location="a.txt")
    changed = Told(f"Corrected. {FIRST}", EARLY.deals, "2026-03-02", location="a.txt")
    db = library(path, [first])
    (old,) = deals(db)
    add(db, changed)
    resolve(db, AT)
    (new,) = deals(db)
    assert new["article_count"] == 1
    assert explain(db, old["id"]).id == new["id"]


def test_another_models_readings_do_not_count_until_they_are_chosen(path: Path) -> None:
    db = library(path, [EARLY])
    weak = Told(FIRST, (told(FIRST, "investment", BRINDLE),), "2026-03-02")
    add(db, weak, model="weak-model")
    resolve(db, AT)
    assert deals(db)[0]["amount"] == 40_000_000
    decide_model(db, "weak-model")
    resolve(db, AT)
    assert deals(db)[0]["amount"] is None


def test_money_flows_from_payer_to_receiver(path: Path) -> None:
    db = library(path, [EARLY, OTHER])
    assert rows(db, "SELECT source, target, amount, currency FROM flows ORDER BY source") == [
        {"source": "alpen", "target": "borea", "amount": 2_000_000_000, "currency": "EUR"},
        {"source": "quorra-capital", "target": "brindle-labs", "amount": 40_000_000, "currency": "USD"},
    ]


def test_deals_told_in_one_breath_are_a_package(path: Path) -> None:
    text = "Alpen and Borea will invest $5 million and $10 million respectively in Cirrus."
    article = Told(
        text,
        (
            told(text, "investment", {"Alpen": "investor", "Cirrus": "investee"}, amount="$5 million"),
            told(text, "investment", {"Borea": "investor", "Cirrus": "investee"}, amount="$10 million"),
        ),
    )
    packages = {deal["package_id"] for deal in deals(library(path, [article, EARLY]))}
    assert len(packages) == 2
    assert None in packages


def test_search_still_finds_after_vacuum(path: Path) -> None:
    db = library(path, [EARLY, LATE, OTHER])
    db.conn.execute("DELETE FROM article_texts WHERE sha256 = ?", [EARLY.article.sha256])
    db.conn.commit()
    db.vacuum()
    found = rows(
        db,
        "SELECT articles.id FROM articles_fts JOIN articles ON articles.search_id = articles_fts.rowid"
        " WHERE articles_fts MATCH 'brindle'",
    )
    assert [row["id"] for row in found] == [LATE.article.id]
    found = rows(
        db, "SELECT deals.title FROM deals_fts JOIN deals ON search_id = deals_fts.rowid WHERE deals_fts MATCH 'alpen'"
    )
    assert [row["title"] for row in found] == ["Alpen to buy Borea for €2 billion"]


def test_every_value_can_be_explained(path: Path) -> None:
    db = library(path, [EARLY])
    explanation = explain(db, deals(db)[0]["id"])
    amount = next(proof for proof in explanation.proofs if proof.field == "amount")
    assert (amount.exact, amount.verdict, amount.model) == ("up to $40 million", "supported", "aideals-rules")
    assert FIRST[amount.start : amount.end] == amount.exact


def test_an_unknown_deal_is_named(path: Path) -> None:
    with pytest.raises(UnknownDeal, match="no deal nothing-0000000000"):
        explain(library(path, [EARLY]), "nothing-0000000000")


def test_verify_finds_a_quote_that_was_tampered_with(path: Path) -> None:
    db = library(path, [EARLY])
    assert verify(db).flaws == ()
    db.conn.execute("UPDATE statements SET exact = 'up to $4 million' WHERE field = 'amount'")
    assert [flaw.what for flaw in verify(db).flaws] == ["the quote does not stand at its place"]
    db.conn.execute("UPDATE article_texts SET text = replace(text, '40', '50')")
    assert "the text is not the one that was loaded" in {flaw.what for flaw in verify(db).flaws}
