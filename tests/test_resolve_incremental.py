"""Making anew only what changed gives what making everything anew gives."""

from pathlib import Path
from tempfile import TemporaryDirectory

from corpus import AT, Told, add, library
from hypothesis import given, settings
from hypothesis import strategies as st
from news import ARTICLES, article, derived, found_by_search

from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.store.database import open_database, rows

NUMBERS = range(len(ARTICLES))


@settings(max_examples=40, deadline=None)
@given(st.permutations(NUMBERS), st.lists(st.integers(1, 4), min_size=1, max_size=12))
def test_adding_articles_bit_by_bit_gives_what_a_full_rebuild_gives(order: list[int], steps: list[int]) -> None:
    with TemporaryDirectory() as folder:
        db = library(Path(folder) / "deals.db", [])
        waiting = list(order)
        for step in steps:
            for number in waiting[:step]:
                add(db, ARTICLES[number])
            waiting = waiting[step:]
            resolve(db, AT)
        bit_by_bit, found = derived(db), found_by_search(db, "brindle")
        logged = rows(db, "SELECT * FROM deal_log")
        report = resolve(db, AT, full=True)
        assert derived(db) == bit_by_bit
        assert found_by_search(db, "brindle") == found
        assert (report.new, report.changed, report.withdrawn) == (0, 0, 0)
        assert rows(db, "SELECT * FROM deal_log") == logged
        assert rows(db, "PRAGMA foreign_key_check") == []


@settings(max_examples=25, deadline=None)
@given(st.permutations(NUMBERS))
def test_the_order_of_articles_does_not_matter(order: list[int]) -> None:
    with TemporaryDirectory() as folder:
        one = library(Path(folder) / "one.db", ARTICLES)
        other = library(Path(folder) / "other.db", [ARTICLES[number] for number in order])
        assert derived(one) == derived(other)


@settings(max_examples=25, deadline=None)
@given(st.permutations(NUMBERS))
def test_every_address_that_ever_was_leads_to_the_deal_that_holds_its_mention(order: list[int]) -> None:
    with TemporaryDirectory() as folder:
        db = library(Path(folder) / "deals.db", [])
        ever: dict[str, str] = {}
        for number in order:
            add(db, ARTICLES[number])
            resolve(db, AT)
            for row in rows(db, "SELECT deals.id, mentions.key FROM deals JOIN deal_mentions ON deal_id = deals.id"
                            " JOIN mentions ON mentions.id = mention_id WHERE substr(mentions.key, 1, 10)"
                            " = substr(deals.id, -10)"):  # fmt: skip
                ever[row["id"]] = row["key"]
        for address, key in ever.items():
            (led,) = rows(db, "SELECT deal_id FROM deal_addresses WHERE digits = ?", [address[-10:]])
            (holding,) = rows(
                db, "SELECT deal_id FROM deal_mentions JOIN mentions ON mentions.id = mention_id WHERE key = ?", [key]
            )
            assert led == holding


def test_one_more_article_touches_only_what_it_is_about(tmp_path: Path) -> None:
    db = library(tmp_path / "deals.db", ARTICLES)
    many = [
        Told(text, (dict(ARTICLES[7].deals[0], quotes=[text], parties=[
            {"name": f"Firm{letter}", "role": "acquirer"}, {"name": f"Goal{letter}", "role": "target"}]),))
        for letter in "ABCDEFGHIJKLMNOP"
        for text in [f"Firm{letter} buys Goal{letter} for €2 billion."]
    ]  # fmt: skip
    for one in many:
        add(db, one)
    assert resolve(db, AT).touched == len(many)
    db.conn.execute("CREATE TEMP TABLE written (id TEXT)")
    db.conn.execute("CREATE TEMP TRIGGER watch AFTER INSERT ON deals BEGIN INSERT INTO written VALUES (new.id); END")
    text = "FirmA has bought GoalA for €2 billion."
    deal = dict(many[0].deals[0], quotes=[text], status="completed")
    add(db, Told(text, (deal,), "2026-04-01"))
    report = resolve(db, AT)
    assert (report.touched, report.changed) == (1, 1)
    assert len(rows(db, "SELECT id FROM written")) == 1


def test_one_more_article_leaves_other_flows_circles_and_places_as_they_are(tmp_path: Path) -> None:
    def paid(giver: str, receiver: str, day: str = "2026-03-01") -> Told:
        text = f"{giver} will buy computing capacity worth $5 billion from {receiver}, it said on {day}."
        return article(text, "purchase", {giver: "customer", receiver: "supplier"}, day, amount="$5 billion")

    db = library(tmp_path / "deals.db", [paid("Alpen", "Borea"), paid("Borea", "Alpen"), paid("Cirrus", "Dorma")])
    assert len(rows(db, "SELECT id FROM circles")) == 1
    db.conn.execute("CREATE TEMP TABLE written (what TEXT)")
    watched = {"flows": "flows", "circles": "circles", "copies": "article_copies", "blocks": "mention_blocks"}
    for what, table in watched.items():
        db.conn.execute(f"CREATE TEMP TRIGGER watch_{what} AFTER INSERT ON {table} BEGIN"
                        f" INSERT INTO written VALUES ('{what}'); END")  # fmt: skip
    db.conn.execute("CREATE TEMP TRIGGER watch_places AFTER UPDATE OF x ON organizations"
                    " WHEN new.id IN ('alpen', 'borea') BEGIN INSERT INTO written VALUES ('places'); END")  # fmt: skip

    def written_by(one: Told) -> dict[str, int]:
        db.conn.execute("DELETE FROM written")
        add(db, one)
        resolve(db, AT)
        return {row["what"]: row["number"] for row in rows(
            db, "SELECT what, count(*) AS number FROM written GROUP BY what")}  # fmt: skip

    again = written_by(paid("Cirrus", "Dorma", "2026-03-02"))
    assert set(again) == {"flows", "blocks"}
    assert again["flows"] == 1
    assert "circles" in written_by(paid("Dorma", "Cirrus"))
    bit_by_bit = derived(db)
    resolve(db, AT, full=True)
    assert derived(db) == bit_by_bit


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    db = library(tmp_path / "deals.db", ARTICLES)
    before = db.conn.total_changes
    assert resolve(db, AT).touched == 0
    assert db.conn.total_changes == before
    db.close()
    again = open_database(tmp_path / "deals.db")
    assert resolve(again, AT).touched == 0
