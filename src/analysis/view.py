"""A report as its tables are printed: the same view for a terminal and for a notebook.

Cells of failed identities are marked, blanks stay blanks, and every row has its line.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .forms import forms
from .tables.readings import Reading

LABEL_WIDTH = 44  # columns of a terminal
MARK = {"blank": "·", "nil_mark": "/", "illegible": "?", "ambiguous": "?"}


@dataclass(slots=True)
class Sheet:
    """A table, or a part of it whose rows have the same columns; only the first part of a table has its `title`."""

    title: str
    columns: list[str]
    rows: list[tuple[str, list[Reading | None]]] = field(default_factory=list)


def sheets(readings: Iterable[Reading]) -> list[Sheet]:
    """The readings of one report in the order of the form, one sheet for each set of columns."""
    by_key = {(r.table, r.row, r.column): r for r in readings}
    editions = {r.table: r.form for r in by_key.values()}
    found: list[Sheet] = []
    for key, form in sorted(
        editions.items(), key=lambda item: [t.key for t in forms()[item[1]].tables].index(item[0])
    ):
        table = forms()[form].table(key)
        sheet: Sheet | None = None
        before: tuple[str, ...] = ()
        for row in table.rows:
            columns = table.columns_of(row.key)
            cells = [by_key.get((key, row.key, c)) for c in columns]
            if not any(cells):
                continue
            if sheet is None or columns != before:
                sheet = Sheet(
                    "" if sheet else f"{table.title} ({key}, {form})",
                    [table.column(c).label for c in columns],
                )
                found.append(sheet)
                before = columns
            sheet.rows.append((row.label, cells))
    return found


def width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def clip(text: str, limit: int) -> str:
    """`text` in at most `limit` columns of a terminal."""
    if width(text) <= limit:
        return text
    while width(text) > limit - 1:
        text = text[:-1]
    return text + "…"


def pad(text: str, size: int, left: bool = False) -> str:
    space = " " * max(size - width(text), 0)
    return space + text if left else text + space


def number(value: float) -> str:
    """A value as it is read aloud: no decimals for counts."""
    return f"{int(value)}" if value == int(value) else f"{value:.10g}"


def shown(reading: Reading | None) -> str:
    if reading is None:
        return ""
    if reading.value is None:
        return MARK.get(reading.status, "?")
    return number(reading.value) + ("~" if reading.status == "recovered" else "")


def as_text(found: Sequence[Sheet], failed: set[tuple[str, str, str]]) -> list[str]:
    """Lines for a terminal: source line, label, numbers; `!` marks a cell of a failed identity, `~` a recovered number."""
    lines: list[str] = []
    for sheet in found:
        if sheet.title:
            lines += ["", sheet.title]
        heads = [clip(c, 14) for c in sheet.columns]
        body = [
            (
                label,
                [
                    shown(c) + ("!" if c and (c.table, c.row, c.column) in failed else "")
                    for c in cells
                ],
                cells,
            )
            for label, cells in sheet.rows
        ]
        widths = [
            max(width(h), *(width(cells[i]) for _, cells, _ in body)) for i, h in enumerate(heads)
        ]
        lines.append(
            "   line  "
            + pad("", LABEL_WIDTH)
            + "  "
            + "  ".join(pad(h, w, left=True) for h, w in zip(heads, widths, strict=True))
        )
        for label, cells, readings in body:
            at = next((where(r) for r in readings if r is not None), "")
            lines.append(
                f"{at:>7}  "
                + pad(clip(label, LABEL_WIDTH), LABEL_WIDTH)
                + "  "
                + "  ".join(pad(c, w, left=True) for c, w in zip(cells, widths, strict=True))
            )
    return lines


def where(reading: Reading) -> str:
    """The line of a reading, or its page where there is no line."""
    return (
        str(reading.line)
        if reading.line is not None
        else f"p. {reading.page}"
        if reading.page is not None
        else ""
    )


def as_html(found: Sequence[Sheet], failed: set[tuple[str, str, str]]) -> str:
    """The same as HTML, everything from the document escaped; raw text, status and line stand in each cell's title."""
    parts: list[str] = []
    for sheet in found:
        if sheet.title:
            parts.append(f"<h4>{html.escape(sheet.title)}</h4>")
        parts.append(
            "<table class='gongkai'><thead><tr><th>line</th><th></th>"
            + "".join(f"<th>{html.escape(c)}</th>" for c in sheet.columns)
            + "</tr></thead><tbody>"
        )
        for label, cells in sheet.rows:
            at = next((where(r) for r in cells if r is not None), "")
            parts.append(
                f"<tr><td class='line'>{at}</td><th scope='row'>{html.escape(label)}</th>"
                + "".join(_cell(c, failed) for c in cells)
                + "</tr>"
            )
        parts.append("</tbody></table>")
    return "".join(parts)


def _cell(reading: Reading | None, failed: set[tuple[str, str, str]]) -> str:
    if reading is None:
        return "<td class='none'></td>"
    bad = (reading.table, reading.row, reading.column) in failed
    place = f"line {reading.line}" if reading.line is not None else reading.place
    title = html.escape(
        f"{reading.table}.{reading.row}.{reading.column}: “{reading.raw}”, {reading.status}, {place}",
        quote=True,
    )
    classes = " ".join(filter(None, [reading.status, "failed" if bad else ""]))
    return f"<td class='{classes}' title='{title}'>{html.escape(shown(reading))}</td>"


STYLE = """<style>
.gongkai-report{font-size:12px;line-height:1.35}
.gongkai-report h3{margin:.2em 0}.gongkai-report h4{margin:.8em 0 .2em}
table.gongkai{border-collapse:collapse;margin:0 0 .5em;font-variant-numeric:tabular-nums}
table.gongkai th,table.gongkai td{border:1px solid #c8c8c8;padding:1px 6px;text-align:right;max-width:26em}
table.gongkai th[scope=row]{text-align:left;font-weight:normal}
table.gongkai thead th{font-weight:600;background:#f3f3f3;color:#222}
table.gongkai td.line{color:#777}
table.gongkai td.blank,table.gongkai td.nil_mark{color:#999}
table.gongkai td.recovered{font-style:italic}
table.gongkai td.ambiguous,table.gongkai td.illegible{background:#fff3cd;color:#222}
table.gongkai td.failed{outline:2px solid #b00020;font-weight:600}
.gongkai-report ul{margin:.2em 0 .2em 1.2em;padding:0}
</style>"""
