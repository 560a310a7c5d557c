"""Which printed numbers a row stands on: of a frame, of a measure, of a pool, of a check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import polars as pl

from . import metrics
from .errors import UsageError
from .frames import Dataset
from .frames.categories import COLUMNS
from .frames.sources import Place, ReportFrames
from .metrics.definitions import Measure, Term, find_measure
from .metrics.numbers import choose_places, find_statements
from .metrics.reports import find_places_before

Sources = list[dict[str, Any]]
_OF_POOLS = set(
    "measure item value k n low high unit status reason contradicted reports issuers "
    "left_out median p10 p90 small".split()
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a row stands on: what it is for (`role`), its value with the sign that it
    enters with, and the cells or sentences that it was printed in.
    """

    role: str
    report_id: str
    place: str
    value: float | None = None
    sources: Sources = field(default_factory=list)


class Finder:
    """A dataset in which rows are looked up; what many rows need is kept."""

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self.frames = lru_cache(maxsize=64)(lambda report_id: ReportFrames(data, report_id))
        self._measure = lru_cache(maxsize=8)(lambda key: metrics.measure(data, key))

    @cached_property
    def _report_frame(self) -> pl.DataFrame:
        return metrics.place_reports(self.data)

    @cached_property
    def reports(self) -> dict[str, dict[str, Any]]:
        """The reports by their ids, with names and places as measures show them."""
        return {row["report_id"]: row for row in self._report_frame.iter_rows(named=True)}

    @cached_property
    def _before(self) -> dict[str, str | None]:
        ids = self._report_frame["report_id"]
        return dict(zip(ids, ids.gather(find_places_before(self._report_frame)), strict=True))

    def find(self, row: Mapping[str, str]) -> list[Number]:
        """The numbers of a row whose fields are texts, "" for a gap."""
        report_id, names = row.get("report_id", ""), row.keys()
        if report_id and report_id not in self.reports and "severity" not in names:
            raise UsageError(f"no report {report_id!r} in {self.data.folder.name}")
        if "measure" in names and "subject" not in names:
            spec = find_measure(row["measure"])
            return list(self._find_terms(row, spec) if report_id else self._find_pool(row, spec))
        if "check" in names:
            return list(self._find_checks(row))
        if not report_id:
            raise UsageError(f"a row that names no report: its columns are {', '.join(names)}")
        frame = next((key for key, pair in COLUMNS.items() if names >= set(pair)), "cells")
        keys = COLUMNS.get(frame, ("row", "column"))
        if names >= {*keys}:
            place = (row.get("table") or frame, row[keys[0]], row[keys[1]])
            return [self._look(report_id, place, "value")]
        return self._find_text(row)

    def _look(self, report_id: str, place: Place, role: str, sign: int = 1) -> Number:
        frames = self.frames(report_id)
        value, sources = self._find_value(frames, place), frames.find_sources(place)
        signed = None if value is None else sign * value
        return Number(role, report_id, ".".join(filter(None, place)), signed, sources)

    def _find_value(self, frames: ReportFrames, place: Place) -> float | None:
        """The number at a place, as measures take it."""
        if place[0] == "statements":
            said = find_statements(frames).filter(row=place[1]).collect()["value"]
            return float(said[0]) if len(said) else None
        if place[0] in ("applications", "disputes"):
            row = frames.find_row(place)
            return None if row is None or row["count"] is None else float(row["count"])
        return frames.sheet.values.get(place)

    def _find_text(self, row: Mapping[str, str]) -> list[Number]:
        """The sentence of a row of `statements`; of another frame the report alone."""
        if "sentence" not in row:
            return []
        own = self.frames(row["report_id"])["statements"]
        given = {n: row[n] for n in ("key", "raw", "start", "line", "sentence") if row.get(n)}
        same = own.filter(*(pl.col(name).cast(pl.Utf8) == text for name, text in given.items()))
        sources = self.frames(row["report_id"]).describe_statements(same.head(1))
        value = sources[0]["value"] if sources else None
        return [Number("value", row["report_id"], f"statements.{row['key']}", value, sources)]

    def _find_checks(self, row: Mapping[str, str]) -> Iterator[Number]:
        """The cells of a check and the figures in prose on its subject; where the row is a count of
        instances, those of all.
        """
        frames, check = self.frames(row["report_id"]), row["check"]
        found = frames["checks"].filter(check=check)
        cells, subjects = found["cells"], found["subject"].unique(maintain_order=True)
        if "cells" in row:
            cells, subjects = pl.Series([row["cells"]]), pl.Series([row["subject"]])
        for name in dict.fromkeys(name for text in cells for name in text.split()):
            report_id, _, place = name.rpartition(":")
            table, key, column = place.split(".")
            yield self._look(report_id or row["report_id"], (table, key, column), check)
        for subject in subjects:
            said = frames["statements"].filter(key=subject)
            if sources := frames.describe_statements(said):
                yield Number(check, row["report_id"], f"statements.{subject}", None, sources)

    def _find_terms(self, row: Mapping[str, str], spec: Measure) -> Iterator[Number]:
        report_id, item = row["report_id"], row.get("item", "")
        past = self._before[report_id]
        if spec.of:
            base = find_measure(spec.of)
            yield from self._find_terms(row, base)
            yield from self._find_year_before(row, base, past)
            return
        if spec.kind == "nonresponse":
            for place in self.frames(report_id).sheet.statuses:
                if ".".join(place[:2]) == item:
                    yield self._look(report_id, place, "cell")
        for role, terms in zip(("k", "n"), spec.terms(item), strict=True):
            lagged = past if role == "n" and spec.denominator_lag else report_id
            yield from self._sum(terms, lagged, role)

    def _find_year_before(
        self, row: Mapping[str, str], base: Measure, past: str | None
    ) -> Iterator[Number]:
        """The numbers of the year before: of its report, else of a dated sentence of this one."""
        terms = base.terms(row.get("item", ""))
        if past:
            numbers = [
                *self._sum(terms[0], past, "k before"),
                *self._sum(terms[1], past, "n before"),
            ]
            if base.kind != "count" or all(number.value is not None for number in numbers):
                yield from numbers
                return
        if base.kind == "count" and len(terms[0]) == 1:
            frames = self.frames(row["report_id"])
            said = find_statements(frames, 1).filter(row=terms[0][0].text).collect()
            year = pl.col("year") + 1 == int(row["year"] or 0)
            for key, value in said.select("row", "value").iter_rows():
                rows = frames["statements"].filter(year, key=key)
                sources = frames.describe_statements(rows)
                yield Number("k before", row["report_id"], f"statements.{key}", value, sources)

    def _sum(self, terms: Sequence[Term], report_id: str | None, role: str) -> Iterator[Number]:
        """The numbers that a sum of terms takes in a report: of each term the first option that is
        known, else what would stand there.
        """
        if report_id is None:
            return
        frames, form = self.frames(report_id), self.reports[report_id]["form"]
        for term in terms:
            for place in choose_places(
                term, form, lambda place: self._find_value(frames, place) is not None
            ):
                yield self._look(report_id, place, role, term.sign)

    def _find_pool(self, row: Mapping[str, str], spec: Measure) -> Iterator[Number]:
        """One number per report of a pool: its value."""
        if spec.kind == "coverage":
            same = {name: row[name] for name in ("issuer_id", "scope") if row.get(name)}
            rows = self._report_frame.with_columns(value=None, item=pl.lit(""))
        else:
            same = {name: text for name, text in row.items() if name not in _OF_POOLS}
            rows = self._measure(spec.key).filter(pl.col("value").is_not_null())
            rows = rows.filter(pl.col("further").is_not_null(), item=row.get("item", ""))
        lacking = [name for name in same if name not in rows.columns]
        if unknown := [name for name in lacking if name not in self._report_frame.columns]:
            raise UsageError(f"a pool by {', '.join(unknown)}, which is no column of the reports")
        rows = rows.join(
            self._report_frame.select("report_id", *lacking), on="report_id", how="left"
        )
        is_same = [pl.col(n).cast(pl.Utf8).fill_null("") == text for n, text in same.items()]
        for one in rows.filter(*is_same).iter_rows(named=True):
            yield Number(spec.key, one["report_id"], one["item"], one["value"])
