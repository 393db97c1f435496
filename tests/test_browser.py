"""The pages in a real browser: reading, filtering, quotes, keyboard, phone, screen readers, hostile words."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import serve
from poison import poison
from sample import BASE, Sample, addresses, every_page, fill

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(tmp_path_factory.mktemp("browser") / "deals.db")


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    made = fill(tmp_path_factory.mktemp("poisoned") / "deals.db")
    poison(made.path)
    return made


@pytest.fixture(scope="module")
def site(sample: Sample) -> Iterator[str]:
    with serve(sample.path) as address:
        yield address


@pytest.fixture(scope="module")
def hostile_site(poisoned: Sample) -> Iterator[str]:
    with serve(poisoned.path) as address:
        yield address


def violations(page: Any) -> list[str]:
    """What axe finds inside the main part, with where it is."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=".aideals").response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def test_reading_from_the_home_page_to_the_words(page: Any, site: str) -> None:
    page.goto(site + BASE)
    page.get_by_role("link", name="Orbit Cloud invests up to $25 billion in Lumen Labs").first.click()
    assert page.locator("h1").inner_text() == "Orbit Cloud invests up to $25 billion in Lumen Labs"
    page.locator(".facts a", has=page.locator("mark", has_text="up to $25 billion")).first.click()
    assert "/articles/" in page.url and "#s-" in page.url
    target = page.locator(":target + mark, :target + .cue + mark, :target + .anchor + mark").first
    assert target.inner_text() == "up to $25 billion"
    box = target.bounding_box()
    assert box and 0 <= box["y"] <= 900
    page.locator("a.ref").first.click()
    assert page.url.endswith("#deal-1")


def test_filters_and_search(page: Any, site: str) -> None:
    page.goto(f"{site}{BASE}/deals")
    page.get_by_label("Organisation", exact=True).fill("Lumen Labs")
    page.get_by_label("Type").select_option(label="Investment")
    page.get_by_label("At least, US dollars").fill("1.5bn")
    page.get_by_label("From").fill("2025-11-01")
    page.get_by_role("button", name="Show").click()
    titles = page.locator("th.what a").all_inner_texts()
    assert titles == [
        "Kestrel Chips may invest $2 billion in Lumen Labs",
        "Orbit Cloud invests up to $25 billion in Lumen Labs",
    ]
    assert page.get_by_label("At least, US dollars").input_value() == "1,500,000,000"
    page.get_by_label("Words").fill("decade")
    page.get_by_label("Type").select_option(label="any")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".snippet mark").all_inner_texts() == ["decade"]


def test_everything_works_without_javascript(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}{BASE}/flows")
    assert page.locator("svg path.arrow").count() == 4
    page.get_by_label("Organisation", exact=True).fill("Arden Bank")
    page.get_by_role("button", name="Show").click()
    assert page.locator("svg path.arrow").count() == 1
    page.goto(site + BASE)
    page.locator(".aideals summary").first.click()
    assert page.locator(".aideals details table").first.is_visible()
    context.close()


def test_keyboard_reaches_everything_and_shows_where_it_is(page: Any, site: str) -> None:
    page.goto(f"{site}{BASE}/flows")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        width, where = page.evaluate(
            "() => { const e = document.activeElement;"
            " return [parseFloat(getComputedStyle(e).outlineWidth), e.closest('.aideals') && e.tagName]; }"
        )
        if where:
            assert width >= 1, where
            reached.add(where)
    assert {"A", "INPUT", "SELECT", "BUTTON", "FIGURE"} <= reached


def test_no_page_is_wider_than_a_phone(browser: Any, site: str, sample: Sample) -> None:
    page = browser.new_page(viewport=PHONE)
    for path in every_page(sample):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    page.close()


def test_axe_finds_nothing(page: Any, site: str, sample: Sample) -> None:
    found = {}
    for path in addresses(sample).values():
        page.goto(site + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found[path] = violations(page)
    page.goto(f"{site}{BASE}/deals/nothing")
    found["problem"] = violations(page)
    assert {path: each for path, each in found.items() if each} == {}


def test_axe_finds_nothing_on_a_dark_phone(browser: Any, site: str, sample: Sample) -> None:
    page = browser.new_page(viewport=PHONE, color_scheme="dark")
    for kind in ("", "/deals", "/deals/(?P<id>[^/]+?)", "/articles/(?P<id>[^/]+?)"):
        page.goto(site + addresses(sample)[kind])
        assert violations(page) == [], kind
    page.close()


def test_hostile_words_run_nothing_and_reach_no_other_origin(browser: Any, hostile_site: str, poisoned: Sample) -> None:
    page = browser.new_page(viewport=PHONE)
    asked, happened = set(), []
    page.on("request", lambda request: asked.add(re.sub(r"^(\w+://[^/]+).*", r"\1", request.url)))
    page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: happened.append(str(error)))
    for path in every_page(poisoned):
        page.goto(hostile_site + path)
        assert page.locator(".aideals h1").count() == 1, path
        assert page.locator(".aideals :is(script, style, img, [style], [onerror])").count() == 0, path
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    assert asked == {hostile_site}
    assert happened == []
    page.close()
