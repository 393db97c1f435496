"""The public copy: what it holds, what it never holds, and that it can be served and checked."""

import hashlib
import json
import os
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest
from click.testing import CliRunner
from corpus import Told, library, told
from datasette.cli import cli
from hypothesis import given
from hypothesis import strategies as st
from sample import DATA, HARBOR, Sample, fill, site

from datasette_aideals.cli import aideals
from datasette_aideals.config import Publishing, read_settings
from datasette_aideals.errors import BadOption
from datasette_aideals.publish.allowed import public_tables
from datasette_aideals.publish.copy import CopyReport, make_copy
from datasette_aideals.publish.quotes import LONGEST, MOST, SHARE, Words, withheld
from datasette_aideals.show.site import PAGES, absent
from datasette_aideals.store.schema import tables
from datasette_aideals.terms import QuotePolicy, Withheld

CANARY = "Zaunkönig-27-never-public"
BASE = "/public/-/aideals"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(tmp_path_factory.mktemp("copy") / "deals.db")


@pytest.fixture(scope="module")
def public(sample: Sample) -> Path:
    path = sample.path.parent / "public.db"
    make_copy(sample.path, path, Publishing())
    return path


def copied(source: Path, folder: Path, **settings: object) -> tuple[CopyReport, sqlite3.Connection]:
    """A public copy in a folder, opened."""
    path = folder / "public.db"
    path.unlink(missing_ok=True)
    report = make_copy(source, path, Publishing(**settings))  # type: ignore[arg-type]
    return report, sqlite3.connect(path)


def test_it_has_what_is_named_and_nothing_else(public: Path) -> None:
    with closing(sqlite3.connect(public)) as conn:
        found = {
            name: {row[1] for row in conn.execute(f'PRAGMA table_info("{name}")')}
            for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("deals_fts", "sqlite_"))
        }
        for one in public_tables():
            for column in {column.name for column in one.table.columns} - one.sources.keys():
                filled_ = f'SELECT count(*) FROM "{one.table.name}" WHERE "{column}" IS NOT NULL'
                assert conn.execute(filled_).fetchone() == (0,), (one.table.name, column)
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert found == {one.table.name: {column.name for column in one.table.columns} for one in public_tables()}
    assert not found.keys() & {"prompts", "reviews", "decisions", "summaries", "removals", "rates"}


def test_no_private_column_reaches_it(sample: Sample, tmp_path: Path) -> None:
    private = Path(copy(sample.path, tmp_path / "deals.db"))
    shown = {one.table.name: one.sources.keys() for one in public_tables()}
    planted = 0
    with closing(sqlite3.connect(private)) as conn, conn:
        for name in ("reviews", "decisions", "summaries", "removals", "deal_log"):
            conn.execute(f'INSERT OR REPLACE INTO "{name}" VALUES ({filled(name)})')
        for table in tables():
            columns = {column.name: column for column in table.columns if column.type == "TEXT" and not column.key}
            for column in columns.keys() - set(shown.get(table.name, ())) - {"sha256", "article_sha256"}:
                value = f"id || '{CANARY}'" if {"unique", column} <= {*sum(table.indexes, ())} else f"'{CANARY}'"
                planted += conn.execute(f'UPDATE "{table.name}" SET "{column}" = {value}').rowcount
        conn.execute("UPDATE article_texts SET text = text || ?", [CANARY])
        conn.execute("UPDATE article_sources SET location = ? || location", [CANARY])
        conn.execute("UPDATE articles SET author = ?", [f"{CANARY}@example.org"])
        refused = "verdict IN ('mismatch', 'unfound')"
        planted += conn.execute(f"UPDATE statements SET value = ?, exact = ? WHERE {refused}", [CANARY] * 2).rowcount
        conn.execute("UPDATE mentions SET type = ? WHERE accepted = 0", [CANARY])
        conn.execute("UPDATE readings SET model_id = ? WHERE model_id <> 'aideals-rules'", [CANARY])
    assert planted > 40
    make_copy(private, tmp_path / "public.db", Publishing())
    assert CANARY.encode() in private.read_bytes()
    assert CANARY.encode() not in (tmp_path / "public.db").read_bytes()
    assert HARBOR[200:260].encode() not in (tmp_path / "public.db").read_bytes()


def filled(name: str) -> str:
    """SQL values for one row of a table, with the canary in every text."""
    table = next(table for table in tables() if table.name == name)
    return ", ".join(f"'{CANARY}'" if column.type == "TEXT" else "1" for column in table.columns)


