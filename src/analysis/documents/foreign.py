"""Calls into parsers that are not ours: bounded in time, and whatever they raise becomes a problem of the document."""

from __future__ import annotations

import ctypes
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from ..errors import Problem
from .limits import MAX_SECONDS

_Result = TypeVar("_Result")
_set_exception = ctypes.pythonapi.PyThreadState_SetAsyncExc


class OutOfTime(Exception):
    """Raised within a foreign parser when its time is up."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` in the body when it takes longer than `seconds`.

    Works in any thread and on every system, for parsers written in Python: the exception is delivered between two
    steps of the interpreter. It is sent again until the body ends, because parsers swallow exceptions.

    >>> with deadline(60):
    ...     print("in time")
    in time
    """
    thread = ctypes.c_ulong(threading.get_ident())
    over = threading.Event()
    lock = threading.Lock()

    def watch() -> None:
        wait = seconds
        while not over.wait(wait):
            with lock:
                if not over.is_set():
                    _set_exception(thread, ctypes.py_object(OutOfTime))
            wait = 1.0

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        with lock:
            over.set()
            _set_exception(thread, None)
        watcher.join()


def attempt(call: Callable[[], _Result], what: str) -> tuple[_Result | None, Problem | None]:
    """The result of `call`, or the problem that it met; `what` names the file in words.

    >>> attempt(lambda: int("x"), "the Word file")[1].code
    'unreadable'
    """
    try:
        with deadline(MAX_SECONDS), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return call(), None
    except Exception as error:  # noqa: BLE001 - a parser that is given a damaged file can raise anything
        return None, failure(error, what)


def failure(error: BaseException, what: str) -> Problem:
    """The problem for a file that its parser gave up; `what` names the file in words ("the Word file")."""
    if isinstance(error, (OutOfTime, MemoryError)):
        words = f"{what} takes more than {MAX_SECONDS} seconds or more memory than there is: cut the report out of it and save that"
        return Problem("too_large", words, expected=f"at most {MAX_SECONDS} seconds", found=type(error).__name__)
    said = " ".join(str(error).split())[:200]
    words = f"{what} is damaged and cannot be read ({type(error).__name__}): open it in the program that made it and save it again"
    return Problem("unreadable", words, expected="a file that can be opened", found=said or type(error).__name__)
