"""The prompt: known by its content, with the article between marks and nothing in it expanded."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_aideals.answer import Answer, answer_schema
from datasette_aideals.errors import BadPrompt
from datasette_aideals.extract.prompt import Prompt, choose_prompt, parse_prompt, read_prompt
from datasette_aideals.ground.mentions import ground
from datasette_aideals.load import make_article
from datasette_aideals.terms import Verdict

STANDARD, WEAK = choose_prompt("standard"), choose_prompt("weak")
BARE = choose_prompt(takes_bare_text=True)
MARKS = re.compile(r"<<<<< article (\w{16})\n(.*)\n>>>>> article (\w{16})", re.DOTALL)


def between_marks(question: str) -> str:
    found = MARKS.search(question)
    assert found
    assert found[1] == found[3]
    return found[2]


def examples() -> list[tuple[str, Answer]]:
    found = re.findall(r"```text\n(.*?)\n```.*?```json\n(.*?)\n```", STANDARD.instructions, re.DOTALL)
    return [(text, Answer.model_validate_json(answer)) for text, answer in found]


# What it says


def test_it_names_every_term_that_the_schema_allows() -> None:
    properties = answer_schema()["properties"]["deals"]["items"]["properties"]
    roles = properties["parties"]["items"]["properties"]["role"]["enum"]
    for term in [*properties["type"]["enum"], *properties["status"]["enum"], *roles]:
        assert f"`{term}`" in STANDARD.instructions


def test_each_value_of_its_examples_is_backed_by_the_examples_words() -> None:
    assert len(examples()) == 2
    for text, answer in examples():
        mentions = ground(answer, make_article(text, {"published": "2031-06-12"}))
        assert all(mention.accepted for mention in mentions)
        verdicts = [statement.verdict for mention in mentions for statement in mention.statements]
        assert all(verdict in (Verdict.SUPPORTED, Verdict.JUDGED) for verdict in verdicts)


def test_its_examples_are_refused_as_an_answer_about_another_article() -> None:
    paths = list((Path(__file__).parent / "dev" / "texts").glob("*.txt"))
    assert len(paths) == 60
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for _, answer in examples():
            for mention in ground(answer, make_article(text)):
                assert not mention.accepted
                assert not mention.having("party")


def test_a_model_that_takes_no_schema_is_told_it() -> None:
    record = STANDARD.record(takes_schema=False)
    assert record.schema in record.system
    assert record.schema not in STANDARD.record().system
    assert json.loads(record.schema) == json.loads(STANDARD.record().schema) == answer_schema()
    assert "{{" not in record.system + STANDARD.record().system


def test_the_weak_prompt_fits_a_context_of_512_tokens() -> None:
    record = WEAK.record(takes_schema=False)
    assert len(record.system) + len(WEAK.question("")) < 900
    assert WEAK.window == 1200


# Its id


def test_its_id_follows_its_content_alone() -> None:
    ids = {
        STANDARD.record().id,
        STANDARD.record(takes_schema=False).id,
        WEAK.record().id,
        BARE.record().id,
        parse_prompt("Be brief.\n---\n{{article}}", "a").record().id,
        parse_prompt("Be brief!\n---\n{{article}}", "a").record().id,
        parse_prompt("Be brief.\n---\n{{article}}\nGo.", "a").record().id,
    }
    assert len(ids) == 7
    assert parse_prompt("Be.\n---\n{{article}}", "a").record() == parse_prompt("Be.\n---\n{{article}}", "b").record()


def test_its_id_is_the_same_in_another_process_and_its_marks_are_not() -> None:
    program = (
        "from datasette_aideals.extract.prompt import choose_prompt as c; p = c('standard');"
        "print(p.record().id, p.question('Acme').split()[2])"
    )
    lines = {subprocess.check_output([sys.executable, "-c", program], text=True) for _ in range(2)}
    assert {line.split()[0] for line in lines} == {STANDARD.record().id}
    assert len({line.split()[1] for line in lines}) == 2


# The question


@given(st.text(alphabet=st.sampled_from("ab\n{}<>% $_{{article}}{{mark}}{{passage}}{{form}}\u202e")))
def test_an_article_stands_between_marks_unchanged(text: str) -> None:
    for prompt in (STANDARD, WEAK):
        assert between_marks(prompt.question(text)) == text
    assert BARE.question(text) == text


def test_the_marks_of_two_articles_differ_and_stay_the_same_for_one() -> None:
    first, second = STANDARD.question("Acme"), STANDARD.question("Beta")
    assert MARKS.findall(first)[0][0] != MARKS.findall(second)[0][0]
    assert STANDARD.question("Acme") == first


@pytest.mark.parametrize("name", ["article", "mark", "passage", "form", "system", "0"])
def test_no_placeholder_in_an_article_is_expanded(name: str) -> None:
    text = f"Acme {{{{{name}}}}} {{{name}}} ${name} %({name})s"
    assert between_marks(STANDARD.question(text, text)) == f"{text}\n[…]\n{text}"


def test_the_beginning_of_an_article_goes_before_a_later_part() -> None:
    assert between_marks(STANDARD.question("The part.", "Headline\nLead.\n")) == "Headline\nLead.\n[…]\nThe part."
    assert BARE.question("The part.", "Headline") == "The part."


# Which one


@pytest.mark.parametrize(("tokens", "name"), [(None, "standard"), (512, "weak"), (4096, "weak"), (8192, "standard")])
def test_a_small_context_gets_the_weak_prompt(tokens: int | None, name: str) -> None:
    assert choose_prompt(context_tokens=tokens).name == name
    assert choose_prompt("standard", context_tokens=tokens).name == "standard"
    assert choose_prompt(context_tokens=tokens, takes_bare_text=True).bare


# Prompts of users


def test_a_users_prompt_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    path.write_text("Rules.\n---\nMore rules.\n\n{{ form }}\r\n---\r\nRead: {{ article }}\nGo.", encoding="utf-8")
    prompt = choose_prompt(path)
    assert prompt == read_prompt(path)
    assert prompt.record().system == "Rules.\n---\nMore rules."
    assert prompt.record(takes_schema=False).system.endswith(prompt.record().schema)
    assert between_marks(prompt.question("Acme")) == "Acme"
    assert prompt.question("Acme").startswith("Read: <<<<< article ")
    assert prompt.question("Acme").endswith("\nGo.")


def test_a_prompt_without_a_divider_is_all_question() -> None:
    prompt: Prompt = parse_prompt("List the deals.\n{{article}}", "mine")
    assert prompt.record().system == ""
    assert prompt.question("Acme").startswith("List the deals.\n<<<<< article ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must hold {{article}} once"),
        ("Find deals.", "must hold {{article}} once"),
        ("{{article}}\n{{article}}", "must hold {{article}} once"),
        ("{{article}}\n---\nGo.", "after its last line of three dashes"),
        ("{{article}} {{key}}", "{{key}} that means nothing"),
        ("{{article}} {{mark}}", "{{mark}} that means nothing"),
        ("{{form}}\n{{form}}\n---\n{{article}}", "{{form}} once"),
        ("{{article}} {{form}}", "{{form}} once"),
    ],
)
def test_a_prompt_with_wrong_placeholders_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadPrompt, match=re.escape(message)) as raised:
        choose_prompt(path)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_no_prompt_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe{{article}}")
    (tmp_path / "long").write_text("{{article}}" + "x" * 100_000, encoding="utf-8")
    for name, message in (
        ("none", "There is no prompt"),
        ("binary", "UTF-8"),
        ("long", "longer"),
        ("", "can't be read"),
    ):
        with pytest.raises(BadPrompt, match=message):
            choose_prompt(tmp_path / name)
