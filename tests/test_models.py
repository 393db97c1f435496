"""Models: finding them by id, what they need, and asking them whatever kind they are."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llm
import pytest
from mock_models import MockAsyncModel, MockKeyModel, MockModel

import datasette_aideals
from datasette_aideals.errors import BadOption, ModelFailed, ModelNeedsKey, UnknownModel
from datasette_aideals.extract.models import Question, get_model, list_models

QUESTION = Question("Read this.", "Acme buys Beta.", {"type": "object"})
Register = Callable[..., Any]


def test_importing_extract_does_not_import_llm() -> None:
    code = (
        "import sys, datasette_aideals.extract.runner, datasette_aideals.extract.models, datasette_aideals.load;"
        "print([name for name in ('llm', 'trafilatura', 'charset_normalizer') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_model_is_told_with_names_like_it(mock_model: MockModel) -> None:
    with pytest.raises(UnknownModel) as error:
        get_model("mokc")
    assert str(error.value) == (
        "No model is called 'mokc'. Did you mean mock?"
        " List the models with: datasette aideals models (others come as plugins: llm install NAME)"
    )


def test_an_alias_leads_to_the_model_and_its_id(register_model: Register) -> None:
    register_model(MockModel("mock-long-name"), aliases=("m",))
    assert get_model("m").model_id == "mock-long-name"


def test_a_model_is_asked_with_its_schema_and_tells_its_tokens(mock_model: MockModel) -> None:
    mock_model.answers.append("yes")
    reply = get_model("mock").ask(QUESTION, {"temperature": 0.5})
    assert (reply.text, reply.input_tokens, reply.output_tokens) == ("yes", 10, 5)
    assert reply.resolved_model == "mock-exactly"
    [prompt] = mock_model.prompts
    assert (prompt.system, prompt.prompt, prompt.schema) == ("Read this.", "Acme buys Beta.", {"type": "object"})
    assert prompt.options.temperature == 0.5


def test_an_asynchronous_model_is_asked_like_any_other(register_model: Register) -> None:
    model = register_model(MockAsyncModel("only-async", answers=["yes"]))
    reply = get_model("only-async").ask(QUESTION, {})
    assert (reply.text, reply.input_tokens, reply.resolved_model) == ("yes", 10, "only-async-exactly")
    assert model.prompts[0].prompt == "Acme buys Beta."


def test_an_asynchronous_model_is_asked_inside_a_running_loop(register_model: Register) -> None:
    register_model(MockAsyncModel("only-async", answers=["yes"]))
    asked = get_model("only-async")

    async def notebook_cell() -> str:
        return asked.ask(QUESTION, {}).text

    assert asyncio.run(notebook_cell()) == "yes"


def test_of_two_kinds_the_asynchronous_one_is_asked(register_model: Register) -> None:
    register_model(MockModel("both", answers=["sync"]), MockAsyncModel("both", answers=["async"]))
    assert get_model("both").ask(QUESTION, {}).text == "async"


def test_models_of_other_plugins_can_be_asked() -> None:
    asked = get_model("echo")
    assert asked.takes_schema is False
    assert json.loads(asked.ask(Question("S", "Acme", None), {}).text)["prompt"] == "Acme"
    with pytest.raises(ModelNeedsKey, match="llm keys set echo-needs-key"):
        get_model("echo-needs-key").check_key()


# Keys


def test_a_missing_key_is_told_with_the_command_that_sets_it(register_model: Register) -> None:
    register_model(MockKeyModel())
    for ask in (lambda model: model.check_key(), lambda model: model.ask(QUESTION, {})):
        with pytest.raises(ModelNeedsKey, match=r"^mock .*'llm keys set mock' or set the MOCK_API_KEY environment"):
            ask(get_model("mock"))


def test_a_key_is_found_wherever_llm_keeps_it(
    register_model: Register, own_llm_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = register_model(MockKeyModel())
    asked = get_model("mock")
    monkeypatch.setenv("MOCK_API_KEY", "from-environment")
    asked.check_key()
    asked.ask(QUESTION, {})
    assert model.key_seen == "from-environment"
    (own_llm_folder / "keys.json").write_text('{"mock": "from-file"}')
    asked.ask(QUESTION, {})
    assert model.key_seen == "from-file"
    asked.ask(QUESTION, {}, key="given")
    assert model.key_seen == "given"


@pytest.mark.parametrize("given_key", ["secret-1234", None])
def test_an_error_never_shows_the_key(register_model: Register, own_llm_folder: Path, given_key: str | None) -> None:
    (own_llm_folder / "keys.json").write_text('{"mock": "secret-1234"}')
    register_model(MockKeyModel(answers=[RuntimeError("bad key secret-1234\nrefused")]))
    with pytest.raises(ModelFailed, match=r"bad key \[key\] refused"):
        get_model("mock").ask(QUESTION, {}, key=given_key)


# Failures


class OddError(Exception):
    """An error class of a plugin's own."""


