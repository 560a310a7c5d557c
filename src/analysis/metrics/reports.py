"""One report per issuer, scope and year: which of several is taken, and how they follow each other."""

from __future__ import annotations

import polars as pl

from ..forms import forms
from ..forms.crosswalk import Break, crosswalk
from ..frames import name_issuers, place_divisions, unify_scopes
from ..frames.copies import preference
from ..frames.schema import Frames
from .definitions import VERDICTS, Measure
from .numbers import scan

REPORT = ("report_id", "issuer", "issuer_id", "year", "scope", "level", "form")
PLACE = ["issuer_id", "scope", "year"]
SERIES = ["issuer_id", "scope", "item"]
_BROKEN = ("not_comparable", "absent")
_IS_PLACED = (pl.col("issuer_id").fill_null("") != "") & pl.col("year").is_not_null()


def place_reports(frames: Frames) -> pl.DataFrame:
    """The reports of a dataset as series, sorted by issuer, scope and year.

    An unknown scope is the issuer's only other one (`unify_scopes`); `issuer` is the name to show, with the
    parent's where two are equal (`name_issuers`), `issuer_as_printed` that of the report; `province` and `prefecture` are added.
    `further`: how many more reports of the same issuer, scope and year stand behind this one (by
    `frames.copies`); null where it stands behind another. A report without an issuer or a year cannot be
    placed in a series (`placed` is false) and stands for itself.
    """
    divisions = place_divisions(frames["reports"]["division_code"])
    reports = (
        unify_scopes(frames["reports"])
        .join(name_issuers(frames["reports"]), on="issuer_id", how="left")
        .join(divisions, on="division_code", how="left")
        .with_columns(
            placed=_IS_PLACED, issuer_as_printed="issuer", issuer=pl.coalesce("name", "issuer")
        )
        .drop("name")
    )
    copies = reports.filter(pl.col("placed"), pl.len().over(*PLACE, "placed") > 1)
    ids = copies.select("report_id").lazy()
    ranked = preference(
        {"reports": copies}
        | {
            name: scan(frames, name).join(ids, on="report_id", how="semi").collect()
            for name in ("cells", "statements")
        }
    )
    first = pl.col("rank") == pl.col("rank").min().over(PLACE)
    counted = copies.join(ranked, on="report_id").select(
        "report_id", copied=True, behind=pl.when(first).then(pl.len().over(PLACE) - 1)
    )
    joined = reports.join(counted, on="report_id", how="left")
    further = pl.when(pl.col("copied").is_null()).then(0).otherwise("behind").cast(pl.Int32)
    return joined.with_columns(further=further).drop("copied", "behind").sort(*PLACE, "report_id")


def one_per_year(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the reports that are taken for their issuer, scope and year, sorted so."""
    taken = rows.filter(_IS_PLACED & pl.col("further").is_not_null())
    return taken.sort(*PLACE, "report_id", maintain_order=True)


def places_before(reports: pl.DataFrame, years: int) -> pl.Series:
    """For every report the place of that of the same series some years before; of itself for 0 years."""
    at = reports.select(*PLACE, "further", "placed").with_row_index("at")
    if not years:
        return at["at"]
    taken = at.filter(pl.col("placed") & pl.col("further").is_not_null())
    before = taken.select("issuer_id", "scope", pl.col("year") + years, before="at")
    return at.join(before, on=PLACE, how="left", maintain_order="left")["before"]


def is_crossed(
    one: Break, before: pl.Expr, year: pl.Expr, form: pl.Expr, later: pl.Expr
) -> pl.Expr:
    """Whether a break lies between two reports, by years (a law) or by the eras of their forms."""
    crossed = pl.lit(False)
    if one.kind == "law":
        crossed |= (before < one.first_year) & (year >= one.first_year)
    if one.era:
        eras = {key: edition.era >= one.era for key, edition in forms().items()}
        crossed |= form.replace_strict(eras, default=False) != later.replace_strict(
            eras, default=False
        )
    return crossed


def worst_crossing(
    spec: Measure, before: pl.Expr, year: pl.Expr, form: pl.Expr, later: pl.Expr
) -> pl.Expr:
    """The worst verdict on comparing two reports of these years and forms, with its break, as a code.

    The code is 100 times the place in `VERDICTS` plus that of the break in the crosswalk (see
    `verdict_of` and `break_of`). Two editions of one era are weak at best, as their words differ.
    """
    codes = [pl.when(form != later).then(_same_era(form, later) * 100 * VERDICTS.index("weak"))]
    for at, one in enumerate(crosswalk().breaks, 1):
        if one.key in spec.all_breaks:
            crossed = is_crossed(one, before, year, form, later)
            codes.append(pl.when(crossed).then(100 * _level(spec, one) + at))
    return pl.max_horizontal(pl.lit(0), *codes)


def verdict_of(code: pl.Expr) -> pl.Expr:
    """The verdict of a code of `worst_crossing`."""
    return (code // 100).replace_strict(dict(enumerate(VERDICTS)), return_dtype=pl.Utf8)


def break_of(code: pl.Expr) -> pl.Expr:
    """The break of a code of `worst_crossing` in words, "" for none."""
    words = {
        at: f"{one.date}, {one.note or one.words['en']}"
        for at, one in enumerate(crosswalk().breaks, 1)
    }
    return (code % 100).replace_strict(words, default="", return_dtype=pl.Utf8)


def _same_era(form: pl.Expr, later: pl.Expr) -> pl.Expr:
    eras = {key: edition.era for key, edition in forms().items()}
    one, other = (side.replace_strict(eras, default=0) for side in (form, later))
    return (one == other).cast(pl.Int32)


def _level(spec: Measure, one: Break) -> pl.Expr:
    """The place of the verdict over a break in `VERDICTS`, by item."""
    by_item = {
        item: VERDICTS.index(spec.breaks_of(item).get(one.key, VERDICTS[0])) for item in spec.items
    }
    return pl.col("item").replace_strict(by_item, default=0, return_dtype=pl.Int32)


def link_years(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Adds `link` and `segment` to rows in order of years.

    `link`: how a row stands to the year before of the same issuer, scope and item: "" for a first row,
    "gap" where the year before is not there or one of both has no number, else the verdict. `segment`
    counts up at every gap and at every break over which the measure may not be compared.
    """
    year, form, value = (pl.col(name).shift(1).over(SERIES) for name in ("year", "form", "value"))
    gap = (year != pl.col("year") - 1) | value.is_null() | pl.col("value").is_null()
    verdict = verdict_of(worst_crossing(spec, year, pl.col("year"), form, pl.col("form")))
    link = pl.when(year.is_null()).then(pl.lit("")).when(gap).then(pl.lit("gap")).otherwise(verdict)
    starts = pl.col("link").is_in(["gap", *_BROKEN])
    return rows.with_columns(link=link).with_columns(
        segment=starts.cast(pl.Int32).cum_sum().over(SERIES)
    )


def number_segments() -> pl.Expr:
    """The segment of a report by law and form: 10 times the breaks of law before it, plus the era of its form."""
    laws = [one.first_year for one in crosswalk().breaks if one.kind == "law"]
    passed = pl.sum_horizontal((pl.col("year") >= year).cast(pl.Int32) for year in laws)
    eras = {key: edition.era for key, edition in forms().items()}
    return (10 * passed + pl.col("form").replace_strict(eras, default=0)).cast(pl.Int32)
