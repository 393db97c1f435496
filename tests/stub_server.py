"""A small server that speaks OpenAI's chat protocol on loopback, and plays what a script tells it.

It stands for a provider: models reach it through llm's own OpenAI plugin and an
``extra-openai-models.yaml``, as a user of Ollama, LM Studio or vLLM would.

    with StubServer([Play(status=429), Play(text='{"deals": []}')]) as server:
        server.announce(folder_of_llm)
        ...
"""

import asyncio
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NOTHING = '{"deals": []}'


@dataclass(frozen=True)
class Play:
    """What the server does with one question.

    It answers ``text`` with HTTP status 200, or gives another ``status`` with ``text`` as its error's
    message. ``raw`` is sent as the body instead, whatever it is. With ``drop`` the connection ends
    after so many bytes of the response; with ``hang`` nothing is ever sent.
    """

    text: str = NOTHING
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: str | None = None
    drop: int | None = None
    hang: bool = False
    latency: float = 0


@dataclass(frozen=True)
class Heard:
    """One question as it came in."""

    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def system(self) -> str:
        """The instructions."""
        return "".join(one["content"] for one in self.body["messages"] if one["role"] == "system")

    @property
    def text(self) -> str:
        """The question itself."""
        return "".join(one["content"] for one in self.body["messages"] if one["role"] == "user")

    @property
    def form(self) -> str | None:
        """The form of answer that is asked for."""
        given = self.body.get("response_format") or {}
        return str(given["type"]) if given else None


Script = Sequence[Play] | Callable[[Heard], Play]


class StubServer:
    """The server, in a thread of its own; a script is a list, whose last play is repeated, or a function."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.heard: list[Heard] = []
        self.at_once = 0
        self.most_at_once = 0
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "StubServer":
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self.port}/v1"

    def announce(self, folder: Path, name: str = "stub", **settings: Any) -> None:
        """Let llm know the server's model, by the file that its users write."""
        announce(folder, self.url, name, **settings)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._connected, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while heard := await _request(reader):
                self.heard.append(heard)
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
                try:
                    if not await self._play(self._next(heard), heard, writer):
                        break
                finally:
                    self.at_once -= 1
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()

    def _next(self, heard: Heard) -> Play:
        if callable(self.script):
            return self.script(heard)
        return self.script[min(len(self.heard), len(self.script)) - 1]

    async def _play(self, play: Play, heard: Heard, writer: asyncio.StreamWriter) -> bool:
        """Answer, and say whether the connection can be used again."""
        if play.hang:
            await asyncio.Event().wait()
        if play.latency:
            await asyncio.sleep(play.latency)
        response = _response(play, heard)
        writer.write(response[: play.drop] if play.drop is not None else response)
        await writer.drain()
        if play.drop is not None:
            writer.close()
            await writer.wait_closed()
        return play.drop is None


def announce(folder: Path, url: str, name: str = "stub", **settings: Any) -> None:
    """Write the file that tells llm of a model at ``url``, into llm's folder."""
    entry = {"model_id": name, "model_name": name, "api_base": url, "supports_schema": True, **settings}
    (folder / "extra-openai-models.yaml").write_text(json.dumps([entry]))  # JSON is YAML too


async def _request(reader: asyncio.StreamReader) -> Heard | None:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode().split("\r\n")[1:]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Heard(json.loads(body), headers)


def _response(play: Play, heard: Heard) -> bytes:
    kind = "application/json"
    if play.raw is not None:
        body = play.raw
    elif play.status != 200:
        body = json.dumps({"error": {"message": play.text, "type": "stub", "code": None}})
    elif heard.body.get("stream"):
        kind = "text/event-stream"
        body = "".join(f"data: {json.dumps(piece)}\n\n" for piece in _pieces(play.text)) + "data: [DONE]\n\n"
    else:
        body = json.dumps({**_piece(), "object": "chat.completion", "choices": [_whole(play.text)], "usage": _USAGE})
    data = body.encode("utf-8", "surrogatepass")
    headers = {"Content-Type": kind, "Content-Length": str(len(data)), **play.headers}
    lines = [f"HTTP/1.1 {play.status} Played", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + data


_USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


def _piece() -> dict[str, Any]:
    return {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "stub-1"}


def _whole(text: str) -> dict[str, Any]:
    return {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}


def _pieces(text: str) -> list[dict[str, Any]]:
    middle = len(text) // 2
    parts = [part for part in (text[:middle], text[middle:]) if part]
    deltas = [{"index": 0, "delta": {"role": "assistant", "content": part}, "finish_reason": None} for part in parts]
    end = {"index": 0, "delta": {}, "finish_reason": "stop"}
    return [{**_piece(), "choices": [choice]} for choice in [*deltas, end]] + [
        {**_piece(), "choices": [], "usage": _USAGE}
    ]
