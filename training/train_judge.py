"""Learn the weights of the judge from the practice articles, or measure how well this works.

    python training/train_judge.py             learn from all of them and write the weights
    python training/train_judge.py --folds 4   measure each quarter with weights from the other three

Needs scikit-learn (``pip install datasette-aideals[train]``). Learns from ``training/texts`` and from the
sentences that tests hold the frames to, not from ``tests/dev``: the frames were tuned there, so they look
more reliable than they are. The same articles and the same version of scikit-learn give the same weights.
"""

import argparse
import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from constructs import construct_cases
from labels import Example, Lesson, Row, SecondLesson, lesson, second_lesson
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from datasette_aideals.evaluate.cases import Case, load_cases
from datasette_aideals.evaluate.facts import deal_facts
from datasette_aideals.evaluate.measures import ArticleScore, Measures, score_article
from datasette_aideals.ground.mentions import ground
from datasette_aideals.ground.report import deals_of
from datasette_aideals.rules.extract import extract
from datasette_aideals.rules.hindsight import DealTraits, PartTraits
from datasette_aideals.rules.judge import Judge
from datasette_aideals.rules.lexicon import DATA
from datasette_aideals.rules.opinions import Look
from datasette_aideals.rules.trees import Forest, Node, fork, leaf, written
from datasette_aideals.rules.weights import SCALE, LinearModel, packed, unpacked

ROOT = Path(__file__).parent.parent
PRACTICE = ROOT / "training"
DEVELOPMENT = ROOT / "tests" / "dev"
STRENGTH = {"deal": 0.3, "status": 0.3, "role": 0.2}
"""How freely each model may choose its weights (scikit-learn's C), by trial over folds."""
PARTS = 3
"""The second look learns from first opinions of articles that the first look has not seen, in so many parts."""
ROUNDS = 2
"""How often the articles are parted, each time otherwise: first opinions that differ teach what may be relied on."""
TREES = {"n_estimators": 150, "learning_rate": 0.06, "max_leaf_nodes": 12, "min_samples_leaf": 20, "max_depth": None}
"""The shape of the second look's trees, by trial over folds."""
LEAST = 2
"""Weights below so many hundredths are left out."""


