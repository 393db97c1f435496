"""Who may not see a table sees no page, no JSON, no saved query and no link made from it."""

import sqlite3
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sample import BASE, DATA, Sample, addresses, fill, site

from datasette_aideals.errors import AidealsError
from datasette_aideals.show.api.asked import Asked
from datasette_aideals.show.api.resources import RESOURCES
from datasette_aideals.show.saved import saved_queries
from datasette_aideals.show.site import PAGES
from datasette_aideals.store.schema import tables

ALICE = {"id": "alice"}
ONLY_ALICE = {"allow": {"id": "alice"}}
CLOSED = ("deals", "articles", "flows", "runs")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(tmp_path_factory.mktemp("permissions") / "deals.db")


async def statuses(ds: Any, paths: list[str], actor: dict[str, str] | None) -> list[int]:
    await ds.invoke_startup()
    cookies = {"ds_actor": ds.sign({"a": actor}, "actor")} if actor else {}
    return [(await ds.client.get(path, cookies=cookies)).status_code for path in paths]


def closing(sample: Sample) -> dict[str, tuple[str, ...]]:
    """An address of each kind of page and document, with the tables that it is made from."""
    pages = addresses(sample)
    found = {pages[page.address]: page.tables for page in PAGES}
    for resource in RESOURCES:
        pattern, _, extension = resource.address.rpartition("\\.")
        found[f"{pages.get(pattern, BASE + pattern)}.{extension}"] = resource.tables
    return found


LAYOUTS = {
    "instance": ONLY_ALICE,
    "database": {"databases": {"deals": ONLY_ALICE}},
    "table": {"databases": {"deals": {"tables": {name: {**ONLY_ALICE} for name in CLOSED}}}},
    "database, though the table is open": {
        "databases": {"deals": {**ONLY_ALICE, "tables": {"organizations": {"allow": True}}}}
    },
}


@pytest.mark.asyncio
@pytest.mark.parametrize("layout", LAYOUTS)
async def test_closed_to_all_but_one(sample: Sample, layout: str) -> None:
    ds = site(sample.path, metadata=LAYOUTS[layout])
    # Where only some tables are closed, some addresses may read none of them.
    near = {*CLOSED} if layout == "table" else {table.name for table in tables()}
    closed = [path for path, read in closing(sample).items() if near & {*read}]
    assert await statuses(ds, closed, None) == [403] * len(closed)
    assert await statuses(ds, closed, {"id": "bob"}) == [403] * len(closed)
    assert await statuses(ds, [*closing(sample)], ALICE) == [200] * len(closing(sample))


@pytest.mark.asyncio
@pytest.mark.parametrize("table", [table.name for table in tables()] + ["deals_fts"])
async def test_each_table_closes_the_pages_that_read_it(sample: Sample, table: str) -> None:
    ds = site(sample.path, metadata={"databases": {"deals": {"tables": {table: ONLY_ALICE}}}})
    expected = {path: 403 if table in read else 200 for path, read in closing(sample).items()}
    assert await statuses(ds, [*expected], None) == [*expected.values()]
    closed = [path for path, status in expected.items() if status == 403]
    assert await statuses(ds, closed[-1:], ALICE) == [200] * len(closed[-1:])


