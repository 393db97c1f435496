"""The JSON: one stable shape, numbers as numbers, lists that can be walked, errors that can be read."""

import os
import random
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.parse import urljoin

import pytest
from corpus import library
from hypothesis import given
from hypothesis import strategies as st
from news import ARTICLES
from poison import BAD_URL, poison
from sample import Sample, fill, site

from datasette_aideals.show.filters import DealFilter, Sort
from datasette_aideals.show.queries.deals import list_deals
from datasette_aideals.store.processes import process_name

BASE = "/deals/-/aideals"
ROW_KEYS = {
    "id", "title", "summary", "type", "status", "amount", "amount_usd", "amount_usd_basis", "rate_year",
    "parties", "announced", "first_reported",
    "ai", "focus", "article_count", "conflict_count", "disputed_fields", "judged_count", "changed_at", "links",
}  # fmt: skip
STATEMENT_KEYS = {
    "id", "field", "subject", "value", "words", "selector", "verdict", "reason", "origin", "reviewed", "article",
    "source", "mention", "reading", "call", "links",
}  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(tmp_path_factory.mktemp("api") / "deals.db")


async def get(ds: Any, path: str, status: int = 200) -> Any:
    response = await ds.client.get(path)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    return response.json()


@pytest.mark.asyncio
async def test_home(sample: Sample) -> None:
    answer = await get(site(sample.path), f"{BASE}.json")
    assert answer["ok"] is True
    assert answer["counts"] == {
        "deals": 6,
        "ai_deals": 5,
        "articles": 4,
        "publishers": 2,
        "organizations": 7,
        "deals_with_conflicts": 1,
        "deals_with_judged_values": 2,
        "refused_values": {"mismatch": 1, "unfound": 1},
        "refused_deals": 1,
    }
    assert answer["models"] == [{"model": "aideals-rules", "articles": 3}]
    assert answer["last_run"]["id"] == "01JD0000000000000000000003"
    assert set(answer["newest"][0]) == ROW_KEYS


@pytest.mark.asyncio
async def test_list(sample: Sample) -> None:
    answer = await get(site(sample.path), f"{BASE}/deals.json?sort=largest")
    assert set(answer) == {
        "ok",
        "version",
        "count",
        "deals",
        "snippets",
        "facets",
        "next",
        "next_url",
        "filters",
        "links",
    }
    assert answer["count"] == 5
    assert (answer["next"], answer["next_url"]) == (None, None)
    assert [deal["amount_usd"] for deal in answer["deals"]] == [
        30_000_000_000,
        25_000_000_000,
        2_000_000_000,
        1_469_000_000,
        None,
    ]
    deal = answer["deals"][1]
    assert set(deal) == ROW_KEYS
    assert deal["amount"] == {"value": 25_000_000_000, "value_max": None, "currency": "USD", "qualifier": "up_to"}
    assert deal["parties"] == [
        {"organization": "orbit-cloud", "name": "Orbit Cloud", "role": "investor", "share": None},
        {"organization": "lumen-labs", "name": "Lumen Labs", "role": "investee", "share": None},
    ]
    assert deal["disputed_fields"] == ["amount"]
    assert deal["focus"] is True


@pytest.mark.asyncio
async def test_list_with_facets(sample: Sample) -> None:
    answer = await get(site(sample.path), f"{BASE}/deals.json?ai=all&facets=yes&organization=Lumen+Labs")
    assert answer["count"] == 3
    assert answer["facets"] == {
        "type": {"investment": 2, "purchase": 1},
        "status": {"announced": 2, "rumored": 1},
        "ai": {"stated": 2, "party": 1},
    }
    assert (await get(site(sample.path), f"{BASE}/deals.json"))["facets"] is None


