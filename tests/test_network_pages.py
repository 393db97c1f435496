"""Pages of organisations, flows, conflicts and runs: what a reader sees and a program gets."""

from itertools import pairwise
from typing import Any

import pytest
from markup import Element, faults_of, parse
from sample import BASE, DATA, Sample, fill, site

from datasette_aideals.show.charts.bars import timeline
from datasette_aideals.show.charts.network import ROW, network
from datasette_aideals.show.network_shapes import Edge, Named, Node
from datasette_aideals.show.shapes import Month

pytestmark = pytest.mark.asyncio


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(tmp_path_factory.mktemp("network") / "deals.db")


async def page(sample: Sample, path: str) -> Element:
    response = await site(sample.path).client.get(BASE + path)
    assert response.status_code == 200, response.text
    main = parse(response.text)
    assert faults_of(main) == []
    return main


async def document(sample: Sample, path: str) -> Any:
    response = await site(sample.path).client.get(BASE + path)
    assert response.status_code == 200, response.text
    return response.json()


def rows(table: Element) -> list[str]:
    return [row.words for row in table.one("tbody").all("tr")]


async def test_organisations_with_their_money(sample: Sample) -> None:
    main = await page(sample, "/organizations?q=lab")
    assert rows(main.one("table")) == ["Lumen Labs works on AI company – 1 $30 billion up to $25 billion"]
    answer = await document(sample, "/organizations.json")
    assert answer["count"] == 7
    vela = next(each for each in answer["organizations"] if each["id"] == "vela-systems")
    assert vela["parent"]["name"] == "Kestrel Chips"
    assert vela["paid"] is None


async def test_organisations_are_walked_by_next(sample: Sample) -> None:
    address, names = "/organizations.json?size=3", []
    while address:
        answer = await document(sample, address)
        names += [each["name"] for each in answer["organizations"]]
        address = f"/{answer['next_url']}" if answer["next_url"] else ""
    assert len(names) == len(set(names)) == 7


async def test_organisation_has_deals_by_role_and_counterparties(sample: Sample) -> None:
    main = await page(sample, "/organizations/lumen-labs")
    assert main.one("h1").words == "Lumen Labs"
    assert main.one("dl", "glance").words == "Deals 1 Money out $30 billion Money in up to $25 billion"
    headings = [each.words for each in main.all("h2")]
    assert headings == ["As investee: 2 deals", "As customer: 1 deal", "With whom"]
    assert rows(main.all("table")[-1]) == [
        "Orbit Cloud 2 $30 billion up to $25 billion",
        "Kestrel Chips 1 – only rumored",
    ]
    kestrel = await page(sample, "/organizations/kestrel-chips")
    assert "Belonging to it: Vela Systems." in kestrel.words


async def test_flows_as_picture_circles_and_table(sample: Sample) -> None:
    main = await page(sample, "/flows")
    picture = main.one("figure", "wide")
    assert [each.words for each in picture.all("text")] == [
        "Lumen Labs", "Orbit Cloud", "Arden Bank", "Tonic Robotics", "Kestrel Chips",
    ]  # fmt: skip
    titles = [each.one("title").words for each in picture.all("path", "arrow")]
    assert "Lumen Labs → Orbit Cloud: $30 billion, 1 deal" in titles
    assert [len(each.classes) for each in picture.all("path", "arrow")].count(1) == 1
    circle = main.one("ol", "circles")
    assert circle.one("h3").words == "Lumen Labs → Orbit Cloud → Lumen Labs"
    assert "Up to $55 billion in all; $25 billion can have come all the way round; 2 deals." in circle.words
    assert rows(main.one("table"))[:3] == [
        "Lumen Labs Orbit Cloud money Purchase $30 billion deal 1",
        "Orbit Cloud Lumen Labs money Investment up to $25 billion deal 1",
        "Arden Bank Tonic Robotics money Investment €400 million ≈ $452 million deal 1",
    ]


async def test_flows_can_be_narrowed(sample: Sample) -> None:
    answer = await document(sample, "/flows.json?organization=Orbit&gives=compute")
    assert [(each["source"]["id"], each["gigawatts"]) for each in answer["flows"]] == [("orbit-cloud", 5.0)]
    assert answer["filters"] == {"organization": "Orbit", "gives": "compute", "type": None, "size": 50}
    bank = await document(sample, "/flows.json?organization=arden-bank")
    assert bank["count"] == 1 and bank["circles"] == []
    response = await site(sample.path).client.get(f"{BASE}/flows.json?gives=love")
    assert response.json()["error"] == "gives can be one of: money, compute, rights."


