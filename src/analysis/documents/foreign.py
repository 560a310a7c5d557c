"""Calls into parsers that are not ours: bounded in time, and whatever they raise becomes a problem
of the document.
"""

from __future__ import annotations

import signal
import threading
import warnings
from collections.abc import Callable
from typing import TypeVar

from ..errors import Problem
from .limits import MAX_SECONDS

_Result = TypeVar("_Result")
_AGAIN = 1.0  # seconds until a parser that swallowed the first exception gets another


class OutOfTime(Exception):
    """Raised within a foreign parser when its time is up."""


class _Clock:
    """Raises `OutOfTime` in the main thread `seconds` from now and each second after, until it is
    stopped.

    The system's timer tells the time, because the parsers cannot be asked to. The handler looks at
    `over` at the moment in which it runs, so that nothing is raised once the call has ended. Other
    threads, and systems without such a timer, have the bounds in bytes only; `gongkai build` reads
    every document in the main thread of a process.
    """

    def __init__(self, seconds: float) -> None:
        self.over = False
        self.armed = (
            hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
        )
        if self.armed:
            self.before = signal.signal(signal.SIGALRM, self.ring)
            signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)

    def ring(self, *_: object) -> None:
        if not self.over:
            raise OutOfTime

    def stop(self) -> None:
        self.over = True
        if self.armed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self.before)


def attempt(
    call: Callable[[], _Result], what: str, seconds: float = MAX_SECONDS
) -> tuple[_Result | None, Problem | None]:
    """The result of `call`, or the problem that it met, too much time among them; `what` names the
    file in words.

    >>> attempt(lambda: int("12"), "the Word file")
    (12, None)
    >>> attempt(lambda: int("x"), "the Word file")[1].code
    'unreadable'
    """
    clock = _Clock(seconds)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = call()
            clock.over = True
        return result, None
    except Exception as error:  # noqa: BLE001 - a parser of a damaged file can raise anything
        clock.over = True
        return None, describe_failure(error, what)
    finally:
        clock.stop()


def describe_failure(error: BaseException, what: str) -> Problem:
    """The problem for a file that its parser gave up; `what` names the file in words ("the Word
    file").
    """
    if isinstance(error, (OutOfTime, MemoryError)):
        words = (
            f"{what} takes more than {MAX_SECONDS} seconds or more memory than there is: cut "
            "the report out of it and save that"
        )
        return Problem(
            "too_large",
            words,
            expected=f"at most {MAX_SECONDS} seconds",
            found=type(error).__name__,
        )
    said = " ".join(str(error).split())[:200]
    words = (
        f"{what} is damaged and cannot be read ({type(error).__name__}): open it in the "
        "program that made it and save it again"
    )
    return Problem(
        "unreadable",
        words,
        expected="a file that can be opened",
        found=said or type(error).__name__,
    )
