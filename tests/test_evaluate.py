"""Measuring models: the measures themselves, and the command that shows them for several models."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from mock_models import MockKeyModel, MockModel

from datasette_aideals.cli import aideals
from datasette_aideals.errors import AidealsError, BadReference
from datasette_aideals.evaluate.cases import load_cases
from datasette_aideals.evaluate.counts import Count
from datasette_aideals.evaluate.facts import Reference, deal_facts
from datasette_aideals.evaluate.measures import ArticleScore, Measures, score_article
from datasette_aideals.evaluate.names import same_name
from datasette_aideals.evaluate.pairing import best_pairs
from datasette_aideals.evaluate.slots import Slot
from datasette_aideals.terms import DealType

HERE = Path(__file__).parent
DEV = HERE / "dev"

TEXT = "Acme buys Beta for $5 million.\nGamma may list next year.\nDelta lent Acme €2 million."
BUY: dict[str, Any] = {
    "type": "acquisition",
    "status": "announced",
    "parties": [{"name": "Acme", "role": "acquirer"}, {"name": "Beta", "role": "target"}],
    "amount": {"value": 5_000_000, "currency": "USD", "qualifier": "exact"},
    "evidence": ["Acme buys Beta for $5 million"],
}
LOAN: dict[str, Any] = {
    "type": "debt",
    "status": "completed",
    "parties": [{"name": "Delta", "role": "lender"}, {"name": "Acme", "role": "borrower"}],
    "amount": {"value": 2_000_000, "currency": "EUR", "qualifier": "exact"},
    "evidence": ["Delta lent Acme €2 million"],
}


def score(found: list[dict[str, Any]], wanted: list[dict[str, Any]], *borderline: str) -> ArticleScore:
    """What the measures make of deals found in TEXT where others were wanted."""
    deals = tuple(deal_facts(deal) for deal in wanted)
    return score_article("a", TEXT, [deal_facts(deal) for deal in found], Reference(deals, borderline))


def count(found: dict[str, Any], wanted: dict[str, Any], slot: Slot) -> Count:
    """The count of one slot of a pair of deals."""
    return score([found], [wanted]).by_slot.get(slot, Count())


RIGHT, WRONG, SPARE, MISSING, UNCOUNTED = Count(tp=1), Count(fp=1, fn=1), Count(fp=1), Count(fn=1), Count()


def test_the_reference_answer_itself_is_all_right() -> None:
    result = score([BUY, LOAN], [LOAN, BUY]).all
    assert result.deals == result.strict == Count(tp=2)
    assert result.slots == Count(tp=12)


def test_finding_nothing_misses_every_slot() -> None:
    result = score([], [BUY]).all
    assert (result.deals, result.strict, result.slots) == (Count(fn=1), Count(fn=1), Count(fn=6))


def test_a_false_alarm_is_wrong_in_every_slot_it_fills() -> None:
    result = score([{**LOAN, "date": "2025", "stake_percent": 5, "round": "Seed", "valuation": LOAN["amount"]}], [])
    assert (result.all.deals, result.all.strict, result.all.slots) == (Count(fp=1), Count(fp=1), Count(fp=10))
    assert not result.quiet


def test_deals_with_other_parties_or_with_neither_type_nor_amount_in_common_are_no_pair() -> None:
    others = [{"name": "Gamma", "role": "acquirer"}, {"name": "Epsilon", "role": "target"}]
    assert score([{**BUY, "parties": others}], [BUY]).all.deals == Count(fp=1, fn=1)
    assert score([{**BUY, "type": "other", "amount": None}], [BUY]).all.deals == Count(fp=1, fn=1)
    assert score([{**BUY, "type": "other"}], [BUY]).all.deals == Count(tp=1)
    assert score([{**BUY, "amount": None}], [BUY]).all.deals == Count(tp=1)


def test_pairs_are_chosen_for_the_highest_sum_and_not_one_after_the_other() -> None:
    half = {**BUY, "parties": BUY["parties"][:1], "amount": None}
    both = score([BUY, half], [half, {**BUY, "amount": None, "parties": BUY["parties"][1:]}])
    assert both.all.deals == Count(tp=2)


def test_a_pair_counts_under_the_wanted_type() -> None:
    result = score([{**BUY, "type": "purchase"}, LOAN], [BUY])
    assert result.by_type[DealType.ACQUISITION].deals == Count(tp=1)
    assert result.by_type[DealType.ACQUISITION].strict == Count(fp=1, fn=1)
    assert result.by_type[DealType.DEBT].deals == Count(fp=1)
    assert DealType.PURCHASE not in result.by_type


@pytest.mark.parametrize(
    ("slot", "found", "wanted", "expected"),
    [
        ("status", "completed", "announced", WRONG),
        ("amount", {"value": 5_040_000, "currency": "usd"}, BUY["amount"], RIGHT),
        ("amount", {"value": 5_060_000, "currency": "USD"}, BUY["amount"], WRONG),
        ("amount", {"value": 5_000_000, "currency": "EUR"}, BUY["amount"], WRONG),
        ("amount", {"value": 9, "currency": "USD"}, {"value": 7, "value_max": 9, "currency": "USD"}, RIGHT),
        ("amount", {"value": 8, "currency": "USD"}, {"value": 7, "value_max": 9, "currency": "USD"}, WRONG),
        ("amount", BUY["amount"], None, SPARE),
        ("amount", {}, BUY["amount"], MISSING),
        ("valuation", BUY["amount"], BUY["amount"], RIGHT),
        ("valuation", None, BUY["amount"], MISSING),
        ("date", "2025-11", "2025-11-18", RIGHT),
        ("date", "2025", "2025-11-18", WRONG),
        ("date", "2025-11-18", "2025-11", WRONG),
        ("date", "2025-1", "2025-11-18", WRONG),
        ("date", "2025", None, SPARE),
        ("stake_percent", 10, 10.5, RIGHT),
        ("stake_percent", 10, 10.7, WRONG),
        ("stake_percent", None, 10, MISSING),
        ("round", "series-B funding round", "Series B", RIGHT),
        ("round", "Series A", "Series B", WRONG),
        ("round", None, "", UNCOUNTED),
    ],
)
def test_a_slot_is_right_wrong_spare_or_missing(slot: str, found: Any, wanted: Any, expected: Count) -> None:
    assert count({**BUY, slot: found}, {**BUY, slot: wanted}, Slot(slot)) == expected


def test_a_wrong_amount_has_a_wrong_qualifier() -> None:
    near = {**BUY["amount"], "qualifier": "approximately"}
    assert count({**BUY, "amount": {**near, "qualifier": None}}, BUY, Slot.QUALIFIER) == RIGHT
    assert count({**BUY, "amount": near}, BUY, Slot.QUALIFIER) == WRONG
    assert count({**BUY, "amount": {**BUY["amount"], "value": 1}}, BUY, Slot.QUALIFIER) == WRONG


@pytest.mark.parametrize("status", ["rumored", "cancelled"])
def test_dates_of_rumors_and_ends_are_not_compared(status: str) -> None:
    wanted = {**BUY, "status": status, "date": "2024"}
    assert count({**wanted, "date": "2023"}, wanted, Slot.DATE) == UNCOUNTED


def test_a_party_needs_its_role_except_when_strictness_is_measured() -> None:
    swapped = [{"name": "Acme", "role": "target"}, {"name": "Beta", "role": "acquirer"}]
    result = score([{**BUY, "parties": swapped}], [BUY])
    assert result.by_slot[Slot.PARTY] == Count(fp=2, fn=2)
    assert result.all.strict == Count(tp=1)


def test_optional_parties_are_neither_required_nor_wrong() -> None:
    more = {**BUY, "parties": [*BUY["parties"], {"name": "Zed", "role": "investor"}]}
    assert score([more], [BUY]).all.strict == Count(fp=1, fn=1)
    assert score([more], [{**BUY, "optional_parties": [{"name": "Zeta", "aliases": ["Zed"]}]}]).all.strict == Count(
        tp=1
    )
    result = score([more], [{**BUY, "optional_parties": ["Zed"]}])
    assert (result.all.strict, result.by_slot[Slot.PARTY]) == (Count(tp=1), Count(tp=2))


def test_a_find_in_a_borderline_quote_is_left_out_unless_it_is_paired() -> None:
    assert score([LOAN], [], "lent Acme").quiet
    assert score([LOAN], [], "lent Acme").all.deals == Count()
    assert not score([LOAN], [], "Gamma may list").quiet
    assert not score([LOAN], [], "words that the text does not have").quiet
    assert score([LOAN], [LOAN], "lent Acme").all.deals == Count(tp=1)


def test_grounded_needs_quotes_that_all_stand_in_the_text() -> None:
    found = [BUY, {**LOAN, "evidence": []}, {**LOAN, "evidence": ["Delta lent Acme", "delta"]}]
    assert Measures((score(found, []),)).grounded == pytest.approx(1 / 3)
    assert Measures((score([], []),)).grounded is None


def test_focus_recall_is_about_the_articles_own_news() -> None:
    wanted = [BUY, {**LOAN, "focus": False}]
    assert Measures((score([LOAN], wanted),)).focus_recall == 0
    assert Measures((score([BUY], wanted),)).focus_recall == 1


def test_the_worst_articles_come_first_and_perfect_ones_not_at_all() -> None:
    scores = [score([BUY], [BUY]), score([BUY], [BUY, LOAN]), score([], [BUY]), score([], [BUY, LOAN]), score([], [])]
    named = tuple(replace(one, article=name) for name, one in zip("abcde", scores, strict=True))
    assert [one.article for one in Measures(named).worst()] == ["d", "c", "b"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The Acme Co.", "ACME", True),
        ("Société Générale", "Societe Generale", True),
        ("a16z", "Andreessen Horowitz", True),
        ("Data Bricks", "Databricks", True),
        ("Mistral", "Mistral AI", True),
        ("Mistral", "Mistral Foods", False),
        ("xAI", "xAI Labs", False),
        ("Mitsubishi Electric", "Mitsubishi Electric Europe", True),
        ("Mitsubishi", "Mitsubishi Electric", False),
        ("软银", "软银", True),
        ("软银", "阿里", False),
    ],
)
def test_names_are_the_same_without_case_accents_forms_and_usual_endings(one: str, other: str, same: bool) -> None:
    assert same_name(one, [other]) is same
    assert same_name(other, [one]) is same


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), max_size=5))
def test_pairing_finds_the_highest_sum(weights: list[list[int]]) -> None:
    def best(rows: list[list[int]], taken: frozenset[int]) -> int:
        if not rows:
            return 0
        here = (rows[0][column] + best(rows[1:], taken | {column}) for column in {0, 1, 2} - taken)
        return max([best(rows[1:], taken), *here])

    pairs = best_pairs(weights)
    assert sum(weights[row][column] for row, column in pairs) == best(weights, frozenset())
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)


ANSWERED = {
    "quotes": ["Acme buys Beta for $5 million", "words from nowhere"],
    "type": "acquisition",
    "status": "announced",
    "parties": [{"name": "Acme", "role": "acquirer"}, {"name": "Beta", "role": "target"}],
    "amount": "$5 million",
}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two texts, one of them without deals, with their answers; a file that holds no answer is among them."""
    texts, gold = tmp_path / "texts", tmp_path / "gold"
    texts.mkdir()
    gold.mkdir()
    (texts / "buy.md").write_text(f"---\npublished: 2025-11-18\n---\n{TEXT}", encoding="utf-8")
    (texts / "calm.txt").write_text("Acme has a new logo.", encoding="utf-8")
    (texts / "unanswered.txt").write_text("Acme has a new chief.", encoding="utf-8")
    (gold / "buy.json").write_text(json.dumps({"deals": [BUY]}), encoding="utf-8")
    (gold / "calm.json").write_text(json.dumps({"article": "calm", "deals": []}), encoding="utf-8")
    (gold / "clusters.json").write_text("[[]]", encoding="utf-8")
    return texts, gold


