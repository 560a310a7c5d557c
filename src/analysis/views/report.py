"""One report on a terminal and in a notebook: the same parts in the same order."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..frames import Extract
from ..frames.schema import Rows
from ..labelling import write_label_entries
from ..tables.readings import Reading, Statement
from ..terminal import clip_text, count_values, join_lines, pad
from .sheets import (
    MARK,
    STYLE,
    Failed,
    Sheet,
    find_failed_cells,
    format_number,
    format_side,
    make_sheets,
    write_html_sheets,
    write_sheets,
)

_FACTS = (
    "issuer",
    "year",
    "level",
    "scope",
    "division_code",
    "period_start",
    "period_end",
    "published",
    "url",
)
_BOUND_SIGN = {"at_least": "≥", "about": "≈", "nearly": "<", "rounded": "≈"}
_NO_REPORT = "This document is not read as a report:"
_LABELS = "for labels.toml, after a look at each key"
_RESULTS = ("pass", "fail", "not_assessable")
_Row = Mapping[str, Any]


class Figure(NamedTuple):
    """A figure of the prose as it is shown."""

    line: str
    key: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """What is shown of a report; `view_report` makes it.

    `n_unclassified` counts the figures that no key fits, which are not among `figures`.
    """

    title: str
    about: list[str]
    sheets: list[Sheet]
    failed: Failed
    marks: list[str]
    figures: list[Figure]
    figures_title: str
    n_unclassified: int
    checks: list[str]
    problems: list[str]
    labels: list[str]

    def write_text(self) -> str:
        """The view for a terminal, every line of it escaped."""
        lines = [self.title, *self.about, *write_sheets(self.sheets, self.failed), *self.marks]
        if self.figures or self.n_unclassified:
            lines += ["", self.figures_title, *map(_write_figure, self.figures)]
        if self.n_unclassified:
            lines.append(
                f"         {self.n_unclassified} more figures that no key fits (key unclassified)"
            )
        for heading, items in self._list_sections():
            lines += ["", heading, *(f"  {item}" for item in items)]
        return join_lines(lines)

    def write_html(self) -> str:
        """The view as HTML, all text of the document escaped."""
        parts = [STYLE, f"<div class='gongkai-report'><h3>{html.escape(self.title)}</h3>"]
        parts += [f"<div>{html.escape(line)}</div>" for line in self.about]
        parts.append(write_html_sheets(self.sheets, self.failed))
        parts += [f"<div>{html.escape(line)}</div>" for line in self.marks]
        if self.figures:
            rows = "".join(map(_write_html_figure, self.figures))
            parts.append(f"<h4>{html.escape(self.figures_title)}</h4>")
            parts.append(f"<table class='gongkai'><tbody>{rows}</tbody></table>")
        for heading, items in self._list_sections():
            listed = "".join(f"<li>{html.escape(item)}</li>" for item in items)
            parts.append(f"<h4>{html.escape(heading)}</h4><ul>{listed}</ul>")
        return "".join(parts) + "</div>"

    def _list_sections(self) -> Iterator[tuple[str, list[str]]]:
        sections = (("checks", self.checks), ("problems", self.problems), (_LABELS, self.labels))
        yield from ((heading, items) for heading, items in sections if items)


def view_report(extract: Extract, rows: Rows, checks: Sequence[_Row], further: int) -> ReportView:
    """What is shown of a report, from the rows of its frames and its checks; `further` reports
    stand behind it in the same file.
    """
    cells = rows["cells"]
    failed = find_failed_cells(checks)
    keyed = [one for one in extract.statements if one.key != "unclassified"]
    is_paraphrase = any(one.paraphrase for one in extract.statements)
    restated = " (paraphrased: the sentences restate the original)"
    fields = Reading.__dataclass_fields__
    return ReportView(
        title=name_report(extract),
        about=[*_describe_document(extract, cells, further), *_describe_absence(extract)],
        sheets=make_sheets(Reading(**{name: row[name] for name in fields}) for row in cells),
        failed=failed,
        marks=_explain_marks({row["status"] for row in cells}, bool(failed)),
        figures=[_make_figure(one) for one in keyed],
        figures_title="statements in prose" + restated * is_paraphrase,
        n_unclassified=len(extract.statements) - len(keyed),
        checks=[*_count_results(checks), *_describe_failures(checks)],
        problems=[_describe_problem(row) for row in rows["problems"]],
        labels=list_label_entries(rows),
    )


def name_report(extract: Extract) -> str:
    """The title of a report, or the name of its file."""
    return str(extract.masthead.get("title") or extract.document.name)


def list_label_entries(rows: Rows) -> list[str]:
    """The lines of a `labels.toml` for the labels of a report that no form knows."""
    placed = {row["line"]: row["row"] for row in rows["cells"] if row["line"] is not None}
    return write_label_entries(rows["problems"], placed)


def _describe_document(extract: Extract, cells: Iterable[_Row], further: int) -> Iterator[str]:
    """Who and when, each with its source; the file and its cells; what else the file holds."""
    facts = " · ".join(_list_facts(extract.masthead))
    layout = extract.recognised.layout
    parts = (
        extract.document.name,
        extract.document.media,
        f"layout {layout}" if layout else "",
        count_values(row["status"] for row in cells),
    )
    yield from filter(None, (facts, " · ".join(filter(None, parts))))
    if further:
        yield (f"the file holds {further + 1} reports; this is the first, gongkai build reads all")


def _list_facts(masthead: _Row) -> Iterator[str]:
    for name in _FACTS:
        if masthead.get(name):
            source = masthead.get(f"{name.removesuffix('_start').removesuffix('_end')}_from")
            yield f"{name} {masthead[name]}" + (f" ({source})" if source else "")


def _describe_absence(extract: Extract) -> list[str]:
    return [] if extract.is_report else [_NO_REPORT]


def _explain_marks(statuses: set[str], has_failed: bool) -> list[str]:
    """What the marks in the tables mean, of those that occur."""
    meanings = [
        f"{mark} {status.replace('_', ' ')}" for status, mark in MARK.items() if status in statuses
    ]
    meanings += ["~ placed by the identities"] * ("recovered" in statuses)
    meanings += ["= set by a public correction"] * ("corrected" in statuses)
    meanings += ["! in a sum that does not hold in print"] * has_failed
    return ["marks: " + ", ".join(meanings)] if meanings else []


def _make_figure(statement: Statement) -> Figure:
    year = str(statement.year) if statement.part and statement.year else ""
    note = " ".join(filter(None, (statement.scope_words, "part" * statement.part, year)))
    value = "" if statement.value is None else format_number(statement.value)
    return Figure(
        str(statement.line or ""),
        statement.key + (f" [{note}]" if note else ""),
        f"{_BOUND_SIGN.get(statement.bound, '')}{value}{statement.unit}",
        statement.sentence,
    )


def _write_figure(figure: Figure) -> str:
    key = pad(clip_text(figure.key, 52), 52)
    value = pad(figure.value, 14, left=True)
    return f"{figure.line:>7}  {key}  {value}  {clip_text(figure.sentence, 60)}"


def _write_html_figure(figure: Figure) -> str:
    key, value = html.escape(figure.key), html.escape(figure.value)
    sentence = html.escape(figure.sentence, quote=True)
    return (
        f"<tr><td class='line'>{figure.line}</td><th scope='row'>{key}</th>"
        f"<td title='{sentence}'>{value}</td></tr>"
    )


def _count_results(checks: Iterable[_Row]) -> Iterator[str]:
    for result in _RESULTS:
        rows = [row for row in checks if row["result"] == result]
        if rows:
            proven = sum(row["blanks_as_zero"] > 0 for row in rows) if result == "pass" else 0
            note = f" ({proven} of them with blanks proven 0)" if proven else ""
            yield f"{len(rows)} {result.replace('_', ' ')}{note}"


def _describe_failures(checks: Iterable[_Row]) -> Iterator[str]:
    for row in (row for row in checks if row["result"] == "fail"):
        sides = " against ".join(format_side(row[side]) for side in ("left", "right"))
        detail = f"; {row['detail']}" if row["detail"] else ""
        yield f"FAIL {row['check']} {row['subject']}: {sides} [{row['strength']}]{detail}"


def _describe_problem(row: _Row) -> str:
    place = f"line {row['line']}: " if row["line"] is not None else ""
    seen = "".join(f" ({word} {row[word]})" for word in ("expected", "found") if row[word])
    return f"{row['severity']} {row['code']}: {place}{row['message']}{seen}"
