"""Measure the embedded model on the articles in this repository, and put the figures into docs/accuracy.md.

    python docs/make_accuracy.py          writes the tables between the page's markers
    python docs/make_accuracy.py --check  exits with status 1 if they are not up to date

The text around the tables is written by hand. Seconds are left out, so that the page depends on the code only.
"""

import json
import re
import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from datasette_aideals.evaluate.cases import load_cases
from datasette_aideals.evaluate.clusters import ClusterReport, cluster_report
from datasette_aideals.evaluate.readings import Evaluation, evaluate_model
from datasette_aideals.evaluate.table import Row, agreement, by_slot, by_type, ratios
from datasette_aideals.extract.models import get_model

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "accuracy.md"
DEV = ROOT / "tests" / "dev"
WORST = 10


def main(arguments: list[str]) -> int:
    """Write or check the page; the exit status says whether a check failed."""
    written = PAGE.read_text(encoding="utf-8")
    page = written
    for name, lines in tables().items():
        page = _filled(page, name, lines)
    if "--check" in arguments and page != written:
        print("Not up to date: docs/accuracy.md. Run: python docs/make_accuracy.py", file=sys.stderr)
        return 1
    if page != written:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def tables() -> dict[str, list[str]]:
    """The page's tables as lines of Markdown, by the names of their markers."""
    model = get_model()
    dev = evaluate_model(model, load_cases(DEV / "texts", DEV / "gold"))
    seeds = evaluate_model(model, load_cases(ROOT / "seeds", ROOT / "tests" / "seeds_gold"))
    merging = [
        cluster_report(DEV / "texts", DEV / "gold", DEV / "clusters.json", [dev]),
        cluster_report(ROOT / "seeds", ROOT / "tests" / "seeds_gold", ROOT / "tests" / "seeds_clusters.json", [seeds]),
    ]
    split = json.loads((ROOT / "tests" / "dev_split.json").read_text(encoding="utf-8"))
    parts = [dev, _part(dev, split["tune"]), _part(dev, split["held"]), seeds]
    titles = ("development set", "of it: tuned on", "of it: held back", "seeds")
    sizes = [f"{title}, {len(part.scores)} articles" for title, part in zip(titles, parts, strict=True)]
    worst = dev.measures.worst()[:WORST]
    return {
        "agreement": _markdown(("F1 (precision, recall)", *sizes), agreement(parts)),
        "slots": _markdown(("slot", *titles), by_slot(parts)),
        "types": _markdown(("type", *titles), by_type(parts)),
        "merging": _markdown(("merging", "development set", "seeds"), _merging(merging)),
        "worst": _markdown(
            ("article", "deals", "found", "paired", "F1 of slots"),
            [
                (one.article, str(one.wanted), str(one.found), str(one.all.deals.tp), f"{one.all.slots.f1:.3f}")
                for one in worst
            ],
        ),
    }


def _merging(reports: Sequence[ClusterReport]) -> list[Row]:
    """How well mentions are merged: given the reference's, and given the model's."""
    by_source = [("given the reference's mentions", [one.reference for one in reports])]
    by_source += [(f"given those of `{reports[0].models[0][0]}`", [one.models[0][1] for one in reports])]
    rows: list[Row] = []
    for source, found in by_source:
        rows += [
            (f"{source}: pairs", *(ratios(one.pairs) for one in found)),
            (f"{source}: B³", *(f"{one.b_cubed[2]:.3f} (merging nothing: {one.baseline[2]:.3f})" for one in found)),
            (f"{source}: false merges", *(str(one.false_merges) for one in found)),
        ]
    return rows


def _part(whole: Evaluation, stems: Collection[str]) -> Evaluation:
    """The same evaluation over some of its articles."""
    return replace(
        whole,
        readings=tuple(reading for reading in whole.readings if reading.article in stems),
        scores=tuple(score for score in whole.scores if score.article in stems),
    )


def _markdown(header: Row, rows: Sequence[Row]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (header, ("---",) * len(header), *rows)]


def _filled(page: str, name: str, lines: list[str]) -> str:
    """The page with other lines between the markers called ``name``."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    marked = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    filled, count = marked.subn(lambda _: "\n".join([begin, "", *lines, "", end]), page)
    if count != 1:
        raise SystemExit(f"docs/accuracy.md needs one pair of the markers {begin} and {end}. Put them back.")
    return filled


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
