"""A drawn figure with its data and captions, and what turns a drawing function into a family."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps

import polars as pl
from matplotlib.figure import Figure

from ..metrics import MIN_N
from .catalogue import Family, catalogue
from .labels import LANGUAGES, Labels
from .style import Preset, preset_of, styled


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


@dataclass(frozen=True, slots=True)
class Drawn:
    """`figure` in one language, `data` as plotted, `captions` by language."""

    figure: Figure
    data: pl.DataFrame
    captions: Mapping[str, str]
    how: How


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of a caption: a key of the labels' group `note`, said only `when` it holds.

    A value may be a function of the labels.
    """

    key: str
    when: bool
    values: Mapping[str, object]

    def text(self, labels: Labels, min_n: int) -> str:
        """The sentence in one language, "" where it is not said."""
        filled = {name: v(labels) if callable(v) else v for name, v in self.values.items()}
        return labels("note", self.key, min_n=min_n, **filled) if self.when else ""


def note(key: str, when: object = True, **values: object) -> Note:
    """A sentence of a caption by its key."""
    return Note(key, bool(when), values)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a family's function draws: figure, data, notes; whether n may be added to a total."""

    figure: Figure
    data: pl.DataFrame
    notes: Iterable[Note]
    has_total: bool = True


def figure_family(
    name: str,
) -> Callable[[Callable[..., Sketch | Drawn | None]], Callable[..., Drawn | None]]:
    """Makes the function of a family out of one that draws: `rows, …, how` in, `Drawn` out.

    Rows that the family cannot draw are refused; of several reports of one issuer, scope and year
    one is drawn; an empty frame gives None. The words come from the catalogue and the measure.
    """

    def decorate(draw: Callable[..., Sketch | Drawn | None]) -> Callable[..., Drawn | None]:
        @wraps(draw)
        def family_function(
            rows: pl.DataFrame, *more: object, how: How | None = None
        ) -> Drawn | None:
            if more and isinstance(more[-1], How):
                *rest, how = more
            else:
                rest, how = list(more), how or How()
            family, known = catalogue()[name], one_each(rows)
            key = family.accept(known)
            with styled(how.preset):
                made = None if known.is_empty() else draw(known, *rest, how)
            if not isinstance(made, Sketch):
                return made
            return Drawn(made.figure, made.data, captions(family, key, made, how), how)

        family_function.__name__ = name
        return family_function

    return decorate


def is_pooled(rows: pl.DataFrame) -> bool:
    """Do the rows stand for several reports each (`measure(…, by=…)`)?"""
    return "report_id" not in rows.columns


def one_each(rows: pl.DataFrame) -> pl.DataFrame:
    """One report per issuer, scope and year: those behind another (`further` null) are left out."""
    return rows.filter(pl.col("further").is_not_null()) if "further" in rows.columns else rows


def is_contradicted(rows: pl.DataFrame) -> pl.Series:
    """Per row: does a report speak against its numbers, by an identity or by its prose?"""
    column = pl.col("contradicted") if "contradicted" in rows.columns else pl.lit(0)
    return rows.select(pl.repeat(0, pl.len()) + column.fill_null(0) > 0).to_series()


def _source_notes(sketch: Sketch) -> list[Note]:
    """The source with reports, issuers and years; a total only within one scope, level and year."""
    rows = sketch.data
    years = rows["year"].drop_nulls().unique().sort().to_list() if "year" in rows.columns else []
    ends = list(dict.fromkeys([*years[:1], *years[-1:]]))

    def span(labels: Labels) -> str:
        return labels.mark("dash").join(map(str, ends)) or labels("word", "all_years")

    if is_pooled(rows):
        return [note("source_pooled", years=span)]
    counted = {f"{of}s": rows[f"{of}_id"].drop_nulls().n_unique() for of in ("report", "issuer")}
    has_total = sketch.has_total and rows.n_unique(["scope", "level", "year"]) == 1
    total = f"{rows.unique('report_id')['n'].sum():,.0f}" if has_total else ""
    further = rows.unique("report_id")["further"].sum() if "further" in rows.columns else 0
    return [
        note("further", further, n=further),
        note("total", has_total, n=total),
        note("source", **counted, years=span),
    ]


def captions(family: Family, key: str, sketch: Sketch, how: How) -> dict[str, str]:
    """The caption in both languages: what is drawn, the notes, the source counted from the data."""
    dagger = "contradicted_pooled" if is_pooled(sketch.data) else "contradicted"
    said = {one.key for one in sketch.notes}
    marked = "ringed" not in said and is_contradicted(sketch.data).any()
    notes = [*sketch.notes, note(dagger, marked), *_source_notes(sketch)]
    found = {}
    for lang in LANGUAGES:
        labels = Labels(lang, how.names)
        words = {"name": labels.measure(key), "words": labels.definition(key)} if key else {}
        first = family.words(lang)["caption"].format(**words)
        texts = [first, *(one.text(labels, how.min_n) for one in notes)]
        found[lang] = "".join(text + labels.mark("stop") for text in texts if text).strip()
    return found
