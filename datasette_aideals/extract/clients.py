"""One client for each model.

Models of llm's OpenAI kind build a client for each prompt, and every client reads the certificates
anew: some 30 ms of work on the event loop, which is more than all the rest that a question takes.
"""

import inspect
from typing import Any


def keep_clients(model: Any) -> None:
    """Let a model that makes clients with ``get_client(key, async_=…)`` keep one for each key; others stay as they are.

    The client no longer asks again by itself: how often and after what time is decided in one place, here.
    """
    make = getattr(model, "get_client", None)
    if make is None or not _takes_key_and_kind(make):
        return
    clients: dict[tuple[str | None, bool], Any] = {}

    def get_client(key: str | None = None, *, async_: bool = False) -> Any:
        if (key, async_) not in clients:
            client = make(key, async_=async_)
            if isinstance(getattr(client, "max_retries", None), int):
                client.max_retries = 0
            clients[key, async_] = client
        return clients[key, async_]

    get_client.kept = True  # type: ignore[attr-defined]
    model.get_client = get_client


def _takes_key_and_kind(make: Any) -> bool:
    if not callable(make) or getattr(make, "kept", False):
        return False
    try:
        parameters = inspect.signature(make).parameters
    except (TypeError, ValueError):
        return False
    return list(parameters) == ["key", "async_"]
