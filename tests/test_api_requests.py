"""How the API answers: conditional requests, HEAD, other sites, and errors of one form whatever goes wrong."""

import sqlite3
from functools import partial
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample import BASE, Sample, fill, site

from datasette_aideals.show.freshness import matches, tag_of

pytestmark = pytest.mark.asyncio

DOCUMENTS = (
    f"{BASE}.json",
    f"{BASE}/deals.json",
    f"{BASE}/changes.json",
    f"{BASE}/flows.json",
    f"{BASE}/runs.json",
    f"{BASE}/deals.ndjson",
    f"{BASE}/articles.ndjson",
    f"{BASE}/deals.atom",
    f"{BASE}/openapi.json",
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(tmp_path_factory.mktemp("requests") / "deals.db")


@pytest.fixture
def own(sample: Sample, tmp_path: Path) -> Path:
    """A copy of the sample that a test may change."""
    return Path(copy(sample.path, tmp_path / "deals.db"))


def write(path: Path, sql: str) -> None:
    conn = sqlite3.connect(path)
    with conn:
        conn.execute(sql)
    conn.close()


async def tag(ds: Any, path: str) -> str:
    response = await ds.client.get(path)
    assert response.status_code == 200, response.text
    return str(response.headers["etag"])


async def asked_again(ds: Any, path: str, known: str) -> Any:
    return await ds.client.get(path, headers={"If-None-Match": known})


@pytest.mark.parametrize("path", DOCUMENTS)
async def test_what_the_client_has_is_not_sent_again(sample: Sample, path: str) -> None:
    ds = site(sample.path)
    known = await tag(ds, path)
    assert known.startswith('"')
    for header in (known, f'"other", {known}', f"W/{known}", "*"):
        again = await asked_again(ds, path, header)
        assert (again.status_code, again.text, again.headers["etag"]) == (304, "", known)
    assert (await asked_again(ds, path, '"other"')).status_code == 200


CHANGES = {
    "a run": "UPDATE runs SET status = 'undone' WHERE id = '01JD0000000000000000000003'",
    "a decision about a deal": "UPDATE deals SET title = 'Another title' WHERE type = 'capex'",
    "a change that was written down": "INSERT INTO deal_log (deal_id, digest, state, cause, at)"
    " SELECT id, '1', 'changed', 'resolve', '2025-11-23T10:00:00.000000Z' FROM deals WHERE type = 'capex'",
}


@pytest.mark.parametrize("change", CHANGES)
async def test_what_changed_is_sent_whoever_wrote_it(own: Path, change: str) -> None:
    ds = site(own)
    # The list of everything, not of AI deals only, has the deal in it that is changed.
    paths = [f"{BASE}/deals.json?ai=all", f"{BASE}/deals.ndjson?ai=all", f"{BASE}.json", f"{BASE}/deals.atom?ai=all"]
    before = {path: await ds.client.get(path) for path in paths}
    write(own, CHANGES[change])
    for path in paths:
        again = await asked_again(ds, path, before[path].headers["etag"])
        fresh = await ds.client.get(path)
        changed = fresh.content != before[path].content
        assert (again.status_code == 200) >= changed, path
        if path.partition("?")[0].endswith(".json"):
            assert (again.status_code == 200) == changed, path
    contents = [(await ds.client.get(path)).content for path in paths]
    assert contents != [before[path].content for path in paths]


async def test_tags_of_documents_outlive_the_server(sample: Sample) -> None:
    for immutable in (False, True):
        tags = [[await tag(site(sample.path, immutable=immutable), path) for path in DOCUMENTS[:3]] for _ in "12"]
        assert tags[0] == tags[1]
    one, other = [await tag(site(sample.path, immutable=True), f"{BASE}/deals.ndjson") for _ in "12"]
    assert one == other


async def test_another_question_has_another_tag(sample: Sample) -> None:
    ds = site(sample.path)
    asked = [f"{BASE}/deals.ndjson{query}" for query in ("", "?type=debt", "?type=grant", "?q=debt")]
    assert len({await tag(ds, path) for path in asked}) == len(asked)


async def test_a_tag_opens_nothing_to_who_may_not_see_it(sample: Sample) -> None:
    known = await tag(site(sample.path), f"{BASE}/deals.json")
    shut = await asked_again(site(sample.path, metadata={"allow": {"id": "alice"}}), f"{BASE}/deals.json", known)
    assert shut.status_code == 403
    assert "etag" not in shut.headers


async def test_who_may_review_has_another_tag_as_others_see_no_names(sample: Sample, own: Path) -> None:
    deal = sample.deals["invest"]
    write(
        own,
        "INSERT INTO reviews (id, article_sha256, mention_key, field, decision, actor, note, at)"
        f" VALUES ('R1', 'x', '{deal[-10:]}', 'amount', 'accept', 'bob', 'Seen in print', '2025-11-23T00:00:00Z')",
    )
    ds = site(own, metadata={"plugins": {"datasette-aideals": {"review_allow": {"id": "bob"}}}})
    await ds.invoke_startup()
    cookies = {"ds_actor": ds.sign({"a": {"id": "bob"}}, "actor")}
    for path in (f"{BASE}/deals/{deal}.json", f"{BASE}/deals.ndjson"):
        named, plain = await ds.client.get(path, cookies=cookies), await ds.client.get(path)
        assert "Seen in print" in named.text
        assert "Seen in print" not in plain.text and '"actor": "bob"' not in plain.text
        assert named.headers["etag"] != plain.headers["etag"]
        again = await asked_again(ds, path, named.headers["etag"])
        assert (again.status_code, "Seen in print" in again.text) == (200, False)


@given(st.text())
async def test_tags_of_the_same_text_are_the_same(text: str) -> None:
    assert tag_of(text) == tag_of(text) != tag_of(text + " ")
    assert matches(tag_of(text), tag_of(text))
    assert not matches(tag_of(text), tag_of(text + " "))


@pytest.mark.parametrize("path", DOCUMENTS)
async def test_head_has_the_headers_and_no_body(sample: Sample, path: str) -> None:
    ds = site(sample.path)
    whole, head = await ds.client.get(path), await ds.client.head(path)
    assert (head.status_code, head.text) == (200, "")
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-type"] == whole.headers["content-type"]
    if not path.endswith(".ndjson"):
        assert int(head.headers["content-length"]) == len(whole.content)


async def test_answers_may_be_kept_as_long_as_datasettes_own(sample: Sample) -> None:
    for settings, expected in (
        ({}, "max-age=5"),
        ({"default_cache_ttl": 60}, "max-age=60"),
        ({"default_cache_ttl": 0}, "no-cache"),
    ):
        ds = site(sample.path, settings=settings)
        assert (await ds.client.get(f"{BASE}/deals.json")).headers["cache-control"] == expected
        assert (await ds.client.get(f"{BASE}/deals.json?size=x")).headers["cache-control"] == "no-store"
    ds = site(sample.path)
    await ds.invoke_startup()
    cookies = {"ds_actor": ds.sign({"a": {"id": "alice"}}, "actor")}
    assert "private" in (await ds.client.get(f"{BASE}/deals.json", cookies=cookies)).headers["cache-control"]


async def test_other_sites_may_ask_conditionally(sample: Sample) -> None:
    ds = site(sample.path, cors=True)
    before = await ds.client.options(f"{BASE}/deals.json")
    assert (before.status_code, before.text) == (204, "")
    assert "If-None-Match" in before.headers["access-control-allow-headers"]
    for path in (f"{BASE}/deals.json", f"{BASE}/deals.ndjson", f"{BASE}/deals.json?size=x"):
        answer = await ds.client.get(path)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "ETag" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-origin" not in (await site(sample.path).client.options(f"{BASE}/deals.json")).headers


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
async def test_nothing_can_be_written(sample: Sample, method: str) -> None:
    answer = await getattr(site(sample.path).client, method)(f"{BASE}/deals.json")
    assert answer.status_code == 405
    assert answer.json() == {"ok": False, "error": "This address can only be read.", "status": 405}
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


async def problem(ds: Any, path: str) -> tuple[int, str]:
    answer = await ds.client.get(path)
    document = answer.json()
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert set(document) == {"ok", "error", "status"}
    assert (document["ok"], document["status"]) == (False, answer.status_code)
    return answer.status_code, document["error"]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a database that is being written."""
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, timeout=0))


@pytest.mark.usefixtures("impatient")
async def test_a_database_that_is_being_written_can_be_asked_again(own: Path) -> None:
    conn = sqlite3.connect(own)
    # Without a log beside it the file is shut while it is written.
    conn.execute("PRAGMA journal_mode = delete")
    ds = site(own)
    for path in DOCUMENTS:
        assert (await ds.client.get(path)).status_code == 200
        conn.execute("BEGIN EXCLUSIVE")
        answer = await ds.client.get(path)
        conn.rollback()
        assert answer.status_code == 503, path
        assert answer.json()["error"] == "The database is being written. Try again in a moment."
        assert answer.headers["retry-after"] == "1"
    conn.close()


@pytest.mark.parametrize("path", DOCUMENTS)
async def test_a_database_of_an_earlier_version_says_what_to_do(own: Path, path: str) -> None:
    write(own, "ALTER TABLE deals DROP COLUMN summary_refused")
    status, error = await problem(site(own), path)
    assert status == 503
    assert error.endswith("Bring it up to date with: datasette aideals resolve DATABASE")


@pytest.mark.parametrize("path", DOCUMENTS)
async def test_other_databases_have_no_deals(tmp_path: Path, path: str) -> None:
    write(tmp_path / "deals.db", "CREATE TABLE deals (id TEXT)")
    status, error = await problem(site(tmp_path / "deals.db"), path)
    assert status == 404
    assert error.startswith("This database has no deals.")
    assert (await problem(site(), path))[0] == 404


@pytest.mark.parametrize("path", DOCUMENTS)
async def test_a_broken_database_names_no_file(own: Path, path: str) -> None:
    ds = site(own)
    assert (await ds.client.get(path)).status_code == 200
    write(own, "DROP TABLE deal_log")
    if path not in (f"{BASE}/openapi.json", f"{BASE}/articles.ndjson", f"{BASE}/flows.json", f"{BASE}/runs.json"):
        assert await problem(ds, path) == (500, "The database could not be read. The server's log says more.")


HOSTILE = [
    "\0",
    "\u202e\ud7ff",
    "%ff%fe",
    "' OR 1=1 --",
    '"; DROP TABLE deals; --',
    "9" * 400,
    "-1",
    "1e309",
    "NaN",
    "../../etc/passwd",
    "{{7*7}}",
    "<script>",
    "deals MATCH *",
    "a" * 5000,
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_words_are_only_words(sample: Sample, hostile: str) -> None:
    ds = site(sample.path)
    word = hostile if hostile.startswith("%") else quote(hostile, safe="")
    paths = [f"{BASE}/deals/{word}.json", f"{BASE}/articles/{word}.json", f"/{word}/-/aideals.json"]
    names = ("q", "type", "organization", "changed_since", "size", "next", word)
    paths += [f"{BASE}/deals.json?{name}={word}" for name in names]
    paths += [f"{BASE}/changes.json?next={word}", f"{BASE}/deals.atom?q={word}", f"{BASE}/deals.ndjson?q={word}"]
    for path in paths:
        answer = await ds.client.get(path)
        assert answer.status_code in (200, 302, 400, 404), path
        assert str(sample.path.parent) not in answer.text
        assert "Traceback" not in answer.text
        if answer.status_code == 400:
            assert answer.json()["ok"] is False
            assert len(answer.json()["error"]) < 400
