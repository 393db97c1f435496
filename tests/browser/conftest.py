"""A real Datasette server, and real browsers that look at it; CHROMIUM and CHROMEDRIVER name other ones to use."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webdriver import WebDriver

SECRET = "only-for-tests"
WHO = {"plugins": {"datasette-aideals": {"review_allow": {"id": ["ada", "bob"]}}}}
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1400,1000",
)


@dataclass
class Server:
    """A server of one database, and how to see it in a browser as somebody."""

    url: str
    browser: Callable[..., WebDriver]

    def opened(self, who: str, path: str, *, script: bool = True) -> WebDriver:
        """A browser of its own with somebody logged in, at an address of the site."""
        driver = self.browser(script=script)
        driver.get(f"{self.url}/-/static/app.css")
        driver.add_cookie({"name": "ds_actor", "value": _signed(who), "path": "/"})
        driver.get(f"{self.url}{path}")
        return driver


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Callable[..., WebDriver]]:
    """Open browsers that are closed in the end."""
    drivers: list[WebDriver] = []

    def start(*, script: bool = True) -> WebDriver:
        options = Options()
        options.binary_location = _program("CHROMIUM", "chromium", "chromium-browser", "google-chrome")
        for flag in (*FLAGS, f"--user-data-dir={tmp_path / f'profile{len(drivers)}'}"):
            options.add_argument(flag)
        if not script:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        driver = webdriver.Chrome(options, Service(_program("CHROMEDRIVER", "chromedriver")))
        driver.set_page_load_timeout(60)
        drivers.append(driver)
        return driver

    yield start
    for driver in drivers:
        driver.quit()


@pytest.fixture
def serve(tmp_path: Path, browser: Callable[..., WebDriver]) -> Iterator[Callable[[Path], Server]]:
    """Serve a database as users do, until the test ends."""
    running: list[subprocess.Popen[str]] = []

    def start(database: Path) -> Server:
        settings = tmp_path / "metadata.json"
        settings.write_text(json.dumps(WHO))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "datasette", "serve", str(database), "-m", str(settings), "-p", str(port)]
        process = subprocess.Popen([*command, "--secret", SECRET], stderr=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stderr
        for line in process.stderr:
            if "Uvicorn running" in line:
                return Server(f"http://127.0.0.1:{port}", browser)
        raise AssertionError("the server did not start")

    yield start
    for process in running:
        process.terminate()
        process.wait()
        assert process.stderr
        process.stderr.close()


def _signed(who: str) -> str:
    from datasette.app import Datasette

    signed: str = Datasette(memory=True, secret=SECRET).sign({"a": {"id": who}}, "actor")
    return signed


def _program(variable: str, *names: str) -> str:
    found: Any = os.environ.get(variable) or next((path for name in names if (path := shutil.which(name))), None)
    assert found, f"There is no {names[0]}. Install it (on Debian: apt-get install chromium chromium-driver)."
    return str(found)
