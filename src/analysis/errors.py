"""Errors of programs, and problems of documents.

An `Error` stops a command: an argument that cannot be used, a form file that contradicts itself.
A `Problem` never stops anything: it is a row in the frame `problems` and says what is odd about one
document, where, what was expected, what was found and what to do. The codes below are the whole list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

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


# code: (severity, what it means). A new code is a line here.
PROBLEMS: dict[str, tuple[str, str]] = {
    # documents
    "empty_file": ("error", "the file holds no text"),
    "binary_file": ("error", "the content is of no known document format"),
    "unreadable": ("error", "the format is known but the file cannot be read"),
    "encrypted": ("error", "the file is protected by a password"),
    "no_text_layer": ("error", "a PDF of images without text"),
    "too_large": ("error", "the file, or what it unpacks to, is beyond the fixed bound"),
    "error_page": ("error", "a page of the web server (not found, login), not a report"),
    "converter_missing": ("error", "a program that this format needs is not installed"),
    "broken_bytes": ("warning", "bytes that no encoding explains were replaced"),
    "wrong_extension": ("info", "the content is of another format than the name says"),
    "absurd_span": ("warning", "a rowspan or colspan beyond the bound was cut"),
    "second_opinion": ("warning", "two readings of a PDF cell differ"),
    # reports
    "not_a_report": ("error", "no table of a form and no statement of a report was found"),
    "duplicate_file": ("warning", "a file with equal bytes was read before"),
    "duplicate_report": (
        "warning",
        "another file holds a report of the same issuer, scope and year, or the same numbers throughout",
    ),
    "half_report": ("warning", "the document ends inside a table"),
    "year_unknown": ("warning", "no year was found"),
    "issuer_unknown": ("warning", "no issuer was found, or its name is of no known place"),
    "division_ambiguous": ("info", "several divisions bear the name"),
    "division_unknown": ("info", "no division of that name is known for the year"),
    "manifest_unmatched": ("error", "a manifest row without its file"),
    "manifest_mismatch": ("error", "the file is not the one that the manifest describes"),
    # tables
    "table_missing": (
        "warning",
        "a table of the form is not in the document, or has no cells below its header",
    ),
    "row_missing": (
        "warning",
        "a row of the form is not in the document, or has no cells that can be placed",
    ),
    "row_repeated": ("warning", "a row of the form stands twice with different numbers"),
    "table_foreign": (
        "warning",
        "a table or row of another year, body or area than the report: its numbers are not read",
    ),
    "label_unknown": ("warning", "a row label that no form knows"),
    "header_incomplete": (
        "warning",
        "the header, or the order of the cells, does not tell the columns of a row",
    ),
    "row_misfit": ("warning", "a row holds more or fewer cells than its table has columns"),
    "ambiguous": ("warning", "several placements of the printed numbers keep the identities"),
    "search_limit": ("warning", "the bounded search for a placement ended before it was complete"),
    "duplicates_removed": (
        "error",
        "repeated lines were removed from the document, and numbers with them",
    ),
    "recovered": ("info", "numbers were placed by the identities of the form"),
    "illegible": ("warning", "a cell holds text that is no number"),
    "unit_assumed": ("warning", "an amount without a unit was taken in the unit of its key"),
    "negative_count": ("warning", "a count below zero"),
    # frames
    "corrected": ("info", "a cell was set by a public correction"),
}


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
        return PROBLEMS[self.code][0]
