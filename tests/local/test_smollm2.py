"""A real local model, reached as users reach theirs: through llm's own plugin and a file of extra models.

Run with ``make test-local-model``, which puts the weights of SmolLM2-135M into the folder that
AIDEALS_WEIGHTS names. The model is far too small to read well. What matters is that the wiring
works, and that nothing it makes up reaches the deals.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
ARTICLES = HERE / "articles"
AIDEALS = [sys.executable, "-m", "datasette", "aideals"]
SHORT = ["-o", "max_tokens", "256", "-o", "temperature", "0"]


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
@pytest.mark.parametrize("model", ["smollm2", "smollm2-schema"])
def test_everything_a_real_model_yields_is_backed_by_the_articles(model: str, tmp_path: Path) -> None:
    database = tmp_path / "deals.db"
    built = aideals("build", database, ARTICLES, "-m", model, "--prompt", "weak", *SHORT, "--json")
    assert built.returncode in (0, 1), built.stderr
    report = json.loads(built.stdout)
    print(json.dumps(report["run"]), json.dumps(report["refused"]))
    assert report["load"]["added"] == 2
    assert report["run"]["asked"] == 2
    assert report["counting"] in (model, None)

    verified = aideals("verify", database, "--json")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert json.loads(verified.stdout)["flaws"] == []

    words = " ".join(path.read_text(encoding="utf-8") for path in ARTICLES.iterdir()).casefold()
    for line in aideals("deals", database, "--ai", "all", "--nl").stdout.splitlines():
        for party in json.loads(line)["parties"]:
            assert party["name"].casefold() in words


@pytest.mark.usefixtures("extra_models")
def test_the_report_says_how_much_was_refused_and_why(tmp_path: Path) -> None:
    database = tmp_path / "deals.db"
    built = aideals("build", database, ARTICLES, "-m", "smollm2-schema", "--prompt", "weak", *SHORT)
    assert built.returncode in (0, 1), built.stderr
    print(built.stdout, built.stderr)
    assert "Refused: " in built.stdout
    assert "not in the article" in built.stdout


@pytest.mark.usefixtures("extra_models")
def test_a_single_article_is_read_without_a_database() -> None:
    read = aideals("read", ARTICLES / "norbrick.txt", "-m", "smollm2", "--prompt", "weak", *SHORT)
    assert read.returncode in (0, 1), read.stderr
    if read.returncode == 0:
        assert json.loads(read.stdout)["article"] == "norbrick"
    else:
        assert read.stderr.startswith("Error: ")
