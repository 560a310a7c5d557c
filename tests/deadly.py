"""A reader that some documents kill or hold up, for tests of builds: workers import it by name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from analysis import reading

_read, _extract = reading._write_bundle, reading.extract


def _extract_or_die(data: bytes, name: str, *rest: Any) -> Any:
    """Read a document as usual, unless its bytes say what is to happen first."""
    if b"KILLS" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"HANGS" in data:
        time.sleep(60)
    if b"GROWS" in data:
        return [bytes(2 * 10**9)]
    if b"ONCE" in data and not (mark := Path(os.environ["DEADLY"], name)).exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return _extract(data, name, *rest)


def write_bundle(chunk: Any) -> Path:
    """What a worker does in place of `reading._write_bundle`."""
    reading.extract = _extract_or_die
    return _read(chunk)
