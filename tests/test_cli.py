"""The command line: the main job, the single steps, and what it says when something is wrong."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from datasette_aideals import read as python_read
from datasette_aideals.cli import aideals

SEEDS = Path(__file__).parent.parent / "seeds"
ARTICLE = """---
publisher: Test Courier
published: 2026-03-12
---
# Quorra Capital backs Brindle Labs

Quorra Capital invested $40 million in Brindle Labs, an AI company from Tartu, the two said on Tuesday.
"""


def run(*arguments: str | Path, status: int = 0, stdin: str | None = None) -> Result:
    """Run a command and check its exit status and that no traceback shows."""
    result = CliRunner().invoke(aideals, [str(argument) for argument in arguments], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == status, result.output
    return result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.md").write_text(ARTICLE, encoding="utf-8")
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "deals.db"


def test_build_finds_the_deal_and_a_second_run_does_nothing_twice(folder: Path, database: Path) -> None:
    assert "Deals: 1 (1 new" in run("build", database, folder).output
    second = run("build", database, folder)
    assert "Articles: 1 known already." in second.output
    assert "Readings: 0 new, 1 used again, 0 failed." in second.output
    assert "Deals: 1 (0 new, 0 changed, 0 withdrawn)" in second.output


def test_build_reports_as_json(folder: Path, database: Path) -> None:
    report = json.loads(run("build", database, folder, "--json").stdout)
    assert report["load"]["added"] == 1
    assert report["run"]["asked"] == 1
    assert (report["deals"]["deals"], report["counting"]) == (1, "aideals-rules")


def test_the_single_steps_give_the_same_as_build(folder: Path, database: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    run("build", database, folder)
    run("load", other, folder)
    run("extract", other)
    run("resolve", other)
    assert run("deals", database, "--json").output == run("deals", other, "--json").output


def test_deals_are_listed_in_every_shape(folder: Path, database: Path) -> None:
    run("build", database, folder)
    (deal,) = json.loads(run("deals", database, "--json").output)
    assert (deal["parties"], deal["amount"], deal["currency"]) == ("Quorra Capital, Brindle Labs", 40_000_000, "USD")
    assert json.loads(run("deals", database, "--nl").output) == deal
    header, line = run("deals", database, "--csv").output.splitlines()
    assert header.startswith("id,title,parties,type,status,amount")
    assert "40000000" in line
    assert "$40 million" in run("deals", database).output


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["--type", "investment"], 1),
        (["--type", "grant"], 0),
        (["--status", "completed"], 1),
        (["--organization", "brindle-labs"], 1),
        (["--search", "quorra"], 1),
        (["--search", "borea"], 0),
    ],
)
def test_deals_are_filtered(folder: Path, database: Path, filters: list[str], found: int) -> None:
    run("build", database, folder)
    assert len(json.loads(run("deals", database, "--json", *filters).output)) == found


def test_explain_leads_from_the_value_to_the_words_and_the_run(folder: Path, database: Path) -> None:
    run("build", database, folder)
    (deal,) = json.loads(run("deals", database, "--json").output)
    explanation = json.loads(run("explain", database, deal["id"], "--json").output)
    (amount,) = [proof for proof in explanation["proofs"] if proof["field"] == "amount"]
    (latest,) = json.loads(run("runs", database, "--json").output)
    assert amount["exact"] == "$40 million"
    assert (amount["run_id"], amount["model"]) == (latest["id"], "aideals-rules")
    assert "“$40 million”" in run("explain", database, deal["id"]).output


def test_verify_counts_quotes_and_fails_on_a_wrong_one(folder: Path, database: Path) -> None:
    run("build", database, folder)
    assert run("verify", database).output.endswith("0 wrong\n")
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE statements SET start = start + 1 WHERE field = 'amount'")
    connection.close()
    assert "1 wrong" in run("verify", database, status=1).output


def test_read_prints_the_deals_of_a_file_and_of_standard_input(folder: Path) -> None:
    document = json.loads(run("read", folder / "one.md").output)
    assert document["article"] == "one"
    (deal,) = document["deals"]
    assert deal["amount"] == {"value": 40_000_000, "currency": "USD", "qualifier": "exact"}
    assert deal["date"] == "2026-03-10"
    assert json.loads(run("read", "-", stdin=ARTICLE).output)["deals"] == document["deals"]


def test_read_writes_a_file_for_each_article(folder: Path, tmp_path: Path) -> None:
    run("read", folder / "one.md", "--out", tmp_path / "out")
    written = json.loads((tmp_path / "out" / "one.json").read_text(encoding="utf-8"))
    assert [party["name"] for party in written["deals"][0]["parties"]] == ["Quorra Capital", "Brindle Labs"]


def test_read_goes_on_after_a_file_that_fails(folder: Path) -> None:
    (folder / "empty.txt").touch()
    result = run("read", folder / "empty.txt", folder / "one.md", status=1)
    assert "empty.txt" in result.stderr
    assert json.loads(result.stdout)["article"] == "one"


def test_read_says_why(folder: Path) -> None:
    assert "Quorra Capital" in run("read", folder / "one.md", "--why").output


def test_read_in_python_gives_the_same() -> None:
    (deal,) = python_read(ARTICLE)
    assert (deal.type, deal.status, deal.date) == ("investment", "completed", "2026-03-10")
    assert [(party.name, party.role) for party in deal.parties] == [
        ("Quorra Capital", "investor"),
        ("Brindle Labs", "investee"),
    ]


def test_models_lists_the_built_in_one_first() -> None:
    assert run("models").output.startswith("aideals-rules")
    assert json.loads(run("models", "--json").output)[0]["model_id"] == "aideals-rules"


def test_use_takes_the_deals_from_another_model(folder: Path, database: Path) -> None:
    run("build", database, folder)
    result = run("use", database, "echo", status=2)
    assert "echo has read no article here" in result.stderr
    assert "Deals: 1" in run("use", database, "aideals-rules").output


def test_a_candidate_model_changes_nothing_until_it_is_used(folder: Path, database: Path) -> None:
    run("build", database, folder)
    result = run("build", database, folder, "--model", "echo", status=1)
    assert "Not read: Quorra Capital backs Brindle Labs" in result.stderr
    assert len(json.loads(run("deals", database, "--json").output)) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["build", "{db}", "{missing}"], "There is no file or folder"),
        (["build", "{db}", "{folder}", "--model", "nonesuch"], "No model is called 'nonesuch'"),
        (["build", "{db}", "{folder}", "--model", "echo-needs-key"], "llm keys set"),
        (["build", "{folder}/none/deals.db", "{folder}"], "There is no folder"),
        (["build", "{foreign}", "{folder}"], "holds tables that are not ours"),
        (["build", "{text}", "{folder}"], "is not a SQLite database"),
        (["deals", "{db}"], "There is no database"),
        (["resolve", "{foreign}"], "holds tables that are not ours"),
        (["explain", "{missing}", "x"], "There is no database"),
        (["read", "{missing}"], "There is no file"),
        (["build", "{db}", "{empty}"], "There is no article in"),
    ],
)
def test_bad_input_is_one_line_that_helps(
    folder: Path, database: Path, tmp_path: Path, arguments: list[str], says: str
) -> None:
    foreign, text, empty = tmp_path / "foreign.db", tmp_path / "text.db", tmp_path / "empty"
    sqlite3.connect(foreign).execute("CREATE TABLE other (id)").connection.close()
    text.write_text("this is no database " * 50, encoding="utf-8")
    empty.mkdir()
    places = {
        "db": database,
        "folder": folder,
        "missing": tmp_path / "missing",
        "foreign": foreign,
        "text": text,
        "empty": empty,
    }
    arguments = [argument.format(**places) for argument in arguments]
    result = CliRunner().invoke(aideals, arguments)
    assert result.exit_code in (1, 2)
    assert says in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


def test_a_failed_build_leaves_no_database_behind(folder: Path, database: Path) -> None:
    run("build", database, folder, "--model", "nonesuch", status=2)
    assert not database.exists()


def test_a_bad_file_among_good_ones_is_counted(folder: Path, database: Path) -> None:
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 10)
    result = run("build", database, folder, status=1)
    assert "Not loaded: articles/binary.txt" in result.stderr
    assert "Deals: 1" in result.stdout


def test_a_locked_database_says_so(folder: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasette_aideals.store.database.BUSY_SECONDS", 0.05)
    run("build", database, folder)
    (folder / "two.md").write_text(ARTICLE.replace("40", "50"), encoding="utf-8")
    locker = sqlite3.connect(database)
    locker.execute("BEGIN IMMEDIATE")
    assert "is being written by another program" in run("build", database, folder, status=2).stderr
    locker.close()
    run("build", database, folder)


def test_the_commands_are_datasettes() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "datasette", "aideals", "--help"], capture_output=True, text=True, check=True
    )
    assert "Turn news articles about AI deals" in shown.stdout


def contents(database: Path) -> list[object]:
    """Everything in a database but runs, calls and times."""
    connection = sqlite3.connect(database)
    queries = (
        "SELECT id, article_id, cache_key, model_id, outcome FROM readings ORDER BY id",
        "SELECT * FROM mentions ORDER BY id",
        "SELECT id, mention_id, field, subject, value, words, exact, start, end, verdict FROM statements ORDER BY id",
        "SELECT * FROM deals ORDER BY id",
        "SELECT * FROM deal_parties ORDER BY 1, 2, 3",
        "SELECT * FROM conflicts ORDER BY 1, 2",
        "SELECT deal_id, digest, state, cause FROM deal_log ORDER BY deal_id",
    )
    found = [connection.execute(query).fetchall() for query in queries]
    connection.close()
    return found


def test_a_build_that_was_killed_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(60):
        text = ARTICLE.replace("40", str(number + 10)).replace("Brindle", f"Brindle{chr(97 + number % 26)}")
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    quiet, killed = tmp_path / "quiet.db", tmp_path / "killed.db"
    run("build", quiet, folder)
    build = [sys.executable, "-m", "datasette", "aideals", "build", str(killed), str(folder)]
    process = subprocess.Popen(build, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and _readings(killed) < 5:
        time.sleep(0.001)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    run("build", killed, folder)
    assert contents(killed) == contents(quiet)
    assert run("verify", killed).output.endswith("0 wrong\n")


def _readings(database: Path) -> int:
    if not database.exists():
        return 0
    try:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        count = int(connection.execute("SELECT count(*) FROM readings").fetchone()[0])
        connection.close()
    except sqlite3.OperationalError:
        return 0
    return count
