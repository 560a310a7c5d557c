"""Errors of programs, and problems of documents.

An `Error` stops a command: an argument that cannot be used, a form file that contradicts itself. A
`Problem` never stops anything: it is a row in the frame `problems` and says what is odd about one
document, where, what was expected, what was found and what to do. Its codes stand in
`problems.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files


class GongkaiError(Exception):
    """Root of the errors that this package raises on purpose."""


class UsageError(GongkaiError):
    """An argument that cannot be used: the command line prints one line and exits with 2."""


class FormError(GongkaiError):
    """A form file contradicts itself or the others."""


class DatasetError(GongkaiError):
    """A dataset that is missing, incomplete or of another schema version."""


class CorrectionError(GongkaiError):
    """A correction whose raw text is no longer in its document."""


_CODES = tomllib.loads((files(__package__) / "problems.toml").read_text("utf-8"))
PROBLEMS: dict[str, tuple[str, str]] = {
    code: (entry["severity"], entry["meaning"]) for code, entry in _CODES.items()
}
"""Code: severity and what it means, from `problems.toml`."""
ADVICE: dict[str, str] = {code: entry.get("advice", "") for code, entry in _CODES.items()}
"""Code: what to do, where that is the same for every document."""


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
