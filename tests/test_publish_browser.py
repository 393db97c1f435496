"""The published folder in a browser: from the list to the words, search, no other origin, and for everybody."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sample import Sample, fill

from datasette_aideals.cli import aideals

# What the folder holds does not depend on the line of Datasette.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(tmp_path_factory.mktemp("browser") / "deals.db")


@pytest.fixture(scope="module")
def folder(sample: Sample) -> Path:
    out = sample.path.parent / "www" / "repo"
    out.parent.mkdir()
    result = CliRunner().invoke(aideals, ["publish", str(sample.path), str(out)])
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The folder below a sub-path of a server that only serves files."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    handler = functools.partial(Handler, directory=str(folder.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/repo/"
        server.shutdown()


@pytest.fixture
def start(request: pytest.FixtureRequest, served: str, folder: Path) -> str:
    """Where the folder is: on a server, or on a disk."""
    return served if request.param == "served" else f"{folder.as_uri()}/"


EITHER = pytest.mark.parametrize("start", ["served", "from a disk"], indirect=True)


def pages_of(folder: Path, sample: Sample) -> list[str]:
    """Every page there is once, and some of each kind."""
    once = [path.name for path in sorted(folder.glob("*.html"))]
    kinds = [sorted(kind.glob("*.html"))[:2] for kind in sorted(folder.iterdir()) if kind.is_dir()]
    deals = [f"deals/{id_}.html" for id_ in sample.deals.values()]
    some = [path.relative_to(folder).as_posix() for kind in kinds for path in kind]
    return list(dict.fromkeys([*once, *some, *deals, f"articles/{sample.articles['harbor']}.html"]))


@EITHER
@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_list_over_a_deal_to_its_words(browser: Any, start: str, scripts: bool) -> None:
    page = browser.new_page(java_script_enabled=scripts)
    page.goto(f"{start}deals.html")
    page.get_by_role("link", name="Orbit Cloud invests up to $25 billion in Lumen Labs").first.click()
    assert "invests up to $25 billion" in page.locator("h1").inner_text()
    link = page.locator(".facts a", has_text="up to $25 billion").first
    words = link.locator("q").inner_text().strip("“” \n")
    link.click()
    page.wait_for_url("**/articles/*#s-*")
    assert words in page.locator(":target").inner_text()
    page.close()


@EITHER
def test_the_box_finds_deals(page: Any, start: str) -> None:
    page.goto(f"{start}index.html")
    status, links = page.locator("#found .found"), page.locator("#found tbody a")
    page.get_by_label("Find deals").fill("LÁBS orbit invests")
    links.first.wait_for()
    assert links.all_inner_texts() == ["Orbit Cloud invests up to $25 billion in Lumen Labs"]
    page.get_by_label("Find deals").fill("orbit nothing")
    status.get_by_text("No deal fits.").wait_for()
    page.get_by_label("Find deals").fill("lumen")
    page.get_by_label("State").select_option(label="Rumored")
    status.get_by_text("1 deal fits.").wait_for()
    links.first.click()
    assert page.locator("h1").inner_text() == "Kestrel Chips may invest $2 billion in Lumen Labs"


def test_an_address_with_a_query_shows_what_it_asks_for(page: Any, served: str) -> None:
    page.goto(f"{served}deals.html?organization=Kestrel+Chips&type=acquisition")
    page.locator("#found").get_by_text("1 deal fits.").wait_for()
    assert page.get_by_label("Type").input_value() == "acquisition"
    page.get_by_label("Find deals").fill("lumen")
    page.wait_for_url("**/deals.html?q=lumen&type=acquisition")


def test_without_scripts_the_box_is_not_there_and_lists_are(browser: Any, served: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{served}deals.html")
    assert not page.locator("#find").is_visible()
    page.get_by_role("link", name="The largest first").click()
    assert "largest in US dollars first" in page.locator("main").inner_text()
    page.close()


def test_no_page_asks_another_origin_or_breaks_its_policy(page: Any, folder: Path, sample: Sample, served: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for name in pages_of(folder, sample):
        asked.clear()
        page.goto(served + name)
        asked[:] = [url for url in asked if not url.startswith("data:")]
        assert asked and all(url.startswith(served) for url in asked), (name, asked)
        assert len(asked) <= (3 if name.startswith("deals/") else 4), asked
    assert said == []


@pytest.mark.parametrize("width", [390, 1280])
def test_everybody_can_use_every_page(page: Any, folder: Path, sample: Sample, served: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": width, "height": 844})
    faults = []
    for name in pages_of(folder, sample):
        page.goto(served + name + ("?q=labs" if name in ("index.html", "deals.html") else ""))
        if name in ("index.html", "deals.html"):
            page.locator("#found tbody a").first.wait_for()
        for each in Axe().run(page).response["violations"]:
            faults += [f"{name}, {each['id']}: {node['html'][:200]}" for node in each["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{name} is wider than the screen")
    assert faults == []
