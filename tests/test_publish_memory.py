"""Publishing takes as much memory for many deals as for few: the most that Python holds is measured at two sizes.

Bytes are counted, not seconds, and the same work takes the same bytes but for a few kilobytes. What SQLite
holds is not counted; its caches have a fixed size.
"""

import gc
import hashlib
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from datasette_aideals.config import Publishing, Site
from datasette_aideals.publish import extras, folder, publisher, scan
from datasette_aideals.publish.copy import make_copy
from datasette_aideals.publish.folder import Folder
from datasette_aideals.publish.pages import Frame, Spot, make_things, old_addresses
from datasette_aideals.publish.publisher import Wishes, publish
from datasette_aideals.publish.scan import Scanner
from datasette_aideals.show.queries.kept import Figures
from datasette_aideals.show.site import PAGES
from datasette_aideals.store.database import open_database

AT = "2026-11-01T12:00:00Z"
WISHES = Wishes(url="https://deals.example/repo/")
FRAME = Frame(Site(), WISHES.url)
FEW, MANY = 200, 1000

GROWTH = 25
"""Bytes a deal by which the most may grow: a list of ids has over 80 for each, one of rows hundreds.

Where nothing is held of each deal, it grows by less than 1.
"""


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Databases with few deals and with many; the third is for having everything loaded that is loaded once."""
    made = tmp_path_factory.mktemp("memory")
    return {number: filled(made / f"{number}.db", number) for number in (10, FEW, MANY)}


@pytest.fixture(scope="module")
def copies(databases: dict[int, Path]) -> dict[int, Path]:
    """Their public copies."""
    made = {number: path.with_suffix(".public.db") for number, path in databases.items()}
    for number, path in databases.items():
        make_copy(path, made[number], Publishing())
    return made


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and tables are read in small pieces, as small ones would otherwise be read whole."""
    for module in (folder, scan):
        monkeypatch.setattr(module, "_CHUNK", 1 << 14)
    monkeypatch.setattr(scan, "_ROWS", 5)
    monkeypatch.setattr(folder, "_AT_ONCE", 10)


def growth(work: Callable[[int], object]) -> float:
    """Bytes for each further deal by which the most that is held at any time grows."""
    work(10)
    return (peak(work, MANY) - peak(work, FEW)) / (MANY - FEW)


def peak(work: Callable[[int], object], number: int) -> int:
    """The most bytes that Python holds while it works."""
    gc.collect()
    tracemalloc.start()
    try:
        work(number)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_public_copy(databases: dict[int, Path], tmp_path: Path) -> None:
    def copy(number: int) -> None:
        make_copy(databases[number], tmp_path / f"{number}.db", Publishing())

    assert growth(copy) < GROWTH


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "runs"], ids=lambda page: page.address)
def test_a_page_of_each_kind(page: Any, copies: dict[int, Path]) -> None:
    def make(number: int) -> None:
        with closing(sqlite3.connect(copies[number])) as conn:
            # Of the organisations the last one, which is in all deals.
            ids = conn.execute(f'SELECT max(id) FROM "{page.of_things}"').fetchone() if page.of_things else [""]
            for _ in make_things(conn, Spot("x", page, ids[0]), FRAME):
                pass

    assert growth(make) < GROWTH


def test_the_data(copies: dict[int, Path], tmp_path: Path) -> None:
    scanner = Scanner({})

    def make(number: int) -> None:
        with closing(sqlite3.connect(copies[number])) as conn, Folder(tmp_path / str(number)) as out:
            for path in extras.data_files(conn, out, database=False):
                assert not [*scanner.in_file(path, out.made(path))]

    assert growth(make) < GROWTH


def test_a_run_with_nothing_changed(
    databases: dict[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # That all pages are there is tested elsewhere, and they would take long.
    monkeypatch.setattr(publisher, "public_pages", lambda conn: [])
    monkeypatch.setattr(publisher, "old_addresses", lambda conn, frame: ())

    def make(number: int) -> None:
        db = open_database(databases[number])
        publish(db, tmp_path / str(number), WISHES)
        db.close()

    for number in databases:
        make(number)
    assert growth(make) < GROWTH


def test_old_addresses(copies: dict[int, Path]) -> None:
    def make(number: int) -> None:
        with closing(sqlite3.connect(copies[number])) as conn:
            next(old_addresses(conn, FRAME))

    assert growth(make) < GROWTH


def test_a_folder_with_its_sitemaps(tmp_path: Path) -> None:
    def make(number: int) -> None:
        for run in ("first", "changed", "dry"):
            with Folder(tmp_path / str(number)) as out:
                for one in range(number):
                    out.write(f"deals/{one:06}-{run}.html", b"", listed=True)
                for _ in extras.sitemaps(FRAME, out):
                    pass
                if run != "dry":
                    out.swap({})

    assert growth(make) < GROWTH


def test_of_figures_those_not_asked_for_longest_are_forgotten() -> None:
    figures, asked = Figures(2), []

    def get(key: str) -> str:
        return figures.get(key, lambda: asked.append(key) or key)

    assert [get(key) for key in "aababcbaab"] == [*"aababcbaab"]
    assert asked == [*"abca"]


def filled(path: Path, number: int) -> Path:
    """A database with so many deals, each of one article, between one fund and a company of its own."""
    db = open_database(path, create=True)
    with db.atomic():
        for table, row in (*beginning(number), *(each for one in range(number) for each in rows_of(one))):
            names = ", ".join(f'"{name}"' for name in row)
            sql = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(row))})'
            db.conn.execute(sql, [*row.values()])
    db.close()
    return path


