"""Make docs/api.md: run every example of docs/sources/api.md on the seeds, and fill in what follows from the code."""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from serving import serving

from datasette_aideals import build
from datasette_aideals.show.api.openapi import PROBLEMS, path_of
from datasette_aideals.show.api.parameters import Parameter
from datasette_aideals.show.api.resources import RESOURCES
from datasette_aideals.show.api.shape.common import VERSION

DOCS = Path(__file__).parent
SEEDS = DOCS.parent / "seeds"

_EXAMPLE = re.compile(r"```(sh|python)\n(.*?)```\n", re.S)
_SITE = "http://127.0.0.1:8001"
_WHEN = "2025-11-22T10:00:00.000000Z"
"""When the deals of the examples changed: otherwise every run would give others."""


def api_page() -> str:
    """The page, with the output below each example."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder / "deals.db", [SEEDS])
        conn = sqlite3.connect(folder / "deals.db")
        with conn:
            conn.execute("UPDATE deal_log SET at = ?", [_WHEN])
        conn.close()
        with serving(folder / "deals.db") as address:

            def with_output(example: re.Match[str]) -> str:
                return f"{example[0]}\n```\n{_output(example[1], example[2], address, folder)}```\n"

            return _EXAMPLE.sub(with_output, _filled((DOCS / "sources" / "api.md").read_text(encoding="utf-8")))


def _filled(page: str) -> str:
    page = page.replace("{{addresses}}", _addresses()).replace("{{problems}}", _problems())
    page = page.replace("{{version}}", VERSION)
    by_name = {resource.name: resource.parameters for resource in RESOURCES}
    return re.sub(r"\{\{parameters (\w+)\}\}", lambda found: _parameters(by_name[found[1]]), page)


def _addresses() -> str:
    lines = ["| address | what there is |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{path_of(each)[1:]}` | {each.about} |" for each in RESOURCES)])


def _parameters(parameters: tuple[Parameter, ...]) -> str:
    lines = ["| name | what it gives | values |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{each.name}` | {each.about} | {_values(each)} |" for each in parameters)])


def _values(parameter: Parameter) -> str:
    schema = parameter.schema
    if "enum" in schema:
        usual = f" (usually `{schema['default']}`)" if "default" in schema else ""
        return ", ".join(f"`{word}`" for word in schema["enum"]) + usual
    if "default" in schema:
        return f"{schema['minimum']} to {schema['maximum']:,} (usually {schema['default']})"
    return ""


def _problems() -> str:
    lines = ["| status | why |", "|---|---|"]
    return "\n".join([*lines, *(f"| {status} | {about} |" for status, about in PROBLEMS.items())])


def _output(language: str, code: str, address: str, folder: Path) -> str:
    """What an example prints, as if the site were where the page says."""
    program = [sys.executable, "-c"] if language == "python" else ["bash", "-euc"]
    # Of the commands that it names, those that are installed beside this Python go first.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [*program, code.replace(_SITE, address)],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"This example failed:\n{code}\n{done.stderr}")
    printed = done.stdout.replace(address, _SITE)
    return printed if printed.endswith("\n") or not printed else f"{printed}\n"
