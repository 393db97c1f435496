"""The embedded model ``aideals-rules``, as an ``llm`` model like any other."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import Any

import llm

from ..answer import answer_schema
from .extract import extract
from .language import language_of

MODEL_ID = "aideals-rules"


class _Rules:
    model_id = MODEL_ID
    can_stream = False
    supports_schema = True
    supports_conversation = False
    takes_bare_text = True
    """It is sent the article alone, as ``llm -m aideals-rules < article.txt`` does: rules need no instructions."""
    extractor_version = "5"
    """Part of the key under which readings are kept: raised whenever the rules give other answers."""

    def __str__(self) -> str:
        return f"datasette-aideals: {self.model_id}"

    def answer(self, prompt: Any, response: Any) -> str:
        """The deals in the prompt's text, as JSON. Raises llm.ModelError."""
        if prompt.schema and prompt.schema != answer_schema():
            raise llm.ModelError(f"{MODEL_ID} answers with its own schema only. Leave --schema out.")
        text = prompt.prompt or ""
        language = language_of(text)
        if language != "en":
            raise llm.ModelError(f"unsupported language: {language}. {MODEL_ID} reads English only")
        response.set_resolved_model(f"{MODEL_ID}-{self.extractor_version}")
        return extract(text).model_dump_json()


class Rules(_Rules, llm.Model):
    """The rules, asked synchronously."""

    def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any = None) -> Iterator[str]:
        """Yield the whole answer at once."""
        yield self.answer(prompt, response)


class AsyncRules(_Rules, llm.AsyncModel):
    """The rules, asked from asynchronous code: they run in a thread, so that nothing else waits."""

    async def execute(
        self, prompt: Any, stream: bool, response: Any, conversation: Any = None
    ) -> AsyncGenerator[str, None]:
        """Yield the whole answer at once."""
        yield await asyncio.to_thread(self.answer, prompt, response)


@llm.hookimpl
def register_models(register: Any) -> None:
    """Tell llm about the model."""
    register(Rules(), AsyncRules())
