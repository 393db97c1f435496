"""Asking again after a while where a model could not be reached or asks for fewer questions."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from ..errors import ModelFailed
from .causes import cause_of

T = TypeVar("T")
_BACKOFF = wait_random_exponential(multiplier=1, max=60)


@dataclass(frozen=True)
class Patience:
    """How often a question is put, how long an answer may take, and how to wait; times are in seconds.

    The wait before each new attempt is random, from a range that doubles; a server's own word on how
    long to wait goes before it, unless it asks for more than ``longest``: then the question has failed.
    """

    attempts: int = 5
    timeout: float = 600
    longest: float = 300
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def ask(self, question: Callable[[], Awaitable[T]]) -> T:
        """What ``question`` gives, asked again while that makes sense. Raises ModelFailed."""
        retrying = AsyncRetrying(
            sleep=self.sleep,
            stop=stop_after_attempt(self.attempts),
            wait=_wait,
            retry=retry_if_exception(self._worth_it),
            reraise=True,
        )

        async def attempt() -> T:
            return await question()

        return await retrying(attempt)

    async def timed(self, answer: Awaitable[T]) -> T:
        """What ``answer`` gives, where it comes in time. Raises ModelFailed."""
        try:
            return await asyncio.wait_for(answer, self.timeout)
        except asyncio.TimeoutError as error:
            raise ModelFailed(
                f"No answer came within {self.timeout:g} seconds. Allow more with --timeout, or ask again later."
            ) from error

    def _worth_it(self, error: BaseException) -> bool:
        if not isinstance(error, ModelFailed):
            return False
        cause = cause_of(error)
        return cause.trouble.transient and (cause.retry_after or 0) <= self.longest


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = cause_of(error).retry_after if error else None
    # A little more than the server asked for, so that not all who were told the same come back at once.
    return _BACKOFF(state) if asked is None else asked + _BACKOFF(state) / 10