@pytest.mark.asyncio
async def test_counts_follow_a_change_of_the_deals(sample: Sample, tmp_path: Path) -> None:
    own = Path(copy(sample.path, tmp_path / "deals.db"))
    ds = site(own)
    assert (await get(ds, f"{BASE}/deals.json?ai=all"))["count"] == 6
    conn = sqlite3.connect(own)
    with conn:
        conn.execute("DELETE FROM deals WHERE type = 'capex'")
        conn.execute("INSERT INTO deal_log VALUES (99, 'x', 'y', 'withdrawn', 'remove', '2025-11-22T00:00:00Z')")
    conn.close()
    assert (await get(ds, f"{BASE}/deals.json?ai=all"))["count"] == 5


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("ai=all", ["invest", "purchase", "rumor", "series", "acquisition", "capex"]),
        ("ai=none", ["capex"]),
        ("ai=stated", ["invest", "purchase", "acquisition"]),
        ("ai=party", ["rumor", "series"]),
        ("type=investment", ["invest", "rumor", "series"]),
        ("status=completed", ["series", "acquisition"]),
        ("organization=Lumen+Labs", ["invest", "purchase", "rumor"]),
        ("organization=lumen-labs", ["invest", "purchase", "rumor"]),
        ("organization=KESTREL", ["rumor", "acquisition"]),
        ("organization=nobody", []),
        ("doubts=yes", ["invest", "rumor"]),
        ("min=2bn", ["invest", "purchase", "rumor"]),
        ("min=1.4+billion&max=$25,000,000,000", ["invest", "rumor", "series"]),
        ("from=2025-11-19", ["series"]),
        ("to=2025-11-18", ["invest", "purchase", "rumor"]),
        ("from=2026&to=2026-06&ai=all", ["capex"]),
        ("from=2026-06-01&to=2026-06-30&ai=none", ["capex"]),
        ("from=2027&ai=all", []),
        ("from=2025-11&to=2025&type=investment", ["invest", "rumor", "series"]),
        ("q=tonic", ["series"]),
        ("q=capacities", ["purchase"]),
        ("q=lumen+kestrel", ["rumor"]),
        ("q=lumen+OR+tonic", []),
        ('q="', []),
        ("q=title%3Ax+NEAR(", []),
        ("type=investment&status=&q=", ["invest", "rumor", "series"]),
        ("type=investment&organization=Orbit&status=announced", ["invest"]),
        ("changed_since=2025-11-22", ["rumor"]),
        ("changed_since=2025-11-21T10:10:00Z", ["purchase", "rumor", "series", "acquisition"]),
        ("changed_since=2025-11-22T12:00:00+02:00", ["rumor"]),
        ("changed_since=2025-11-22T12:00:00%2B02:00", ["rumor"]),
        ("changed_since=2025-11-22+10:00:00.5", []),
    ],
)
async def test_filters(sample: Sample, query: str, names: list[str]) -> None:
    answer = await get(site(sample.path), f"{BASE}/deals.json?{query}")
    assert {deal["id"] for deal in answer["deals"]} == {sample.deals[name] for name in names}
    assert answer["count"] == len(names)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("type=gift", "type can be one of: investment, acquisition, joint_venture"),
        ("status=open", "status can be one of: rumored, announced, completed, cancelled."),
        ("ai=maybe", "ai can be one of: ai, stated, party, none, all."),
        ("sort=price", "sort can be one of: newest, oldest, largest, sources, doubts, title."),
        ("doubts=no", "doubts can only be yes."),
        ("facets=no", "facets can only be yes."),
        ("min=plenty", "min can be a sum in US dollars, such as 500000000 or 500 million."),
        ("max=%E2%82%AC5", "max can be a sum in US dollars"),
        ("min=1+to+2+billion", "min can be a sum in US dollars"),
        ("from=yesterday", "from can be a date such as 2025-11-18, 2025-11 or 2025."),
        ("to=2025-02-30", "to names a day that does not exist."),
        ("size=0", "size can be a number from 1 to 1000."),
        ("size=1001", "size can be a number from 1 to 1000."),
        ("size=many", "size can be a number from 1 to 1000."),
        ("size=%C2%B2", "size can be a number from 1 to 1000."),
        ("next=elsewhere", "next does not come from this list."),
        ("sort=largest&next=a~b", "next does not come from this list."),
        ("sort=largest&next=" + "9" * 30 + "~b", "next does not come from this list."),
        ("changed_since=yesterday", "changed_since can be a day or a time: 2025-11-20 or 2025-11-20T10:00:00Z."),
        ("changed_since=0001-01-01T00:00:00%2B23:00", "changed_since can be a day or a time"),
        ("statuss=rumored", "statuss can't be asked for here. These can: q, type, status, organization, min,"),
        ("_shape=array", "_shape can't be asked for here."),
        ("type=grant&type=debt", "type can be given only once."),
        ("x" * 1000 + "=1", "x" * 40 + "… can't be asked for here."),
        ("q=" + "x" * 201, "q can have at most 200 characters."),
    ],
)
async def test_bad_filters_are_named(sample: Sample, query: str, message: str) -> None:
    answer = await get(site(sample.path), f"{BASE}/deals.json?{query}", 400)
    assert set(answer) == {"ok", "error", "status"}
    assert (answer["ok"], answer["status"]) == (False, 400)
    assert answer["error"].startswith(message)


