"""The tidy frames `applications`, `disputes` and `proactive`, from the long ones.

Names of what is counted (`outcome`; `channel` and `result`):

- editions since the Regulations of 2019: the row and column keys of the form, one row per cell of
  every row that the report prints;
- older ones (`list_crosswalked_forms`): the targets of the crosswalk. A row key of the newer form
  stands there only where one printed cell of both forms means the same; sums and weak series have
  names of their own (`disclosed_full`, `not_held`, `decided`, `refused_other_grounds`; results
  `concluded`, `cases`), so no report holds both;
- prose, only in reports that print no such table: the key of the statement (`new`, `granted`, also
  the groups `refused`, `unable`, `granted_or_partly`; channel `litigation` where all suits are one
  block).

A blank counts as 0 only where proven (`zero_proven`), and a blank row total whose parts are all
printed or proven is their sum (`derived`). Everything else that is not printed stays null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from ..forms import forms, list_crosswalked_forms
from ..forms.crosswalk import load_crosswalk
from .categories import COLUMNS, WIDER, Place, assign_roles
from .proofs import SHEET_COLUMNS, Sheet, make_sheets
from .schema import Frames, list_dtypes, order_rows

_KEYS = ["report_id", "issuer", "issuer_id", "division_code", "level", "scope", "year"]
_COUNTED = ("count", "status", "zero_proven", "evidence")


def _whole(value: float | None, status: str) -> tuple[int | None, str]:
    """A count is a whole number: a fraction in its cell is no count."""
    if value is not None and value != int(value):
        return None, "illegible"
    return (None if value is None else int(value)), status


def _make_rows_of_table(sheet: Sheet, table: str) -> Iterator[tuple[Place, tuple[Any, ...]]]:
    derived = sheet.derive_totals()
    for key, status in sheet.statuses.items():
        if key[0] != table:
            continue
        value = sheet.number_at(key)
        if key in derived:
            value, status = derived[key], "derived"
        yield (key[1], key[2]), (*_whole(value, status), sheet.is_zero(key), "table")


def _map_by_crosswalk(
    sheet: Sheet, form: str, frame: str
) -> Iterator[tuple[Place, tuple[Any, ...]]]:
    for series in load_crosswalk().entering(form, frame):
        terms = series.terms[form]
        statuses = [sheet.statuses.get(key) for key in terms]
        if not any(statuses):
            continue
        value = sheet.sum_terms(terms)
        gaps = [
            status or "blank"
            for key, status in zip(terms, statuses, strict=True)
            if sheet.number_at(key) is None
        ]
        status = gaps[0] if gaps else "derived" if len(terms) > 1 else str(statuses[0])
        place = (
            (series.target[1], "total")
            if frame == "applications"
            else (series.target[1], series.target[2])
        )
        yield (
            place,
            (*_whole(value, status), len(terms) == 1 and sheet.count_zeros(terms) == 1, "table"),
        )


def _make_rows_of_tables(
    sheets: Mapping[str, Sheet], frame: str
) -> tuple[list[tuple[Any, ...]], set[str]]:
    """Rows of a tidy frame from tables, and the reports that print such a table."""
    rows: list[tuple[Any, ...]] = []
    having: set[str] = set()
    for report_id, sheet in sheets.items():
        # A report with a table of the newer forms is not read by an older one as well.
        form = sheet.forms.get(frame) or next(
            (older for older in list_crosswalked_forms() if older in sheet.forms), None
        )
        if form is not None:
            found = (
                _make_rows_of_table(sheet, frame)
                if frame in sheet.forms
                else _map_by_crosswalk(sheet, form, frame)
            )
            having.add(report_id)
            rows += [(report_id, form, *place, *counted) for place, counted in found]
    return rows, having


def select_statements(frame: str, statements: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """The statements that fill `frame` where a report prints no such table, with their place.

    They are exact figures about the whole scope and the report's own year. `first` and `second` are
    the place: outcome and applicant, or channel and result.
    """
    is_narrow = pl.col("scope").is_in(["organ", "level"]) | (pl.col("level") == "township")
    own = reports.select("report_id", "form", narrow=is_narrow, report_year="year")
    said = statements.filter(
        ~pl.col("part"), pl.col("bound") == "exact", pl.col("value").is_not_null()
    ).join(own, on="report_id", maintain_order="left")
    said = said.filter(
        pl.col("year").is_null()
        | pl.col("report_year").is_null()
        | (pl.col("year") == pl.col("report_year"))
    )
    said = said.filter(
        ~(pl.col("narrow") & pl.col("scope_words").fill_null("").str.contains_any(list(WIDER)))
    )
    said = said.with_columns(
        pl.col("key")
        .str.split_exact(".", 2)
        .struct.rename_fields(["frame", "first", "second"])
        .struct.unnest()
    ).filter(frame=frame)
    if frame == "applications":
        return said.with_columns(pl.col("second").fill_null("total"))
    is_concluded = (pl.col("second") == "total") & (pl.col("basis") == "concluded")
    return said.with_columns(
        second=pl.when(is_concluded).then(pl.lit("concluded")).otherwise("second")
    )


def _make_rows_of_prose(
    frame: str, statements: pl.DataFrame, reports: pl.DataFrame, having: set[str]
) -> list[tuple[Any, ...]]:
    """Rows of a tidy frame from prose; figures that contradict each other are none."""
    without = reports.filter(~pl.col("report_id").is_in(having))
    said = select_statements(frame, statements, without)
    figures = said.group_by("report_id", "form", "first", "second", maintain_order=True).agg(
        pl.col("value").unique()
    )
    return [
        (
            report_id,
            form,
            first,
            second,
            *(_whole(values[0], "printed") if len(values) == 1 else (None, "ambiguous")),
            False,
            "prose",
        )
        for report_id, form, first, second, values in figures.iter_rows()
    ]


def _count(frame: str, frames: Frames, sheets: Mapping[str, Sheet]) -> pl.DataFrame:
    """A tidy frame of counts: what tables print, and the prose of reports without such a table."""
    rows, having = _make_rows_of_tables(sheets, frame)
    rows += _make_rows_of_prose(frame, frames["statements"], frames["reports"], having)
    kinds = list_dtypes(frame)
    names = ("report_id", "form", *COLUMNS[frame], *_COUNTED, "role")
    counts = pl.DataFrame(
        _add_roles(frame, rows), schema={name: kinds[name] for name in names}, orient="row"
    )
    return order_rows(frame, counts.join(frames["reports"].select(_KEYS), on="report_id"))


def _add_roles(frame: str, rows: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Each row with its role at the end: what a row is depends on the others of its report."""
    for _, group in groupby(sorted(rows, key=itemgetter(0)), key=itemgetter(0)):
        report = list(group)
        roles = assign_roles(frame, frozenset(row[2:4] for row in report))
        yield from ((*row, roles[row[2:4]]) for row in report)


