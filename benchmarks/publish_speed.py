"""How long publishing takes, beside the bare time that Jinja takes for the same pages, and how much memory.

    python benchmarks/publish_speed.py                                10,000 deals
    python benchmarks/publish_speed.py --deals 100000 --memory-only    without Jinja

The database is made up: for each deal an article of about 6,000 characters with six quotes. Seconds are those
of the processor, as everything runs in one thread, and beside them those of the clock, which also depend on
the drive and on what else the machine does. The ratios are taken within one run. The time of Jinja is that of making
the same HTML, main part and frame, from data that was read before: no database, no JSON, no files.
Memory is the most that a run takes, in a process of its own.
"""

import argparse
import hashlib
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from datasette_aideals.config import Site
from datasette_aideals.publish.pages import Frame, absent_pages, list_navigation, lists, page_html, public_pages, things
from datasette_aideals.publish.publisher import Wishes, publish
from datasette_aideals.store.database import open_database

AT = "2026-11-01T12:00:00Z"
URL = "https://deals.example/repo/"
FILLER = "Nothing else was said about it that day, and the markets stayed calm. "
KINDS = ("investment", "purchase", "partnership", "debt")
T = TypeVar("T")
FIELDS = ("type", "status", "party", "party", "amount", "date")


class Seconds(NamedTuple):
    """Seconds of the processor, and by the clock."""

    processor: float
    clock: float

    def __str__(self) -> str:
        return f"{self.processor:8.1f} s ({self.clock:.1f} s by the clock)"


class Run(NamedTuple):
    """What publishing once took; memory in megabytes before, and at most."""

    seconds: Seconds
    before: float
    peak: float

    def __str__(self) -> str:
        return f"{self.seconds}, {self.peak:.0f} MB at most ({self.before:.0f} MB before)"


def main() -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--deals", type=int, default=10_000)
    parser.add_argument("--memory-only", action="store_true", help="compare with nothing")
    given = parser.parse_args()
    number = given.deals
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "deals.db", Path(folder) / "site"
        _alone(_fill, path, number)
        first, again = _alone(_publish, path, out), _alone(_publish, path, out)
        files = [file for file in out.rglob("*") if file.is_file()]
        size = sum(file.stat().st_size for file in files)
        pages = sorted(file.stat().st_size for file in (out / "deals").glob("*.html"))
        print(f"{number:,} deals: {len(files):,} files, {size / 1e6:.0f} MB")
        print(f"  page of a deal     {pages[len(pages) // 2] / 1000:8.1f} kB (largest {pages[-1] / 1000:.1f} kB)")
        print(f"  first run          {first}")
        print(f"  run with no change {again}", flush=True)
        if not given.memory_only:
            _compare(out, first, again)
    return 0


