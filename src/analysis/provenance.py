"""From a row of a frame or of a figure's CSV back to the lines of the documents."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from .citations import LANGUAGES, cite_report, cite_source, name_place
from .frames import Dataset
from .frames.originals import Shown, show_place
from .lookup import Finder, Number
from .manifest import Manifest, read_manifest
from .paths import find_study_of
from .terminal import join_lines
from .views.sheets import STYLE, format_number

_SCHEMA = {
    **dict.fromkeys(("role", "report_id", "issuer"), pl.Utf8),
    "year": pl.Int32,
    **dict.fromkeys(("source", "url", "place"), pl.Utf8),
    "value": pl.Float64,
    **dict.fromkeys(("status", "raw"), pl.Utf8),
    **dict.fromkeys(("line", "page"), pl.Int32),
    **dict.fromkeys(("text", "cite_zh", "cite_en"), pl.Utf8),
}
_AROUND = 2  # lines of the surroundings, on either side
_SHOWN = 40  # sources in a notebook or on a terminal


@dataclass(frozen=True)
class Trace:
    """Where the numbers of a row were printed; shows itself on a terminal and in a notebook.

    `trace` makes it.

    Parameters
    ----------
    data
        The dataset.
    numbers
        What the row stands on, each with its role (of a rate k and n), value and `sources`.
    reports
        The reports, as dicts of the frame `reports` with `cite_zh` and `cite_en`.
    note
        What the row itself says, where it gives no number.

    Examples
    --------
    >>> row = data.reports.filter(issuer="沈河区").row(0, named=True)
    >>> [report["year"] for report in trace(data, row).reports]
    [2020]
    """

    data: Dataset
    numbers: list[Number]
    reports: list[dict[str, Any]]
    note: str = ""

    @cached_property
    def sources(self) -> pl.DataFrame:
        """One row per printed cell or figure in prose, with role, report_id, issuer, year,
        source (the file), url, place (table.row.column, or the key), value, status, raw, line,
        page, `text` (the line itself), cite_zh and cite_en.

        Examples
        --------
        >>> row = data.cells.filter(row="closed_total", column="total").row(0, named=True)
        >>> trace(data, row).sources["place"].to_list()
        ['applications.closed_total.total']
        """
        return pl.DataFrame(list(self._list_sources()), schema=_SCHEMA, orient="row")

    def _list_sources(self) -> Iterator[dict[str, Any]]:
        known = {report["report_id"]: report for report in self.reports}
        for number in self.numbers:
            for source in number.sources:
                report = known[source["report_id"]]
                is_cell = source["frame"] == "cells"
                names = ("table", "row", "column") if is_cell else ("row",)
                lines = self._list_lines(source)
                cites = {f"cite_{one}": cite_source(source, report, one) for one in LANGUAGES}
                row = {
                    **report,
                    **source,
                    "role": number.role,
                    "place": ".".join(source[name] for name in names),
                    "text": lines[0].text if lines else source["sentence"],
                    **cites,
                }
                yield {name: row[name] for name in _SCHEMA}

    def _list_lines(self, source: Mapping[str, Any], around: int = 0) -> list[Shown]:
        return show_place(self.data.document_of(source["report_id"]), source, around)

    @property
    def citations(self) -> list[str]:
        """The references of the sources, Chinese (GB/T 7714) before English; of the reports where
        there is no source.

        Examples
        --------
        >>> row = data.reports.filter(issuer="沈河区").row(0, named=True)
        >>> trace(data, row).citations[0]
        '沈河区. 政府信息公开工作年度报告（无标题，2020年度）[R]. 文件 shenhe-2020.txt, SHA-256 c0513736aab5'
        """
        rows = self.sources.to_dicts() or self.reports
        return list(dict.fromkeys(row[f"cite_{lang}"] for lang in LANGUAGES for row in rows))

    def __str__(self) -> str:
        lines = [report["cite_en"] for report in self.reports[:_SHOWN]]
        lines += [self.note] if self.note else []
        for row in self.sources.head(_SHOWN).iter_rows(named=True):
            number = "no number" if row["value"] is None else format_number(row["value"])
            where = f"{row['source']}, {_write_place(row)}"
            lines.append(f"  {row['role']}: {row['place']} = {number} ({row['status']}), {where}")
            lines.append(f"    {row['text'] or row['raw']}")
        more = max(self.sources.height, len(self.reports)) - _SHOWN
        return join_lines([*lines, f"… and {more} more"] if more > 0 else lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        parts = [STYLE, "<div class='gongkai-report'>"]
        parts += [f"<p>{html.escape(report['cite_zh'])}</p>" for report in self.reports[:_SHOWN]]
        parts += [f"<p>{html.escape(self.note)}</p>"] if self.note else []
        for number in self.numbers:
            for source in number.sources:
                parts.append(self._show_source(number, source))
        return "".join(parts) + "</div>"

    def _show_source(self, number: Number, source: Mapping[str, Any]) -> str:
        value = "" if source["value"] is None else format_number(source["value"])
        names = " · ".join(name_place(source).values()) or source["row"]
        head = f"<b>{html.escape(number.role)}</b> {html.escape(names)} = {value}"
        known = Shown(_write_place(source), source["sentence"] or source["raw"] or "", True)
        body = "".join(
            f"<tr><td class='line'>{where}</td><th scope='row'>"
            f"{_mark(text, source['raw']) if is_asked else html.escape(text)}</th></tr>"
            for where, text, is_asked in self._list_lines(source, _AROUND) or [known]
        )
        return f"<h4>{head}</h4><table class='gongkai'><tbody>{body}</tbody></table>"


def _write_place(row: Mapping[str, Any]) -> str:
    """The line, or the page where there is no line."""
    return f"line {row['line']}" if row["line"] is not None else f"page {row['page']}"


def _mark(text: str, raw: str | None) -> str:
    """A line as HTML with the raw text marked where it stands once."""
    if not raw or text.count(raw) != 1:
        return f"<b>{html.escape(text)}</b>"
    before, after = text.split(raw)
    return f"{html.escape(before)}<mark>{html.escape(raw)}</mark>{html.escape(after)}"


@lru_cache(maxsize=2)
def _open_finder(data: Dataset) -> Finder:
    return Finder(data)


def trace(data: Dataset, row: Mapping[str, Any]) -> Trace:
    """Where the numbers of a row were printed: reports, cells, raw texts, lines, citations.

    Parameters
    ----------
    data
        A dataset, as `analysis.load` or `analysis.build` gives it. The lines are read from the
        documents: below `data.raw` where that is set, else `raw` beside the dataset's folder or
        `data/raw`; only from a file with the digest of the report.
    row
        A row of one of the nine frames, of a result of `metrics`, or of a figure's CSV, as a dict
        (`frame.row(0, named=True)`, a row of `csv.DictReader`, a pandas row by `dict`).

    Returns
    -------
    Trace
        A pooled row gives the list of its reports; `sources` is empty where a row holds no number
        of a document, and `note` says what the row says itself.

    Raises
    ------
    UsageError
        For a row that names no report, or one that is not in the dataset.

    Examples
    --------
    >>> from analysis.metrics import measure
    >>> rates = measure(data, "disclosure_rate").filter(issuer="沈河区")
    >>> trace(data, rates.row(0, named=True)).sources.select("role", "value", "line").rows()
    [('k', 7.0, 42), ('k', 2.0, 43), ('n', 192.0, 61)]
    """
    texts = {name: _write_text(value) for name, value in row.items()}
    finder = _open_finder(data)
    numbers = finder.find(texts)
    named = [*texts.get("report_id", "").split(), *(number.report_id for number in numbers)]
    found = [finder.reports[one] for one in dict.fromkeys(named) if one in finder.reports]
    note = texts.get("message") or texts.get("detail") or texts.get("reason") or ""
    return Trace(data, numbers, [_add_citations(data, report) for report in found], note)


@lru_cache(maxsize=2)
def _read_manifest(path: Path, changed: int) -> Manifest:
    """A manifest, read again where it `changed` (the time in nanoseconds)."""
    return read_manifest(path)


def _write_text(value: Any) -> str:
    """A value of any library as text; "" for a gap."""
    return "" if value is None or value != value else str(value).removesuffix(".0")


def _add_citations(data: Dataset, report: dict[str, Any]) -> dict[str, Any]:
    path = find_study_of(data.raw or data.folder.parent / "raw").find("manifest")
    manifest = _read_manifest(path, path.stat().st_mtime_ns) if path else Manifest()
    retrieved = (manifest.find_row(report["source"]) or {}).get("retrieved", "")
    return {
        **report,
        **{f"cite_{lang}": cite_report(report, lang, retrieved) for lang in LANGUAGES},
    }