def run(*arguments: str | Path, status: int = 0) -> Result:
    """Run the command and check its exit status and that no traceback shows."""
    result = CliRunner().invoke(aideals, ["evaluate", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == status, result.output
    return result


def by_text(prompt: Any) -> dict[str, Any]:
    """The answer of a model that sees the purchase where there is one."""
    return {"deals": [ANSWERED] if "Acme buys Beta" in prompt.prompt else []}


def test_the_command_measures_models_side_by_side(
    folders: tuple[Path, Path], register_model: Callable[..., Any]
) -> None:
    register_model(MockModel("sees", answers=[by_text]), aliases=("seer",))
    register_model(MockModel("blind"))
    result = run(*folders, "-m", "seer", "--model", "blind", "-m", "sees", "--price", "sees", "2", "4", "--json")
    sees, blind = json.loads(result.stdout)["models"]
    assert (sees["model"], blind["model"]) == ("sees", "blind")
    assert sees["deals"] == sees["strict"] == {"precision": 1, "recall": 1, "f1": 1, "tp": 1, "fp": 0, "fn": 0}
    assert sees["by_type"]["acquisition"]["deals"]["tp"] == 1
    assert (sees["focus_recall"], sees["quotes_found"], sees["grounded"]) == (1, 0.5, 1)
    assert (sees["articles"], sees["articles_without_deals_kept_quiet"], sees["worst"]) == (2, "1/1", [])
    assert (sees["input_tokens"], sees["output_tokens"], sees["cost_usd"]) == (20, 10, 8e-5)
    assert sees["seconds_per_article"] >= 0
    assert (blind["slots"]["fn"], blind["worst"][0]["article"], blind["cost_usd"]) == (6, "buy", None)
    assert (blind["quotes_found"], blind["grounded"]) == (None, None)


def test_the_command_shows_a_table(folders: tuple[Path, Path], register_model: Callable[..., Any]) -> None:
    register_model(MockModel("sees", answers=[by_text]))
    register_model(MockModel("blind"))
    lines = run(*folders, "-m", "sees", "-m", "blind").stdout.splitlines()
    cells = [" ".join(line.split()) for line in lines]
    assert cells[0] == "2 articles, 1 deals to find."
    assert "sees blind" in cells
    assert "deals 1.000 (1.000, 1.000) of 1 0.000 (0.000, 0.000) of 1" in cells
    assert "quiet without deals 1 of 1 1 of 1" in cells
    assert "acquisition 1.000 (1.000, 1.000) of 1 0.000 (0.000, 0.000) of 1" in cells
    assert cells[-3:] == ["Worst articles of blind", "slots F1 wanted found paired article", "0.000 1 0 0 buy"]


def test_an_article_on_which_a_model_fails_counts_as_read_without_a_find(
    folders: tuple[Path, Path], register_model: Callable[..., Any]
) -> None:
    register_model(MockModel("frail", answers=[by_text, RuntimeError("out of breath")]))
    (folders[1] / "lost.json").write_text(json.dumps({"deals": [LOAN]}), encoding="utf-8")
    (folders[1] / "void.json").write_text(json.dumps({"deals": [LOAN]}), encoding="utf-8")
    (folders[0] / "void.txt").write_text(" ", encoding="utf-8")
    frail = MockModel("frail2", answers=[{"deals": [ANSWERED]}, RuntimeError("out of breath")])
    register_model(frail)
    model = json.loads(run(*folders, "-m", "frail2", "--json", status=1).stdout)["models"][0]
    assert (model["deals"]["tp"], model["deals"]["fn"], model["articles"]) == (1, 2, 4)
    failed = {failure["article"]: failure["error"] for failure in model["failed"]}
    assert list(failed) == ["calm", "lost", "void"]
    assert "out of breath" in failed["calm"]
    assert "There is no text lost.txt or lost.md" in failed["lost"]
    assert failed["void"].startswith("void.txt")
    assert len(frail.prompts) == 2


def test_an_answer_that_can_be_used_in_part_is_told_of(
    folders: tuple[Path, Path], register_model: Callable[..., Any]
) -> None:
    register_model(MockModel("sloppy", answers=[{"deals": [ANSWERED, {"quotes": "no parties"}]}]))
    result = run(*folders, "-m", "sloppy")
    assert "sloppy was read only in part on buy: deal 2" in result.stdout


def test_what_is_amiss_is_told_before_a_model_is_asked(
    folders: tuple[Path, Path], register_model: Callable[..., Any], tmp_path: Path
) -> None:
    willing, locked = register_model(MockModel("willing")), register_model(MockKeyModel("locked"))
    assert "No model is called 'nobody'" in run(*folders, "-m", "willing", "-m", "nobody", status=2).stderr
    assert "llm keys set mock" in run(*folders, "-m", "willing", "-m", "locked", status=2).stderr
    assert "can't take the option" in run(*folders, "-m", "willing", "-o", "temperature", "9", status=2).stderr
    priced = run(*folders, "-m", "willing", "--price", "locked", "1", "1", status=2)
    assert "Add --model locked." in priced.stderr
    assert "no reference answer" in run(folders[0], folders[0], "-m", "willing", status=2).stderr
    assert not willing.prompts and not locked.prompts


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{"deals": [{"type": "theft", "status": "announced", "parties": []}]}', "deals.0.type"),
        (
            '{"deals": [{"type": "ipo", "status": "announced", "parties": [{"name": "Acme"}]}]}',
            "deals.0.parties.0.role",
        ),
        ('{"deals": ', "can't be read as JSON"),
    ],
)
def test_a_reference_answer_of_another_form_is_named(folders: tuple[Path, Path], content: str, place: str) -> None:
    (folders[1] / "buy.json").write_text(content, encoding="utf-8")
    with pytest.raises(BadReference, match=r"buy\.json") as caught:
        load_cases(*folders)
    assert place in str(caught.value)
    assert isinstance(caught.value, AidealsError)


def test_the_development_answers_are_measured_as_perfect_against_themselves() -> None:
    cases = load_cases(DEV / "texts", DEV / "gold")
    measures = Measures(
        tuple(score_article(case.stem, case.text, case.reference.deals, case.reference) for case in cases)
    )
    assert (len(cases), measures.all.strict) == (60, Count(tp=234))
    assert measures.grounded == 1
    assert (measures.kept_quiet, len(measures.without_deals)) == (10, 10)
    assert sum((tally.slots for tally in measures.by_type.values()), Count()) == measures.all.slots


def test_the_development_set_is_split_by_cluster() -> None:
    split = json.loads((HERE / "dev_split.json").read_text(encoding="utf-8"))
    stems = {path.stem for path in (DEV / "gold").glob("*.json")}
    assert sorted([*split["tune"], *split["held"]]) == sorted(stems)
    for cluster in json.loads((DEV / "clusters.json").read_text(encoding="utf-8")):
        articles = {article for article, _ in cluster}
        assert articles <= set(split["tune"]) or articles <= set(split["held"]), cluster


def test_the_page_on_accuracy_is_up_to_date() -> None:
    script = HERE.parent / "docs" / "make_accuracy.py"
    done = subprocess.run([sys.executable, str(script), "--check"], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
