"""Change against the year before, recomputed; and the growth that reports print, beside it."""

from __future__ import annotations

import polars as pl

from ..frames.schema import Frames
from .definitions import Measure
from .evaluate import SCHEMA, counted, definition
from .panel import FIRST_YEAR, linked, one_per_year, verdict, with_further
from .terms import Address, facts, parse


def trend(frames: Frames, key: str, blanks: str = "proven") -> pl.DataFrame:
    """A measure for one report per issuer, scope and year, in order of years, with `link` to the year before (see `panel.linked`) and `further`."""
    rows = one_per_year(counted(frames, key, blanks), frames).sort("issuer_id", "scope", "item", "year", maintain_order=True)
    return linked(rows, definition(key))


def growth(frames: Frames, spec: Measure, blanks: str = "proven") -> pl.DataFrame:
    """k = the count of the year, n = that of the year before with its own `n_bound` and `n_failing`, rate = 100 * (k/n - 1).

    No limits, as two counts are compared.
    """
    counts = definition(spec.of)
    rows = one_per_year(counted(frames, spec.of, blanks), frames).drop("further")
    said = _dated(frames)
    past = {(r["issuer_id"], r["scope"], r["item"], r["year"]): r for r in rows.iter_rows(named=True)}
    out = []
    for row in rows.iter_rows(named=True):
        before = past.get((row["issuer_id"], row["scope"], row["item"], row["year"] - 1))
        numerator = counts.terms(row["item"])[0]
        key = numerator[0].text if len(numerator) == 1 else ""
        prose = None if before and before["k"] is not None else said.get((row["report_id"], key))
        n = before["k"] if before and before["k"] is not None else prose
        reason = _reason(row, before if prose is None else None, n, counts)
        failing = [r["reason"] for r in (before if prose is None else None, row) if r and r["status"] == "contradicted"]
        out.append(
            {column: row.get(column) for column in SCHEMA}
            | {"measure": spec.key, "n": n, "rate": None if reason else 100 * (row["k"] / n - 1), "low": None, "high": None, "unit": spec.unit}
            | {"status": "na" if reason else "contradicted" if failing else "ok", "reason": reason or (failing[0] if failing else "")}
            | {"evidence": "prose" if prose is not None else row["evidence"], "small": None if n is None else n < 30}
            | {"n_bound": str(before["bound"]) if before and prose is None else "exact"}
            | {"n_failing": str(before["failing"]) if before and prose is None else ""}
        )
    return pl.DataFrame(out, schema=SCHEMA | {"n_bound": pl.Utf8, "n_failing": pl.Utf8}, orient="row")


def _dated(frames: Frames) -> dict[tuple[str, str], float]:
    """Figures that a report gives for the year before its own: (report_id, key) to value, where it gives one only."""
    years = frames["reports"].select("report_id", report_year="year")
    past = (
        frames["statements"]
        .join(years, on="report_id")
        .filter(pl.col("year") == pl.col("report_year") - 1, pl.col("bound") == "exact", pl.col("basis") == "all", pl.col("scope_words").fill_null("") == "")
    )
    one = (
        past.filter(pl.col("value").is_not_null())
        .group_by("report_id", "key")
        .agg(pl.col("value").min(), count=pl.col("value").n_unique())
        .filter(pl.col("count") == 1)
    )
    return {(r["report_id"], r["key"]): r["value"] for r in one.iter_rows(named=True)}


def _reason(row: dict[str, object], before: dict[str, object] | None, n: float | None, counts: Measure) -> str:
    if row["k"] is None:
        return str(row["reason"])
    if n is None:
        return str(before["reason"]) if before else "no report of the year before"
    if row["bound"] != "exact" or (before and before["bound"] != "exact"):
        return "a figure is printed as a bound only"
    if row["year"] == FIRST_YEAR + 1:
        return "the first reports cover eight months"
    if before and (found := verdict(counts, str(before["form"]), str(row["form"]))) in ("not_comparable", "absent"):
        return f"{found.replace('_', ' ')} across the change of the form"
    if n == 0:
        return "growth from 0"
    return ""


