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
from collections.abc import Iterable, Sequence
from pathlib import Path

from constructs import construct_cases
from labels import Example, Lesson, lesson
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from datasette_aideals.evaluate.cases import Case, load_cases
from datasette_aideals.evaluate.facts import deal_facts
from datasette_aideals.evaluate.measures import ArticleScore, Measures, score_article
from datasette_aideals.ground.mentions import ground
from datasette_aideals.ground.report import deals_of
from datasette_aideals.rules.extract import extract
from datasette_aideals.rules.judge import Judge
from datasette_aideals.rules.lexicon import DATA
from datasette_aideals.rules.weights import SCALE, LinearModel

ROOT = Path(__file__).parent.parent
PRACTICE = ROOT / "training"
DEVELOPMENT = ROOT / "tests" / "dev"
STRENGTH = {"deal": 0.3, "status": 0.3, "role": 0.2}
"""How freely each model may choose its weights (scikit-learn's C), by trial over folds."""
LEAST = 0.02
"""Weights below this are left out."""


def main() -> None:
    """Write the weights, or print measures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--folds", type=int, help="measure by cross-validation instead of writing weights")
    folds = parser.parse_args().folds
    practice = load_cases(PRACTICE / "texts", PRACTICE / "gold")
    split = json.loads((ROOT / "tests" / "dev_split.json").read_text(encoding="utf-8"))
    development = load_cases(DEVELOPMENT / "texts", DEVELOPMENT / "gold")
    lessons = [lesson(case) for case in practice]
    sentences = [lesson(case) for case in construct_cases(ROOT / "tests")]
    if folds:
        measured = []
        for k in range(folds):
            judge = learned([*sentences, *(one for i, one in enumerate(lessons) if i % folds != k)])
            measured += [_score(case, judge) for i, case in enumerate(practice) if i % folds == k]
        _tell("practice articles, by folds", measured)
        judge = learned([*sentences, *lessons])
        _tell("held third", [_score(case, judge) for case in development if case.stem in split["held"]])
        _tell("tuned two thirds", [_score(case, judge) for case in development if case.stem in split["tune"]])
    else:
        write(learned([*sentences, *lessons]))


def learned(lessons: Sequence[Lesson]) -> Judge:
    """A judge that has learned from these articles."""
    return Judge(*(_model(name, lessons) for name in ("deal", "status", "role")))


def _model(name: str, lessons: Sequence[Lesson]) -> LinearModel:
    examples: list[Example] = [one for lesson in lessons for one in getattr(lesson, name)]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(one.features, 1) for one in examples])
    model = LogisticRegression(C=STRENGTH[name], max_iter=1000)
    model.fit(matrix, [one.answer for one in examples])
    names = vectorizer.get_feature_names_out()
    found = {}
    for number, feature in enumerate(names):
        pairs = [(at, round(float(row[number]), 2)) for at, row in enumerate(model.coef_)]
        kept = tuple(pair for pair in pairs if abs(pair[1]) >= LEAST)
        if kept:
            found[str(feature)] = kept
    return LinearModel(tuple(map(str, model.classes_)), tuple(round(float(one), 2) for one in model.intercept_), found)


def write(judge: Judge) -> None:
    """Write the weights to the package's data files."""
    for name in ("deal", "status", "role"):
        model: LinearModel = getattr(judge, name)
        lines = [
            "# Made by training/train_judge.py: the answers, the bias of each, then for each trait the number of an",
            f"# answer and its weight in hundredths. {fingerprint()}",
            "\t".join(model.answers),
            "\t".join(str(round(one * SCALE)) for one in model.bias),
        ]
        for feature, pairs in sorted(model.weights.items()):
            lines.append("\t".join([feature, *(f"{at}:{round(weight * SCALE)}" for at, weight in pairs)]))
        (DATA / f"judge_{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def fingerprint() -> str:
    """Says on which articles and traits the weights rest."""
    names = ("features.py", "candidates.py")
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
