"""What the checks say about each report, counted: the data of the identity matrix."""

from __future__ import annotations

import polars as pl

from ..frames.schema import Frames
from .panel import with_further

RESULTS = ("pass_printed", "pass_with_zeros", "fail", "not_assessable")


def check_matrix(frames: Frames, strength: str = "required") -> pl.DataFrame:
    """One row per report and check: how many instances pass on printed numbers alone, pass with blanks proven 0, fail, or cannot be assessed.

    Out: report_id, issuer, issuer_id, year, scope, level, form, check, the four counts (`RESULTS`), n, and `worst`, the failed
    difference that is largest in size (left - right), null where none fails; `further` as in `measure`.
    """
    proven = pl.col("blanks_as_zero").fill_null(0) > 0
    passed = pl.col("result") == "pass"
    counts = (
        frames["checks"]
        .filter(pl.col("strength") == strength)
        .sort("report_id", "check", "subject")
        .group_by("report_id", "check", maintain_order=True)
        .agg(
            pass_printed=(passed & ~proven).sum(), pass_with_zeros=(passed & proven).sum(), fail=(pl.col("result") == "fail").sum(),
            not_assessable=(pl.col("result") == "not_assessable").sum(), n=pl.len(),
            worst=pl.col("difference").filter(pl.col("result") == "fail").sort_by(pl.col("difference").filter(pl.col("result") == "fail").abs()).last(),
        )
    )  # fmt: skip
    columns = ["report_id", "issuer", "issuer_id", "year", "scope", "level", "form"]
    rows = frames["reports"].select(columns).join(counts, on="report_id").sort("issuer_id", "scope", "year", "report_id", "check")
    return with_further(rows, frames)
