"""Harmonised series over the editions of the form, by the crosswalk."""

from __future__ import annotations

import polars as pl

from ..forms.crosswalk import load_crosswalk
from .proofs import SHEET_COLUMNS, make_sheets
from .schema import Frames

SCHEMA = {
    **dict.fromkeys(["report_id", "issuer_id", "scope"], pl.Utf8),
    "year": pl.Int32,
    **dict.fromkeys(["series", "form"], pl.Utf8),
    "value": pl.Float64,
    "verdict": pl.Utf8,
    "blanks_as_zero": pl.Int32,
}


def make_series(frames: Frames) -> pl.DataFrame:
    """One row per report and series of the crosswalk whose cells the report prints.

    `form` is the edition of the table that was read, `value` the weighted sum in the unit of the
    cells (null where one of them is not known), `verdict` may it stand beside the other editions:
    comparable, weak, not_comparable. Blanks count as 0 only where proven; `blanks_as_zero` says how
    many.
    """
    rows = []
    cells = frames["cells"].select(SHEET_COLUMNS).sort("report_id", maintain_order=True)
    for report_id, sheet in make_sheets(cells.iter_rows()):
        editions = set(sheet.forms.values())
        for one in load_crosswalk().series:
            for form in sorted(editions & set(one.terms)):
                terms = one.terms[form]
                tables = {table for table, _, _ in terms}
                if any(sheet.forms.get(table) != form for table in tables) or not any(
                    key in sheet.statuses for key in terms
                ):
                    continue
                rows.append(
                    (
                        report_id,
                        one.key,
                        form,
                        sheet.sum_terms(terms),
                        one.verdict_for(form),
                        sheet.count_zeros(terms),
                    )
                )
    made = pl.DataFrame(
        rows,
        schema={
            k: SCHEMA[k]
            for k in ("report_id", "series", "form", "value", "verdict", "blanks_as_zero")
        },
        orient="row",
    )
    who = frames["reports"].select("report_id", "issuer_id", "scope", "year")
    return made.join(who, on="report_id").select(list(SCHEMA)).sort("report_id", "series", "form")
