"""A dataset for other programs: Excel, Stata, R and archives, each with its codebook.

Equal datasets give equal bytes. Nothing that is there is overwritten without consent, and an export
that stops leaves nothing half written under its name.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from ..errors import UsageError, describe_reason, describe_unknown_name
from .codebook import describe_column, find_title, make_codebook
from .dataset import Dataset, compute_digest
from .schema import FRAMES, SCHEMA_VERSION
from .store import encode_csv, write_csv


def export(
    data: Dataset,
    to: str,
    out: str | Path,
    lang: str = "en",
    frames: Sequence[str] = (),
    force: bool = False,
) -> list[Path]:
    """Write a dataset for another program; returns the files.

    Parameters
    ----------
    data
        The dataset.
    to, out, lang, frames, force
        See `Dataset.export`.

    Returns
    -------
    list[Path]
        The files that were written.

    Raises
    ------
    UsageError
        See `Dataset.export`.
    """
    writers = _list_writers()
    if to not in writers:
        raise describe_unknown_name("format", to, writers)
    if unknown := [name for name in frames if name not in FRAMES]:
        raise describe_unknown_name("frame", unknown[0], FRAMES)
    names = tuple(name for name in FRAMES if not frames or name in frames)
    find_title("reports", "", lang)
    target = Path(out)
    _refuse_overwriting(target, to == "xlsx", force)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as made:
            folder = Path(made)
            writers[to](data, names, folder / target.name, lang)
            return _move(folder / target.name, target)
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {describe_reason(error)}") from error


def _list_writers() -> dict[str, Callable[[Dataset, tuple[str, ...], Path, str], None]]:
    from .stata import write_stata
    from .workbook import write_workbook

    return {
        "xlsx": write_workbook,
        "dta": write_stata,
        "csv": _write_csv,
        "parquet": _write_parquet,
        "datapackage": _write_package,
    }


def _refuse_overwriting(target: Path, is_one_file: bool, force: bool) -> None:
    if is_one_file and target.suffix.lower() != ".xlsx":
        raise UsageError(f"{target}: spreadsheets open what ends in .xlsx: name {target.name}.xlsx")
    if target.exists() and target.is_file() != is_one_file:
        kind = "a file" if is_one_file else "a folder"
        raise UsageError(f"{target} is there already, and the export is {kind}: name another")
    if target.is_file() and not force:
        raise UsageError(f"{target} is there already: name another file, or add --force")
    if target.is_dir() and any(target.iterdir()) and not force:
        raise UsageError(f"{target} holds files already: name another folder, or add --force")


def _move(made: Path, target: Path) -> list[Path]:
    """Put what was made in its place; refused where files of something else lie there."""
    if made.is_file():
        return [made.replace(target)]
    names = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
    there = {path.relative_to(target) for path in target.rglob("*") if path.is_file()}
    if foreign := sorted(there - set(names)):
        listed = ", ".join(map(str, foreign[:3]))
        raise UsageError(f"{target} holds files that are none of this export: {listed}; move them")
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).replace(target / name)
    return [target / name for name in names]


def _write_csv(data: Dataset, names: tuple[str, ...], out: Path, lang: str) -> None:
    out.mkdir()
    for name, frame in [*((n, data[n]) for n in names), ("codebook", make_codebook(lang, names))]:
        write_csv(out / f"{name}.csv", [frame])


def _write_parquet(data: Dataset, names: tuple[str, ...], out: Path, lang: str) -> None:
    out.mkdir()
    for name, frame in [*((n, data[n]) for n in names), ("codebook", make_codebook(lang, names))]:
        frame.write_parquet(out / f"{name}.parquet", compression="zstd", compression_level=3)


def _write_package(data: Dataset, names: tuple[str, ...], out: Path, lang: str) -> None:
    (out / "data").mkdir(parents=True)
    resources = []
    for name in names:
        path = out / "data" / f"{name}.csv"
        path.write_bytes(encode_csv(data[name]).removeprefix(b"\xef\xbb\xbf"))
        resources.append(
            {
                "profile": "tabular-data-resource",
                "name": name,
                "path": f"data/{name}.csv",
                "title": find_title(name, "", lang),
                "description": FRAMES[name].words,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": path.stat().st_size,
                "hash": f"sha256:{compute_digest(path)}",
                "schema": _describe_schema(name, names, lang),
            }
        )
    package = {
        "profile": "tabular-data-package",
        "name": "gongkai",
        "version": SCHEMA_VERSION,
        "title": "Annual reports on open government information (政府信息公开工作年度报告)",
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (out / "datapackage.json").write_text(f"{text}\n", "utf-8", newline="\n")


def _describe_schema(frame: str, names: tuple[str, ...], lang: str) -> dict[str, object]:
    """The table schema of a frame: types, titles, meanings, units, allowed values, keys."""
    fields = []
    for column, known in FRAMES[frame].columns.items():
        meaning, unit, allowed = describe_column(frame, column)
        # an empty text is a missing value in this format, so only keys are required
        constraints = {"required": True} if known.key else {}
        field = {
            "name": column,
            "type": _type_of(known.dtype),
            "title": find_title(frame, column, lang),
            "description": f"{meaning} [{unit}]" if unit else meaning,
        }
        limits = constraints | ({"enum": list(allowed)} if allowed else {})
        fields.append(field | ({"constraints": limits} if limits else {}))
    schema: dict[str, object] = {"fields": fields, "missingValues": [""]}
    if keys := [column for column, known in FRAMES[frame].columns.items() if known.key]:
        schema["primaryKey"] = keys
    if frame not in ("reports", "problems") and "reports" in names:
        reference = {"resource": "reports", "fields": "report_id"}
        schema["foreignKeys"] = [{"fields": "report_id", "reference": reference}]
    return schema


def _type_of(kind: pl.DataType) -> str:
    if kind.is_integer():
        return "integer"
    if kind.is_float():
        return "number"
    return {pl.Boolean: "boolean", pl.Date: "date"}.get(type(kind), "string")