def _make_proactive(frames: Frames) -> pl.DataFrame:
    cells = (
        frames["cells"]
        .filter(table="proactive")
        .join(frames["reports"].select(_KEYS), on="report_id")
    )
    units = [
        (form.key, row, column, table.find_unit(row, column))
        for form in forms().values()
        for table in form.tables
        if table.key == "proactive"
        for row, column in table.list_places()
    ]
    of_forms = pl.DataFrame(units, schema=["form", "row", "column", "unit"], orient="row")
    return order_rows(
        "proactive",
        cells.join(of_forms, on=["form", "row", "column"]).rename(
            {"row": "subject", "column": "measure"}
        ),
    )


def tidy(frames: Frames, sheets: Mapping[str, Sheet] | None = None) -> dict[str, pl.DataFrame]:
    """`applications`, `disputes` and `proactive` from the frames `reports`, `cells` and
    `statements`; `sheets` are those of `cells` (`proofs.make_sheets`), where they are made already.

    Counts are in 件, one row per report, outcome and applicant (or channel and result). A fraction
    in a counting cell gives null and the status illegible. No number of the long frames is changed.
    """
    if sheets is None:
        sheets = dict(make_sheets(frames["cells"].select(SHEET_COLUMNS).iter_rows()))
    return {
        "applications": _count("applications", frames, sheets),
        "disputes": _count("disputes", frames, sheets),
        "proactive": _make_proactive(frames),
    }
