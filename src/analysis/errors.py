"""Errors of programs, and problems of documents.

An `Error` stops a command: an argument that cannot be used, a form file that contradicts itself. A
`Problem` never stops anything: it is a row in the frame `problems` and says what is odd about one
document, where, what was expected, what was found and what to do. Its codes stand in
`problems.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files

_LISTED = 8  # names in a message


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


def unknown_name(what: str, name: object, known: Iterable[object]) -> UsageError:
    """Return the error for a name that is not there, with the nearest ones, or what there is.

    >>> print(unknown_name("measure", "litigation_rates", ["litigation_rate", "received"]))
    no measure 'litigation_rates'; nearest: litigation_rate
    >>> print(unknown_name("year", 2031, range(2008, 2026)))
    no year 2031; there are 2008, 2009, 2010, 2011, 2012, 2013, 2014, 2015 and 10 more
    """
    names = [str(one) for one in known]
    near = get_close_matches(str(name), names, 3, 0.4) if isinstance(name, str) else []
    if near:
        return UsageError(f"no {what} {name!r}; nearest: {', '.join(near)}")
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return UsageError(f"no {what} {name!r}; there are {', '.join(names[:_LISTED]) or 'none'}{more}")


_CODES = tomllib.loads((files(__package__) / "problems.toml").read_text("utf-8"))
PROBLEMS: dict[str, tuple[str, str]] = {
    code: (entry["severity"], entry["meaning"]) for code, entry in _CODES.items()
}
"""Code: severity and what it means, from `problems.toml`."""
ADVICE: dict[str, str] = {code: entry.get("advice", "") for code, entry in _CODES.items()}
"""Code: what to do, where that is the same for every document."""

PASSING = frozenset(code for code, entry in _CODES.items() if entry.get("passing"))
"""The codes of what may be gone in the next build of the same files."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One odd thing in one document: a future row of the frame `problems`."""

    code: str
    message: str
    line: int | None = None
    expected: str = ""
    found: str = ""

    def __post_init__(self) -> None:
        if self.code not in PROBLEMS:
            raise ValueError(f"unknown problem code {self.code!r}")

    @property
    def severity(self) -> str:
        """error, warning or info."""
        return PROBLEMS[self.code][0]