@pytest.mark.asyncio
async def test_list_is_walked_by_next(sample: Sample) -> None:
    ds = site(sample.path)
    address, ids = f"{BASE}/deals.json?ai=all&size=1&organization=Orbit+Cloud", []
    while address:
        answer = await get(ds, address)
        assert answer["count"] == 3
        ids += [deal["id"] for deal in answer["deals"]]
        address = urljoin(address, answer["next_url"]) if answer["next"] else ""
    assert sorted(ids) == sorted(sample.deals[name] for name in ("invest", "purchase", "capex"))


@pytest.fixture(scope="module")
def many(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """Sixty deals whose sums, dates and doubts repeat or are missing."""
    path = Path(copy(sample.path, tmp_path_factory.mktemp("many") / "deals.db"))
    conn = sqlite3.connect(path, check_same_thread=False)
    columns = [row[1] for row in conn.execute("PRAGMA table_info(deals)")]
    model = dict(zip(columns, conn.execute("SELECT * FROM deals").fetchone(), strict=True))
    chance = random.Random(4)
    for number in range(60):
        day = date(2025, 1, 1) + timedelta(days=chance.randrange(6))
        row = {
            **model,
            "id": f"deal-{number:010x}",
            "search_id": number,
            "title": chance.choice(["a", "B", "b~c", "É", "d"]),
            "amount_usd": chance.choice([None, 5, 5, 10**12]),
            "first_reported": chance.choice([None, day.isoformat()]),
            "article_count": chance.randrange(3),
            "judged_count": chance.randrange(3),
        }
        conn.execute(f"INSERT INTO deals VALUES ({', '.join('?' * len(row))})", list(row.values()))
    conn.commit()
    return conn


@given(sort=st.sampled_from(Sort), size=st.integers(1, 70))
def test_pages_of_any_size_join_to_the_whole_list(many: sqlite3.Connection, sort: Sort, size: int) -> None:
    whole = list_deals(many, DealFilter.read({"ai": "all", "sort": sort.value, "size": "1000"}))
    assert whole.next is None and len(whole.rows) == whole.count == 66
    joined: list[str] = []
    following: str | None = ""
    while following is not None:
        page = list_deals(
            many, DealFilter.read({"ai": "all", "sort": sort.value, "size": str(size), "next": following})
        )
        joined += [row.id for row in page.rows]
        following = page.next
    assert joined == [row.id for row in whole.rows]


@given(sort=st.sampled_from(Sort))
def test_lists_are_in_the_order_asked_for_with_what_is_missing_last(many: sqlite3.Connection, sort: Sort) -> None:
    rows = list_deals(many, DealFilter.read({"ai": "all", "sort": sort.value, "size": "1000"})).rows
    values: dict[Sort, list[Any]] = {
        Sort.NEWEST: [row.first_reported for row in rows],
        Sort.OLDEST: [row.first_reported for row in rows],
        Sort.LARGEST: [row.amount_usd for row in rows],
        Sort.SOURCES: [row.article_count for row in rows],
        Sort.DOUBTS: [row.conflict_count + row.judged_count for row in rows],
        Sort.TITLE: [row.title.replace("B", "b").replace("O", "o") for row in rows],
    }
    known = [value for value in values[sort] if value is not None]
    assert values[sort] == known + [None] * (len(rows) - len(known))
    if sort is not Sort.TITLE:
        assert known == sorted(known, reverse=sort is not Sort.OLDEST)
    else:
        assert known[0] == "a" and known[-1] == "É"


@pytest.mark.asyncio
async def test_deal(sample: Sample) -> None:
    answer = await get(site(sample.path), f"{BASE}/deals/{sample.deals['invest']}.json")
    deal = answer["deal"]
    assert set(deal) > ROW_KEYS
    assert deal["tranches"] == [
        {"value": 5_000_000_000, "value_max": None, "currency": "USD", "qualifier": "exact", "condition": "at once"},
        {
            "value": 20_000_000_000,
            "value_max": None,
            "currency": "USD",
            "qualifier": "up_to",
            "condition": "when agreed goals are met",
        },
    ]
    assert [(source["number"], source["article"]["publisher"]) for source in deal["sources"]] == [
        (1, "Harbor Wire"),
        (2, "The Ledger"),
    ]
    statements = {statement["id"]: statement for statement in deal["statements"]}
    amount = next(fact for fact in deal["facts"] if fact["field"] == "amount")
    assert amount["value"] == {"value": 25_000_000_000, "currency": "USD", "qualifier": "up_to"}
    assert [statements[id_]["selector"][0]["exact"] for id_ in amount["statements"]] == ["up to $25 billion"]
    assert [other["value"]["value"] for other in amount["others"]] == [20_000_000_000]
    assert all(set(statement) == STATEMENT_KEYS for statement in deal["statements"] + deal["refused"])
    assert {(refused["field"], refused["verdict"]) for refused in deal["refused"]} == {
        ("valuation", "unfound"),
        ("stake_percent", "mismatch"),
    }
    assert not {refused["id"] for refused in deal["refused"]} & set(statements)
    assert [(c["value"]["value"], c["chosen"]) for c in deal["conflicts"][0]["candidates"]] == [
        (25_000_000_000, True),
        (20_000_000_000, False),
    ]
    assert {reading["model"] for reading in deal["readings"]} == {"aideals-rules"}
    assert {reading["prompt"] for reading in deal["readings"]} == {"5f3c0a91d2e4b687"}


@pytest.mark.asyncio
async def test_every_statement_is_in_a_fact_or_is_a_passage(sample: Sample) -> None:
    ds = site(sample.path)
    for id_ in sample.deals.values():
        deal = (await get(ds, f"{BASE}/deals/{id_}.json"))["deal"]
        used = {s for fact in deal["facts"] for s in fact["statements"]}
        used |= {s for fact in deal["facts"] for other in fact["others"] for s in other["statements"]}
        assert used == {s["id"] for s in deal["statements"] if s["field"] != "quote"}
        parties = [(fact["value"], fact["subject"]) for fact in deal["facts"] if fact["field"] == "party"]
        assert parties == [(party["name"], party["role"]) for party in deal["parties"]]


@pytest.mark.asyncio
async def test_selectors_point_at_the_words(sample: Sample) -> None:
    ds = site(sample.path)
    for name in ("harbor", "ledger", "notes"):
        article = (await get(ds, f"{BASE}/articles/{sample.articles[name]}.json"))["article"]
        selectors = [s["selector"] for deal in article["deals"] for s in deal["statements"] if s["selector"]]
        assert len(selectors) > 5
        for quote, position in selectors:
            assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
            assert article["text"][position["start"] : position["end"]] == quote["exact"]
            assert article["text"][: position["start"]].endswith(quote["prefix"])
            assert article["text"][position["end"] :].startswith(quote["suffix"])


@pytest.mark.asyncio
async def test_article(sample: Sample) -> None:
    ds = site(sample.path)
    article = (await get(ds, f"{BASE}/articles/{sample.articles['ledger']}.json"))["article"]
    assert [(deal["number"], deal["id"]) for deal in article["deals"]] == [
        (1, sample.deals["invest"]),
        (2, sample.deals["series"]),
    ]
    assert [mention["reason"] for mention in article["refused_deals"]] == ["no second party and no amount"]
    assert article["characters"] == len(article["text"])
    assert article["places"] == ["ledger.md"]
    harbor = (await get(ds, f"{BASE}/articles/{sample.articles['harbor']}.json"))["article"]
    assert [(r["model"], r["in_use"]) for r in harbor["readings"]] == [
        ("aideals-rules", True),
        ("small-talker-135m", False),
    ]
    old = (await get(ds, f"{BASE}/articles/{sample.articles['old']}.json"))["article"]
    assert old["replaced_by"] == [sample.articles["notes"]]
    assert old["refused_deals"] == []


@pytest.mark.asyncio
async def test_links_in_json_lead_somewhere(sample: Sample) -> None:
    ds = site(sample.path)
    for path in (f"{BASE}.json", f"{BASE}/deals.json", f"{BASE}/deals/{sample.deals['invest']}.json"):
        for link in _links(await get(ds, path)):
            answer = await ds.client.get(urljoin(path, link.partition("#")[0]), follow_redirects=True)
            assert answer.status_code == 200, link


def _links(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [link for link in value.get("links", {}).values() if link]
        return own + [link for part in value.values() for link in _links(part)]
    return [link for part in value for link in _links(part)] if isinstance(value, list) else []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        (f"{BASE}/deals/nothing.json", 404, "There is no deal at this address, and none has moved away from it."),
        (f"{BASE}/articles/nothing.json", 404, "There is no article at this address."),
        ("/nowhere/-/aideals.json", 404, "There is no database of this name."),
    ],
)
async def test_errors_have_one_shape(sample: Sample, path: str, status: int, error: str) -> None:
    assert await get(site(sample.path), path, status) == {"ok": False, "error": error, "status": status}