def read_tables(path: Path, ask: Any) -> set[str]:
    """The tables that ``ask`` reads, as SQLite sees them; a search index counts as one table."""
    seen: set[str] = set()

    def note(action: int, table: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ and table:
            seen.add("deals_fts" if table.startswith("deals_fts") else table)
        return sqlite3.SQLITE_OK

    conn = sqlite3.connect(path)
    conn.set_authorizer(note)
    ask(conn)
    conn.set_authorizer(None)
    conn.close()
    return seen - {"json_each", "sqlite_master", "sqlite_schema"}


@pytest.mark.parametrize("page", PAGES, ids=[page.address for page in PAGES])
def test_pages_name_every_table_they_read(sample: Sample, page: Any, tmp_path: Path) -> None:
    # A file of its own, of which nothing is kept from another test.
    path = Path(copy(sample.path, tmp_path))
    queries = [{}, {"q": "orbit", "organization": "Orbit", "doubts": "yes", "sort": "doubts", "next": "1~a"}]
    queries += [{"from": "2025", "min": "1bn"}, {"organization": "Orbit", "next": "1~1"}, {"field": "amount"}]
    things = ["nothing", "gone-0123456789", *sample.deals.values(), *sample.articles.values()]
    things += [*DATA["organizations"], *DATA["runs"]]

    def ask(conn: sqlite3.Connection) -> None:
        for id_ in things:
            for query in queries:
                try:
                    page.ask(conn, id_, query)
                except AidealsError:
                    continue

    assert read_tables(path, ask) == set(page.tables)


@pytest.mark.parametrize("resource", RESOURCES, ids=[resource.name for resource in RESOURCES])
def test_documents_name_every_table_they_read(sample: Sample, resource: Any) -> None:
    queries = [{}, {"q": "orbit", "organization": "Orbit", "doubts": "yes", "changed_since": "2025-11-20"}]
    queries += [{"field": "amount"}]
    things = ["nothing", "gone-0123456789", *sample.deals.values(), *sample.articles.values()]
    things += [*DATA["organizations"], *DATA["runs"]]

    def ask(conn: sqlite3.Connection) -> None:
        for id_ in things:
            for query in queries:
                try:
                    asked = Asked(id_, query, "http://localhost/deals/-/aideals", "/deals")
                    resource.lines(conn, asked, "") if resource.lines else resource.body(conn, asked)
                except AidealsError:
                    continue

    # The description reads nothing, but is for those only who may see deals.
    assert resource.name == "openapi" or read_tables(sample.path, ask) == set(resource.tables)


@pytest.mark.parametrize("query", saved_queries(), ids=[query.name for query in saved_queries()])
def test_saved_queries_name_every_table_they_read(sample: Sample, query: Any) -> None:
    def ask(conn: sqlite3.Connection) -> None:
        conn.execute(query.sql, {"title": ""}).fetchall()

    assert read_tables(sample.path, ask) == set(query.reads)


@pytest.mark.asyncio
async def test_saved_queries_do_not_show_closed_tables(sample: Sample) -> None:
    closed = {"databases": {"deals": {"tables": {"articles": ONLY_ALICE}}}}
    if hasattr(site(sample.path), "add_query"):
        # Datasette 1.0 runs them for those who may run SQL; who closes a table closes that too.
        closed = {"databases": {"deals": {"allow_sql": False}}}
        ds = site(sample.path, config=closed)
        assert set(await statuses(ds, ["/deals/largest_deals.json"], None)) == {403}
        return
    ds = site(sample.path, metadata=closed)
    assert await statuses(ds, ["/deals/largest_deals.json", "/deals/who_invests_in_whom.json"], None) == [403, 200]
    assert await statuses(ds, ["/deals/largest_deals.json"], ALICE) == [200]
    assert "largest_deals" not in (await ds.client.get("/deals")).text


@pytest.mark.asyncio
async def test_links_are_for_those_who_may_follow_them(sample: Sample) -> None:
    ds = site(sample.path, metadata={"databases": {"deals": {"tables": {"deals": ONLY_ALICE}}}})
    await ds.invoke_startup()
    cookies = {"ds_actor": ds.sign({"a": ALICE}, "actor")}
    for path in ("/", "/deals", "/deals/articles"):
        assert '"/deals/-/aideals"' not in (await ds.client.get(path)).text, path
        assert '"/deals/-/aideals"' in (await ds.client.get(path, cookies=cookies)).text, path


@pytest.mark.asyncio
async def test_a_closed_database_does_not_say_whether_it_has_deals(sample: Sample, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE t (a)")
    ds = site(sample.path, tmp_path / "other.db", metadata=ONLY_ALICE)
    paths = ["/deals/-/aideals.json", "/other/-/aideals.json", "/deals/-/aideals/deals/nothing.json"]
    assert await statuses(ds, paths, None) == [403, 403, 403]
    assert await statuses(ds, paths, ALICE) == [200, 404, 404]
