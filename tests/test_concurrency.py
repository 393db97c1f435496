"""Many questions at once: how many, that none holds the others, and that the outcome is always the same."""

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llm
import pytest
from mock_models import MockAsyncModel, MockModel, deal
from small_build import answer_from_text, check, content
from sqlite_utils import Database
from stub_server import Heard, Play, StubServer

from datasette_aideals.errors import ModelNeedsKey
from datasette_aideals.extract.clients import keep_clients
from datasette_aideals.extract.models import get_model
from datasette_aideals.extract.patience import Patience
from datasette_aideals.extract.plan import Manner
from datasette_aideals.extract.runner import RunReport, Step, run_extraction
from datasette_aideals.load import make_article
from datasette_aideals.store.articles import current_refs, store_article
from datasette_aideals.store.database import open_database, rows
from datasette_aideals.store.records import RunCounts

HERE = Path(__file__).parent
Register = Callable[..., Any]
ENOUGH = 10.0


class Gate(MockAsyncModel):
    """An asynchronous model that answers only when ``number`` questions wait for it."""

    def __init__(self, number: int, **more: Any) -> None:
        super().__init__("gate", **more)
        self.number = number
        self.waiting = 0
        self.most = 0

    async def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any = None) -> Any:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        while self.waiting < self.number:
            await asyncio.sleep(0)
        self.number = 0
        await asyncio.sleep(0)
        self.waiting -= 1
        yield self.answer(prompt, response)


class Barrier(MockModel):
    """A synchronous model that answers only when ``number`` threads wait for it."""

    def __init__(self, number: int) -> None:
        super().__init__("barrier")
        self.barrier = threading.Barrier(number)

    def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any = None) -> Any:
        self.barrier.wait(ENOUGH)
        yield self.answer(prompt, response)


def fill(db: Database, number: int) -> None:
    for one in range(number):
        store_article(db, make_article(f"Acme {one} buys Beta"), f"{one}.txt", "2026-11-21T10:00:00Z")


def extract(
    db: Database, model: str, *, progress: Callable[[Step], None] = lambda step: None, **more: Any
) -> RunReport:
    manner = Manner(**{"patience": Patience(attempts=1), **more})
    return run_extraction(db, current_refs(db), get_model(model), check=check, manner=manner, progress=progress)


# How many at once


def test_as_many_questions_as_were_asked_for_are_under_way(db: Database, register_model: Register) -> None:
    model = register_model(Gate(7))
    fill(db, 20)
    assert extract(db, "gate", concurrency=7).counts == RunCounts(articles=20, asked=20)
    assert model.most == 7


def test_synchronous_models_are_asked_from_as_many_threads(db: Database, register_model: Register) -> None:
    register_model(Barrier(5))
    fill(db, 10)
    assert extract(db, "barrier", concurrency=5).counts == RunCounts(articles=10, asked=10)


def test_four_are_asked_at_once_unless_the_user_says_otherwise(db: Database, register_model: Register) -> None:
    model = register_model(Gate(4))
    fill(db, 12)
    extract(db, "gate")
    assert model.most == 4


# None holds the others


def test_a_slow_article_does_not_hold_the_others(db: Database, register_model: Register) -> None:
    fill(db, 30)
    slow = current_refs(db)[0].title
    others_done = threading.Event()
    order: list[str] = []

    class Slow(MockModel):
        def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any = None) -> Any:
            if re.search(rf"\b{slow}\b", prompt.prompt):
                others_done.wait(ENOUGH)
            yield self.answer(prompt, response)

    def progress(step: Step) -> None:
        order.append(step.article.title)
        if len(order) == 29:
            others_done.set()

    register_model(Slow("slow"))
    assert extract(db, "slow", concurrency=2, progress=progress).counts.failed == 0
    assert order[-1] == slow


def test_a_failing_article_does_not_hold_the_others(db: Database, register_model: Register) -> None:
    def answer(prompt: Any) -> Any:
        return RuntimeError("broken") if re.search(r"Acme \d*7 buys", prompt.prompt) else {"deals": [deal("Acme")]}

    register_model(MockAsyncModel(answers=[answer]))
    fill(db, 40)
    assert extract(db, "mock", concurrency=8).counts == RunCounts(articles=40, asked=40, failed=4)


def test_a_model_that_never_answers_does_not_hold_the_run(db: Database, register_model: Register) -> None:
    class Mute(MockModel):
        def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any = None) -> Any:
            threading.Event().wait()
            yield ""

    register_model(Mute("mute"))
    fill(db, 3)
    report = extract(db, "mute", concurrency=3, patience=Patience(attempts=1, timeout=0.01))
    assert report.counts.failed == 3
    assert {row["error_kind"] for row in rows(db, "SELECT error_kind FROM calls")} == {"timeout"}


