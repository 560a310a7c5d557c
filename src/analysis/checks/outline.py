"""All reports at a glance: what is looked at across them, and each one's place among the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from ..frames.copies import rank, weigh
from ..frames.issuers import unify_scopes
from ..frames.schema import UNKNOWN, make_empty
from .record import COUNTS, Report


def place(outlined: pl.DataFrame) -> pl.DataFrame:
    """The rows of `outline` among all others: with a `rank` of copies (`frames.copies`); with the
    issuer's only other scope where theirs is unknown (`frames.issuers`), then `is_undecided`; and
    with `who` issued them, the report itself where nobody is known.
    """
    is_undecided = pl.col("scope") == UNKNOWN
    issuers = [pl.when(pl.col(name) != "").then(name) for name in ("issuer_id", "issuer")]
    who = pl.coalesce(*issuers, "report_id")
    return rank(unify_scopes(outlined.with_columns(who=who, is_undecided=is_undecided)))


def outline_reports(frames: Mapping[str, pl.DataFrame], reports: Sequence[Report]) -> pl.DataFrame:
    """One row per report, by id, with what is looked at across all reports.

    The columns of `frames.copies.weigh`; `has_table` of applications, and its two `COUNTS`;
    `has_growth`, whether the prose tells of it.
    """
    rows = [
        (
            report.id,
            "applications" in report.sheet.forms,
            any(said.key.startswith("growth.") for said in report.statements),
            *(report.sheet.number_at(key) for key in COUNTS.values()),
        )
        for report in reports
    ]
    names = {"report_id": pl.Utf8, "has_table": pl.Boolean, "has_growth": pl.Boolean}
    known = pl.DataFrame(rows, names | dict.fromkeys(COUNTS, pl.Float64), orient="row")
    weighed = weigh({"statements": make_empty("statements"), **frames}).sort("report_id")
    return weighed.join(known, on="report_id", maintain_order="left")