def _alone(work: Callable[..., T], *given: Any) -> T:
    """What is worked out in a process that does nothing else, so that its memory can be told."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(work, *given).result()


def _compare(out: Path, first: Run, again: Run) -> None:
    bare, made = _bare_jinja(out / "data" / "public.db")
    print(f"  bare Jinja         {bare} for {made:,} pages")
    for name, seconds in (("first run", first.seconds), ("run with no change", again.seconds)):
        ratio = seconds.processor / bare.processor, seconds.clock / bare.clock
        print(f"  {name}: {ratio[0]:.1f} times bare Jinja ({ratio[1]:.1f} by the clock)")


def _publish(path: Path, out: Path) -> Run:
    before, db = _peak(), open_database(path)
    began, clock = time.process_time(), time.perf_counter()
    publish(db, out, Wishes(url=URL))
    seconds = Seconds(time.process_time() - began, time.perf_counter() - clock)
    db.close()
    return Run(seconds, before, _peak())


def _bare_jinja(copy: Path) -> tuple[Seconds, int]:
    """What making the HTML alone takes, and the number of pages."""
    processor, clock, number = 0.0, 0.0, 0
    with closing(sqlite3.connect(copy)) as conn:
        pages = public_pages(conn)
        frame = Frame(Site(), URL, list_navigation(conn), absent_pages(conn))
        for stem, page, shown, links in _read(conn, pages):
            began = time.process_time(), time.perf_counter()
            main = page.main(shown, links)
            page_html(frame, stem, main.title, main.html, root=links.root, find=links.root == "").encode()
            processor += time.process_time() - began[0]
            clock += time.perf_counter() - began[1]
            number += 1
    return Seconds(processor, clock), number


def _read(conn: sqlite3.Connection, pages: list[Any]) -> Iterator[tuple[str, Any, Any, Any]]:
    for spot in things(conn, pages):
        yield spot.stem, spot.page, spot.page.ask(conn, spot.id, spot.query), spot.page.file_links
    for spot in lists(conn, pages):
        query = dict(spot.query)
        while True:
            links = replace(spot.page.file_links, following=f"{spot.stem}-2")
            shown = spot.page.ask(conn, "", query)
            yield spot.stem, spot.page, shown, links
            token = spot.page.document(shown, links).get("next")
            if not token:
                break
            query["next"] = str(token)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fill(path: Path, number: int) -> None:
    db = open_database(path, create=True)
    with db.atomic():
        prompt = {"id": "p" * 16, "system": "", "template": "", "schema": "{}"}
        _insert(db.conn, "prompts", prompt)
        counts = {"articles": number, "asked": number, "reused": 0, "failed": 0}
        run = {"id": "run", "model_id": "aideals-rules", "options": "{}", "prompt_id": prompt["id"], "started": AT}
        _insert(db.conn, "runs", {**run, **counts, "code_version": "1", "status": "finished"})
        for one in range(max(2, number // 10)):
            row = {"id": f"company-{one}", "name": f"Company {one}", "aliases": "[]", "ai": 1, "deal_count": 2}
            _insert(db.conn, "organizations", row)
        for one in range(number):
            _fill_deal(db.conn, one, number)
    db.conn.execute("INSERT INTO deals_fts (deals_fts) VALUES ('rebuild')")
    db.close()


def _fill_deal(conn: sqlite3.Connection, one: int, number: int) -> None:
    names = [f"Company {one % max(2, number // 10)}", f"Company {(one * 7 + 1) % max(2, number // 10)}"]
    quotes = [f"{names[0]} invests ${one + 1} million in {names[1]}, part {part}" for part in range(6)]
    text = f"Deal {one}\n\n" + "\n\n".join(f"{quote}. {FILLER * 13}" for quote in quotes)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    day = f"{2020 + one % 6}-{1 + one % 12:02}-{1 + one % 28:02}"
    article = {"id": sha256[:12], "search_id": int(sha256[:12], 16), "sha256": sha256, "title": f"Deal {one}"}
    more = {"publisher": f"Paper {one % 50}", "published": day, "characters": len(text), "loaded_at": AT}
    _insert(conn, "articles", {**article, **more, "url": f"https://paper{one % 50}.example/{one}"})
    _insert(conn, "article_texts", {"sha256": sha256, "text": text})
    _insert(
        conn, "article_sources", {"article_id": article["id"], "location": f"{one}.txt", "seen_at": AT, "current": 1}
    )
    reading = {"id": f"r{one}", "article_id": article["id"], "cache_key": f"c{one}", "model_id": "aideals-rules"}
    _insert(conn, "readings", {**reading, "run_id": "run", "outcome": "deals", "at": AT})
    key, kind = hashlib.sha256(f"{one}".encode()).hexdigest(), KINDS[one % len(KINDS)]
    mention = {"id": f"r{one}-1", "reading_id": f"r{one}", "key": key, "type": kind, "status": "announced"}
    _insert(conn, "mentions", {**mention, "focus": 1, "accepted": 1, "start": text.index(quotes[0])})
    for place, statement in enumerate(_statements(text, quotes, names, one, kind, day)):
        _insert(
            conn, "statements", {"id": f"r{one}-1-{place}", "mention_id": mention["id"], "origin": "model", **statement}
        )
    deal = _deal(one, names, kind, day, key)
    _insert(conn, "deals", deal)
    for place, (name, role) in enumerate(zip(names, ("investor", "investee"), strict=True)):
        party = {"deal_id": deal["id"], "organization_id": name.lower().replace(" ", "-"), "role": role, "place": place}
        _insert(conn, "deal_parties", party)
    told = {"deal_id": deal["id"], "mention_id": mention["id"], "article_id": article["id"], "source_number": 1}
    _insert(conn, "deal_mentions", told)
    _insert(conn, "deal_addresses", {"digits": key[:10], "deal_id": deal["id"]})
    _insert(conn, "deal_log", {"deal_id": deal["id"], "digest": key, "state": "new", "cause": "build", "at": AT})


def _deal(one: int, names: list[str], kind: str, day: str, key: str) -> dict[str, object]:
    return {
        "id": f"deal-{one}-{key[:10]}",
        "search_id": int(key[:10], 16),
        "title": f"{names[0]} invests ${one + 1} million in {names[1]}",
        "summary": f"{names[0]} invests ${one + 1} million in {names[1]} [1].",
        "parties_text": " → ".join(names),
        "type": kind,
        "status": "announced",
        "amount": (one + 1) * 1_000_000,
        "currency": "USD",
        "qualifier": "exact",
        "amount_usd": (one + 1) * 1_000_000,
        "announced": day,
        "announced_from": day,
        "announced_to": day,
        "details": "{}",
        "ai": "party",
        "focus": 1,
        "article_count": 1,
        "first_reported": day,
        "conflict_count": 0,
        "judged_count": 0,
        "review_state": "unreviewed",
    }


def _statements(
    text: str, quotes: list[str], names: list[str], one: int, kind: str, day: str
) -> Iterator[dict[str, Any]]:
    money = {"value": (one + 1) * 1_000_000, "currency": "USD", "qualifier": "exact"}
    values = (kind, "announced", names[0], names[1], money, day)
    words = ("invests", "invests", names[0], names[1], f"${one + 1} million", "that day")
    subjects = (None, None, "investor", "investee", None, None)
    told = [("quote", None, quote, None) for quote in quotes]
    told += list(zip(FIELDS, values, words, subjects, strict=True))
    for field, value, exact, subject in told:
        start = text.index(exact)
        end = start + len(exact)
        place = {"start": start, "end": end, "prefix": text[max(0, start - 32) : start], "suffix": text[end : end + 32]}
        yield {
            "field": field,
            "subject": subject,
            "value": None if value is None else json.dumps(value),
            "words": exact,
            "exact": exact,
            "verdict": "supported",
            **place,
        }


def _insert(conn: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    conn.execute(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(row))})', [*row.values()])


if __name__ == "__main__":
    sys.exit(main())
