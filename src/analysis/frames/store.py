"""A dataset on disk: one folder per frame with parquet parts, `dataset.json`, and CSV for small ones.

`dataset.json` is written last, and a folder without it is no dataset: an interrupted run leaves none. It
holds the schema version, the options, counts and hashes, and nothing that differs between two runs on the
same input (no time, path, job count or address).
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from ..errors import DatasetError
from .dataset import MANIFEST, parts_of, scanned
from .schema import BY_ISSUER, FRAMES, ORDER, POLICY, SCHEMA_VERSION, empty, ordered

CSV_LIMIT = 5_000  # reports; beyond that a text file is no use to a spreadsheet
_CSV = "csv"


def write_part(folder: Path, name: str, number: int, frame: pl.DataFrame) -> None:
    """Write one part of a frame below `folder` (a staging folder), sorted.

    Settings are fixed so that equal rows are equal bytes. Parts are numbered by the input, never by workers.
    """
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"part-{number:04d}.parquet"
    ordered(name, frame).write_parquet(
        path, compression="zstd", compression_level=3, statistics=True, row_group_size=250_000
    )


def _sort_by_issuer(folder: Path, name: str) -> None:
    """Write the parts of a frame anew, so that issuers stand together: parts follow the documents, not the issuers."""
    old = folder / f"{name}.unsorted"
    (folder / name).replace(old)
    reports = scanned(folder, "reports").select(BY_ISSUER).collect()
    reports = reports.sort(BY_ISSUER, nulls_last=True)
    parts = [pl.scan_parquet(part, glob=False) for part in sorted(old.iterdir())]
    for number in range(-(-reports.height // CSV_LIMIT)):
        some = reports.slice(number * CSV_LIMIT, CSV_LIMIT).lazy().select("report_id")
        rows = [part.join(some, on="report_id", how="semi").collect() for part in parts]
        write_part(folder, name, number, pl.concat(rows))
    shutil.rmtree(old)


def as_csv(frame: pl.DataFrame) -> bytes:
    """UTF-8 with a byte order mark (for Excel), line ends \\n, floats as short as they can be read back, 294.0 as 294: a count is whole."""
    plain = frame.with_columns(
        pl.when(pl.col(c) == pl.col(c).round(0))
        .then(pl.col(c).cast(pl.Int64, strict=False).cast(pl.Utf8))
        .otherwise(pl.col(c).cast(pl.Utf8))
        .alias(c)
        for c, kind in frame.schema.items()
        if kind == pl.Float64
    )
    return plain.write_csv(include_bom=True, line_terminator="\n").encode()


def finish(folder: Path, options: Mapping[str, Any] | None = None) -> None:
    """Complete a staging folder: empty frames, CSV up to `CSV_LIMIT` reports, and `dataset.json` last."""
    counts: dict[str, int] = {}
    for name in FRAMES:
        if not parts_of(folder, name):
            write_part(folder, name, 0, empty(name))
        elif ORDER[name][0] == BY_ISSUER[0] and len(parts_of(folder, name)) > 1:
            _sort_by_issuer(folder, name)
        counts[name] = scanned(folder, name).select(pl.len()).collect().item()
    files = [part for name in FRAMES for part in parts_of(folder, name)]
    if counts["reports"] <= CSV_LIMIT:
        (folder / _CSV).mkdir()
        for name in FRAMES:
            files.append(folder / _CSV / f"{name}.csv")
            files[-1].write_bytes(as_csv(ordered(name, scanned(folder, name).collect())))
    hashes = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "change_policy": POLICY,
        "options": dict(sorted((options or {}).items())),
        "counts": counts,
        "hashes": dict(sorted(hashes.items())),
    }
    (folder / MANIFEST).write_text(
        json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n"
    )


def _foreign(target: Path) -> str | None:
    """Why `target` must not be written to, None where it may: only an own dataset, or nothing, is replaced."""
    if file := next((path for path in (target, *target.parents) if path.is_file()), None):
        return f"{file} is a file"
    if (target / MANIFEST).exists():
        return None
    for name in FRAMES:
        if (target / name).exists() and any(
            p.suffix != ".parquet" for p in (target / name).rglob("*") if p.is_file()
        ):
            return f"its folder {name} holds files that are no dataset's"
    if (target / _CSV).is_dir() and (
        strange := sorted(p.name for p in (target / _CSV).iterdir() if p.stem not in FRAMES)
    ):
        return f"its folder {_CSV} holds {strange[0]}"
    return None


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """A folder beside `target` to write parts into; it takes the place of the dataset at the end, or goes on an error.

    Call `finish` before the block ends. Other files in `target` are left alone. Raises `DatasetError` where
    `target` holds something that is not a dataset under a name that a dataset needs.
    """
    if reason := _foreign(target):
        raise DatasetError(f"{target.name}: cannot hold the dataset: {reason}; name another folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.parent / f".{target.name}.unfinished"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
        if not (folder / MANIFEST).exists():
            raise DatasetError(f"{target.name}: the dataset was not finished")
        target.mkdir(exist_ok=True)
        (target / MANIFEST).unlink(missing_ok=True)  # from here to the end there is no dataset
        for name in (*FRAMES, _CSV):
            shutil.rmtree(target / name, ignore_errors=True)
            if (folder / name).exists():
                (folder / name).replace(target / name)
        (folder / MANIFEST).replace(target / MANIFEST)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