# The same outcome


@pytest.mark.parametrize("seed", range(5))
def test_the_outcome_does_not_depend_on_the_order_of_answers(
    db: Database, tmp_path: Path, register_model: Register, seed: int
) -> None:
    dice = random.Random(seed)

    class Shuffled(MockAsyncModel):
        async def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any = None) -> Any:
            for _ in range(dice.randrange(30)):
                await asyncio.sleep(0)
            yield self.answer(prompt, response)

    register_model(Shuffled("shuffled", answers=[answer_from_text]))
    fill(db, 25)
    extract(db, "shuffled", concurrency=9)
    other = open_database(tmp_path / "other.db", create=True)
    fill(other, 25)
    extract(other, "shuffled", concurrency=1)
    assert content(db) == content(other)


# Limits


def test_a_run_ends_when_as_many_articles_failed_as_may(db: Database, register_model: Register) -> None:
    model = register_model(MockAsyncModel(answers=[lambda prompt: RuntimeError("broken")]))
    fill(db, 50)
    report = extract(db, "mock", concurrency=4, max_errors=3)
    assert re.fullmatch(r"Failed articles: [3-6]; the limit is 3\.", report.stopped_because or "")
    assert 3 <= report.counts.failed <= 6
    assert len(model.prompts) <= 3 + 4
    assert report.left == 50 - report.counts.failed
    [run] = rows(db, "SELECT status, stopped_because, asked, failed FROM runs")
    assert run == {
        "status": "stopped",
        "stopped_because": report.stopped_because,
        "asked": report.counts.asked,
        "failed": report.counts.failed,
    }
    model.answers[0] = lambda prompt: {"deals": []}
    again = extract(db, "mock", concurrency=4, max_errors=3)
    assert again.counts == RunCounts(articles=50, asked=50)
    assert rows(db, "SELECT count(*) AS n FROM readings WHERE outcome = 'none'") == [{"n": 50}]


def test_failures_below_the_limit_do_not_end_a_run(db: Database, register_model: Register) -> None:
    register_model(MockAsyncModel(answers=[RuntimeError("broken"), RuntimeError("broken")]))
    fill(db, 20)
    report = extract(db, "mock", concurrency=4, max_errors=3)
    assert (report.stopped_because, report.counts.failed, report.counts.asked) == (None, 2, 20)


@pytest.mark.parametrize(("message", "asked"), [("Connection refused", 25), ("broken", 60)])
def test_a_run_ends_when_the_server_is_of_no_use(
    db: Database, register_model: Register, message: str, asked: int
) -> None:
    model = register_model(MockAsyncModel(answers=[lambda prompt: RuntimeError(message)]))
    fill(db, 60)
    report = extract(db, "mock", concurrency=1)
    assert (report.counts.failed, len(model.prompts)) == (asked, asked)
    assert (report.stopped_because is None) == (asked == 60)
    assert report.stopped_because is None or message in report.stopped_because


def test_an_answer_now_and_then_keeps_a_run_going(db: Database, register_model: Register) -> None:
    def answer(prompt: Any) -> Any:
        return {"deals": []} if len(model.prompts) % 20 == 0 else RuntimeError("Connection refused")

    model = register_model(MockAsyncModel(answers=[answer]))
    fill(db, 60)
    report = extract(db, "mock", concurrency=1)
    assert (report.stopped_because, report.counts.failed) == (None, 57)


def test_what_is_under_way_when_a_run_ends_is_given_up(db: Database, register_model: Register) -> None:
    cancelled = threading.Event()

    class Endless(MockAsyncModel):
        async def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any = None) -> Any:
            if len(self.prompts) == 0:
                yield self.answer(prompt, response)
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.set()
                raise

    register_model(Endless("endless", answers=[RuntimeError("broken")]))
    fill(db, 5)
    report = extract(db, "endless", concurrency=2, max_errors=1)
    assert (report.counts.asked, report.left) == (1, 4)
    assert cancelled.wait(ENOUGH)


def test_tokens_are_reserved_so_that_the_limit_is_kept_at_any_concurrency(
    db: Database, register_model: Register
) -> None:
    register_model(MockAsyncModel(answers=[lambda prompt: {"deals": []}]))
    fill(db, 30)
    one = extract_estimate(db)
    # Each question takes 15 tokens; what is reserved for it is far more, and given back.
    report = extract(db, "mock", concurrency=8, max_tokens=2 * one)
    assert report.stopped_because is None or report.left > 0
    spent = report.input_tokens + report.output_tokens
    assert spent == 15 * report.counts.asked <= 2 * one
    nothing = extract(db, "mock", concurrency=8, max_tokens=10, options={"temperature": 1})
    assert (nothing.counts.asked, nothing.left) == (0, 30)
    assert nothing.stopped_because == "The limit of 10 tokens leaves no room for another question."


