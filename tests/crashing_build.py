"""A whole build with several questions at once that kills itself: ``python crashing_build.py DB FOLDER NUMBER``.

The process dies without warning before the NUMBER-th thing that happens: an SQL statement, or a
question to the model. With NUMBER 0 it runs to its end and prints how many things happened.
"""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import llm
from llm.plugins import load_plugins, pm
from mock_models import MockModel, deal

from datasette_aideals import pipeline
from datasette_aideals.extract.plan import Manner


def invested(prompt: Any) -> Any:
    """The deal of an article that says who backs whom."""
    name = prompt.prompt.partition("backs ")[2].partition("\n")[0]
    parties = [{"name": "Quorra Capital", "role": "investor"}, {"name": name, "role": "investee"}]
    quote = f"Quorra Capital invested $40 million in {name}"
    return {"deals": [deal(quote, type="investment", amount="$40 million", parties=parties)]}


class Counter:
    """Counts what happens, and kills the process before the thing of a given number."""

    def __init__(self, deadly: int) -> None:
        self.deadly = deadly
        self.count = 0
        self._lock = threading.Lock()

    def __call__(self, happening: object) -> None:
        with self._lock:
            self.count += 1
            if self.count == self.deadly:
                os.kill(os.getpid(), signal.SIGKILL)


def main(database: str, folder: str, number: str) -> None:
    """Build, watched by the counter."""
    counter = Counter(int(number))
    opened = pipeline.open_database

    def traced(*arguments: Any, **options: Any) -> Any:
        db = opened(*arguments, **options)
        db.conn.set_trace_callback(counter)
        return db

    def answer(prompt: Any) -> Any:
        counter(prompt)
        return invested(prompt)

    class Plugin:
        @llm.hookimpl
        def register_models(self, register: Any) -> None:
            register(MockModel(answers=[answer]))

    load_plugins()
    pm.register(Plugin())
    pipeline.open_database = traced  # type: ignore[assignment]
    pipeline.build(Path(database), [Path(folder)], model="mock", manner=Manner(concurrency=3))
    print(counter.count)


if __name__ == "__main__":
    main(*sys.argv[1:])