def test_the_same_data_gives_the_same_bytes(sample: Sample, public: Path, tmp_path: Path) -> None:
    make_copy(sample.path, tmp_path / "again.db", Publishing())
    assert (tmp_path / "again.db").read_bytes() == public.read_bytes()


words = st.tuples(st.integers(0, 4000), st.integers(1, 400), st.integers(0, 5), st.booleans())


@given(st.lists(words, max_size=40), st.integers(1, 5000))
def test_quotes_stay_below_every_limit_in_any_order(places: list[tuple[int, int, int, bool]], characters: int) -> None:
    given_words = [
        Words(f"s{number}", f"d{deal}", quote, "x" * length, start, start + length)
        for number, (start, length, deal, quote) in enumerate(places)
    ]
    outcome = withheld(given_words, characters, QuotePolicy.QUOTES)
    shown = [one for one in given_words if outcome[one.statement] is None]
    covered = {place for one in shown for place in range(one.start or 0, one.end or 0)}
    assert len(covered) <= min(MOST, characters * SHARE)
    assert all(len(one.exact or "") <= LONGEST for one in shown)
    assert {outcome[one.statement] for one in given_words if len(one.exact or "") > LONGEST} <= {Withheld.LENGTH}
    assert outcome == withheld(reversed(given_words), characters, QuotePolicy.QUOTES)


def test_one_quote_of_each_deal_goes_before_the_second_quotes() -> None:
    quotes = [Words(f"{deal}{n}", deal, True, "x" * 250, at, at + 250) for n, at, deal in
              ((1, 0, "a"), (2, 300, "a"), (3, 600, "a"), (1, 900, "b"), (2, 1200, "b"))]  # fmt: skip
    outcome = withheld(quotes, 2000, QuotePolicy.QUOTES)  # 800 characters
    assert [one for one, why in outcome.items() if why is None] == ["a1", "a2", "b1"]
    assert {why for one, why in outcome.items() if one not in ("a1", "a2", "b1")} == {Withheld.CAP}


def test_overlapping_words_count_once() -> None:
    quotes = [Words("one", "a", True, "x" * 200, 0, 200), Words("two", "a", False, "x" * 10, 40, 50)]
    assert set(withheld(quotes, 500, QuotePolicy.QUOTES).values()) == {None}


