"""The lock of a dataset's folder: one build writes it at a time.

The operating system holds the lock for an open file beside the folder, and lets it go when the
process ends, however it ends: a build that died locks nobody out. The file says who holds it, and
goes when the build is done.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from ..errors import DatasetError

_IS_HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> None:
        os.lseek(handle, 1 << 30, os.SEEK_SET)  # bytes that are locked cannot be read: not the text
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def lock_folder(target: Path) -> Iterator[None]:
    """Hold the lock of a folder, which need not exist; its parent must.

    Raises `DatasetError` at once, with process, host and time, where another build holds it, of
    this process or of any other; and where the file system has no locks.
    """
    path = target.parent / f".{target.name}.lock"
    handle = _open_locked(path, target.name)
    try:
        yield
    finally:
        try:
            if sys.platform != "win32":  # an open file cannot be removed there
                path.unlink(missing_ok=True)
        finally:
            os.close(handle)
        if sys.platform == "win32":
            with contextlib.suppress(OSError):  # another process may have opened it
                path.unlink()


def _open_locked(path: Path, name: str) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _try_lock(handle)
            if _is_file(handle, path):
                _write_holder(handle)
                return handle
        except OSError as error:
            holder = _read_holder(handle)
            os.close(handle)
            if error.errno in _IS_HELD:
                raise DatasetError(
                    f"{name}: is being built by {holder}; wait until that is done, or name "
                    "another folder"
                ) from None
            raise DatasetError(
                f"{name}: cannot be locked ({error.strerror}); name a folder on a local disk"
            ) from error
        os.close(handle)  # its holder was done and removed it in between: try the next one


def _is_file(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _write_holder(handle: int) -> None:
    since = dt.datetime.now().astimezone().isoformat(" ", "seconds")
    words = f"process {os.getpid()} on {socket.gethostname()} since {since}"
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, words.encode())


def _read_holder(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, 200).decode("utf-8", "replace") or "another process"
