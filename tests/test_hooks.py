"""What Datasette's own pages get from the plugin, its settings, and what it must not load."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
import yaml
from poison import poison
from sample import DATA, Sample, fill, site

import datasette_aideals
from datasette_aideals.config import Settings, read_settings
from datasette_aideals.errors import BadOption
from datasette_aideals.show.saved import saved_queries

METADATA = Path(__file__).parent.parent / "metadata.yml"
HEAVY = ["llm", "openai", "tenacity", "trafilatura", "lxml", "rapidfuzz", "networkx", "ulid", "charset_normalizer"]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(tmp_path_factory.mktemp("hooks") / "deals.db")


def metadata() -> dict[str, Any]:
    return dict(yaml.safe_load(METADATA.read_text(encoding="utf-8")))


async def text(ds: Any, path: str) -> str:
    response = await ds.client.get(path)
    assert response.status_code == 200, response.text
    return str(response.text)


@pytest.mark.asyncio
async def test_every_native_page_has_a_menu_link(sample: Sample) -> None:
    ds = site(sample.path)
    await ds.invoke_startup()
    for path in ("/", "/deals", "/deals/statements"):
        assert '<a href="/deals/-/aideals">AI deals</a>' in await text(ds, path)


@pytest.mark.asyncio
async def test_action_menus_lead_to_the_pages(sample: Sample, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE deals (id TEXT PRIMARY KEY, title TEXT)")
    ds = site(sample.path, tmp_path / "other.db")
    await ds.invoke_startup()
    for path in ("/deals", "/deals/deals"):
        menu = (await text(ds, path)).partition("dropdown-menu")[2].partition("</details>")[0]
        assert 'href="/deals/-/aideals"' in menu
    assert "/other/-/aideals" not in await text(ds, "/other/deals")


@pytest.mark.asyncio
async def test_row_of_a_deal_leads_to_its_page(sample: Sample) -> None:
    ds = site(sample.path)
    id_ = sample.deals["invest"]
    assert f'href="/deals/-/aideals/deals/{id_}"' in await text(ds, f"/deals/deals/{id_}")
    article = sample.articles["harbor"]
    assert f'href="/deals/-/aideals/articles/{article}"' in await text(ds, f"/deals/articles/{article}")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("table", "page"),
    [(name, name) for name in ("deals", "organizations", "flows", "conflicts", "runs")] + [("calls", "runs")],
)
async def test_menus_of_tables_lead_to_their_pages(sample: Sample, table: str, page: str) -> None:
    ds = site(sample.path)
    menu = (await text(ds, f"/deals/{table}")).partition("dropdown-menu")[2].partition("</details>")[0]
    assert f'href="/deals/-/aideals/{page}"' in menu


@pytest.mark.asyncio
async def test_organisations_and_runs_lead_to_their_pages(sample: Sample) -> None:
    ds = site(sample.path)
    await ds.invoke_startup()
    run = next(iter(DATA["runs"]))
    pages = {
        "/deals/flows": "organizations/lumen-labs",
        "/deals/deal_parties": "organizations/lumen-labs",
        "/deals/organizations/lumen-labs": "organizations/lumen-labs",
        f"/deals/runs/{run}": f"runs/{run}",
        "/deals/readings": f"runs/{run}",
    }
    for native, page in pages.items():
        assert f'href="/deals/-/aideals/{page}"' in await text(ds, native), native


@pytest.mark.asyncio
async def test_cells_lead_to_the_pages(sample: Sample) -> None:
    ds = site(sample.path, metadata=metadata())
    id_, article = sample.deals["invest"], sample.articles["harbor"]
    deal_link, article_link = f'href="/deals/-/aideals/deals/{id_}"', f'href="/deals/-/aideals/articles/{article}"'
    await ds.invoke_startup()
    assert deal_link in await text(ds, "/deals/deals")
    assert article_link in await text(ds, "/deals/articles")
    mentions = await text(ds, "/deals/deal_mentions")
    assert deal_link in mentions and article_link in mentions
    proof = await text(ds, "/deals/proof_of_every_value?title=Orbit")
    assert deal_link in proof and article_link in proof


@pytest.mark.asyncio
async def test_cells_of_other_databases_and_hostile_values_are_left_alone(sample: Sample, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as conn:
        conn.execute("CREATE TABLE deal_mentions (deal_id TEXT, article_id TEXT)")
        conn.execute("INSERT INTO deal_mentions VALUES ('x', 'y')")
    conn.close()
    own = Path(copy(sample.path, tmp_path / "deals.db"))
    poison(own)
    with sqlite3.connect(own) as conn:
        conn.execute("PRAGMA foreign_keys = OFF")
        conn.execute("UPDATE deal_mentions SET deal_id = ?", ['"><script>alert(4)</script>/../x'])
    conn.close()
    ds = site(own, tmp_path / "other.db")
    assert "/-/aideals/deals/x" not in await text(ds, "/other/deal_mentions")
    page = await text(ds, "/deals/deal_mentions")
    assert "<script>alert(4)" not in page
    assert 'href="/deals/-/aideals/deals/%22%3E%3Cscript%3Ealert%284%29%3C%2Fscript%3E%2F..%2Fx"' in page
    assert "<script>alert(1)" not in await text(ds, "/deals/deals")


@pytest.mark.asyncio
@pytest.mark.parametrize("query", saved_queries(), ids=[query.name for query in saved_queries()])
async def test_saved_queries_are_offered_and_run(sample: Sample, query: Any) -> None:
    ds = site(sample.path)
    await ds.invoke_startup()
    assert query.title in await text(ds, "/deals")
    answer = json.loads(await text(ds, f"/deals/{query.name}.json?_shape=objects&title="))
    assert len(answer["rows"]) >= 1


@pytest.mark.asyncio
async def test_saved_queries_answer_what_they_promise(sample: Sample) -> None:
    ds = site(sample.path)

    async def rows(query: str) -> list[dict[str, Any]]:
        return list(json.loads(await text(ds, f"/deals/{query}"))["rows"])

    largest = await rows("largest_deals.json?_shape=objects")
    assert [row["amount_usd"] for row in largest] == [30 * 10**9, 25 * 10**9, 3 * 10**9, 2 * 10**9, 1_469_000_000]
    assert largest[1]["sources"] in ("Harbor Wire,The Ledger", "The Ledger,Harbor Wire")
    flows = {(r["investor"], r["invested_in"]): r for r in await rows("who_invests_in_whom.json?_shape=objects")}
    assert flows["Orbit Cloud", "Lumen Labs"]["stated_sum"] == 25 * 10**9
    assert flows["Arden Bank", "Tonic Robotics"]["stated_sum"] is None
    proof = await rows("proof_of_every_value.json?_shape=objects&title=Kestrel+Chips+may")
    assert {(row["field"], row["words"], row["run_id"], row["call_id"]) for row in proof} >= {
        ("amount", "$2 billion", "01JD0000000000000000000001", "call-r-harbor")
    }
    differ = await rows("what_sources_disagree_on.json?_shape=objects")
    assert [(row["source"], row["chosen"]) for row in differ] == [("Harbor Wire", "chosen"), ("The Ledger", None)]


@pytest.mark.asyncio
async def test_foreign_databases_get_no_saved_queries(sample: Sample, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE deals (id TEXT)")
    ds = site(sample.path, tmp_path / "other.db")
    await ds.invoke_startup()
    assert "Largest deals" not in await text(ds, "/other")


@pytest.mark.asyncio
async def test_tables_and_columns_are_described(sample: Sample) -> None:
    ds = site(sample.path, metadata=metadata())
    await ds.invoke_startup()
    page = await text(ds, "/deals/statements")
    assert "One field of one mention, with the value and its proof." in page
    assert "0-based code points." in page


@pytest.mark.asyncio
async def test_the_owners_descriptions_stay(sample: Sample) -> None:
    own = {"description": "Ours, said better.", "columns": {"id": "The owner's words."}}
    ds = site(sample.path, metadata={"databases": {"deals": {"tables": {"runs": own}}}})
    await ds.invoke_startup()
    page = await text(ds, "/deals/runs")
    assert "Ours, said better." in page and "One run of a model over articles." not in page
    assert "The owner&#39;s words." in page and "The llm model id that was asked for." in page
    # The owner's words for one site are not carried over to another.
    assert "Ours, said better." not in await text(site(sample.path), "/deals/runs")


@pytest.mark.asyncio
async def test_metadata_file_gives_search_order_facets_and_hides_the_index(sample: Sample) -> None:
    ds = site(sample.path, metadata=metadata())
    await ds.invoke_startup()
    found = json.loads(await text(ds, "/deals/deals.json?_search=tonic&_shape=objects"))["rows"]
    assert [row["id"] for row in found] == [sample.deals["series"]]
    found = json.loads(await text(ds, "/deals/articles.json?_search=robots&_shape=objects"))["rows"]
    assert [row["id"] for row in found] == [sample.articles["ledger"]]
    newest = json.loads(await text(ds, "/deals/deals.json?_shape=objects"))["rows"]
    assert newest[0]["id"] == sample.deals["series"]
    page = await text(ds, "/deals/deals")
    assert "facet-results" in page and "_facet=ai" not in page
    shown = json.loads(await text(ds, "/deals.json"))["tables"]
    visible = {table["name"] for table in shown if not table["hidden"]}
    assert {"deals", "articles", "statements"} <= visible
    assert not {name for name in visible if "fts" in name or name in ("_sqlite_migrations", "deal_addresses")}
    assert "AI deals, with their proof" in await text(ds, "/")


def test_settings_are_checked() -> None:
    assert read_settings(None) == Settings()
    assert read_settings({"model": "m", "max_bytes": 9, "database": "d"}) == Settings("d", "m", 9)
    for given, words in (
        ({"modell": "x"}, "has no setting 'modell'. It has: database, model, max_bytes,"),
        ({"model": 5}, "The setting model of datasette-aideals must be a text, not 5."),
        ({"database": " "}, "must be a text"),
        ({"max_bytes": "5 MB"}, "must be a whole number of bytes above 0, not '5 MB'."),
        ({"max_bytes": True}, "must be a whole number"),
        ({"max_bytes": 0}, "must be a whole number"),
        (["model"], "must be names with values"),
    ):
        with pytest.raises(BadOption, match=words.replace(".", r"\.")):
            read_settings(given)


def test_metadata_files_settings_are_read(sample: Sample) -> None:
    ds = site(sample.path, metadata=metadata())
    given = ds.plugin_config("datasette-aideals")
    assert read_settings(given) == Settings(None, "aideals-rules", 5_000_000)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"modell": "x"}, "Error: datasette-aideals has no setting 'modell'. It has: database, model, max_bytes,"),
        ({"database": "elsewhere"}, "Error: The setting database of datasette-aideals names 'elsewhere', which is not"),
    ],
)
def test_bad_setting_stops_the_server_in_one_line(
    sample: Sample, tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    file = tmp_path / "metadata.json"
    file.write_text(json.dumps({"plugins": {"datasette-aideals": settings}}))
    command = [sys.executable, "-m", "datasette", str(sample.path), "-m", str(file), "--get", "/"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().startswith(words)
    assert "Traceback" not in done.stderr


@pytest.mark.asyncio
async def test_one_database_can_be_chosen(sample: Sample, tmp_path: Path) -> None:
    second = Path(copy(sample.path, tmp_path / "drafts.db"))
    ds = site(sample.path, second, metadata={"plugins": {"datasette-aideals": {"database": "deals"}}})
    assert "AI deals" in await text(ds, "/deals/-/aideals")
    assert (await ds.client.get("/drafts/-/aideals")).status_code == 404
    assert "/drafts/-/aideals" not in await text(ds, "/")
    both = site(sample.path, second)
    await both.invoke_startup()
    assert "AI deals in drafts" in await text(both, "/")


@pytest.mark.asyncio
async def test_stylesheet_is_served(sample: Sample) -> None:
    ds = site(sample.path)
    page = await text(ds, "/deals/-/aideals")
    address = page.partition('<link rel="stylesheet" href="/-/static-plugins/')[2].partition('"')[0]
    sheet = await text(ds, f"/-/static-plugins/{address}")
    assert address.endswith(f"?v={datasette_aideals.__version__}")
    assert ".aideals" in sheet
    # Nothing is fetched from anywhere else.
    assert "url(" not in sheet and "@import" not in sheet


SERVE = """
import asyncio, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {heavy!r} or name == "datasette_aideals.answer":
            raise ImportError(name + " is not to be loaded")

sys.meta_path.insert(0, Missing())
from datasette.app import Datasette

async def main():
    ds = Datasette([{path!r}])
    for path in {paths!r}:
        response = await ds.client.get(path)
        assert response.status_code == 200, (path, response.text)

asyncio.run(main())
print("served")
"""


def test_pages_are_served_without_models_and_readers(sample: Sample) -> None:
    base = "/deals/-/aideals"
    paths = [
        base,
        f"{base}.json",
        f"{base}/deals?q=orbit",
        f"{base}/deals/{sample.deals['invest']}",
        f"{base}/articles/{sample.articles['harbor']}.json",
        "/deals",
        "/deals/deals",
    ]
    script = SERVE.format(heavy=HEAVY, path=str(sample.path), paths=paths)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout == "served\n", done.stderr


def test_importing_the_package_does_not_load_datasette() -> None:
    script = "import sys, datasette_aideals; print([m for m in ('datasette', 'jinja2', 'yaml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
