"""How fast what only the API has is: deals for programs, conditional requests, changes, lines, the feed.

    python benchmarks/api_speed.py                       100,000 deals, in a file that is kept for the next run
    python benchmarks/api_speed.py --deals 5000          fewer
    python benchmarks/api_speed.py --rounds 40 --json

The deals are those of pages_speed.py, which compares lists, facets and searches, as JSON too. A deal's document is held
against Datasette's page of its row, the two asked in turn. Nothing is asked for twice, as it may be kept.
Exit status 1 where something is slower than it may be, or where streaming all lines needs more memory than it may.
"""

import argparse
import asyncio
import json
import resource
import sys
import time
from dataclasses import dataclass
from typing import Any

from pages_speed import HOME, METADATA, filled, kept_file, summary, timed

WARM = 3
MOST_GROWTH = 60_000_000
"""Bytes that the process may grow by while it sends all deals."""


@dataclass(frozen=True)
class Pair:
    """A document of ours and the answer of Datasette's that it is held against; ``most`` is the ratio allowed."""

    name: str
    ours: str
    native: str
    most: float


PAIRS = (Pair("deal, beside the row's page", "/deals/{deal}.json", "/{deal}", 1.5),)

ALONE = (
    ("a deal the client has (304)", "/deals/{deal}.json"),
    ("a list the client has (304)", "/deals.json?min={sum}"),
    ("changes since a day", "/changes.json?since={day}"),
    ("deals changed since a day", "/deals.json?changed_since={day}"),
    ("feed", "/deals.atom?min={sum}"),
    ("OpenAPI", "/openapi.json"),
)


def main() -> int:
    """Print the times; 1 if something is slower, or larger, than it may be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--deals", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20, help="requests of each document")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    measured = asyncio.run(_measured(given.deals, given.rounds))
    print(json.dumps(measured, indent=2) if given.json else _table(measured))
    slow = any(row["ratio"] > row["most"] for row in measured["documents"] if "most" in row)
    return int(slow or measured["lines"]["grown_bytes"] > MOST_GROWTH)


async def _measured(deals: int, rounds: int) -> dict[str, Any]:
    from datasette.app import Datasette

    path = kept_file(deals)
    ds = Datasette([str(path)], settings={"suggest_facets": False, "sql_time_limit_ms": 20_000}, metadata=METADATA)
    await ds.invoke_startup()
    rows = []
    for place, pair in enumerate(PAIRS):
        ours, native = [], []
        for number in range(-WARM, rounds):
            values = filled(number + WARM + place * (rounds + WARM), deals)
            ours.append(await timed(ds, HOME + pair.ours.format(**values)))
            native.append(await timed(ds, "/deals/deals" + pair.native.format(**values)))
        own, other = summary(ours[WARM:]), summary(native[WARM:])
        ratio = round(own["p50"] / other["p50"], 2)
        rows.append({"document": pair.name, "ours": own, "native": other, "ratio": ratio, "most": pair.most})
    for name, address in ALONE:
        times = [await _again(ds, name, HOME + address.format(**filled(n, deals))) for n in range(rounds)]
        rows.append({"document": name, "ours": summary(times)})
    return {"documents": rows, "lines": await _lines(ds)}


async def _again(ds: Any, name: str, address: str) -> float:
    """Milliseconds of a request; of the second one, with the tag of the first, where that is what is measured."""
    if not name.endswith("(304)"):
        return await timed(ds, address)
    tag = (await ds.client.get(address)).headers["etag"]
    began = time.perf_counter()
    answer = await ds.client.get(address, headers={"If-None-Match": tag})
    if answer.status_code != 304:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return (time.perf_counter() - began) * 1000


async def _lines(ds: Any) -> dict[str, Any]:
    """All deals as lines, sent to nobody: how many in a second, and how much the process grows."""
    sent = {"bytes": 0, "lines": 0}
    waiting = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await waiting.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        body = message.get("body", b"")
        sent["bytes"] += len(body)
        sent["lines"] += body.count(b"\n")

    path = f"{HOME}/deals.ndjson"
    address = {"path": path, "raw_path": path.encode(), "query_string": b"ai=all", "headers": [], "root_path": ""}
    scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", **address}
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    await ds.app()(scope, receive, send)
    seconds = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return {**sent, "seconds": round(seconds, 1), "per_second": round(sent["lines"] / seconds), "grown_bytes": grown}


def _table(measured: dict[str, Any]) -> str:
    """The figures in columns."""
    lines = [f"{'document':30}{'ours p50':>10}{'p95':>8}{'native p50':>12}{'p95':>8}{'ratio':>8}{'allowed':>9}"]
    for row in measured["documents"]:
        line = f"{row['document']:30}{row['ours']['p50']:10.1f}{row['ours']['p95']:8.1f}"
        if "native" in row:
            line += f"{row['native']['p50']:12.1f}{row['native']['p95']:8.1f}{row['ratio']:8.2f}{row['most']:9.1f}"
        lines.append(line)
    sent = measured["lines"]
    lines.append(
        f"{sent['lines']:,} lines in {sent['seconds']} s ({sent['per_second']:,} a second, {sent['bytes']:,} bytes);"
        f" the process grew by {sent['grown_bytes'] / 1e6:.1f} MB"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
