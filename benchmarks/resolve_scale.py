"""How long merging takes beside writing the same rows, how much memory it needs, and what one more article costs.

    python benchmarks/resolve_scale.py                     100,000 mentions
    python benchmarks/resolve_scale.py --mentions 20000    fewer

The mentions are made by chance, the same for the same number: companies of very different fame, deals that one
to a few hundred articles tell in their own ways (with other sums, dates, currencies, party lists and spellings),
rounds of the same company, copies of articles. Times depend on the machine; the ratio to ``insert_all`` of the
rows of articles, readings, mentions and statements, made in the same run, can be compared.
Exit status 1 where the ratio is above 20, or memory above 2 GB, or one more article touches more than its deals.
"""

import argparse
import hashlib
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlite_utils import Database

from datasette_aideals.resolve.resolver import resolve
from datasette_aideals.store.database import open_database

AT = "2026-11-01T12:00:00Z"
MOST_RATIO = 20.0
MOST_MEMORY = 2_000_000_000
ROWS_AT_ONCE = 5_000
ARTICLES_AT_ONCE = 2_000

KINDS = {
    "investment": ("investor", "investee"),
    "acquisition": ("acquirer", "target"),
    "purchase": ("customer", "supplier"),
    "partnership": ("partner", "partner"),
    "debt": ("lender", "borrower"),
}
HEADS = (
    *("Vel", "Ors", "Qui", "Tar", "Bra", "Lum", "Fel", "Nyx", "Cor", "Hal", "Piv", "Ste"),
    *("Wre", "Oza", "Mir", "Dun", "Kes", "Pol", "Rud", "Sab", "Tov", "Ulm", "Vex", "Yar"),
    *("Zed"),
)
MIDDLES = ["a", "e", "i", "o", "u", "al", "en", "ir", "os", "um", "ant", "eld"]
TAILS = (
    *("ric", "tera", "nix", "wick", "dale", "mark", "spire", "vane", "lith", "gard", "more", "quill"),
    *("bank", "works", "forge", "path"),
)
ENDINGS = ("", "", "", " Labs", " Capital", " Systems", " Energy", " Robotics", " Ventures")
WORDS = (
    *("market", "board", "river", "plant", "people", "growth", "cloud", "chips", "paper", "street", "founder", "month"),
    *("power", "field", "city", "note"),
)


@dataclass(frozen=True)
class Told:
    """One deal as one article tells it."""

    kind: str
    status: str
    givers: tuple[str, ...]
    receiver: str
    value: int
    currency: str
    day: date
    dated: bool
    round: str | None


