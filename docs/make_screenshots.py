"""Make docs/deal.png and docs/flows.png: build the seeds, serve them, take pictures.

Run it as ``python docs/make_screenshots.py``. It needs Chromium and the extra ``test``.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import which
from urllib.parse import quote

from datasette_aideals import build

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SIZE = {"width": 1200, "height": 900}


def main() -> None:
    """Serve a fresh database of the seeds, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deals.db"
        build(path, [ROOT / "seeds"])
        command = [sys.executable, "-m", "datasette", "serve", str(path), "-m", str(ROOT / "metadata.yml"), "-p", "0"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
            address = next(
                found[1] for line in server.stderr or () if (found := re.search(r"running on (http://\S+:\d+)", line))
            )
            photograph(f"{address}/{quote(path.stem)}/-/aideals")
            server.terminate()


def photograph(home: str) -> None:
    """The deal with most doubts, and the picture of flows."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = which("chromium") or which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(f"{home}/deals?sort=doubts")
        page.locator("th.what a").first.click()
        page.screenshot(path=DOCS / "deal.png")
        page.goto(f"{home}/flows")
        page.locator("figure.wide").screenshot(path=DOCS / "flows.png")
        browser.close()


if __name__ == "__main__":
    main()
