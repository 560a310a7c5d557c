"""A drawn figure with the data it shows and its captions: what every chart family hands to the exporter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl
from matplotlib.figure import Figure

from ..forms.crosswalk import Break, crosswalk
from .labels import LANGUAGES, Labels
from .style import Preset

MAX_ROWS = 40


@dataclass(frozen=True, slots=True)
class Drawn:
    """`figure` in one language, `data` as plotted, `captions` by language, and the preset it was drawn with."""

    figure: Figure
    data: pl.DataFrame
    captions: Mapping[str, str]
    preset: Preset
    lang: str


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence of a caption: a key of the family `caption` with its values; a value may be a function of the labels."""

    key: str
    values: Mapping[str, object]

    def text(self, labels: Labels) -> str:
        return labels("caption", self.key, **{name: value(labels) if callable(value) else value for name, value in self.values.items()})


def note(key: str, **values: object) -> Note:
    return Note(key, values)


def captions(rows: pl.DataFrame, notes: Iterable[Note], names: Mapping[str, str] | None = None, n: float | None = None) -> dict[str, str]:
    """The caption in both languages: the notes, the number of further
    reports that are left out, then the source with the number of reports, issuers, years and n, counted from `rows`.

    >>> rows = pl.DataFrame({"report_id": ["a", "b"], "issuer_id": ["x", "x"], "year": [2019, 2020]})
    >>> captions(rows, [], n=12)["zh"]
    '资料来源：2 份政府信息公开工作年度报告（1 个单位，2019—2020），gongkai 数据集；合计 n = 12。'
    """
    notes = [*notes, *further_note(rows)]
    years = sorted(year for year in rows["year"].unique().to_list() if year is not None)
    span = "" if not years else str(years[0]) if len(years) == 1 else f"{years[0]}—{years[-1]}"
    # an em dash joins years in Chinese, an en dash in English
    counted: dict[str, object] = {"reports": rows["report_id"].drop_nulls().n_unique(), "issuers": rows["issuer_id"].n_unique()}
    source = note("source", **counted, n=f"{n:.0f}") if n is not None else note("source_plain", **counted)
    found = {}
    for lang in LANGUAGES:
        labels = Labels(lang, names)
        last = Note(source.key, {**source.values, "years": span if lang == "zh" else span.replace("—", "–")})
        found[lang] = "".join(f"{one.text(labels)}{labels.mark('stop')}" for one in (*notes, last)).strip()
    return found


def one_each(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of one report per issuer, scope and year: those that stand behind another (`further` is null) are left out."""
    return rows.filter(pl.col("further").is_not_null()) if "further" in rows.columns else rows


def further_note(rows: pl.DataFrame) -> list[Note]:
    """The sentence that says how many further reports of the same issuers and years are not drawn."""
    n = rows.unique("report_id")["further"].sum() if "further" in rows.columns else 0
    return [note("further", n=n)] if n else []


def contradicted_note(rows: pl.DataFrame) -> list[Note]:
    """The sentence that explains †, where one stands."""
    return [note("contradicted")] if any(contradicted(row) for row in rows.iter_rows(named=True)) else []


def contradicted(row: Mapping[str, object]) -> bool:
    """Does the same report speak against the numbers of this row: an identity that must hold, or its prose?"""
    return bool(row.get("failing")) or row.get("status") == "contradicted"


def limited(rows: pl.DataFrame, size: str, max_rows: int = MAX_ROWS) -> tuple[pl.DataFrame, list[Note]]:
    """The reports with the largest `size`, at most `max_rows`, in their order; and the sentence that says so."""
    reports = rows.group_by("report_id", maintain_order=True).agg(pl.col(size).max())
    if reports.height <= max_rows:
        return rows, []
    kept = reports.with_row_index("at").sort(size, "at", descending=[True, False], nulls_last=True).head(max_rows)
    return rows.filter(pl.col("report_id").is_in(kept["report_id"].to_list())), [note("limited", all=reports.height, shown=max_rows)]


def breaks(years: Iterable[int]) -> list[Break]:
    """The law breaks within a span of reporting years."""
    span = sorted(years)
    return [b for b in crosswalk().breaks if b.kind == "law" and span and span[0] <= b.date.year <= span[-1]] if span else []


def break_notes(found: list[Break]) -> list[Note]:
    """The sentence that names the breaks by their letters."""
    if not found:
        return []
    return [
        note(
            "breaks",
            list=lambda labels: labels.mark("semicolon").join(f"{chr(97 + i)} {b.date.isoformat()} {b.words[labels.lang]}" for i, b in enumerate(found)),
        )
    ]
