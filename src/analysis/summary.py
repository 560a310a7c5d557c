"""What a command says at its end, in a few lines built from the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import polars as pl

from .frames import Dataset
from .terminal import clip_text, join_lines, write_count

_SHOWN = 20
_SUBJECTS = 6  # of a check that cannot be assessed


def _list_counts(counts: pl.DataFrame) -> str:
    name = counts.columns[0]
    ranked = counts.sort("len", name, descending=[True, False])
    return ", ".join(f"{n} {value}" for value, n in ranked.iter_rows())


def _write_in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _write_after(sign: str, text: str | None) -> str:
    """A remark behind its sign; nothing where there is none."""
    return f"{sign}{text}" if text else ""


def _count(dataset: Dataset, name: str, column: str) -> pl.DataFrame:
    """The values of a column with their number `len`, without the frame in memory."""
    return dataset.scan(name).group_by(column).len().collect(engine="streaming")


def _write_years(years: pl.Series) -> str:
    """The first and the last year: "2019", "2019-2021"."""
    known = sorted(set(years.drop_nulls().to_list()))
    return "-".join(map(str, dict.fromkeys([*known[:1], *known[-1:]])))


def summarise(dataset: Dataset) -> str:
    """How many reports, cells, statements; how the checks went; what the problems are."""
    counts: dict[str, int] = dataset.manifest["counts"]
    forms, years = (_count(dataset, "reports", column) for column in ("form", "year"))
    about = _write_in_brackets(_list_counts(forms)) + _write_after(
        ", ", _write_years(years["year"])
    )
    statuses = _list_counts(_count(dataset, "cells", "status"))
    keyed = dataset.scan("statements").filter(pl.col("key") != "unclassified").select(pl.len())
    lines = [
        write_count(counts["reports"], "report") + about,
        write_count(counts["cells"], "cell") + _write_in_brackets(statuses),
        f"{write_count(counts['statements'], 'figure')} in prose, "
        f"{keyed.collect().item()} with a key",
    ]
    if counts["checks"]:
        results = _list_counts(_count(dataset, "checks", "result"))
        lines.append(write_count(counts["checks"], "check") + _write_in_brackets(results))
    if counts["problems"]:
        codes = _list_counts(_count(dataset, "problems", "code"))
        lines.append(f"{write_count(counts['problems'], 'problem')}: {codes}")
    return join_lines([*lines, *describe_errors(dataset)])


def describe_errors(dataset: Dataset) -> Iterator[str]:
    """Yield a line for each problem that is an error, the first ones."""
    errors = dataset.scan("problems").filter(pl.col("severity") == "error")
    columns = errors.select("source", "line", "code", "message")
    first = columns.sort("source", "line", "code").head(_SHOWN).collect()
    for source, line, code, message in first.iter_rows():
        at = "" if line is None else f" line {line}"
        yield f"  {source}{at}: {code}: {message}"
    count = errors.select(pl.len()).collect().item()
    if count > _SHOWN:
        yield f"  and {count - _SHOWN} more errors, in the frame problems"


def describe_open(dataset: Dataset) -> list[str]:
    """Per report, the checks that cannot be assessed, and why."""
    reports = dataset.scan("reports").select("report_id", "issuer", "source", "year")
    unknown = dataset.scan("checks").filter(pl.col("result") == "not_assessable")
    rows = unknown.select("report_id", "check", "subject", "other_report_id", "detail")
    grouped = (
        rows.join(reports, on="report_id")
        .sort("source", "report_id", "check", "subject", "other_report_id", nulls_last=True)
        .group_by("source", "report_id", "issuer", "year", "check", maintain_order=True)
        .agg(pl.col("subject").head(_SUBJECTS), pl.col("detail").first(), pl.len())
        .collect()
    )
    lines: list[str] = []
    for (source, _, issuer, year), checks in groupby(grouped.iter_rows(), key=lambda row: row[:4]):
        name = f"{issuer or source} {year or ''}".strip()
        lines.append(f"{name} ({source}): not assessable")
        for *_, check, subject, detail, count in checks:
            more = " …" if count > _SUBJECTS else ""
            words = _write_after(": ", clip_text(detail or "", 160))
            lines.append(f"    {check} {', '.join(subject)}{more}{words}")
    return lines
