"""One event loop for all questions to models, in a thread of its own, whoever asks.

A client that keeps connections open belongs to the loop that made them, so there is one loop for
the life of the process: commands, notebooks and servers that run a loop already share it.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
_starting = threading.Lock()
_loops: list[asyncio.AbstractEventLoop] = []


def start(work: Coroutine[Any, Any, T]) -> "Future[T]":
    """Begin some asynchronous work, and return what will hold its result; cancelling that cancels the work."""
    return asyncio.run_coroutine_threadsafe(work, _loop())


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do some asynchronous work and wait for it."""
    future = start(work)
    try:
        return future.result()
    finally:
        future.cancel()


async def in_thread(work: Callable[[], T]) -> T:
    """Do some blocking work in a thread that is given up, not waited for, where the caller is cancelled."""
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()
    threading.Thread(target=_work, args=(work, future), daemon=True, name="aideals-model").start()
    return await asyncio.wrap_future(future)


def _work(work: Callable[[], T], future: "Future[T]") -> None:
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 - handed on to whoever waits
        future.set_exception(error)
    else:
        future.set_result(result)


def _loop() -> asyncio.AbstractEventLoop:
    with _starting:
        if not _loops:
            _loops.append(asyncio.new_event_loop())
            threading.Thread(target=_keep_running, args=(_loops[0],), daemon=True, name="aideals-loop").start()
        return _loops[0]


def _keep_running(loop: asyncio.AbstractEventLoop) -> None:
    while True:
        try:
            loop.run_forever()
        except (KeyboardInterrupt, SystemExit):  # raised by a model; its task has it, the others go on
            continue
