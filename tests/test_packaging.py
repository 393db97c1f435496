"""What is installed is whole: modules, data files, entry points, and documentation that is up to date."""

import os
import subprocess
import sys
from importlib.metadata import distribution, entry_points
from importlib.resources import files
from pathlib import Path

import pytest

import datasette_aideals

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "datasette_aideals"
DATA_FILES = sorted(
    path.relative_to(SOURCE).as_posix()
    for path in SOURCE.rglob("*")
    if path.is_file() and path.suffix not in (".py", ".pyc") and "__pycache__" not in path.parts
)

if os.environ.get("AIDEALS_INSTALLED"):

    def test_the_tests_run_against_the_installed_wheel() -> None:
        assert Path(datasette_aideals.__file__).parent != SOURCE
        assert "site-packages" in datasette_aideals.__file__


@pytest.mark.parametrize("name", DATA_FILES)
def test_every_data_file_of_the_source_is_installed(name: str) -> None:
    assert files("datasette_aideals").joinpath(name).is_file()


@pytest.mark.parametrize(
    ("group", "target"), [("datasette", "datasette_aideals"), ("llm", "datasette_aideals.rules.model")]
)
def test_datasette_and_llm_find_the_plugin(group: str, target: str) -> None:
    ours = [entry.value for entry in entry_points(group=group) if entry.name == "aideals"]
    assert ours == [target]


def test_the_version_is_that_of_the_package() -> None:
    assert datasette_aideals.__version__ == distribution("datasette-aideals").version


@pytest.mark.parametrize("script", ["make_docs.py"])
def test_documentation_made_from_the_code_is_up_to_date(script: str) -> None:
    checked = subprocess.run(
        [sys.executable, str(ROOT / "docs" / script), "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_importing_the_package_loads_neither_datasette_nor_llm() -> None:
    program = (
        "import sys, datasette_aideals;"
        "print([name for name in ('datasette', 'llm', 'pydantic', 'sqlite_utils') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
