"""How fast the pages are beside Datasette's own pages of the same tables, on one file, in one run.

    python benchmarks/pages_speed.py                       100,000 deals, in a file that is kept for the next run
    python benchmarks/pages_speed.py --deals 5000          fewer
    python benchmarks/pages_speed.py --rounds 40 --json

Ours and Datasette's are asked in turn, so that what else the machine does slows both. Suggested facets are
off, both lists have 50 rows, and every search is for words not searched before. "All of it" is the time from
the request to the whole answer inside one process, without a network.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from datasette_aideals.store.database import open_database
from datasette_aideals.terms import DealType, Status

HOME = "/deals/-/aideals"
TYPES, STATES = [each.value for each in DealType], [each.value for each in Status]
ORGANIZATIONS = 5000
WARM = 3


@dataclass(frozen=True)
class Pair:
    """A page of ours and the one of Datasette's that answers the same question; ``most`` is the ratio allowed."""

    name: str
    ours: str
    native: str
    most: float


PAIRS = (
    Pair("list, HTML", "/deals?ai=all", "?_sort_desc=first_reported&_size=50", 1.0),
    Pair("list, JSON", "/deals.json?ai=all", ".json?_sort_desc=first_reported&_size=50", 1.0),
    Pair("deal, HTML", "/deals/{deal}", "/{deal}", 1.5),
    # The permissions of fifteen tables are asked for, Datasette's row asks for those of one.
    Pair("deal, JSON", "/deals/{deal}.json", "/{deal}.json", 3.0),
    Pair(
        "list with 3 facets, HTML",
        "/deals?ai=all&facets=yes&min={sum}",
        "?_sort_desc=first_reported&_size=50&_facet=type&_facet=status&_facet=ai&amount_usd__gte={sum}",
        1.0,
    ),
    Pair(
        "list with 3 facets, JSON",
        "/deals.json?ai=all&facets=yes&min={sum}",
        ".json?_sort_desc=first_reported&_size=50&_facet=type&_facet=status&_facet=ai&amount_usd__gte={sum}",
        1.0,
    ),
    Pair("search, HTML", "/deals?ai=all&q={word}", "?_search={word}&_sort_desc=first_reported&_size=50", 1.0),
    Pair("search, JSON", "/deals.json?ai=all&q={word}", ".json?_search={word}&_sort_desc=first_reported&_size=50", 1.0),
)

ALONE = (
    # Datasette's own later pages in this order take more than its limit of one second.
    ("a later page, HTML", "/deals?ai=all&next={day}~deal-0000000000"),
    ("a later page, JSON", "/deals.json?ai=all&next={day}~deal-0000000000"),
    ("home", ""),
    ("organisations", "/organizations"),
    ("an organisation", "/organizations/o1"),
    ("flows", "/flows"),
    ("conflicts", "/conflicts"),
    ("runs", "/runs"),
    ("an article", "/articles/{article}"),
)


