"""What a command says at its end, in a few lines built from the dataset."""

from __future__ import annotations

import polars as pl

from .frames import Dataset
from .view import clip, number, pad

_SHOWN = 20


def many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counted(series: pl.Series) -> str:
    """The values of a column with their numbers, the most frequent first: "801 printed, 135 blank"."""
    counts = series.value_counts().sort("count", series.name, descending=[True, False])
    return ", ".join(f"{n} {name}" for name, n in counts.iter_rows())


def summary(dataset: Dataset) -> str:
    """How many reports, cells, statements; how the checks went; what the problems are."""
    reports, cells, statements, found, problems = (
        dataset[n] for n in ("reports", "cells", "statements", "checks", "problems")
    )
    lines = [
        many(reports.height, "report")
        + (f" ({counted(reports['form'])})" if reports.height else "")
    ]
    if reports.height:
        years = reports["year"].drop_nulls().to_list()
        lines[0] += (
            (f", {min(years)}" + (f"-{max(years)}" if max(years) > min(years) else ""))
            if years
            else ""
        )
    lines.append(
        many(cells.height, "cell") + (f" ({counted(cells['status'])})" if cells.height else "")
    )
    keyed = statements.filter(pl.col("key") != "unclassified").height
    lines.append(f"{many(statements.height, 'figure')} in prose, {keyed} with a key")
    if found.height:
        lines.append(f"{many(found.height, 'check')} ({counted(found['result'])})")
    if problems.height:
        lines.append(f"{many(problems.height, 'problem')}: {counted(problems['code'])}")
        errors = problems.filter(pl.col("severity") == "error").sort("source", "line", "code")
        for p in errors.head(_SHOWN).iter_rows(named=True):
            at = f" line {p['line']}" if p["line"] is not None else ""
            lines.append(f"  {p['source']}{at}: {p['code']}: {p['message']}")
        if errors.height > _SHOWN:
            lines.append(f"  and {errors.height - _SHOWN} more errors, in the frame problems")
    return "\n".join(lines)


def check_report(dataset: Dataset) -> tuple[str, bool]:
    """Per report, what fails and what cannot be assessed; and whether a required identity or an expectation fails."""
    found = dataset["checks"]
    names = {
        r: (f"{issuer or source} {year or ''}".strip(), source)
        for r, issuer, source, year in dataset["reports"]
        .select("report_id", "issuer", "source", "year")
        .iter_rows()
    }
    lines: list[str] = []
    for report_id, (name, source) in sorted(names.items(), key=lambda item: item[1]):
        own = found.filter(pl.col("report_id") == report_id)
        results = dict(own["result"].value_counts().iter_rows())
        proven = own.filter(pl.col("result") == "pass", pl.col("blanks_as_zero") > 0).height
        head = f"{results.get('pass', 0)} pass" + (
            f" ({proven} with blanks proven 0)" if proven else ""
        )
        lines.append(
            f"{pad(clip(f'{name} ({source})', 56), 56)}  {head}, {results.get('fail', 0)} fail, {results.get('not_assessable', 0)} not assessable"
        )
        for row in own.filter(pl.col("result") == "fail").iter_rows(named=True):
            left, right = (number(row[s]) if row[s] is not None else "?" for s in ("left", "right"))
            lines.append(
                f"    fail  {row['check']} {row['subject']} [{row['strength']}]: {left} against {right}"
                + (f"; {row['detail']}" if row["detail"] else "")
            )
        for row in (
            own.filter(pl.col("result") == "not_assessable")
            .group_by("check", maintain_order=True)
            .agg(pl.col("subject"), pl.col("detail").first())
            .iter_rows(named=True)
        ):
            subjects = ", ".join(row["subject"][:6]) + (" …" if len(row["subject"]) > 6 else "")
            lines.append(
                f"    open  {row['check']} {subjects}"
                + (f": {clip(row['detail'], 160)}" if row["detail"] else "")
            )
    failed = found.filter(pl.col("result") == "fail").height
    lines.append(
        f"{found.height} checks in {len(names)} reports: {counted(found['result']) if found.height else 'none'}"
    )
    return "\n".join(lines), bool(failed)
