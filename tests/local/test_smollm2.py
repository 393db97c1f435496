"""A real local model, reached as users reach theirs: through llm's own plugin and a file of extra models.

Run with ``make test-local-model``, which puts the weights of SmolLM2-135M into the folder that
AIDEALS_WEIGHTS names. The model is far too small to read well. What matters is that the wiring
works, and that nothing it makes up reaches the deals.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
ARTICLES = HERE / "articles"
AIDEALS = [sys.executable, "-m", "datasette", "aideals"]
SHORT = ["-o", "max_tokens", "300", "-o", "temperature", "0"]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that has the model."""
    [weights] = Path(os.environ["AIDEALS_WEIGHTS"]).rglob("SmolLM2-135M*.gguf")
    command = [sys.executable, str(HERE / "serve.py"), str(weights)]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdin and process.stdout
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), "the server did not start"
        yield address
        process.stdin.close()


@pytest.fixture
def extra_models(server: str, own_llm_folder: Path) -> None:
    """The model, with and without a schema, as llm's own plugin for OpenAI's protocol takes it."""
    model = {"model_name": "smollm2", "api_base": f"{server}/v1"}
    models = [
        {"model_id": "smollm2", **model},
        {"model_id": "smollm2-schema", "supports_schema": True, **model},
    ]
    (own_llm_folder / "extra-openai-models.yaml").write_text(yaml.safe_dump(models), encoding="utf-8")


def aideals(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a user would."""
    command = [*AIDEALS, *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.usefixtures("extra_models")
@pytest.mark.parametrize(("model", "articles"), [("smollm2-schema", ARTICLES), ("smollm2", ARTICLES / "norbrick.txt")])
def test_everything_a_real_model_yields_is_backed_by_the_articles(model: str, articles: Path, tmp_path: Path) -> None:
    database = tmp_path / "deals.db"
    built = aideals("build", database, articles, "-m", model, "--prompt", "weak", *SHORT)
    print(built.stdout, built.stderr)
    assert built.returncode in (0, 1)
    assert "Traceback" not in built.stderr

    verified = aideals("verify", database)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert verified.stdout.endswith(": 0 wrong\n")

    with closing(sqlite3.connect(database)) as db:
        check_what_is_kept(db)
        check_what_is_told(db, built.stdout)


def check_what_is_kept(db: sqlite3.Connection) -> None:
    """Every value that counts stands in its article, and nothing else reached a deal."""
    kept = db.execute(
        "SELECT statements.start, statements.end, exact, text FROM statements"
        " JOIN mentions ON mentions.id = mention_id JOIN readings ON readings.id = reading_id"
        " JOIN articles ON articles.id = article_id JOIN article_texts USING (sha256)"
        " WHERE verdict IN ('supported', 'judged')"
    )
    assert all(text[start:end] == exact for start, end, exact, text in kept)
    words = " ".join(path.read_text(encoding="utf-8") for path in ARTICLES.iterdir())
    assert all(name in words for (name,) in db.execute("SELECT name FROM organizations"))


def check_what_is_told(db: sqlite3.Connection, told: str) -> None:
    """The report counts what was read, what failed, and what was refused and why."""
    [(asked, failed)] = db.execute("SELECT asked, failed FROM runs").fetchall()
    assert f"Readings: {asked - failed} new, 0 used again, {failed} failed." in told
    count = "SELECT count(*) FROM statements WHERE verdict = ?"
    [unfound], [mismatch] = (db.execute(count, (verdict,)).fetchone() for verdict in ("unfound", "mismatch"))
    assert (f"Refused: {unfound + mismatch} value" in told) == bool(unfound + mismatch)
    assert (f"{unfound} not in the article" in told) == bool(unfound)
    errors = db.execute("SELECT error FROM calls WHERE response IS NULL OR error IS NOT NULL").fetchall()
    assert len(errors) >= failed
    assert all(error for (error,) in errors)
