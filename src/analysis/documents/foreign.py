"""Calls into parsers that are not ours: bounded in time, and whatever they raise becomes a problem of the document."""

from __future__ import annotations

import ctypes
import threading
import warnings
from collections.abc import Callable
from typing import TypeVar

from ..errors import Problem
from .limits import MAX_SECONDS

_Result = TypeVar("_Result")
_MAX_SENT = 10


class OutOfTime(Exception):
    """Raised within a foreign parser when its time is up."""


class _Watch:
    """Sends `OutOfTime` into the thread that made it when `seconds` are over, again each second as long as the parser swallows it.

    Works in any thread and on every system, for parsers written in Python: the exception arrives between two steps of the
    interpreter. It is never taken back: CPython 3.11 would then look for pending work for ever, and hang where a tracer runs.
    """

    def __init__(self, seconds: float) -> None:
        self.thread = ctypes.c_ulong(threading.get_ident())
        self.seconds = seconds
        self.over = threading.Event()
        self.lock = threading.Lock()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        wait = self.seconds
        for _ in range(_MAX_SENT):
            if self.over.wait(wait):
                return
            with self.lock:
                if not self.over.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(self.thread, ctypes.py_object(OutOfTime))
            wait = 1.0

    def end(self) -> None:
        """Nothing is sent any more. What was sent just before arrives in here at the latest."""
        with self.lock:
            self.over.set()


def attempt(call: Callable[[], _Result], what: str, seconds: float = MAX_SECONDS) -> tuple[_Result | None, Problem | None]:
    """The result of `call`, or the problem that it met, too much time among them; `what` names the file in words.

    >>> attempt(lambda: int("12"), "the Word file")
    (12, None)
    >>> attempt(lambda: int("x"), "the Word file")[1].code
    'unreadable'
    """
    result: _Result | None = None
    fault: Exception | None = None
    watch: _Watch | None = None
    done = False
    # An exception that was sent can arrive at any step, so that the end of the watch is tried until it is reached.
    while watch is None or not watch.over.is_set():
        try:
            if watch is None:
                watch = _Watch(seconds)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    result = call()
                done = True
            watch.end()
        except Exception as error:  # noqa: BLE001 - a parser that is given a damaged file can raise anything
            fault = fault or error
    return (result, None) if done or fault is None else (None, failure(fault, what))


def failure(error: BaseException, what: str) -> Problem:
    """The problem for a file that its parser gave up; `what` names the file in words ("the Word file")."""
    if isinstance(error, (OutOfTime, MemoryError)):
        words = f"{what} takes more than {MAX_SECONDS} seconds or more memory than there is: cut the report out of it and save that"
        return Problem("too_large", words, expected=f"at most {MAX_SECONDS} seconds", found=type(error).__name__)
    said = " ".join(str(error).split())[:200]
    words = f"{what} is damaged and cannot be read ({type(error).__name__}): open it in the program that made it and save it again"
    return Problem("unreadable", words, expected="a file that can be opened", found=said or type(error).__name__)
