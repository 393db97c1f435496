"""The five seed articles and their reference answers fit together and are the project's own words."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from datasette_aideals.terms import DealType, Role, Status

SEEDS = Path(__file__).parent.parent / "seeds"
GOLD = Path(__file__).parent / "seeds_gold"
STEMS = sorted(path.stem for path in SEEDS.glob("*.md"))
ORIGINALS = os.environ.get("AIDEALS_ORIGINALS")
REQUIRED = {"title", "publisher", "rights"}
RUN = 8


def front_and_body(stem: str) -> tuple[dict[str, Any], str]:
    """Return a seed's front matter and the text below it."""
    _, front, body = (SEEDS / f"{stem}.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


def gold(stem: str) -> dict[str, Any]:
    """Return the reference answer to a seed."""
    answer: dict[str, Any] = json.loads((GOLD / f"{stem}.json").read_text(encoding="utf-8"))
    return answer


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    """Return every run of eight words of a text."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def test_every_seed_has_an_answer_and_every_answer_a_seed() -> None:
    answers = sorted(path.stem for path in GOLD.glob("*.json"))
    assert len(STEMS) == 5
    assert answers == STEMS
    assert [gold(stem)["article"] for stem in STEMS] == STEMS


@pytest.mark.parametrize("stem", STEMS)
def test_front_matter_names_title_publisher_and_rights(stem: str) -> None:
    front, body = front_and_body(stem)
    assert front.keys() >= REQUIRED
    assert front.keys() <= REQUIRED | {"url", "published", "author"}
    assert all(isinstance(value, str) and value for value in front.values())
    assert body.splitlines()[0] == f"# {front['title']}"
    assert "apache 2.0" in front["rights"].casefold()


@pytest.mark.parametrize("stem", STEMS)
def test_every_quote_stands_in_the_seed(stem: str) -> None:
    _, body = front_and_body(stem)
    answer = gold(stem)
    quotes = [*answer["not_deals"], *answer.get("borderline", [])]
    quotes += [quote for deal in answer["deals"] for quote in deal["evidence"]]
    assert [quote for quote in quotes if quote not in body] == []


@pytest.mark.parametrize("stem", STEMS)
def test_evidence_names_the_parties_and_the_sum(stem: str) -> None:
    for deal in gold(stem)["deals"]:
        evidence = " ".join(deal["evidence"]).casefold()
        names = [party["name"] for party in deal["parties"]]
        assert [name for name in names if name.casefold() not in evidence] == [], deal["id"]
        assert deal["amount"] is None or "$" in evidence, deal["id"]


@pytest.mark.parametrize("stem", STEMS)
def test_types_states_and_roles_are_known(stem: str) -> None:
    for deal in gold(stem)["deals"]:
        assert DealType(deal["type"])
        assert Status(deal["status"])
        assert [Role(party["role"]) for party in deal["parties"]]


def test_clusters_name_each_deal_once() -> None:
    clusters = json.loads((GOLD.parent / "seeds_clusters.json").read_text(encoding="utf-8"))
    known = {(stem, deal["id"]) for stem in STEMS for deal in gold(stem)["deals"]}
    named = [(stem, deal) for cluster in clusters for stem, deal in cluster]
    assert set(named) <= known
    assert len(named) == len(set(named))
    assert all(len({stem for stem, _ in cluster}) >= 2 for cluster in clusters)


if ORIGINALS:
    ORIGINAL_TEXTS = sorted(Path(ORIGINALS, "seeds").glob("*.txt"))

    def test_originals_are_where_the_variable_says() -> None:
        assert [path.stem for path in ORIGINAL_TEXTS] == STEMS

    @pytest.mark.parametrize("original", ORIGINAL_TEXTS, ids=lambda path: path.stem[:3])
    @pytest.mark.parametrize("stem", STEMS)
    def test_no_run_of_words_is_borrowed(stem: str, original: Path) -> None:
        seed = (SEEDS / f"{stem}.md").read_text(encoding="utf-8")
        answer = (GOLD / f"{stem}.json").read_text(encoding="utf-8")
        theirs = runs_of_words(original.read_text(encoding="utf-8"))
        assert (runs_of_words(seed) | runs_of_words(answer)) & theirs == set()
