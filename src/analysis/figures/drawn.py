"""A drawn figure with the data it shows and its captions: what every family hands to the exporter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl
from matplotlib.figure import Figure

from ..metrics import MIN_N
from .catalogue import Family
from .labels import LANGUAGES, Labels
from .style import Preset, preset_of

_COUNTED = (("reports", "report"), ("issuers", "issuer"))
# A sentence of a caption: its words in one language, "" for none.
Sentence = Callable[[Labels], str]


@dataclass(frozen=True, slots=True)
class How:
    """How a figure is drawn.

    `lang` zh or en; `width` single (a column) or double (the page); `names`: issuers' names in
    English; `min_n`: below it counts stand instead of a rate.
    """

    lang: str = "zh"
    width: str = "double"
    names: Mapping[str, str] = field(default_factory=dict)
    min_n: int = MIN_N

    @property
    def labels(self) -> Labels:
        """The words of the language."""
        return Labels(self.lang, self.names)

    @property
    def preset(self) -> Preset:
        """The widths and the text size of the language's journals."""
        return preset_of(self.lang)

    @property
    def wide(self) -> bool:
        """Is the figure as wide as the page?"""
        return self.width == "double"

    @property
    def width_mm(self) -> float:
        """The width of the figure in millimetres."""
        return self.preset.width(self.width) * 25.4


PAGE = How()


@dataclass(frozen=True, slots=True)
class Drawn:
    """`figure` in one language, `data` as plotted, `captions` by language."""

    figure: Figure
    data: pl.DataFrame
    captions: Mapping[str, str]
    how: How


def note(key: str, **values: object) -> Sentence:
    """The sentence `key` of the labels' group `note`; a value may be a function of the labels."""

    def text(labels: Labels) -> str:
        filled = {name: v(labels) if callable(v) else v for name, v in values.items()}
        return labels("note", key, **filled)

    return text


def _first(family: Family, key: str) -> Sentence:
    """The family's own sentence, with the name and the definition of the measure."""

    def text(labels: Labels) -> str:
        words = {"name": labels.measure(key), "words": labels.definition(key)} if key else {}
        return family.words(labels.lang)["caption"].format(**words)

    return text


def is_pooled(rows: pl.DataFrame) -> bool:
    """Do the rows stand for several reports each (`measure(…, by=…)`)?"""
    return "report_id" not in rows.columns


def contradicted(rows: pl.DataFrame) -> pl.Series:
    """Per row: does a report speak against its numbers, by an identity or by its prose?"""
    if "contradicted" not in rows.columns:
        return pl.Series([False] * rows.height, dtype=pl.Boolean)
    return rows.select(pl.col("contradicted").fill_null(0) > 0).to_series()


def _source(rows: pl.DataFrame, count_total: bool) -> list[Sentence]:
    """Reports, issuers and years; a total only within one scope, level, item and year."""
    years = sorted(rows["year"].drop_nulls().unique()) if "year" in rows.columns else []
    ends = list(dict.fromkeys((*years[:1], *years[-1:])))

    def span(labels: Labels) -> str:
        return labels.mark("dash").join(map(str, ends)) or labels("word", "all_years")

    if is_pooled(rows):
        return [note("source_pooled", years=span)]
    counted = {name: rows[f"{of}_id"].drop_nulls().n_unique() for name, of in _COUNTED}
    found = [note("source", **counted, years=span)]
    keys = [name for name in ("scope", "level", "year") if name in rows.columns]
    if count_total and "n" in rows.columns and rows.select(keys).n_unique() == 1:
        total = rows.unique("report_id")["n"].sum()
        found.append(note("total", n=f"{total:,.0f}"))
    return found if len(found) == 1 else found[::-1]


def captions(
    family: Family,
    key: str,
    rows: pl.DataFrame,
    notes: Iterable[Sentence],
    how: How,
    count_total: bool = True,
) -> dict[str, str]:
    """The caption in both languages: what is drawn, the notes, then the source counted from `rows`."""
    further = rows.unique("report_id")["further"].sum() if "further" in rows.columns else 0
    pooled = "contradicted_pooled" if is_pooled(rows) else "contradicted"
    sentences = [
        _first(family, key),
        *notes,
        *([note(pooled)] if contradicted(rows).any() else []),
        *([note("further", n=further)] if further else []),
        *_source(rows, count_total),
    ]
    return {
        lang: "".join(
            f"{text}{labels.mark('stop')}" for one in sentences if (text := one(labels))
        ).strip()
        for lang in LANGUAGES
        for labels in [Labels(lang, how.names)]
    }


def one_each(rows: pl.DataFrame) -> pl.DataFrame:
    """One report per issuer, scope and year: those behind another (`further` null) are left out."""
    return rows.filter(pl.col("further").is_not_null()) if "further" in rows.columns else rows
