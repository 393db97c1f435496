"""The pages in the browser: what a reader sees, on good data, hostile data, and none."""

import sqlite3
from collections import deque
from pathlib import Path
from shutil import copy
from urllib.parse import urljoin, urlsplit

import pytest
from click.testing import CliRunner
from markup import Element, faults_of, parse
from poison import POISON, poison
from sample import BASE, HARBOR, Sample, every_page, fill, site

from datasette_aideals.cli import aideals

pytestmark = pytest.mark.asyncio


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(tmp_path_factory.mktemp("pages") / "deals.db")


@pytest.fixture
def own(sample: Sample, tmp_path: Path) -> Path:
    """A copy of the sample that a test may change."""
    return Path(copy(sample.path, tmp_path / "deals.db"))


async def page(ds: object, path: str, status: int = 200) -> Element:
    """The main part of a page, checked."""
    response = await ds.client.get(path)  # type: ignore[attr-defined]
    assert response.status_code == status, response.text
    main = parse(response.text)
    assert faults_of(main) == []
    return main


async def test_home_says_what_is_in_here(sample: Sample) -> None:
    main = await page(site(sample.path), BASE)
    assert "5 AI deals (and 1 other deal) from 4 articles by 2 publishers" in main.words
    assert "18 Nov 2025 to 19 Nov 2025" in main.words
    newest, largest, doubtful = main.all("table", "short")
    titles = [cell.words for cell in newest.all("th", "what")]
    assert titles[0] == "Halden Fund and Arden Bank invest €1.3 billion in Tonic Robotics"
    assert titles[-1] == "Kestrel Chips has bought Vela Systems"
    assert largest.all("tr")[1].words.startswith("Lumen Labs buys $30 billion")
    assert [row.one("th", "what").words for row in doubtful.all("tr")[1:]] == [
        "Orbit Cloud invests up to $25 billion in Lumen Labs sources differ on amount 1 judged",
        "Kestrel Chips may invest $2 billion in Lumen Labs 1 judged",
    ]


async def test_home_says_which_model_read_and_what_was_refused(sample: Sample) -> None:
    main = await page(site(sample.path), BASE)
    # The other model's reading and the replaced text's reading do not count.
    assert "3 articles read by the model aideals-rules." in main.words
    assert "1 value refused, kept out of every deal: the article does not have these words." in main.words
    assert (
        "1 value refused, kept out of every deal: the words stand in the article, but the value differs" in main.words
    )
    assert "1 reported deal not taken up" in main.words
    assert "21 Nov 2025, 10:00 UTC with aideals-rules-v1" in main.words


async def test_list_reads_like_a_newspapers_table(sample: Sample) -> None:
    main = await page(site(sample.path), f"{BASE}/deals")
    table = main.one("table")
    assert [cell.words for cell in table.one("thead").all("th")] == [
        "Deal", "Who", "Type", "How much", "When", "State", "Sources", "Doubts",
    ]  # fmt: skip
    row = next(row for row in table.all("tr") if "up to $25 billion" in row.words)
    assert [cell.words for cell in row.children] == [
        "Orbit Cloud invests up to $25 billion in Lumen Labs",
        "Orbit Cloud investor Lumen Labs investee",
        "Investment",
        "up to $25 billion",
        "18 Nov 2025",
        "Announced",
        "2",
        "sources differ on amount 1 judged",
    ]
    assert "5 deals, about AI, newest report first." in main.words


async def test_list_keeps_the_filters_in_its_form(sample: Sample) -> None:
    query = "q=labs&type=investment&status=rumored&organization=Kestrel+Chips&ai=all&doubts=yes&sort=title&size=7"
    main = await page(site(sample.path), f"{BASE}/deals?{query}")
    assert [row.one("th").all("a")[0].words for row in main.one("tbody").all("tr")] == [
        "Kestrel Chips may invest $2 billion in Lumen Labs"
    ]
    chosen = [o.attributes["value"] for o in main.one("form").all("option") if "selected" in o.attributes]
    assert chosen == ["investment", "rumored", "all", "yes", "title"]
    typed = [i.attributes["value"] for i in main.one("form").all("input")]
    assert typed == ["labs", "Kestrel Chips", "", "", "", "", "7"]


