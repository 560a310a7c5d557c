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
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from .bundles import INPUTS, encode_parquet, write_whole
from .dataset import MANIFEST, compute_digest, list_parts, scan_parts
from .schema import FRAMES, POLICY, SCHEMA_VERSION, make_empty, order_rows

CSV_LIMIT = 5_000  # reports; beyond that a text file is no use to a spreadsheet
_CSV = "csv"
_CSV_ROWS = 20_000  # that are text at a time: a text takes several times the memory of its frame
_SORTED_ROWS = 200_000  # that are sorted at a time
_FORMULA = r"^[=+\-@＝＋－＠\t\r\n]"
_NUMBER = r"^[+\-]?(\d+\.?\d*|\.\d+)([eE][+\-]?\d+)?$"


def part_path(folder: Path, name: str, number: int) -> Path:
    """Where a part of a frame stands below a dataset's folder, before it has its digest.

    Parts are numbered by the input, never by workers, and sort by name up to a million.
    """
    return folder / name / f"part-{number:06d}.parquet"


def write_part(folder: Path, name: str, number: int, frame: pl.DataFrame) -> None:
    """Write one part of a frame below `folder` (a staging folder), sorted."""
    path = part_path(folder, name, number)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(encode_parquet(order_rows(name, frame)))


def link_part(folder: Path, name: str, number: int, kept: Path) -> None:
    """Put a part that is kept elsewhere below `folder` as well, without another copy where the file
    system can do that.
    """
    path = part_path(folder, name, number)
    path.parent.mkdir(exist_ok=True)
    link(kept, path)


def link(old: Path, new: Path) -> None:
    """Give a file a second name, or copy it where the file system has no such links."""
    try:
        new.hardlink_to(old)
    except OSError:
        shutil.copyfile(old, new)


def encode_csv(frame: pl.DataFrame, is_begin: bool = True) -> bytes:
    """UTF-8 with a byte order mark (for Excel), line ends \\n, floats as short as they can be read
    back, 294.0 as 294: a count is whole. Rows that are not the begin of a file have no header.
    """
    plain = frame.with_columns(
        pl.when(pl.col(c) == pl.col(c).round(0))
        .then(pl.col(c).cast(pl.Int64, strict=False).cast(pl.Utf8))
        .otherwise(pl.col(c).cast(pl.Utf8))
        .alias(c)
        for c, kind in frame.schema.items()
        if kind == pl.Float64
    )
    text = plain.write_csv(include_bom=is_begin, include_header=is_begin, line_terminator="\n")
    return text.encode()


def write_csv(path: Path, frames: Iterable[pl.DataFrame]) -> None:
    """Write the rows of frames as `encode_csv` gives them, guarded, some at a time."""
    with path.open("wb") as file:
        for frame in frames:
            for rows in frame.iter_slices(_CSV_ROWS) if frame.height else [frame]:
                file.write(encode_csv(guard_formulas(rows), is_begin=file.tell() == 0))


def read_in_order(name: str, parts: Iterable[Path]) -> Iterator[pl.DataFrame]:
    """The rows of all parts of a frame, sorted, some at a time, so that memory does not grow with
    them: those with neighbouring values in the column by which the frame is sorted first.
    """
    rows, first = scan_parts(parts), FRAMES[name].order[0]
    counts = rows.group_by(first).len().collect().sort(first, nulls_last=True)
    yield make_empty(name)
    for _, group in counts.group_by(pl.col("len").cum_sum() // _SORTED_ROWS, maintain_order=True):
        is_near = pl.col(first).is_in(group[first].implode(), nulls_equal=True)
        yield order_rows(name, rows.filter(is_near).collect())


def guard_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before texts that a spreadsheet would run as a formula.

    A text that is a number stays: -58 is read as -58.

    >>> guard_formulas(pl.DataFrame({"raw": ["=1+1", "-58", "@a", "+8.5"]}))["raw"].to_list()
    ["'=1+1", '-58', "'@a", '+8.5']
    """
    texts = [name for name, kind in frame.schema.items() if kind == pl.Utf8]
    guarded = {}
    for name in texts:
        text = pl.col(name)
        is_formula = text.str.contains(_FORMULA) & ~text.str.contains(_NUMBER)
        guarded[name] = pl.when(is_formula).then(pl.format("'{}", text)).otherwise(text)
    return frame.with_columns(**guarded)


def _with_digest(part: Path) -> Path:
    """The part under a name with its digest: the path of another dataset's part is never the same,
    so that no reader mixes them.
    """
    return part.rename(part.with_stem(f"{part.stem}-{compute_digest(part)[:12]}"))


def finish(folder: Path, options: Mapping[str, Any] | None = None) -> None:
    """Complete a staging folder: empty frames, CSV up to `CSV_LIMIT` reports, and `dataset.json`
    last.
    """
    counts: dict[str, int] = {}
    for name in FRAMES:
        if not list_parts(folder, name):
            write_part(folder, name, 0, make_empty(name))
        counts[name] = scan_parts(list_parts(folder, name)).select(pl.len()).collect().item()
    files = [_with_digest(part) for name in FRAMES for part in list_parts(folder, name)]
    if counts["reports"] <= CSV_LIMIT:
        (folder / _CSV).mkdir()
        for name in FRAMES:
            files.append(folder / _CSV / f"{name}.csv")
            write_csv(files[-1], read_in_order(name, list_parts(folder, name)))
    hashes = {file.relative_to(folder).as_posix(): compute_digest(file) for file in files}
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


def note_inputs(folder: Path, kept: Path, made_of: str) -> None:
    """Note what a finished staging folder was made of, for `copy_dataset`."""
    noted = {"made_of": made_of, "dataset": compute_digest(folder / MANIFEST)}
    write_whole(kept / INPUTS, json.dumps(noted).encode())


def copy_dataset(old: Path, folder: Path, kept: Path, made_of: str) -> bool:
    """Copy a dataset to a staging folder if it was made of the same and each file is whole; whether
    it was.
    """
    try:
        noted = json.loads((kept / INPUTS).read_bytes())
        if noted != {"made_of": made_of, "dataset": compute_digest(old / MANIFEST)}:
            return False
        hashes = json.loads((old / MANIFEST).read_bytes())["hashes"]
        if any(compute_digest(old / path) != digest for path, digest in hashes.items()):
            return False
    except (OSError, ValueError):
        return False
    for path in (*hashes, MANIFEST):
        (folder / path).parent.mkdir(exist_ok=True)
        link(old / path, folder / path)
    return True
