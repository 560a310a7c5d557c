"""One report per issuer, scope and year: which is taken, and how the years of a series compare."""

import polars as pl

from ..forms import forms
from ..forms.crosswalk import crosswalk
from ..frames import name_issuers, place_divisions, unify_scopes
from ..frames.copies import preference
from ..frames.schema import Frames
from .definitions import VERDICTS, Measure
from .numbers import scan

REPORT = ("report_id", "issuer", "issuer_id", "year", "scope", "level", "form")
PLACE = ["issuer_id", "scope", "year"]
SERIES = ["issuer_id", "scope", "item"]
_IS_PLACED = (pl.col("issuer_id").fill_null("") != "") & pl.col("year").is_not_null()


def place_reports(frames: Frames) -> pl.DataFrame:
    """The reports of a dataset as series, sorted by issuer, scope and year.

    An unknown scope is the issuer's only other one (`unify_scopes`); `issuer` is the name to show,
    with the parent's where two are equal (`name_issuers`), `issuer_as_printed` that of the report;
    `province` and `prefecture` are added. `further`: how many more reports of the same issuer,
    scope and year stand behind this one (by `frames.copies`); null where it stands behind another.
    A report without an issuer or a year cannot be placed in a series (`placed` is false) and
    stands for itself.
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
    """For every report the place of that of the same series some years before; of itself for 0
    years.
    """
    at = reports.select(*PLACE, "further", "placed").with_row_index("at")
    if not years:
        return at["at"]
    taken = at.filter(pl.col("placed") & pl.col("further").is_not_null())
    before = taken.select("issuer_id", "scope", pl.col("year") + years, before="at")
    return at.join(before, on=PLACE, how="left", maintain_order="left")["before"]


def compare_editions(
    spec: Measure, item: str, form: str, later_form: str, year: int
) -> tuple[str, str]:
    """May reports of the year before and of a year be compared? The worst verdict, and over which
    break.

    Two editions of one era are weak at best, as their words differ.

    >>> from .definitions import find_measure
    >>> compare_editions(find_measure("direct_suit_share"), "", "form2021", "form2021", 2024)
    ('not_comparable', '2024-01-01, Administrative Reconsideration Law, article 23')
    """
    own = spec.breaks_of(item)
    crossed = [
        (own[one.key], f"{one.date}, {one.note or one.words['en']}")
        for one in crosswalk().breaks
        if one.key in own and one.lies_between(form, year - 1, later_form, year)
    ]
    other = ("comparable", "") if form == later_form or crossed else ("weak", "other words")
    return max([*crossed, other], key=lambda found: VERDICTS.index(found[0]))


def judge_years(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Adds `verdict` and `over` (the break) on comparing a row with the year before, by
    `past_form`.
    """
    keys = ["item", "past_form", "form", "year"]
    cases = rows.select(keys).unique().drop_nulls()
    found = [(*case, *compare_editions(spec, *case)) for case in cases.iter_rows()]
    judged = pl.DataFrame(
        found, {**cases.schema, "verdict": pl.Utf8, "over": pl.Utf8}, orient="row"
    )
    return rows.join(judged, on=keys, how="left", maintain_order="left")


def link_years(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Adds `link` and `segment` to rows in order of years.

    `link`: how a row stands to the year before of the same issuer, scope and item: "" for a first
    row, "gap" where the year before is not there or one of both has no number, else the verdict.
    `segment` counts up at every gap and at every break over which the measure may not be compared.
    """
    before = {
        f"past_{name}": pl.col(name).shift(1).over(SERIES) for name in ("year", "form", "value")
    }
    judged = judge_years(rows.with_columns(**before), spec)
    lacks = pl.col("value").is_null() | pl.col("past_value").is_null()
    gap = lacks | (pl.col("past_year") != pl.col("year") - 1)
    first = pl.when(pl.col("past_year").is_null()).then(pl.lit(""))
    link = first.when(gap).then(pl.lit("gap")).otherwise("verdict")
    starts = pl.col("link").is_in(["gap", "not_comparable", "absent"]).cast(pl.Int32)
    linked = judged.with_columns(link=link).with_columns(segment=starts.cum_sum().over(SERIES))
    return linked.select(*rows.columns, "link", "segment")


def number_segments() -> pl.Expr:
    """The segment of a report by law and form: 10 times the breaks of law before it, plus the era
    of its form.
    """
    laws = [one.first_year for one in crosswalk().breaks if one.kind == "law"]
    passed = pl.sum_horizontal((pl.col("year") >= year).cast(pl.Int32) for year in laws)
    eras = {key: edition.era for key, edition in forms().items()}
    return (10 * passed + pl.col("form").replace_strict(eras, default=0)).cast(pl.Int32)
