"""What tests in a browser share: Debian's Chromium, and a server as users start it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if (path := which(name))), None)


@contextmanager
def serve(path: Path, *options: str) -> Iterator[str]:
    """The address of ``datasette serve``, on a port that is free."""
    command = [sys.executable, "-m", "datasette", "serve", str(path), "-p", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        said = ""
        for line in server.stderr:
            said += line
            if found := re.search(r"running on (http://127\.0\.0\.1:\d+)", line):
                break
        else:
            raise AssertionError(said)
        try:
            yield found[1]
        finally:
            server.terminate()
