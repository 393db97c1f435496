"""The measures give the same figures as the reference script, wherever AIDEALS_ORIGINALS says that it is."""

import importlib.util
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from shaken_answers import loosened, shaken

from datasette_aideals.cli import aideals
from datasette_aideals.evaluate.cases import load_cases
from datasette_aideals.evaluate.facts import deal_facts
from datasette_aideals.evaluate.measures import score_article
from datasette_aideals.evaluate.names import same_name
from datasette_aideals.evaluate.pairing import best_pairs
from datasette_aideals.evaluate.readings import Evaluation
from datasette_aideals.evaluate.results import evaluation_json
from datasette_aideals.evaluate.slots import Slot

DEV = Path(__file__).parent / "dev"
ORIGINALS = os.environ.get("AIDEALS_ORIGINALS")

if ORIGINALS:
    SHARED = Path(ORIGINALS)
    SCRIPT = SHARED / "eval" / "score.py"
    FIGURES = ("deals", "strict", "slots", "focus_recall", "grounded", "articles_without_deals_kept_quiet", "articles")
    WORDS = [
        "acme",
        "Acme's",
        "ai",
        "the",
        "Inc.",
        "labs",
        "Mistral",
        "é",
        "a16z",
        "AWS",
        "&",
        "软银",
        "group",
        "x",
        "capital",
    ]

    LIKENESSES = [0.0, 3 * 0.4 + 1, 3 * 0.5 + 1, 3 * (2 / 3) + 1, 3 * 0.8 + 3, 6.0]

    def reference_script() -> ModuleType:
        spec = importlib.util.spec_from_file_location("reference_score", SCRIPT)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    REFERENCE = reference_script()

    def reference_figures(texts: Path, gold: Path, predicted: Path) -> dict[str, Any]:
        """What the reference script prints for these folders."""
        command = [sys.executable, str(SCRIPT), str(texts), str(gold), str(predicted), "--json"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        figures: dict[str, Any] = json.loads(done.stdout)
        return figures

    def our_figures(texts: Path, gold: Path, predicted: Path) -> dict[str, Any]:
        """What our measures say about the same folders."""
        scores = []
        for case in load_cases(texts, gold):
            path = predicted / f"{case.stem}.json"
            found = json.loads(path.read_text(encoding="utf-8"))["deals"] if path.exists() else []
            deals = [deal_facts(deal) for deal in found]
            scores.append(score_article(case.stem, case.text, deals, case.reference))
        return evaluation_json(Evaluation("predicted", (), tuple(scores)))

    def assert_same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
        """Check every figure; a slot that never occurred is not in the reference's list."""
        assert {name: ours[name] for name in FIGURES} == {name: theirs[name] for name in FIGURES}
        assert theirs.keys() == {*FIGURES, "by_slot"}
        for slot in Slot:
            assert theirs["by_slot"].get(slot.value, ours["by_slot"][slot.value]) == ours["by_slot"][slot.value]
            assert slot.value in theirs["by_slot"] or not any(ours["by_slot"][slot.value].values())

    @pytest.mark.parametrize("seed", range(6))
    def test_measures_agree_with_the_reference_script_on_shaken_answers(seed: int, tmp_path: Path) -> None:
        dice = random.Random(seed)
        gold, predicted = tmp_path / "gold", tmp_path / "predicted"
        gold.mkdir()
        predicted.mkdir()
        for path in sorted((DEV / "gold").glob("*.json")):
            answer = json.loads(path.read_text(encoding="utf-8"))
            loose = loosened(answer, dice) if seed else answer
            (gold / path.name).write_text(json.dumps(loose), encoding="utf-8")
            if dice.random() < 0.95:
                found = {"deals": shaken(answer["deals"], dice)}
                (predicted / path.name).write_text(json.dumps(found), encoding="utf-8")
        ours = our_figures(DEV / "texts", gold, predicted)
        assert_same(ours, reference_figures(DEV / "texts", gold, predicted))
        assert 0.3 < ours["strict"]["f1"] < ours["deals"]["f1"] < 0.99

    def test_the_command_agrees_with_the_reference_script_on_the_built_in_model(tmp_path: Path) -> None:
        texts = sorted((DEV / "texts").glob("*.txt"))
        CliRunner().invoke(aideals, ["read", *map(str, texts), "--out", str(tmp_path)], catch_exceptions=False)
        assert len(list(tmp_path.glob("*.json"))) == 60
        result = CliRunner().invoke(aideals, ["evaluate", str(DEV / "texts"), str(DEV / "gold"), "--json"])
        ours = json.loads(result.stdout)["models"][0]
        assert_same(ours, reference_figures(DEV / "texts", DEV / "gold", tmp_path))
        assert ours["deals"]["tp"] > 0

    def test_originals_with_borderline_quotes_are_measured_alike(tmp_path: Path) -> None:
        gold, predicted = SHARED / "eval" / "seeds" / "gold", tmp_path
        for path in gold.glob("*.json"):
            shutil.copy(path, predicted)
        texts = SHARED / "seeds"
        assert_same(our_figures(texts, gold, predicted), reference_figures(texts, gold, predicted))

    @given(st.lists(st.sampled_from(WORDS), max_size=4), st.lists(st.sampled_from(WORDS), max_size=4))
    @settings(max_examples=500)
    def test_names_are_told_apart_as_in_the_reference_script(one: list[str], other: list[str]) -> None:
        name, names = " ".join(one), [" ".join(other)]
        assert same_name(name, names) == REFERENCE.same_name(name, names)

    @given(
        st.integers(1, 5).flatmap(
            lambda width: st.lists(st.lists(st.sampled_from(LIKENESSES), min_size=width, max_size=width), max_size=6)
        )
    )
    @settings(max_examples=300)
    def test_ties_between_pairings_are_broken_as_in_the_reference_script(weights: list[list[float]]) -> None:
        assert best_pairs(weights) == sorted(REFERENCE.assign(weights))
