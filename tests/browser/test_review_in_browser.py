"""Reviewing in a browser: by mouse, by keyboard alone, without a script, two people at once, and hostile text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from corpus import Told, library, told
from selenium.common.exceptions import NoAlertPresentException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from datasette_aideals.store.database import open_database, rows

LEAD = "Quorra Capital agreed to invest $40 million in Brindle Labs 🙂."
MORE = "Alpen has bought Borea for €2 billion."
EVIL = "<img src=x onerror=window.hacked=1><script>window.hacked=2</script>"
LABS = {"Quorra Capital": "investor", "Brindle Labs": "investee"}
ONE = Told(
    f"{LEAD}\n\n{MORE}\n\n{EVIL}", (told(LEAD, "investment", LABS, amount="$40 million"),), "2026-03-02", "one.txt"
)
SCREEN = f"/deals/-/aideals/review/{ONE.article.id}"

RANGE = """
const walker = document.createTreeWalker(document.getElementById('review-text'), NodeFilter.SHOW_TEXT);
const at = {};
let passed = 0;
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  for (const end of ['first', 'last']) {
    const wanted = (end === 'first' ? arguments[0] : arguments[1]) - passed;
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
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    library(tmp_path / "deals.db", [ONE]).close()
    return tmp_path / "deals.db"


def wait(driver: WebDriver, seen: Callable[[], Any]) -> Any:
    return WebDriverWait(driver, 30, ignored_exceptions=[Exception]).until(lambda _: seen())


def said(driver: WebDriver, words: str) -> str:
    """The message that says what was done, once it has these words."""
    return str(wait(driver, lambda: (found := one(driver, "#review-said").text) and words in found and found))


def one(driver: WebDriver, selector: str) -> WebElement:
    return driver.find_element(By.CSS_SELECTOR, selector)


def value(driver: WebDriver, words: str) -> WebElement:
    items = driver.find_elements(By.CSS_SELECTOR, ".value:not(.out)")
    return next(item for item in items if item.find_element(By.TAG_NAME, "b").text == words)


def select_by_mouse(driver: WebDriver, words: str) -> None:
    """Drag over words of the text."""
    start = len(ONE.text[: ONE.text.index(words)].encode("utf-16-le")) // 2
    x1, y1, x2, y2 = driver.execute_script(RANGE, start, start + len(words) - 1)
    pointer = ActionBuilder(driver)
    pointer.pointer_action.move_to_location(int(x1), int(y1)).pointer_down()
    pointer.pointer_action.move_to_location(int(x2) - 5, int(y2)).move_to_location(int(x2), int(y2)).pointer_up()
    pointer.perform()


def keys(driver: WebDriver, *pressed: str) -> None:
    ActionChains(driver).send_keys(*pressed).perform()


def deals(path: Path) -> list[dict[str, Any]]:
    db = open_database(path)
    try:
        return rows(db, "SELECT type, amount, currency, status, review_state FROM deals ORDER BY type")
    finally:
        db.close()


def test_a_value_and_its_words_light_up_together(path: Path, serve: Any) -> None:
    driver = serve(path).opened("bob", SCREEN)
    value(driver, "$40 million").find_element(By.CSS_SELECTOR, ".field").click()
    assert [mark.text for mark in driver.find_elements(By.CSS_SELECTOR, "mark.lit")] == ["$40 million"]
    next(mark for mark in driver.find_elements(By.TAG_NAME, "mark") if mark.text == "Brindle Labs").click()
    assert "Brindle Labs" in one(driver, ".value.current").text
    assert [mark.text for mark in driver.find_elements(By.CSS_SELECTOR, "mark.lit")] == ["Brindle Labs"]


def test_a_missed_deal_is_added_by_mouse_from_selected_words(path: Path, serve: Any) -> None:
    driver = serve(path).opened("bob", SCREEN)
    select_by_mouse(driver, MORE)
    assert wait(driver, lambda: one(driver, "#review-taken-words").text) == MORE
    Select(one(driver, "#review-taken-for")).select_by_visible_text("a deal that was missed")
    one(driver, "#review-taken button").click()
    assert one(driver, "#missed textarea").get_attribute("value") == MORE
    form = one(driver, "#missed form")
    Select(form.find_element(By.NAME, "type")).select_by_value("acquisition")
    Select(form.find_element(By.NAME, "status")).select_by_value("completed")
    for number, (name, role) in enumerate((("Alpen", "acquirer"), ("Borea", "target")), start=1):
        form.find_element(By.NAME, f"party{number}").send_keys(name)
        Select(form.find_element(By.NAME, f"role{number}")).select_by_value(role)
    form.find_element(By.NAME, "amount").send_keys("€2 billion")
    form.find_element(By.CSS_SELECTOR, "button").click()
    assert "Borea" in said(driver, "Kept. new:")
    assert [deal["type"] for deal in deals(path)] == ["acquisition", "investment"]
    assert deals(path)[0]["amount"] == 2_000_000_000
    db = open_database(path)
    (quote,) = rows(db, "SELECT quote, start FROM reviews WHERE field = 'quote'")
    assert quote == {"quote": MORE, "start": ONE.text.index(MORE)}, "places are code points, also after an emoji"
    db.close()


def test_correcting_by_mouse_with_selected_words_then_undo(path: Path, serve: Any) -> None:
    driver = serve(path).opened("bob", SCREEN)
    item = value(driver, "$40 million")
    item.find_element(By.TAG_NAME, "summary").click()
    select_by_mouse(driver, "€2 billion")
    wait(driver, lambda: one(driver, "#review-taken-words").text == "€2 billion")
    one(driver, "#review-taken button").click()
    item.find_element(By.CSS_SELECTOR, "button[value=correct]").click()
    said(driver, "currency: USD → EUR")
    assert deals(path)[0]["currency"] == "EUR"
    one(driver, ".made-list button").click()
    said(driver, "currency: EUR → USD")
    assert deals(path)[0]["currency"] == "USD"


def test_by_keyboard_alone(path: Path, serve: Any) -> None:
    driver = serve(path).opened("bob", SCREEN)
    keys(driver, "j", "j")
    second = one(driver, ".value.current").text
    keys(driver, "k", "j", "a")
    said(driver, "Kept.")
    assert one(driver, ".value.current").text.splitlines()[0] == second.splitlines()[0]
    assert "accepted by a person" in one(driver, ".value.current").text
    keys(driver, "t")
    assert driver.switch_to.active_element.get_attribute("id") == "review-text"
    keys(driver, Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    ActionChains(driver).key_down(Keys.SHIFT).send_keys(*[Keys.ARROW_RIGHT] * 8).key_up(Keys.SHIFT).perform()
    selected = wait(driver, lambda: one(driver, "#review-taken-words").text)
    assert selected.startswith("Alpen has bought Borea for €2"), selected
    keys(driver, Keys.ENTER, "a deal that", Keys.TAB, Keys.ENTER)
    wait(driver, lambda: one(driver, "#missed textarea").get_attribute("value") == selected)
    typed = (Keys.TAB, "Com", Keys.TAB, "Alpen", Keys.TAB, "acq", Keys.TAB, "Borea", Keys.TAB, "tar")
    keys(driver, "Acq", *typed)
    for _ in range(4):
        keys(driver, Keys.TAB)
    keys(driver, Keys.TAB, "€2 billion", Keys.ENTER)
    said(driver, "Kept. new:")
    assert [deal["type"] for deal in deals(path)] == ["acquisition", "investment"]
    one(driver, "h1").click()
    keys(driver, "u")
    said(driver, "withdrawn")
    assert [deal["type"] for deal in deals(path)] == ["investment"]


def test_two_people_at_once(path: Path, serve: Any) -> None:
    server = serve(path)
    ada, bob = server.opened("ada", SCREEN), server.opened("bob", SCREEN)
    value(ada, "Quorra Capital").find_element(By.CSS_SELECTOR, "button.accept").click()
    said(ada, "Kept.")
    item = value(bob, "$40 million")
    item.find_element(By.TAG_NAME, "summary").click()
    item.find_element(By.NAME, "value").send_keys("$44 million")
    item.find_element(By.NAME, "note").send_keys("The filing says so.")
    item.find_element(By.CSS_SELECTOR, "button[value=correct]").click()
    said(bob, "Somebody else decided")
    assert item.find_element(By.NAME, "value").get_attribute("value") == "$44 million"
    assert deals(path)[0]["amount"] == 40_000_000
    wait(bob, lambda: item.find_element(By.NAME, "version").get_attribute("value")
         == one(ada, ".value [name=version]").get_attribute("value"))  # fmt: skip
    item.find_element(By.CSS_SELECTOR, "button[value=correct]").click()
    said(bob, "Kept. changed:")
    assert deals(path)[0]["amount"] == 44_000_000
    listed = one(bob, ".made-list").text
    assert "ada" in listed and "bob" in listed


def test_hostile_text_runs_nowhere(path: Path, serve: Any) -> None:
    driver = serve(path).opened("bob", SCREEN)
    assert EVIL in one(driver, "#review-text").text
    for field in ("horizon", "hardware"):
        one(driver, "details.add summary").click()
        form = one(driver, "details.add form")
        Select(form.find_element(By.NAME, "field")).select_by_value(field)
        form.find_element(By.NAME, "value").send_keys(EVIL)
        form.find_element(By.NAME, "note").send_keys(EVIL)
        form.find_element(By.CSS_SELECTOR, "button").click()
        said(driver, "Kept.")
        driver.refresh()
    select_by_mouse(driver, EVIL[:20])
    wait(driver, lambda: one(driver, "#review-taken-words").text == EVIL[:20])
    assert EVIL in one(driver, ".made-list").text
    assert driver.execute_script("return window.hacked") is None
    with pytest.raises(NoAlertPresentException):
        driver.switch_to.alert.accept()


def test_without_a_script(path: Path, serve: Any) -> None:
    server = serve(path)
    driver = server.opened("bob", SCREEN, script=False)
    value(driver, "$40 million").find_element(By.CSS_SELECTOR, ".field").click()
    assert "#words-" in driver.current_url
    value(driver, "$40 million").find_element(By.CSS_SELECTOR, "button.accept").click()
    wait(driver, lambda: "Kept. changed:" in one(driver, "body").text)
    driver.get(f"{server.url}/deals/-/aideals/review")
    one(driver, "form.simple button").click()
    wait(driver, lambda: "decisions kept" in one(driver, "body").text)
    driver.get(f"{server.url}{SCREEN}")
    one(driver, "button[value=nothing_missing]").click()
    wait(driver, lambda: "Finished:" in one(driver, "body").text)
    assert deals(path)[0]["review_state"] == "reviewed"
