"""The door of the room: a measure by its key, per report or pooled."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..frames.schema import Frames
from . import records
from .evaluate import counted, definition
from .growth import growth
from .panel import with_further
from .pool import pooled


def measure(
    frames: Frames,
    key: str,
    by: Sequence[str] | None = None,
    *,
    population: pl.DataFrame | None = None,
    blanks: str = "proven",
    without_failing: bool = False,
    balanced: bool = False,
) -> pl.DataFrame:
    """A measure of `definitions.toml` in every report (and item), or pooled `by` columns.

    In: the frames of a dataset by name; `key` of the measure. `population` (issuer_id, year, population) for rates per resident of an area.
    `blanks` "missing" undoes the proof that blanks are 0, to see how much rests on it.

    Out, per report: report_id, issuer, issuer_id, year, scope, level, form, measure, item, k, n, rate (percent, or per the unit), low, high
    (Wilson for shares, exact Poisson for rates per 100, z = 1.96), unit, status (ok, contradicted: a required check over these
    numbers fails, na), reason, bound, evidence (table, prose), zeros (proven blanks used), small (n below 30: show counts, give no
    rank), failing (what the same report says against these numbers, "" for nothing: required checks, and prose against table), further
    (how many more reports of the issuer, scope and year there are; null for those, see `panel.with_further`). Where n is 0 or a term is
    missing the rate is null, never 0. Pooled: see `pool.pooled`.

    Raises `UsageError` for an unknown key or a pool that would count things twice.

    >>> from analysis.metrics import measures
    >>> measures()["carry_over_rate"].denominator
    ('applications.new', 'applications.carried_in')
    """
    spec = definition(key)
    if spec.kind == "growth":
        rows = growth(frames, spec, blanks)
    elif spec.kind in ("timeliness", "coverage", "copied"):
        rows = getattr(records, spec.kind)(frames, spec)
    else:
        rows = counted(frames, key, blanks, population)
    rows = with_further(rows, frames)
    if by is None:
        return rows.filter(pl.col("status") != "contradicted") if without_failing else rows
    return pooled(rows, frames, spec, by, without_failing, balanced)
