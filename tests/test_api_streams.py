"""Everything as lines, what changed, and the feed of it."""

import json
import sqlite3
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest
from poison import POISON, poison
from sample import BASE, Sample, fill, site

from datasette_aideals.show.api import streams

pytestmark = pytest.mark.asyncio

OLD_ID = "tonic-series-00000000ff"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(tmp_path_factory.mktemp("streams") / "deals.db")


@pytest.fixture
def own(sample: Sample, tmp_path: Path) -> Path:
    """A copy of the sample that a test may change."""
    return Path(copy(sample.path, tmp_path / "deals.db"))


async def lines(ds: Any, path: str) -> list[Any]:
    response = await ds.client.get(path)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/x-ndjson; charset=utf-8"
    assert response.text.endswith("\n") or not response.text
    return [json.loads(line) for line in response.text.splitlines()]


@pytest.mark.parametrize("batch", [1, 2, 6, 50])
async def test_each_line_is_the_document_of_a_deal(sample: Sample, batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BATCH", batch)
    ds = site(sample.path)
    found = await lines(ds, f"{BASE}/deals.ndjson?ai=all")
    assert [line["id"] for line in found] == sorted(sample.deals.values())
    for line in found:
        document = (await ds.client.get(f"{BASE}/deals/{line['id']}.json")).json()
        version, deal = document["version"], document["deal"]
        assert _without_links(line) == {"version": version, **_without_links(deal)}
        assert (await ds.client.get(urljoin(f"{BASE}/deals.ndjson", line["links"]["json"]))).status_code == 200


def _without_links(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_links(part) for key, part in value.items() if key != "links"}
    return [_without_links(part) for part in value] if isinstance(value, list) else value


async def test_nothing_is_made_for_who_has_gone(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BATCH", 1)
    sent: list[bytes] = []

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message.get("body", b""))

    path = f"{BASE}/deals.ndjson"
    scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "headers": []}
    ds = site(sample.path)
    await ds.invoke_startup()
    await ds.app()({**scope, "path": path, "raw_path": path.encode(), "query_string": b"ai=all"}, receive, send)
    assert 0 < b"".join(sent).count(b"\n") < len(sample.deals)


async def test_pages_name_the_feed(sample: Sample) -> None:
    ds = site(sample.path)
    for path in (BASE, f"{BASE}/deals/{sample.deals['invest']}"):
        assert (
            f'type="application/atom+xml" title="AI deals" href="{BASE}/deals.atom"' in (await ds.client.get(path)).text
        )


async def test_lines_can_be_filtered_like_the_list(sample: Sample) -> None:
    ds = site(sample.path)
    for query in (
        "",
        "?ai=all&type=capex",
        "?q=lumen&doubts=yes",
        "?organization=Orbit&changed_since=2025-11-21T10:05",
    ):
        listed = (await ds.client.get(f"{BASE}/deals.json{query}")).json()["deals"]
        assert {line["id"] for line in await lines(ds, f"{BASE}/deals.ndjson{query}")} == {row["id"] for row in listed}
    assert await lines(ds, f"{BASE}/deals.ndjson?organization=nobody") == []
    refused = await ds.client.get(f"{BASE}/deals.ndjson?sort=title")
    assert (refused.status_code, refused.json()["ok"]) == (400, False)


async def test_articles_are_lines_too_and_a_withheld_text_is_not_in_them(sample: Sample, own: Path) -> None:
    found = {line["id"]: line for line in await lines(site(sample.path), f"{BASE}/articles.ndjson")}
    assert set(found) == set(sample.articles.values())
    assert found[sample.articles["harbor"]]["text"].startswith("Orbit Cloud to put")
    conn = sqlite3.connect(own)
    with conn:
        conn.execute("DELETE FROM article_texts")
    conn.close()
    assert {line["text"] for line in await lines(site(own), f"{BASE}/articles.ndjson")} == {None}
    document = (await site(own).client.get(f"{BASE}/articles/{sample.articles['harbor']}.json")).json()
    assert document["article"]["text"] is None


async def test_changes_are_walked_in_the_order_of_writing(sample: Sample) -> None:
    ds = site(sample.path)
    address, found = f"{BASE}/changes.json?size=3", []
    while address:
        answer = (await ds.client.get(address)).json()
        found += answer["changes"]
        address = urljoin(address, answer["next_url"]) if answer["next"] else ""
    assert [change["number"] for change in found] == list(range(1, 12))
    gone, old = found[1], found[3]
    assert (gone["state"], gone["leads_to"], gone["links"]) == ("withdrawn", None, {"page": None, "json": None})
    assert (old["deal"], old["state"], old["leads_to"]) == (OLD_ID, "new", sample.deals["series"])
    since = (await ds.client.get(f"{BASE}/changes.json?since=2025-11-22&size=1")).json()
    assert [change["number"] for change in since["changes"]] == [11]
    assert since["next"] is None


