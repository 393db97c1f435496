"""Reviewing over HTTP: who may, what is refused, two people at once, a locked database, and the page itself."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from corpus import Told, library, told
from datasette import hookimpl
from datasette.plugins import pm
from markup import Element, faults_of, parse
from sample import site
from test_permissions import read_tables

from datasette_aideals.compat import write
from datasette_aideals.review import queue, screen

LEAD = "Quorra Capital agreed to invest $40 million in Brindle Labs."
MORE = "Alpen has bought Borea for €2 billion."
LABS = {"Quorra Capital": "investor", "Brindle Labs": "investee"}
ONE = Told(f"{LEAD}\n\n{MORE}", (told(LEAD, "investment", LABS, amount="$40 million"),), "2026-03-02", "one.txt")
SCREEN = f"/deals/-/aideals/review/{ONE.article.id}"
QUEUE = "/deals/-/aideals/review"
BOB = {"plugins": {"datasette-aideals": {"review_allow": {"id": "bob"}}}}
HOSTILE = "<script>alert(1)</script>\u202e\x00'\" {{ 7*7 }} </textarea><img src=x onerror=alert(2)>"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    library(tmp_path / "deals.db", [ONE]).close()
    return tmp_path / "deals.db"


@pytest.fixture
def tokens() -> Iterator[None]:
    """A plugin that knows people by their token, as those for tokens do, and that never waits for a lock."""

    class Plugin:
        __name__ = "tokens-for-tests"

        @hookimpl
        def actor_from_request(self, request: Any) -> dict[str, str] | None:
            given = request.headers.get("authorization", "")
            return {"id": given[len("Bearer ") :]} if given.startswith("Bearer ") else None

        @hookimpl
        def prepare_connection(self, conn: sqlite3.Connection) -> None:
            conn.execute("PRAGMA busy_timeout = 0")

    plugin = Plugin()
    pm.register(plugin, name="tokens-for-tests")
    yield
    pm.unregister(plugin)


async def served(path: Path, **options: Any) -> Any:
    ds = site(path, **{"metadata": BOB, **options})
    await ds.invoke_startup()
    return ds


def inside(element: Element, cls: str) -> bool:
    """Whether an element stands in one of a class."""
    return any(cls in one.classes for one in element.ancestors())


def cookies(ds: Any, who: str) -> dict[str, str]:
    return {"ds_actor": ds.sign({"a": {"id": who}}, "actor")}


async def state(ds: Any, who: str = "bob") -> dict[str, Any]:
    answer = (await ds.client.get(f"{SCREEN}.json", cookies=cookies(ds, who))).json()
    assert answer["ok"]
    return dict(answer)


def amount(shown: dict[str, Any]) -> str:
    return next(
        v["statement"] for d in shown["deals"] for v in d["values"] if v["field"] == "amount" and v["state"] is None
    )


async def posts(ds: Any, details: dict[str, Any], who: str = "bob", **headers: str) -> Any:
    sent = {"authorization": f"Bearer {who}", "content-type": "application/json", **headers}
    return await ds.client.post(f"{SCREEN}.json", content=json.dumps(details), headers=sent)


async def form(ds: Any, details: dict[str, str], who: str = "bob", **headers: str) -> Any:
    """Post as a browser does: with the cookie, and the token that the page has."""
    page = await ds.client.get(SCREEN, cookies=cookies(ds, who))
    token = page.cookies.get("ds_csrftoken")
    found = {"csrftoken": token} if token else {}
    sent = {**cookies(ds, who), **({"ds_csrftoken": token} if token else {})}
    return await ds.client.post(SCREEN, data={**details, **found}, cookies=sent, headers=headers)


@pytest.mark.asyncio
@pytest.mark.parametrize("address", [QUEUE, f"{QUEUE}.json", SCREEN, f"{SCREEN}.json"])
async def test_denied_by_default_granted_by_the_setting_and_to_root(path: Path, address: str) -> None:
    ds = await served(path)
    ds.root_enabled = True
    for who, status in ((None, 403), ("eve", 403), ("bob", 200), ("root", 200)):
        given = cookies(ds, who) if who else {}
        assert (await ds.client.get(address, cookies=given)).status_code == status, who
    bare = await served(path, metadata={})
    assert (await bare.client.get(address, cookies=cookies(bare, "bob"))).status_code == 403


@pytest.mark.asyncio
async def test_a_database_has_a_link_to_the_queue_for_those_who_may_review(path: Path) -> None:
    ds = await served(path)
    pages = [(await ds.client.get("/deals", cookies=cookies(ds, who))).text for who in ("bob", "eve")]
    assert [f'href="{QUEUE}"' in page for page in pages] == [True, False]


@pytest.mark.asyncio
async def test_who_may_review_but_not_see_a_table_sees_nothing(path: Path) -> None:
    closed = {**BOB, "databases": {"deals": {"tables": {"article_texts": {"allow": {"id": "ada"}}}}}}
    ds = await served(path, metadata=closed)
    assert (await ds.client.get(SCREEN, cookies=cookies(ds, "bob"))).status_code == 403


@pytest.mark.asyncio
async def test_an_action_as_json_with_a_token(path: Path, tokens: None) -> None:
    ds = await served(path)
    shown = await state(ds)
    act = {"action": "correct", "statement": amount(shown), "quote": "€2 billion", "version": shown["version"]}
    answer = await posts(ds, act)
    assert answer.status_code == 200, answer.text
    done = answer.json()
    assert done["changes"][0]["fields"]["currency"] == {"before": "USD", "after": "EUR"}
    assert (await posts(ds, act, who="eve")).status_code == 403
    undone = await posts(ds, {"action": "undo", "id": done["id"]})
    assert undone.json()["changes"][0]["fields"]["currency"] == {"before": "EUR", "after": "USD"}
    for wrong, status in (({"action": "praise"}, 400), ([], 400), ({"action": "accept", "statement": "x"}, 404)):
        answer = await posts(ds, wrong)
        assert (answer.status_code, answer.json()["ok"]) == (status, False)
    sent = {"authorization": "Bearer bob", "content-type": "application/json"}
    broken = await ds.client.post(f"{SCREEN}.json", content="{", headers=sent)
    assert broken.status_code == 400


@pytest.mark.asyncio
async def test_a_form_works_without_a_script_and_says_what_changed(path: Path) -> None:
    ds = await served(path)
    shown = await state(ds)
    details = {"action": "correct", "statement": amount(shown), "quote": "€2 billion", "version": shown["version"]}
    answer = await form(ds, details)
    assert answer.status_code == 303
    assert answer.headers["location"] == SCREEN
    assert ds.unsign(answer.cookies["ds_messages"], "messages")[0][0].startswith("Kept. changed: ")
    missed = {"action": "add_deal", "quote": MORE, "type": "acquisition", "status": "completed", "party1": "Alpen",
              "role1": "acquirer", "party2": "Borea", "role2": "target", "party3": "", "role3": "investor",
              "amount": "€2 billion", "version": (await state(ds))["version"]}  # fmt: skip
    assert (await form(ds, missed)).status_code == 303
    assert {deal["title"] for deal in (await state(ds))["deals"]} >= {"Alpen has bought Borea for €2 billion"} or [
        deal["title"] for deal in (await state(ds))["deals"] if "Borea" in deal["title"]
    ]


@pytest.mark.asyncio
async def test_a_form_without_the_token_is_refused_where_datasette_checks_it(path: Path) -> None:
    ds = await served(path)
    shown = await state(ds)
    details = {"action": "reject", "statement": amount(shown), "version": shown["version"]}
    answer = await ds.client.post(SCREEN, data=details, cookies=cookies(ds, "bob"))
    assert answer.status_code == (303 if hasattr(ds, "allowed") else 403), "1.0 goes by headers instead"


@pytest.mark.asyncio
@pytest.mark.parametrize("headers", [
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://elsewhere.example"},
])  # fmt: skip
async def test_what_another_site_sends_is_refused(path: Path, headers: dict[str, str]) -> None:
    open_to_all = {"plugins": {"datasette-aideals": {"review_allow": True}}}
    ds = await served(path, metadata=open_to_all)
    shown = (await ds.client.get(f"{SCREEN}.json")).json()
    details = {"action": "reject", "statement": amount(shown), "version": shown["version"]}
    answer = await ds.client.post(SCREEN, data=details, headers=headers)
    assert answer.status_code == 403
    assert (await ds.client.get(f"{SCREEN}.json")).json()["made"] == []
    same = await ds.client.post(SCREEN, data=details, headers={"sec-fetch-site": "same-origin"})
    assert same.status_code == 303


@pytest.mark.asyncio
async def test_the_second_of_two_people_is_told_and_keeps_what_was_entered(path: Path, tokens: None) -> None:
    ds = await served(path)
    shown = await state(ds)
    first = {"action": "accept", "statement": amount(shown), "version": shown["version"]}
    assert (await posts(ds, first)).status_code == 200
    second = {"action": "correct", "statement": amount(shown), "value": "$44 million", "note": "The filing & all",
              "version": shown["version"]}  # fmt: skip
    told_so = await posts(ds, second)
    assert (told_so.status_code, told_so.json()["ok"]) == (409, False)
    page = await form(ds, second)
    assert page.status_code == 409
    tree = parse(page.text)
    kept = {node.attributes["name"]: node.attributes["value"] for node in tree.all("input") if inside(node, "unsaved")}
    assert kept["value"] == "$44 million" and kept["note"] == "The filing & all"
    assert kept["version"] == (await state(ds))["version"] != shown["version"]
    assert (await form(ds, {name: value for name, value in kept.items() if name != "csrftoken"})).status_code == 303
    assert len((await state(ds))["made"]) == 2


@pytest.mark.asyncio
async def test_a_locked_database_says_try_again_and_keeps_what_was_entered(path: Path, tokens: None) -> None:
    ds = await served(path)
    shown = await state(ds)
    act = {"action": "reject", "statement": amount(shown), "note": "wrong sum", "version": shown["version"]}
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused = await posts(ds, act)
    assert (refused.status_code, "try again" in refused.json()["error"]) == (503, True)
    page = await form(ds, act)
    assert (page.status_code, "wrong sum" in page.text, "try again" in page.text) == (503, True, True)
    other.execute("ROLLBACK")
    assert (await posts(ds, act)).status_code == 200
    other.close()


@pytest.mark.asyncio
async def test_bulk_accept_over_http(path: Path, tokens: None) -> None:
    ds = await served(path)
    sent = {"authorization": "Bearer bob", "content-type": "application/json"}
    before = (await ds.client.get(f"{QUEUE}.json", headers=sent)).json()
    answer = await ds.client.post(f"{QUEUE}.json", content=json.dumps({"action": "accept_simple"}), headers=sent)
    after = (await ds.client.get(f"{QUEUE}.json", headers=sent)).json()
    assert answer.status_code == 200 and answer.json()["rows"] >= before["counts"]["simple"] > 0
    assert after["counts"]["simple"] == 0
    assert after["left"]["values_done"] > before["left"]["values_done"]


@pytest.mark.asyncio
async def test_hostile_text_in_every_field_stays_text(path: Path, tokens: None) -> None:
    ds = await served(path)
    for field in ("party", "horizon", "hardware"):
        mention = (await state(ds))["deals"][0]["mention"]
        act = {
            "action": "add",
            "mention": mention,
            "field": field,
            "value": HOSTILE,
            "subject": "investor",
            "note": HOSTILE,
        }
        assert (await posts(ds, act)).status_code == 200
    tranche = {**act, "field": "tranche", "value": "$3 million", "subject": HOSTILE}
    assert (await posts(ds, tranche)).status_code == 200
    for name in (
        "field",
        "mention",
        "statement",
        "id",
        "quote",
        "start",
        "version",
        "action",
        "note",
        "number",
        "deal",
    ):
        answer = await posts(ds, {**act, name: HOSTILE})
        assert answer.status_code in (200, 400, 404, 409), (name, answer.text)
        answer = await posts(ds, {**act, name: [{"x": HOSTILE}]})
        assert answer.status_code in (200, 400, 404, 409), (name, answer.text)
    deal = (await state(ds))["deals"][0]["deal"]
    for address in (QUEUE, SCREEN, f"/deals/-/aideals/deals/{deal}", f"/deals/-/aideals/articles/{ONE.article.id}"):
        page = await ds.client.get(address, cookies=cookies(ds, "bob"))
        assert page.status_code == 200
        assert "<script>alert" not in page.text and "<img src=x" not in page.text and "49 </textarea" not in page.text
    stale = {"action": "add", "mention": mention, "field": "horizon", "value": HOSTILE, "note": HOSTILE, "version": "x"}
    page = await form(ds, stale)
    assert page.status_code == 409 and "<script>alert" not in page.text and "<img src=x" not in page.text


@pytest.mark.asyncio
async def test_the_page_has_no_inline_script_and_names_every_control(path: Path) -> None:
    ds = await served(path)
    page = await ds.client.get(SCREEN, cookies=cookies(ds, "bob"))
    tree = parse(page.text)
    main = tree.all()
    # Here labels stand around their controls.
    assert [fault for fault in faults_of(tree) if "without a label" not in fault] == []
    assert not [node for node in main if node.tag == "script" or any(name.startswith("on") for name in node.attributes)]
    assert "style" not in {name for node in main for name in node.attributes}
    labelled = [node for node in main if node.tag in ("select", "textarea") or node.attributes.get("type") == "text"]
    assert labelled
    for node in labelled:
        assert any(one.tag == "label" for one in node.ancestors()) or node.attributes.get("id") in {
            one.attributes.get("for") for one in tree.all("label")}  # fmt: skip
    ids = [node.attributes["id"] for node in tree.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for link in [node.attributes.get("href", "") for node in main if node.tag == "a"]:
        assert not link.startswith("#") or link[1:] in ids
    assert page.headers["cache-control"] == "private, no-store"


@pytest.mark.asyncio
async def test_history_names_people_only_to_those_who_may_review(path: Path, tokens: None) -> None:
    ds = await served(path)
    shown = await state(ds)
    act = {"action": "correct", "statement": amount(shown), "quote": "€2 billion", "note": "I called them."}
    assert (await posts(ds, act)).status_code == 200
    address = f"/deals/-/aideals/deals/{shown['deals'][0]['deal']}"
    open_page, reviewer = [(await ds.client.get(address, cookies=given)).text for given in ({}, cookies(ds, "bob"))]
    assert "What people decided" in open_page and "corrected amount" in open_page
    assert "bob" not in open_page and "I called them" not in open_page
    assert "<bdi>bob</bdi>" in reviewer and "I called them" in reviewer
    answers = [(await ds.client.get(f"{address}.json", cookies=given)).json()["deal"]["history"]
               for given in ({}, cookies(ds, "bob"))]  # fmt: skip
    assert [[one["actor"] for one in history] for history in answers] == [[None], ["bob"]]
    closed = {**BOB, "databases": {"deals": {"tables": {"reviews": {"allow": {"id": "bob"}}}}}}
    ds = await served(path, metadata=closed)
    page = await ds.client.get(address)
    assert page.status_code == 200 and "What people decided" not in page.text


@pytest.mark.asyncio
async def test_a_read_only_database_can_be_looked_at(path: Path, tokens: None) -> None:
    ds = site(path, immutable=True, metadata=BOB)
    await ds.invoke_startup()
    shown = await state(ds)
    answer = await posts(ds, {"action": "accept", "statement": amount(shown)})
    assert (answer.status_code, "read-only" in answer.json()["error"]) == (400, True)


@pytest.mark.asyncio
async def test_merge_choose_and_names_by_form(tmp_path: Path, tokens: None) -> None:
    large = LEAD.replace("$40", "$900")
    second = Told(large, (told(large, "investment", LABS, amount="$900 million"),), "2026-03-05", "two.txt")
    library(tmp_path / "deals.db", [ONE, second]).close()
    ds = await served(tmp_path / "deals.db")
    deal = (await state(ds))["deals"][0]["deal"]
    page = parse((await ds.client.get(SCREEN, cookies=cookies(ds, "bob"))).text)
    other = next(
        n.attributes["value"]
        for n in page.all("option")
        if inside(n, "other") and "-investment-" in n.attributes.get("value", "")
    )
    assert (await form(ds, {"action": "merge_deals", "deal": deal, "other": other})).status_code == 303
    shown = (await state(ds))["deals"][0]
    assert [conflict["field"] for conflict in shown["conflicts"]] == ["amount"]
    choose = {"action": "choose", "deal": shown["deal"], "field": "amount", "number": "2", "version": shown["version"]}
    assert (await form(ds, choose)).status_code == 303
    assert (await form(ds, choose)).status_code == 409, "the deal has changed by the choice"
    split = {"action": "split_deal", "deal": shown["deal"], "article1": ONE.article.id}
    assert (await form(ds, split)).status_code == 303
    assert (await state(ds))["deals"][0]["conflicts"] == []
    assert len((await state(ds))["made"]) == 3
    merge = {"action": "merge_organizations", "organization": "Brindle Labs", "other": "Quorra Capital"}
    assert (await form(ds, merge)).status_code == 303


@pytest.mark.asyncio
async def test_a_failed_write_leaves_nothing_behind(path: Path) -> None:
    ds = await served(path)

    def half(conn: sqlite3.Connection) -> None:
        conn.execute("DELETE FROM readings WHERE 0")
        conn.execute("UPDATE articles SET title = 'half'")
        raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        await write(ds, "deals", half)
    rows = await ds.get_database("deals").execute("SELECT title FROM articles")
    assert [row[0] for row in rows] == [LEAD]


def test_the_pages_name_every_table_they_read(path: Path) -> None:
    for look, named in ((lambda conn: queue.look(conn, queue.Wanted()), queue.TABLES),
                        (lambda conn: screen.look(conn, ONE.article.id), screen.TABLES)):  # fmt: skip
        assert read_tables(path, look) == set(named)
