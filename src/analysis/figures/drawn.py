"""A drawn figure with its data and captions, and what turns a drawing function into a family."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import polars as pl
from matplotlib.figure import Figure

from ..metrics import MIN_N
from .catalogue import Family, catalogue
from .labels import LANGUAGES, Labels
from .theme import Preset, preset_of, styled


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
    def is_wide(self) -> bool:
        """Whether the figure is as wide as the page."""
        return self.width == "double"

    @property
    def points(self) -> float:
        """The width of the figure in points."""
        return self.preset.width(self.width) * 72


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
    when: object = True
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, labels: Labels, min_n: int) -> str:
        """The sentence in one language, "" where it is not said."""
        filled = {name: v(labels) if callable(v) else v for name, v in self.values.items()}
        return labels("note", self.key, min_n=min_n, **filled) if self.when else ""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a family's function draws: figure, data, notes; whether n may be added to a total."""

    figure: Figure
    data: pl.DataFrame
    notes: Iterable[Note]
    has_total: bool = True


class NothingToDrawError(Exception):
    """The rows hold nothing that the family could draw."""


def require_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows themselves; where there are none the family draws nothing."""
    if rows.is_empty():
        raise NothingToDrawError
    return rows


def figure_family(
    draw: Callable[..., Sketch | Drawn],
) -> Callable[..., Drawn | None]:
    """Makes the function of a family out of one that draws: `rows, …, how` in, `Drawn` out.

    Rows that the family cannot draw are refused; of several reports of one issuer, scope and year
    one is drawn; where nothing is left None comes out. The words come from the catalogue and from
    the measure that the rows name.
    """

    @wraps(draw)
    def draw_family(rows: pl.DataFrame, *more: pl.DataFrame | How) -> Drawn | None:
        family, rest = catalogue()[draw.__name__], [m for m in more if not isinstance(m, How)]
        how = next((m for m in more if isinstance(m, How)), How())
        known = figure_rows(rows)
        key = family.accept(known)
        try:
            with styled(how.preset):
                made = draw(require_rows(known), *rest, how=how)
        except NothingToDrawError:
            return None
        if isinstance(made, Drawn):
            return made
        return Drawn(made.figure, made.data, captions(family, key, made, how), how)

    return draw_family


def figure_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """One report per issuer, scope and year: those behind another (`further` null) are left out."""
    return rows.filter(pl.col("further").is_not_null()) if "further" in rows.columns else rows


def is_pooled(rows: pl.DataFrame) -> bool:
    """Whether the rows stand for several reports each (`measure(…, by=…)`)."""
    return "report_id" not in rows.columns


def contradicted_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of whose numbers a report says something else, by an identity or in its prose."""
    return (
        rows.filter(pl.col("contradicted") > 0) if "contradicted" in rows.columns else rows.clear()
    )


def captions(family: Family, key: str, sketch: Sketch, how: How) -> dict[str, str]:
    """The caption in both languages: what is drawn, notes, the source counted from the data.

    A total of n stands only within one scope, level and year; else reports, issuers and years.
    """
    rows, pooled = sketch.data, is_pooled(sketch.data)
    years = rows["year"].drop_nulls().unique().sort().to_list() if "year" in rows.columns else []
    ends = list(dict.fromkeys(map(str, [*years[:1], *years[-1:]])))
    values: dict[str, object] = {
        "years": lambda labels: labels.mark("dash").join(ends) or labels("word", "all_years")
    }
    dagger = not any(one.key == "ringed" for one in sketch.notes) and contradicted_rows(rows).height
    notes = [*sketch.notes, Note("contradicted_pooled" if pooled else "contradicted", dagger)]
    if not pooled:
        values |= {
            f"{of}s": rows[f"{of}_id"].drop_nulls().n_unique() for of in ("report", "issuer")
        }
        reports = rows.unique("report_id")
        further = reports["further"].sum() if "further" in rows.columns else 0
        has_total = sketch.has_total and rows.n_unique(["scope", "level", "year"]) == 1
        total = f"{reports['n'].sum():,.0f}" if has_total else ""
        notes += [Note("further", further, {"n": further}), Note("total", total, {"n": total})]
    notes.append(Note("source_pooled" if pooled else "source", True, values))
    found = {}
    for lang in LANGUAGES:
        labels = Labels(lang, how.names)
        words: dict[str, Any] = (
            {"name": labels.measure(key), "words": labels.definition(key)} if key else {}
        )
        texts = [family.words(lang)["caption"].format(**words)]
        texts += [text for one in notes if (text := one.text(labels, how.min_n))]
        found[lang] = "".join(text + labels.mark("stop") for text in texts).strip()
    return found
