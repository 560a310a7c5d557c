"""A report as its tables are printed: the same view for a terminal and for a notebook.

Cells of failed identities are marked, blanks stay blanks, and every row has its line.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..forms import Table, forms
from ..tables.readings import Reading
from ..terminal import clip_text, measure_width, pad

Failed = set[tuple[str, str, str]]
"""The cells (table, row, column) of failed identities."""
LABEL_WIDTH = 44  # columns of a terminal
SIGN = {"recovered": "~", "corrected": "="}
MARK = {"blank": "·", "nil_mark": "/", "illegible": "?", "ambiguous": "?"}


@dataclass(slots=True)
class Sheet:
    """A table, or a part of it whose rows have the same columns; only the first part of a table has
    its `title`.
    """

    title: str
    columns: list[str]
    rows: list[tuple[str, list[Reading | None]]] = field(default_factory=list)


def make_sheets(readings: Iterable[Reading]) -> list[Sheet]:
    """The readings of one report in the order of the form, one sheet for each set of columns."""
    by_key = {(r.table, r.row, r.column): r for r in readings}
    editions = {r.table: r.form for r in by_key.values()}
    tables = [forms()[form].table(table) for table, form in editions.items()]
    found: list[Sheet] = []
    for table in sorted(tables, key=_place_in_form):
        title = f"{table.title} ({table.key}, {table.form})"
        before: tuple[str, ...] = ()
        for row in table.rows:
            columns = table.find_columns(row.key)
            cells = [by_key.get((table.key, row.key, column)) for column in columns]
            if not any(cells):
                continue
            if columns != before:
                found.append(Sheet(title, [table.find_column(column).label for column in columns]))
                before, title = columns, ""
            found[-1].rows.append((row.label, cells))
    return found


def _place_in_form(table: Table) -> int:
    """Which table of its edition it is."""
    return [known.key for known in forms()[table.form].tables].index(table.key)


def format_number(value: float) -> str:
    """A value as it is read aloud: no decimals for counts."""
    return f"{int(value)}" if value == int(value) else f"{value:.10g}"


def format_reading(reading: Reading | None) -> str:
    """A reading as a table shows it: its number, or the mark of its status."""
    if reading is None:
        return ""
    if reading.value is None:
        return MARK.get(reading.status, "?")
    return format_number(reading.value) + SIGN.get(reading.status, "")


def format_side(value: float | None) -> str:
    """A side of an identity, ? where it has no number."""
    return "?" if value is None else format_number(value)


def find_failed_cells(checks: Iterable[Mapping[str, Any]]) -> Failed:
    """The cells of the required identities that fail in the checks of one report."""
    failed = (c for c in checks if (c["result"], c["strength"]) == ("fail", "required"))
    keys = (key.split(".") for check in failed for key in (check["cells"] or "").split())
    return {(key[0], key[1], key[2]) for key in keys if len(key) == 3}


def _is_failed(reading: Reading | None, failed: Failed) -> bool:
    return reading is not None and (reading.table, reading.row, reading.column) in failed


def write_sheets(found: Sequence[Sheet], failed: Failed) -> list[str]:
    """Lines for a terminal: source line, label, numbers.

    `!` marks a cell of a failed identity, `~` a recovered number.
    """
    lines: list[str] = []
    for sheet in found:
        lines += ["", sheet.title] if sheet.title else []
        heads = [clip_text(column, 14) for column in sheet.columns]
        body = [
            [format_reading(cell) + "!" * _is_failed(cell, failed) for cell in cells]
            for _, cells in sheet.rows
        ]
        widths = [max(map(measure_width, column)) for column in zip(heads, *body, strict=True)]
        lines.append(_write_line("line", "", heads, widths))
        for (label, cells), texts in zip(sheet.rows, body, strict=True):
            lines.append(
                _write_line(find_first_place(cells), clip_text(label, LABEL_WIDTH), texts, widths)
            )
    return lines


def _write_line(place: str, label: str, texts: Sequence[str], widths: Sequence[int]) -> str:
    columns = "  ".join(pad(t, w, left=True) for t, w in zip(texts, widths, strict=True))
    return f"{place:>7}  {pad(label, LABEL_WIDTH)}  {columns}"


def find_first_place(readings: Iterable[Reading | None]) -> str:
    """The line of the first reading, or its page where there is no line."""
    reading = next(filter(None, readings), None)
    if reading is None or (reading.line is None and reading.page is None):
        return ""
    return f"p. {reading.page}" if reading.line is None else str(reading.line)


def write_html_sheets(found: Sequence[Sheet], failed: Failed) -> str:
    """The same as HTML, all text of the document escaped; each cell's title has raw text and
    line.
    """
    parts: list[str] = []
    for sheet in found:
        title = f"<h4>{html.escape(sheet.title)}</h4>" if sheet.title else ""
        heads = "".join(f"<th>{html.escape(column)}</th>" for column in sheet.columns)
        parts.append(
            f"{title}<table class='gongkai'><thead><tr><th>line</th><th></th>{heads}</tr></thead>"
            "<tbody>"
        )
        for label, cells in sheet.rows:
            place = f"<td class='line'>{find_first_place(cells)}</td>"
            head = f"{place}<th scope='row'>{html.escape(label)}</th>"
            parts.append(f"<tr>{head}{''.join(_write_cell(cell, failed) for cell in cells)}</tr>")
        parts.append("</tbody></table>")
    return "".join(parts)


def _write_cell(reading: Reading | None, failed: Failed) -> str:
    if reading is None:
        return "<td class='none'></td>"
    place = f"line {reading.line}" if reading.line is not None else reading.place
    key = f"{reading.table}.{reading.row}.{reading.column}"
    title = html.escape(f"{key}: “{reading.raw}”, {reading.status}, {place}", quote=True)
    classes = reading.status + " failed" * _is_failed(reading, failed)
    return f"<td class='{classes}' title='{title}'>{html.escape(format_reading(reading))}</td>"


STYLE = """<style>
.gongkai-report{font-size:12px;line-height:1.35}
.gongkai-report h3{margin:.2em 0}.gongkai-report h4{margin:.8em 0 .2em}
table.gongkai{border-collapse:collapse;margin:0 0 .5em;font-variant-numeric:tabular-nums}
table.gongkai th,table.gongkai td{border:1px solid #c8c8c8;padding:1px 6px}
table.gongkai th,table.gongkai td{text-align:right;max-width:26em}
table.gongkai th[scope=row]{text-align:left;font-weight:normal}
table.gongkai thead th{font-weight:600;background:#f3f3f3;color:#222}
table.gongkai td.line{color:#777}
table.gongkai td.blank,table.gongkai td.nil_mark{color:#999}
table.gongkai td.recovered{font-style:italic}
table.gongkai td.ambiguous,table.gongkai td.illegible{background:#fff3cd;color:#222}
table.gongkai td.failed{outline:2px solid #b00020;font-weight:600}
.gongkai-report ul{margin:.2em 0 .2em 1.2em;padding:0}
</style>"""
