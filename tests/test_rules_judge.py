"""The judge of the embedded extractor: learned weights beside frames, tables and headings."""

import hashlib
import math
from pathlib import Path

import pytest

from datasette_aideals.rules.article import read_article
from datasette_aideals.rules.discourse import Party
from datasette_aideals.rules.entities import Entity, Kind
from datasette_aideals.rules.explain import explanation
from datasette_aideals.rules.extract import framed_deals, read_deals
from datasette_aideals.rules.hindsight import DealTraits, PartTraits
from datasette_aideals.rules.judge import Chance, chosen
from datasette_aideals.rules.lexicon import DATA
from datasette_aideals.rules.sides import NO_DEAL
from datasette_aideals.rules.trees import Forest, forest, fork, leaf, read_forest, written
from datasette_aideals.rules.weights import LinearModel, linear_model, packed, unpacked
from datasette_aideals.terms import DealType, Role, Status

CODE = ("features.py", "role_features.py", "distance.py", "candidates.py", "opinions.py", "hindsight.py")
CODE += ("mentions.py", "cues.py")
ROOT = Path(__file__).parent.parent
TRAINING = ROOT / "training"
UNFRAMED = "Fresh capital for Oakridge Labs of $40 million, courtesy of Tallis Ventures and Dune Partners."


def learned_from() -> list[Path]:
    code = [DATA.parent / one for one in CODE]
    return [*sorted(TRAINING.glob("*/*.txt")), *sorted(TRAINING.glob("*/*.json")), *code]


@pytest.mark.parametrize("name", ["deal", "status", "role", "again", "part"])
def test_the_weights_were_learned_from_these_articles_and_traits(name: str) -> None:
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in learned_from())).hexdigest()
    head = (DATA / f"judge_{name}.txt").read_text(encoding="utf-8").splitlines()[1]
    assert head.endswith(digest), "Run: python training/train_judge.py"


def test_the_models_answer_in_the_words_of_the_vocabularies() -> None:
    assert set(linear_model("deal").answers) == {NO_DEAL, *(kind.value for kind in DealType)}
    assert set(linear_model("status").answers) == {status.value for status in Status}
    roles = {role.value for role in Role}
    assert set(linear_model("role").answers) <= roles | {NO_DEAL, "giver", "taker"}


def test_the_trees_ask_for_the_traits_that_they_are_given() -> None:
    assert forest("again").columns == DealTraits._fields
    assert forest("part").columns == PartTraits._fields


def test_a_forest_adds_up_its_leaves_and_reads_what_it_wrote() -> None:
    grove = Forest(("odds", "listed"), 0.5, (fork(0, 1.0, leaf(-0.5), fork(1, 2.0, leaf(0.25), leaf(1.5))), leaf(0.0)))
    assert grove.likely([0.0, 9.0]) == pytest.approx(0.5)
    assert grove.likely([1.0, 9.0]) == pytest.approx(0.5)
    assert grove.likely([2.0, 2.0]) == pytest.approx(1 / (1 + math.exp(-0.75)))
    assert grove.likely([2.0, 3.0]) == pytest.approx(1 / (1 + math.exp(-2)))
    assert read_forest(written(grove)) == grove


def test_odds_add_up_to_one_and_follow_the_weights() -> None:
    model = LinearModel(("no", "yes"), packed([0, 0]), {"sum": packed([0, 200]), "denied": packed([300, 0])})
    assert model.odds([]) == {"no": 0.5, "yes": 0.5}
    assert model.odds(["sum"])["yes"] > 0.8
    assert model.odds(["sum", "denied"])["no"] > 0.7
    assert sum(model.odds(["sum", "denied", "unknown"]).values()) == pytest.approx(1)
    assert model.odds(["denied"], weighed=model.weigh(["sum"])) == model.odds(["sum", "denied"])
    assert model.reasons(["sum", "denied"], "yes") == [("sum", 200)]


def test_rows_of_weights_add_up_packed_as_they_do_one_by_one() -> None:
    one, two = (3, -700, 0, 41), (-5, 2, -1, 0)
    assert unpacked(packed(one), 4) == one
    assert unpacked(packed(one) + packed(two), 4) == (-2, -698, -1, 41)


def test_it_finds_a_deal_that_no_frame_found() -> None:
    article = read_article(UNFRAMED)
    assert framed_deals(article)[0] == []
    (deal,) = read_deals(article)[0]
    assert deal.type is DealType.INVESTMENT
    investors = {party.entity.name for role, party in deal.parties if role is Role.INVESTOR}
    assert investors == {"Tallis Ventures", "Dune Partners"}
    assert "spoke for it" in explanation(UNFRAMED)


def test_it_leaves_alone_what_frames_read_well() -> None:
    text = "Velmora raised $30 million in a Series A round led by Oakmere Ventures, with participation from Loam."
    article = read_article(text)
    framed = [(one.type, one.status, one.parties) for one in framed_deals(article)[0]]
    (kind, status, parties) = framed[0]
    (deal,) = read_deals(article)[0]
    assert (deal.type, deal.status) == (kind, status)
    assert {(role, party.entity.name) for role, party in deal.parties} == {(r, p.entity.name) for r, p in parties}


def test_a_supposed_deal_stays_none() -> None:
    for text in (
        "If Tellara bought Norvane for $2 billion, nobody would be surprised.",
        "Tellara did not buy Norvane.",
    ):
        assert read_deals(read_article(text))[0] == []


def test_it_gives_the_same_answer_each_time() -> None:
    first, second = (read_deals(read_article(UNFRAMED))[0] for _ in range(2))
    assert first == second


def chance(name: str, role: Role, part: float, taker: float = 0.0, framed: bool = False) -> Chance:
    entity = Entity(name, name, Kind.ORGANIZATION, None)
    return Chance(role, part, Party(entity, ord(name), ord(name) + 1), part, taker, framed)


def test_a_deal_without_a_taker_gets_the_likeliest() -> None:
    giver = chance("A", Role.INVESTOR, 0.9)
    likely, hardly = chance("B", Role.INVESTEE, 0.45, 0.4), chance("C", Role.INVESTEE, 0.4, 0.35)
    assert [party.entity.name for _, party in chosen([giver, likely, hardly], Role.INVESTEE)] == ["A", "B"]
    assert [party.entity.name for _, party in chosen([giver, chance("D", Role.INVESTEE, 0.2, 0.1)], Role.INVESTEE)] == [
        "A"
    ]


def test_only_one_taker_is_added_but_those_of_the_frames_stay() -> None:
    two = [chance("A", Role.TARGET, 0.9, 0.9), chance("B", Role.TARGET, 0.8, 0.8)]
    assert [party.entity.name for _, party in chosen(two, Role.TARGET)] == ["A"]
    framed = [chance("A", Role.TARGET, 0.9, 0.9), chance("B", Role.TARGET, 0.8, 0.8, framed=True)]
    assert [party.entity.name for _, party in chosen(framed, Role.TARGET)] == ["A", "B"]


def test_a_company_and_its_own_arm_make_no_deal_of_what_no_frame_found() -> None:
    article = read_article((ROOT / "seeds" / "000_c40adaa68ad3a312.md").read_text(encoding="utf-8"))
    named = [{party.entity.name for _, party in deal.parties} for deal in read_deals(article)[0]]
    assert named
    assert {"Amazon", "Amazon Web Services"} not in named
