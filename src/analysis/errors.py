"""Errors of programs, and problems of documents.

An `Error` stops a command: an argument that cannot be used, a form file that contradicts itself. A
`Problem` never stops anything: it is a row in the frame `problems` and says what is odd about one
document, where, what was expected, what was found and what to do. Its codes stand in
`problems.toml`.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

_LISTED = 8  # names in a message
_MAKE_ROOM = "make room on the disk, then give the command again; what was there is as it was"
_CHANGE_RIGHTS = "change the rights, or name another place"
_NEXT_STEPS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), _MAKE_ROOM),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _CHANGE_RIGHTS),
}


class GongkaiError(Exception):
    """Root of the errors that this package raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """The message alone: what a notebook shows of the error, in place of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class UsageError(GongkaiError):
    """An argument that cannot be used: the command line prints one line and exits with 2."""


class FormError(GongkaiError):
    """A form file contradicts itself or the others."""


class DatasetError(GongkaiError):
    """A dataset that is missing, incomplete or of another schema version."""


class CorrectionError(GongkaiError):
    """A correction whose raw text is no longer in its document."""


def describe_unknown_name(what: str, name: object, known: Iterable[object]) -> UsageError:
    """Return the error for a name that is not there, with the nearest ones, or what there is.

    >>> print(describe_unknown_name("measure", "litigation_rates", ["litigation_rate", "received"]))
    no measure 'litigation_rates'; nearest: litigation_rate
    >>> print(describe_unknown_name("year", 2031, range(2008, 2026)))
    no year 2031; there are 2008, 2009, 2010, 2011, 2012, 2013, 2014, 2015 and 10 more
    """
    from difflib import get_close_matches

    names = [str(one) for one in known]
    near = get_close_matches(str(name), names, 3, 0.4) if isinstance(name, str) else []
    if near:
        return UsageError(f"no {what} {name!r}; nearest: {', '.join(near)}")
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return UsageError(f"no {what} {name!r}; there are {', '.join(names[:_LISTED]) or 'none'}{more}")


def describe_reason(error: Exception) -> str:
    """What an error says, and the next step where the system refused a file.

    >>> describe_reason(PermissionError(errno.EACCES, "Permission denied"))
    'Permission denied; change the rights, or name another place'
    """
    if not isinstance(error, OSError):
        return str(error)
    reason = error.strerror or str(error)
    step = _NEXT_STEPS.get(error.errno or 0)
    return f"{reason}; {step}" if step else reason


if TYPE_CHECKING:
    PROBLEMS: dict[str, tuple[str, str]]
    """Code: severity and what it means, from `problems.toml`."""
    ADVICE: dict[str, str]
    """Code: what to do, where that is the same for every document."""
    PASSING: frozenset[str]
    """The codes of what may be gone in the next build of the same files."""


@cache
def _read_codes() -> dict[str, Any]:
    """The tables of codes by their names; read when one is first used, so that help is quick."""
    import tomllib

    codes = tomllib.loads(Path(__file__).with_name("problems.toml").read_text("utf-8"))
    return {
        "PROBLEMS": {code: (entry["severity"], entry["meaning"]) for code, entry in codes.items()},
        "ADVICE": {code: entry.get("advice", "") for code, entry in codes.items()},
        "PASSING": frozenset(code for code, entry in codes.items() if entry.get("passing")),
    }


def __getattr__(name: str) -> Any:
    if name in ("PROBLEMS", "ADVICE", "PASSING"):
        return _read_codes()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _Problem(NamedTuple):
    code: str
    message: str
    line: int | None = None
    expected: str = ""
    found: str = ""


class Problem(_Problem):
    """One odd thing in one document: a future row of the frame `problems`."""

    __slots__ = ()

    def __new__(cls, code: str, *args: Any, **kwargs: Any) -> Self:
        if code not in _read_codes()["PROBLEMS"]:
            raise ValueError(f"unknown problem code {code!r}")
        return super().__new__(cls, code, *args, **kwargs)

    @property
    def severity(self) -> str:
        """error, warning or info."""
        return str(_read_codes()["PROBLEMS"][self.code][0])