def extract_estimate(db: Database) -> int:
    from datasette_aideals.extract.plan import estimate_run, make_plan

    asker = Manner().asker(get_model("mock"))
    estimate = estimate_run(db, make_plan(db, current_refs(db), asker), asker, None)
    return estimate.tokens.total // estimate.calls


@pytest.mark.parametrize("concurrency", [1, 4, 16])
def test_parallel_questions_overshoot_the_limit_by_one_each_at_most(
    db: Database, register_model: Register, concurrency: int
) -> None:
    takes = 20_000

    class Greedy(MockAsyncModel):
        def answer(self, prompt: Any, response: Any) -> str:
            text = super().answer(prompt, response)
            response.set_usage(input=takes - 5, output=5)
            return text

    register_model(Greedy("greedy", answers=[lambda prompt: {"deals": []}]))
    fill(db, 60)
    report = extract(db, "greedy", concurrency=concurrency, max_tokens=100_000)
    assert report.stopped_because
    assert report.input_tokens + report.output_tokens <= 100_000 + concurrency * takes
    assert report.counts.asked >= 5
    [run] = rows(db, "SELECT input_tokens + output_tokens AS spent, status FROM runs")
    assert run == {"spent": takes * report.counts.asked, "status": "stopped"}


def test_a_missing_key_stops_the_run(db: Database, register_model: Register) -> None:
    register_model(MockAsyncModel(answers=[llm.NeedsKeyException("No key found")]))
    fill(db, 5)
    with pytest.raises(ModelNeedsKey):
        extract(db, "mock", concurrency=3)
    assert rows(db, "SELECT status FROM runs") == [{"status": "interrupted"}]


# One client


def test_one_client_serves_all_questions(db: Database, own_llm_folder: Path) -> None:
    made: list[bool] = []

    def answer(heard: Heard) -> Play:
        return Play()

    fill(db, 30)
    with StubServer(answer) as server:
        server.announce(own_llm_folder)
        model = get_model("stub")
        make = model.model.get_client  # type: ignore[union-attr]
        client = make(None, async_=True)
        made.append(client is make(None, async_=True))
        manner = Manner(concurrency=3, patience=Patience(attempts=1))
        run_extraction(db, current_refs(db), model, check=check, manner=manner)
    assert made == [True]
    assert server.connections <= 3
    assert server.most_at_once <= 3


def test_clients_are_kept_for_each_key_and_kind_and_do_not_retry() -> None:
    class Client:
        max_retries = 2

    class OpenAILike:
        def get_client(self, key: str | None, *, async_: bool = False) -> Client:
            return Client()

    model = OpenAILike()
    keep_clients(model)
    keep_clients(model)
    one = model.get_client("a")
    assert one is model.get_client("a")
    assert one.max_retries == 0
    assert len({id(model.get_client(key, async_=kind)) for key in "ab" for kind in (True, False)}) == 4


@pytest.mark.parametrize("attribute", [None, "a text", lambda: "no key", lambda key, region: "another kind"])
def test_models_of_other_kinds_stay_as_they_are(attribute: Any) -> None:
    class Other:
        pass

    model: Any = Other()
    if attribute is not None:
        model.get_client = attribute
    keep_clients(model)
    assert getattr(model, "get_client", None) is attribute


# Stopping


STOPPED = """
import sys
from pathlib import Path
import llm
from llm.plugins import load_plugins, pm
from mock_models import MockModel
from small_build import build, answer_from_text
import threading

class Mute(MockModel):
    def execute(self, prompt, stream, response, conversation=None):
        if len(self.prompts) == 3:
            print("asked", flush=True)
            threading.Event().wait()
        yield self.answer(prompt, response)

class Plugin:
    @llm.hookimpl
    def register_models(self, register):
        register(Mute(answers=[answer_from_text]))

load_plugins()
pm.register(Plugin())
build(Path(sys.argv[1]), Path(sys.argv[2]), concurrency=1)
"""


def test_ctrl_c_ends_a_run_at_once_though_a_model_is_silent(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"Acme buys Beta {number}")
    command = [sys.executable, "-c", STOPPED, str(tmp_path / "x.db"), str(folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)])}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "asked\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert errors.rstrip().endswith("KeyboardInterrupt")
    db = open_database(tmp_path / "x.db")
    assert rows(db, "SELECT status FROM runs") == [{"status": "interrupted"}]
    assert 2 <= rows(db, "SELECT count(*) AS n FROM readings")[0]["n"] <= 3
