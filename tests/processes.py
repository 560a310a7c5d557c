"""Processes that a test starts, and whether they ended."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

SECONDS = 60  # for processes to end, on a busy machine


def is_alive(pid: int) -> bool:
    """Whether a process is there and does something; what has ended may wait to be noticed.

    >>> is_alive(os.getpid())
    True
    """
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def find_survivors(pids: Sequence[int]) -> list[int]:
    """The processes that have not ended within `SECONDS`; none where all do."""
    end = time.monotonic() + SECONDS
    while (left := [pid for pid in pids if is_alive(pid)]) and time.monotonic() < end:
        time.sleep(0.05)
    return left
