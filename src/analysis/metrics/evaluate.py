"""The one evaluator: a measure in every report, with k, n, rate, limits, status and reason."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ..errors import UsageError
from ..forms import forms
from ..frames.schema import Frames
from . import intervals
from .definitions import Measure, measures
from .terms import TOTAL, Address, Term, facts, rows_of, value_of

MIN_N = 30
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "report_id": pl.Utf8, "issuer": pl.Utf8, "issuer_id": pl.Utf8, "year": pl.Int32, "scope": pl.Utf8, "level": pl.Utf8, "form": pl.Utf8,
    "measure": pl.Utf8, "item": pl.Utf8, "k": pl.Float64, "n": pl.Float64, "rate": pl.Float64, "low": pl.Float64, "high": pl.Float64, "unit": pl.Utf8,
    "status": pl.Utf8, "reason": pl.Utf8, "bound": pl.Utf8, "evidence": pl.Utf8, "zeros": pl.Int32, "small": pl.Boolean, "failing": pl.Utf8,
}  # fmt: skip
_REPORT = ["report_id", "issuer", "issuer_id", "year", "scope", "level", "form"]


def definition(key: str) -> Measure:
    """The measure of a key; `UsageError` with the known keys for another one."""
    if key not in measures():
        raise UsageError(f"no measure {key!r}; known are {', '.join(measures())}")
    return measures()[key]


def counted(frames: Frames, key: str, blanks: str = "proven", population: pl.DataFrame | None = None) -> pl.DataFrame:
    """A measure with numerator and denominator, in every report and item. See `measure` for the columns.

    `blanks`: "proven" counts a blank that the identities prove as 0; "missing" leaves it missing (sensitivity).
    """
    spec = definition(key)
    if blanks not in ("proven", "missing"):
        raise UsageError(f"blanks = {blanks!r}: proven or missing")
    reports = frames["reports"].select(_REPORT)
    terms = [term for item in spec.items for side in spec.terms(item) for term in side]
    addresses = dict.fromkeys(address for term in terms for address in term.addresses)
    known = facts(frames, {table for table, _, _ in addresses}, population)
    if blanks == "missing":
        known = known.with_columns(value=pl.when(~pl.col("zero_proven")).then("value"))
    values = {address: value_of(address, known, reports) for address in addresses}
    return pl.concat([_of_item(frames, spec, item, reports, values) for item in spec.items]).sort(
        "issuer_id", "scope", "year", "report_id", maintain_order=True
    )


def _of_item(frames: Frames, spec: Measure, item: str, reports: pl.DataFrame, values: dict[Address, pl.DataFrame]) -> pl.DataFrame:
    numerator, denominator = spec.terms(item)
    both = reports.join(_side(numerator, values, "k"), on="report_id").join(
        _side(denominator, values, "n") if denominator else _no_side(reports), on="report_id"
    )
    wrong = contradicted(frames, (*numerator, *denominator))
    both = both.join(wrong, on="report_id", how="left").join(denied(frames, (*numerator, *denominator)), on="report_id", how="left")
    return finished(both.with_columns(measure=pl.lit(spec.key), item=pl.lit(item)), spec)


def _no_side(reports: pl.DataFrame) -> pl.DataFrame:
    return reports.select(
        "report_id",
        n=pl.lit(None, pl.Float64),
        n_zeros=pl.lit(0),
        n_evidence=pl.lit(None, pl.Utf8),
        n_bound=pl.lit("exact"),
        n_used=pl.lit(None, pl.Utf8),
        n_absent=pl.lit(""),
    )


def _side(terms: tuple[Term, ...], values: dict[Address, pl.DataFrame], name: str) -> pl.DataFrame:
    """The signed sum of terms: missing as soon as one term is missing."""
    parts = []
    for term in terms:
        best = _sum([values[address] for address in term.alternatives[0]])
        for option in term.alternatives[1:]:
            known = best.filter(pl.col("value").is_not_null())
            other = _sum([values[address] for address in option]).join(known, on="report_id", how="anti")
            best = pl.concat([known, other.join(best.select("report_id", first="absent"), on="report_id").with_columns(absent="first").drop("first")])
        parts.append(best.with_columns(pl.col("value") * term.sign))
    return _sum(parts).rename(lambda column: column if column == "report_id" else name if column == "value" else f"{name}_{column}")


def _sum(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Sums the values of several terms: missing as soon as one is, with the names of all that are."""
    gone = pl.col("value").is_null()
    inexact = pl.col("bound").filter(pl.col("bound") != "exact")
    return (
        pl.concat(parts)
        .group_by("report_id", maintain_order=True)
        .agg(
            value=pl.when(~gone.any()).then(pl.col("value").sum()),
            zeros=pl.col("zeros").sum().cast(pl.Int32),
            evidence=pl.col("evidence").drop_nulls().min(),
            bound=pl.when(inexact.len() == 0).then(pl.lit("exact")).otherwise(inexact.min()),
            used=pl.col("used").drop_nulls().min(),
            absent=pl.col("absent").filter(gone).str.join("; "),
        )
    )


