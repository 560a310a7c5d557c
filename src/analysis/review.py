"""What to look at first: a ranked queue of what is wrong, lost, doubtful or odd in a dataset."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import polars as pl

from . import checks
from .checks.suspects import Suspect, find_suspects, suspect_unit
from .frames import Dataset
from .frames.corrections import write_entry
from .frames.originals import show_place
from .frames.proofs import SHEET_COLUMNS, make_sheet
from .jumps import find_jumps
from .summary import describe_open
from .terminal import count_values, join_lines, write_count
from .views.sheets import STYLE, format_number, format_side

_LINE = re.compile(r"line (\d+)")
_SHOWN = 20  # items on a terminal or in a notebook
_AROUND = 1
_SUSPECTS = 5  # of a table
_ASKING = ("required", "lost", "year", "peers")  # the kinds of items that have suspects
_SCHEMA = {
    "rank": pl.Int32,
    **dict.fromkeys(("kind", "report_id", "issuer"), pl.Utf8),
    "year": pl.Int32,
    "source": pl.Utf8,
    "line": pl.Int32,
    **dict.fromkeys(("sentence", "next_step", "cells"), pl.Utf8),
    "usual": pl.Float64,
}


@cache
def _load_settings() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "queue.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Queue:
    """What to look at, the most important first; shows itself on a terminal and in a notebook.

    `queue` makes it.

    Parameters
    ----------
    data
        The dataset.
    frame
        rank, kind, report_id, issuer, year, source (the file), line, sentence, next_step, cells
        (those that the item is about, separated by spaces), usual (of an outlier the number that
        it is compared with).
    shown
        How many items it shows.

    Examples
    --------
    >>> queue(data).frame.row(0, named=True)["source"]
    'pingtan-2020.txt'
    """

    data: Dataset
    frame: pl.DataFrame
    shown: int = _SHOWN

    def __len__(self) -> int:
        return self.frame.height

    @cached_property
    def _cells(self) -> dict[str, pl.DataFrame]:
        """The cells of the reports of items that ask for suspects, by report; of those that are
        shown at first, of others when they are asked for.
        """
        asking = self.frame.head(self.shown).filter(pl.col("kind").is_in(_ASKING))
        ids = asking["report_id"].to_list()
        rows = self.data.scan("cells").filter(pl.col("report_id").is_in(ids))
        parts = rows.collect(engine="streaming").partition_by("report_id", as_dict=True)
        return {str(report_id): part for (report_id,), part in parts.items()}

    def _find_cells(self, report_id: str) -> pl.DataFrame:
        if report_id not in self._cells:
            rows = self.data.scan("cells").filter(report_id=report_id)
            self._cells[report_id] = rows.collect(engine="streaming")
        return self._cells[report_id]

    def __str__(self) -> str:
        lines = [
            line
            for row in self.frame.head(self.shown).iter_rows(named=True)
            for line in _write(row)
        ]
        more = self.frame.height - self.shown
        return join_lines([*lines, f"… and {more} more"] if more > 0 else lines)

    __repr__ = __str__

    def find_suspects(self, row: Mapping[str, Any]) -> list[Suspect]:
        """What would explain the failing identities of an item, the likeliest first; of an outlier
        or an amount without a unit, whether it is in 元 below a header in 万元.

        Parameters
        ----------
        row
            An item: a row of `frame` as a dict.

        Returns
        -------
        list[Suspect]
            Each with `words`, the cells that it would change (`changes`), and how many identities
            would fail then (`leaves`, `breaks`). Suspects, and never repairs.

        Examples
        --------
        >>> made = queue(data)
        >>> made.find_suspects(made.frame.row(0, named=True))[0].words
        'applications.granted.natural_person and the total of its row may both be wrong...'
        """
        if row["kind"] not in _ASKING or not row["report_id"]:
            return []
        if row["kind"] != "required":
            return list(self._find_amounts(row))
        cells = self._find_cells(row["report_id"]).select(SHEET_COLUMNS[1:])
        found = find_suspects(make_sheet(cells.iter_rows()))
        tables = {cell.partition(".")[0] for cell in row["cells"].split()}
        return [one for one in found if one.changes[0][0][0] in tables][:_SUSPECTS]

    def _find_amounts(self, row: Mapping[str, Any]) -> Iterator[Suspect]:
        cells = self._find_cells(row["report_id"]).filter(table="proactive")
        own = row["cells"].split()
        for cell in cells.filter(pl.col("value").is_not_null()).iter_rows(named=True):
            key = (cell["table"], cell["row"], cell["column"])
            is_named = ".".join(key) in own or (not own and row["line"] == cell["line"])
            found = (
                suspect_unit(cell["form"], key, cell["value"], row["usual"]) if is_named else None
            )
            if found:
                yield found

    def write_corrections(self, row: Mapping[str, Any], suspect: Suspect) -> list[str]:
        """The corrections that a suspect would ask for, to paste into `corrections.toml`.

        Parameters
        ----------
        row
            An item: a row of `frame` as a dict.
        suspect
            One of its suspects, from `find_suspects`.

        Returns
        -------
        list[str]
            An entry for each cell; the evidence is left for a person to fill in.

        Examples
        --------
        >>> made = queue(data)
        >>> item = made.frame.row(0, named=True)
        >>> print(made.write_corrections(item, made.find_suspects(item)[0])[0])
        [[corrections]]
        report = "r11ec5c454d1e15b"
        cell = "applications.granted.natural_person"
        ...
        """
        keyed = (
            self._find_cells(row["report_id"]).select("table", "row", "column", "raw").iter_rows()
        )
        raw = {(table, name, column): text for table, name, column, text in keyed}
        return [
            write_entry(row["report_id"], key, raw[key], instead, suspect.words)
            for key, _, instead in suspect.changes
        ]

    def _repr_html_(self) -> str:
        parts = [STYLE, "<div class='gongkai-report'><ul style='list-style:none'>"]
        for row in self.frame.head(self.shown).iter_rows(named=True):
            place = _name_report(row)
            parts.append(
                f"<li><b>{html.escape(place)}</b><br>{html.escape(row['sentence'])}<br>"
                f"<i>{html.escape(row['next_step'])}</i>{self._show_place(row)}</li>"
            )
        more = self.frame.height - self.shown
        note = f"<p>… and {more} more</p>" if more > 0 else ""
        return "".join(parts) + f"</ul>{note}</div>"

    def _show_place(self, row: Mapping[str, Any]) -> str:
        document = self.data.document_of(row["report_id"]) if row["line"] else None
        body = "".join(
            f"<tr><td class='line'>{where}</td><th scope='row'>{html.escape(text)}</th></tr>"
            for where, text, _ in show_place(document, row, _AROUND)
        )
        return f"<table class='gongkai'><tbody>{body}</tbody></table>" if body else ""


def _name_report(row: Mapping[str, Any]) -> str:
    """Who and when, the file and the line of an item."""
    who = " ".join(str(row[name]) for name in ("issuer", "year") if row[name])
    line = f":{row['line']}" if row["line"] is not None else ""
    return f"{row['rank']}. {who or '?'}  {row['source']}{line}"


def _write(row: Mapping[str, Any]) -> list[str]:
    return [_name_report(row), f"   {row['sentence']}", f"   -> {row['next_step']}"]


def queue(data: Dataset) -> Queue:
    """What to look at first in a dataset: a ranked list, with file, line, sentence and next step.

    Files that were not read, failed required identities, lost or ambiguous cells, doubtful issuers
    and years, reports that stand twice, contradictions, then outliers against the year before and
    against peers (never called errors), and hints; the order and the words are `queue.toml`. One
    item for each report and kind of trouble: `sentence` says how many more there are.

    Parameters
    ----------
    data
        The dataset.

    Returns
    -------
    Queue
        Its `frame` is a polars frame with a row for each item. In a notebook it shows each place in
        the document.

    Examples
    --------
    >>> queue(data).frame["kind"].unique(maintain_order=True).to_list()
    ['required', 'expected', 'unusual', 'year', 'hint']
    """
    made = _List(data)
    rows = [row for kind in _load_settings()["kinds"] for row in made.list_items(kind)]
    ranked = [{**row, "rank": rank} for rank, row in enumerate(rows, 1)]
    return Queue(data, pl.DataFrame(ranked, schema=_SCHEMA, orient="row"))


class _List:
    """The items of a dataset, kind after kind."""

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self.reports = data["reports"].select("report_id", "issuer", "year", "source")
        self.meanings = {one["id"]: one["words"] for one in checks.list_checks()}

    @cached_property
    def places(self) -> dict[str, int]:
        """The number of each report in `reports`."""
        return {report_id: at for at, report_id in enumerate(self.reports["report_id"])}

    @cached_property
    def jumps(self) -> dict[str, pl.DataFrame]:
        return find_jumps(self.data, _load_settings()["jumps"])

    @cached_property
    def lines(self) -> dict[tuple[str, str], int]:
        """The line of every cell that a failed check or a jump names, by report and
        table.row.column.
        """
        failed = self.data.scan("checks").filter(result="fail")
        named = failed.select("report_id", place=pl.col("cells").str.split(" ")).explode("place")
        jumps = [rows.select("report_id", "place").lazy() for rows in self.jumps.values()]
        key = ["table", "row", "column"]
        parts = pl.col("place").str.splitn(".", len(key)).struct.rename_fields(key)
        every = pl.concat([named, *jumps]).unique().collect(engine="streaming")
        places = every.select("report_id", parts.alias("key")).unnest("key")
        cells = self.data.scan("cells").select("report_id", *key, "line")
        known = cells.filter(pl.col("line").is_not_null()).join(
            places.lazy(), on=["report_id", *key], how="semi"
        )
        rows = known.collect(engine="streaming").iter_rows()
        return {(report_id, ".".join(place)): line for report_id, *place, line in rows}

    def list_items(self, kind: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The items of a kind of `queue.toml`, each with the columns of the queue."""
        if "problems" in kind:
            found = self._list_problems(kind["problems"])
        elif "checks" in kind:
            found = self._list_checks(kind["checks"], kind.get("contradicts"))
        elif "jumps" in kind:
            found = self._list_jumps(kind["jumps"])
        else:
            found = self._list_places(kind)
        for row in found:
            at = self.places.get(row["report_id"])
            known = {} if at is None else self.reports.row(at, named=True)
            more = (
                f" (and {row['more']} more of the kind in this report)" if row.get("more") else ""
            )
            yield {
                **dict.fromkeys(_SCHEMA),
                **row,
                **known,
                "kind": kind["key"],
                "cells": row.get("cells", ""),
                "sentence": kind["sentence"].format_map(row).rstrip(".") + more + ".",
                "next_step": kind["next"],
            }

    def _list_problems(self, codes: list[str]) -> Iterator[dict[str, Any]]:
        rank = {code: at for at, code in enumerate(codes)}
        rows = self.data.scan("problems").filter(pl.col("code").is_in(codes)).collect()
        ranked = rows.with_columns(at=pl.col("code").replace_strict(rank, default=0))
        groups = ranked.sort("at", "source", "line", maintain_order=True).group_by(
            "at", "report_id", "source", "code", maintain_order=True
        )
        yield from groups.agg(pl.all().first(), more=pl.len() - 1).iter_rows(named=True)

    def _list_checks(self, strength: str, contradicts: bool | None) -> Iterator[dict[str, Any]]:
        rows = self.data.scan("checks").filter(result="fail", strength=strength).collect()
        if contradicts is not None:
            speaks_against = pl.col("check").is_in(checks.list_contradicting_checks())
            rows = rows.filter(speaks_against == contradicts)
        table = pl.col("cells").str.extract(r"^(?:[^: ]+:)?(\w+)\.")
        group = pl.when(strength == "required").then(table).otherwise("check").fill_null("check")
        groups = (
            rows.with_columns(group=group, size=pl.col("difference").abs())
            .sort("size", descending=True, maintain_order=True)
            .group_by("report_id", "group", maintain_order=True)
        )
        found = groups.agg(pl.all().exclude("more").first(), more=pl.len() - 1)
        for row in found.sort(
            "more", "size", "report_id", descending=[True, True, False]
        ).iter_rows(named=True):
            cells = row["cells"].split()
            own = [self.lines.get((row["report_id"], cell)) for cell in cells]
            told = [int(n) for n in _LINE.findall(row["detail"] or "")]
            line = next((n for n in [*own, *told] if n is not None), None)
            sides = {side: format_side(row[side]) for side in ("left", "right")}
            words = self.meanings.get(row["check"], row["check"])
            pattern = _load_settings()["checks"].get(
                row["check"], f"{row['check']} ({words}): {{left}} against {{right}} ({{subject}})"
            )
            texts = {**row, **sides}
            yield {**texts, "said": pattern.format_map(texts), "line": line}

    def _list_jumps(self, kind: str) -> Iterator[dict[str, Any]]:
        rows = self.jumps[kind]
        groups = rows.group_by("report_id", maintain_order=True)
        for row in groups.agg(pl.all().first(), more=pl.len() - 1).iter_rows(named=True):
            numbers: dict[str, Any] = {
                n: format_number(row[n]) for n in ("value", "before", "median") if n in row
            }
            line = self.lines.get((row["report_id"], row["place"]))
            usual = row.get("before", row.get("median"))
            yield {**row, **numbers, "line": line, "cells": row["place"], "usual": usual}

    def _list_places(self, kind: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for column in kind["columns"]:
            weak = pl.col(f"{column}_from").is_in(kind["places"])
            rows = self.data["reports"].filter(weak, pl.col(column).is_not_null()).sort("source")
            for row in rows.iter_rows(named=True):
                place = row[f"{column}_from"]
                yield {
                    "report_id": row["report_id"],
                    "column": column,
                    "value": row[column],
                    "place": place,
                }


def write_review(data: Dataset, every: bool = False, explain: bool = False) -> tuple[str, bool]:
    """The text of `gongkai check`, and whether any check fails.

    `every`: all items of the queue, and what cannot be assessed. `explain`: below each failed
    identity the cells that would explain it, with corrections to paste.
    """
    made = queue(data)
    if every:
        made = replace(made, shown=len(made))
    shown = made.frame.head(made.shown)
    lines = ["what to look at first"] if len(made) else []
    for row in shown.iter_rows(named=True):
        suspects = made.find_suspects(row)
        lines += [*_write(row), *(f"   perhaps: {one.words}" for one in suspects[:1])]
        for at, one in enumerate(suspects if explain else []):
            lines += [f"   or: {one.words}"] if at else []
            entries = made.write_corrections(row, one)
            lines += [f"   {line}" for entry in entries for line in entry.split("\n")]
    if rest := len(made) - shown.height:
        lines.append(f"… and {rest} more (--all)")
    lines += describe_open(data) if every else []
    results = data.scan("checks").select("result").collect()["result"]
    reports = write_count(data.manifest["counts"]["reports"], "report")
    counts = (
        f"{write_count(results.len(), 'check')} in {reports}: {count_values(results) or 'none'}"
    )
    return join_lines([*lines, counts]), "fail" in results