@pytest.mark.asyncio
async def test_other_sites_may_read_only_where_datasette_lets_them(sample: Sample) -> None:
    shut = await site(sample.path).client.get(f"{BASE}/deals.json")
    assert "access-control-allow-origin" not in shut.headers
    for path in (f"{BASE}/deals.json", f"{BASE}/deals/nothing.json"):
        opened = await site(sample.path, cors=True).client.get(path)
        assert opened.headers["access-control-allow-origin"] == "*"


@pytest.mark.asyncio
async def test_hostile_values_are_still_json(sample: Sample, tmp_path: Path) -> None:
    own = Path(copy(sample.path, tmp_path / "deals.db"))
    poison(own)
    ds = site(own)
    deal = (await get(ds, f"{BASE}/deals/{sample.deals['invest']}.json"))["deal"]
    assert deal["title"].startswith("<script>")
    assert BAD_URL not in str(deal["sources"])
    assert [source["article"]["url"] for source in deal["sources"]] == [None, None]
    article = (await get(ds, f"{BASE}/articles/{sample.articles['harbor']}.json"))["article"]
    assert article["url"] is None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("process", "status"), [("elsewhere:1", "interrupted"), (process_name(os.getpid()), "running")]
)
async def test_a_run_that_was_killed_is_shown_as_such_before_a_command_writes_it_down(
    tmp_path: Path, process: str, status: str
) -> None:
    path = tmp_path / "deals.db"
    db = library(path, ARTICLES[:1])
    db.execute("UPDATE runs SET status = 'running', finished = NULL, process = ?", [process])
    db.conn.commit()
    db.close()
    assert (await get(site(path), f"{BASE}.json"))["last_run"]["status"] == status
