"""How long all measures take over many reports, and how much memory: `python
benchmarks/measures.py`.

Tidy frames of 100,000 made reports (25,000 counties, four years, every cell of the newest form)
are written as parquet, as a dataset has them; then a fresh process computes every measure that has
no text to compare, each with its limits, and pools one. Goal: at most 15 s and 2 GB.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from analysis import metrics
from analysis.forms import Form, forms
from analysis.frames.schema import dtypes, empty
from analysis.metrics.measure import measure_reports
from analysis.metrics.reports import place_reports

SECONDS, BYTES = 15, 2 * 1024**3
YEARS = (2021, 2022, 2023, 2024)
CHUNK = 20_000


class Folder:
    """Frames of a folder of parquet files, scanned as `analysis.load` does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def scan(self, name: str) -> pl.LazyFrame:
        parts = sorted(self.folder.glob(f"{name}-*.parquet"))
        return pl.scan_parquet(parts) if parts else empty(name).lazy()

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.scan(name).collect()


def make_reports(first: int, count: int, form: Form) -> pl.DataFrame:
    """Reports of one year each, all of counties and of whole areas."""
    at = np.arange(first, first + count)
    code = 110000 + at // len(YEARS)
    columns = {
        "report_id": [f"r{i:015x}" for i in at],
        "source": [f"{i}.txt" for i in at],
        "issuer": [f"县{c}" for c in code],
        "issuer_id": code.astype(str),
        "division_code": code.astype(str),
        "level": "county",
        "scope": "area",
        "organ": "government",
        "year": np.take(YEARS, at % len(YEARS)),
        "form": form.key,
        "origin": "official",
    }
    known = pl.DataFrame(columns)
    missing = [name for name in dtypes("reports") if name not in columns]
    frame = known.with_columns(**dict.fromkeys(missing))
    return frame.select(pl.col(name).cast(kind) for name, kind in dtypes("reports").items())


def make_cells(reports: pl.DataFrame, form: Form, seed: int) -> pl.DataFrame:
    """Every cell of the form with a count: parts add up to closed_total, the flow holds."""
    generator = np.random.default_rng(seed)
    parts = []
    for table in form.tables:
        for row, column in table.keys():
            counts = generator.poisson(3, reports.height).astype(float)
            parts.append(
                reports.select(
                    "report_id",
                    table=pl.lit(table.key),
                    form=pl.lit(form.key),
                    row=pl.lit(row),
                    column=pl.lit(column),
                    value=pl.Series(counts + (1000 if row in ("new", "closed_total") else 0)),
                    status=pl.lit("printed"),
                )
            )
    return pl.concat(parts)


def make_folder(folder: Path, count: int) -> None:
    """Writes the frames of `count` reports."""
    form = max(forms().values(), key=lambda known: known.era)
    names = {"applications": ("outcome", "applicant"), "disputes": ("channel", "result")}
    for part, first in enumerate(range(0, count, CHUNK)):
        reports = make_reports(first, min(CHUNK, count - first), form)
        cells = make_cells(reports, form, part)
        frames = {"reports": reports, "cells": cells}
        for name, (row, column) in names.items():
            known = cells.filter(table=name).rename(
                {"row": row, "column": column, "value": "count"}
            )
            keys = reports.select(
                "report_id", "issuer", "issuer_id", "division_code", "level", "scope", "year"
            )
            tidy = known.join(keys, on="report_id").with_columns(
                zero_proven=pl.lit(False), evidence=pl.lit("table"), role=pl.lit("part")
            )
            frames[name] = tidy.select(pl.col(c).cast(kind) for c, kind in dtypes(name).items())
        for name, frame in frames.items():
            frame.write_parquet(folder / f"{name}-{part}.parquet")


def run(folder: Path) -> None:
    """Prints seconds and peak memory of all measures; exits 1 where a goal is missed."""
    data, began, worked = Folder(folder), time.perf_counter(), time.process_time()
    reports = place_reports(data)
    specs = [spec for spec in metrics.measures().values() if not spec.of and spec.kind != "copied"]
    height = given = 0
    for rows in measure_reports(data, reports, specs):
        height, given = height + rows.height, given + rows["value"].is_not_null().sum()
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        f"{reports.height:,} reports, {len(specs)} measures, {height:,} rows, "
        f"{given:,} with a value: {cpu:.1f} s of the processors, "
        f"{seconds:.1f} s of {SECONDS}, {peak / 1024**3:.2f} GB of {BYTES / 1024**3:.0f}"
    )
    sys.exit(seconds > SECONDS or peak > BYTES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="frames that were made before")
    arguments = parser.parse_args()
    if arguments.folder:
        run(arguments.folder)
    with tempfile.TemporaryDirectory() as folder:
        make_folder(Path(folder), arguments.reports)
        again = [sys.executable, __file__, "--folder", folder]
        sys.exit(subprocess.run(again, check=False).returncode)


if __name__ == "__main__":
    main()