def beginning(number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What there is once."""
    yield "prompts", {"id": "prompt", "system": "", "template": "", "schema": "{}"}
    counts = {"articles": number, "asked": number, "reused": 0, "failed": 0}
    known = {"options": "{}", "prompt_id": "prompt", "code_version": "1", "status": "finished", "started": AT}
    yield "runs", {"id": "run", "model_id": "aideals-rules", **known, **counts}
    yield "organizations", {"id": "fund", "name": "Quorra Fund", "aliases": "[]", "ai": 1, "deal_count": number}


def rows_of(one: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of one deal, with a circle and a conflict, and of another one that was withdrawn."""
    key = hashlib.sha256(str(one).encode()).hexdigest()
    article, deal, mention, company = key[:12], f"deal-{one:06}-{key[:10]}", f"r{one:06}-1", f"company-{one:06}"
    words, money = f"Quorra Fund invests in {company}", {"amount": 10**6 + one, "currency": "USD", "amount_usd": 10**6}
    yield "organizations", {"id": company, "name": company, "aliases": "[]", "ai": 1, "deal_count": 1}
    about = {"title": words, "published": "2026-10-01", "characters": 2000, "loaded_at": AT}
    yield "articles", {"id": article, "search_id": int(article, 16), "sha256": key, **about}
    yield "article_sources", {"article_id": article, "location": f"{one:06}.txt", "seen_at": AT, "current": 1}
    reading = {"cache_key": key, "model_id": "aideals-rules", "run_id": "run", "outcome": "deals", "at": AT}
    yield "readings", {"id": mention[:-2], "article_id": article, **reading}
    state = {"type": "investment", "status": "announced", "focus": 1}
    yield "mentions", {"id": mention, "reading_id": mention[:-2], "key": key, "accepted": 1, "start": 0, **state}
    proof = {"exact": words, "start": 0, "end": len(words), "prefix": "", "suffix": " so far"}
    for field in ("quote", "amount"):
        known = {"mention_id": mention, "field": field, "verdict": "supported", "origin": "model"}
        yield "statements", {"id": f"{mention}-{field}", **known, **proof}
    told = {"title": words, "summary": words, "parties_text": words, "first_reported": "2026-10-01", "details": "{}"}
    counts = {"article_count": 1, "judged_count": 0, "conflict_count": 1}
    known = {"id": deal, "search_id": int(key[:10], 16), "ai": "party", "review_state": "unreviewed"}
    yield "deals", {**known, **state, **counts, **told, **money}
    for name in ("fund", company):
        yield "deal_parties", {"deal_id": deal, "organization_id": name, "role": "party", "place": 0}
    yield "deal_mentions", {"deal_id": deal, "mention_id": mention, "article_id": article, "source_number": 1}
    yield "deal_addresses", {"digits": key[:10], "deal_id": deal}
    logged = {"digest": key, "cause": "build", "at": AT}
    yield "deal_log", {"deal_id": deal, "state": "new", **logged}
    flow = {"source": "fund", "target": company, "gives": "money", "type": "investment", "deals": 1, "rumored": 0}
    yield "flows", {**flow, **money, "deal_ids": f'["{deal}"]'}
    yield "deal_log", {"deal_id": f"gone-{key[10:20]}", "state": "withdrawn", **logged}
    yield "conflicts", {"deal_id": deal, "field": "amount", "candidates": "[]", "chosen": "1", "rule": "newest"}
    circle = {"id": key, "name": words, "organizations": "[]", "length": 2, "up_to": 0, "deals": 1}
    yield "circles", circle
    yield "circle_steps", {"circle_id": key, "step": 1, "deal_id": deal, "source": "fund", "target": company}
