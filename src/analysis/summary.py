"""What a command says at its end, in a few lines built from the dataset."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from .frames import Dataset
from .view import clip

_SHOWN = 20
_SUBJECTS = 6  # of a check that cannot be assessed


def many(count: int, noun: str) -> str:
    """A count with its noun.

    >>> many(1, "cell"), many(2, "cell")
    ('1 cell', '2 cells')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counted(series: pl.Series) -> str:
    """The values of a column with their numbers, the most frequent first: "801 printed, 135
    blank".
    """
    counts = series.value_counts().sort("count", series.name, descending=[True, False])
    return ", ".join(f"{n} {name}" for name, n in counts.iter_rows())


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _after(sign: str, text: str | None) -> str:
    """A remark behind its sign; nothing where there is none."""
    return f"{sign}{text}" if text else ""


def _years(years: pl.Series) -> str:
    """The first and the last year: "2019", "2019-2021"."""
    known = sorted(set(years.drop_nulls().to_list()))
    return "-".join(map(str, dict.fromkeys([*known[:1], *known[-1:]])))


def summary(dataset: Dataset) -> str:
    """How many reports, cells, statements; how the checks went; what the problems are."""
    reports, cells, statements = dataset["reports"], dataset["cells"], dataset["statements"]
    found, problems = dataset["checks"], dataset["problems"]
    about = _in_brackets(counted(reports["form"])) + _after(", ", _years(reports["year"]))
    keyed = statements.filter(pl.col("key") != "unclassified").height
    lines = [
        many(reports.height, "report") + about,
        many(cells.height, "cell") + _in_brackets(counted(cells["status"])),
        f"{many(statements.height, 'figure')} in prose, {keyed} with a key",
    ]
    if found.height:
        lines.append(many(found.height, "check") + _in_brackets(counted(found["result"])))
    if problems.height:
        lines.append(f"{many(problems.height, 'problem')}: {counted(problems['code'])}")
    lines += _describe_errors(problems.filter(pl.col("severity") == "error"))
    return "\n".join(lines)


def _describe_errors(errors: pl.DataFrame) -> Iterator[str]:
    for row in errors.sort("source", "line", "code").head(_SHOWN).iter_rows(named=True):
        at = "" if row["line"] is None else f" line {row['line']}"
        yield f"  {row['source']}{at}: {row['code']}: {row['message']}"
    if errors.height > _SHOWN:
        yield f"  and {errors.height - _SHOWN} more errors, in the frame problems"


def describe_open(dataset: Dataset) -> list[str]:
    """Per report, the checks that cannot be assessed, and why."""
    lines: list[str] = []
    reports = dataset["reports"].sort("source").select("report_id", "issuer", "source", "year")
    unknown = dataset["checks"].filter(pl.col("result") == "not_assessable")
    for report_id, issuer, source, year in reports.iter_rows():
        own = list(_describe_open(unknown.filter(pl.col("report_id") == report_id)))
        name = f"{issuer or source} {year or ''}".strip()
        lines += [f"{name} ({source}): not assessable", *own] if own else []
    return lines


def _describe_open(unknown: pl.DataFrame) -> Iterator[str]:
    by_check = unknown.group_by("check", maintain_order=True)
    for row in by_check.agg(pl.col("subject"), pl.col("detail").first()).iter_rows(named=True):
        subjects = ", ".join(row["subject"][:_SUBJECTS])
        more = " …" if len(row["subject"]) > _SUBJECTS else ""
        detail = _after(": ", clip(row["detail"] or "", 160))
        yield f"    {row['check']} {subjects}{more}{detail}"
