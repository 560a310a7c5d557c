"""What is drawn is what the rows say: numbers that a person read, and the faults that were seen."""

from __future__ import annotations

import polars as pl
import pytest
from matplotlib.colors import to_hex
from metrics.tidy import tidy

from analysis import figures, metrics
from analysis.errors import UsageError
from analysis.figures.cells import TILES
from analysis.figures.theme import fills

from .drawing import draw, texts
from .frames import change, check_matrix, measured, pooled, trend


@pytest.fixture(scope="module")
def data():
    return tidy()


def bars(axes, y):
    """Colour and length of the pieces of the bar in a row, without empty ones."""
    return [
        (to_hex(bar.get_facecolor()), round(bar.get_width(), 2), bar.get_hatch())
        for container in axes.containers
        for bar in container
        if abs(bar.get_y() + bar.get_height() / 2 - y) < 0.01 and bar.get_width()
    ]


def rows_of(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def dots(axes, y):
    """The places of the dots in a row."""
    found = [line for line in axes.lines if line.get_marker() == "o"]
    return [round(float(line.get_xdata()[0]), 2) for line in found if line.get_ydata()[0] == y]


def joined(axes):
    """The pairs of years that a line joins, with its style."""
    lines = [line for line in axes.lines if line.get_zorder() == 2]
    return {tuple(map(int, line.get_xdata())): line.get_linestyle() for line in lines}


def test_rate_of_chenzhou_with_its_limits(data):
    drawn = draw("rate", metrics.measure(data, "disclosure_rate"))
    axes = drawn.figure.axes[0]
    y = rows_of(axes).index("郴州市  2019")
    (limits,) = [line.get_xdata() for line in axes.lines if list(line.get_ydata()) == [y, y]]
    assert [round(float(x), 2) for x in limits] == [75.35, 84.42]
    assert dots(axes, y) == [80.27]


def test_rate_refuses_what_it_cannot_draw():
    """Wrong today 14: no family draws the rows of another measure under its own words."""
    with pytest.raises(UsageError, match=r"figures\.rate: cannot draw received \(kind count\)"):
        figures.draw("rate", measured("received", 3))
    with pytest.raises(UsageError, match="it can draw received"):
        figures.draw("counts", trend("disclosure_rate", 3))
    with pytest.raises(UsageError, match="one measure at a time"):
        figures.draw(
            "rate", pl.concat([measured(key, 2) for key in ("refusal_rate", "unable_rate")])
        )
    with pytest.raises(UsageError, match="no figure 'rates'; nearest: rate"):
        figures.publish("rates", measured("disclosure_rate", 1))


@pytest.mark.parametrize("key", ["litigation_rate", "disclosure_rate", "disposal_ratio"])
@pytest.mark.parametrize(("lang", "unit"), [("zh", "unit_zh"), ("en", "unit")])
def test_axis_is_that_of_the_measure(key, lang, unit):
    words = draw("rate", measured(key, 3), lang=lang).figure.axes[-1].get_xlabel()
    spec = metrics.measures()[key]
    assert (spec.name_zh if lang == "zh" else spec.name) in words and getattr(spec, unit) in words


def test_many_issuers_with_small_n_are_not_drawn():
    """A distribution of rates that differ by chance says nothing, so there is none."""
    rows = measured("disclosure_rate", 100).with_columns(n=pl.lit(5.0), k=pl.lit(1.0))
    assert draw("rate", rows) is None


@pytest.mark.parametrize("family", ["coverage", "heat"])
def test_rows_without_any_year_are_not_drawn(family):
    """Columns are years, so without a year there is nothing to draw."""
    rows = trend("received", 3).with_columns(year=pl.lit(None, pl.Int32))
    assert draw(family, rows) is None


def test_rows_of_pandas_are_drawn():
    """Rows that went through pandas give the same figure."""
    rows = measured("disclosure_rate", 3)
    assert texts(draw("rate", rows.to_pandas())) == texts(draw("rate", rows))


def test_pooled_shares_that_end_near_100_are_drawn():
    """A report without an item among many leaves a bar; where more is lacking counts stand."""
    rows = measured("outcome_shares", 1, range(2020, 2021)).drop_nulls("value")
    rows = rows.drop("report_id", "issuer", "issuer_id").with_columns(n=pl.lit(200.0))
    shares = {rest: [60.0, 20.0, 10.0, 5.0, 4.0, rest] for rest in (0.6, 3.0)}
    drawn = {
        rest: draw("outcomes", rows.with_columns(value=pl.Series(values), k=pl.Series(values) * 2))
        for rest, values in shares.items()
    }
    assert "不符" not in drawn[0.6].caption and "60" in texts(drawn[0.6])
    assert "各项之和与 n 不符" in drawn[3.0].caption and "120" in texts(drawn[3.0])


def test_rates_pooled_by_level_alone_are_drawn():
    """A level that is the only group names its row."""
    rows = pooled("disclosure_rate", [], 40).with_columns(contradicted=pl.lit(0))
    assert rows_of(draw("rate", rows).figure.axes[0]) == ["地市级"]


def test_disputes_pooled_are_drawn():
    """Of pooled results each group is one bar, whose end shows the number of its cases."""
    results, rates = (pooled(key, ["year"], 12) for key in ("dispute_results", "correction_rate"))
    total = results.filter(item="reconsideration.total", scope="area", level="prefecture")
    drawn = draw("disputes", results, rates)
    years = [row.removesuffix(" †") for row in rows_of(drawn.figure.axes[0])]
    assert years == [str(year) for year in total["year"].sort()]
    assert {f"{k:,.0f}" for k in total["k"]} <= set(texts(drawn))


def test_many_rates_that_no_distribution_takes_stay_rows():
    """Timeliness has no distribution over issuers: those with the largest n are drawn in rows."""
    numbers = {"value": 80.0, "k": 40.0, "n": 50.0, "low": 66.0, "high": 89.0}
    rows = measured("timeliness", 400).with_columns(**{n: pl.lit(v) for n, v in numbers.items()})
    assert "400 个单位" in draw("rate", rows).caption


def test_counts_stand_where_n_is_small():
    rows = measured("disclosure_rate", 1, range(2020, 2021)).with_columns(
        k=pl.lit(9.0), n=pl.lit(23.0)
    )
    drawn = draw("rate", rows)
    assert "9/23" in texts(drawn) and dots(drawn.figure.axes[0], 0) == []
    assert "n 不足 30" in drawn.caption and "9/23" not in texts(draw("rate", rows, min_n=20))


def test_outcomes_of_shenhe_from_open_to_closed(data):
    drawn = draw("outcomes", metrics.measure(data, "outcome_shares"))
    axes = next(axes for axes in drawn.figure.axes if "沈河区  2020" in rows_of(axes))
    colors = {fill.color.lower(): key for key, fill in fills("outcome_shares").items()}
    found = [(colors[c], width) for c, width, _ in bars(axes, rows_of(axes).index("沈河区  2020"))]
    assert found == [
        ("granted", 3.65),
        ("granted_partly", 1.04),
        ("unable", 75.52),
        ("not_processed", 1.56),
        ("refused", 18.23),
    ]


def test_panels_keep_scopes_and_levels_apart(data):
    drawn = draw("outcomes", metrics.measure(data, "outcome_shares"))
    titles = [axes.get_title("left") for axes in drawn.figure.axes]
    assert titles == ["全域报告 · 地市级", "全域报告 · 县级", "单个机关报告 · 地市级"]


def test_pending_cases_are_hatched(data):
    results, rates = (metrics.measure(data, key) for key in ("dispute_results", "correction_rate"))
    drawn = draw("disputes", results, rates)
    left, right = drawn.figure.axes[:2]
    assert [(w, h) for _, w, h in bars(left, 0)] == [(24, ""), (10, ""), (9, ""), (3, "////")]
    assert dots(right, 0) == [23.26]
    assert "1/5" in texts(drawn)  # Shenhe, 1 of 5: no rate


def test_captions_add_only_what_may_be_added(data):
    """Wrong today 4: a total only within one scope, level and year."""
    results, rates = (metrics.measure(data, key) for key in ("dispute_results", "correction_rate"))
    for lang, total in (("zh", "合计 n"), ("en", "Total n")):
        for drawn in (
            draw("disputes", results, rates, lang=lang),
            draw("coverage", metrics.trend(data, "received"), lang=lang),
            draw("rate", metrics.measure(data, "disclosure_rate"), lang=lang),
        ):
            assert total not in drawn.caption
    one = draw("rate", metrics.measure(tidy("chenzhou-2019"), "disclosure_rate"))
    assert "合计 n = 294。资料来源：1 份" in one.caption


def test_letters_of_breaks_mean_the_same_in_every_panel():
    """Wrong today 5: letters of the figure, not of a panel; only breaks that matter."""
    late = trend("litigation_rate", 1, range(2020, 2026)).with_columns(
        issuer=pl.lit("乙县"), issuer_id=pl.lit("2")
    )
    rows = pl.concat([trend("litigation_rate", 1, range(2012, 2026)), late])
    drawn = draw("rate_trend", rows)
    letters = [
        [t.get_text() for t in axes.texts if len(t.get_text()) == 1] for axes in drawn.figure.axes
    ]
    assert letters[0] == letters[1] and len(letters[0]) > 1
    assert f"{letters[0][-1]} 2025-06-01" in drawn.caption
    assert "2024-01-01" not in draw("counts", trend("received", 1, range(2020, 2026))).caption


def test_the_band_of_issuers_lies_inside_the_axis():
    """The tenth and ninetieth percentile of issuers lie further out than the limits."""
    rows = pooled("litigation_rate", ["year"], 40).with_columns(p90=pl.lit(99.0), high=pl.lit(9.0))
    drawn = draw("rate_trend", rows)
    assert all(axes.get_ylim()[1] > 99 for axes in drawn.figure.axes)
    assert "合并的单位数不尽相同" in drawn.caption


def test_no_line_crosses_what_is_not_comparable():
    rows = trend("disclosure_rate", 1, range(2017, 2023)).with_columns(n=pl.lit(100.0))
    rows = rows.with_columns(contradicted=(pl.col("year") == 2020).cast(pl.Int32))
    found = joined(draw("rate_trend", rows).figure.axes[0])
    assert (2018, 2019) not in found and (2017, 2018) in found
    assert found[2020, 2021] == "--"
    gap = rows.filter(pl.col("year") != 2020).with_columns(link=pl.lit("comparable"))
    assert (2019, 2021) not in joined(draw("rate_trend", gap).figure.axes[0])


def test_a_contradicted_number_is_ringed_and_its_line_dashed():
    """Wrong today 15: a line to a number in doubt is not solid."""
    rows = trend("normative_stock", 1, range(2021, 2024)).with_columns(
        link=pl.lit("comparable"), contradicted=(pl.col("year") == 2023).cast(pl.Int32)
    )
    drawn = draw("counts", rows)
    assert joined(drawn.figure.axes[0]) == {(2021, 2022): "-", (2022, 2023): "--"}
    assert len(drawn.figure.axes[0].collections) == 1 and "圆圈" in drawn.caption


def test_pooled_rows_are_marked_only_where_a_report_is_contradicted():
    rows = pooled("disclosure_rate", ["year"], 40).with_columns(contradicted=pl.lit(0))
    assert "†" not in draw("rate", rows, lang="en").caption
    assert "†" in draw("rate", rows.with_columns(contradicted=pl.lit(1)), lang="en").caption


def test_a_lower_bound_is_printed_as_one():
    rows = trend("received", 1).with_columns(value=pl.lit(7700.0), bound=pl.lit("at_least"))
    drawn = draw("counts", rows)
    assert "≥7,700" in texts(drawn) and "≥" in drawn.caption


def test_identities_show_failures_first():
    """Wrong today 10: of many reports those with failures are drawn."""
    rows = check_matrix(400)
    drawn = draw("identities", rows)
    worst = rows.group_by("issuer_id").agg(pl.sum("fail"))["fail"].sort(descending=True)
    shown = drawn.data.group_by("issuer_id").agg(pl.sum("fail"))["fail"].sort(descending=True)
    assert shown.to_list() == worst.head(len(shown)).to_list() and "2/7 (−1,234)" in texts(drawn)
    assert "400 个单位" in drawn.caption


def test_growth_stands_on_the_axis_of_its_logarithm(data):
    drawn = draw("change", metrics.change(data, "received"))
    axes = drawn.figure.axes[0]
    y = rows_of(axes).index("2024")
    assert dots(axes, y) == [1.43]  # log2 of 218/81
    assert "81 → 218" in texts(drawn) and "+100" in texts(drawn)


def test_growth_of_a_rate_shows_both_rates():
    """7 of 70 to 37 of 74 is no growth from 7 to 37."""
    rows = change("litigation_rate_growth", 1).with_columns(
        k=pl.lit(37.0), n=pl.lit(74.0), k_before=pl.lit(7.0), n_before=pl.lit(70.0)
    )
    assert "7/70 → 37/74" in texts(draw("change", rows))
    assert "10.0 → 50.0" in texts(draw("change", rows, width="single"))


def test_an_axis_without_points_has_no_repeated_zeros():
    """Wrong today 12: `−1 −0 −0 0 +0` on an axis without points."""
    rows = change("disclosure_rate_change", 1).with_columns(n=pl.lit(5.0))
    ticks = [t for t in texts(draw("change", rows)) if t.lstrip("+−").replace(".", "").isdigit()]
    assert len(ticks) == len(set(ticks)) and "−0" not in ticks


def test_heat_tells_missing_zero_and_small_apart():
    rows = measured("disclosure_rate", 1, range(2018, 2022)).with_columns(
        k=pl.Series([50.0, 0.0, 3.0, None]),
        n=pl.Series([100.0, 100.0, 9.0, None]),
        value=pl.Series([50.0, 0.0, 33.3, None]),
    )
    drawn = draw("heat", rows)
    assert {"50", "0", "3/9"} <= set(texts(drawn)) and drawn.figure.axes[0].patch.get_hatch()


def test_heat_of_counts_shows_zeros_on_a_logarithmic_scale():
    """0 is white with its number, and not hatched as a gap; the scale has numbers, no formulas."""
    counts = pl.Series([0.0, 3.0, 40.0, 5000.0])
    rows = measured("received", 1, range(2018, 2022)).with_columns(value=counts, k=counts)
    drawn = draw("heat", rows)
    grid = drawn.figure.axes[0].collections[0]
    assert grid.to_rgba(grid.get_array())[0, 0].tolist() == [1, 1, 1, 1]
    assert {"0", "3", "40", "5,000", "10", "100", "1,000"} <= set(texts(drawn))


def test_funnel_needs_twenty_issuers():
    assert draw("funnel", measured("disclosure_rate", 12)) is None
    drawn = draw("funnel", measured("disclosure_rate", 120))
    assert drawn.data["issuer_id"].n_unique() >= 20 and (drawn.data["phi"] >= 1).all()
    assert any(text.startswith("φ = ") for text in texts(drawn))


def test_tiles_have_a_place_of_their_own():
    places = [tuple(tile["at"]) for tile in TILES.values()]
    assert len(places) == len(set(places)) == 34
    assert sum(not tile.get("reports", True) for tile in TILES.values()) == 3


def test_an_issuer_that_is_not_known_is_named_by_its_report():
    rows = measured("disclosure_rate", 1, range(2020, 2021)).with_columns(
        issuer=pl.lit(None, pl.Utf8)
    )
    assert "r0  2020" in texts(draw("rate", rows))


@pytest.mark.parametrize("family", ["rate", "outcomes", "coverage", "identities"])
def test_reports_behind_another_are_left_out(family):
    key = {"outcomes": "outcome_shares", "coverage": "received"}.get(family, "disclosure_rate")
    rows = check_matrix(3) if family == "identities" else measured(key, 3)
    behind = rows.with_columns(report_id=pl.col("report_id") + "-2", further=pl.lit(None, pl.Int32))
    front = rows.with_columns(further=pl.lit(1, pl.Int32))
    both = draw(family, pl.concat([front, behind]))
    assert texts(both) == texts(draw(family, rows))
    assert "同一单位同一年度另有" in both.caption
