"""How near the engine comes to the time that a model's answers take, and whether its memory grows.

    python benchmarks/extract_concurrency.py             both parts
    python benchmarks/extract_concurrency.py --only wall

The first part asks a server on loopback that answers after half a second, through llm's own OpenAI
plugin; the ideal is ceil(articles / concurrency) × latency, and start-up is not counted: what is
timed begins with the first question. The second part reads many articles with a model in the same
process, and shows the most memory the process has held after each tenth of them.
"""

import argparse
import math
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from mock_models import MockAsyncModel  # noqa: E402
from stub_server import Heard, Play, StubServer, announce  # noqa: E402

from datasette_aideals.extract.models import get_model  # noqa: E402
from datasette_aideals.extract.plan import Manner  # noqa: E402
from datasette_aideals.extract.runner import Step, run_extraction  # noqa: E402
from datasette_aideals.ground.mentions import ground  # noqa: E402
from datasette_aideals.load import make_article  # noqa: E402
from datasette_aideals.store.articles import current_refs, store_article  # noqa: E402
from datasette_aideals.store.database import open_database  # noqa: E402

ANSWER = """{"deals": [{"quotes": ["Acme %d buys Beta Labs for $5 million in cash"], "type": "acquisition",
"status": "announced", "amount": "$5 million",
"parties": [{"name": "Acme %d", "role": "acquirer"}, {"name": "Beta Labs", "role": "target"}]}]}"""
FILLER = "The two companies said that the sale should close by the end of the year. " * 40


def main() -> int:
    """Print both parts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--only", choices=["wall", "memory"])
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--latency", type=float, default=0.5, help="seconds")
    parser.add_argument("--many", type=int, default=10_000, help="articles of the second part")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.latency)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LLM_USER_PATH"] = folder
        if given.only != "memory":
            wall(Path(folder), given.articles, given.concurrency, given.latency)
        if given.only != "wall":
            memory(Path(folder), given.many, given.concurrency)
    return 0


def wall(folder: Path, articles: int, concurrency: int, latency: float) -> None:
    """Time a run against the server, which is a process of its own as a provider's would be."""
    command = [sys.executable, __file__, "--serve", "--latency", str(latency)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin and server.stdout
        announce(folder, server.stdout.readline().strip())
        with database(folder / "wall.db", articles) as db:
            manner = Manner(concurrency=concurrency)
            report = run_extraction(db, current_refs(db), get_model("stub"), check=ground, manner=manner)
            ended = time.monotonic()
        server.stdin.close()
        began, at_once, connections = server.stdout.readline().split()
    taken, ideal = ended - float(began), math.ceil(articles / concurrency) * latency
    print(f"{articles} articles, {concurrency} at once, answers after {latency} s; {report.counts.failed} failed")
    print(f"  wall {taken:.2f} s, ideal {ideal:.2f} s, wall / ideal {taken / ideal:.3f}")
    print(f"  most questions at once {at_once}, connections {connections}")


def serve(latency: float) -> None:
    """Answer until standard input ends; then tell when the first question came, on the clock of the machine."""
    first: list[float] = []

    def answer(heard: Heard) -> Play:
        first[:] = first or [time.monotonic()]
        return Play(_answer_to(heard.text), latency=latency)

    with StubServer(answer) as server:
        print(server.url, flush=True)
        sys.stdin.read()
        print(first[0], server.most_at_once, server.connections, flush=True)


def memory(folder: Path, articles: int, concurrency: int) -> None:
    """Watch the memory of a run with a model in this process."""
    model = MockAsyncModel("many", answers=[_answer])
    model.prompts = deque(maxlen=0)  # type: ignore[assignment]
    register(model)
    with database(folder / "many.db", articles) as db:
        print(f"{articles} articles of {len(FILLER) + 60} characters, {concurrency} at once: megabytes at most")
        print(f"  before {_megabytes():.0f}")

        def progress(step: Step) -> None:
            if step.done % max(1, articles // 10) == 0:
                print(f"  after {step.done:6d} {_megabytes():.0f}", flush=True)

        manner = Manner(concurrency=concurrency)
        run_extraction(db, current_refs(db), get_model("many"), check=ground, manner=manner, progress=progress)


def register(model: Any) -> None:
    """Make a model known to llm."""
    import llm
    from llm.plugins import load_plugins, pm

    class Plugin:
        @llm.hookimpl
        def register_models(self, register: Any) -> None:
            register(model)

    load_plugins()
    pm.register(Plugin())


@contextmanager
def database(path: Path, articles: int) -> Iterator[Any]:
    """A database with so many articles."""
    db = open_database(path, create=True)
    with db.atomic():
        for number in range(articles):
            text = f"Acme {number} buys Beta Labs for $5 million in cash.\n\n{FILLER}{number}"
            store_article(db, make_article(text), f"{number}.txt", "2026-11-21T10:00:00Z")
    yield db
    db.close()


def _answer(prompt: Any) -> str:
    return _answer_to(prompt.prompt)


def _answer_to(question: str) -> str:
    number = re.findall(r"Acme (\d+) buys", question)[-1]
    return ANSWER.replace("%d", number)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
