"""Reviewing in a browser: by mouse, by keyboard alone, without a script, two people at once, and hostile text."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import serve
from corpus import Told, library, told

from datasette_aideals.store.database import open_database, rows

LEAD = "Quorra Capital agreed to invest $40 million in Brindle Labs 🙂."
MORE = "Alpen has bought Borea for €2 billion."
EVIL = "<img src=x onerror=window.hacked=1><script>window.hacked=2</script>"
LABS = {"Quorra Capital": "investor", "Brindle Labs": "investee"}
ONE = Told(
    f"{LEAD}\n\n{MORE}\n\n{EVIL}", (told(LEAD, "investment", LABS, amount="$40 million"),), "2026-03-02", "one.txt"
)
QUEUE = "/deals/-/aideals/review"
SCREEN = f"{QUEUE}/{ONE.article.id}"
SECRET = "only-for-tests"
WHO = {"plugins": {"datasette-aideals": {"review_allow": {"id": ["ada", "bob"]}}}}

RANGE = """
([first, last]) => {
  const walker = document.createTreeWalker(document.getElementById('review-text'), NodeFilter.SHOW_TEXT);
  const at = {};
  let passed = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const [end, place] of [['first', first], ['last', last]]) {
      const wanted = place - passed;
      if (at[end] || wanted < 0 || wanted >= node.length) continue;
      const range = document.createRange();
      range.setStart(node, wanted);
      range.setEnd(node, wanted + 1);
      node.parentElement.scrollIntoView({block: 'center'});
      at[end] = range;
    }
    passed += node.length;
  }
  const box = (range) => range.getBoundingClientRect();
  return [box(at.first).left + 1, box(at.first).top + 8, box(at.last).right - 1, box(at.last).top + 8];
}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    library(tmp_path / "deals.db", [ONE]).close()
    return tmp_path / "deals.db"


@pytest.fixture
def address(path: Path) -> Iterator[str]:
    settings = path.with_name("metadata.json")
    settings.write_text(json.dumps(WHO))
    with serve(path, "-m", str(settings), "--secret", SECRET) as served:
        yield served


