"""The manifest: who and when of each file of a folder, as its keeper knows it."""

from __future__ import annotations

import csv
from difflib import get_close_matches
from pathlib import Path

from .errors import UsageError
from .tables.masthead import FIELDS

COLUMNS = ("file", *FIELDS, "retrieved", "published_as", "original_sha256", "sha256")
"""The columns of a manifest that are used or kept; a user's own further columns are left alone."""


def read_manifest(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a manifest by file name. Raises `UsageError` where it has no column `file` or cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot read the manifest {path}: {error}") from error
    columns = [column for column in (rows[0] if rows else ()) if column]
    if rows and "file" not in columns:
        raise UsageError(f"the manifest {path} has no column 'file'; its columns are {', '.join(columns)}")
    for column in columns:
        if column not in COLUMNS and (near := get_close_matches(column, COLUMNS, 1, 0.75)):
            raise UsageError(f"the manifest {path} has a column {column!r}, which would not be used: is it {near[0]!r}?")
    return {row["file"]: {k: v or "" for k, v in row.items() if k} for row in rows}
