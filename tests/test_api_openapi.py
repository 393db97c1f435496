"""The OpenAPI document is true: it is valid, real answers are as it says, and made-up requests get what it says."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from sample import BASE, DATA, Sample, fill, site
from serving import serving

from datasette_aideals.config import Publishing
from datasette_aideals.publish.copy import make_copy
from datasette_aideals.show.api.openapi import description
from datasette_aideals.show.api.parameters import parameters_of
from datasette_aideals.show.api.resources import RESOURCES
from datasette_aideals.show.api.schema import components
from datasette_aideals.show.filters import DealFilter

LISTS = ("deals", "organizations", "flows", "conflicts", "runs")
ALWAYS = {
    "HomeDocument", "ChangesDocument", "OrganizationsDocument", "OrganizationDocument", "FlowsDocument",
    "ConflictsDocument", "DealsDocument", "DealDocument", "ArticleDocument", "DealLine", "ArticleLine",
    "OrganizationLine", "Problem",
}  # fmt: skip
EXAMPLES = 5
"""Requests made up for each address, besides those for each limit of each parameter."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(tmp_path_factory.mktemp("openapi") / "deals.db")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return description(RESOURCES, "/deals")


def test_it_is_a_valid_description_of_every_address(document: dict[str, Any]) -> None:
    schemathesis.openapi.from_dict(document).validate()
    assert list(document["paths"]) == [
        "/aideals.json",
        "/aideals/deals.json",
        "/aideals/deals/{id}.json",
        "/aideals/articles/{id}.json",
        "/aideals/organizations.json",
        "/aideals/organizations/{id}.json",
        "/aideals/flows.json",
        "/aideals/conflicts.json",
        "/aideals/runs.json",
        "/aideals/runs/{id}.json",
        "/aideals/changes.json",
        "/aideals/deals.ndjson",
        "/aideals/articles.ndjson",
        "/aideals/organizations.ndjson",
        "/aideals/deals.atom",
        "/aideals/openapi.json",
    ]
    operations = [path["get"]["operationId"] for path in document["paths"].values()]
    assert len(set(operations)) == len(operations)


def test_every_parameter_and_object_says_what_it_is(document: dict[str, Any]) -> None:
    for path in document["paths"].values():
        assert path["get"]["summary"].endswith(".")
        assert all(each["description"].endswith(".") for each in path["get"]["parameters"] if each["in"] == "query")
    for name, schema in document["components"]["schemas"].items():
        assert schema["description"].endswith("."), name
        assert schema["additionalProperties"] is False


def test_filters_are_those_that_are_read() -> None:
    named = {parameter.name: parameter.schema for parameter in parameters_of(DealFilter)}
    assert {"q", "type", "min", "max", "from", "to", "ai", "doubts", "changed_since", "sort", "size"} < set(named)
    assert list(named)[-1] == "next"
    assert named["ai"] == {"type": "string", "enum": ["ai", "stated", "party", "none", "all"], "default": "ai"}
    assert named["size"] == {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}


def test_two_shapes_never_share_a_name() -> None:
    shapes = [resource.shape for resource in RESOURCES if resource.shape]
    together = components(shapes)
    for shape in shapes:
        alone = components([shape])
        assert {name: together[name] for name in alone} == alone


