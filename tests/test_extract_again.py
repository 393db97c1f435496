"""Asking again: what makes a reading another one, what an upgrade keeps, limits of a run, and taking a run back."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from mock_models import MockModel, deal
from small_build import check
from sqlite_utils import Database

from datasette_aideals import ground, pipeline
from datasette_aideals.cli import aideals
from datasette_aideals.errors import UnknownRun
from datasette_aideals.extract.models import get_model
from datasette_aideals.extract.plan import Manner
from datasette_aideals.extract.runner import RunReport, run_extraction
from datasette_aideals.extract.tokens import Price, count_tokens
from datasette_aideals.load import make_article
from datasette_aideals.store.articles import current_refs, store_article
from datasette_aideals.store.database import open_database, rows
from datasette_aideals.store.processes import present_status
from datasette_aideals.store.records import RunCounts
from datasette_aideals.store.runs import mark_killed_runs, undo_run

Register = Callable[..., Any]
OWN_PROMPT = "Find deals.\n---\nThe article:\n{{article}}\n"


def add(db: Database, *texts: str) -> None:
    for text in texts:
        store_article(db, make_article(text), f"{text[:20]}.txt", "2026-11-21T10:00:00Z")


def extract(db: Database, model: str = "mock", **options: Any) -> RunReport:
    more = {name: options.pop(name) for name in ("refresh", "only_failed", "check_version") if name in options}
    manner = Manner(**{"concurrency": 1, **options})
    return run_extraction(db, current_refs(db), get_model(model), check=check, manner=manner, **more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles with a deal each."""
    path = tmp_path / "news"
    path.mkdir()
    for name in ("Brindle Labs", "Fennel AI", "Gorse Robotics"):
        (path / f"{name}.txt").write_text(
            f"Quorra Capital backs {name}\n\nQuorra Capital invested $40 million in {name}."
        )
    return path


def invested(prompt: Any) -> Any:
    """The deal of each of these articles."""
    name = prompt.prompt.partition("backs ")[2].partition("\n")[0]
    parties = [{"name": "Quorra Capital", "role": "investor"}, {"name": name, "role": "investee"}]
    quote = f"Quorra Capital invested $40 million in {name}"
    return {"deals": [deal(quote, type="investment", amount="$40 million", parties=parties)]}