def contradicted(frames: Frames, terms: tuple[Term, ...]) -> pl.DataFrame:
    """Reports whose own required identities over these terms fail: report_id, failing (names of the checks)."""
    pairs = sorted({pair for term in terms for address in term.addresses for pair in _checks_over(address)})
    over = pl.DataFrame(pairs, schema={"check": pl.Utf8, "subject": pl.Utf8}, orient="row")
    failed = frames["checks"].filter(pl.col("strength") == "required", pl.col("result") == "fail").join(over, on=["check", "subject"])
    return (
        failed.sort("report_id", "check", "subject")
        .group_by("report_id", maintain_order=True)
        .agg(failing=pl.format("{} ({})", "check", "subject").str.join(", "))
    )


def denied(frames: Frames, terms: tuple[Term, ...]) -> pl.DataFrame:
    """Reports whose own prose gives another figure than the table for one of these terms: report_id, denied (names of the checks)."""
    subjects = sorted({name for term in terms for address in term.addresses for name in _names(address)})
    failed = frames["checks"].filter(pl.col("check") == "prose", pl.col("result") == "fail", pl.col("subject").is_in(subjects))
    return failed.sort("report_id", "subject").group_by("report_id", maintain_order=True).agg(denied=pl.format("prose ({})", "subject").str.join(", "))


def _names(address: Address) -> Iterator[str]:
    """How the check of prose against table may name an address: in full, without its column, or by a row that has no table in the prose."""
    table, row, column = address
    yield f"{table}.{row}.{column}"
    if column == TOTAL.get(table, ""):
        yield f"{table}.{row}"
    if table in ("local_fujian", "stat2014", "statements"):
        yield row


def _checks_over(address: Address) -> Iterator[tuple[str, str]]:
    table, _, column = address
    for form in forms().values():
        rows = set(rows_of(address, form.key))
        for identity in form.identities:
            keys = {*identity.left, *identity.right}
            if identity.table == table and identity.each == "column" and rows & keys:
                yield identity.id, column
            elif identity.table == table and identity.each == "row" and column in keys:
                yield from ((identity.id, row) for row in rows)


def finished(both: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Rate, limits, status and reason from k and n (with their zeros, evidence, bounds and absences) and `failing`."""
    rows = []
    for row in both.iter_rows(named=True):
        k, n = row["k"], row["n"]
        # a number known only as a bound or an approximation carries no rate
        bound = next((b for b in (row["k_bound"], row["n_bound"]) if b not in ("exact", None)), "exact")
        reason = _reason(row, k, n, bound, spec.kind)
        rate, limits = (None, None) if reason else _rate(k, n, spec.kind)
        status = "na" if reason else "contradicted" if row["failing"] else "ok"
        rows.append(
            {column: row.get(column) for column in SCHEMA}
            | {"k": k, "n": n, "rate": rate, "low": limits[0] if limits else None, "high": limits[1] if limits else None, "unit": spec.unit, "status": status}
            | {"reason": reason or (f"required check fails: {row['failing']}" if row["failing"] else ""), "bound": bound}
            | {"failing": ", ".join(name for name in (row["failing"], row["denied"]) if name)}
            | {
                "form": row.get("k_used") or row["form"],
                "evidence": min((e for e in (row["k_evidence"], row["n_evidence"]) if e), default=None),
                "zeros": row["k_zeros"] + row["n_zeros"],
            }
            | {"small": None if n is None else n < MIN_N}
        )
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _reason(row: dict[str, object], k: float | None, n: float | None, bound: str, kind: str) -> str:
    if k is None or (n is None and kind != "count"):
        gone = [str(row[name]) for name in ("k_absent", "n_absent") if row[name]]
        return f"not given: {'; '.join(dict.fromkeys(gone))}"
    if kind == "count":
        return ""
    if bound != "exact":
        return f"printed as {bound} only"
    if n == 0:
        return "the denominator is 0"
    if k < 0 or n < 0:  # type: ignore[operator]
        return "a count below 0"
    if kind == "share" and k > n:  # type: ignore[operator]
        return "the numerator exceeds the denominator"
    return ""


def _rate(k: float, n: float, kind: str) -> tuple[float | None, tuple[float, float] | None]:
    if kind == "count":
        return None, None
    if kind == "share":
        return 100 * k / n, intervals.wilson(k, n)
    if kind == "per_100":
        return 100 * k / n, intervals.poisson(k, n)
    if kind == "per_10000":
        return 10_000 * k / n, intervals.poisson(k, n, 10_000)
    return 100 * k / n, None