@pytest.fixture
def opened(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """The review screen as somebody sees it: ``opened("bob", script=True)``."""
    from datasette.app import Datasette

    contexts = []

    def start(who: str, *, script: bool = True) -> Any:
        context = browser.new_context(viewport={"width": 1400, "height": 1000}, java_script_enabled=script)
        contexts.append(context)
        signed = Datasette(memory=True, secret=SECRET).sign({"a": {"id": who}}, "actor")
        context.add_cookies([{"name": "ds_actor", "value": signed, "url": address}])
        page = context.new_page()
        page.goto(address + SCREEN)
        return page

    yield start
    for context in contexts:
        context.close()


def expect(locator: Any) -> Any:
    """What is seen of a part of the page sooner or later."""
    from playwright.sync_api import expect

    return expect(locator)


def said(page: Any, words: str) -> str:
    """The message that says what was done, once it has these words."""
    expect(page.locator("#review-said")).to_contain_text(words)
    return str(page.locator("#review-said").inner_text())


def value(page: Any, words: str) -> Any:
    return page.locator(".value:not(.out)", has=page.locator(f'b :text-is("{words}")')).first


def lit(page: Any) -> list[str]:
    found: list[str] = page.locator("mark.lit").all_inner_texts()
    return found


def select_by_mouse(page: Any, words: str) -> None:
    """Drag over words of the text."""
    start = len(ONE.text[: ONE.text.index(words)].encode("utf-16-le")) // 2
    x1, y1, x2, y2 = page.evaluate(RANGE, [start, start + len(words) - 1])
    page.mouse.move(x1, y1)
    page.mouse.down()
    page.mouse.move(x2 - 5, y2)
    page.mouse.move(x2, y2)
    page.mouse.up()
    expect(page.locator("#review-taken-words")).to_have_text(words)


def keys(page: Any, *pressed: str) -> None:
    """Press keys by their names, and type what is none."""
    for each in pressed:
        if each in ("Tab", "Enter") or each.startswith(("Arrow", "Shift+")):
            page.keyboard.press(each)
        else:
            page.keyboard.type(each)


def deals(path: Path) -> list[dict[str, Any]]:
    db = open_database(path)
    try:
        return rows(db, "SELECT type, amount, currency, status, review_state FROM deals ORDER BY type")
    finally:
        db.close()


def test_a_value_and_its_words_light_up_together(opened: Any) -> None:
    page = opened("bob")
    value(page, "$40 million").locator(".field").click()
    assert lit(page) == ["$40 million"]
    page.locator("mark", has_text="Brindle Labs").first.click()
    assert "Brindle Labs" in page.locator(".value.current").inner_text()
    assert lit(page) == ["Brindle Labs"]


def test_a_missed_deal_is_added_by_mouse_from_selected_words(path: Path, opened: Any) -> None:
    page = opened("bob")
    select_by_mouse(page, MORE)
    page.locator("#review-taken-for").select_option(label="a deal that was missed")
    page.locator("#review-taken button").first.click()
    assert page.locator("#missed textarea").input_value() == MORE
    form = page.locator("#missed form")
    form.locator("[name=type]").select_option("acquisition")
    form.locator("[name=status]").select_option("completed")
    for number, (name, role) in enumerate((("Alpen", "acquirer"), ("Borea", "target")), start=1):
        form.locator(f"[name=party{number}]").fill(name)
        form.locator(f"[name=role{number}]").select_option(role)
    form.locator("[name=amount]").fill("€2 billion")
    form.locator("button").first.click()
    assert "Borea" in said(page, "Kept. new:")
    assert [deal["type"] for deal in deals(path)] == ["acquisition", "investment"]
    assert deals(path)[0]["amount"] == 2_000_000_000
    db = open_database(path)
    (quote,) = rows(db, "SELECT quote, start FROM reviews WHERE field = 'quote'")
    assert quote == {"quote": MORE, "start": ONE.text.index(MORE)}, "places are code points, also after an emoji"
    db.close()


def test_correcting_by_mouse_with_selected_words_then_undo(path: Path, opened: Any) -> None:
    page = opened("bob")
    item = value(page, "$40 million")
    item.locator("summary").first.click()
    select_by_mouse(page, "€2 billion")
    page.locator("#review-taken button").first.click()
    item.locator("button[value=correct]").click()
    said(page, "currency: USD → EUR")
    assert deals(path)[0]["currency"] == "EUR"
    page.locator(".made-list button").first.click()
    said(page, "currency: EUR → USD")
    assert deals(path)[0]["currency"] == "USD"


def test_by_keyboard_alone(path: Path, opened: Any) -> None:
    page = opened("bob")
    current = page.locator(".value.current")
    keys(page, "j", "j")
    second = current.inner_text()
    keys(page, "k", "j", "a")
    said(page, "Kept.")
    assert current.inner_text().splitlines()[0] == second.splitlines()[0]
    assert "accepted by a person" in current.inner_text()
    keys(page, "t")
    assert page.evaluate("document.activeElement.id") == "review-text"
    keys(page, "ArrowDown", "ArrowDown", *["Shift+ArrowRight"] * 8)
    selected = page.evaluate("document.getSelection().toString().trim()")
    expect(page.locator("#review-taken-words")).to_have_text(selected)
    assert selected.startswith("Alpen has bought Borea for €2"), selected
    keys(page, "Enter", "a deal that", "Tab", "Enter")
    expect(page.locator("#missed textarea")).to_have_value(selected)
    keys(page, "Acq", "Tab", "Com", "Tab", "Alpen", "Tab", "acq", "Tab", "Borea", "Tab", "tar")
    keys(page, *["Tab"] * 5, "€2 billion", "Enter")
    said(page, "Kept. new:")
    assert [deal["type"] for deal in deals(path)] == ["acquisition", "investment"]
    page.locator("h1").click()
    keys(page, "u")
    said(page, "withdrawn")
    assert [deal["type"] for deal in deals(path)] == ["investment"]


def test_two_people_at_once(path: Path, opened: Any) -> None:
    ada, bob = opened("ada"), opened("bob")
    value(ada, "Quorra Capital").locator("button.accept").click()
    said(ada, "Kept.")
    item = value(bob, "$40 million")
    item.locator("summary").first.click()
    item.locator("[name=value]").fill("$44 million")
    item.locator("[name=note]").fill("The filing says so.")
    item.locator("button[value=correct]").click()
    said(bob, "Somebody else decided")
    assert item.locator("[name=value]").input_value() == "$44 million"
    assert deals(path)[0]["amount"] == 40_000_000
    version = ada.locator(".value [name=version]").first.input_value()
    expect(item.locator("[name=version]").first).to_have_value(version)
    item.locator("button[value=correct]").click()
    said(bob, "Kept. changed:")
    assert deals(path)[0]["amount"] == 44_000_000
    listed = bob.locator(".made-list").first.inner_text()
    assert "ada" in listed and "bob" in listed


def test_hostile_text_runs_nowhere(opened: Any) -> None:
    page = opened("bob")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    assert EVIL in page.locator("#review-text").inner_text()
    for field in ("horizon", "hardware"):
        page.locator("details.add summary").first.click()
        form = page.locator("details.add form").first
        form.locator("[name=field]").select_option(field)
        form.locator("[name=value]").fill(EVIL)
        form.locator("[name=note]").fill(EVIL)
        form.locator("button").first.click()
        said(page, "Kept.")
        page.reload()
    select_by_mouse(page, EVIL[:20])
    assert EVIL in page.locator(".made-list").first.inner_text()
    assert page.evaluate("window.hacked === undefined")
    assert asked == []


def test_without_a_script(path: Path, address: str, opened: Any) -> None:
    page = opened("bob", script=False)
    value(page, "$40 million").locator(".field").click()
    assert "#words-" in page.url
    value(page, "$40 million").locator("button.accept").click()
    expect(page.locator("body")).to_contain_text("Kept. changed:")
    page.goto(address + QUEUE)
    page.locator("form.simple button").first.click()
    expect(page.locator("body")).to_contain_text("decisions kept")
    page.goto(address + SCREEN)
    page.locator("button[value=nothing_missing]").click()
    expect(page.locator("body")).to_contain_text("Finished:")
    assert deals(path)[0]["review_state"] == "reviewed"
