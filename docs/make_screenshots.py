"""Make docs/deal.png, docs/flows.png and docs/published.png: build the seeds, serve and publish them, take pictures.

Run it as ``python docs/make_screenshots.py``. It needs Chromium and the extra ``test``.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import which
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from datasette_aideals import build
from datasette_aideals.config import settings_in, site_in
from datasette_aideals.publish.publisher import Wishes, publish
from datasette_aideals.store.database import open_database

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SIZE = {"width": 1200, "height": 900}


def main() -> None:
    """Serve and publish a fresh database of the seeds, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deals.db"
        build(path, [ROOT / "seeds"])
        command = [sys.executable, "-m", "datasette", "serve", str(path), "-m", str(ROOT / "metadata.yml"), "-p", "0"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
            address = next(
                found[1] for line in server.stderr or () if (found := re.search(r"running on (http://\S+:\d+)", line))
            )
            with sync_playwright() as playwright:
                chromium = which("chromium") or which("google-chrome")
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                page = browser.new_page(viewport=SIZE)
                photograph(page, f"{address}/{quote(path.stem)}/-/aideals")
                photograph_published(page, path, Path(folder) / "site")
                browser.close()
            server.terminate()


def photograph(page: Page, home: str) -> None:
    """The deal with most doubts, and the picture of flows."""
    page.goto(f"{home}/deals?sort=doubts")
    page.locator("th.what a").first.click()
    page.screenshot(path=DOCS / "deal.png")
    page.goto(f"{home}/flows")
    page.locator("figure.wide").screenshot(path=DOCS / "flows.png")


def photograph_published(page: Page, database: Path, out: Path) -> None:
    """The published folder, opened from the disk, with something in its search box."""
    metadata = ROOT / "metadata.yml"
    publish(open_database(database), out, Wishes(settings_in(metadata).publish, site_in(metadata)))
    page.set_viewport_size({**SIZE, "height": 700})
    page.goto((out / "index.html").as_uri())
    page.get_by_label("Find deals").fill("anthropic invest")
    page.locator("#found tbody a").first.wait_for()
    page.screenshot(path=DOCS / "published.png")


if __name__ == "__main__":
    main()