async def test_list_pages_lead_on_and_back(sample: Sample) -> None:
    ds = site(sample.path)
    address, seen = f"{BASE}/deals?size=2&sort=largest&ai=all", []
    while True:
        main = await page(ds, address)
        seen += [cell.words for cell in main.all("th", "what")]
        following = [link for link in main.all("a") if link.words == "Next page"]
        if not following:
            break
        address = urljoin(address, following[0].attributes["href"])
    assert len(seen) == len(set(seen)) == 6
    first = next(link for link in main.all("a") if link.words == "First page")
    assert urljoin(address, first.attributes["href"]) == f"{BASE}/deals?ai=all&sort=largest&size=2"


async def test_list_says_when_an_organisation_is_not_known(sample: Sample) -> None:
    main = await page(site(sample.path), f"{BASE}/deals?organization=Nobody")
    assert "No organisation in here is called “Nobody”" in main.words
    assert "No deal fits." in main.words


async def test_deal_opens_with_what_it_is_and_its_doubts(sample: Sample) -> None:
    main = await page(site(sample.path), f"{BASE}/deals/{sample.deals['invest']}")
    assert main.one("h1").words == "Orbit Cloud invests up to $25 billion in Lumen Labs"
    glance = main.one("dl", "glance").words
    assert glance == (
        "How much up to $25 billion investor Orbit Cloud investee Lumen Labs When 18 Nov 2025 Sources 2 articles"
    )
    doubts = [item.words for item in main.one("section", "doubts").all("li")]
    assert doubts == [
        "The sources differ on the amount: up to $25 billion (shown here) or $20 billion",
        "1 value rests on the model's judgement: state.",
        "2 values that the model gave were refused, because the articles' words do not back them.",
    ]


async def test_deal_summary_leads_to_its_sources(sample: Sample) -> None:
    main = await page(site(sample.path), f"{BASE}/deals/{sample.deals['invest']}")
    links = main.one("p", "summary").all("a")
    assert [(link.words, link.attributes["href"]) for link in links] == [("[1]", "#source-1"), ("[2]", "#source-2")]
    sources = main.one("ol", "sources").all("li")
    assert [source.all("a")[0].words for source in sources] == [
        "Orbit Cloud to put up to $25 billion into Lumen Labs",
        "What the Orbit money buys",
    ]
    assert "Harbor Wire, 18 Nov 2025, by Ana Reyes · the original" in sources[0].words
    assert "https://harbor.example/orbit" in [link.attributes["href"] for link in sources[0].all("a")]
    assert [quote.words for quote in sources[1].all("blockquote")] == [
        "Orbit Cloud has agreed to invest $20 billion in Lumen Labs, people who know the contract said."
    ]


def facts_of(main: Element) -> dict[str, Element]:
    return {f"{fact.one('dt').words}: {fact.all('dd')[0].words}": fact for fact in main.one("dl", "facts").children}


async def test_deal_shows_each_value_with_words_outlet_date_and_verdict(sample: Sample) -> None:
    main = await page(site(sample.path), f"{BASE}/deals/{sample.deals['invest']}")
    facts = facts_of(main)
    assert list(facts) == [
        "investor: Orbit Cloud",
        "investee: Lumen Labs",
        "Amount: up to $25 billion",
        "Part of the amount (at once): $5 billion",
        "Part of the amount (when agreed goals are met): up to $20 billion",
        "Type: Investment",
        "State: Announced",
        "Date: 18 Nov 2025",
    ]
    amount = facts["Amount: up to $25 billion"]
    assert [mark.words for mark in amount.all("mark")] == ["up to $25 billion", "$20 billion"]
    assert [proof.words.rpartition(" …")[2].strip() for proof in amount.all("dd")[1:]] == [
        "[1] Harbor Wire, 18 Nov 2025 · checked",
        "Also stated: $20 billion",
        "[2] The Ledger, 19 Nov 2025 · checked",
    ]
    assert "… said on Tuesday it will invest up to $25 billion in Lumen Labs, which makes AI …" in amount.words
    assert "judged: no word of an agreement" in facts["State: Announced"].words


