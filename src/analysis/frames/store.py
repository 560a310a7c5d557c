"""The files of a dataset: one folder per frame with parquet parts, `dataset.json`, and CSV for
small ones.

`dataset.json` is written last, and a folder without it is no dataset: an interrupted run leaves
none. It holds the schema version, the options, counts and hashes, and nothing that differs between
two runs on the same input (no time, path, job count or address). `staging` puts the folder in its
place.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from .dataset import MANIFEST, digest_of, parts_of, scan_parts
from .schema import BY_ISSUER, FRAMES, ORDER, POLICY, SCHEMA_VERSION, empty, ordered

CSV_LIMIT = 5_000  # reports; beyond that a text file is no use to a spreadsheet
_CSV = "csv"


def write_part(folder: Path, name: str, number: int, frame: pl.DataFrame) -> None:
    """Write one part of a frame below `folder` (a staging folder), sorted.

    Settings are fixed so that equal rows are equal bytes. Parts are numbered by the input, never by
    workers. A worker whose build is gone finds no folder, and makes none.
    """
    target = folder / name
    target.mkdir(exist_ok=True)
    path = target / f"part-{number:04d}.parquet"
    ordered(name, frame).write_parquet(
        path, compression="zstd", compression_level=3, statistics=True, row_group_size=250_000
    )


def _sort_by_issuer(folder: Path, name: str) -> None:
    """Write the parts of a frame anew, so that issuers stand together: parts follow the documents,
    not the issuers.
    """
    old = folder / f"{name}.unsorted"
    (folder / name).replace(old)
    reports = scan_parts(parts_of(folder, "reports")).select(BY_ISSUER).collect()
    reports = reports.sort(BY_ISSUER, nulls_last=True)
    rows = scan_parts(sorted(old.iterdir()))
    for number in range(-(-reports.height // CSV_LIMIT)):
        some = reports.slice(number * CSV_LIMIT, CSV_LIMIT).lazy().select("report_id")
        write_part(folder, name, number, rows.join(some, on="report_id", how="semi").collect())
    shutil.rmtree(old)


def as_csv(frame: pl.DataFrame) -> bytes:
    """UTF-8 with a byte order mark (for Excel), line ends \\n, floats as short as they can be read
    back, 294.0 as 294: a count is whole.
    """
    plain = frame.with_columns(
        pl.when(pl.col(c) == pl.col(c).round(0))
        .then(pl.col(c).cast(pl.Int64, strict=False).cast(pl.Utf8))
        .otherwise(pl.col(c).cast(pl.Utf8))
        .alias(c)
        for c, kind in frame.schema.items()
        if kind == pl.Float64
    )
    return plain.write_csv(include_bom=True, line_terminator="\n").encode()


def _with_digest(part: Path) -> Path:
    """The part under a name with its digest: the path of another dataset's part is never the same,
    so that no reader mixes them.
    """
    return part.rename(part.with_stem(f"{part.stem}-{digest_of(part)[:12]}"))


def finish(folder: Path, options: Mapping[str, Any] | None = None) -> None:
    """Complete a staging folder: empty frames, CSV up to `CSV_LIMIT` reports, and `dataset.json`
    last.
    """
    counts: dict[str, int] = {}
    for name in FRAMES:
        if not parts_of(folder, name):
            write_part(folder, name, 0, empty(name))
        elif ORDER[name][0] == BY_ISSUER[0] and len(parts_of(folder, name)) > 1:
            _sort_by_issuer(folder, name)
        counts[name] = scan_parts(parts_of(folder, name)).select(pl.len()).collect().item()
    files = [_with_digest(part) for name in FRAMES for part in parts_of(folder, name)]
    if counts["reports"] <= CSV_LIMIT:
        (folder / _CSV).mkdir()
        for name in FRAMES:
            files.append(folder / _CSV / f"{name}.csv")
            files[-1].write_bytes(
                as_csv(ordered(name, scan_parts(parts_of(folder, name)).collect()))
            )
    hashes = {file.relative_to(folder).as_posix(): digest_of(file) for file in files}
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
