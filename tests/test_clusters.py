"""Which mentions become one deal: measured on the reference answers and on pairs made by chance."""

import json
import os
from dataclasses import replace as replaced
from datetime import date as day
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_aideals.cli import aideals
from datasette_aideals.errors import BadReference
from datasette_aideals.evaluate.apart import measure_pairs
from datasette_aideals.evaluate.cases import load_cases
from datasette_aideals.evaluate.clusters import b_cubed, measure, measure_reference, read_clusters, reference_mentions
from datasette_aideals.evaluate.generated import OTHER, SAME, Pair, Told, mention, pairs
from datasette_aideals.resolve.cluster import cluster
from datasette_aideals.resolve.linkage import linked_groups
from datasette_aideals.resolve.organizations import with_organizations

HERE = Path(__file__).parent
SETS = {
    "seeds": (HERE.parent / "seeds", HERE / "seeds_gold", HERE / "seeds_clusters.json"),
    "development set": (HERE / "dev" / "texts", HERE / "dev" / "gold", HERE / "dev" / "clusters.json"),
}
ORIGINALS = os.environ.get("AIDEALS_ORIGINALS")
if ORIGINALS:
    folder = Path(ORIGINALS)
    SETS["originals"] = (
        folder / "seeds",
        folder / "eval" / "seeds" / "gold",
        folder / "eval" / "seeds" / "clusters.json",
    )


def test_reference_mentions_are_merged_as_they_should() -> None:
    false_merges = 0
    for texts, gold, clusters in SETS.values():
        cases = load_cases(texts, gold)
        mentions = reference_mentions(cases, gold)
        measures = measure_reference(cases, gold, read_clusters(clusters, [mention.id for mention in mentions]))
        assert measures.pairs.f1 >= 0.9, (measures.false_pairs, measures.missed_pairs)
        assert measures.b_cubed[2] > measures.baseline[2]
        false_merges += measures.false_merges
    assert false_merges <= 1


def test_pairs_made_by_chance_are_told_apart() -> None:
    measures = measure_pairs()
    assert min(measures.same, measures.different) >= 200
    assert {pair.change for pair in pairs(540)} == {*SAME, *OTHER}
    assert measures.false_merges + measures.false_splits <= 5, measures.wrong


def test_pairs_that_are_taken_for_the_other_thing_are_counted() -> None:
    one, two = (next(pair for pair in pairs(40) if pair.same is same) for same in (True, False))
    swapped = [Pair(pair.one, pair.other, not pair.same, pair.change) for pair in (one, two)]
    assert measure_pairs([one, two]).right == 2
    found = measure_pairs(swapped)
    assert (found.right, found.false_merges, found.false_splits) == (0, 1, 1)
    assert dict(found.wrong) == {one.change: 1, two.change: 1}


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 10**6))
def test_groups_do_not_depend_on_the_order_of_mentions(random: Any, seed: int) -> None:
    mentions = [one for pair in pairs(30, seed) for one in (pair.one, pair.other)]
    shuffled = list(mentions)
    random.shuffle(shuffled)
    assert groups_of(mentions) == groups_of(shuffled)


def groups_of(mentions: list[Any]) -> set[frozenset[str]]:
    return {frozenset(one.id for one in group) for group in cluster(with_organizations(mentions))}


@given(st.dictionaries(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]),
                       st.integers(1, 5)))  # fmt: skip
def test_every_member_of_a_group_is_linked_with_every_other(links: dict[tuple[int, int], int]) -> None:
    groups = linked_groups(list(range(10)), links)
    assert sorted(one for group in groups for one in group) == list(range(10))
    assert all(pair in links for group in groups for pair in combinations(sorted(group), 2))
    for one, other in combinations(groups, 2):
        pairs_between = [tuple(sorted((a, b))) for a in one for b in other]
        assert not all(pair in links for pair in pairs_between)


def test_a_mention_without_a_sum_that_fits_two_deals_joins_neither() -> None:
    made = next(pairs(1))
    deal = Told("investment", ("Velmric",), "Orsadale", {"value": 5e6, "currency": "USD", "qualifier": "exact"},
                day(2025, 3, 1), round=None)  # fmt: skip
    large = mention(replaced(deal, amount={"value": 9e8, "currency": "USD", "qualifier": "exact"}), "large")
    vague = mention(replaced(deal, amount=None), "vague")
    assert made.same
    assert groups_of([mention(deal, "small"), vague]) == {frozenset({"small", "vague"})}
    assert frozenset({"vague"}) in groups_of([mention(deal, "small"), large, vague])


def test_the_measures_count_pairs_and_shares() -> None:
    measures = measure([["a", "b", "c"], ["d"], ["e"]], [["a", "b"], ["d", "e"]])
    assert (measures.pairs.tp, measures.pairs.fp, measures.pairs.fn, measures.false_merges) == (1, 2, 1, 1)
    assert b_cubed([["a", "b"], ["c"]], [["a", "b"], ["c"]]) == (1, 1, 1)
    precision, recall, _ = b_cubed([["a", "b", "c"]], [["a", "b"], ["c"]])
    assert (round(precision, 3), recall) == (0.556, 1)
    assert measures.baseline[0] == 1


@pytest.mark.parametrize("content", ["{", '[["a"]]', '[[["nothing", "d1"], ["nothing", "d2"]]]'])
def test_a_file_that_holds_no_clusters_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "clusters.json"
    path.write_text(content)
    with pytest.raises(BadReference, match=r"clusters\.json"):
        read_clusters(path, ["a/d1"])


def test_evaluate_reports_merging() -> None:
    texts, gold, clusters = SETS["seeds"]
    arguments = ["evaluate", str(texts), str(gold), "--clusters", str(clusters)]
    shown = CliRunner().invoke(aideals, arguments)
    assert "reference mentions: 1.000" in shown.stdout
    assert "aideals-rules: " in shown.stdout
    report = json.loads(CliRunner().invoke(aideals, [*arguments, "--json"]).stdout)["clusters"]
    assert report["reference"]["pairwise"]["f1"] >= 0.9
    assert report["reference"]["b_cubed_merging_nothing"]["f1"] < report["reference"]["b_cubed"]["f1"]
    assert set(report["models"]) == {"aideals-rules"}
    generated = report["generated_pairs"]
    assert generated["right"] + generated["wrong"] == generated["pairs"] == generated["same"] + generated["different"]
    assert generated["wrong"] == generated["false_merges"] + generated["false_splits"]
    assert f"{generated['right']} right, {generated['wrong']} wrong" in shown.stdout