async def test_conflicts_with_what_each_source_says(sample: Sample) -> None:
    main = await page(sample, "/conflicts")
    assert main.one("p", "found").words == "1 conflict, the newest deals first."
    table = main.one("table")
    assert table.one("caption").words == "Amount – the rule that chose: it is the more specific value"
    assert rows(table) == [
        "up to $25 billion Harbor Wire, 18 Nov 2025 yes",
        "$20 billion The Ledger, 19 Nov 2025 no",
    ]
    assert (await document(sample, "/conflicts.json?field=date"))["deals"] == []


async def test_runs_with_failures_refusals_and_tokens(sample: Sample) -> None:
    main = await page(sample, "/runs")
    assert len(rows(main.one("table"))) == 3
    assert "small-talker-135m-v1 finished 1 1 1 1 1,204 + 310 less than $0.01" in main.words
    second = list(DATA["runs"])[1]
    run = await page(sample, f"/runs/{second}")
    assert "It ended early: more than 0 articles failed" in run.words
    assert "What the Orbit money buys 0 to 40 malformed: the answer was no JSON 3 602 + 155 8.1 s" in run.words
    assert "1 summary: refused, as they say what the quotes do not" in run.words
    assert "“" not in run.words and "Series Z" in run.words
    answer = (await document(sample, f"/runs/{second}.json"))["run"]
    assert answer["calls"]["error_kinds"] == {"malformed": 1}
    assert [each["words"] for each in answer["refused_statements"]] == ["Series Z"]


async def test_home_draws_months_and_sums_and_lists_changes(sample: Sample) -> None:
    main = await page(sample, "")
    by_month, by_type = main.all("figure", "picture")
    assert rows(by_month.one("table")) == ["Nov 2025 4 1 $56.5 billion"]
    assert rows(by_type.one("table"))[0] == "Acquisition Announced or completed 1 $0 $0 $0 1 0"
    changes = [each.words for each in main.one("ul", "changes").all("li")]
    assert changes[0].startswith("Changed Kestrel Chips may invest $2 billion in Lumen Labs")
    assert changes[-1].startswith("New Halden Fund and Arden Bank invest €1.3 billion")


async def test_deal_has_its_life_package_circle_and_citation(sample: Sample) -> None:
    main = await page(sample, f"/deals/{sample.deals['invest']}")
    assert [each.words for each in main.one("ol", "life").all("li")] == [
        "18 Nov 2025 Announced [1] Harbor Wire, 18 Nov 2025",
        "19 Nov 2025 Announced [2] The Ledger, 19 Nov 2025",
    ]
    assert "Told as one package with: Lumen Labs buys $30 billion of computing capacity" in main.words
    assert "Lumen Labs → Orbit Cloud → Lumen Labs" in main.words
    digits = sample.deals["invest"].rpartition("-")[2]
    assert (
        f"AI deals, as of 21 Nov 2025, deal {digits}. Sources: [1] Harbor Wire" in main.one("blockquote", "cite").words
    )
    series = await page(sample, f"/deals/{sample.deals['series']}")
    assert "€1.3 billion ≈ $1.47 billion at the average rate of 2025" in series.one("dl", "glance").words


async def test_article_names_its_copies(sample: Sample) -> None:
    for one, other in (("notes", "What the Orbit money buys"), ("ledger", "chips, briefly")):
        main = await page(sample, f"/articles/{sample.articles[one]}")
        assert f"These count as one source with it. {other}" in main.words


@pytest.mark.parametrize("count", [1, 2, 20, 60])
async def test_no_name_in_the_picture_covers_another(count: int) -> None:
    nodes = [Node(Named(f"o{n}", f"Organisation {n}"), 0.5 + (n % 3) / 1000, 0.5, n) for n in range(count)]
    picture = network(nodes, [Edge("o0", f"o{n}", n, 1, False) for n in range(1, count)])
    heights = sorted(dot.y for dot in picture.dots)
    assert all(lower - upper >= ROW - 0.2 for upper, lower in pairwise(heights))
    assert all(0 < dot.x < picture.width and 0 < dot.y < picture.height for dot in picture.dots)
    assert len(picture.arrows) == count - 1


async def test_timeline_has_every_deal_and_leaves_room_for_months_without() -> None:
    months = [Month("2020-05", 2, 0, 0), Month("2024-12", 3, 1, 0), Month("2025-03", 40, 0, 0)]
    drawn = timeline(months)
    labels = [bar.label for bar in drawn.bars]
    assert (labels[:2], labels[-1], len(labels)) == (["before", "2023-04"], "2025-03", 25)
    assert sum(bar.deals for bar in drawn.bars) == 45
    assert drawn.lines[-1][0] >= 40
    assert timeline([]).bars == ()