async def test_rows_say_when_they_changed(sample: Sample) -> None:
    rows = (await site(sample.path).client.get(f"{BASE}/deals.json?ai=all")).json()["deals"]
    changed = {row["id"]: row["changed_at"] for row in rows}
    assert changed[sample.deals["rumor"]] == "2025-11-22T10:00:00.000000Z"
    assert changed[sample.deals["invest"]] == "2025-11-21T10:08:01Z"


async def feed(ds: Any, query: str = "") -> Any:
    response = await ds.client.get(f"{BASE}/deals.atom{query}")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    parsed = feedparser.parse(response.content, sanitize_html=False)
    assert (parsed.bozo, parsed.version) == (False, "atom10"), parsed.get("bozo_exception")
    return parsed


async def test_feed_has_the_latest_changes_first(sample: Sample) -> None:
    parsed = await feed(site(sample.path))
    entries = parsed.entries
    assert [entry.title for entry in entries[:2]] == [
        "Kestrel Chips may invest $2 billion in Lumen Labs",
        "Lumen Labs buys $30 billion of computing capacity from Orbit Cloud",
    ]
    assert (entries[0].published, entries[0].updated) == ("2025-11-21T10:10:00Z", "2025-11-22T10:00:00Z")
    assert parsed.feed.updated == entries[0].updated
    assert {tag.term for tag in entries[0].tags} == {"investment", "rumored", "changed"}
    assert entries[0].link == f"http://localhost{BASE}/deals/{sample.deals['rumor']}"
    assert len({entry.id for entry in entries}) == len(entries) == 5


async def test_feed_leads_to_pages_and_documents(sample: Sample) -> None:
    ds = site(sample.path)
    parsed = await feed(ds, "?type=investment&size=2")
    assert parsed.feed.links[0].href == f"http://localhost{BASE}/deals.atom?type=investment&size=2"
    assert len(parsed.entries) == 2
    for link in [link for entry in parsed.entries for link in entry.links]:
        assert (await ds.client.get(link.href.removeprefix("http://localhost"))).status_code == 200


async def test_an_entry_keeps_its_id_when_its_deal_gets_another_address(sample: Sample, own: Path) -> None:
    before = {entry.title: entry.id for entry in (await feed(site(own), "?ai=all")).entries}
    old, now = sample.deals["invest"], "orbit-cloud-lumen-labs-00000000aa"
    conn = sqlite3.connect(own)
    with conn:
        for table, column in (("deals", "id"), ("deal_parties", "deal_id"), ("deal_addresses", "deal_id")):
            conn.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [now, old])
        conn.execute("INSERT INTO deal_addresses VALUES ('00000000aa', ?)", [now])
        conn.execute(
            "INSERT INTO deal_log (deal_id, digest, state, cause, at) VALUES (?, '1', 'new', 'build', ?)",
            [now, "2025-11-23T00:00:00Z"],
        )
    conn.close()
    parsed = await feed(site(own), "?ai=all")
    assert {entry.title: entry.id for entry in parsed.entries} == before
    assert parsed.entries[0].link.endswith("00000000aa")
    assert (parsed.entries[0].published, parsed.entries[0].updated) == ("2025-11-20T10:08:01Z", "2025-11-23T00:00:00Z")


async def test_the_feed_does_not_follow_the_clock(sample: Sample, own: Path) -> None:
    one, other = [(await site(sample.path).client.get(f"{BASE}/deals.atom")).content for _ in "12"]
    assert one == other
    empty = await feed(site(own), "?type=grant")
    assert (empty.entries, empty.feed.updated) == ([], "1970-01-01T00:00:00Z")


async def test_a_hostile_feed_is_still_a_feed(own: Path) -> None:
    poison(own)
    conn = sqlite3.connect(own)
    with conn:
        conn.execute("UPDATE deals SET title = title || ? || char(1) || char(65535)", ["]]>&amp;"])
        conn.execute("DELETE FROM deal_log")
        conn.execute(
            "INSERT INTO deal_log (deal_id, digest, state, cause, at) SELECT id, '0', ?, '', '<b>' FROM deals", [POISON]
        )
    conn.close()
    parsed = await feed(site(own), "?ai=all")
    assert len(parsed.entries) == 6
    assert "]]>&amp;" in parsed.entries[0].title
    assert parsed.entries[0].updated == "1970-01-01T00:00:00Z"
