"""Measures of the reports themselves: published on time, found in the collection, copied from the year before."""

from __future__ import annotations

import datetime

import polars as pl

from ..frames.schema import Frames
from . import intervals
from .definitions import Measure
from .evaluate import MIN_N, SCHEMA
from .panel import one_per_year

_SENTENCE = 8  # characters: shorter ones are headings and formulas


def _rows(rows: list[dict[str, object]], spec: Measure) -> pl.DataFrame:
    blank: dict[str, object] = dict.fromkeys(SCHEMA)
    same = {"measure": spec.key, "item": "", "unit": spec.unit, "bound": "exact", "evidence": "report", "zeros": 0, "failing": ""}
    out = []
    for row in rows:
        k, n, reason = row["k"], row["n"], row["reason"]
        limits = intervals.wilson(k, n) if k is not None and n else None  # type: ignore[arg-type]
        out.append(
            blank | {c: v for c, v in row.items() if c in SCHEMA} | same
            | {"status": "na" if reason else "ok", "small": None if n is None else n < MIN_N}  # type: ignore[operator]
            | ({"rate": 100 * k / n, "low": limits[0], "high": limits[1]} if limits and not reason else {})  # type: ignore[operator]
        )  # fmt: skip
    return pl.DataFrame(out, schema=SCHEMA, orient="row").sort("issuer_id", "scope", "year", "report_id", maintain_order=True)


def deadline(year: int, scope: str, level: str) -> datetime.date | None:
    """The last day for the report of a year: art. 49 of 国令711号, before 2019 art. 31 of 国令492号; None for townships.

    >>> deadline(2020, "organ", "county")
    datetime.date(2021, 1, 31)
    >>> deadline(2017, "organ", "county")
    datetime.date(2018, 3, 31)
    """
    if level in ("township", "unknown", ""):
        return None
    department = scope == "organ" and year >= 2019  # the report for 2018 was due before the revision took effect
    return datetime.date(year + 1, 1, 31) if department else datetime.date(year + 1, 3, 31)


def timeliness(frames: Frames, spec: Measure) -> pl.DataFrame:
    """k = 1 where a report was published by its deadline, else 0; n = 1."""
    rows = []
    for row in frames["reports"].iter_rows(named=True):
        due = None if row["year"] is None else deadline(row["year"], row["scope"] or "unknown", row["level"] or "unknown")
        # the county's own general office publishes with the government
        if due and row["scope"] == "organ" and row["organ"] in ("government", "general_office"):
            due = datetime.date(row["year"] + 1, 3, 31)
        reason = (
            "no year"
            if row["year"] is None
            else "townships have no deadline in the article"
            if row["level"] == "township"
            else "level unknown"
            if due is None
            else ""
        )
        reason = reason or ("no day of publication" if row["published"] is None else "")
        rows.append(row | {"reason": reason, "k": None if reason else float(row["published"] <= due), "n": None if reason else 1.0})
    return _rows(rows, spec)


def coverage(frames: Frames, spec: Measure) -> pl.DataFrame:
    """One row per issuer and scope: k = years with a report, n = years from the first to the last of the collection; `year` is null."""
    one = one_per_year(frames["reports"], frames)
    if one.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    years = set(range(one["year"].min(), one["year"].max() + 1))  # type: ignore[arg-type,operator]
    rows = []
    for (_, _), group in one.group_by("issuer_id", "scope", maintain_order=True):
        found = set(group["year"].to_list())
        gone = ", ".join(str(year) for year in sorted(years - found))
        last = group.row(-1, named=True)
        rows.append(last | {"report_id": None, "year": None, "form": None, "k": float(len(found)), "n": float(len(years)), "reason": "", "gone": gone})
    return _rows(rows, spec).with_columns(reason=pl.Series([f"not in the collection: {row['gone']}" if row["gone"] else "" for row in rows], dtype=pl.Utf8))


def copied(frames: Frames, spec: Measure) -> pl.DataFrame:
    """k = sentences that stand in the issuer's report of the year before, n = sentences; not for transcriptions."""
    texts: dict[str, set[str]] = {}
    for row in frames["sections"].iter_rows(named=True):
        texts.setdefault(row["report_id"], set()).update(
            s for s in (p.strip() for p in (row["text"] or "").replace("\n", "").split("。")) if len(s) >= _SENTENCE
        )
    one = one_per_year(frames["reports"], frames)
    at = {(r["issuer_id"], r["scope"], r["year"]): r for r in one.iter_rows(named=True)}
    rows = []
    for row in one.iter_rows(named=True):
        before = at.get((row["issuer_id"], row["scope"], row["year"] - 1))
        own = texts.get(row["report_id"], set())
        reason = "no report of the year before" if before is None else ""
        if row["origin"] == "transcription" or (before and before["origin"] == "transcription"):
            reason = "the text is a transcription in our own words"
        reason = reason or ("no running text" if not own or not texts.get(before["report_id"]) else "")  # type: ignore[index]
        k = None if reason else float(len(own & texts[before["report_id"]]))  # type: ignore[index]
        rows.append(row | {"reason": reason, "k": k, "n": None if reason else float(len(own))})
    return _rows(rows, spec)