async def test_deal_words_lead_to_their_place_in_the_article(sample: Sample) -> None:
    ds = site(sample.path)
    here = f"{BASE}/deals/{sample.deals['invest']}"
    main = await page(ds, here)
    links = [link for link in main.all("a") if "#s-" in link.attributes["href"] and link.all("q")]
    assert len(links) > 10
    for link in links:
        target = urlsplit(urljoin(here, link.attributes["href"]))
        article = await page(ds, target.path)
        anchors = [e for e in article.one("div", "text").all("span", "anchor") if e.attributes["id"] == target.fragment]
        assert len(anchors) == 1
        after = anchors[0].parent.pieces  # type: ignore[union-attr]
        rest = "".join(p if isinstance(p, str) else p.text for p in after[after.index(anchors[0]) :] if not _cue(p))
        words = link.one("mark").words if link.all("mark") else link.one("q").words
        assert " ".join(rest.split()).startswith(words[:20])


def _cue(piece: "str | Element") -> bool:
    return isinstance(piece, Element) and ("cue" in piece.classes or "ref" in piece.classes)


async def test_deal_shows_conflicts_with_the_rule(sample: Sample) -> None:
    main = await page(site(sample.path), f"{BASE}/deals/{sample.deals['invest']}")
    table = next(t for t in main.all("table") if "What each source says" in t.words)
    assert [row.words for row in table.one("tbody").all("tr")] == [
        "up to $25 billion [1] Harbor Wire, 18 Nov 2025 shown here",
        "$20 billion [2] The Ledger, 19 Nov 2025 no",
    ]
    assert "The rule that chose: it is the more specific value." in main.words


async def test_deal_shows_how_it_was_read_and_what_was_refused(sample: Sample) -> None:
    main = await page(site(sample.path), f"{BASE}/deals/{sample.deals['invest']}")
    refused = main.all("table")[1]
    assert (
        "How it was read By aideals-rules, answered as aideals-rules-v1; prompt 5f3c0a91d2e4b687,"
        " run 01JD0000000000000000000001, version"
    ) in main.words
    assert [row.words for row in refused.one("tbody").all("tr")] == [
        "Stake 25 % [1] Harbor Wire, 18 Nov 2025 no percentage in it (value differs)",
        "Valuation $300 billion [1] Harbor Wire, 18 Nov 2025 The article does not have these words.",
    ]


async def test_deal_without_doubts_says_so(sample: Sample) -> None:
    ds = site(sample.path)
    main = await page(ds, f"{BASE}/deals/{sample.deals['purchase']}")
    assert main.one("section", "doubts").words.endswith("The sources agree, and every value stands in their words.")
    assert {"Capacity: up to 5 GW", "Hardware: Kestrel K2", "Period: over the next decade"} <= set(facts_of(main))
    series = facts_of(await page(ds, f"{BASE}/deals/{sample.deals['series']}"))
    assert {
        "Stake: 12.5 %",
        "Round: Series B",
        "Valuation: about €9 billion",
        "Share (Arden Bank): €400 million",
    } <= set(series)


async def test_a_deals_old_address_leads_to_it(sample: Sample) -> None:
    ds = site(sample.path)
    id_ = sample.deals["invest"]
    digits = id_.rpartition("-")[2]
    for old in (f"an-older-name-{digits}", digits):
        for extension in ("", ".json"):
            response = await ds.client.get(f"{BASE}/deals/{old}{extension}", follow_redirects=False)
            assert response.status_code == 302
            assert urljoin(f"{BASE}/deals/{old}", response.headers["location"]) == f"{BASE}/deals/{id_}{extension}"


