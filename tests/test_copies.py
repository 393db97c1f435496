"""Copies of an article are found and count as one source; other articles on the same deal are not copies."""

from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from corpus import AT, Told, add, library, told

from datasette_aideals.resolve.copies import THRESHOLD, candidates, copies, overlap, prints, shingles
from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.store.database import rows

HERE = Path(__file__).parent
TEXTS = {path.name: path.read_text(encoding="utf-8") for folder in (HERE / "dev" / "texts", HERE.parent / "seeds")
         for path in sorted(folder.iterdir())}  # fmt: skip


def reworded(text: str, share: float) -> str:
    rng = Random(share)
    return " ".join(rng.choice(("said", "large", "today")) if rng.random() < share else word for word in text.split())


EDITS = {
    "cut to three fifths": lambda text: text[: len(text) * 3 // 5],
    "another headline and a footer": lambda text: (
        f"Other words on top\n{text}\n{'All rights reserved by the desk. ' * 9}"
    ),
    "one word in twenty": lambda text: reworded(text, 0.05),
    "one word in ten": lambda text: reworded(text, 0.1),
    "other line breaks": lambda text: "\n".join(text.split()),
}


@pytest.mark.parametrize("edit", EDITS)
def test_lightly_edited_copies_are_found(edit: str) -> None:
    missed = [name for name, text in TEXTS.items() if found_together(text, EDITS[edit](text)) is not True]
    assert missed == []


def found_together(one: str, other: str) -> bool:
    if not candidates({"a": prints(one), "b": prints(other)}):
        return False
    return overlap(shingles(one), shingles(other)) >= THRESHOLD


def test_different_articles_are_not_taken_for_copies() -> None:
    runs = {name: shingles(text) for name, text in TEXTS.items()}
    most = max(overlap(runs[one], runs[other]) for one, other in combinations(runs, 2))
    assert most < THRESHOLD / 2


def test_a_copy_is_led_back_to_the_first_of_its_kind() -> None:
    text = TEXTS["001_nvidia_groq_assets.txt"]
    texts = {"first": text, "second": EDITS["one word in ten"](text), "other": TEXTS["015_abb_verkauft_roboter.txt"]}
    pairs = candidates({name: prints(one) for name, one in texts.items()})
    assert copies(list(texts), pairs, texts.get) == {"second": "first"}


def test_copies_count_as_one_source_everywhere(tmp_path: Path) -> None:
    sentence = "Quorra Capital agreed to invest $40 million in Brindle Labs at a valuation of ${} million."
    filler = TEXTS["051_kestrel_quarter.txt"]

    def telling(value: int, day: str, head: str = "", tail: str = "") -> Told:
        words = sentence.format(value)
        deal = told(words, "investment", {"Quorra Capital": "investor", "Brindle Labs": "investee"},
                    amount="$40 million", valuation=f"${value} million")  # fmt: skip
        return Told(f"{head}{words} {tail}", (deal,), day)

    wire = [telling(300, "2026-03-01", f"Head {number}\n", filler) for number in range(3)]
    own = [telling(350, "2026-03-02"), telling(350, "2026-03-03", "Elsewhere: ")]
    db = library(tmp_path / "deals.db", [*wire, *own])
    (deal,) = rows(db, "SELECT * FROM deals")
    assert (deal["article_count"], deal["valuation"]) == (3, 350_000_000)
    assert rows(db, "SELECT rule FROM conflicts") == [{"rule": "more independent sources say so"}]
    numbers = rows(db, "SELECT source_number, count(*) AS articles FROM deal_mentions GROUP BY 1 ORDER BY 1")
    assert [(row["source_number"], row["articles"]) for row in numbers] == [(1, 3), (2, 1), (3, 1)]
    assert "[4]" not in deal["summary"]
    add(db, telling(300, "2026-03-04", "Late copy\n", filler))
    resolve(db, AT)
    assert rows(db, "SELECT article_count FROM deals") == [{"article_count": 3}]
