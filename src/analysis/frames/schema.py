"""The nine frames of a dataset as dataframely schemas: columns, types, values, units, words.

The descriptions and units stand here once; the data dictionary is generated from them. Allowed
values are data too (`allowed` in a column's metadata), so that a notebook and a test read the same
list.

>>> list(FRAMES)[:3]
['reports', 'cells', 'applications']
>>> dtypes("cells")["value"]
Float64
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import dataframely as dy
import polars as pl

from ..forms import crosswalked_forms, forms
from .categories import ROLES, contents

SCHEMA_VERSION = "2.1"
POLICY = (
    "A new column or frame raises the second number; a column that is renamed, "
    "removed or changes its meaning raises the first, "
    "and older datasets have to be built again."
)


class Frames(Protocol):
    """The frames of a dataset by name: what `analysis.load` gives, or a plain dict."""

    def __getitem__(self, name: str, /) -> pl.DataFrame: ...


LEVELS = ("national", "province", "prefecture", "county", "township", "unknown")
SCOPES = ("area", "level", "organ", "unknown")
FORMS = tuple(
    form.key
    for form in sorted(
        forms().values(), key=lambda form: (form.era, form.tables != (), form.area, form.key)
    )
)
"""The editions in the order of time: within an era prose, then the country's, then provinces'."""
MEDIA = ("text", "html", "mhtml", "pdf", "docx", "doc", "xlsx", "csv")
# Without a value: blank to ambiguous. `corrected` is set by the public corrections only.
VALUED = ("printed", "recovered", "corrected")
STATUSES = (*VALUED, "blank", "nil_mark", "illegible", "ambiguous")
TIDY_STATUSES = (*STATUSES, "derived")
EVIDENCE = ("table", "prose")
BOUNDS = ("exact", "at_least", "about", "nearly", "rounded")
STRENGTHS = ("required", "expected", "plausible")
RESULTS = ("pass", "fail", "not_assessable")
SEVERITIES = ("error", "warning", "info")


def _text(
    description: str, *, null: bool = True, key: bool = False, allowed: tuple[str, ...] = ()
) -> dy.String:
    check = (lambda column: column.is_in(allowed)) if allowed else None
    return dy.String(
        nullable=null and not key,
        primary_key=key,
        check=check,
        metadata={"unit": "", "allowed": allowed},
        description=description,
    )


def _names(description: str, names: Iterable[str], *, key: bool = False) -> dy.Enum:
    """A column of ordered names: they sort, and stand in legends, in the order of the form."""
    listed = tuple(names)
    return dy.Enum(
        listed,
        nullable=False,
        primary_key=key,
        metadata={"unit": "", "allowed": listed},
        description=description,
    )


def _value(kind: type[Any], description: str, *, null: bool = True, unit: str = "") -> Any:
    return kind(nullable=null, metadata={"unit": unit, "allowed": ()}, description=description)


class Reports(dy.Schema):
    """One row per report: who issued it, for which year, where that was found."""

    report_id = _text(
        "r and the first 15 hex digits of the SHA-256 of the file; a second report in "
        "one file ends in -2",
        key=True,
    )
    source = _text("path of the file below SOURCE", null=False)
    sha256 = _text("SHA-256 of the file", null=False)
    media = _text("file format", null=False, allowed=MEDIA)
    title = _text("title as printed")
    issuer = _text("who issued the report")
    organ = _text("government, general_office, or the department's name")
    sector = _text("field of the department")
    division_code = _text("code of the administrative division, six digits or more")
    issuer_id = _text("division_code, with :organ where the issuer is not the government itself")
    level = _text("level of the division", null=False, allowed=LEVELS)
    scope = _text(
        "what the numbers cover: the whole area, the issuer's own level (本级), one organ",
        null=False,
        allowed=SCOPES,
    )
    year = _value(dy.Int32, "reporting year")
    period_start = _value(dy.Date, "first day of the stated period")
    period_end = _value(dy.Date, "last day of the stated period")
    published = _value(dy.Date, "date of publication")
    form = _text("edition of the report: that of its applications table", null=False, allowed=FORMS)
    script = _text("Chinese script of the document", allowed=("hans", "hant"))
    layout = _text("how the tables are printed in the file")
    url = _text("address of the page")
    origin = _text("transcription, official, mirror")
    n_cells = _value(dy.Int32, "cells of the forms found in the report", null=False, unit="cells")
    n_problems = _value(dy.Int32, "problems of the report", null=False, unit="problems")
    title_from = _text("where the title was found")
    issuer_from = _text("where the issuer was found")
    organ_from = _text("where the organ was found")
    sector_from = _text("where the sector was found")
    division_code_from = _text("where the division was found")
    level_from = _text("where the level was found")
    scope_from = _text("where the scope was found")
    year_from = _text(
        "where the year was found (manifest, title, meta, period, address, file_name)"
    )
    period_from = _text("where the period was found")
    published_from = _text("where the date of publication was found")
    url_from = _text("where the address was found")
    origin_from = _text("where the origin was found")


class Cells(dy.Schema):
    """One row per cell of a form that stands in the document, with its place."""

    report_id = _text("report", key=True)
    table = _text("table of the form", key=True)
    form = _text("edition of this table", null=False, allowed=FORMS)
    row = _text("row key", key=True)
    column = _text("column key", key=True)
    value = _value(
        dy.Float64,
        "the number, only where it is printed",
        unit="of the key: see the keys of the forms",
    )
    status = _text(
        "printed; recovered (placed by the identities); corrected (public correction); "
        "blank; nil_mark; illegible; ambiguous",
        null=False,
        allowed=STATUSES,
    )
    raw = _text("text of the cell, verbatim", null=False)
    start = _value(dy.Int64, "offset of raw in the text of the document", unit="characters")
    line = _value(dy.Int32, "line in the document")
    page = _value(dy.Int32, "page of a PDF")
    place = _text("place in words, where the format has no offsets")
    printed = _value(
        dy.Float64,
        "the number in print, beside a value that a public correction set; null elsewhere",
        unit="of the key",
    )

    @dy.rule()
    def value_only_where_printed(cls) -> pl.Expr:
        return pl.col("value").is_not_null() == pl.col("status").is_in(VALUED)


class _Keyed(dy.Schema):
    report_id = _text("report", key=True)
    issuer = _text("who issued the report, as in reports")
    issuer_id = _text("issuer, as in reports")
    division_code = _text("division, as in reports")
    level = _text("level of the division", null=False, allowed=LEVELS)
    scope = _text("what the numbers cover", null=False, allowed=SCOPES)
    year = _value(dy.Int32, "reporting year")
    form = _text(
        "edition of the table; of the report where evidence is prose", null=False, allowed=FORMS
    )


def _counted(roles: tuple[str, ...], role: str) -> tuple[Any, ...]:
    return (
        _value(dy.Int64, "the number; null where it is not known", unit="件"),
        _names(role, roles),
        _text(
            "status of the cell; derived: a sum of printed or proven cells",
            null=False,
            allowed=TIDY_STATUSES,
        ),
        _value(dy.Bool, "count is 0 because printed totals prove the blank to be 0", null=False),
        _text("table, or prose of a report without such a table", null=False, allowed=EVIDENCE),
    )


class Applications(_Keyed):
    """One row per outcome and kind of applicant: blanks are 0 only where proven.

    What may be summed: the rows of role `part` of a report, which hold each application once. They
    are the decisions by kind of applicant; where a report gives no kinds (older tables, prose), the
    decisions themselves. `total` rows are sums of others (`closed_total`, `decided`, the column
    `total` beside the kinds, a group beside its rows) and are read alone. `flow` rows (new,
    carried_in, carried_out) are no decisions: new + carried_in - carried_out = closed_total. A sum
    over parts leaves out what is not known (null): compare it with the total of its row.
    """

    outcome = _names(
        f"row key of the applications table; for {' and '.join(crosswalked_forms())} the target "
        "of the crosswalk; for prose the key of the statement",
        contents("outcome"),
        key=True,
    )
    applicant = _names(
        "column key; total where only the sum is known", contents("applicant"), key=True
    )
    count, role, status, zero_proven, evidence = _counted(
        ROLES,
        "part: a decision that no other row of the report divides; total: a sum of other "
        "rows; flow: what came in or goes over into another year",
    )


class Disputes(_Keyed):
    """One row per channel and result; the rows of role `part` of a report hold each case once."""

    channel = _names(
        "reconsideration, litigation_direct, litigation_after_reconsideration; "
        "litigation where all suits are one block",
        contents("channel"),
        key=True,
    )
    result = _names(
        "upheld, corrected, other, pending, total; concluded and cases where an older "
        "table or prose has only that",
        contents("result"),
        key=True,
    )
    count, role, status, zero_proven, evidence = _counted(
        ROLES[:2],
        "part: a result that no other row of the report divides; total: total, concluded "
        "and cases, and litigation beside its two channels",
    )


class Proactive(_Keyed):
    """One row per subject and measure of proactive disclosure."""

    subject = _names("row key of the proactive table", contents("subject"), key=True)
    measure = _names("column key of the proactive table", contents("measure"), key=True)
    value = _value(
        dy.Float64, "the number; null where it is not printed", unit="of the column `unit`"
    )
    unit = _text("unit of the key", null=False)
    status = _text("status of the cell", null=False, allowed=STATUSES)


class Statements(dy.Schema):
    """One row per figure in running text."""

    report_id = _text("report", null=False)
    key = _text("key of the statement; unclassified where no key fits", null=False)
    value = _value(dy.Float64, "the figure, or its bound", unit="of the column `unit`")
    bound = _text(
        "exact; at_least (余, 多, 以上); about; nearly (近); rounded (7.4万)",
        null=False,
        allowed=BOUNDS,
    )
    unit = _text("unit as printed")
    year = _value(dy.Int32, "year that the figure refers to")
    scope_words = _text("words of scope, as printed")
    basis = _text("all cases, or concluded ones only", allowed=("all", "concluded"))
    part = _value(dy.Bool, "a sub-scope, a subset or another year", null=False)
    sentence = _text("the sentence, as printed")
    paraphrase = _value(
        dy.Bool, "the sentence restates the original (a transcription of this project)", null=False
    )
    raw = _text("the figure, as printed")
    start = _value(dy.Int64, "offset of raw in the text of the document", unit="characters")
    line = _value(dy.Int32, "line in the document")


class Sections(dy.Schema):
    """One row per section of a report."""

    report_id = _text("report", null=False)
    section = _text("section of the form", null=False)
    heading = _text("heading as printed")
    text = _text("text of the section")
    line_from = _value(dy.Int32, "first line")
    line_to = _value(dy.Int32, "last line")


class Checks(dy.Schema):
    """One row per instance of a check. Nothing is repaired: a failed check is a finding."""

    report_id = _text("report", null=False)
    other_report_id = _text("the other report of a check across reports")
    check = _text("id of the check", null=False)
    strength = _text(
        "required (the form says so, or arithmetic), expected (a difference is to be "
        "explained), plausible (a hint)",
        null=False,
        allowed=STRENGTHS,
    )
    subject = _text("column, row, channel or key that the instance is about", null=False)
    left = _value(
        dy.Float64,
        "left side: the whole, the figure in prose, or the later year",
        unit="of the cells",
    )
    right = _value(
        dy.Float64,
        "right side: the sum of the parts, the cell, or what the earlier year leads to",
        unit="of the cells",
    )
    difference = _value(
        dy.Float64, "left minus right; days for the check period", unit="of the cells"
    )
    result = _text("pass, fail, not_assessable", null=False, allowed=RESULTS)
    blanks_as_zero = _value(
        dy.Int32, "blanks counted as 0 because that is proven", null=False, unit="cells"
    )
    cells = _text(
        "the cells of the instance as table.row.column, separated by spaces; of another "
        "report with its id and a colon in front",
        null=False,
    )
    detail = _text("what fits, or what is missing", null=False)


class Problems(dy.Schema):
    """One row per odd thing in a document."""

    report_id = _text("report, or the id that the file would have", null=False)
    source = _text("path of the file below SOURCE", null=False)
    code = _text("code of the problem", null=False)
    severity = _text("error, warning, info", null=False, allowed=SEVERITIES)
    line = _value(dy.Int32, "line in the document")
    message = _text("what is odd, and what to do", null=False)
    expected = _text("what was expected")
    found = _text("what was found")


FRAMES: dict[str, type[dy.Schema]] = {
    "reports": Reports,
    "cells": Cells,
    "applications": Applications,
    "disputes": Disputes,
    "proactive": Proactive,
    "statements": Statements,
    "sections": Sections,
    "checks": Checks,
    "problems": Problems,
}

BY_ISSUER = ("issuer", "issuer_id", "year", "scope", "report_id")
# Rows of a frame are sorted by these columns; the rest of the columns break ties, but what stands
# in running text keeps its order.
ORDER: dict[str, tuple[str, ...]] = {
    "reports": ("report_id",),
    "cells": ("report_id", "table", "row", "column"),
    "applications": (*BY_ISSUER, "outcome", "applicant"),
    "disputes": (*BY_ISSUER, "channel", "result"),
    "proactive": (*BY_ISSUER, "subject", "measure"),
    "statements": ("report_id", "start", "line"),
    "sections": ("report_id", "line_from"),
    "checks": ("report_id", "check", "subject", "other_report_id"),
    "problems": ("source", "report_id", "line", "code"),
}

_IN_TEXT = (
    "statements",
    "sections",
)  # PDF and Word files have no offsets: the order of reading is that of the document


def dtypes(name: str) -> dict[str, pl.DataType]:
    """Column names and polars types of a frame, in order."""
    return {key: column.dtype for key, column in FRAMES[name].columns().items()}


def empty(name: str) -> pl.DataFrame:
    """The frame without rows."""
    return pl.DataFrame(schema=dtypes(name))


def make_frame(name: str, rows: Iterable[Any]) -> pl.DataFrame:
    """The frame of some rows: tuples in the order of the schema, or dicts by column."""
    return ordered(name, pl.DataFrame(list(rows), schema=dtypes(name), orient="row"))


def ordered(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its columns and types in the order of the schema and its rows sorted.

    Raises `polars` errors where a column is missing or cannot be cast: a frame is made by this
    package.
    """
    typed = frame.select(pl.col(key).cast(kind) for key, kind in dtypes(name).items())
    first = ORDER[name]
    rest = () if name in _IN_TEXT else [c for c in typed.columns if c not in first]
    return typed.sort([*first, *rest], nulls_last=True, maintain_order=True)


def failures(frames: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, int]]:
    """Which rules of which frames do not hold, with the number of rows; empty where all is well."""
    found: dict[str, dict[str, int]] = {}
    for name, frame in frames.items():
        schema = FRAMES[name]
        if list(frame.columns) != list(schema.columns()):
            found[name] = {"columns": frame.height or 1}
        elif counts := schema.filter(frame).failure.counts():
            found[name] = dict(sorted(counts.items()))
    return found
