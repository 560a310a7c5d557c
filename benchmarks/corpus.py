"""A made corpus of issuers over years, with the true numbers beside it.

    python benchmarks/corpus.py --issuers 400 --years 2019-2024 --seed 1 --out FOLDER
    python benchmarks/corpus.py --issuers 20 --years 2008-2024 --out FOLDER --layouts html_spans,docx --manifest
    python benchmarks/corpus.py --issuers 16667 --frames --out FOLDER      a dataset folder, without documents

FOLDER/raw holds the documents (with --manifest a manifest.csv as well), FOLDER/truth what is true of them:
reports.parquet (source, issuer, issuer_id, organ, division_code, level, scope, year, form, layout, published),
cells.parquet (source, table, row, column, true, printed, status, wrong) and facts.parquet (source, key, value).
The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from generate.frames import write_dataset
from generate.issuers import make_issuers
from generate.reports import Made, Options, make_report, with_layouts
from generate.series import draw_years, received_below

MANIFEST = ("file", "issuer", "organ", "division_code", "level", "scope", "year", "title", "origin")


def make_corpus(
    issuers: int, years: Sequence[int], options: Options, gaps: float = 0.0
) -> Iterator[Made]:
    """The documents of a corpus in a fixed order; a share `gaps` of the reports was never published."""
    bodies = make_issuers(issuers, options.seed)
    below = received_below(bodies, options.seed)
    for issuer in bodies:
        rng = random.Random(f"gaps {options.seed} {issuer.number}")
        for year in draw_years(issuer, years, options.seed, below[issuer.number]):
            if rng.random() >= gaps:
                yield make_report(issuer, year, options)


def write_corpus(
    out: Path,
    issuers: int = 400,
    years: Sequence[int] = range(2019, 2025),
    options: Options | None = None,
    *,
    manifest: bool = False,
    gaps: float = 0.0,
) -> int:
    """Write a corpus below `out` and say how many documents it has. A corpus that stood there is replaced."""
    raw, truth = out / "raw", out / "truth"
    for folder in (raw, truth):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    reports: list[dict[str, Any]] = []
    cells: list[pl.DataFrame] = []
    facts: list[dict[str, Any]] = []
    for made in make_corpus(issuers, years, options or Options(), gaps):
        path = raw / made.file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made.data)
        reports.append(_report_row(made))
        cells.append(_cell_rows(made))
        facts += [{"source": made.file, "key": k, "value": v} for k, v in made.facts.items()]
    _write_truth(truth, reports, cells, facts)
    if manifest:
        _write_manifest(raw / "manifest.csv", reports)
    return len(reports)


def _report_row(made: Made) -> dict[str, Any]:
    issuer = made.issuer
    return {
        "source": made.file,
        "issuer": issuer.name,
        "issuer_id": issuer.issuer_id,
        "organ": issuer.organ,
        "division_code": issuer.code,
        "level": issuer.level,
        "scope": issuer.scope,
        "year": made.year.year,
        "form": made.year.form,
        "layout": made.layout,
        "published": made.published,
        "title": made.title,
    }


def _cell_rows(made: Made) -> pl.DataFrame:
    """One row per cell. `true` is in the unit of the key, except of amounts, which are drawn when they are printed."""
    keys = list(made.cells)
    shown = list(made.cells.values())
    status = [
        "printed" if p.value is not None else "nil_mark" if p.text else "blank" for p in shown
    ]
    return pl.DataFrame(
        {
            "source": [made.file] * len(keys),
            "table": [key[0] for key in keys],
            "row": [key[1] for key in keys],
            "column": [key[2] for key in keys],
            "true": [float(made.true[key]) for key in keys],
            "printed": [p.value for p in shown],
            "status": status,
            "wrong": [key in made.wrong for key in keys],
        },
        schema_overrides={"true": pl.Float64, "printed": pl.Float64, "wrong": pl.Boolean},
    )


def _write_truth(
    folder: Path,
    reports: list[dict[str, Any]],
    cells: list[pl.DataFrame],
    facts: list[dict[str, Any]],
) -> None:
    pl.DataFrame(reports).write_parquet(folder / "reports.parquet")
    pl.concat([frame for frame in cells if frame.height] or cells[:1]).write_parquet(
        folder / "cells.parquet"
    )
    schema = {"source": pl.Utf8, "key": pl.Utf8, "value": pl.Int64}
    pl.DataFrame(facts, schema=schema).write_parquet(folder / "facts.parquet")


def _write_manifest(path: Path, reports: Iterable[dict[str, Any]]) -> None:
    """What a careful keeper knows of the files."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(MANIFEST)
        for row in reports:
            values = row | {"file": row["source"], "origin": "official"}
            rows.writerow([values[name] for name in MANIFEST])


def parse_years(text: str) -> range:
    """The years of a range such as 2019-2024, or one year.

    >>> list(parse_years("2019-2021")), list(parse_years("2020"))
    ([2019, 2020, 2021], [2020])
    """
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--issuers", type=int, default=400)
    parser.add_argument(
        "--years", type=parse_years, default=range(2019, 2025), metavar="FIRST-LAST"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--layouts", default="", help="names of layouts or formats, with commas")
    parser.add_argument("--errors", type=float, default=0.04, help="share of reports with an error")
    parser.add_argument("--gaps", type=float, default=0.0, help="share of reports that are missing")
    parser.add_argument("--manifest", action="store_true", help="write raw/manifest.csv as well")
    parser.add_argument("--frames", action="store_true", help="write a dataset, no documents")
    given = parser.parse_args(words)
    options = Options(seed=given.seed, errors=given.errors)
    try:
        options = with_layouts(given.layouts.split(","), options) if given.layouts else options
    except ValueError as error:
        parser.error(str(error))
    start = time.perf_counter()
    if given.frames:
        n = write_dataset(
            given.out, given.issuers, given.years, seed=given.seed, errors=given.errors
        )
    else:
        n = write_corpus(
            given.out, given.issuers, given.years, options, manifest=given.manifest, gaps=given.gaps
        )
    print(
        f"{n:,} {'reports as frames' if given.frames else 'documents'} in {time.perf_counter() - start:.1f} s: {given.out}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
