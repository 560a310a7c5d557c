"""The checks over long frames that a test has made, as a build runs them over documents."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import polars as pl

from analysis import checks
from analysis.checks.hierarchy import hierarchy
from analysis.checks.outline import outline_reports, place


def run_checks(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The frame `checks`: within each report, side by side, and an area against its parts."""
    reports = checks.read_reports({name: frame.to_dicts() for name, frame in frames.items()})
    placed = place(outline_reports(frames, reports))
    columns = placed.select("report_id", "scope", "rank")
    among = checks.place_reports(
        reports, {key: (scope, rank) for key, scope, rank in columns.iter_rows()}
    )
    undecided = set(placed.filter("is_undecided")["report_id"])
    return checks.make_frame_of_findings(
        chain(
            checks.check_within(reports),
            checks.check_across(among, undecided),
            hierarchy(placed),
        )
    )
