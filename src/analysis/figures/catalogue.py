"""The catalogue of figures: what each family can draw, its words, and how one becomes a figure."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, wraps
from importlib.resources import files
from inspect import cleandoc, signature
from typing import Any

import polars as pl
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from ..errors import UsageError, describe_unknown_name
from ..metrics import MIN_N, measures
from ..metrics.reports import split_list
from .labels import LANGUAGES, Labels
from .theme import MM, WIDTHS_MM, use_style


def check_words(given: str | Sequence[str], known: Sequence[str], what: str) -> tuple[str, ...]:
    """Words from a list or "svg,pdf" as a tuple; `UsageError` for none and for an unknown one."""
    words = dict.fromkeys(map(str, split_list(given)))
    if unknown := [word for word in words if word not in known]:
        named = ", ".join(map(repr, unknown))
        raise UsageError(f"unknown {what} {named}; known are {', '.join(known)}")
    if not words:
        raise UsageError(f"no {what} given; known are {', '.join(known)}")
    return tuple(words)


@dataclass(frozen=True, slots=True)
class How:
    """How a figure is drawn.

    Parameters
    ----------
    lang
        The language, "zh" or "en".
    width
        "single" (a column) or "double" (the page); `points` is what that comes to.
    names
        Issuers' names in English, see `english_names`.
    min_n
        Below it counts stand instead of a rate.

    Raises
    ------
    UsageError
        For other words.

    Examples
    --------
    >>> How("en", width="single").is_wide
    False
    """

    lang: str = "zh"
    width: str = "double"
    names: Mapping[str, str] = field(default_factory=dict)
    min_n: int = MIN_N

    def __post_init__(self) -> None:
        check_words(self.lang, LANGUAGES, "language")
        check_words(self.width, ("single", "double"), "width")

    @property
    def labels(self) -> Labels:
        """The words of the language.

        Examples
        --------
        >>> How("en").labels.axis("disclosure_rate")
        'Disclosure rate (%)'
        """
        return Labels(self.lang, self.names)

    @property
    def is_wide(self) -> bool:
        """Whether the figure is as wide as the page.

        Examples
        --------
        >>> How().is_wide
        True
        """
        return self.width == "double"

    @property
    def points(self) -> float:
        """The width of the figure in points.

        Examples
        --------
        >>> How("en").points > How("en", width="single").points
        True
        """
        return WIDTHS_MM[self.lang][self.width] * MM * 72


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a family draws: a figure, its data and its captions.

    Parameters
    ----------
    figure
        The figure of matplotlib, in one language.
    data
        The rows as plotted.
    captions
        The caption by language.
    how
        How it was drawn.

    Examples
    --------
    >>> from analysis.figures import applicants
    >>> from analysis.metrics import measure
    >>> applicants(measure(data, "applicant_mix"), How("en")).captions["en"].split(",")[0]
    'Kinds of applicants'
    """

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


# What the function of a family draws: the figure, the data as plotted, what the caption adds.
Sketch = tuple[Figure, pl.DataFrame, Sequence[Note]]


class NothingToDrawError(Exception):
    """The rows hold nothing that the family could draw."""


@dataclass(frozen=True, slots=True)
class Family:
    """One family of figures: kinds of measures, or measures with their palettes, or columns."""

    id: str
    zh: Mapping[str, str]
    en: Mapping[str, str]
    kinds: tuple[str, ...] = ()
    palettes: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ("measure", "value")
    several: bool = False

    def measures(self) -> list[str]:
        """The keys of the measures that the family can draw."""
        found = measures()
        return [key for key in found if found[key].kind in self.kinds or key in self.palettes]

    def accept(self, rows: pl.DataFrame) -> str:
        """The measure that the rows name ("" for an empty frame or one that needs none).

        Raises `UsageError` for rows of another kind, of several measures, or of no measure at all:
        axis, unit and words of a figure are those of the measure in its rows.
        """
        if missing := [name for name in self.columns if name not in rows.columns]:
            raise UsageError(f"figures.{self.id}: the rows have no column {missing[0]!r}")
        needed = rows["measure"] if "measure" in self.columns else ()
        keys, known = list(dict.fromkeys(needed)), measures()
        if len(keys) > 1 and not self.several:
            raise UsageError(f"figures.{self.id}: one measure at a time, not {', '.join(keys)}")
        if unfit := [key for key in keys if key not in self.measures()]:
            kind = known[unfit[0]].kind if unfit[0] in known else "unknown"
            raise UsageError(
                f"figures.{self.id}: cannot draw {unfit[0]} (kind {kind}); "
                f"it can draw {', '.join(self.measures())}"
            )
        return str(keys[0]) if keys else ""


@cache
def catalogue() -> dict[str, Family]:
    """All families by their id, in the order in which a paper would use them.

    Returns
    -------
    dict[str, Family]
        Each with the measures and columns that it can draw, and its words.

    Examples
    --------
    >>> list(catalogue())[:3]
    ['rate', 'rate_trend', 'change']
    """
    table: dict[str, Any] = tomllib.loads((files(__package__) / "catalogue.toml").read_text())
    return {key: Family(key, **entry) for key, entry in table.items()}


def family_of(chosen: str | Callable[..., Any]) -> Family:
    """A family by its id or its function; `UsageError` with the nearest ids for an unknown one."""
    name = chosen if isinstance(chosen, str) else getattr(chosen, "__name__", str(chosen))
    if name in catalogue():
        return catalogue()[name]
    raise describe_unknown_name("figure", name, catalogue())


FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""The function that draws each family."""

_SHARED = """
how
    Language, width, names and the least n, see `How`.

Returns
-------
Drawn or None
    None where the rows hold nothing to draw.

Raises
------
UsageError
    For rows that the family cannot draw.

Examples
"""  # what the docstrings of all families say after their own parameters


def figure_family(draw: Callable[..., Sketch | Drawn | None]) -> Callable[..., Drawn | None]:
    """Makes the function of a family out of one that draws: `rows, …, how` in, `Drawn` out.

    Rows that the family cannot draw are refused; of several reports of one issuer, scope and year
    one is drawn; where nothing is left None comes out. The words come from the catalogue and from
    the measure that the rows name.
    """

    @wraps(draw)
    def draw_family(rows: pl.DataFrame, *more: pl.DataFrame | How) -> Drawn | None:
        family = catalogue()[draw.__name__]
        how = next((m for m in more if isinstance(m, How)), How())
        known, *frames = (pl.DataFrame(m) for m in (rows, *more) if not isinstance(m, How))
        known = figure_rows(known)
        key = family.accept(known)
        try:
            with use_style():
                made = draw(require_rows(known), *frames, how=how)
                if made is None or isinstance(made, Drawn):  # by another family
                    return made
                figure, data, notes = made
                fix_layout(figure)
        except NothingToDrawError:
            return None
        return Drawn(figure, data, captions(family, key, data, notes, how), how)

    known = signature(draw)
    given = [p.replace(default=How()) if p.name == "how" else p for p in known.parameters.values()]
    shown = known.replace(parameters=given, return_annotation=Drawn | None)
    vars(draw_family)["__signature__"] = shown  # as it is called: the wrapped function needs `how`
    draw_family.__annotations__ = {**draw.__annotations__, "return": Drawn | None}
    FUNCTIONS[draw.__name__] = draw_family
    draw_family.__doc__ = cleandoc(draw.__doc__ or "").replace("\n\nExamples\n", _SHARED)
    return draw_family


def fix_layout(figure: Figure) -> None:
    """Let the layout run once and keep its places, rounded.

    All formats are then drawn on the same places. Their last digits differ from run to run, and an
    SVG derives names of clip paths from them.
    """
    if isinstance(engine := figure.get_layout_engine(), ConstrainedLayoutEngine):
        engine.execute(figure)
        figure.set_layout_engine("none")
        for axes in figure.axes:
            left, bottom, width, height = axes.get_position(original=True).bounds
            axes.set_position((round(left, 6), round(bottom, 6), round(width, 6), round(height, 6)))


def require_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows themselves; where there are none the family draws nothing."""
    if rows.is_empty():
        raise NothingToDrawError
    return rows


def figure_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """One report per issuer, scope and year: those behind another (`further` null) are left out."""
    return rows.filter(pl.col("further").is_not_null()) if "further" in rows.columns else rows


def is_pooled(rows: pl.DataFrame) -> bool:
    """Whether the rows stand for several reports each (`measure(…, by=…)`)."""
    return "report_id" not in rows.columns


def contradicted_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of whose numbers a report says something else, by an identity or in its prose."""
    return rows.filter(pl.col("contradicted") > 0) if "contradicted" in rows.columns else rows[:0]


def captions(
    family: Family, key: str, rows: pl.DataFrame, notes: Sequence[Note], how: How
) -> dict[str, str]:
    """The caption in both languages: what is drawn, notes, the source counted from the data.

    A total of n stands only within one scope, level and year; else reports, issuers and years.
    """
    dated = rows["year"].drop_nulls() if "year" in rows.columns else ()
    years = [str(year) for year in sorted(set(dated))]
    ends = list(dict.fromkeys([*years[:1], *years[-1:]]))
    values: dict[str, object] = {
        "years": lambda labels: labels("mark", "dash").join(ends) or labels("word", "all_years")
    }
    dagger = not any(one.key == "ringed" for one in notes) and contradicted_rows(rows).height
    said = [*notes, Note("contradicted_pooled" if is_pooled(rows) else "contradicted", dagger)]
    if not is_pooled(rows):
        values |= {
            f"{of}s": rows[f"{of}_id"].drop_nulls().n_unique() for of in ("report", "issuer")
        }
        reports = rows.unique("report_id")
        further = reports["further"].sum() if "further" in rows.columns else 0
        adds_up = key and measures()[key].kind not in ("count", "growth", "change")
        has_total = adds_up and rows.n_unique(["scope", "level", "year"]) == 1
        total = f"{reports['n'].sum():,.0f}" if has_total else ""
        said += [Note("further", further, {"n": further}), Note("total", total, {"n": total})]
    said.append(Note("source_pooled" if is_pooled(rows) else "source", True, values))
    found = {}
    for lang in LANGUAGES:
        labels = Labels(lang, how.names)
        words = key and labels.measure(key, "words").rstrip("。.")
        head = getattr(family, lang)["caption"].format(
            name=key and labels.measure(key), words=words
        )
        texts = [head, *filter(None, (one.text(labels, how.min_n) for one in said))]
        found[lang] = "".join(text + labels("mark", "stop") for text in texts).strip()
    return found
