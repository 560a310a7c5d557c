"""The way back from a number of a frame to the printed cells and sentences that it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from ..forms import Key, evaluate
from ..forms.crosswalk import load_crosswalk
from .categories import COLUMNS
from .proofs import SHEET_COLUMNS, Sheet, make_sheet
from .schema import Frames
from .tidy import select_statements

Place = tuple[str, str, str]
SOURCE = (
    *("report_id", "frame", "table", "row", "column", "form", "value", "unit", "bound"),
    *("status", "printed", "raw", "line", "page", "place", "start", "sentence", "paraphrase"),
)
"""What is known of a printed cell, or of a figure in prose; None where a column is not of its
kind."""


@dataclass(frozen=True)
class ReportFrames:
    """The rows of one report in every frame of a dataset, each picked out when first asked for."""

    data: Frames
    report_id: str

    @cached_property
    def _frames_of_report(self) -> dict[str, pl.DataFrame]:
        return {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._frames_of_report:
            self._frames_of_report[name] = self.data[name].filter(
                pl.col("report_id") == self.report_id
            )
        return self._frames_of_report[name]

    @cached_property
    def sheet(self) -> Sheet:
        """The cells as plain numbers, with the blanks that are proven to be 0."""
        return make_sheet(self["cells"].select(SHEET_COLUMNS[1:]).iter_rows())

    @cached_property
    def _cells(self) -> dict[Key, dict[str, Any]]:
        rows = self["cells"].iter_rows(named=True)
        return {(row["table"], row["row"], row["column"]): row for row in rows}

    @cached_property
    def _tidy(self) -> dict[Place, dict[str, Any]]:
        return {
            (frame, row[first], row[second]): row
            for frame in ("applications", "disputes")
            for first, second in [COLUMNS[frame]]
            for row in self[frame].iter_rows(named=True)
        }

    def find_row(self, place: Place) -> dict[str, Any] | None:
        """The row of `applications` or `disputes` for a place (frame, outcome, applicant)."""
        return self._tidy.get(place)

    def find_sources(self, place: Place) -> list[dict[str, Any]]:
        """The cells, or the sentences, that the number at a place stands on: rows of `SOURCE`.

        A place is (table, row, column) of a form, (frame, outcome, applicant) of a tidy frame, or
        ("statements", key, ""). A blank that is proven to be 0, or a total that was derived, stands
        on the cells of the identity that gives it; a number of an older form on the cells of its
        crosswalk. Nothing is given for what the report does not print.
        """
        row = self.find_row(place)
        if place[0] == "statements" or (row is not None and row["evidence"] == "prose"):
            return self.describe_statements(self._find_statements(place))
        return self.describe_cells(self._find_cells_behind(place, row))

    def _find_cells_behind(self, place: Place, row: dict[str, Any] | None) -> list[Key]:
        if place in self._cells and place not in self.sheet.blanks:
            return [place]
        if place in self.sheet.statuses:
            own = [place] if place in self._cells else []
            return own + [key for key in self._find_proof(place) if key != place]
        if row is None:
            return []
        entering = load_crosswalk().entering(row["form"], place[0])
        width = 2 if place[0] == "applications" else 3
        return next(
            (list(one.terms[row["form"]]) for one in entering if one.target == place[:width]), []
        )

    def _find_proof(self, place: Key) -> list[Key]:
        """The cells of the shortest identity that holds with a blank as 0 or as its total."""
        known = {*self.sheet.values, *self.sheet.proven}
        total = place in self.sheet.derive_totals()
        holding = [
            [*instance.left, *instance.right]
            for instance in self.sheet.found
            if (total and list(instance.left) == [place] and known.issuperset(instance.right))
            or (
                self.sheet.is_zero(place)
                and place in {*instance.left, *instance.right}
                and evaluate(instance, self.sheet.values, self.sheet.proven).result == "pass"
            )
        ]
        return min(holding, key=len, default=[])

    def _find_statements(self, place: Place) -> pl.DataFrame:
        """The figures in prose with the key of a place: those that count first, else all of it."""
        if place[0] == "statements":
            return self["statements"].filter(key=place[1])
        counted = select_statements(place[0], self["statements"], self["reports"])
        return counted.filter(first=place[1], second=place[2])

    def describe_cells(self, keys: Iterable[Key]) -> list[dict[str, Any]]:
        """Rows of `SOURCE` for cells; one for each that stands in the document."""
        found = [self._cells[key] for key in keys if key in self._cells]
        return [_complete("cells", row) for row in found]

    def describe_statements(self, rows: pl.DataFrame) -> list[dict[str, Any]]:
        """Rows of `SOURCE` for figures in prose."""
        return [
            _complete("statements", {"row": row["key"], **row})
            for row in rows.iter_rows(named=True)
        ]


def _complete(frame: str, row: dict[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in SOURCE} | {"frame": frame}
