"""llm models that give prepared answers, and remember what they were asked."""

import json
from collections import deque
from collections.abc import AsyncIterator, Iterator
from typing import Any

import llm
from pydantic import Field


class _Queue:
    can_stream = False

    class Options(llm.Options):
        temperature: float | None = Field(default=None, ge=0, le=2)

    def __init__(self, model_id: str = "mock", *, supports_schema: bool = True, answers: Any = ()) -> None:
        self.model_id = model_id
        self.supports_schema = supports_schema
        self.answers: deque[Any] = deque(answers)
        self.prompts: list[llm.models.Prompt] = []

    def answer(self, prompt: Any, response: Any) -> str:
        """The next answer: a text, something to give as JSON, an error to raise, or a function of the prompt."""
        self.prompts.append(prompt)
        answer = self.answers.popleft() if self.answers else {"deals": []}
        if callable(answer):
            self.answers.appendleft(answer)
            answer = answer(prompt)
        if isinstance(answer, BaseException):
            raise answer
        response.set_usage(input=10, output=5)
        response.set_resolved_model(f"{self.model_id}-exactly")
        return answer if isinstance(answer, str) else json.dumps(answer)


class MockModel(_Queue, llm.Model):
    """A synchronous model."""

    def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any = None) -> Iterator[str]:
        yield self.answer(prompt, response)


class MockAsyncModel(_Queue, llm.AsyncModel):
    """An asynchronous model."""

    async def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any = None) -> AsyncIterator[str]:
        yield self.answer(prompt, response)


class MockKeyModel(_Queue, llm.KeyModel):
    """A model that needs the key ``mock``."""

    needs_key = "mock"
    key_env_var = "MOCK_API_KEY"

    def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any, key: str | None) -> Iterator[str]:
        self.key_seen = key
        yield self.answer(prompt, response)


def deal(quote: str = "Acme buys Beta for $5 million", **changes: Any) -> dict[str, Any]:
    """A deal as a model gives it."""
    return {
        "quotes": [quote],
        "type": "acquisition",
        "status": "announced",
        "parties": [{"name": "Acme", "role": "acquirer"}, {"name": "Beta", "role": "target"}],
        "amount": "$5 million",
        **changes,
    }
