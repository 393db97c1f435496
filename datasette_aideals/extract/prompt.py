"""What models are told: instructions, how the question is put, and the form of the answer."""

import hashlib
import json
from functools import cache
from importlib.resources import files

from ..answer import answer_schema
from ..store.runs import PromptRecord

TEMPLATE = "The article's text alone, unchanged."
"""How an article becomes a question: nothing is put around its text and nothing in it is expanded."""


@cache
def prompt_record(*, takes_schema: bool = True) -> PromptRecord:
    """The instructions and schema that a model is asked with, as the table of prompts keeps them.

    A model that takes no schema finds it at the end of its instructions.
    """
    schema = json.dumps(answer_schema(), ensure_ascii=False)
    system = _read("system.md")
    if not takes_schema:
        system = f"{system}\n\n{_read('schema.md')}\n\n{schema}"
    content = json.dumps([system, TEMPLATE, schema]).encode()
    return PromptRecord(hashlib.sha256(content).hexdigest()[:16], system, TEMPLATE, schema)


def _read(name: str) -> str:
    return (files(__package__) / "prompts" / name).read_text(encoding="utf-8").strip()
