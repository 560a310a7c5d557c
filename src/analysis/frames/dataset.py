"""A dataset for reading: its frames by name, and the way from a number back to its line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from ..documents import Document
from ..errors import DatasetError
from .convert import to_pandas
from .originals import find_document, show_place
from .schema import FRAMES, SCHEMA_VERSION, list_dtypes, order_rows
from .sources import ReportFrames

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "dataset.json"


def list_parts(folder: Path, name: str) -> list[Path]:
    """The parquet parts of a frame in the order of their names."""
    return sorted((folder / name).rglob("*.parquet"))


def scan_parts(parts: Iterable[Path]) -> pl.LazyFrame:
    """The parts of a frame as one lazy frame."""
    return pl.scan_parquet(list(parts), glob=False, hive_partitioning=False)


def compute_digest(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def make_aside_path(folder: Path) -> Path:
    """Where the dataset before is while another takes its place (see `staging`)."""
    return folder.with_name(f".{folder.name}.aside")


def make_kept_path(folder: Path) -> Path:
    """Where builds keep what documents hold (see `bundles`)."""
    return folder.with_name(f".{folder.name}.kept")


# Beyond so many reports a frame is not sorted over its parts: it takes too long.
_SORTED = 5_000


class Dataset:
    """The nine frames of a dataset folder, read when first used.

    `data["cells"]` and `data.cells` are polars frames, `data.pandas("cells")` the same for pandas
    (nullable integers stay integers), `data.scan("cells")` a lazy frame for datasets beyond memory.
    `load` opens a dataset, `build` makes one.

    Parameters
    ----------
    folder
        The folder of the dataset.
    manifest
        The content of its `dataset.json`: schema version, counts and hashes of the frames.

    Attributes
    ----------
    raw
        The folder of the documents, where it is not beside the dataset's.

    Examples
    --------
    >>> data.reports.height, data["sections"].height
    (20, 136)
    """

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder = folder
        self.raw: Path | None = None
        self.manifest = manifest
        self._frames: dict[str, pl.DataFrame] = {}
        self._parts: dict[str, list[Path]] = {}

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {count:,}" for name, count in self.manifest["counts"].items())
        return f"Dataset({self.folder.name}: {counts})"

    def scan(self, name: str) -> pl.LazyFrame:
        """The frame as a lazy one, its parts verified when it is first asked for.

        Parts of two builds are never mixed: a lazy frame that is collected after another build
        fails, because the parts have other names.

        Parameters
        ----------
        name
            The name of a frame, such as "cells".

        Returns
        -------
        polars.LazyFrame
            The columns of the schema; nothing is read before `collect`.

        Raises
        ------
        DatasetError
            For a name that is none, and where a part is not the one that `dataset.json` lists: it
            is damaged, or the dataset was built anew after it was opened.

        Examples
        --------
        >>> data.scan("cells").filter(status="corrected").collect().height
        0
        """
        if name not in FRAMES:
            raise DatasetError(f"no frame {name!r}; a dataset has {', '.join(FRAMES)}")
        if name not in self._parts:
            listed = sorted(path for path in self.manifest["hashes"] if path.startswith(f"{name}/"))
            for path in listed:
                self._verify(path)
            self._parts[name] = [self.folder / path for path in listed]
        return scan_parts(self._parts[name]).select(
            pl.col(key).cast(kind) for key, kind in list_dtypes(name).items()
        )

    def has(self, name: str, **values: str) -> bool:
        """Whether a frame has a row with these values.

        Parameters
        ----------
        name
            The name of a frame.
        **values
            Columns and the values that the row must have in them.

        Returns
        -------
        bool
            True for one such row or more.

        Raises
        ------
        DatasetError
            For a name that is none.

        Examples
        --------
        >>> data.has("reports", issuer="沈河区", scope="area")
        True
        """
        return self.scan(name).filter(**values).head(1).collect().height > 0

    def _verify(self, path: str) -> None:
        """Raise `DatasetError` where a file is not the one that was listed when the dataset was
        opened.
        """
        try:
            if compute_digest(self.folder / path) == self.manifest["hashes"][path]:
                return
        except OSError:
            pass
        if _read_manifest(self.folder) in (None, self.manifest):
            reason = f"{path} is damaged or missing: build the dataset again"
        else:
            reason = "it was built anew after it was opened: load it again"
        raise DatasetError(f"{self.folder.name}: {reason}")

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._frames:
            try:
                frame = self.scan(name).collect()
                # parts are sorted each for itself, and lie in the order of the files they are of
                is_small = self.manifest["counts"]["reports"] <= _SORTED
                self._frames[name] = order_rows(name, frame) if is_small else frame
            except (pl.exceptions.PolarsError, OSError) as error:
                raise DatasetError(
                    f"{self.folder.name}: {name} cannot be read ({str(error)[:80]}): load the "
                    "dataset again"
                ) from error
        return self._frames[name]

    def __getattr__(self, name: str) -> pl.DataFrame:
        if name in FRAMES:
            return self[name]
        raise AttributeError(f"no {name!r}; the frames are {', '.join(FRAMES)}")

    def pandas(self, name: str) -> pd.DataFrame:
        """The frame for pandas: whole numbers with gaps stay whole numbers, ordered names are
        ordered categoricals.

        Parameters
        ----------
        name
            The name of a frame.

        Returns
        -------
        pandas.DataFrame
            `to_stata(version=118)`, `to_excel` and seaborn accept it (`frames.convert` lists the
            types).

        Raises
        ------
        DatasetError
            For a name that is none.

        Examples
        --------
        >>> data.pandas("cells")["line"].dtype
        Int32Dtype()
        """
        return to_pandas(self[name])

    def export(self, to: str, out: str | Path, **options: Any) -> list[Path]:
        """Write the dataset for Excel, Stata, R or an archive; returns the files.

        Parameters
        ----------
        to
            The format: xlsx (one workbook, a sheet per frame and a codebook), dta (Stata 14 and
            later, a file per frame), csv (for Excel, with a byte order mark), parquet, or
            datapackage (Frictionless Data Package, CSV with types).
        out
            The workbook, or for the others a folder.
        **options
            `lang` of titles and labels, "en" (the default) or "zh", while keys and values stay as
            they are; `frames`, names of frames (by default all nine); `force` replaces files of
            these names. Other files in the folder are never touched.

        Returns
        -------
        list[Path]
            The files that were written.

        Raises
        ------
        UsageError
            For an unknown format, language or frame, where a file is there already, and where a
            frame does not fit (rows of a sheet, length of a text), with what to do.

        Examples
        --------
        >>> out = data.folder.with_name("for-excel")
        >>> [path.name for path in data.export("csv", out, frames=["reports"], force=True)]
        ['codebook.csv', 'reports.csv']
        """
        from .export import export

        return export(self, to, out, **options)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *FRAMES})

    def _ipython_key_completions_(self) -> list[str]:
        return list(FRAMES)

    def source(self, report_id: str, table: str, row: str, column: str) -> dict[str, Any]:
        """Where a number was printed: file, address, cell, value, status, raw text, line, and
        `text`, the line itself; what is not known is left out.

        Parameters
        ----------
        report_id
            The report, as in the frame `reports`.
        table, row, column
            A cell of a form, a number of a tidy frame ("applications", outcome, applicant), or
            ("statements", key, "").

        Returns
        -------
        dict
            Where the number stands on several cells (a derived total, a proven blank, an older
            form) the first of them; `sources` lists all.

        Raises
        ------
        DatasetError
            Where the document prints nothing of the kind.

        Examples
        --------
        >>> report_id = data.reports.filter(issuer="沈河区")["report_id"][0]
        >>> found = data.source(report_id, "applications", "closed_total", "total")
        >>> found["source"], found["line"], found["raw"]
        ('shenhe-2020.txt', 61, '192')
        """
        picked = ReportFrames(self, report_id)
        found = picked.find_sources((table, row, column))
        if not found:
            raise DatasetError(f"{report_id}: no cell {table}.{row}.{column} in the document")
        report = picked["reports"].select("source", "title", "url").row(0, named=True)
        for one in found:
            lines = show_place(self.document_of(report_id), one)
            one["text"] = lines[0].text if lines else None
        whole = report | found[0] | ({"sources": found} if len(found) > 1 else {})
        return {name: value for name, value in whole.items() if value is not None}

    def document_of(self, report_id: str) -> Document | None:
        """The document of a report, in which `line`, `start` and `place` count; None where no file
        with its digest lies below `raw`, beside the dataset's folder or in data/raw.

        Parameters
        ----------
        report_id
            The report, as in the frame `reports`.

        Returns
        -------
        Document or None
            Its `text` and its blocks.

        Examples
        --------
        >>> data.document_of(data.reports.filter(issuer="沈河区")["report_id"][0]).name
        'shenhe-2020.txt'
        """
        folders = [self.raw] if self.raw else [self.folder.parent / "raw", Path("data/raw")]
        name = self._files.get(report_id)
        return find_document(folders, *name) if name else None

    @cached_property
    def _files(self) -> dict[str, tuple[str, str]]:
        """The file and the digest of each report."""
        rows = self["reports"].select("report_id", "source", "sha256").iter_rows()
        return {report_id: (source, sha256) for report_id, source, sha256 in rows}


def _read_manifest(folder: Path) -> Any:
    """The content of `dataset.json`; None where there is none, or none that can be read."""
    try:
        return json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _is_readable(version: str) -> bool:
    """Whether a dataset of this schema version has all columns: the same first number, and a second
    one that is not lower.
    """
    (major, minor), (own, least) = (v.partition(".")[::2] for v in (version, SCHEMA_VERSION))
    return major == own and minor.isdigit() and int(minor) >= int(least)


def load(path: str | Path) -> Dataset:
    """Open a dataset folder.

    While a build puts a new dataset in its place, or was killed in doing so, this is the old one or
    the new one.

    Parameters
    ----------
    path
        The folder that `build` wrote.

    Returns
    -------
    Dataset
        Its frames are read when first used.

    Raises
    ------
    DatasetError
        Where the folder is no dataset, or one of another schema version.

    Examples
    --------
    >>> load(data.folder).reports.height
    20
    """
    folder = Path(path)
    if not folder.exists() and (aside := make_aside_path(folder.resolve())).exists():
        folder = aside
    if not (folder / MANIFEST).is_file():
        raise DatasetError(f"{folder}: no dataset here ({MANIFEST} is missing): run gongkai build")
    manifest = _read_manifest(folder)
    try:
        version, counts, hashes = (manifest[k] for k in ("schema_version", "counts", "hashes"))
        is_whole = all(type(n) is int for n in counts.values()) and hashes.keys() is not None
    except (KeyError, TypeError, AttributeError):
        is_whole = False
    if not is_whole:
        raise DatasetError(f"{folder}: {MANIFEST} cannot be read: build the dataset again")
    if not _is_readable(str(version)):
        raise DatasetError(
            f"{folder}: schema version {version}, expected {SCHEMA_VERSION}: build the "
            "dataset again"
        )
    if missing := [name for name in FRAMES if name not in counts]:
        raise DatasetError(
            f"{folder}: {MANIFEST} counts no {', '.join(missing)}: build the dataset again"
        )
    return Dataset(folder, manifest)
