"""What tests share: an llm of their own, a fresh database, models that answer as they are told, and a browser."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM
from hypothesis import settings
from sqlite_utils import Database

from datasette_aideals.store.database import open_database

# Tests measure no time: on a busy machine an example may take long, the first one most of all.
settings.register_profile("untimed", parent=settings(), deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def own_llm_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for llm's keys, aliases and logs, so that no test reads the user's or writes to them."""
    folder = tmp_path_factory.mktemp("llm")
    monkeypatch.setenv("LLM_USER_PATH", str(folder))
    for name in ("OPENAI_API_KEY", "MOCK_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A fresh database with all our tables."""
    database = open_database(tmp_path / "deals.db", create=True)
    yield database
    database.close()


@pytest.fixture
def register_model() -> Iterator[Callable[..., Any]]:
    """Make a model known to llm for one test: ``register_model(model, async_model=None, aliases=())``."""
    import llm
    from llm.plugins import load_plugins, pm

    load_plugins()
    plugins = []

    def register_one(model: Any, async_model: Any = None, aliases: tuple[str, ...] = ()) -> Any:
        class Plugin:
            @llm.hookimpl
            def register_models(self, register: Callable[..., None]) -> None:
                register(model, async_model, aliases=aliases)

        plugin = Plugin()
        pm.register(plugin, name=f"test-{model.model_id}")
        plugins.append(plugin)
        return model

    yield register_one
    for plugin in plugins:
        pm.unregister(plugin)


@pytest.fixture
def mock_model(register_model: Callable[..., Any]) -> Any:
    """The model ``mock``: takes a schema, needs no key, gives the answers put into its queue."""
    from mock_models import MockModel

    return register_model(MockModel())


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window; who has none outside CI skips what needs it."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("no Chromium here: install the package chromium to run these tests")
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "These tests need Chromium: install the package chromium."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()
