"""The data dictionary, generated from the schemas, the editions, the crosswalk and the measures:
nothing is typed twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import PROBLEMS
from ..forms import Form, forms
from ..forms.crosswalk import load_crosswalk
from .schema import FRAMES, POLICY, SCHEMA_VERSION


def _write_cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    names = list(head)
    return [
        "| " + " | ".join(names) + " |",
        "|" + " --- |" * len(names),
        *("| " + " | ".join(_write_cell(c) for c in row) + " |" for row in rows),
        "",
    ]


def _describe_frames() -> list[str]:
    lines: list[str] = []
    for name, schema in FRAMES.items():
        lines += [
            f"### `{name}`",
            "",
            schema.words,
            "",
            f"Sorted by {', '.join(f'`{c}`' for c in schema.order)}.",
            "",
        ]
        rows = []
        for key, column in schema.columns.items():
            words = column.words
            if column.allowed:
                words += " (" + ", ".join(f"`{value}`" for value in column.allowed) + ")"
            rows.append(
                (
                    f"`{key}`",
                    column.dtype,
                    "yes" if column.null else "no",
                    column.unit,
                    words,
                )
            )
        lines += _table(("column", "type", "may be null", "unit", "meaning"), rows)
    return lines


def _describe_form(form: Form) -> list[str]:
    lines = [
        f"### `{form.key}` {form.name}",
        "",
        f"Legal basis: {form.basis}. Usual report years: {form.report_years}.",
        "",
    ]
    for table in form.tables:
        rows = [
            (
                f"`{r.key}`",
                r.label,
                ", ".join(f"`{c}`" for c in table.find_columns(r.key)),
                r.article,
                f"`{r.group}`" if r.group else "",
            )
            for r in table.rows
        ]
        lines += [
            f"`{table.key}`: {table.title}",
            "",
            *_table(("row", "printed label", "columns", "article", "group"), rows),
        ]
        lines += _table(
            ("column", "printed label", "unit"),
            [(f"`{c.key}`", c.label, c.unit or table.unit) for c in table.columns],
        )
    if form.identities:
        found = [
            (
                f"`{i.id}`",
                f"`{i.table}`",
                i.each,
                i.strength,
                ">=" if i.relation == "at_least" else "=",
                ", ".join(i.left),
                ", ".join(i.right),
            )
            for i in form.identities
        ]
        lines += _table(
            ("identity", "table", "per", "strength", "relation", "left", "right"), found
        )
    return lines


def _describe_crosswalk() -> list[str]:
    def write_terms(cells: Mapping[tuple[str, str, str], int]) -> str:
        return ", ".join(
            ("-" if weight < 0 else "") + ".".join(key) for key, weight in cells.items()
        )

    rows = [
        (
            f"`{s.key}`",
            form,
            write_terms(cells),
            s.verdict_for(form),
            ".".join(s.target) if forms()[form].is_crosswalked else "",
            s.note,
        )
        for s in load_crosswalk().series
        for form, cells in s.terms.items()
    ]
    breaks = [
        (b.date.isoformat(), b.kind, b.words["en"], b.words["zh"], b.note)
        for b in load_crosswalk().breaks
    ]
    return [
        *_table(("series", "form", "cells", "verdict", "enters as", "note"), rows),
        *_table(("date", "kind", "break", "中文", "note"), breaks),
    ]


def write_dictionary(
    measures: Iterable[Mapping[str, str]] = (), checks: Iterable[Mapping[str, str]] = ()
) -> str:
    """The data dictionary as Markdown.

    `measures` (key, words, numerator, denominator, unit) and `checks` (id, strength, forms, words)
    come from their rooms, which stand to the right of this one; without them their chapters are
    left out.
    """
    lines = [
        "# Data dictionary",
        "",
        f"Schema version {SCHEMA_VERSION}. {POLICY}",
        "",
        "Generated from the code; do not edit.",
        "",
        "## Frames",
        "",
        *_describe_frames(),
        "## Forms",
        "",
    ]
    for form in forms().values():
        lines += _describe_form(form)
    lines += [
        "## Crosswalk",
        "",
        *_describe_crosswalk(),
        "## Problems",
        "",
        *_table(
            ("code", "severity", "meaning"),
            [(f"`{code}`", *said) for code, said in PROBLEMS.items()],
        ),
    ]
    for title, found in (("Checks", list(checks)), ("Measures", list(measures))):
        if found:
            lines += [f"## {title}", "", *_table(found[0], [one.values() for one in found])]
    return "\n".join(lines).rstrip() + "\n"
