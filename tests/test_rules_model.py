"""The embedded extractor as a model of ``llm``: from Python, asynchronously, and from its command line."""

import asyncio
import json

import llm
import pytest
from click.testing import CliRunner
from llm.cli import cli

from datasette_aideals.answer import Answer, answer_schema
from datasette_aideals.rules.extract import extract

NEWS = "Velmora, a Lisbon maker of delivery robots, raised $30 million in a Series A round led by Oakmere Ventures."
SPANISH = (
    "La empresa anunció que ha recaudado treinta millones de euros en una ronda de financiación que fue liderada "
    "por un fondo de Madrid, según dijo su presidente a los periodistas en una reunión con los inversores."
)


def test_it_answers_with_the_deals_as_json() -> None:
    answer = llm.get_model("aideals-rules").prompt(NEWS, schema=answer_schema()).text()
    assert Answer.model_validate_json(answer) == extract(NEWS)
    assert extract(NEWS).deals


def test_it_answers_the_same_asynchronously() -> None:
    async def ask() -> str:
        text: str = await llm.get_async_model("aideals-rules").prompt(NEWS).text()
        return text

    assert Answer.model_validate_json(asyncio.run(ask())) == extract(NEWS)


def test_a_system_prompt_changes_nothing() -> None:
    model = llm.get_model("aideals-rules")
    assert model.prompt(NEWS, system="Answer in verse.").text() == model.prompt(NEWS).text()


def test_a_foreign_schema_is_refused() -> None:
    with pytest.raises(llm.ModelError, match="own schema only"):
        llm.get_model("aideals-rules").prompt(NEWS, schema={"type": "object", "properties": {}}).text()


def test_another_language_is_unsupported_rather_than_without_deals() -> None:
    with pytest.raises(llm.ModelError, match=r"^unsupported language: "):
        llm.get_model("aideals-rules").prompt(SPANISH).text()


def test_the_command_line_of_llm_reads_an_article_from_standard_input() -> None:
    result = CliRunner().invoke(cli, ["-m", "aideals-rules"], input=NEWS)
    assert result.exit_code == 0, result.output
    (deal,) = json.loads(result.output)["deals"]
    assert (deal["type"], deal["amount"]) == ("investment", "$30 million")