async def test_article_has_its_whole_text_with_every_quote_marked(sample: Sample) -> None:
    main = await page(site(sample.path), f"{BASE}/articles/{sample.articles['harbor']}")
    paragraphs = main.one("div", "text").all("p")
    shown = ["".join(p if isinstance(p, str) else p.text for p in each.pieces if not _cue(p)) for each in paragraphs]
    assert shown == HARBOR.strip().split("\n\n")
    marks = main.one("div", "text").all("mark")
    for number, words in (("1", "up to $25 billion"), ("2", "$30 billion"), ("3", "the start-up")):
        assert [mark.attributes["data-deals"] for mark in marks if mark.text == words] == [number]


async def test_article_shows_overlapping_quotes_as_parts_of_both_deals(sample: Sample) -> None:
    main = await page(site(sample.path), f"{BASE}/articles/{sample.articles['harbor']}")
    shared = next(mark for mark in main.all("mark") if mark.text == "Kestrel K2")
    assert shared.attributes["data-deals"] == "2 3"
    assert {"several", "gives"} <= set(shared.classes)
    # The second quote ends in another paragraph than it begins in, and carries on there.
    assert main.one("div", "text").all("p")[3].all("mark")[0].attributes["data-deals"] == "3"
    assert "tint has a dark foot" in main.words


async def test_article_tells_screen_readers_where_quotes_begin_and_end(sample: Sample) -> None:
    main = await page(site(sample.path), f"{BASE}/articles/{sample.articles['harbor']}")
    text = " ".join(main.one("div", "text").all("p")[1].text.split())
    assert text.startswith("[quote for deal 1: Orbit Cloud (deal 1: party) said")
    assert "up to $25 billion (deal 1: amount) in Lumen Labs" in text
    assert text.endswith("end of quote for deal 1]")


async def test_article_lists_its_deals_what_was_not_taken_up_and_who_read_it(sample: Sample) -> None:
    ds = site(sample.path)
    main = await page(ds, f"{BASE}/articles/{sample.articles['ledger']}")
    legend = main.one("ol", "legend")
    assert [item.all("a")[0].words for item in legend.children] == [
        "Orbit Cloud invests up to $25 billion in Lumen Labs",
        "Halden Fund and Arden Bank invest €1.3 billion in Tonic Robotics",
    ]
    assert "Other: no second party and no amount" in main.words
    # A later try that failed changes nothing.
    assert "aideals-rules, 21 Nov 2025, 10:00 UTC: failed, run, what it found" in main.words
    harbor = await page(ds, f"{BASE}/articles/{sample.articles['harbor']}")
    assert "aideals-rules, 20 Nov 2025, 10:08 UTC: 3 deals (this reading counts)" in harbor.words
    assert "small-talker-135m, 20 Nov 2025, 10:07 UTC: 1 deal, run, what it found" in harbor.words
    assert "Series Z" not in harbor.words


async def test_article_without_its_text_shows_the_quotes_alone(sample: Sample, own: Path) -> None:
    with sqlite3.connect(own) as conn:
        conn.execute("DELETE FROM article_texts WHERE sha256 LIKE ? || '%'", [sample.articles["harbor"]])
    conn.close()
    ds = site(own)
    main = await page(ds, f"{BASE}/articles/{sample.articles['harbor']}")
    assert "The text of this article is withheld." in main.words
    assert "It pays $5 billion at once and up to $20 billion when agreed goals are met." in main.words
    assert "nothing is signed" not in main.text
    # The places that the deal's page leads to are still there.
    deal = await page(ds, f"{BASE}/deals/{sample.deals['purchase']}")
    ids = {element.attributes.get("id") for element in main.all()}
    places = {link.attributes["href"].partition("#")[2] for link in deal.all("a") if "#s-" in link.attributes["href"]}
    assert places and places <= ids