def main() -> int:
    """Print the times; 1 if a page is slower than it may be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--deals", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20, help="requests of each page")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    path = kept_file(given.deals)
    rows = asyncio.run(measured(path, given.deals, given.rounds))
    print(json.dumps(rows, indent=2) if given.json else table(rows))
    return int(any(row["ratio"] > row["most"] for row in rows if "most" in row))


def kept_file(deals: int) -> Path:
    """A database of as many deals, made where it is not there from an earlier run."""
    path = Path(tempfile.gettempdir()) / f"aideals-speed-{deals}" / "deals.db"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        half = path.with_suffix(".half")
        make(half, deals)
        half.rename(path)
    return path


async def measured(path: Path, deals: int, rounds: int) -> list[dict[str, Any]]:
    """For each pair the median and 95th percentile of both, in milliseconds, and the ratio of the medians."""
    from datasette.app import Datasette

    ds = Datasette([str(path)], settings={"suggest_facets": False}, metadata=METADATA)
    await ds.invoke_startup()
    found = []
    for asked, pair in zip(range(0, 10**6, rounds + WARM), PAIRS, strict=False):
        ours, native = [], []
        for number in range(-WARM, rounds):
            # Never twice the same words or sums, as what was asked once may be kept.
            values = filled(number + WARM + asked, deals)
            ours.append(await timed(ds, HOME + pair.ours.format(**values)))
            native.append(await timed(ds, "/deals/deals" + pair.native.format(**values)))
        own, other = summary(ours[WARM:]), summary(native[WARM:])
        ratio = round(own["p50"] / other["p50"], 2)
        found.append({"page": pair.name, "ours": own, "native": other, "ratio": ratio, "most": pair.most})
    for name, address in ALONE:
        times = [await timed(ds, HOME + address.format(**filled(n + 1, deals))) for n in range(-1, rounds)]
        found.append({"page": name, "first": round(times[0], 1), "ours": summary(times[1:])})
    return found


async def timed(ds: Any, address: str) -> float:
    """Milliseconds until the whole answer is there."""
    began = time.perf_counter()
    response = await ds.client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    return (time.perf_counter() - began) * 1000


def filled(number: int, deals: int) -> dict[str, str]:
    """What to put into the addresses of the request with this number."""
    place = (number * 7919 + 5) % deals
    return {
        "deal": f"deal-{place:010x}",
        "article": f"{place:012x}",
        # Half of the words stand in each thousandth deal, half in every third one.
        "word": f"rare{number}" if number % 2 else f"common{number}",
        "sum": str(1_000_000 + number),
        "day": (date(2021, 1, 1) + timedelta(days=1700 - number % 1700)).isoformat(),
    }


def summary(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {
        "p50": round(statistics.median(times), 1),
        "p95": round(sorted(times)[max(int(len(times) * 0.95) - 1, 0)], 1),
    }


def table(rows: list[dict[str, Any]]) -> str:
    """The figures in columns."""
    lines = [f"{'page':26}{'ours p50':>10}{'p95':>8}{'native p50':>12}{'p95':>8}{'ratio':>8}{'allowed':>9}"]
    for row in rows:
        line = f"{row['page']:26}{row['ours']['p50']:10.1f}{row['ours']['p95']:8.1f}"
        if "native" in row:
            line += f"{row['native']['p50']:12.1f}{row['native']['p95']:8.1f}{row['ratio']:8.2f}{row['most']:9.1f}"
        else:
            line += f"   first {row['first']:.1f}"
        lines.append(line)
    return "\n".join(lines)


METADATA = {"databases": {"deals": {"tables": {"deals": {"fts_table": "deals_fts", "fts_pk": "search_id"}}}}}


def make(path: Path, deals: int) -> None:
    """A database of ``deals`` deals, each told by one article, between a few thousand organisations."""
    db = open_database(path, create=True)
    draw = random.Random(7)
    with db.conn:
        db.conn.execute("INSERT INTO prompts VALUES ('p', '', '{article}', '{}')")
        _insert(db.conn, "runs", [_run()])
        _insert(db.conn, "organizations", (_organization(number) for number in range(ORGANIZATIONS)))
        for start in range(0, deals, 2000):
            made = [_deal(number, draw) for number in range(start, min(start + 2000, deals))]
            for name in made[0]:
                _insert(db.conn, name, (row for each in made for row in each[name]))
        db.conn.execute("INSERT INTO deals_fts (deals_fts) VALUES ('rebuild')")
        db.conn.execute(
            "INSERT INTO flows (source, target, gives, type, currency, amount, up_to, amount_usd, deals, rumored,"
            " deal_ids) SELECT source, target, gives, type, currency, sum(amount), 0, sum(amount_usd),"
            " count(*), 0, json_group_array(deal_id) FROM payments GROUP BY 1, 2, 3, 4, 5"
        )
    db.conn.execute("ANALYZE")
    db.close()


def _insert(conn: Any, name: str, rows: Any) -> None:
    listed = list(rows)
    if listed:
        columns = ", ".join(f'"{column}"' for column in listed[0])
        places = ", ".join("?" * len(listed[0]))
        conn.executemany(f"INSERT INTO {name} ({columns}) VALUES ({places})", [tuple(row.values()) for row in listed])


def _run() -> dict[str, Any]:
    counts = {"articles": 1, "asked": 1, "reused": 0, "failed": 0}
    known = {"model_id": "m", "options": "{}", "prompt_id": "p", "code_version": "1", "status": "finished"}
    return {"id": "run", **known, "started": "2025-01-01T00:00:00Z", **counts}


def _organization(number: int) -> dict[str, Any]:
    known = {"key": f"organisation {number}", "name": f"Organisation {number}", "kind": "company", "aliases": "[]"}
    return {"id": f"o{number}", **known, "ai": number % 2, "deal_count": 20}


def _deal(number: int, draw: random.Random) -> dict[str, list[dict[str, Any]]]:
    """The rows of one deal, by table."""
    deal, article, mention = f"deal-{number:010x}", f"{number:012x}", f"m{number}"
    giver, receiver = f"o{int(draw.paretovariate(0.6)) % ORGANIZATIONS}", f"o{number % ORGANIZATIONS}"
    receiver = "o0" if giver == receiver else receiver
    day = (date(2021, 1, 1) + timedelta(days=draw.randrange(1800))).isoformat()
    kind, state, sum_ = draw.choice(TYPES), draw.choice(STATES), draw.randrange(10**6, 10**10)
    words = " ".join(_words(number))
    title = f"Organisation {giver} and organisation {receiver} agree on deal number {number}"
    return {
        "articles": [_article(article, number, title, day)],
        "readings": [_reading(number, article)],
        "calls": [_call(number, article)],
        "mentions": [_mention(mention, number, kind, state)],
        "statements": list(_statements(mention, number, sum_)),
        "deals": [_deal_row(deal, number, title, f"{title}. {words} [1].", kind, state, sum_, day, draw)],
        "deal_parties": [
            {"deal_id": deal, "organization_id": giver, "role": "investor", "place": 0},
            {"deal_id": deal, "organization_id": receiver, "role": "investee", "place": 1},
        ],
        "deal_mentions": [{"deal_id": deal, "mention_id": mention, "article_id": article, "source_number": 1}],
        "deal_addresses": [{"digits": f"{number:010x}", "deal_id": deal}],
        "deal_log": [{"deal_id": deal, "digest": "y", "state": "new", "cause": "build", "at": f"{day}T10:00:00Z"}],
        "payments": [_payment(deal, giver, receiver, kind, sum_)] if giver != receiver else [],
        "conflicts": [_conflict(deal, article, sum_)] if number % 20 == 0 else [],
    }


def _words(number: int) -> Iterator[str]:
    """Words to search for: those named rare stand in each thousandth deal, those named common in each third."""
    yield from (f"rare{each}" for each in range(400) if (number + each) % 1000 == 0)
    if number % 3 == 0:
        yield from (f"common{each}" for each in range(0, 400, 2))


def _article(article: str, number: int, title: str, day: str) -> dict[str, Any]:
    known = {"publisher": f"Paper {number % 300}", "published": day, "language": "en", "characters": 900}
    return {
        "id": article,
        "search_id": number,
        "sha256": f"{number:064x}",
        "title": title,
        **known,
        "loaded_at": "2025-01-01T00:00:00Z",
    }


def _reading(number: int, article: str) -> dict[str, Any]:
    known = {"model_id": "m", "run_id": "run", "outcome": "deals", "at": "2025-01-01T00:00:00Z"}
    return {"id": f"r{number}", "article_id": article, "cache_key": f"r{number}", **known}


def _call(number: int, article: str) -> dict[str, Any]:
    known = {"start": 0, "end": 900, "attempts": 1, "duration_ms": 3.0}
    return {"id": f"c{number}", "run_id": "run", "article_id": article, **known}


def _mention(mention: str, number: int, kind: str, state: str) -> dict[str, Any]:
    known = {"type": kind, "status": state, "focus": 1, "accepted": 1, "start": 0}
    return {"id": mention, "reading_id": f"r{number}", "key": f"{number:064x}", **known}


def _statements(mention: str, number: int, sum_: int) -> Iterator[dict[str, Any]]:
    money = {"value": sum_, "currency": "USD", "qualifier": "exact"}
    values = (("quote", None), ("type", "investment"), ("status", "announced"), ("amount", money), ("date", "2025-01"))
    for place, (field, value) in enumerate(values):
        yield {
            "id": f"{mention}-{place}",
            "mention_id": mention,
            "call_id": f"c{number}",
            "field": field,
            "value": json.dumps(value),
            "words": "some words of it",
            "exact": "some words of it",
            "prefix": "before ",
            "suffix": " after",
            "start": place,
            "end": place + 16,
            "verdict": "mismatch" if number % 50 == 0 and field == "date" else "supported",
            "origin": "model",
        }


def _deal_row(
    deal: str, number: int, title: str, summary: str, kind: str, state: str, sum_: int, day: str, draw: random.Random
) -> dict[str, Any]:
    return {
        "id": deal,
        "search_id": number,
        "title": title,
        "summary": summary,
        "parties_text": title,
        "type": kind,
        "status": state,
        "amount": sum_,
        "currency": "USD",
        "qualifier": "exact",
        "amount_usd": sum_,
        "amount_usd_basis": "stated",
        "announced": day,
        "announced_from": day,
        "announced_to": day,
        "details": "{}",
        "ai": draw.choice(("stated", "party", "none")),
        "focus": 1,
        "article_count": 1,
        "first_reported": day,
        "conflict_count": int(number % 20 == 0),
        "judged_count": number % 3,
        "review_state": "unreviewed",
    }


def _payment(deal: str, giver: str, receiver: str, kind: str, sum_: int) -> dict[str, Any]:
    sums = {"amount": sum_, "currency": "USD", "qualifier": "exact", "amount_usd": sum_, "rumored": 0}
    return {"deal_id": deal, "source": giver, "target": receiver, "gives": "money", "type": kind, **sums}


def _conflict(deal: str, article: str, sum_: int) -> dict[str, Any]:
    values = [{"value": {"value": each, "currency": "USD"}, "articles": [article]} for each in (sum_, sum_ + 1)]
    chosen = json.dumps(values[0]["value"])
    return {"deal_id": deal, "field": "amount", "candidates": json.dumps(values), "chosen": chosen, "rule": "a rule"}


if __name__ == "__main__":
    sys.exit(main())