def main() -> int:
    """Make the rows, write them, merge them, add one article; print times and ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--mentions", type=int, default=100_000)
    number = parser.parse_args().mentions
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "deals.db", create=True)
        articles = list(enumerate(_articles(number, Random(number))))
        writing = _timed(lambda: _write(db, articles[:-1]))
        merging = _timed(lambda: resolve(db, AT))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        _write(db, articles[-1:])
        reports: list[Any] = []
        adding = _timed(lambda: reports.append(resolve(db, AT)))
        counts = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("mentions", "deals")}
    ratio = merging / writing
    print(f"{counts['mentions']:,} mentions in {len(articles):,} articles are {counts['deals']:,} deals")
    print(f"  insert_all of the rows  {writing:8.1f} s")
    print(f"  merging                 {merging:8.1f} s  ({ratio:.1f} times as long)")
    print(f"  memory, most            {memory / 1e9:8.2f} GB")
    print(f"  one more article        {adding:8.1f} s  ({reports[0].touched} of the deals touched)")
    return int(ratio > MOST_RATIO or memory > MOST_MEMORY or reports[0].touched > counts["deals"] / 100)


def _timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _names(rng: Random, number: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < number:
        name = rng.choice(HEADS) + rng.choice(MIDDLES) + rng.choice(TAILS) + rng.choice(("", rng.choice(MIDDLES)))
        found[name + rng.choice(ENDINGS)] = None
    return list(found)


def _articles(number: int, rng: Random) -> Iterator[list[Told]]:
    """Articles with the deals they tell, ``number`` mentions in all."""
    names = _names(rng, max(50, number // 8))
    waiting: list[Told] = []
    while len(waiting) < number:
        deal = _deal(rng, names)
        waiting.extend(_telling(rng, deal) for _ in range(min(300, int(rng.paretovariate(1.1)))))
    waiting = waiting[:number]
    # Articles tell what happens at the same time, so neighbours in time share one.
    waiting.sort(key=lambda told: (told.day, rng.random()))
    at = 0
    while at < len(waiting):
        size = rng.choice((1, 1, 2, 3, 5))
        yield waiting[at : at + size]
        at += size


def _deal(rng: Random, names: list[str]) -> Told:
    def famous() -> str:
        # The most famous company takes part in about every twelfth deal.
        place = int(rng.paretovariate(0.12)) - 1
        return names[place] if place < len(names) else rng.choice(names)

    kind = rng.choice(("investment", "investment", "investment", "acquisition", "purchase", "partnership", "debt"))
    givers = tuple(dict.fromkeys(famous() for _ in range(rng.choice((1, 1, 2, 4)) if kind == "investment" else 1)))
    receiver = famous()
    while receiver in givers:
        receiver = rng.choice(names)
    return Told(
        kind=kind,
        status=rng.choice(("rumored", "announced", "announced", "completed")),
        givers=givers,
        receiver=receiver,
        value=rng.choice((1, 2, 3, 5, 7, 12, 25)) * 10 ** rng.randint(6, 10),
        currency=rng.choice(("USD", "USD", "USD", "EUR", "INR")),
        day=date(2019, 1, 1) + timedelta(days=rng.randint(0, 2800)),
        dated=rng.random() < 0.6,
        round=rng.choice(("Seed", "Series A", "Series B", None, None)) if kind == "investment" else None,
    )


def _telling(rng: Random, deal: Told) -> Told:
    change = rng.random()
    day = deal.day + timedelta(days=rng.choice((0, 0, 1, 2, 5)))
    if change < 0.1:
        return replace(deal, day=day, value=int(deal.value * rng.uniform(0.97, 1.03)))
    if change < 0.2:
        return replace(deal, day=day + timedelta(days=rng.randint(20, 300)), status="completed")
    if change < 0.3:
        return replace(deal, day=day, receiver=f"{deal.receiver}, Inc.")
    if change < 0.4:
        return replace(deal, day=day, givers=deal.givers[:1])
    return replace(deal, day=day, dated=not deal.dated)


def _write(db: Database, articles: list[tuple[int, list[Told]]]) -> None:
    """Write articles as loading and reading them would, with ``insert_all``."""
    if not db.execute("SELECT 1 FROM runs").fetchone():
        db["prompts"].insert_all([{"id": "p" * 16, "system": "", "template": "", "schema": ""}])
        db["runs"].insert_all([_run()])
    for begin in range(0, len(articles), ARTICLES_AT_ONCE):
        tables: dict[str, list[dict[str, Any]]] = {}
        for number, told in articles[begin : begin + ARTICLES_AT_ONCE]:
            for table, row in _rows(number, told):
                tables.setdefault(table, []).append(row)
        for table, found in tables.items():
            db[table].insert_all(found, batch_size=ROWS_AT_ONCE)


def _run() -> dict[str, Any]:
    zero = dict.fromkeys(("articles", "asked", "reused", "failed"), 0)
    run = {"id": "run", "model_id": "made-up", "options": "{}", "prompt_id": "p" * 16, "code_version": "1"}
    return {**run, "status": "finished", "started": AT, **zero}


def _rows(number: int, told: list[Told]) -> Iterator[tuple[str, dict[str, Any]]]:
    text = _text(number, told)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    article, published = sha256[:12], max(one.day for one in told).isoformat()
    yield "articles", {
        "id": article, "search_id": int(article, 16), "sha256": sha256, "title": text.split("\n", maxsplit=1)[0],
        "publisher": f"Paper {int(article, 16) % 300}", "published": published, "characters": len(text),
        "loaded_at": AT,
    }  # fmt: skip
    yield "article_texts", {"sha256": sha256, "text": text}
    source = {"article_id": article, "location": f"{article}.txt", "publisher": None, "seen_at": AT, "current": 1}
    yield "article_sources", source
    reading = sha256[:16]
    yield "readings", {
        "id": reading, "article_id": article, "cache_key": sha256, "model_id": "made-up", "run_id": "run",
        "outcome": "deals", "at": AT,
    }  # fmt: skip
    for place, one in enumerate(told, start=1):
        mention = f"{reading}-{place:03d}"
        key = hashlib.sha256(mention.encode()).hexdigest()[:16]
        yield "mentions", {
            "id": mention, "reading_id": reading, "key": key, "type": one.kind, "status": one.status, "focus": 1,
            "accepted": 1, "start": place * 100,
        }  # fmt: skip
        for count, (field, value, subject) in enumerate(_values(one), start=1):
            yield "statements", {
                "id": f"{mention}-{count:03d}", "mention_id": mention, "field": field, "subject": subject,
                "value": json.dumps(value), "words": str(value), "exact": str(value), "prefix": " " * 32,
                "suffix": " " * 32, "start": place * 100, "end": place * 100 + 20, "verdict": "supported",
                "origin": "model",
            }  # fmt: skip


def _values(one: Told) -> Iterator[tuple[str, Any, str | None]]:
    giving, receiving = KINDS[one.kind]
    yield "quote", None, None
    yield "type", one.kind, None
    yield "status", one.status, None
    for name in one.givers:
        yield "party", name, giving
    yield "party", one.receiver, receiving
    yield "amount", {"value": one.value, "currency": one.currency, "qualifier": "exact"}, None
    if one.dated:
        yield "date", one.day.isoformat(), None
    if one.round:
        yield "round", one.round, None
    yield "ai", True, None


def _text(number: int, told: list[Told]) -> str:
    """A text of its own for each article; about one in forty is a copy of another one below its headline."""
    rng = Random(number)
    filler = Random(number // 2 if rng.random() < 0.05 else number + 10**9)
    return f"{told[0].receiver} {number}\n" + " ".join(filler.choice(WORDS) for _ in range(250))


if __name__ == "__main__":
    sys.exit(main())