async def test_replaced_article_leads_to_the_newer_text(sample: Sample) -> None:
    main = await page(site(sample.path), f"{BASE}/articles/{sample.articles['old']}")
    notice = main.one("p", "notice")
    assert [link.attributes["href"] for link in notice.all("a")] == [f"../articles/{sample.articles['notes']}"]


async def test_every_link_leads_somewhere(sample: Sample) -> None:
    ds = site(sample.path)
    waiting, seen, pages = deque([BASE]), {BASE}, 0
    while waiting:
        here = waiting.popleft()
        response = await ds.client.get(here, follow_redirects=True)
        assert response.status_code == 200, here
        if "/-/aideals" not in here or ".json" in here:
            continue
        pages += 1
        for link in parse(response.text).all("a"):
            target = urljoin(here, link.attributes["href"]).partition("#")[0]
            if not target.startswith("http") and target not in seen:
                seen.add(target)
                waiting.append(target)
    assert pages > 20


async def test_pages_are_the_same_below_a_base_url(sample: Sample) -> None:
    plain, below = site(sample.path), site(sample.path, settings={"base_url": "/news/"})
    for path in every_page(sample):
        one, other = await plain.client.get(path), await below.client.get(path)
        assert main_part(one.text) == main_part(other.text)


def main_part(html: str) -> str:
    start = html.index('<div class="aideals"')
    return html[start : html.index("<footer", start)]


async def test_immutable_database_is_served(sample: Sample) -> None:
    ds = site(sample.path, immutable=True)
    await ds.invoke_startup()
    for path in every_page(sample):
        await page(ds, path)


async def test_hostile_words_stay_words(sample: Sample, own: Path) -> None:
    poison(own)
    ds = site(own)
    with sqlite3.connect(own) as conn:
        assert conn.execute("SELECT count(*) FROM deals").fetchone() == (6,)
    conn.close()
    shown = ""
    for path in [*every_page(sample), f"{BASE}/deals?q=%3Cscript%3E&organization=%22%3E%3Cscript%3E"]:
        main = await page(ds, path)
        shown += main.text
        assert "javascript:" not in "".join(e.attributes.get("href", "") for e in main.all())
        assert (await ds.client.get(path)).text.count("<script>alert(1)") == 0
    for words in ("<script>alert(1)</script>", "{{7*7}}", "<img src=x onerror=alert(2)>"):
        assert words in shown


def links_in(document: object, under: str = "") -> list[tuple[str, str]]:
    """Every address in a document: what stands under a key named url, or among links."""
    if isinstance(document, dict):
        return [
            found for key, value in document.items() for found in links_in(value, under if under == "links" else key)
        ]
    if isinstance(document, list):
        return [found for value in document for found in links_in(value, under)]
    return [(under, document)] if under in ("links", "url", "next_url") and isinstance(document, str) else []


async def test_hostile_words_make_no_address_in_json(sample: Sample, own: Path) -> None:
    poison(own)
    ds = site(own)
    addresses = []
    for path in every_page(sample):
        page_, question, query = path.partition("?")
        response = await ds.client.get(f"{page_}.json{question}{query}")
        assert response.status_code == 200, path
        assert response.headers["content-type"].startswith("application/json")
        addresses += links_in(response.json())
    assert len(addresses) > 100
    for key, address in addresses:
        plain = urlsplit(address)
        assert plain.scheme == "" and plain.netloc == "" and key != "url", address
        assert not set("<>\"' ") & set(address), address


async def test_hostile_title_is_escaped_in_the_frame_too(sample: Sample, own: Path) -> None:
    poison(own)
    response = await site(own).client.get(f"{BASE}/deals/{sample.deals['invest']}")
    title = response.text.partition("<title>")[2].partition("</title>")[0]
    assert title.startswith("&lt;script&gt;alert(1)&lt;/script&gt;")
    assert "\u202e" not in response.text
    assert POISON not in response.text