PRINTED = {
    **dict.fromkeys(["report_id", "issuer", "issuer_id"], pl.Utf8), "year": pl.Int32, **dict.fromkeys(["scope", "level", "key"], pl.Utf8),
    "printed": pl.Float64, "raw": pl.Utf8, **dict.fromkeys(["k", "n", "rate", "difference"], pl.Float64), "agrees": pl.Boolean, "reason": pl.Utf8,
    "k_bound": pl.Utf8, "n_bound": pl.Utf8, "paraphrase": pl.Boolean,
}  # fmt: skip


def printed_growth(frames: Frames) -> pl.DataFrame:
    """Every growth that a report prints (statements `growth.<key>`), in percent, beside the growth recomputed from two counts.

    `agrees`: within half of the last printed digit; null, with the reason, where it cannot be recomputed. A count that is printed as a
    bound or rounded (42.8万) is k or n with its `k_bound` or `n_bound`, and nothing is recomputed from it.
    """
    texts = frames["statements"].filter(pl.col("key").str.starts_with("growth."), pl.col("value").is_not_null(), ~pl.col("part"))
    keys = {key: _addresses(key.removeprefix("growth.")) for key in texts["key"].unique().to_list()}
    wanted = {address for found in keys.values() for address in found}
    known = facts(frames, {table for table, _, _ in wanted}).filter(pl.col("value").is_not_null(), pl.col("row").is_in({row for _, row, _ in wanted}))
    values = {(r["report_id"], r["table"], r["row"], r["column"]): (r["value"], r["bound"]) for r in known.iter_rows(named=True)}
    reports = one_per_year(frames["reports"], frames)
    at = {(r["issuer_id"], r["scope"], r["year"]): r["report_id"] for r in reports.iter_rows(named=True)}
    said = _dated(frames)

    def count(report: str | None, key: str) -> tuple[float | None, str]:
        found = [values[report, *a] for a in keys[f"growth.{key}"] if report and (report, *a) in values]
        return found[0] if found else (None, "exact")

    out = []
    for row in texts.join(frames["reports"], on="report_id", suffix="_report").sort("issuer_id", "year_report", "start", "key").iter_rows(named=True):
        if row["year"] is not None and row["year"] != row["year_report"]:
            continue
        key, year = row["key"].removeprefix("growth."), row["year_report"]
        k, k_bound = count(row["report_id"], key)
        n, n_bound = said.get((row["report_id"], key)), "exact"
        if n is None and year is not None:
            n, n_bound = count(at.get((row["issuer_id"], row["scope"], year - 1)), key)
        reason = (
            f"no exact count of {key} for the year"
            if k is None or k_bound != "exact"
            else f"no exact count of {key} for the year before"
            if n is None or n_bound != "exact"
            else "growth from 0"
            if n == 0
            else ""
        )
        rate = None if reason else 100 * (k / n - 1)  # type: ignore[operator]
        gap = None if rate is None else row["value"] - rate
        out.append(
            {c: row.get(c) for c in PRINTED}
            | {"year": year, "key": key, "printed": row["value"], "k": k, "n": n, "rate": rate, "difference": gap, "reason": reason}
            | {"k_bound": k_bound, "n_bound": n_bound}
            | {"agrees": None if gap is None else abs(gap) <= _half_digit(row["raw"]) + 1e-9}
        )
    return with_further(pl.DataFrame(out, schema=PRINTED, orient="row"), frames)


def _addresses(key: str) -> tuple[Address, ...]:
    """Where the count behind a growth may stand: its cell, then the prose."""
    return (*(parse(key).addresses if "." in key else ()), ("statements", key, ""))


def _half_digit(raw: str) -> float:
    """Half of the last digit of the number in `raw`: 0.005 for 95.86%."""
    digits = "".join(c for c in raw if c.isdigit() or c in ".．")
    decimals = len(digits.replace("．", ".").partition(".")[2])
    return 0.5 / float(10**decimals)
