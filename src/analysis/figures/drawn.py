"""A drawn figure with the data it shows and its captions: what every chart family hands to the exporter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl
from matplotlib.figure import Figure

from ..forms.crosswalk import Break, crosswalk
from .labels import LANGUAGES, Labels
from .style import Preset, preset_of


@dataclass(frozen=True, slots=True)
class How:
    """How a figure is drawn: language, width of a column (single) or of the page (double), issuers' names in English, the most reports."""

    lang: str = "zh"
    width: str = "double"
    names: Mapping[str, str] = field(default_factory=dict)
    max_rows: int = 40

    @property
    def labels(self) -> Labels:
        return Labels(self.lang, self.names)

    @property
    def preset(self) -> Preset:
        return preset_of(self.lang)


PAGE = How()


@dataclass(frozen=True, slots=True)
class Drawn:
    """`figure` in one language, `data` as plotted, `captions` by language."""

    figure: Figure
    data: pl.DataFrame
    captions: Mapping[str, str]
    how: How


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence of a caption: a key of the family `caption` with its values; a value may be a function of the labels."""

    key: str
    values: Mapping[str, object]

    def text(self, labels: Labels) -> str:
        return labels(
            "caption",
            self.key,
            **{
                name: value(labels) if callable(value) else value
                for name, value in self.values.items()
            },
        )


def note(key: str, **values: object) -> Note:
    return Note(key, values)


def captions(
    rows: pl.DataFrame,
    notes: Iterable[Note],
    names: Mapping[str, str] | None = None,
    n: float | None = None,
) -> dict[str, str]:
    """The caption in both languages: the notes, the number of further reports of the same
    issuers and years, then the source with the number of reports, issuers, years and n, counted from `rows`.

    >>> rows = pl.DataFrame({"report_id": ["a", "b"], "issuer_id": ["x", "x"], "year": [2019, 2020], "further": [0, 0]})
    >>> captions(rows, [], n=12)["zh"]
    '资料来源：2 份政府信息公开工作年度报告（1 个单位，2019—2020），gongkai 数据集；合计 n = 12。'
    """
    years = sorted(rows["year"].drop_nulls().unique())
    span = "—".join(str(year) for year in dict.fromkeys((*years[:1], *years[-1:])))
    counted: dict[str, object] = {
        "reports": rows["report_id"].drop_nulls().n_unique(),
        "issuers": rows["issuer_id"].n_unique(),
        # an em dash joins years in Chinese, an en dash in English
        "years": lambda labels: span if labels.lang == "zh" else span.replace("—", "–"),
    }
    source = (
        note("source", **counted, n=f"{n:.0f}")
        if n is not None
        else note("source_plain", **counted)
    )
    further = rows.unique("report_id")["further"].sum()
    every = (*notes, *([note("further", n=further)] if further else []), source)
    return {
        lang: "".join(f"{one.text(labels)}{labels.mark('stop')}" for one in every).strip()
        for lang in LANGUAGES
        for labels in [Labels(lang, names)]
    }


def one_each(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of one report per issuer, scope and year: those that stand behind another (`further` is null) are left out."""
    return rows.filter(pl.col("further").is_not_null())


def contradicted_note(rows: pl.DataFrame) -> list[Note]:
    """The sentence that explains †, where one stands."""
    return (
        [note("contradicted")]
        if any(contradicted(row) for row in rows.iter_rows(named=True))
        else []
    )


def contradicted(row: Mapping[str, object]) -> bool:
    """Does the same report speak against the numbers of this row: an identity that must hold, or its prose?"""
    return bool(row.get("failing")) or row.get("status") == "contradicted"


def limited(rows: pl.DataFrame, size: str, how: How) -> tuple[pl.DataFrame, list[Note]]:
    """The reports with the largest `size`, at most `how.max_rows`, in their order; and the sentence that says so."""
    reports = rows.group_by("report_id", maintain_order=True).agg(pl.col(size).max())
    if reports.height <= how.max_rows:
        return rows, []
    kept = reports.sort(size, descending=True, nulls_last=True, maintain_order=True).head(
        how.max_rows
    )
    return rows.join(kept, on="report_id", how="semi", maintain_order="left"), [
        note("limited", all=reports.height, shown=how.max_rows)
    ]


def breaks(years: range) -> list[Break]:
    """The law breaks within a span of reporting years."""
    return [
        one
        for one in crosswalk().breaks
        if one.kind == "law" and years[0] <= one.date.year <= years[-1]
    ]


def break_notes(found: list[Break]) -> list[Note]:
    """The sentence that names the breaks by their letters."""
    named = [(chr(97 + at), one) for at, one in enumerate(found)]

    def listed(labels: Labels) -> str:
        return labels.mark("semicolon").join(
            f"{letter} {one.date.isoformat()} {one.words[labels.lang]}" for letter, one in named
        )

    return [note("breaks", list=listed)] if named else []