@pytest.mark.parametrize(
    "raised", [llm.ModelError("quota used up"), OddError("quota\nused up"), ConnectionError("quota used up.")]
)
@pytest.mark.parametrize("kind", [MockModel, MockAsyncModel])
def test_whatever_a_model_raises_becomes_one_line(register_model: Register, raised: Exception, kind: type) -> None:
    register_model(kind(answers=[raised]))
    with pytest.raises(ModelFailed) as error:
        get_model("mock").ask(QUESTION, {})
    assert str(error.value) == (
        "mock gave no answer: quota used up. Try again later, or choose another model with --model."
    )


def test_an_error_without_words_is_told_by_its_name(mock_model: MockModel) -> None:
    mock_model.answers.append(TimeoutError())
    with pytest.raises(ModelFailed, match="gave no answer: TimeoutError"):
        get_model("mock").ask(QUESTION, {})


@pytest.mark.parametrize("kind", [MockModel, MockAsyncModel])
def test_ctrl_c_is_no_failure_of_the_model(register_model: Register, kind: type) -> None:
    register_model(kind(answers=[KeyboardInterrupt()]))
    with pytest.raises(KeyboardInterrupt):
        get_model("mock").ask(QUESTION, {})


def test_plugins_that_do_not_load_are_told(own_llm_folder: Path) -> None:
    (own_llm_folder / "aliases.json").write_text("{broken")
    for find in (lambda: get_model("mock"), list_models):
        with pytest.raises(ModelFailed, match="llm's plugins could not be loaded"):
            find()


# Options


def test_options_are_checked_and_take_one_form(mock_model: MockModel) -> None:
    asked = get_model("mock")
    assert asked.checked_options({"temperature": "0.5"}) == asked.checked_options({"temperature": 0.5})
    assert asked.checked_options({}) == {}


@pytest.mark.parametrize(("name", "value"), [("temperature", "hot"), ("temperature", 9), ("tempo", 1)])
def test_a_bad_option_is_told_with_the_good_ones(mock_model: MockModel, name: str, value: object) -> None:
    with pytest.raises(BadOption, match=rf"^mock can't take the option {name}: .+\. Its options: temperature\.$"):
        get_model("mock").checked_options({name: value})


# Versions and lists


def test_the_extractor_version_is_the_packages_and_the_models_own(mock_model: MockModel) -> None:
    assert get_model("mock").extractor_version == datasette_aideals.__version__
    mock_model.extractor_version = "rules-7"
    assert get_model("mock").extractor_version == f"{datasette_aideals.__version__}+rules-7"


def test_the_list_tells_what_each_model_needs(register_model: Register, own_llm_folder: Path) -> None:
    register_model(MockModel("zebra", supports_schema=False), aliases=("z",))
    register_model(MockKeyModel("locked"))
    listed = {info.model_id: info for info in list_models()}
    assert (listed["zebra"].aliases, listed["zebra"].takes_schema, listed["zebra"].key_name) == (("z",), False, None)
    assert (listed["locked"].key_name, listed["locked"].has_key) == ("mock", False)
    (own_llm_folder / "keys.json").write_text('{"mock": "x"}')
    assert {info.model_id: info.has_key for info in list_models()}["locked"] is True


def test_the_default_model_is_listed_first(register_model: Register) -> None:
    register_model(MockModel("aaa"))
    first = list_models()[0].model_id
    assert first == "aideals-rules"
    assert get_model().model_id == "aideals-rules"
