"""The tidy frames `applications`, `disputes` and `proactive`, from the long ones.

Names of what is counted (`outcome`; `channel` and `result`):

- form2019, form2021: the row and column keys of the form, one row per cell of every row that the report prints;
- stat2014, local_fujian: the targets of the crosswalk. A row key of the newer form stands there only where one
  printed cell of both forms means the same; sums and weak series have names of their own (`disclosed_full`,
  `not_held`, `decided`, `refused_other_grounds`; results `concluded`, `cases`), so no report holds both;
- prose, only in reports that print no such table: the key of the statement (`new`, `granted`, also the groups
  `refused`, `unable`, `granted_or_partly`; channel `litigation` where all suits are one block).

A blank counts as 0 only where proven (`zero_proven`), and a blank row total whose parts are all printed or
proven is their sum (`derived`). Everything else that is not printed stays null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from ..forms import forms
from ..forms.crosswalk import BY_CROSSWALK, crosswalk
from .long import unit_of
from .proofs import Sheet, sheets
from .schema import dtypes, empty, ordered

_KEYS = ["report_id", "issuer_id", "division_code", "level", "scope", "year"]
_COUNTED = ("count", "status", "zero_proven", "evidence")
_NAMES = {"applications": ("outcome", "applicant"), "disputes": ("channel", "result")}
_APPLICANTS = frozenset(column.key for column in forms()["form2021"].table("applications").columns)
# Words of a scope that is wider than an organ or its own level: such a figure is not the report's.
WIDER = ("全国", "全省", "全市", "全区", "全县", "全州", "全盟", "全旗")
Place = tuple[str, str]


def _whole(value: float | None, status: str) -> tuple[int | None, str]:
    """A count is a whole number: a fraction in its cell is no count."""
    if value is not None and value != int(value):
        return None, "illegible"
    return (None if value is None else int(value)), status


def _from_table(sheet: Sheet, table: str) -> Iterator[tuple[Place, tuple[Any, ...]]]:
    derived = sheet.derived()
    for key, status in sheet.statuses.items():
        if key[0] != table:
            continue
        value = sheet.known(key)
        if key in derived:
            value, status = derived[key], "derived"
        yield (key[1], key[2]), (*_whole(value, status), sheet.is_zero(key), "table")


def _by_crosswalk(sheet: Sheet, form: str, frame: str) -> Iterator[tuple[Place, tuple[Any, ...]]]:
    for series in crosswalk().entering(form, frame):
        terms = series.terms[form]
        statuses = [sheet.statuses.get(key) for key in terms]
        if not any(statuses):
            continue
        value = sheet.total(terms)
        gaps = [status or "blank" for key, status in zip(terms, statuses, strict=True) if sheet.known(key) is None]
        status = gaps[0] if gaps else "derived" if len(terms) > 1 else str(statuses[0])
        place = (series.target[1], "total") if frame == "applications" else (series.target[1], series.target[2])
        yield place, (*_whole(value, status), len(terms) == 1 and sheet.zeros(terms) == 1, "table")


def _tables(cells: pl.DataFrame, frame: str) -> tuple[list[tuple[Any, ...]], set[str]]:
    """Rows of a tidy frame from tables, and the reports that print such a table."""
    rows: list[tuple[Any, ...]] = []
    having: set[str] = set()
    for report_id, sheet in sheets(cells):
        # A report with a table of the newer forms is not read by an older one as well.
        older = [] if frame in sheet.forms else [form for form in BY_CROSSWALK if form in sheet.forms][:1]
        for form, found in [(sheet.forms[frame], _from_table(sheet, frame))] if frame in sheet.forms else [(f, _by_crosswalk(sheet, f, frame)) for f in older]:
            having.add(report_id)
            rows += [(report_id, form, *place, *counted) for place, counted in found]
    return rows, having


def _prose_place(key: str) -> tuple[str, Place] | None:
    """The frame and place of a statement's key, None where it counts neither applications nor disputes."""
    frame, *rest = key.split(".")
    if frame == "applications" and len(rest) == 1:
        return frame, (rest[0], "total")
    if frame == "applications" and len(rest) == 2 and rest[1] in _APPLICANTS:
        return frame, (rest[0], rest[1])
    if frame == "disputes" and len(rest) == 2:
        return frame, (rest[0], rest[1])
    return None


def _prose(frame: str, statements: pl.DataFrame, reports: pl.DataFrame, having: set[str]) -> list[tuple[Any, ...]]:
    """Exact figures about the whole scope and the report's own year; figures that contradict each other are none."""
    own = reports.filter(~pl.col("report_id").is_in(sorted(having))).select(
        "report_id", "form", narrow=pl.col("scope").is_in(["organ", "level"]), report_year="year"
    )
    said = statements.filter(~pl.col("part"), pl.col("bound") == "exact", pl.col("value").is_not_null()).join(own, on="report_id")
    said = said.filter(pl.col("year").is_null() | pl.col("report_year").is_null() | (pl.col("year") == pl.col("report_year")))
    said = said.filter(~(pl.col("narrow") & pl.col("scope_words").fill_null("").str.contains_any(list(WIDER))))
    found: dict[tuple[str, Place], tuple[str, set[float]]] = {}
    for report_id, form, key, value, basis in said.select("report_id", "form", "key", "value", "basis").iter_rows():
        place = _prose_place(key)
        if place is None or place[0] != frame:
            continue
        first, second = place[1]
        if frame == "disputes" and second == "total" and basis == "concluded":
            second = "concluded"
        found.setdefault((report_id, (first, second)), (form, set()))[1].add(value)
    rows: list[tuple[Any, ...]] = []
    for (report_id, names), (form, values) in found.items():
        counted = _whole(next(iter(values)), "printed") if len(values) == 1 else (None, "ambiguous")
        rows.append((report_id, form, *names, *counted, False, "prose"))
    return rows


def _counted(frame: str, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    rows, having = _tables(frames["cells"], frame)
    rows += _prose(frame, frames["statements"], frames["reports"], having)
    if not rows:
        return empty(frame)
    kinds = dtypes(frame)
    names = ["report_id", "form", *_NAMES[frame], *_COUNTED]
    made = pl.DataFrame(rows, schema={name: kinds[name] for name in names}, orient="row")
    return ordered(frame, made.join(frames["reports"].select(_KEYS), on="report_id"))


def _proactive(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    cells = frames["cells"].filter(pl.col("table") == "proactive")
    if cells.is_empty():
        return empty("proactive")
    kinds = cells.select("form", "row", "column").unique().sort("form", "row", "column")
    units = kinds.with_columns(unit=pl.Series([unit_of(form, "proactive", row, column) for form, row, column in kinds.iter_rows()], dtype=pl.Utf8))
    made = cells.join(units, on=["form", "row", "column"]).rename({"row": "subject", "column": "measure"}).join(frames["reports"].select(_KEYS), on="report_id")
    return ordered("proactive", made)


def tidy(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """`applications`, `disputes` and `proactive` from the frames `reports`, `cells` and `statements`.

    Counts are in 件, one row per report, outcome and applicant (or channel and result). A fraction in a
    counting cell gives null and the status illegible. No number of the long frames is changed.
    """
    return {"applications": _counted("applications", frames), "disputes": _counted("disputes", frames), "proactive": _proactive(frames)}
