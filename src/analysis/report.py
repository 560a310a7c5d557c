"""One report to look at: its frames, and its tables as printed, each number with its line."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from . import checks, view
from .extraction import extract
from .frames import FRAMES, Extract, corrections, long, tidy
from .labelling import load_labels, write_label_entries
from .manifest import find_row
from .paths import NAMES, find_inputs, find_study
from .summary import count_values
from .tables.readings import Reading
from .terminal import clip_text, escape, join_lines, pad

if TYPE_CHECKING:
    from .workers import Pool

_ID_FIELDS = (
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


_LABELS = "for labels.toml, after a look at each key"


class Report:
    """A document after reading: `frames` by name as in a dataset, for this document alone
    (`report.cells` is one of them).

    In a notebook it shows itself: its tables with failed identities marked, each cell's raw text
    and line on hover, then its statements and problems. `str(report)` gives the same for a
    terminal. `read` makes it.

    Parameters
    ----------
    extracted
        What was found in the document.
    further
        How many reports stand behind this one in the same file.
    public
        The corrections of its study.

    Attributes
    ----------
    frames
        The frames by name.

    Examples
    --------
    >>> report = read(data.raw / "shenhe-2020.txt")
    >>> report.cells.filter(row="closed_total", column="total")["value"].item()
    192.0
    """

    def __init__(
        self,
        extracted: Extract,
        further: int = 0,
        public: Sequence[corrections.Correction] = (),
    ) -> None:
        self.extract = extracted
        self.further = further  # reports behind this one in the same file
        frames = corrections.apply(long([extracted]), public)
        frames |= tidy(frames)
        frames["checks"] = checks.run(frames)
        self.frames: dict[str, pl.DataFrame] = frames

    @property
    def text(self) -> str:
        """The document's text, in which offsets (`start`) and lines count.

        Examples
        --------
        >>> read("行政许可".encode()).text
        '行政许可'
        """
        return self.extract.document.text

    def __getattr__(self, name: str) -> pl.DataFrame:
        if name in FRAMES:
            return self.frames[name]
        raise AttributeError(f"no {name!r}; the frames are {', '.join(FRAMES)}")

    def __repr__(self) -> str:
        return (
            f"<Report {escape(self._title())}: {self.cells.height} cells, "
            f"{self.statements.height} statements, {self.problems.height} problems>"
        )

    def _title(self) -> str:
        return str(self.extract.masthead.get("title") or self.extract.document.name)

    def _failed(self) -> set[tuple[str, str, str]]:
        failed = self.checks.filter(pl.col("result") == "fail", pl.col("strength") == "required")[
            "cells"
        ].to_list()
        return {
            (k[0], k[1], k[2])
            for cells in failed
            for key in cells.split()
            if len(k := key.split(".")) == 3
        }

    def _list_sheets(self) -> list[view.Sheet]:
        fields = Reading.__dataclass_fields__
        rows = self.cells.select(*fields).iter_rows(named=True)
        return view.make_sheets(Reading(**row) for row in rows)

    def _list_about(self) -> list[str]:
        head, document = self.extract.masthead, self.extract.document
        facts = [
            f"{name} {head[name]} ({source})"
            if (source := head.get(f"{name.removesuffix('_start').removesuffix('_end')}_from"))
            else f"{name} {head[name]}"
            for name in _ID_FIELDS
            if head.get(name)
        ]
        statuses = count_values(self.cells["status"])
        about = [" · ".join(facts)] if facts else []
        about.append(
            f"{document.name} · {document.media}"
            + (
                f" · layout {self.extract.recognised.layout}"
                if self.extract.recognised.layout
                else ""
            )
            + (f" · {statuses}" if statuses else "")
        )
        return (
            [
                *about,
                f"the file holds {self.further + 1} reports; this is the first, "
                "gongkai build reads all",
            ]
            if self.further
            else about
        )

    def _list_marks(self) -> list[str]:
        """What the marks in the tables mean, of those that occur."""
        statuses = set(self.cells["status"])
        told = [
            f"{view.MARK[s]} {s.replace('_', ' ')}"
            for s in ("blank", "nil_mark", "illegible", "ambiguous")
            if s in statuses
        ]
        told += ["~ placed by the identities"] if "recovered" in statuses else []
        told += ["= set by a public correction"] if "corrected" in statuses else []
        told += ["! in a sum that does not hold in print"] if self._failed() else []
        return ["marks: " + ", ".join(told)] if told else []

    def _check_lines(self) -> list[str]:
        found = self.checks
        lines = []
        for result in ("pass", "fail", "not_assessable"):
            rows = found.filter(pl.col("result") == result)
            if rows.height:
                proven = rows.filter(pl.col("blanks_as_zero") > 0).height
                lines.append(
                    f"{rows.height} {result.replace('_', ' ')}"
                    + (
                        f" ({proven} of them with blanks proven 0)"
                        if proven and result == "pass"
                        else ""
                    )
                )
        for row in found.filter(pl.col("result") == "fail").iter_rows(named=True):
            left, right = (
                view.number(row[s]) if row[s] is not None else "?" for s in ("left", "right")
            )
            lines.append(
                f"FAIL {row['check']} {row['subject']}: {left} against {right} [{row['strength']}]"
                + (f"; {row['detail']}" if row["detail"] else "")
            )
        return lines

    def _list_statement_rows(self) -> list[tuple[str, str, str, str]]:
        rows = []
        for s in self.extract.statements:
            value = "" if s.value is None else view.number(s.value)
            bound = {"at_least": "≥", "about": "≈", "nearly": "<", "rounded": "≈"}.get(s.bound, "")
            note = " ".join(
                filter(
                    None,
                    [
                        s.scope_words,
                        "part" if s.part else "",
                        str(s.year) if s.part and s.year else "",
                    ],
                )
            )
            rows.append(
                (
                    str(s.line or ""),
                    s.key + (f" [{note}]" if note else ""),
                    f"{bound}{value}{s.unit}",
                    s.sentence,
                )
            )
        return rows

    def __str__(self) -> str:
        lines = [self._title(), *self._list_about()]
        if not self.extract.is_report:
            lines.append("This document is not read as a report:")
        lines += view.write_text(self._list_sheets(), self._failed())
        lines += self._list_marks()
        if rows := self._list_statement_rows():
            paraphrase = any(s.paraphrase for s in self.extract.statements)
            lines += [
                "",
                "statements in prose"
                + (" (paraphrased: the sentences restate the original)" if paraphrase else ""),
            ]
            keyed = [r for r in rows if not r[1].startswith("unclassified")]
            lines += [
                f"{at:>7}  {pad(clip_text(key, 52), 52)}  "
                f"{pad(value, 14, left=True)}  {clip_text(sentence, 60)}"
                for at, key, value, sentence in keyed
            ]
            if len(keyed) < len(rows):
                lines.append(
                    f"         {len(rows) - len(keyed)} more figures "
                    "that no key fits (key unclassified)"
                )
        if found := self._check_lines():
            lines += ["", "checks", *(f"  {line}" for line in found)]
        if self.problems.height:
            lines += ["", "problems"]
            for p in self.problems.iter_rows(named=True):
                at = f"line {p['line']}: " if p["line"] is not None else ""
                seen = "".join(f" ({word} {p[word]})" for word in ("expected", "found") if p[word])
                lines.append(f"  {p['severity']} {p['code']}: {at}{p['message']}{seen}")
        if entries := self.label_entries():
            lines += ["", _LABELS, *(f"  {line}" for line in entries)]
        return join_lines(lines)

    def label_entries(self) -> list[str]:
        """Return the lines of a `labels.toml` for the labels that no form knows.

        Returns
        -------
        list[str]
            Entries to paste, after a look at each key; empty where every label is known.

        Examples
        --------
        >>> read(data.raw / "shenhe-2020.txt").label_entries()
        []
        """
        placed = dict(self.cells.drop_nulls("line").select("line", "row").iter_rows())
        return write_label_entries(self.problems.iter_rows(named=True), placed)

    def _repr_html_(self) -> str:
        parts = [view.STYLE, f"<div class='gongkai-report'><h3>{html.escape(self._title())}</h3>"]
        parts += [f"<div>{html.escape(line)}</div>" for line in self._list_about()]
        parts.append(view.write_html(self._list_sheets(), self._failed()))
        if rows := [r for r in self._list_statement_rows() if not r[1].startswith("unclassified")]:
            body = "".join(
                f"<tr><td class='line'>{at}</td><th scope='row'>{html.escape(key)}</th>"
                f"<td title='{html.escape(sentence, quote=True)}'>{html.escape(value)}</td></tr>"
                for at, key, value, sentence in rows
            )
            parts.append(
                f"<h4>statements in prose</h4><table class='gongkai'><tbody>{body}</tbody></table>"
            )
        for heading, items in (
            ("checks", self._check_lines()),
            (
                "problems",
                [
                    f"{p['severity']} {p['code']}, line {p['line'] or '–'}: {p['message']}"
                    for p in self.problems.iter_rows(named=True)
                ],
            ),
        ):
            if items:
                parts.append(
                    f"<h4>{heading}</h4><ul>"
                    + "".join(f"<li>{html.escape(item)}</li>" for item in items)
                    + "</ul>"
                )
        if entries := self.label_entries():
            parts.append(f"<h4>{_LABELS}</h4><pre>{html.escape(chr(10).join(entries))}</pre>")
        return "".join(parts) + "</div>"


def read(source: str | Path | bytes, name: str | None = None) -> Report:
    """Read one report from a file, or from its bytes; of a file with several reports the first.

    The manifest of its study, or the next one above the file, goes before what is found in the
    document, and the study's corrections are applied, as in `build`.

    Parameters
    ----------
    source
        A file, or the bytes of one.
    name
        What it is called, with the ending that tells its kind; by default the name of the file.

    Returns
    -------
    Report
        A document that is no report has problems instead of tables.

    Raises
    ------
    FileNotFoundError
        Where the file is missing.

    Examples
    --------
    >>> read("行政许可".encode(), "pasted.txt").problems["code"].to_list()
    ['not_a_report']
    """
    return _read(source, name, extract)


def read_apart(source: str | Path | bytes, pool: Pool, name: str | None = None) -> Report:
    """As `read`, for a file of which this process must not die: `reading.extract_apart`."""
    from .reading import extract_apart

    return _read(source, name, lambda *job: extract_apart(job, pool))


def _read(
    source: str | Path | bytes, name: str | None, find: Callable[..., list[Extract]]
) -> Report:
    if isinstance(source, bytes):
        files = find_inputs(Path(), dict.fromkeys(NAMES))
        labels = load_labels(files["labels"]) if files["labels"] else ()
        found = find(source, name or "pasted.txt", None, labels)
        return Report(found[0], len(found) - 1)
    path = Path(source)
    if not path.is_file():
        raise FileNotFoundError(f"no such file: {path}")
    study = find_study(path)
    files = find_inputs(study.raw if study else path.parent, dict.fromkeys(NAMES))
    labels = load_labels(files["labels"]) if files["labels"] else ()
    public = corrections.load(files["corrections"]) if files["corrections"] else ()
    found = find(path, name or path.name, find_row(path), labels)
    return Report(found[0], len(found) - 1, public)
