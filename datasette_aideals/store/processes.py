"""Telling whether the process that a run was made by still works on it."""

import os
import socket

from ..terms import RunStatus


def process_name(number: int) -> str:
    """How a process of this machine is written down."""
    return f"{socket.gethostname()}:{number}"


def lives(process: str | None) -> bool:
    """Whether a process is there; no, if it was another machine's or none was written down."""
    host, _, number = (process or "").rpartition(":")
    # Elsewhere than on POSIX systems there is no harmless way to ask.
    if os.name != "posix" or host != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def present_status(status: str, process: str | None) -> str:
    """A run's status as it is, for readers who can't write it down: a run that was killed is interrupted."""
    killed = status == RunStatus.RUNNING.value and not lives(process)
    return RunStatus.INTERRUPTED.value if killed else status
