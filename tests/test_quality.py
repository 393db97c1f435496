"""How well the embedded model reads: floors that a change must not fall below."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from datasette_aideals.cli import aideals

HERE = Path(__file__).parent
SETS = {
    "seeds": (HERE.parent / "seeds", HERE / "seeds_gold"),
    "development set": (HERE / "dev" / "texts", HERE / "dev" / "gold"),
}
ORIGINALS = os.environ.get("AIDEALS_ORIGINALS")
if ORIGINALS:
    SETS["originals"] = (Path(ORIGINALS) / "seeds", Path(ORIGINALS) / "eval" / "seeds" / "gold")

TARGET = {"deals": 0.80, "strict": 0.60, "slots": 0.75}
"""F1 that the rules are to reach on every set."""

FLOORS = {
    "seeds": TARGET,
    "originals": TARGET,
    # Short of the target: a third of this set is never looked at when the rules are changed.
    "development set": {"deals": 0.80, "strict": 0.53, "slots": 0.72},
}
"""F1 that a change must not fall below."""


@pytest.mark.parametrize("name", SETS)
def test_the_rules_do_not_fall_below_their_floors(name: str) -> None:
    texts, gold = SETS[name]
    result = CliRunner().invoke(aideals, ["evaluate", str(texts), str(gold), "--json"])
    assert result.exit_code == 0, result.output
    (report,) = json.loads(result.stdout)["models"]
    found = {measure: report[measure]["f1"] for measure in TARGET}
    assert all(found[measure] >= floor for measure, floor in FLOORS[name].items()), found
    assert report["grounded"] == 1
    quiet, without_deals = (int(number) for number in report["articles_without_deals_kept_quiet"].split("/"))
    assert without_deals - quiet <= 1


if ORIGINALS:

    @pytest.mark.slow
    def test_read_on_the_originals_passes_the_reference_script(tmp_path: Path) -> None:
        texts, gold = SETS["originals"]
        files = [str(path) for path in sorted(texts.glob("*.txt"))]
        result = CliRunner().invoke(aideals, ["read", *files, "--out", str(tmp_path)])
        assert result.exit_code == 0, result.output
        script = Path(ORIGINALS or "") / "eval" / "score.py"
        command = [sys.executable, str(script), str(texts), str(gold), str(tmp_path), "--json"]
        scored = subprocess.run(command, capture_output=True, text=True, check=True)
        report: dict[str, Any] = json.loads(scored.stdout)
        assert all(report[measure]["f1"] >= floor for measure, floor in TARGET.items()), report
        assert report["grounded"] == 1
