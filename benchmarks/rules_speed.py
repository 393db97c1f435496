"""How fast the embedded model reads, beside a fixed yardstick, and whether its time grows with length only.

    python benchmarks/rules_speed.py                 both parts
    python benchmarks/rules_speed.py --largest 5e5   the second part up to half a megabyte
    python benchmarks/rules_speed.py --sizes 1       the second part with the largest size only

Seconds depend on the machine and on what else it does. The yardstick is a fixed piece of plain Python
that is timed in the same run on the same texts, so the ratio of the two can be compared between machines
and between versions. Everything runs in one thread, on one core.
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from datasette_aideals.load import load_sources
from datasette_aideals.load.sources import Loaded
from datasette_aideals.rules.extract import extract
from datasette_aideals.store.records import Article

ROOT = Path(__file__).parent.parent
TEXTS = (ROOT / "tests" / "dev" / "texts", ROOT / "seeds")
ARTICLE_LENGTH = 3000
PASSES = 5
LONGEST_WAIT = 60.0

HOSTILE = {
    "brackets and quotes": "([{\"'“‘«",
    "stops": ". , ; : ! ? … – ",
    "blank lines": "\n",
    "tags": "<tr><td>",
    "currency signs": "$€£¥₹ ",
    "sums without an end": "$1.5 billion, or ",
    "bare sums": "$1 $2 $3 ",
    "a sum a line": "$1\n",
    "capitals without an end": "Acme Beta & Gamma of ",
    "names": "Acme{n} Beta, ",
    "initials": "Mr. A. B. ",
    "digits": "1,234.5",
    "numbers": "1 ",
    "months": "may ",
    "one word": "a",
    "other letters": "ééß漢字Ж ",
    "it": "it raised ",
    "list": "- Acme{n} — $5M — Oak\n",
    "table": "| Company | Amount |\n|---|---|\n| Acme{n} | ${n}m |\n",
    "deals": "Acme buys Beta for $5 million. ",
    "different deals": "Acme{n} buys Beta{n} for ${n} million. ",
}
"""Pieces that, repeated with a number for {n}, make texts on which careless patterns take forever."""


def main() -> int:
    """Print both parts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--largest", type=float, default=5e6, help="longest hostile text, in characters")
    parser.add_argument("--sizes", type=int, default=7, help="how many sizes, each twice the last")
    options = parser.parse_args()
    largest = int(options.largest)
    articles = list(_pieces(_articles(TEXTS)))
    print(f"{len(articles)} articles of {ARTICLE_LENGTH} characters, median of {PASSES} passes, one core")
    ours, yard = _seconds_per_article(extract, articles), _seconds_per_article(yardstick, articles)
    print(f"  aideals-rules  {1 / ours:8.0f} articles a second")
    print(f"  yardstick      {1 / yard:8.0f} articles a second")
    print(f"  ratio          {ours / yard:8.1f} (time of aideals-rules over time of the yardstick)")
    print(f"Hostile texts, each size twice the last, up to {largest:,} characters")
    for name, piece in HOSTILE.items():
        print(f"  {name:24}", end="", flush=True)
        for size, seconds, growth in _growth(piece, largest, options.sizes):
            print(f"  {size / 1e6:.2f} MB {seconds:.2f} s{f' ×{growth:.1f}' if growth else ''}", end="", flush=True)
        print()
    return 0


def yardstick(text: str) -> None:
    """A fixed amount of plain Python work for each character: tokens by a pattern, and JSON there and back."""
    for _ in range(5):
        tokens = [(match.group().casefold(), *match.span()) for match in re.finditer(r"\w+|[^\w\s]", text)]
        json.loads(json.dumps(tokens))


def _articles(folders: Iterable[Path]) -> Iterator[str]:
    for loaded in load_sources(list(folders)):
        if isinstance(loaded, Loaded) and isinstance(loaded.result, Article):
            yield loaded.result.text


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    """All texts one after the other, cut into pieces of one length."""
    whole = "\n\n".join(texts)
    return (whole[start : start + ARTICLE_LENGTH] for start in range(0, len(whole) - ARTICLE_LENGTH, ARTICLE_LENGTH))


def _seconds_per_article(work: Callable[[str], object], articles: list[str]) -> float:
    work(articles[0])  # tables are loaded once
    return statistics.median(_timed(work, articles) for _ in range(PASSES)) / len(articles)


def _timed(work: Callable[[str], object], texts: Iterable[str]) -> float:
    began = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - began


def _growth(piece: str, largest: int, sizes: int) -> Iterator[tuple[int, float, float | None]]:
    """Size, seconds, and how many times as long it took as half the size; ends before it would take too long."""
    before: float | None = None
    size = largest // 2 ** (sizes - 1)
    while size <= largest and (before is None or before < LONGEST_WAIT):
        seconds = _timed(extract, [_repeated(piece, size)])
        yield size, seconds, seconds / before if before else None
        before, size = seconds, size * 2


def _repeated(piece: str, size: int) -> str:
    times = size // len(piece) + 1
    if "{n}" not in piece:
        return (piece * times)[:size]
    return "".join(piece.replace("{n}", str(n)) for n in range(2, times + 2))[:size]


if __name__ == "__main__":
    sys.exit(main())
