"""The dataset on disk: same input, same bytes; nothing half written; the way back to a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from findings import run_checks
from polars.testing import assert_frame_equal
from schemas import failures

from analysis.errors import DatasetError
from analysis.frames import Dataset, load, store
from analysis.frames.dataset import list_parts, scan_parts
from analysis.frames.schema import FRAMES, list_dtypes, order_rows
from analysis.frames.staging import stage
from analysis.frames.store import guard_formulas
from analysis.frames.tidy import tidy

from .corpus import corpus


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    found = corpus("chenzhou-2019", "pingtan-2013", "pingtan-2023")
    found |= tidy(found)
    return found | {"checks": run_checks(found)}


def write(
    target: Path, frames: Mapping[str, pl.DataFrame], options: Mapping[str, Any] | None = None
) -> Dataset:
    """A whole dataset from frames in memory, one part each, read back."""
    with stage(target) as folder:
        for name, frame in frames.items():
            store.write_part(folder, name, 0, frame)
        store.finish(folder, options)
    return load(target)


def part(folder: Path, name: str) -> Path:
    """The only part of a frame."""
    (path,) = (folder / name).iterdir()
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_what_is_written_is_read_back(tmp_path: Path, frames: dict[str, pl.DataFrame]) -> None:
    dataset = write(tmp_path / "d", frames, {"corrections": 0})
    assert all(dataset[name].equals(frames[name]) for name in frames)
    assert failures({name: dataset[name] for name in FRAMES}) == {}
    assert dataset.cells.height == dataset.manifest["counts"]["cells"] == 198 + 32 + 200
    assert dataset.problems.height == 0 and part(tmp_path / "d", "problems").exists()
    assert "cells 430" in repr(dataset)


def test_same_rows_in_any_order_are_the_same_bytes(
    tmp_path: Path, frames: dict[str, pl.DataFrame]
) -> None:
    write(tmp_path / "a", frames, {"x": 1, "a": 2})
    write(
        tmp_path / "elsewhere" / "b",
        {name: frame.reverse() for name, frame in frames.items()},
        {"a": 2, "x": 1},
    )
    assert files(tmp_path / "a") == files(tmp_path / "elsewhere" / "b")


def test_the_manifest_names_no_time_path_or_job(
    tmp_path: Path, frames: dict[str, pl.DataFrame]
) -> None:
    write(tmp_path / "d", frames)
    manifest = json.loads((tmp_path / "d" / "dataset.json").read_text("utf-8"))
    assert list(manifest) == ["schema_version", "change_policy", "options", "counts", "hashes"]
    assert str(tmp_path) not in json.dumps(manifest)
    parts = {part(tmp_path / "d", n).relative_to(tmp_path / "d").as_posix() for n in FRAMES}
    assert set(manifest["hashes"]) == parts | {f"csv/{n}.csv" for n in FRAMES}
    for path in parts:
        assert path.endswith(f"/part-000000-{manifest['hashes'][path][:12]}.parquet")


def test_csv_reads_back_and_prints_whole_numbers_plainly(
    tmp_path: Path, frames: dict[str, pl.DataFrame]
) -> None:
    write(tmp_path / "d", frames)
    text = (tmp_path / "d" / "csv" / "cells.csv").read_text("utf-8-sig")
    assert "chenzhou-2019,applications,form2019,new,total,294,printed,294," in text
    assert "proactive,form2019,procurement,amount_wan_yuan,117454.772,printed" in text
    back = pl.read_csv(tmp_path / "d" / "csv" / "cells.csv", infer_schema_length=None)
    assert back["value"].to_list() == frames["cells"]["value"].to_list()


@pytest.mark.parametrize("name", ["reports", "cells", "applications", "sections"])
@pytest.mark.parametrize("rows", [1, 7, 200_000])
def test_read_in_order_some_rows_at_a_time(
    name: str, rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few are sorted at a time, they come as sorting all of them gives them, those without
    a value in the first column last."""
    first = FRAMES[name].order[0]
    texts = [str(at) if at % 3 else None for at in range(40, 0, -1)]
    frame = pl.DataFrame({first: texts}, schema_overrides={first: pl.Utf8})
    lacking = [column for column in list_dtypes(name) if column != first]
    frame = frame.with_columns(**dict.fromkeys(lacking, pl.lit(None)))
    for number in range(4):
        store.write_part(tmp_path, name, number, frame[number::4])
    monkeypatch.setattr(store, "_SORTED_ROWS", rows)
    parts = list_parts(tmp_path, name)
    found = pl.concat(store.read_in_order(name, parts))
    assert_frame_equal(found, order_rows(name, scan_parts(parts).collect()))


