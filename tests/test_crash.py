"""Killed at any moment: what is done stays, what is not is done by the next build, and the end is always the same.

The environment variable ``AIDEALS_CRASHES`` says how many times a build is killed: ``make crash-test``.
"""

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from crashing_build import invested
from mock_models import MockModel
from small_build import content
from sqlite_utils import Database

from datasette_aideals import pipeline
from datasette_aideals.store.database import open_database, rows
from datasette_aideals.store.schema import derived_tables

HERE = Path(__file__).parent
NAMES = ("Brindle Labs", "Fennel AI", "Gorse Robotics", "Hazel Compute", "Iris Chips", "Juniper Data")
CRASHES = int(os.environ.get("AIDEALS_CRASHES", "5"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six articles with a deal each."""
    path = tmp_path_factory.mktemp("crash") / "news"
    path.mkdir()
    for name in NAMES:
        (path / f"{name}.txt").write_text(
            f"Quorra Capital backs {name}\n\nQuorra Capital invested $40 million in {name}."
        )
    return path


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> tuple[dict[str, Any], int]:
    """What a build that nothing disturbs leaves, and how many things happen in it."""
    database = folder.parent / "undisturbed.db"
    done = build(database, folder, 0)
    db = open_database(database)
    whole = everything(db)
    db.close()
    return whole, int(done.stdout)


def build(database: Path, folder: Path, number: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(HERE / "crashing_build.py"), str(database), str(folder), str(number)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def everything(db: Database) -> dict[str, Any]:
    """What is said about articles, and all that follows from it, apart from the ids and times of runs and calls."""
    derived = {table.name: sorted(map(repr, rows(db, f"SELECT * FROM {table.name}"))) for table in derived_tables()}
    log = sorted(map(repr, rows(db, "SELECT deal_id, digest, state FROM deal_log")))
    return {**content(db), **derived, "deal_log": log}


@pytest.mark.parametrize("seed", range(CRASHES))
def test_a_build_that_was_killed_is_taken_up_and_ends_as_if_it_had_not_been(
    tmp_path: Path, folder: Path, undisturbed: tuple[dict[str, Any], int], register_model: Any, seed: int
) -> None:
    whole, happenings = undisturbed
    database = tmp_path / "killed.db"
    # The first third of a build is making the tables, which is one transaction.
    number = random.Random(seed).randint(happenings // 4, happenings)
    assert build(database, folder, number).returncode == -9

    db = open_database(database, create=True)
    assert rows(db, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert rows(db, "PRAGMA foreign_key_check") == []
    kept = [row["article_id"] for row in rows(db, "SELECT article_id FROM readings")]
    left = content(db)
    assert all(set(left[name]) <= set(whole[name]) for name in left)
    db.close()

    model = register_model(MockModel(answers=[invested]))
    report = pipeline.build(database, [folder], model="mock")
    assert (report.run.counts.asked, report.run.counts.reused) == (6 - len(kept), len(kept))
    assert len(model.prompts) == 6 - len(kept)
    again = open_database(database)
    assert everything(again) == whole
    statuses = [row["status"] for row in rows(again, "SELECT status FROM runs ORDER BY started")]
    assert statuses[-1] == "finished"
    assert set(statuses[:-1]) <= {"interrupted", "finished"}
    again.close()