@pytest.mark.parametrize(
    "path", ["deals/no-such-deal", "deals/gone-0123456789", "articles/0", "organizations/x", "runs/x"]
)
async def test_unknown_things_are_not_found_with_a_way_on(sample: Sample, path: str) -> None:
    main = await page(site(sample.path), f"{BASE}/{path}", 404)
    here = f"{BASE}/{path}"
    links = [urljoin(here, link.attributes["href"]) for link in main.all("a")]
    pages = ("deals", "organizations", "flows", "conflicts", "runs")
    assert links == [BASE, *(f"{BASE}/{name}" for name in pages)]
    assert urljoin(here, main.one("form").attributes["action"]) == f"{BASE}/deals"


async def test_bad_filter_is_named(sample: Sample) -> None:
    main = await page(site(sample.path), f"{BASE}/deals?type=gift", 400)
    assert "type can be one of: investment, acquisition" in main.words


async def test_database_without_our_tables_says_how_to_make_one(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as conn:
        conn.execute("CREATE TABLE deals (id TEXT PRIMARY KEY, title TEXT)")
    conn.close()
    ds = site(tmp_path / "other.db")
    for path in ("", "/deals", "/deals/x", "/articles/x", "/organizations", "/flows", "/conflicts", "/runs", "/runs/x"):
        main = await page(ds, f"/other/-/aideals{path}", 404)
        assert "This database has no deals. Make one that has with: datasette aideals build" in main.words
    await page(ds, "/nowhere/-/aideals", 404)


@pytest.mark.parametrize("change", ["ALTER TABLE deals DROP COLUMN rate_year", "DROP TABLE circle_steps"])
async def test_database_of_an_earlier_version_names_the_command(own: Path, change: str) -> None:
    with sqlite3.connect(own) as conn:
        conn.execute(change)
    conn.close()
    ds = site(own)
    main = await page(ds, BASE, 503)
    assert "An earlier version made this database." in main.words
    assert "datasette aideals resolve DATABASE" in main.words
    assert (await ds.client.get(f"{BASE}/deals.json")).json()["error"].startswith("An earlier version")
    assert CliRunner().invoke(aideals, ["resolve", str(own)]).exit_code == 0
    await page(ds, BASE)


async def test_database_of_any_name_works(sample: Sample, tmp_path: Path) -> None:
    path = Path(copy(sample.path, tmp_path / "my deals.2.db"))
    ds = site(path)
    main = await page(ds, "/my+deals~2E2/-/aideals")
    assert "5 AI deals" in main.words


async def test_broken_database_gives_no_traceback_and_no_path(sample: Sample, own: Path) -> None:
    ds = site(own)
    await page(ds, BASE)
    with sqlite3.connect(own) as conn:
        conn.execute("ALTER TABLE deals RENAME COLUMN title TO headline")
    conn.close()
    for path in (BASE, f"{BASE}/deals", f"{BASE}/deals/{sample.deals['invest']}"):
        main = await page(ds, path, 500)
        assert main.words.endswith("Search deals Search")
        assert "The database could not be read." in main.words
        assert "no such column" not in main.text
        answer = await ds.client.get(f"{path}.json")
        assert answer.json() == {
            "ok": False,
            "error": "The database could not be read. The server's log says more.",
            "status": 500,
        }
        assert str(own.parent) not in answer.text


async def test_busy_database_says_try_again(sample: Sample, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ds = site(own)
    await page(ds, BASE)

    async def locked(fn: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(ds.get_database("deals"), "execute_fn", locked)
    main = await page(ds, BASE, 503)
    assert "The database is being written. Try again in a moment." in main.words


async def test_damaged_database_gives_no_path(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(conn: sqlite3.Connection) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed: /srv/deals.db")

    monkeypatch.setattr("datasette_aideals.show.queries.home.look", damaged)
    main = await page(site(sample.path), BASE, 500)
    assert "The database could not be read." in main.words
    assert "/srv" not in main.text


async def test_pages_only_answer_reading(sample: Sample) -> None:
    ds = site(sample.path)
    assert (await ds.client.post(f"{BASE}/deals.json")).status_code == 405