def run(*arguments: str | Path, status: int = 0) -> Result:
    result = CliRunner().invoke(aideals, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == status, result.output
    return result


# What makes a reading another one


def test_whatever_can_change_an_answer_makes_it_another_reading(
    db: Database, register_model: Register, tmp_path: Path
) -> None:
    own, other = tmp_path / "own.md", tmp_path / "other.md"
    own.write_text(OWN_PROMPT)
    other.write_text(OWN_PROMPT.replace("Find", "Seek"))
    register_model(MockModel())
    register_model(MockModel("second"))
    add(db, "Acme buys Beta. " * 100)
    ways: list[dict[str, Any]] = [
        {},
        {"model": "second"},
        {"options": {"temperature": 0.5}},
        {"options": {"temperature": 1}},
        {"prompt": "weak"},
        {"prompt": own},
        {"prompt": other},
        {"window": 500},
        {"window": 700},
        {"check_version": "2"},
    ]
    assert [extract(db, **way).counts for way in ways] == [RunCounts(articles=1, asked=1)] * len(ways)
    assert [extract(db, **way).counts for way in ways] == [RunCounts(articles=1, reused=1)] * len(ways)
    # A window that an article fits into makes no difference, nor does a prompt's name.
    copy = tmp_path / "copy.md"
    copy.write_text(OWN_PROMPT)
    assert extract(db, window=5000).counts.reused == extract(db, prompt=copy).counts.reused == 1


def test_an_older_reading_serves_unless_it_is_to_be_refreshed(db: Database, mock_model: MockModel) -> None:
    add(db, "Acme", "Beta")
    extract(db)
    mock_model.extractor_version = "2"  # type: ignore[attr-defined]
    add(db, "Gamma")
    report = extract(db, refresh=False)
    assert report.counts == RunCounts(articles=3, asked=1, reused=2, outdated=2)
    assert extract(db, refresh=False, options={"temperature": 1}).counts == RunCounts(articles=3, asked=3)
    assert extract(db, refresh=False, check_version="2").counts.outdated == 3
    assert extract(db).counts == RunCounts(articles=3, asked=2, reused=1)
    assert extract(db, refresh=False).counts == RunCounts(articles=3, reused=3)


def test_build_after_an_upgrade_keeps_the_deals_and_refresh_tells_what_changed(
    tmp_path: Path, folder: Path, mock_model: MockModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "x.db"
    mock_model.answers.append(invested)
    run("build", database, folder, "-m", "mock", "--concurrency", "1")
    before = run("deals", database, "--json", "--ai", "all").output
    assert len(json.loads(before)) == 3

    monkeypatch.setattr(pipeline, "GROUND_VERSION", ground.VERSION + "x")
    mock_model.answers.clear()
    upgraded = run("build", database, folder, "-m", "mock").output
    assert "Readings: 0 new, 3 used again, 0 failed." in upgraded
    assert "3 of the readings were made by an earlier version. Read those articles anew with: --refresh" in upgraded
    assert run("deals", database, "--json", "--ai", "all").output == before
    assert len(mock_model.prompts) == 3

    mock_model.answers.extend([lambda prompt: invested(prompt) if "Fennel" not in prompt.prompt else {"deals": []}])
    refreshed = run("build", database, folder, "-m", "mock", "--refresh", "--concurrency", "1").output
    assert "Readings: 3 new, 0 used again, 0 failed." in refreshed
    assert [line for line in refreshed.splitlines() if line.startswith("Withdrawn: ") and "fennel" in line]
    assert "earlier version" not in refreshed
    assert len(json.loads(run("deals", database, "--json", "--ai", "all").stdout)) == 2


def test_another_model_never_changes_the_deals_until_it_is_used(
    tmp_path: Path, folder: Path, register_model: Register
) -> None:
    register_model(MockModel("good", answers=[invested]))
    register_model(MockModel("blind", answers=[lambda prompt: {"deals": []}]))
    database = tmp_path / "x.db"
    run("build", database, folder, "-m", "good")
    before = run("deals", database, "--json", "--ai", "all").output
    report = run("build", database, folder, "-m", "blind").output
    assert f"To take them from blind: datasette aideals use {database} blind" in report
    assert run("deals", database, "--json", "--ai", "all").output == before
    run("use", database, "blind")
    assert json.loads(run("deals", database, "--json", "--ai", "all").stdout) == []


# Failed ones only


def test_only_failed_articles_are_asked_about_again_where_that_is_wanted(db: Database, mock_model: MockModel) -> None:
    add(db, "Acme", "Beta")
    mock_model.answers.extend([RuntimeError("broken"), {"deals": []}])
    extract(db)
    add(db, "Gamma", "Delta")
    assert extract(db, only_failed=True).counts == RunCounts(articles=1, asked=1)
    assert extract(db, only_failed=True).counts == RunCounts()
    assert extract(db).counts == RunCounts(articles=4, asked=2, reused=2)


def test_the_commands_retry_and_stop(tmp_path: Path, folder: Path, mock_model: MockModel) -> None:
    database = tmp_path / "x.db"
    mock_model.answers.extend([RuntimeError("broken"), invested])
    first = run("build", database, folder, "-m", "mock", "--max-errors", "1", "--concurrency", "1", status=1)
    assert "Stopped early. Failed articles: 1; the limit is 1. Articles not read: 2;" in first.output
    report = json.loads(run("extract", database, "-m", "mock", "--retry-failed", "--json").stdout)
    assert (report["articles"], report["asked"], report["left"], report["stopped_because"]) == (1, 1, 0, None)
    report = json.loads(run("extract", database, "-m", "mock", "--json").stdout)
    assert (report["articles"], report["asked"], report["reused"]) == (3, 2, 1)


# Before a run


def test_a_dry_run_tells_what_a_run_would_take_and_asks_nothing(
    tmp_path: Path, folder: Path, mock_model: MockModel
) -> None:
    database = tmp_path / "x.db"
    arguments = ("build", database, folder, "-m", "mock", "--price", "mock", "2", "10", "--dry-run")
    estimate = json.loads(run(*arguments, "--json").stdout)
    assert not database.exists()
    assert (estimate["articles"], estimate["asked"], estimate["calls"], estimate["reused"]) == (3, 3, 3, 0)
    tokens = estimate["input_tokens"] * 2 + estimate["output_tokens"] * 10
    assert estimate["cost_usd"] == pytest.approx(tokens / 1_000_000)
    mock_model.answers.append(invested)
    run("build", database, folder, "-m", "mock")
    sent = sum(count_tokens(prompt.system) + count_tokens(prompt.prompt) for prompt in mock_model.prompts)
    assert estimate["input_tokens"] == sent
    after = run(*arguments).output
    assert "Articles: 3; 3 have been read already; 0 would be asked about." in after
    assert "Calls: 0." in after
    assert len(mock_model.prompts) == 3
    long = json.loads(run("extract", database, "-m", "mock", "--window", "60", "--dry-run", "--json").stdout)
    assert long["calls"] > 3


def test_a_run_keeps_what_it_took(db: Database, register_model: Register) -> None:
    register_model(MockModel(answers=["no JSON", {"deals": []}, {"deals": []}]))
    add(db, "Acme", "Beta")
    report = extract(db, prices={"mock": Price(2, 100)})
    assert (report.input_tokens, report.output_tokens) == (30, 15)
    assert report.cost_usd == pytest.approx((30 * 2 + 15 * 100) / 1_000_000)
    [kept] = rows(db, "SELECT input_tokens, output_tokens, cost_usd FROM runs")
    assert kept == {"input_tokens": 30, "output_tokens": 15, "cost_usd": pytest.approx(report.cost_usd)}


# Taking a run back


def test_a_run_can_be_taken_back(tmp_path: Path, folder: Path, register_model: Register) -> None:
    register_model(MockModel("first", answers=[lambda prompt: {"deals": []}]))
    register_model(MockModel("second", answers=[invested]))
    database = tmp_path / "x.db"
    run("build", database, folder, "-m", "first")
    db = open_database(database)
    tables = ("readings", "mentions", "statements", "calls", "summaries", "deals")
    before = {table: rows(db, f"SELECT * FROM {table} ORDER BY 1") for table in tables}
    run("extract", database, "-m", "second")
    run("use", database, "second")
    assert len(json.loads(run("deals", database, "--json", "--ai", "all").stdout)) == 3
    (latest, _) = json.loads(run("runs", database, "--json").stdout)
    db.execute(
        "INSERT INTO summaries (id, deal_id, statements, request_key, model_id, verdict, run_id, call_id, at)"
        " SELECT 's', 'd', 'x', 'k', 'second', 'unfound', run_id, id, '' FROM calls WHERE run_id = ? LIMIT 1",
        (latest["id"],),
    )
    db.conn.commit()
    assert "0 withdrawn" not in run("runs", database, "--undo", latest["id"]).output
    assert {table: rows(db, f"SELECT * FROM {table} ORDER BY 1") for table in tables} == before
    assert rows(db, "PRAGMA foreign_key_check") == []
    assert [row["status"] for row in json.loads(run("runs", database, "--json").stdout)] == ["undone", "finished"]
    assert "There is no run nonsense" in run("runs", database, "--undo", "nonsense", status=2).output


def test_a_run_that_lives_cannot_be_taken_back_and_one_that_was_killed_shows(
    db: Database, mock_model: MockModel
) -> None:
    add(db, "Acme")
    report = extract(db)

    def status() -> str:
        mark_killed_runs(db)
        return str(rows(db, "SELECT status FROM runs")[0]["status"])

    import socket

    host = socket.gethostname()
    db.execute("UPDATE runs SET status = 'running', process = ?", (f"{host}:{os.getpid()}",))
    assert status() == "running"
    with pytest.raises(UnknownRun, match="still under way"):
        undo_run(db, report.run_id)
    for gone in (f"{host}:{2**22 + 1}", "elsewhere:1", None):
        db.execute("UPDATE runs SET status = 'running', process = ?", (gone,))
        assert present_status("running", gone) == "interrupted"
        assert status() == "interrupted"
    assert present_status("running", f"{host}:{os.getpid()}") == "running"
    assert present_status("finished", None) == "finished"


# Settings


SETTINGS = """
plugins:
  datasette-aideals:
    model: mock
    options: {temperature: 0.5}
    concurrency: 2
    window: 5000
    max_tokens: 100000
    timeout: 30.5
    prices: {mock: [1, 2.5]}
"""


def test_settings_stand_in_a_file_and_the_command_goes_before_them(
    tmp_path: Path, folder: Path, register_model: Register
) -> None:
    model, other = register_model(MockModel(answers=[invested])), register_model(MockModel("other"))
    settings = tmp_path / "metadata.yml"
    settings.write_text(SETTINGS)
    database = tmp_path / "x.db"
    run("build", database, folder, "--metadata", settings)
    assert [prompt.options.temperature for prompt in model.prompts] == [0.5] * 3
    [kept] = json.loads(run("runs", database, "--json").stdout)
    assert kept["cost_usd"] == pytest.approx(3 * (10 * 1 + 5 * 2.5) / 1_000_000)
    run("extract", database, "--metadata", settings, "-o", "temperature", "1")
    assert [prompt.options.temperature for prompt in model.prompts[3:]] == [1] * 3
    run("extract", database, "--metadata", settings, "-m", "other")
    assert [prompt.options.temperature for prompt in other.prompts] == [None] * 3
    stopped = run(
        "extract", database, "--metadata", settings, "-m", "other", "--prompt", "weak", "--max-tokens", "5", status=1
    )
    assert "The limit of 5 tokens leaves no room" in stopped.output


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("plugins: {datasette-aideals: {concurency: 4}}", "has no setting 'concurency'"),
        ("plugins: {datasette-aideals: {concurrency: 0}}", "concurrency of datasette-aideals must be a whole number"),
        (
            "plugins: {datasette-aideals: {concurrency: true}}",
            "concurrency of datasette-aideals must be a whole number",
        ),
        ("plugins: {datasette-aideals: {timeout: soon}}", "timeout of datasette-aideals must be a number of seconds"),
        ("plugins: {datasette-aideals: {options: [1]}}", "options of datasette-aideals must be names"),
        ("plugins: {datasette-aideals: {prices: {mock: 5}}}", "prices of datasette-aideals must give for each model"),
        ("plugins: {datasette-aideals: {prices: {mock: [1, -2]}}}", "prices of datasette-aideals must give for each"),
        ("plugins: {datasette-aideals: 5}", "must be names with values"),
        ("{", "is neither YAML nor JSON"),
        (None, "can't be read"),
    ],
)
def test_a_bad_setting_is_told_before_anything_is_done(
    tmp_path: Path, folder: Path, settings: str | None, message: str
) -> None:
    file = tmp_path / "metadata.yml"
    if settings is not None:
        file.write_text(settings)
    result = run("build", tmp_path / "x.db", folder, "--metadata", file, status=2)
    assert message in " ".join(result.output.split())
    assert not (tmp_path / "x.db").exists()
