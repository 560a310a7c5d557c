"""A dataset for reading: its frames by name, and the way from a number back to its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from ..errors import DatasetError
from .convert import to_pandas
from .schema import FRAMES, SCHEMA_VERSION, dtypes

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "dataset.json"


def parts_of(folder: Path, name: str) -> list[Path]:
    """The parquet parts of a frame in the order of their names."""
    return sorted((folder / name).rglob("*.parquet"))


def scanned(folder: Path, name: str) -> pl.LazyFrame:
    """A frame of a folder, all its parts."""
    return pl.concat(
        [
            pl.scan_parquet(part, glob=False, hive_partitioning=False)
            for part in parts_of(folder, name)
        ]
    )


class Dataset:
    """The nine frames of a dataset folder, read when first used.

    `dataset["cells"]` and `dataset.cells` are polars frames, `dataset.pandas("cells")` the same for pandas
    (nullable integers stay integers), `dataset.scan("cells")` a lazy frame for datasets beyond memory.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder = folder
        self.manifest = manifest
        self._read: dict[str, pl.DataFrame] = {}

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {count:,}" for name, count in self.manifest["counts"].items())
        return f"Dataset({self.folder.name}: {counts})"

    def scan(self, name: str) -> pl.LazyFrame:
        """The frame as a lazy one; raises `DatasetError` for a name that is none or a part that is gone."""
        if name not in FRAMES:
            raise DatasetError(f"no frame {name!r}; a dataset has {', '.join(FRAMES)}")
        expected = sorted(path for path in self.manifest["hashes"] if path.startswith(f"{name}/"))
        if [
            part.relative_to(self.folder).as_posix() for part in parts_of(self.folder, name)
        ] != expected:
            raise DatasetError(
                f"{self.folder.name}: the parts of {name} are not those of {MANIFEST}: build the dataset again"
            )
        return scanned(self.folder, name).select(
            pl.col(key).cast(kind) for key, kind in dtypes(name).items()
        )

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._read:
            try:
                frame = self.scan(name).collect()
            except (pl.exceptions.PolarsError, OSError) as error:
                raise DatasetError(
                    f"{self.folder.name}: the parts of {name} cannot be read ({str(error)[:80]}): build the dataset again"
                ) from error
            if frame.height != self.manifest["counts"][name]:
                raise DatasetError(
                    f"{self.folder.name}: {name} has {frame.height} rows, {MANIFEST} says {self.manifest['counts'][name]}: build the dataset again"
                )
            self._read[name] = frame
        return self._read[name]

    def __getattr__(self, name: str) -> pl.DataFrame:
        if name in FRAMES:
            return self[name]
        raise AttributeError(f"no {name!r}; the frames are {', '.join(FRAMES)}")

    def pandas(self, name: str) -> pd.DataFrame:
        """The frame for pandas: whole numbers with gaps stay whole numbers, ordered names are ordered categoricals.

        `to_stata(version=118)`, `to_excel` and seaborn accept it (`frames.convert` lists the types).
        """
        return to_pandas(self[name])

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *FRAMES})

    def _ipython_key_completions_(self) -> list[str]:
        return list(FRAMES)

    def source(self, report_id: str, table: str, row: str, column: str) -> dict[str, Any]:
        """Where a number was printed: value, status, raw text, file, line or page, place and address.

        For a total that was derived, or a blank that was proven, name the cells that it stands on: a cell that
        is not in the document raises `DatasetError`.
        """
        cell = self["cells"].filter(
            pl.col("report_id") == report_id,
            pl.col("table") == table,
            pl.col("row") == row,
            pl.col("column") == column,
        )
        if cell.is_empty():
            raise DatasetError(f"{report_id}: no cell {table}.{row}.{column} in the document")
        report = (
            self["reports"]
            .filter(pl.col("report_id") == report_id)
            .select("source", "title", "url")
            .row(0, named=True)
        )
        found = cell.select("value", "status", "raw", "line", "page", "place", "start", "form").row(
            0, named=True
        )
        return report | found


def load(path: str | Path) -> Dataset:
    """Open a dataset folder; raises `DatasetError` where it is none, or of another schema version."""
    folder = Path(path)
    file = folder / MANIFEST
    if not file.is_file():
        raise DatasetError(f"{folder}: no dataset here ({MANIFEST} is missing): run gongkai build")
    try:
        manifest = json.loads(file.read_text("utf-8"))
        version, _ = (
            manifest["schema_version"],
            (manifest["counts"].keys(), manifest["hashes"].keys()),
        )
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise DatasetError(
            f"{folder}: {MANIFEST} cannot be read: build the dataset again"
        ) from error
    if str(version).split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise DatasetError(
            f"{folder}: schema version {version}, expected {SCHEMA_VERSION}: build the dataset again"
        )
    return Dataset(folder, manifest)
