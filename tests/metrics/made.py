"""Small corpora made of given counts, one report per issuer and year, as tidy frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from analysis.frames.schema import list_dtypes, make_empty

from .tidy import SCHEMAS

Place = tuple[str, int]  # issuer_id, year


def make_frames(
    counts: Mapping[Place, Mapping[str, int]],
    form: str = "form2021",
    forms: Mapping[Place, str] | None = None,
    **columns: object,
) -> dict[str, pl.DataFrame]:
    """Frames of reports whose totals are given: `new`, `granted`, or `reconsideration.corrected`.

    `columns` are columns of `reports` that all of them have (scope, level, …).
    """
    reports, applications, disputes = [], [], []
    for (issuer_id, year), values in sorted(counts.items()):
        report_id = f"r{issuer_id}-{year}"
        own = (forms or {}).get((issuer_id, year), form)
        reports.append(
            {
                "report_id": report_id,
                "source": f"{report_id}.txt",
                "issuer": f"县{issuer_id}",
                "issuer_id": issuer_id,
                "division_code": issuer_id,
                "organ": "government",
                "level": "county",
                "scope": "area",
                "year": year,
                "form": own,
                "origin": "official",
                **columns,
            }
        )
        fact = {"report_id": report_id, "form": own, "status": "printed", "zero_proven": False}
        for key, count in values.items():
            row, _, column = key.partition(".")
            told = {**fact, "count": count, "evidence": "table"}
            if column and row != "new":
                disputes.append({**told, "channel": row, "result": column})
            else:
                applications.append({**told, "outcome": row, "applicant": column or "total"})
    frames = {name: pl.DataFrame(schema=schema) for name, schema in SCHEMAS.items()}
    for name, rows in (
        ("reports", reports),
        ("applications", applications),
        ("disputes", disputes),
    ):
        frames[name] = pl.DataFrame(rows, schema=SCHEMAS[name], orient="row")
    return frames


def set_reports(
    frames: Mapping[str, pl.DataFrame], report_ids: Iterable[str], **columns: object
) -> dict[str, pl.DataFrame]:
    """The frames with some columns of some reports changed."""
    is_chosen = pl.col("report_id").is_in(list(report_ids))
    kinds = frames["reports"].schema
    changed = frames["reports"].with_columns(
        pl.when(is_chosen).then(pl.lit(value, kinds[name])).otherwise(name).alias(name)
        for name, value in columns.items()
    )
    return {**frames, "reports": changed}


def empty_frames() -> dict[str, pl.DataFrame]:
    """Frames of no report, with all columns of a dataset."""
    return {name: make_empty(name) for name in SCHEMAS if list_dtypes(name)}