def main() -> None:
    """Write the weights, or print measures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--folds", type=int, help="measure by cross-validation instead of writing weights")
    folds = parser.parse_args().folds
    practice = load_cases(PRACTICE / "texts", PRACTICE / "gold")
    split = json.loads((ROOT / "tests" / "dev_split.json").read_text(encoding="utf-8"))
    development = load_cases(DEVELOPMENT / "texts", DEVELOPMENT / "gold")
    lessons = [lesson(case) for case in practice]
    curtailed = [lesson(case, hidden=True) for case in practice]
    sentences = [lesson(case) for case in construct_cases(ROOT / "tests")]
    if folds:
        measured = []
        for k in range(folds):
            judge = learned(*(_without(one, k, folds) for one in (lessons, curtailed)), sentences)
            measured += [_score(case, judge) for i, case in enumerate(practice) if i % folds == k]
        _tell("practice articles, by folds", measured)
        judge = learned(lessons, curtailed, sentences)
        _tell("held third", [_score(case, judge) for case in development if case.stem in split["held"]])
        _tell("tuned two thirds", [_score(case, judge) for case in development if case.stem in split["tune"]])
    else:
        write(learned(lessons, curtailed, sentences))


def learned(lessons: Sequence[Lesson], curtailed: Sequence[Lesson], sentences: Sequence[Lesson]) -> Judge:
    """A judge that has learned from these articles, from the same with less found by the frames, and from sentences."""
    everything = [*lessons, *sentences, *curtailed]
    numbers = [*range(len(lessons) + len(sentences)), *range(len(curtailed))]
    seconds: list[SecondLesson] = []
    for part in range(PARTS * ROUNDS):
        away = [_part(number, part // PARTS) == part % PARTS for number in numbers]
        look = first_look([one for one, out in zip(everything, away, strict=True) if not out])
        seconds += [second_lesson(one, look) for one, out in zip(everything, away, strict=True) if out]
    return Judge(
        first_look(everything),
        _model("status", everything),
        _forest(DealTraits._fields, [row for one in seconds for row in one.again]),
        _forest(PartTraits._fields, [row for one in seconds for row in one.part]),
    )


def _without(lessons: Sequence[Lesson], fold: int, folds: int) -> list[Lesson]:
    return [one for i, one in enumerate(lessons) if i % folds != fold]


def _part(number: int, turn: int) -> int:
    """Which part an article is in; in each round others are together."""
    return (number // PARTS**turn) % PARTS


def first_look(lessons: Sequence[Lesson]) -> Look:
    """The models of the first look."""
    return Look(_model("deal", lessons), _model("role", lessons))


def _model(name: str, lessons: Sequence[Lesson]) -> LinearModel:
    examples: list[Example] = [one for lesson in lessons for one in getattr(lesson, name)]
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = vectorizer.fit_transform([dict.fromkeys(one.features, 1) for one in examples])
    model = LogisticRegression(C=STRENGTH[name], max_iter=200, tol=1e-3)
    model.fit(matrix, [one.answer for one in examples])
    names = vectorizer.get_feature_names_out()
    found = {}
    for number, feature in enumerate(names):
        row = tuple(round(float(one[number]) * SCALE) for one in model.coef_)
        kept = tuple(one if abs(one) >= LEAST else 0 for one in row)
        if any(kept):
            found[str(feature)] = packed(kept)
    bias = packed(round(float(one) * SCALE) for one in model.intercept_)
    return LinearModel(tuple(map(str, model.classes_)), bias, found)


def _forest(columns: tuple[str, ...], rows: Sequence[Row]) -> Forest:
    model = GradientBoostingClassifier(random_state=0, **TREES)
    model.fit([row.traits for row in rows], [row.answer for row in rows])
    share = sum(row.answer for row in rows) / len(rows)
    trees = tuple(_node(one.tree_, 0, TREES["learning_rate"]) for one in model.estimators_[:, 0])
    return Forest(columns, math.log(share / (1 - share)), trees)


def _node(tree: Any, at: int, rate: float) -> Node:
    if tree.children_left[at] < 0:
        return leaf(round(float(tree.value[at][0][0]) * rate, 4))
    low, high = (_node(tree, one[at], rate) for one in (tree.children_left, tree.children_right))
    return fork(int(tree.feature[at]), float(f"{tree.threshold[at]:.4g}"), low, high)


def write(judge: Judge) -> None:
    """Write the weights and trees to the package's data files."""
    for name, model in (("deal", judge.first.deal), ("role", judge.first.role), ("status", judge.status)):
        lines = [
            "# Made by training/train_judge.py: the answers, the bias of each, then for each trait the number of an",
            f"# answer and its weight in hundredths. {fingerprint()}",
            "\t".join(model.answers),
            "\t".join(map(str, unpacked(model.bias, len(model.answers)))),
        ]
        for trait, row in sorted(model.weights.items()):
            weights = unpacked(row, len(model.answers))
            lines.append("\t".join([trait, *(f"{at}:{weight}" for at, weight in enumerate(weights) if weight)]))
        (DATA / f"judge_{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, forest in (("again", judge.deal), ("part", judge.part)):
        lines = [
            "# Made by training/train_judge.py: the columns, the bias, then a tree a line, each node before what hangs",
            f"# from it: column:threshold, or what a leaf adds. {fingerprint()}",
            *written(forest),
        ]
        (DATA / f"judge_{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def fingerprint() -> str:
    """Says on which articles and traits the weights rest."""
    names = ("features.py", "role_features.py", "distance.py", "candidates.py", "opinions.py", "hindsight.py")
    names += ("mentions.py", "cues.py")
    files = [
        *sorted(PRACTICE.glob("*/*.txt")),
        *sorted(PRACTICE.glob("*/*.json")),
        *(DATA.parent / one for one in names),
    ]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files))
    return f"sha256 of articles and traits: {digest.hexdigest()}"


def _score(case: Case, judge: Judge) -> ArticleScore:
    assert case.article is not None
    deals = deals_of(ground(extract(case.article.text, judge), case.article))
    facts = [deal_facts(deal.as_json(number)) for number, deal in enumerate(deals, 1)]
    return score_article(case.stem, case.text, facts, case.reference)


def _tell(title: str, scores: Iterable[ArticleScore]) -> None:
    measures = Measures(tuple(scores))
    tally = measures.all
    figures = ", ".join(
        f"{name} {count.f1:.3f} (P {count.precision:.2f}, R {count.recall:.2f})"
        for name, count in (("deals", tally.deals), ("strict", tally.strict), ("slots", tally.slots))
    )
    slots = ", ".join(f"{slot.value} {count.f1:.2f}" for slot, count in measures.by_slot.items())
    print(f"{title}: {figures}; quiet {measures.kept_quiet}/{len(measures.without_deals)}\n   {slots}")


if __name__ == "__main__":
    main()