def test_no_csv_beyond_the_limit(
    tmp_path: Path, frames: dict[str, pl.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "CSV_LIMIT", 2)
    write(tmp_path / "d", frames)
    assert not (tmp_path / "d" / "csv").exists() and load(tmp_path / "d").reports.height == 3


def test_parts_are_read_in_the_order_of_their_numbers(
    tmp_path: Path, frames: dict[str, pl.DataFrame]
) -> None:
    cells = frames["cells"]
    with stage(tmp_path / "d") as folder:
        for number, report in ((1, "pingtan-2023"), (0, "chenzhou-2019")):
            store.write_part(folder, "cells", number, cells.filter(pl.col("report_id") == report))
        store.finish(folder)
    dataset = load(tmp_path / "d")
    assert dataset.cells["report_id"].unique(maintain_order=True).to_list() == [
        "chenzhou-2019",
        "pingtan-2023",
    ]
    assert dataset.scan("cells").filter(pl.col("row") == "new").collect().height == 14


def test_an_interrupted_run_leaves_the_old_dataset_and_nothing_else(
    tmp_path: Path, frames: dict[str, pl.DataFrame]
) -> None:
    write(tmp_path / "d", frames)
    before = files(tmp_path)
    with pytest.raises(RuntimeError, match="worker died"), stage(tmp_path / "d") as folder:
        store.write_part(folder, "cells", 0, frames["cells"].head(1))
        raise RuntimeError("worker died")
    with pytest.raises(DatasetError, match="not finished"), stage(tmp_path / "d"):
        pass
    assert files(tmp_path) == before


def test_a_smaller_dataset_leaves_no_part_of_the_larger_one(
    tmp_path: Path, frames: dict[str, pl.DataFrame]
) -> None:
    with stage(tmp_path / "d") as folder:
        for number in range(3):
            store.write_part(folder, "reports", number, frames["reports"].slice(number, 1))
        store.finish(folder)
    write(tmp_path / "d", {"reports": frames["reports"].head(1)})
    assert (
        load(tmp_path / "d").reports.height == 1
        and len(list((tmp_path / "d" / "reports").iterdir())) == 1
    )


def test_a_part_that_cannot_be_read_is_told(
    tmp_path: Path, frames: dict[str, pl.DataFrame]
) -> None:
    write(tmp_path / "d", frames)
    part(tmp_path / "d", "cells").write_bytes(b"xxxx")
    assert load(tmp_path / "d").reports.height == 3
    with pytest.raises(DatasetError, match=r"^d: cells/part-000000-\w+\.parquet is damaged"):
        _ = load(tmp_path / "d").cells
    for broken in (
        "{",
        "[]",
        '{"schema_version": "1.0", "counts": [], "hashes": {}}',
        '{"schema_version": "1.0", "counts": {"reports": 1}, "hashes": 3}',
    ):
        (tmp_path / "d" / "dataset.json").write_text(broken)
        with pytest.raises(DatasetError, match=r"dataset\.json cannot be read"):
            load(tmp_path / "d")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "run gongkai build"),
        ("{", "cannot be read"),
        ('{"schema_version": "1.0"}', "cannot be read"),
        ('{"schema_version": "0.9", "counts": {}, "hashes": {}}', "schema version 0.9"),
    ],
)
def test_what_is_no_dataset_says_so(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "dataset.json").write_text(content, "utf-8")
    with pytest.raises(DatasetError, match=message):
        load(tmp_path)


def test_a_lost_part_is_noticed(tmp_path: Path, frames: dict[str, pl.DataFrame]) -> None:
    write(tmp_path / "d", frames)
    part(tmp_path / "d", "cells").unlink()
    with pytest.raises(DatasetError, match=r"cells/part-000000.* is damaged or missing: build"):
        load(tmp_path / "d").cells  # noqa: B018
    with pytest.raises(DatasetError, match="no frame 'cell'"):
        load(tmp_path / "d")["cell"]


def test_a_number_leads_back_to_its_line(tmp_path: Path, frames: dict[str, pl.DataFrame]) -> None:
    dataset = write(tmp_path / "d", frames)
    found = dataset.source("chenzhou-2019", "applications", "new", "total")
    assert (found["value"], found["raw"], found["source"]) == (
        294,
        "294",
        "chenzhou-2019.txt",
    ) and found["line"] > 0
    with pytest.raises(DatasetError, match="no cell"):
        dataset.source("chenzhou-2019", "applications", "new", "nobody")


def test_pandas_keeps_whole_numbers_with_gaps(
    tmp_path: Path, frames: dict[str, pl.DataFrame]
) -> None:
    dataset = write(tmp_path / "d", frames)
    assert str(dataset.pandas("reports")["year"].dtype) == "Int32"
    assert dataset.pandas("applications").shape == dataset.applications.shape


def test_finish_csv_formulas_are_texts(tmp_path: Path, frames: dict[str, pl.DataFrame]) -> None:
    """A text of a document that a spreadsheet would run has an apostrophe in the CSV, not in the
    frame.
    """
    raw = pl.lit('=HYPERLINK("http://x.example")')
    write(tmp_path / "d", frames | {"cells": frames["cells"].with_columns(raw=raw)})
    assert "'=HYPERLINK" in (tmp_path / "d" / "csv" / "cells.csv").read_text("utf-8")
    assert load(tmp_path / "d").cells["raw"][0].startswith("=HYPERLINK")


@pytest.mark.parametrize(
    "text", ["=1", "+a", "-a", "@a", "＝1", "＋a", "－a", "＠a", "\t=1", "\n=1"]
)
def test_guard_formulas_of_every_sign(text: str) -> None:
    """Also the full-width ones, which Chinese editions of spreadsheet programs take for formulas."""
    assert guard_formulas(pl.DataFrame({"raw": [text]}))["raw"].to_list() == [f"'{text}"]