QUOTE = "Quorra Capital invested $40 million in Brindle Labs"
MAIL = "Ask press@brindle.example why Quorra Capital lent $7 million to Osmund Works"
LONG = "Hexley Group bought Tarn Robotics for $90 million" + " after a long and winding tale" * 10
TEXT = "Brindle Labs news\n\n" + "\n\n".join(f"{one}. " + "Nothing else happened. " * 20 for one in (QUOTE, MAIL, LONG))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A database with a quote that may be shown, one with an e-mail address, and one that is too long."""
    deals = (
        told(QUOTE, "investment", {"Quorra Capital": "investor", "Brindle Labs": "investee"}, amount="$40 million"),
        told(MAIL, "debt", {"Quorra Capital": "lender", "Osmund Works": "borrower"}, amount="$7 million"),
        told(LONG, "acquisition", {"Hexley Group": "acquirer", "Tarn Robotics": "target"}, amount="$90 million"),
    )
    other = "Osmund Works buys Tarn Robotics for $3 million."
    second = told(other, "acquisition", {"Osmund Works": "acquirer", "Tarn Robotics": "target"}, amount="$3 million")
    path = tmp_path / "small.db"
    library(path, [Told(TEXT, deals), Told(f"Another\n\n{other} {'It was a calm day. ' * 9}", (second,))]).close()
    return path


def test_what_is_withheld_leaves_its_place_and_hash_and_is_counted(small: Path, tmp_path: Path) -> None:
    report, conn = copied(small, tmp_path)
    quotes = conn.execute(
        "SELECT exact, withheld, exact_sha256, start, end FROM statements WHERE field = 'quote' ORDER BY start"
    ).fetchall()
    shown = {why: exact for exact, why, *_ in quotes}
    assert shown["email"] is None and shown["length"] is None
    assert QUOTE in [exact for exact, *_ in quotes]
    for words_, (_, _, sha256, start, end) in zip((QUOTE, MAIL, LONG), quotes[-3:], strict=True):
        assert TEXT[start:end] == words_
        assert hashlib.sha256(words_.encode()).hexdigest() == sha256
    # The statement of the state rests on the same words as the quote.
    assert report.withheld == {"email": 2, "length": 2}
    assert report.quotes == 2
    facts = dict(conn.execute("SELECT name, value FROM publication"))
    assert (facts["withheld_email"], facts["withheld_length"], facts["deals"]) == ("2", "2", "4")
    assert conn.execute("SELECT count(*) FROM article_texts").fetchone() == (0,)


def test_a_source_can_be_full_facts_or_none(small: Path, tmp_path: Path) -> None:
    policies = {policy.value: policy for policy in QuotePolicy}
    report, conn = copied(small, tmp_path, sources={"some paper": policies["full"]})
    assert report.withheld == {} and report.texts == 0
    assert conn.execute("SELECT count(*) FROM article_texts").fetchone() == (2,)
    report, conn = copied(small, tmp_path, sources={"Some Paper": policies["facts"]})
    assert conn.execute("SELECT count(*) FROM statements WHERE exact IS NOT NULL OR reason IS NOT NULL").fetchone() == (
        0,
    )
    assert conn.execute("SELECT count(*) FROM deals").fetchone() == (4,)
    first = hashlib.sha256(TEXT.encode()).hexdigest()[:12]
    report, conn = copied(small, tmp_path, sources={first: policies["none"]})
    assert (report.articles, report.deals, report.left_out_articles, report.left_out_deals) == (1, 1, 1, 3)
    assert b"Quorra" not in (tmp_path / "public.db").read_bytes()
    assert b"quorra" not in (tmp_path / "public.db").read_bytes()


@pytest.mark.parametrize(
    "settings",
    [{"quotes": "some"}, {"sources": ["x"]}, {"sources": {"x": "all"}}, {"canaries": ["short"]}, {"quote": "full"}, 3],
)
def test_settings_that_cannot_be_are_refused(settings: object) -> None:
    with pytest.raises(BadOption, match="publish"):
        read_settings({"publish": settings})


def test_settings_name_policies_by_source() -> None:
    read = read_settings({"publish": {"quotes": "facts", "sources": {"Some Paper": "full"}}}).publish
    assert read.quotes is QuotePolicy.FACTS
    assert read.sources == {"Some Paper": QuotePolicy.FULL}


def test_a_host_stands_for_its_sub_domains() -> None:
    from datasette_aideals.publish.selection import policy_of

    publishing = Publishing(sources={"example.org": QuotePolicy.NONE, "The Courier": QuotePolicy.FULL})
    for url, publisher, policy in (
        ("https://news.example.org/a", "Any", "none"),
        ("https://example.org.evil.example/a", "Any", "quotes"),
        (None, "the courier", "full"),
        (None, None, "quotes"),
    ):
        assert policy_of({"id": "a", "publisher": publisher, "url": url}, publishing).value == policy


@pytest.mark.asyncio
async def test_the_plugin_serves_it_with_quotes_only(sample: Sample, public: Path) -> None:
    ds = site(public, immutable=True)
    for path in ("", "/deals?ai=all&q=labs", *(f"/deals/{id_}" for id_ in sample.deals.values())):
        response = await ds.client.get(BASE + path)
        assert response.status_code == 200, (path, response.text)
        assert "was refused" not in response.text
    article = await ds.client.get(f"{BASE}/articles/{sample.articles['harbor']}")
    assert "The text of this article is withheld" in article.text
    home = await ds.client.get(BASE)
    assert "1 value refused, kept out of every deal: the article does not have these words." in home.text
    assert "3 articles read by the model <b><bdi>aideals-rules" in home.text
    whole = await ds.client.get(f"{BASE}/articles/{sample.articles['harbor']}.json")
    assert whole.json()["article"]["text"] is None
    assert whole.json()["article"]["places"] == [
        place if place.startswith("http") else "a file" for place in [DATA["articles"]["harbor"]["location"]]
    ]


@pytest.mark.asyncio
async def test_datasettes_own_pages_work_on_it(public: Path) -> None:
    ds = site(public)
    for path in ("/public", "/public/deals?_search=labs", "/public/statements", "/public/proof_of_every_value?title=a"):
        response = await ds.client.get(path)
        assert response.status_code == 200, (path, response.text)


def test_what_datasette_publish_builds_serves_it(
    public: Path, sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = tmp_path / "image"
    gcloud = tmp_path / "bin" / "gcloud"
    gcloud.parent.mkdir()
    gcloud.write_text(f'#!/bin/sh\ncase "$*" in *project) echo mine;; *builds*) cp -r . "{image}";; esac\n')
    gcloud.chmod(0o755)
    monkeypatch.setenv("PATH", str(gcloud.parent), prepend=os.pathsep)
    run = CliRunner()
    asked = ["publish", "cloudrun", str(public), "--service", "deals", "--install", "datasette-aideals"]
    assert run.invoke(cli, asked).exit_code == 0
    monkeypatch.chdir(image)
    lines = Path("Dockerfile").read_text().splitlines()
    assert "RUN pip install -U datasette datasette-aideals" in lines
    inspect = shlex.split(next(line for line in lines if line.startswith("RUN datasette inspect")))
    assert run.invoke(cli, inspect[2:]).exit_code == 0
    command = shlex.split(next(line for line in lines if line.startswith("CMD")))
    serve = [word for word in command[2:] if word not in ("--port", "$PORT")]
    for address, words in (
        (f"{BASE}/deals/{sample.deals['invest']}", "Orbit Cloud invests up to $25 billion in Lumen Labs"),
        (f"{BASE}/articles/{sample.articles['harbor']}", "The text of this article is withheld"),
        (f"{BASE}/deals.json?q=labs", '"ok": true'),
    ):
        found = run.invoke(cli, [*serve, "--get", address])
        assert found.exit_code == 0 and words in found.output, found.output


def test_commands_that_write_leave_it_alone(public: Path) -> None:
    before = public.read_bytes()
    result = CliRunner().invoke(aideals, ["resolve", str(public)])
    assert result.exit_code == 2
    assert "is a public copy" in result.output
    assert public.read_bytes() == before


def test_who_has_the_articles_can_check_every_quote(small: Path, tmp_path: Path) -> None:
    _, conn = copied(small, tmp_path)
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    arguments = ["verify", str(tmp_path / "public.db"), "--against", str(folder)]
    result = CliRunner().invoke(aideals, [*arguments, "--json"])
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (report["articles"], report["withheld"], len(report["missing"]), report["flaws"]) == (1, 4, 1, [])
    assert "the text of 1 articles" in CliRunner().invoke(aideals, arguments).output
    with conn:
        conn.execute("UPDATE statements SET start = start + 1, end = end + 1 WHERE withheld = 'email'")
        conn.execute("UPDATE statements SET exact = 'Quorra sold' WHERE exact = ?", [QUOTE])
    result = CliRunner().invoke(aideals, arguments)
    assert result.exit_code == 1
    assert "4 wrong" in result.output
    private = CliRunner().invoke(aideals, ["verify", str(small), "--against", str(folder)])
    assert private.exit_code == 0, private.output


def test_every_page_asks_it_in_sql_that_sqlite_3_39_knows(sample: Sample, public: Path) -> None:
    apsw = pytest.importorskip("apsw", reason="an old SQLite has no wheel for this Python")
    assert apsw.sqlitelibversion().startswith("3.39.")
    asked: list[str] = []
    with closing(sqlite3.connect(public)) as conn:
        present = {name for (name,) in conn.execute("SELECT name FROM sqlite_master")}
        conn.set_trace_callback(asked.append)
        ids = {kind: conn.execute(f"SELECT id FROM {kind}").fetchone()[0] for kind in ("articles", "organizations")}
        ids["deals"] = sample.deals["orbit"] if "orbit" in sample.deals else next(iter(sample.deals.values()))
        for page in PAGES:
            if page.name not in absent(present):
                page.ask(conn, ids.get(page.of_things, ""), {"q": "labs", "ai": "all"})
    old = apsw.Connection(str(public), flags=apsw.SQLITE_OPEN_READONLY)
    assert old.cursor().execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert len(asked) > 15
    for sql in asked:
        old.cursor().execute(sql).fetchall()


def test_what_a_person_rejected_or_replaced_is_not_in_it(sample: Sample, tmp_path: Path) -> None:
    source = Path(copy(sample.path, tmp_path / "reviewed.db"))
    with closing(sqlite3.connect(source)) as conn:
        chosen = [row[0] for row in conn.execute("SELECT id FROM statements WHERE verdict = 'supported' LIMIT 2")]
        conn.execute("PRAGMA foreign_keys = OFF")
        for statement, state in zip(chosen, ("rejected", "replaced"), strict=True):
            conn.execute("INSERT INTO reviewed_statements VALUES (?, 'a', ?, 'r')", [statement, state])
        conn.commit()
    _, conn = copied(source, tmp_path)
    kept = {row[0] for row in conn.execute("SELECT id FROM statements")}
    assert kept.isdisjoint(chosen)
    conn.close()
