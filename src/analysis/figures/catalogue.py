"""The catalogue of figures: what each family can draw, its words, and how one is drawn."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
from matplotlib.figure import Figure

from ..errors import UsageError, describe_unknown_name
from ..metrics import measures
from .cells import draw_coverage, draw_heat, draw_identities, draw_provinces
from .labels import How
from .page import (
    MOST_NAMES,
    MOST_ROWS,
    ROOM_MM,
    Notes,
    NothingToDrawError,
    Sketch,
    contradicted_rows,
    fix_layout,
    is_pooled,
    page_height,
    partition,
)
from .rows import draw_changes, draw_disputes, draw_flow, draw_rates, draw_shares
from .spread import draw_distribution, draw_funnel
from .theme import use_style
from .trends import draw_trends

CHARTS: dict[str, Callable[..., Sketch]] = {
    "rate": draw_rates,
    "rate_trend": draw_trends,
    "change": draw_changes,
    "counts": draw_trends,
    "outcomes": draw_shares,
    "grounds": draw_shares,
    "applicants": draw_shares,
    "flow": draw_flow,
    "disputes": draw_disputes,
    "distribution": draw_distribution,
    "heat": draw_heat,
    "funnel": draw_funnel,
    "provinces": draw_provinces,
    "identities": draw_identities,
    "coverage": draw_coverage,
}


@dataclass(frozen=True, slots=True)
class Family:
    """One family of figures: kinds of measures, or measures, or columns that it can draw."""

    id: str
    zh: Mapping[str, str]
    en: Mapping[str, str]
    kinds: Sequence[str] = ()
    measures: Sequence[str] = ()
    columns: Sequence[str] = ("measure", "value")
    several: bool = False

    def list_measures(self) -> list[str]:
        """The keys of the measures that the family can draw."""
        known = measures().items()
        return [key for key, spec in known if spec.kind in self.kinds or key in self.measures]

    def accept(self, rows: pl.DataFrame) -> str:
        """The measure that the rows name ("" for an empty frame or one that needs none).

        Raises `UsageError` for rows of another kind, of several measures, or of no measure at all:
        axis, unit and words of a figure are those of the measure in its rows.
        """
        if missing := [name for name in self.columns if name not in rows.columns]:
            raise UsageError(f"figures.{self.id}: the rows have no column {missing[0]!r}")
        keys = list(dict.fromkeys(rows["measure"] if "measure" in self.columns else ()))
        if len(keys) > 1 and not self.several:
            raise UsageError(f"figures.{self.id}: one measure at a time, not {', '.join(keys)}")
        if unfit := [key for key in keys if key not in self.list_measures()]:
            kind = measures()[unfit[0]].kind if unfit[0] in measures() else "unknown"
            raise UsageError(
                f"figures.{self.id}: cannot draw {unfit[0]} (kind {kind}); "
                f"it can draw {', '.join(self.list_measures())}"
            )
        return str(keys[0]) if keys else ""

    def caption(self, key: str, rows: pl.DataFrame, notes: Notes, how: How) -> str:
        """The caption: what is drawn, what holds of it, and the source counted from the data."""
        years = rows["year"].drop_nulls().unique().sort() if "year" in rows.columns else ()
        ends = dict.fromkeys(str(year) for year in (*years[:1], *years[-1:]))
        common: dict[str, Any] = {
            "min_n": how.min_n,
            "years": how("mark", "dash").join(ends) or how("word", "all_years"),
            "name": key and how.measure(key),
            "words": key and how.measure(key, "words").rstrip("。."),
        }
        texts = [getattr(self, how.lang)["caption"].format(**common)]
        for note, value in (notes | _end_notes(key, rows, notes)).items():
            if value:
                own = value if isinstance(value, dict) else {"n": value}
                texts.append(how("note", note, **common, **own))
        return how("mark", "stop").join([*texts, ""]).strip()


def _end_notes(key: str, rows: pl.DataFrame, notes: Notes) -> Notes:
    """The notes at the end of every caption: contradictions, reports left out, total and source.

    A total of n stands only within one scope, level and year; else reports, issuers and years.
    """
    doubtful = "ringed" not in notes and contradicted_rows(rows).height
    if is_pooled(rows):
        return {"contradicted_pooled": doubtful, "source_pooled": True}
    reports = rows.unique("report_id")
    adds_up = key and measures()[key].kind not in ("count", "growth", "change")
    is_one = rows.n_unique(["scope", "level", "year"]) == 1
    return {
        "contradicted": doubtful,
        "further": reports.get_column("further", default=pl.Series([0])).sum(),
        "total": f"{reports['n'].sum():,.0f}" if adds_up and is_one else "",
        "source": {
            f"{of}s": rows[f"{of}_id"].drop_nulls().n_unique() for of in ("report", "issuer")
        },
    }


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
    table: dict[str, Any] = tomllib.loads(
        (files(__package__) / "catalogue.toml").read_text("utf-8")
    )
    return {key: Family(key, **entry) for key, entry in table.items()}


def find_family(name: str) -> Family:
    """A family by its id; `UsageError` with the nearest ids for an unknown one."""
    if name in catalogue():
        return catalogue()[name]
    raise describe_unknown_name("figure", name, catalogue())


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a family draws: a figure, its data and its captions.

    Parameters
    ----------
    figure
        The figure of matplotlib.
    data
        The rows as plotted.
    caption
        The text under the figure.
    lang
        The language of figure and caption.

    Examples
    --------
    >>> from analysis.metrics import measure
    >>> draw("applicants", measure(data, "applicant_mix"), lang="en").caption.split(",")[0]
    'Kinds of applicants'
    """

    figure: Figure
    data: pl.DataFrame
    caption: str
    lang: str


