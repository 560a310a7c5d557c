"""The manifest: who and when of each file of a folder, as its keeper knows it."""

from __future__ import annotations

import csv
import io
from difflib import get_close_matches
from pathlib import Path

from .documents.decode import decode
from .errors import UsageError
from .masthead import FIELDS
from .masthead.manifest import given

COLUMNS = ("file", *FIELDS, "retrieved", "published_as", "original_sha256", "sha256")
"""The columns of a manifest that are used or kept; a user's own further columns are left alone."""


def read_manifest(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a manifest by file name, from CSV in any encoding in which a document may be.

    Raises `UsageError` where it cannot be read, has no column `file` or one that is misspelt, or a
    row cannot be used: with its line and column.
    """
    try:
        decoded = decode(path.read_bytes())
        reader = csv.DictReader(io.StringIO(decoded.text, newline=""), strict=True)
        numbered = [(reader.line_num, row) for row in reader]
    except (OSError, csv.Error) as error:
        reason = getattr(error, "strerror", error)
        raise UsageError(f"cannot read the manifest {path}: {reason}") from error
    if decoded.broken:
        lost = f"{decoded.broken} byte sequences are no {decoded.encoding}"
        raise UsageError(f"cannot read the manifest {path}: {lost}; save it as CSV in UTF-8")
    _check_columns([column for column in reader.fieldnames or () if column], path)
    rows: dict[str, dict[str, str]] = {}
    faults: list[str] = []
    for line, row in numbered:
        try:
            _add(row, rows)
        except UsageError as error:
            faults.append(f"line {line}, {error}")
    if faults:
        more = f" (and {len(faults) - 1} more)" if faults[1:] else ""
        raise UsageError(f"the manifest {path}, {faults[0]}{more}")
    return rows


def _check_columns(columns: list[str], path: Path) -> None:
    if "file" not in columns:
        names = ", ".join(columns) or "none"
        raise UsageError(f"the manifest {path} has no column 'file'; its columns are {names}")
    for column in set(columns) - set(COLUMNS):
        if near := get_close_matches(column, COLUMNS, 1, 0.75):
            words = f"a column {column!r}, which would not be used: is it {near[0]!r}?"
            raise UsageError(f"the manifest {path} has {words}")


def _add(row: dict[str, str], rows: dict[str, dict[str, str]]) -> None:
    if not any(row.values()):
        return
    name = (row["file"] or "").strip().replace("\\", "/")
    words = "column file: expected the name of a file, once; found"
    if not name:
        raise UsageError(f"{words} {name!r}")
    if name in rows:
        raise UsageError(f"{words} {name!r} again")
    if more := row.get(None):  # type: ignore[call-overload]  # where `csv` puts what is too much
        raise UsageError(f"expected {len(row) - 1} fields, found {len(row) - 1 + len(more)}")
    given(row)
    rows[name] = {column: value or "" for column, value in row.items() if column}
