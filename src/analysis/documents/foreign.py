"""Calls into parsers that are not ours: whatever they raise becomes a problem of the document. How
long they take is bounded by the process that reads (`analysis.reading`).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TypeVar

from ..errors import Problem

_Result = TypeVar("_Result")


def attempt(call: Callable[[], _Result], what: str) -> tuple[_Result | None, Problem | None]:
    """The result of `call`, or the problem that it met; `what` names the file in words.

    >>> attempt(lambda: int("12"), "the Word file")
    (12, None)
    >>> attempt(lambda: int("x"), "the Word file")[1].code
    'unreadable'
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return call(), None
    except Exception as error:  # noqa: BLE001 - a parser of a damaged file can raise anything
        return None, describe_failure(error, what)


def describe_failure(error: Exception, what: str) -> Problem:
    """The problem for a file that its parser gave up; `what` names the file in words ("the Word
    file").
    """
    name = type(error).__name__
    if isinstance(error, MemoryError):
        words = f"{what} takes more memory than there is: cut the report out of it and save that"
        return Problem("too_large", words, expected="a file that fits into memory", found=name)
    said = " ".join(str(error).split())[:200]
    words = (
        f"{what} is damaged and cannot be read ({name}): open it in the program that made it and "
        "save it again"
    )
    return Problem("unreadable", words, None, "a file that can be opened", said or name)
