"""A Datasette that serves one database while something is tried on it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

_RUNNING = re.compile(r"running on (http://\S+)")


@contextmanager
def serving(database: Path, *options: str, port: int = 0) -> Iterator[str]:
    """Run ``datasette serve`` and give the address of the site; 0 is any free port."""
    command = [sys.executable, "-m", "datasette", "serve", str(database), "--port", str(port), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as server:
        try:
            yield _address(server)
        finally:
            server.terminate()


def _address(server: "subprocess.Popen[str]") -> str:
    assert server.stderr
    said = []
    for line in server.stderr:
        said.append(line)
        if found := _RUNNING.search(line):
            # What else it says must go somewhere, or it would wait for a reader.
            Thread(target=server.stderr.read, daemon=True).start()
            return found[1]
    raise RuntimeError(f"Datasette did not start: {''.join(said)}")
