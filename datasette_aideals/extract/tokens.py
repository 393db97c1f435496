"""What questions cost: tokens, estimated before and counted after, and their price."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import AidealsError

_BYTES_PER_TOKEN = 4
_ANSWER = 800


class TokensSpent(AidealsError):
    """The limit on tokens leaves no room for another question."""


@dataclass(frozen=True)
class Price:
    """What a model costs, in US dollars per million tokens."""

    input: float
    output: float

    def cost(self, input_tokens: int | None, output_tokens: int | None) -> float:
        """US dollars for so many tokens; what is not known counts as nothing."""
        return ((input_tokens or 0) * self.input + (output_tokens or 0) * self.output) / 1_000_000


FREE = Price(0, 0)
"""The price of the embedded model."""


@dataclass(frozen=True)
class Tokens:
    """Tokens sent and received."""

    input: int = 0
    output: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.input + self.output

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(self.input + other.input, self.output + other.output)


def count_tokens(text: str) -> int:
    """About how many tokens a text takes: one for each four bytes of UTF-8, rounded up."""
    return -(-len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN)


def estimate(system: str, question: str, options: Mapping[str, Any]) -> Tokens:
    """About what a question will take; the answer at most what the model's own option ``max_tokens`` allows."""
    allowed = options.get("max_tokens")
    answer = min(allowed, _ANSWER) if isinstance(allowed, int) else _ANSWER
    return Tokens(count_tokens(system) + count_tokens(question), answer)


class Budget:
    """A limit on tokens that many questions share; used on one event loop only.

    Tokens are reserved before a question and settled after it, so the limit is overshot by no more
    than what the questions under way take beyond their estimates.
    """

    def __init__(self, limit: int | None) -> None:
        self.limit = limit
        self.spent = 0
        self._reserved = 0
        self._under_way = 0
        self._settled = asyncio.Condition()

    async def reserve(self, tokens: Tokens) -> None:
        """Wait until there is room for so many tokens. Raises TokensSpent where there will be none."""
        async with self._settled:
            while self.limit is not None and self.spent + self._reserved + tokens.total > self.limit:
                if not self._under_way:
                    raise TokensSpent(f"The limit of {self.limit:,} tokens leaves no room for another question.")
                await self._settled.wait()
            self._reserved += tokens.total
            self._under_way += 1

    async def settle(self, reserved: Tokens, spent: int) -> None:
        """Give back what was reserved, and count what was spent."""
        async with self._settled:
            self._reserved -= reserved.total
            self._under_way -= 1
            self.spent += spent
            self._settled.notify_all()