def draw(family: str, *frames: pl.DataFrame, **style: Any) -> Drawn | None:
    """Draws a family from finished frames, in one language.

    Of several reports of one issuer, scope and year one is drawn. Rates of more issuers than rows
    fit on a page become a heat map, of more than 60 their distribution.

    Parameters
    ----------
    family
        The id of a family, such as "rate"; `catalogue` lists them.
    *frames
        The frames that the family takes: rows of one measure, of reports or pooled. "disputes"
        takes those of dispute_results and of correction_rate; "change" also takes the growth that
        reports print (`metrics.printed_growth`), "identities" takes `metrics.check_matrix`.
    **style
        `lang` ("zh" or "en"), `width` ("single", a column, or "double", the page), `names` of
        issuers in English (`english_names`), `min_n`, below which counts stand instead of a rate.

    Returns
    -------
    Drawn or None
        None where the rows hold nothing to draw.

    Raises
    ------
    UsageError
        For an unknown family, for rows that it cannot draw, and for other words in `style`.

    Examples
    --------
    >>> from analysis.metrics import measure
    >>> draw("heat", measure(data, "disclosure_rate"), lang="en").data.height
    20
    """
    how, record = How(**style), find_family(family)
    rows, *more = map(pl.DataFrame, frames)
    key = record.accept(rows)
    if "further" in rows.columns:  # null in a report behind another one
        rows = rows.drop_nulls("further")
    if rows.is_empty():
        return None
    try:
        with use_style():
            record = catalogue()[choose_by_size(rows, key)] if family == "rate" else record
            figure, data, notes = CHARTS[record.id](rows, *more, how=how)
            fix_layout(figure)
    except NothingToDrawError:
        return None
    return Drawn(figure, data, record.caption(key, data, notes, how), how.lang)


def choose_by_size(rows: pl.DataFrame, key: str) -> str:
    """The family that draws rates: rows of dots, and where these do not fit a page another one.

    A heat map to 60 lines and over several years, else the distribution over issuers.
    """
    known = rows.drop_nulls("value")
    parts = partition(known, "item")
    if is_pooled(rows):
        return "rate"
    issuers, has_years = known["issuer_id"].n_unique(), known["year"].n_unique() > 1
    if page_height(parts) <= ROOM_MM and not (has_years and issuers > MOST_ROWS):
        return "rate"
    lines = known.n_unique(["issuer_id", "scope", "item"])
    other = "heat" if has_years and lines <= MOST_NAMES else "distribution"
    return other if key in catalogue()[other].list_measures() else "rate"
