"""One table in several layouts, for tests: rows of texts to the bytes of a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.documents import read
from analysis.errors import Problem
from analysis.tables.readings import Recognised
from analysis.tables.recognise import recognise

Rows = Sequence[Sequence[str]]
BLANK = "\u00a0"


def as_html(rows: Rows) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>\n"


def as_pipes(rows: Rows) -> str:
    return "".join(" | ".join(row) + " |\n" for row in rows)


def as_opened_pipes(rows: Rows) -> str:
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def as_markdown(rows: Rows) -> str:
    lines = ["| " + " | ".join(row) + " |\n" for row in rows]
    return "\n" + lines[0] + "|---" * len(rows[0]) + "|\n" + "".join(lines[1:]) + "\n"


def as_tabs(rows: Rows) -> str:
    return "".join("\t".join(row) + "\n" for row in rows)


def as_cells(rows: Rows) -> str:
    return "".join(f"{cell or BLANK}\n" for row in rows for cell in row)


LAYOUTS: dict[str, Callable[[Rows], str]] = {
    "html": as_html,
    "pipes": as_pipes,
    "opened": as_opened_pipes,
    "markdown": as_markdown,
    "tabs": as_tabs,
    "cells": as_cells,
}
GRIDS = {name: layout for name, layout in LAYOUTS.items() if name != "cells"}


def name_of(layout: Callable[[Rows], str]) -> str:
    return "a.html" if layout is as_html else "a.md" if layout is as_markdown else "a.txt"


def line_of(text: str, layout: Callable[[Rows], str]) -> str:
    """A line above or below a table."""
    return f"<p>{text}</p>\n" if layout is as_html else f"{text}\n"


def read_text(
    text: str, layout: Callable[[Rows], str], year: int | None = None, issuer: str = ""
) -> Recognised:
    return recognise(read(text.encode(), name_of(layout)), year, issuer)[0]


def values(found: Recognised) -> dict[str, float]:
    """The values that were read, by row and column."""
    return {f"{r.row}.{r.column}": r.value for r in found.readings if r.value is not None}


def problems(found: Recognised, code: str) -> list[Problem]:
    return [problem for problem in found.problems if problem.code == code]
