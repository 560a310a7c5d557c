"""The manifest: who and when of each file of a folder, as its keeper knows it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from .documents.decode import decode
from .errors import UsageError, describe_reason
from .masthead import FIELDS
from .masthead.manifest import INFERRED, read_row
from .paths import NAMES, find_study

_KEPT = ("retrieved", "published_as", "original_sha256", "sha256")
COLUMNS = (
    "file",
    *(column for name in INFERRED for column in (name, f"{name}_from")),
    *(name for name in FIELDS if name not in INFERRED),
    *_KEPT,
)
"""The columns of a manifest that are used or kept; a user's own further columns are left alone."""


class Manifest(dict[str, dict[str, str]]):
    """The rows of a manifest by file name or pattern.

    `*` in a name stands for any characters, those of folders included, `?` for one.
    """

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self.path = path
        self.lines: dict[str, int] = {}

    def find_row(self, name: str) -> dict[str, str] | None:
        """Return the row of a file: that with its name, else that whose pattern fits it.

        Raises `UsageError` where two patterns fit, with the lines of both.
        """
        if name in self:
            return self[name]
        fitting = [pattern for pattern in self if _compile(pattern).fullmatch(name)]
        if len(fitting) > 1:
            lines = " and ".join(f"{self.lines[one]} ({one})" for one in fitting[:2])
            raise UsageError(
                f"the manifest {self.path}, lines {lines} both describe {name}; "
                "narrow one of them, or give the file a row of its own"
            )
        return self[fitting[0]] if fitting else None

    def find_unmatched(self, names: Iterable[str]) -> list[str]:
        """Return the names and patterns that fit none of the files."""
        known = set(names)
        return sorted(
            one
            for one in self
            if one not in known
            and not (_is_pattern(one) and any(map(_compile(one).fullmatch, known)))
        )


def _is_pattern(name: str) -> bool:
    return "*" in name or "?" in name


@lru_cache(maxsize=1024)
def _compile(pattern: str) -> re.Pattern[str]:
    """Brackets stand for themselves: browsers save `report[1].html`."""
    escaped = re.escape(pattern)
    return re.compile(escaped.replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def find_row(file: Path) -> dict[str, str] | None:
    """Return the row of a file in the manifest of its study, else in the nearest one above it."""
    study = find_study(file)
    if study and (found := study.find("manifest")) and file.resolve().is_relative_to(study.raw):
        return read_manifest(found).find_row(file.resolve().relative_to(study.raw).as_posix())
    described = next(
        (f / NAMES["manifest"] for f in file.parents if (f / NAMES["manifest"]).is_file()), None
    )
    if described is None:
        return None
    return read_manifest(described).find_row(file.relative_to(described.parent).as_posix())


def read_manifest(path: Path) -> Manifest:
    """The rows of a manifest by file name, from CSV in any encoding in which a document may be.

    Raises `UsageError` where it cannot be read, has no column `file` or one that is misspelt, or a
    row cannot be used: with its line and column.
    """
    try:
        decoded = decode(path.read_bytes())
        lines = io.StringIO(decoded.text, newline="")
        reader = csv.DictReader(lines, strict=True, delimiter=find_delimiter(decoded.text))
        numbered = [(reader.line_num, row) for row in reader]
    except (OSError, csv.Error) as error:
        raise UsageError(f"cannot read the manifest {path}: {describe_reason(error)}") from error
    if decoded.broken:
        lost = f"{decoded.broken} byte sequences are no {decoded.encoding}"
        raise UsageError(f"cannot read the manifest {path}: {lost}; save it as CSV in UTF-8")
    _check_columns([column for column in reader.fieldnames or () if column], path)
    rows = Manifest(path)
    faults: list[str] = []
    for line, row in numbered:
        try:
            _add(row, rows, line)
        except UsageError as error:
            faults.append(f"line {line}, {error}")
    if faults:
        more = f" (and {len(faults) - 1} more)" if faults[1:] else ""
        raise UsageError(f"the manifest {path}, {faults[0]}{more}")
    return rows


def find_delimiter(text: str) -> str:
    r"""Return what separates the columns, by the first line.

    Spreadsheet programs save `;` where the comma is the decimal mark, and tabs as "Unicode text".

    >>> find_delimiter("file;issuer\n"), find_delimiter("file\tissuer\n"), find_delimiter("file\n")
    (';', '\t', ',')
    """
    first = text.partition("\n")[0]
    return next((mark for mark in ";\t" if mark in first and "," not in first), ",")


def _check_columns(columns: list[str], path: Path) -> None:
    if "file" not in columns:
        names = ", ".join(columns) or "none"
        raise UsageError(f"the manifest {path} has no column 'file'; its columns are {names}")
    for column in set(columns) - set(COLUMNS):
        if near := get_close_matches(column, COLUMNS, 1, 0.75):
            words = f"a column {column!r}, which would not be used: is it {near[0]!r}?"
            raise UsageError(f"the manifest {path} has {words}")


def _add(row: dict[str, str], rows: Manifest, line: int) -> None:
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
    read_row(row)
    if _is_pattern(name) and row.get("sha256"):
        raise UsageError(f"column sha256: the row {name!r} may describe many files; leave it empty")
    rows.lines[name] = line
    rows[name] = {column: value or "" for column, value in row.items() if column}
