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

    Raises `UsageError` where it cannot be read, has no column `file` or one that is misspelt, or a row cannot be used: with its line and column.
    """
    try:
        decoded = decode(path.read_bytes())
        reader = csv.DictReader(io.StringIO(decoded.text, newline=""), strict=True)
        numbered = [(reader.line_num, row) for row in reader]
    except (OSError, csv.Error) as error:
        raise UsageError(
            f"cannot read the manifest {path}: {getattr(error, 'strerror', error)}"
        ) from error
    if decoded.broken:
        raise UsageError(
            f"cannot read the manifest {path}: {decoded.broken} byte sequences are no {decoded.encoding}; save it as CSV in UTF-8"
        )
    columns = [column for column in reader.fieldnames or () if column]
    if "file" not in columns:
        raise UsageError(
            f"the manifest {path} has no column 'file'; its columns are {', '.join(columns) or 'none'}"
        )
    for column in columns:
        if column not in COLUMNS and (near := get_close_matches(column, COLUMNS, 1, 0.75)):
            raise UsageError(
                f"the manifest {path} has a column {column!r}, which would not be used: is it {near[0]!r}?"
            )
    rows: dict[str, dict[str, str]] = {}
    wrong = []
    for line, row in numbered:
        try:
            if any(row.values()):
                _add(row, rows)
        except UsageError as error:
            wrong.append(f"line {line}, {error}")
    if wrong:
        raise UsageError(
            f"the manifest {path}, {wrong[0]}"
            + (f" (and {len(wrong) - 1} more)" if wrong[1:] else "")
        )
    return rows


def _add(row: dict[str, str], rows: dict[str, dict[str, str]]) -> None:
    name = (row["file"] or "").strip().replace("\\", "/")
    if not name or name in rows:
        raise UsageError(
            f"column file: expected the name of a file, once; found {name!r}"
            + (" again" if name else "")
        )
    if more := row.get(None):  # type: ignore[call-overload]  # where `csv` puts what is too much
        raise UsageError(f"expected {len(row) - 1} fields, found {len(row) - 1 + len(more)}")
    given(row)
    rows[name] = {column: value or "" for column, value in row.items() if column}
