"""Failures of real providers, played by a server on loopback: what helps is done, the rest recorded with its reason."""

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mock_models import MockAsyncModel, MockModel, deal
from small_build import check
from sqlite_utils import Database
from stub_server import Heard, Play, StubServer

from datasette_aideals.extract.models import get_model
from datasette_aideals.extract.patience import Patience
from datasette_aideals.extract.plan import Manner
from datasette_aideals.extract.prompt import choose_prompt
from datasette_aideals.extract.runner import RunReport, run_extraction
from datasette_aideals.load import make_article
from datasette_aideals.store.articles import current_refs, store_article
from datasette_aideals.store.database import rows
from datasette_aideals.store.records import RunCounts

Register = Callable[..., Any]
GOOD = json.dumps({"deals": [deal("Acme buys Beta")]})
SPANISH = json.dumps({"acuerdos": [{"citas": ["Acme compra Beta"], "tipo": "adquisición"}]})


class Sleeper:
    """Takes note of how long it should have slept."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def sleeper() -> Sleeper:
    return Sleeper()


def extract(db: Database, sleeper: Sleeper, model: str = "stub", **options: Any) -> RunReport:
    timeout = options.pop("timeout", 60)
    manner = Manner(**{"concurrency": 1, **options}, patience=Patience(sleep=sleeper, timeout=timeout))
    return run_extraction(db, current_refs(db), get_model(model), check=check, manner=manner)


def add(db: Database, *texts: str) -> None:
    for text in texts or ("Acme buys Beta for $5 million",):
        store_article(db, make_article(text), f"{text[:20]}.txt", "2026-11-21T10:00:00Z")


def call(db: Database) -> dict[str, Any]:
    [found] = rows(db, "SELECT response, error, error_kind, attempts, form FROM calls")
    return found


# What passes


@pytest.mark.parametrize(
    "trouble",
    [
        Play("Rate limit reached", status=429),
        Play("Internal error", status=500),
        Play("Bad gateway", status=502),
        Play("<html>The server is overloaded</html>", status=503),
        Play("Overloaded", status=529),
        Play("Request timed out", status=408),
        Play(drop=0),
        Play(drop=30),
        Play(GOOD, drop=400),
    ],
)
def test_what_passes_is_asked_again(db: Database, own_llm_folder: Path, sleeper: Sleeper, trouble: Play) -> None:
    add(db)
    with StubServer([trouble, trouble, Play(GOOD)]) as server:
        server.announce(own_llm_folder)
        report = extract(db, sleeper)
    assert report.counts == RunCounts(articles=1, asked=1)
    assert call(db) == {
        "response": GOOD,
        "error": None,
        "error_kind": None,
        "attempts": 3,
        "form": "json_schema",
    }
    assert len(server.heard) == 3
    assert len(sleeper.waits) == 2
    assert all(0 <= wait <= 60 for wait in sleeper.waits)


@pytest.mark.parametrize("given", ["7", "Mon, 01 Jan 2001 00:00:00 GMT"])
def test_a_server_is_left_alone_for_as_long_as_it_asks(
    db: Database, own_llm_folder: Path, sleeper: Sleeper, given: str
) -> None:
    add(db)
    with StubServer([Play("Slow down", status=429, headers={"Retry-After": given}), Play(GOOD)]) as server:
        server.announce(own_llm_folder)
        assert extract(db, sleeper).counts.failed == 0
    [wait] = sleeper.waits
    least = 7 if given == "7" else 0
    assert least <= wait <= least + 1


def test_a_server_that_asks_for_an_hour_is_not_waited_for(db: Database, own_llm_folder: Path, sleeper: Sleeper) -> None:
    add(db)
    with StubServer([Play("Slow down", status=429, headers={"Retry-After": "3600"})]) as server:
        server.announce(own_llm_folder)
        extract(db, sleeper)
    assert (call(db)["error_kind"], call(db)["attempts"], sleeper.waits) == ("rate_limited", 1, [])


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (Play("Rate limit reached", status=429), "rate_limited"),
        (Play("Internal error", status=500), "unavailable"),
        (Play(drop=0), "unavailable"),
    ],
)
def test_what_does_not_pass_is_recorded_with_its_reason(
    db: Database, own_llm_folder: Path, sleeper: Sleeper, trouble: Play, kind: str
) -> None:
    add(db)
    with StubServer([trouble]) as server:
        server.announce(own_llm_folder)
        report = extract(db, sleeper)
    assert report.counts == RunCounts(articles=1, asked=1, failed=1)
    recorded = call(db)
    assert (recorded["error_kind"], recorded["attempts"], recorded["response"]) == (kind, 5, None)
    assert recorded["error"].startswith("stub gave no answer: ")
    assert len(sleeper.waits) == 4
    assert rows(db, "SELECT outcome FROM readings") == [{"outcome": "failed"}]


def test_the_waits_grow_and_differ(db: Database, own_llm_folder: Path, sleeper: Sleeper) -> None:
    add(db, *(f"Acme buys Beta {number}" for number in range(20)))
    with StubServer([Play("Busy", status=503)]) as server:
        server.announce(own_llm_folder)
        extract(db, sleeper)
    first, last = sleeper.waits[0::4], sleeper.waits[3::4]
    assert len(set(first)) == len(first) == 20
    assert sum(last) > 2 * sum(first)


def test_a_server_that_says_nothing_is_given_up(db: Database, own_llm_folder: Path, sleeper: Sleeper) -> None:
    add(db)
    with StubServer([Play(hang=True)]) as server:
        server.announce(own_llm_folder)
        extract(db, sleeper, timeout=0.01)
    recorded = call(db)
    assert (recorded["error_kind"], recorded["attempts"]) == ("timeout", 5)
    assert "No answer came within 0.01 seconds" in recorded["error"]


def test_a_server_that_is_not_there_is_told(db: Database, own_llm_folder: Path, sleeper: Sleeper) -> None:
    add(db)
    with StubServer([Play()]) as server:
        server.announce(own_llm_folder)
    extract(db, sleeper)
    assert call(db)["error_kind"] == "unavailable"


# What does not pass


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (Play("Incorrect API key provided", status=401), "rejected"),
        (Play("You have no access to this model", status=403), "rejected"),
        (Play("The model does not exist", status=404), "rejected"),
        (Play("You exceeded your current quota: insufficient_quota", status=429), "rejected"),
        (Play("Blocked by the content_filter", status=403), "refused"),
    ],
)
def test_what_will_not_pass_is_asked_once(
    db: Database, own_llm_folder: Path, sleeper: Sleeper, trouble: Play, kind: str
) -> None:
    add(db)
    with StubServer([trouble]) as server:
        server.announce(own_llm_folder)
        extract(db, sleeper)
    assert (call(db)["error_kind"], call(db)["attempts"], sleeper.waits) == (kind, 1, [])


@pytest.mark.parametrize("text", ["I'm sorry, but I can't help with that.", "As an AI I cannot assist."])
def test_a_refusal_is_taken_for_one(db: Database, own_llm_folder: Path, sleeper: Sleeper, text: str) -> None:
    add(db)
    with StubServer([Play(text)]) as server:
        server.announce(own_llm_folder)
        extract(db, sleeper)
    assert (call(db)["error_kind"], call(db)["attempts"], call(db)["response"]) == ("refused", 1, text)


# Answers that can't be used


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        (GOOD[:40], "malformed"),
        (GOOD.replace("[", "<"), "malformed"),
        ('{"deals": "none"}', "malformed"),
        ('{"deals": [1, 2]}', "malformed"),
        ('{"deals": [{"quotes": 5, "parties": {}}]}', "malformed"),
        ("null", "malformed"),
        ("There are no deals in it.", "malformed"),
        (SPANISH, "malformed"),
    ],
)
def test_an_unusable_answer_is_asked_for_once_more_with_the_error(
    db: Database, own_llm_folder: Path, sleeper: Sleeper, answer: str, kind: str
) -> None:
    add(db)
    with StubServer([Play(answer), Play(answer)]) as server:
        server.announce(own_llm_folder)
        extract(db, sleeper)
    recorded = call(db)
    assert (recorded["error_kind"], recorded["attempts"], recorded["response"]) == (kind, 2, answer)
    first, second = server.heard
    assert recorded["error"] in second.system
    assert first.text == second.text
    assert '"properties"' in second.system
    assert '"properties"' not in first.system


@pytest.mark.parametrize("answer", ["", GOOD[:40], '{"deals": "none"}', SPANISH])
def test_a_repaired_answer_counts(db: Database, own_llm_folder: Path, sleeper: Sleeper, answer: str) -> None:
    add(db)
    with StubServer([Play(answer), Play(GOOD)]) as server:
        server.announce(own_llm_folder)
        assert extract(db, sleeper).counts == RunCounts(articles=1, asked=1)
    assert call(db) == {"response": GOOD, "error": None, "error_kind": None, "attempts": 2, "form": "json_schema"}
    assert rows(db, "SELECT input_tokens, output_tokens FROM runs") == [{"input_tokens": 200, "output_tokens": 40}]


@pytest.mark.parametrize(
    "raw", ["", "<html>It works!</html>", '{"choices": ', '{"choices": []}', "data: {broken\n\n", "[]"]
)
def test_a_response_that_is_no_completion_is_recorded(
    db: Database, own_llm_folder: Path, sleeper: Sleeper, raw: str
) -> None:
    add(db)
    with StubServer([Play(raw=raw, headers={"Content-Type": "text/event-stream"})]) as server:
        server.announce(own_llm_folder)
        report = extract(db, sleeper)
    assert report.counts.failed == 1
    assert call(db)["error_kind"] in ("empty", "unavailable", "error")


# The form of the answer


def only(*forms: str | None) -> Callable[[Heard], Play]:
    """A server that takes only these forms of answer."""

    def answer(heard: Heard) -> Play:
        if heard.form in forms:
            return Play(GOOD)
        return Play(f"'response_format.type' must be one of {forms}", status=400)

    return answer


@pytest.mark.parametrize(
    ("takes", "form", "tried"),
    [
        (("json_schema",), "json_schema", ["json_schema"]),
        (("json_object", None), "json_object", ["json_schema", "json_object"]),
        ((None,), "plain", ["json_schema", "json_object", None]),
    ],
)
def test_a_server_is_asked_in_the_strictest_form_that_it_takes(
    db: Database, own_llm_folder: Path, sleeper: Sleeper, takes: tuple[str | None, ...], form: str, tried: list[Any]
) -> None:
    add(db, "Acme buys Beta", "Acme buys Beta again")
    with StubServer(only(*takes)) as server:
        server.announce(own_llm_folder)
        assert extract(db, sleeper).counts.failed == 0
    # The second article is asked about in the form that was found.
    assert [heard.form for heard in server.heard] == [*tried, tried[-1]]
    used = rows(db, "SELECT form, attempts, system FROM calls JOIN prompts ON prompts.id = prompt_id ORDER BY attempts")
    assert [(row["form"], row["attempts"]) for row in used] == sorted([(form, 1), (form, len(tried))], key=str)
    assert ('"properties"' in server.heard[-1].system) == (form != "json_schema")
    assert all(row["system"] == server.heard[-1].system for row in used)


def test_a_server_that_takes_no_form_at_all_is_told_of_once(
    db: Database, own_llm_folder: Path, sleeper: Sleeper
) -> None:
    add(db)
    with StubServer([Play("This server is closed", status=400)]) as server:
        server.announce(own_llm_folder)
        extract(db, sleeper)
    assert (call(db)["error_kind"], call(db)["attempts"]) == ("rejected", 3)


def test_a_refusal_that_does_not_name_the_form_changes_nothing_for_the_next_article(
    db: Database, own_llm_folder: Path, sleeper: Sleeper
) -> None:
    add(db, "Acme buys Beta", "Acme buys Beta again")
    with StubServer([Play("Bad request", status=400), Play(GOOD)]) as server:
        server.announce(own_llm_folder)
        assert extract(db, sleeper).counts.failed == 0
    assert [heard.form for heard in server.heard] == ["json_schema", "json_object", "json_schema"]


def test_a_model_whose_plugin_takes_no_schema_starts_with_an_object(
    db: Database, own_llm_folder: Path, sleeper: Sleeper
) -> None:
    add(db)
    with StubServer([Play(GOOD)]) as server:
        server.announce(own_llm_folder, supports_schema=False)
        extract(db, sleeper)
    assert [heard.form for heard in server.heard] == ["json_object"]
    assert '"properties"' in server.heard[0].system


@pytest.mark.parametrize("kind", [MockModel, MockAsyncModel])
def test_a_plugin_that_wrongly_says_it_takes_a_schema_is_asked_in_words(
    db: Database, register_model: Register, sleeper: Sleeper, kind: type
) -> None:
    def answer(prompt: Any) -> Any:
        return RuntimeError("schemas are not supported") if prompt.schema else GOOD

    register_model(kind(answers=[answer]))
    add(db)
    assert extract(db, sleeper, "mock").counts.failed == 0
    assert call(db)["form"] == "plain"


# Context


def bought(quote: str, target: str, amount: str) -> dict[str, Any]:
    """What Acme bought, as a model gives it."""
    parties = [{"name": "Acme", "role": "acquirer"}, {"name": target, "role": "target"}]
    return deal(quote, parties=parties, amount=amount)


def fits(tokens: int) -> Callable[[Any], Any]:
    """A model with so small a context, four characters a token."""

    def answer(prompt: Any) -> Any:
        asked = (len(prompt.system) + len(prompt.prompt)) // 4
        if asked > tokens:
            return ValueError(f"Requested tokens ({asked}) exceed context window of {tokens}")
        return {
            "deals": [bought(*found) for found in re.findall(r"(Acme buys (\w+) for (\S+ million))", prompt.prompt)]
        }

    return answer


@pytest.mark.parametrize("tokens", [512, 4000, 100_000])
def test_a_small_context_is_coped_with(db: Database, register_model: Register, sleeper: Sleeper, tokens: int) -> None:
    register_model(MockModel("small", supports_schema=False, answers=[fits(tokens)]))
    filler = "Nobody said a word about it for weeks on end. " * 12
    text = "Über die Börse\n\n" + "\n\n".join(f"Acme buys Firm{n} for ${n} million.\n\n{filler}" for n in range(1, 9))
    add(db, text)
    assert extract(db, sleeper, "small").counts == RunCounts(articles=1, asked=1)
    calls = rows(db, "SELECT start, end, error, prompt_id FROM calls ORDER BY start, end")
    assert all(row["error"] is None for row in calls)
    covered = 0
    for row in calls:
        assert row["start"] <= covered
        covered = max(covered, row["end"])
    assert covered == len(text)
    weak = choose_prompt("weak").record(takes_schema=False).id
    assert {row["prompt_id"] == weak for row in calls} == {tokens == 512}
    found = rows(db, "SELECT exact, start, end FROM statements WHERE field = 'quote'")
    assert sorted(row["exact"].split()[2] for row in found) == [f"Firm{n}" for n in range(1, 9)]
    assert all(text[row["start"] : row["end"]] == row["exact"] for row in found)


def test_a_context_in_which_nothing_fits_is_told(db: Database, register_model: Register, sleeper: Sleeper) -> None:
    register_model(MockModel("tiny", supports_schema=False, answers=[fits(50)]))
    add(db, "Acme buys Beta. " * 200)
    assert extract(db, sleeper, "tiny").counts.failed == 1
    [recorded] = rows(db, "SELECT error_kind, attempts FROM calls")
    assert recorded["error_kind"] == "too_long"
    assert recorded["attempts"] < 15


def test_a_server_that_finds_a_question_too_long_gets_shorter_ones(
    db: Database, own_llm_folder: Path, sleeper: Sleeper
) -> None:
    def answer(heard: Heard) -> Play:
        if len(heard.text) > 3000:
            return Play("This model's maximum context length is 4096 tokens.", status=400)
        return Play(GOOD)

    text = "Acme buys Beta. " + "They said so at length. " * 200
    add(db, text)
    with StubServer(answer) as server:
        server.announce(own_llm_folder)
        assert extract(db, sleeper).counts.failed == 0
    assert {heard.form for heard in server.heard} == {"json_schema"}
    assert len(rows(db, "SELECT * FROM calls")) >= 2


# All at once


BAD_DAY = [
    Play("Rate limit reached", status=429, headers={"Retry-After": "3"}),
    Play("Internal error", status=500),
    Play("Bad request", status=400),
    Play(drop=0),
    Play(drop=100),
    Play(""),
    Play(GOOD[:30]),
    Play("I'm sorry, I can't do that."),
    Play(raw="<html>", headers={"Content-Type": "text/html"}),
]


@pytest.mark.parametrize("seed", range(3))
def test_no_article_is_lost_on_a_bad_day(db: Database, own_llm_folder: Path, sleeper: Sleeper, seed: int) -> None:
    dice = random.Random(seed)

    def answer(heard: Heard) -> Play:
        if dice.random() < 0.6:
            return dice.choice(BAD_DAY)
        [quote] = re.findall(r"Acme \d+ buys Beta", heard.text)
        return Play(json.dumps({"deals": [deal(quote)]}))

    texts = [f"Acme {number} buys Beta" for number in range(40)]
    add(db, *texts)
    runs = 0
    with StubServer(answer) as server:
        server.announce(own_llm_folder)
        while extract(db, sleeper, concurrency=8).counts.failed and runs < 30:
            runs += 1
    assert runs > 0
    kept = rows(db, "SELECT article_id FROM readings WHERE outcome = 'deals'")
    assert len(kept) == len({row["article_id"] for row in kept}) == 40
    quotes = rows(db, "SELECT exact FROM statements WHERE field = 'quote'")
    assert sorted(row["exact"] for row in quotes) == sorted(texts)
    for run in rows(db, "SELECT * FROM runs"):
        assert run["status"] == "finished"
        assert run["asked"] + run["reused"] == run["articles"] == 40
    unexplained = "SELECT * FROM calls WHERE run_id || article_id IN"
    unexplained += " (SELECT run_id || article_id FROM readings WHERE outcome = 'failed') AND error_kind IS NULL"
    assert rows(db, unexplained) == []


# Keys


def test_a_key_reaches_the_server_and_no_message(db: Database, own_llm_folder: Path, sleeper: Sleeper) -> None:
    add(db)
    with StubServer([Play("Incorrect API key provided: secret-1234", status=401)]) as server:
        server.announce(own_llm_folder, api_key_name="stub")
        extract(db, sleeper, key="secret-1234")
    assert server.heard[0].headers["authorization"] == "Bearer secret-1234"
    assert "secret" not in call(db)["error"]
    assert "[key]" in call(db)["error"]
