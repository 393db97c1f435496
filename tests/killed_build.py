"""A small build that kills itself: ``python killed_build.py DB FOLDER BEGINNING NUMBER``.

The process dies without warning just before the NUMBER-th SQL statement that starts with
BEGINNING, or, where BEGINNING is "ask", when the model is asked for the NUMBER-th time.
With NUMBER 0 it runs to its end.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import llm
from llm.plugins import load_plugins, pm
from mock_models import MockModel
from small_build import answer_from_text, build


def main(database: str, folder: str, beginning: str, number: str) -> None:
    left = int(number)

    def count(happening: str) -> None:
        nonlocal left
        if happening.startswith(beginning):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    class Plugin:
        @llm.hookimpl
        def register_models(self, register: Any) -> None:
            register(MockModel(answers=[lambda prompt: count("ask") or answer_from_text(prompt)]))

    load_plugins()
    pm.register(Plugin())
    build(Path(database), Path(folder), trace=count)


if __name__ == "__main__":
    main(*sys.argv[1:])