def answers(sample: Sample) -> Iterator[tuple[str, str]]:
    """Addresses, each with the component that describes the answer or its lines."""
    yield f"{BASE}.json", "HomeDocument"
    yield f"{BASE}/changes.json?size=3", "ChangesDocument"
    yield f"{BASE}/organizations.json?q=lab&size=1", "OrganizationsDocument"
    yield f"{BASE}/flows.json?gives=money", "FlowsDocument"
    yield f"{BASE}/conflicts.json?field=amount", "ConflictsDocument"
    yield f"{BASE}/runs.json?size=2", "RunsDocument"
    yield f"{BASE}/organizations.ndjson", "OrganizationLine"
    yield f"{BASE}/deals.ndjson?ai=all", "DealLine"
    yield f"{BASE}/articles.ndjson", "ArticleLine"
    yield f"{BASE}/deals.json?size=nonsense", "Problem"
    for query in ("?ai=all&size=2", "?q=nothing+at+all", "?type=investment&changed_since=2025-11-20&doubts=yes"):
        yield f"{BASE}/deals.json{query}", "DealsDocument"
    for deal in sample.deals.values():
        yield f"{BASE}/deals/{deal}.json", "DealDocument"
    for article in sample.articles.values():
        yield f"{BASE}/articles/{article}.json", "ArticleDocument"
    for organization in DATA["organizations"]:
        yield f"{BASE}/organizations/{organization}.json", "OrganizationDocument"
    for run in DATA["runs"]:
        yield f"{BASE}/runs/{run}.json", "RunDocument"


@pytest.mark.asyncio
@pytest.mark.parametrize("copied", [False, True], ids=["", "public copy"])
async def test_real_answers_are_as_it_says(
    sample: Sample, document: dict[str, Any], copied: bool, tmp_path: Path
) -> None:
    if copied:
        make_copy(sample.path, tmp_path / "deals.db", Publishing())
    ds = site(tmp_path / "deals.db" if copied else sample.path, immutable=copied)
    seen = set()
    for address, declared in answers(sample):
        response = await ds.client.get(address)
        # Not all that is in the private file is in a copy.
        component = "Problem" if copied and response.status_code == 404 else declared
        seen.add(component)
        schema = {"$ref": f"#/components/schemas/{component}", "components": document["components"]}
        check = jsonschema_rs.Draft202012Validator(schema)
        lines = response.text.splitlines() if component.endswith("Line") else [response.text]
        assert lines
        for line in lines:
            found = [f"{list(error.instance_path)}: {error.message}" for error in check.iter_errors(json.loads(line))]
            assert found == [], address
            assert not check.is_valid({**json.loads(line), "unforeseen": 1})
    assert len(seen) == (len(ALWAYS) if copied else len(ALWAYS) + 2), seen
    assert seen >= ALWAYS


@pytest.mark.asyncio
async def test_it_is_served_where_it_says_the_answers_are(sample: Sample) -> None:
    ds = site(sample.path, settings={"base_url": "/news/"})
    served = (await ds.client.get(f"{BASE}/openapi.json")).json()
    assert served["servers"] == [{"url": "/news/deals/-"}]
    assert served == json.loads(json.dumps(description(RESOURCES, "/news/deals")))


def test_made_up_requests(sample: Sample, tmp_path: Path) -> None:
    deal, article = sample.deals["invest"], sample.articles["harbor"]
    known = {
        "GET /aideals/deals/{id}.json": {"path.id": deal},
        "GET /aideals/articles/{id}.json": {"path.id": article},
        "GET /aideals/organizations/{id}.json": {"path.id": "lumen-labs"},
        "GET /aideals/runs/{id}.json": {"path.id": next(iter(DATA["runs"]))},
        # Where a list goes on can't be made up: it is what an answer said.
        **{f"GET /aideals/{name}.json": {"query.next": ""} for name in LISTS},
    }
    config = "".join(
        f"[[operations]]\ninclude-name = {json.dumps(name)}\n"
        f"parameters = {{ {', '.join(f'{json.dumps(key)} = {json.dumps(value)}' for key, value in values.items())} }}\n"
        for name, values in known.items()
    )
    (tmp_path / "schemathesis.toml").write_text(config)
    options = ["--phases", "coverage,fuzzing", "--generation-deterministic", "--max-examples", str(EXAMPLES)]
    with serving(sample.path, "--cors") as address:
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}{BASE}/openapi.json"]
        done = subprocess.run(
            [*command, *options, "--no-color"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stdout
    # All but the description itself.
    assert f"Tested: {len(RESOURCES) - 1}\n" in done.stdout
