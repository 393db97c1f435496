"""Taking an article away leaves nothing of it but a tombstone, and the deals as if it had never come."""

import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner
from corpus import AT, Told, add, library
from hypothesis import given, settings
from hypothesis import strategies as st
from news import ARTICLES, derived
from sqlite_utils import Database

from datasette_aideals.cli import aideals
from datasette_aideals.errors import UnknownArticle
from datasette_aideals.pipeline import remove
from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.store.articles import Stored, store_article
from datasette_aideals.store.database import open_database, rows
from datasette_aideals.store.proof import explain, verify

DURABLE = ("articles", "article_texts", "article_sources", "readings", "mentions", "statements", "calls")


def run(*arguments: Any, status: int = 0) -> str:
    result = CliRunner().invoke(aideals, [str(one) for one in arguments])
    assert result.exit_code == status, result.output
    return result.output


def rows_of(db: Database, table: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(row.values()) for row in rows(db, f"SELECT * FROM {table}")), key=repr)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(ARTICLES) - 1), st.lists(st.integers(0, len(ARTICLES) - 1), unique=True, max_size=6))
def test_adding_an_article_and_removing_it_gives_the_state_before(number: int, others: list[int]) -> None:
    with TemporaryDirectory() as folder:
        db = library(Path(folder) / "deals.db", [ARTICLES[other] for other in others if other != number])
        before, kept = derived(db, without=("deal_addresses",)), {name: rows_of(db, name) for name in DURABLE}
        led = {row["digits"]: row["deal_id"] for row in rows(db, "SELECT * FROM deal_addresses")}
        add(db, ARTICLES[number])
        resolve(db, AT)
        between = [row["id"] for row in rows(db, "SELECT id FROM deals")]
        remove(db, ARTICLES[number].article.id)
        assert derived(db, without=("deal_addresses",)) == before
        assert {name: rows_of(db, name) for name in DURABLE} == kept
        now = {row["digits"]: row["deal_id"] for row in rows(db, "SELECT * FROM deal_addresses")}
        assert {digits: now.get(digits) for digits in led} == led
        assert rows(db, "PRAGMA foreign_key_check") == []
        # An address leads on as long as another article tells the deal.
        standing = {row["id"] for row in rows(db, "SELECT id FROM deals")}
        over = {row["deal_id"] for row in rows(db, "SELECT deal_id FROM deal_log WHERE cause LIKE '%: no article%'")}
        assert all(address in standing | over or address[-10:] in now for address in between)


def test_nothing_of_the_article_is_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    secret = Told("Zanzibarium Holding will buy Borea for $5 million.", (dict(
        ARTICLES[7].deals[0], quotes=["Zanzibarium Holding will buy Borea for $5 million."],
        parties=[{"name": "Zanzibarium Holding", "role": "acquirer"}, {"name": "Borea", "role": "target"}],
        amount="$5 million"),), "2026-01-01")  # fmt: skip
    library(path, [*ARTICLES, secret]).close()
    assert b"anzibarium" in path.read_bytes() + _wal(path)
    said = run("remove", path, secret.article.id, "--purge")
    assert said.startswith(f"Removed {secret.article.id}: 1 readings with")
    db = open_database(path)
    assert rows(db, "SELECT sha256, title, url, purged FROM removals") == [
        {"sha256": secret.article.sha256, "title": None, "url": None, "purged": 1}
    ]
    assert rows(db, "SELECT 1 FROM articles_fts WHERE articles_fts MATCH 'zanzibarium'") == []
    assert verify(db).flaws == ()
    db.close()
    assert b"anzib" not in path.read_bytes() + _wal(path)


def _wal(path: Path) -> bytes:
    wal = path.with_name(path.name + "-wal")
    return wal.read_bytes() if wal.exists() else b""


def test_after_a_purge_no_page_of_the_file_holds_its_words(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    text = f"{ARTICLES[0].text} Marker qqxyzzy marks the spot."
    library(path, [Told(text, ARTICLES[0].deals, "2026-01-01"), *ARTICLES[1:4]]).close()
    run("remove", path, hashlib.sha256(text.encode()).hexdigest(), "--purge")
    assert b"qqxyzzy" not in path.read_bytes() + _wal(path)


def test_what_was_removed_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    library(path, ARTICLES[:3]).close()
    assert run("removals", path) == ""
    first, second = (one.article for one in ARTICLES[:2])
    run("remove", path, first.id)
    run("remove", path, second.id, "--purge")
    newest, oldest = json.loads(run("removals", path, "--json"))
    assert (oldest["sha256"], oldest["title"], oldest["purged"]) == (first.sha256, first.title, False)
    assert (newest["sha256"], newest["title"], newest["purged"]) == (second.sha256, None, True)
    assert newest["at"] > oldest["at"]
    told = run("removals", path).splitlines()
    assert told[0] == f"{newest['at'][:19]}  {second.sha256}  purged"
    assert told[1] == f"{oldest['at'][:19]}  {first.sha256}  {first.title}"


def test_a_removed_text_is_not_loaded_again_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    db = library(path, ARTICLES[:2])
    gone = ARTICLES[0].article
    remove(db, gone.id)
    assert store_article(db, gone, "elsewhere.txt", AT) is Stored.REMOVED
    assert rows(db, "SELECT id FROM articles WHERE id = ?", [gone.id]) == []
    assert rows(db, "SELECT title, purged FROM removals") == [{"title": gone.title, "purged": 0}]
    assert store_article(db, gone, "elsewhere.txt", AT, force=True) is Stored.ADDED
    assert rows(db, "SELECT * FROM removals") == []


def test_loading_says_what_was_left_out_and_force_loads_it(tmp_path: Path) -> None:
    path, file = tmp_path / "deals.db", tmp_path / "one.txt"
    file.write_text(f"{ARTICLES[0].text}\n")
    run("load", path, file)
    run("remove", path, f"{tmp_path.name}/one.txt")
    assert "1 removed earlier and left out" in run("load", path, file)
    assert "1 new" in run("load", path, file, "--force")


def test_the_address_of_a_removed_article_leads_to_the_deal_that_is_left(tmp_path: Path) -> None:
    db = library(tmp_path / "deals.db", ARTICLES[:2])
    (deal,) = rows(db, "SELECT id FROM deals")
    remove(db, ARTICLES[0].article.id)
    (left,) = rows(db, "SELECT id FROM deals")
    assert left["id"] != deal["id"]
    assert explain(db, deal["id"]).id == left["id"]
    resolve(db, AT, full=True)
    assert explain(db, deal["id"]).id == left["id"]


def test_an_unknown_article_is_named(tmp_path: Path) -> None:
    db = library(tmp_path / "deals.db", ARTICLES[:1])
    with pytest.raises(UnknownArticle, match="There is no article nothing"):
        remove(db, "nothing")
