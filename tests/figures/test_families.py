"""What is drawn is what the frames say: bars, dots, lines, words."""

from __future__ import annotations

import polars as pl
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from metrics.tidy import statement, tidy

from analysis.errors import UsageError
from analysis.figures.style import fills

from .drawing import FAMILIES, clashes, draw, texts

NAMES = {
    "郴州市": "Chenzhou",
    "咸阳市": "Xianyang",
    "沈河区": "Shenhe",
    "六盘水市人民政府办公室": "Liupanshui General Office",
    "邓州市": "Dengzhou",
    "平潭综合实验区": "Pingtan",
}
PAGE_ONLY = ("coverage", "identities", "disputes")


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    return tidy()


def rows_of(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def bars(axes: Axes, row: str) -> list[tuple[str, float]]:
    """Colour and length of the pieces of bar in a row."""
    y = rows_of(axes).index(row)
    return [
        (to_hex(p.get_facecolor()), p.get_width())
        for p in axes.patches
        if abs(p.get_y() + p.get_height() / 2 - y) < 0.01
    ]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", ["double", "single"])
def test_no_words_touch_or_leave_the_paper(frames, family, lang, width):
    if width == "single" and family in PAGE_ONLY:
        with pytest.raises(UsageError, match="width of the page"):
            draw(family, frames, lang=lang, width=width)
        return
    assert clashes(draw(family, frames, lang=lang, width=width, names=NAMES)) == []


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_to_draw(family):
    empty = {name: frame.clear() for name, frame in tidy("chenzhou-2019").items()}
    assert draw(family, empty) is None


def test_the_width_is_that_of_the_journal(frames):
    for lang, width, mm in (
        ("zh", "double", 170),
        ("zh", "single", 80),
        ("en", "double", 180),
        ("en", "single", 88),
    ):
        assert draw(
            "disclosure", frames, lang=lang, width=width
        ).figure.get_figwidth() * 25.4 == pytest.approx(mm)


def test_outcomes_of_shenhe_from_open_to_closed(frames):
    axes = draw("outcomes", frames).figure.axes[0]
    colors = {fill.color.lower(): key for key, fill in fills("outcome").items()}
    pieces = [
        (colors[color], round(width, 2)) for color, width in bars(axes, "沈河区 2020（全域）")
    ]
    assert pieces == [
        ("granted", 3.65),
        ("granted_partly", 1.04),
        ("unable", 75.52),
        ("not_processed", 1.56),
        ("refused", 18.23),
    ]


def test_below_thirty_there_are_counts_and_no_bar(frames):
    area, organ = draw("outcomes", frames).figure.axes
    assert bars(organ, "六盘水市人民政府办公室 2020（本机关）") == []
    assert "部分公开 2、无法提供 1" in [text.get_text() for text in organ.texts]
    assert bars(area, "平潭综合实验区 2019（全域）") == []  # n = 23
    lines = [
        line for line in draw("disclosure", frames).figure.axes[1].lines if line.get_marker() == "o"
    ]
    assert lines == []


def test_a_report_that_contradicts_itself_is_marked(frames):
    assert "平潭综合实验区 2020（全域） †" in rows_of(draw("outcomes", frames).figure.axes[0])
    assert "†" in draw("outcomes", frames).captions["en"]
    assert "†" not in draw("outcomes", tidy("chenzhou-2019")).captions["en"]


def test_disclosure_of_chenzhou_with_its_limits(frames):
    axes = draw("disclosure", frames).figure.axes[0]
    y = rows_of(axes).index("郴州市 2019（全域）")
    (limits,) = [line.get_xdata() for line in axes.lines if list(line.get_ydata()) == [y, y]]
    assert [round(x, 2) for x in limits] == [75.35, 84.42]
    (dot,) = [line.get_xdata()[0] for line in axes.lines if list(line.get_ydata()) == [y]]
    assert round(dot, 2) == 80.27
    prose = rows_of(axes).index("咸阳市 2017（全域）")
    (hollow,) = [
        line.get_markerfacecolor() for line in axes.lines if list(line.get_ydata()) == [prose]
    ]
    assert hollow == "white"


def test_area_and_organ_stand_in_separate_panels(frames):
    for family in ("outcomes", "disclosure", "refusals", "identities", "coverage"):
        panels = [axes for axes in draw(family, frames).figure.axes if rows_of(axes)]
        assert [axes.get_title(loc="left") for axes in panels] == ["全域报告", "单个机关报告"]
        assert not any("本机关" in row for row in rows_of(panels[0])), family


def test_refusals_are_counts(frames):
    axes = draw("refusals", frames).figure.axes[0]
    assert [width for _, width in bars(axes, "郴州市 2019（全域）")] == [2, 14, 1]
    assert [width for _, width in bars(axes, "邓州市 2020（全域）")] == [6, 2]


def test_pending_cases_are_hatched(frames):
    figure = draw("disputes", frames).figure
    axes = figure.axes[0]
    y = rows_of(axes).index("郴州市 2019（全域） 行政复议")
    pieces = [
        (p.get_width(), p.get_hatch())
        for p in axes.patches
        if abs(p.get_y() + p.get_height() / 2 - y) < 0.01
    ]
    assert pieces == [(24, ""), (10, ""), (9, ""), (3, "////")]
    rate = [line.get_xdata()[0] for line in figure.axes[1].lines if list(line.get_ydata()) == [y]]
    assert round(rate[0], 2) == 23.26
    assert "1/5" in [text.get_text() for text in figure.axes[1].texts]  # Shenhe, 1 of 5: no rate


def test_no_line_crosses_what_is_not_comparable(frames):
    items, issued, stock = draw("proactive", frames).figure.axes

    def joined(axes):
        return {
            tuple(int(x) for x in line.get_xdata())
            for line in axes.lines
            if len(line.get_xdata()) == 2 and line.get_xdata()[0] != line.get_xdata()[1]
        }

    assert (2017, 2018) in joined(items) and (2018, 2019) not in joined(items)
    dashed = [
        line.get_linestyle()
        for line in items.lines
        if [int(x) for x in line.get_xdata()] == [2020, 2021]
    ]
    assert dashed == ["--"]
    for axes in (issued, stock):
        assert (
            (2019, 2020) in joined(axes)
            and (2020, 2021) not in joined(axes)
            and (2021, 2022) in joined(axes)
        )


@pytest.mark.parametrize("family", ["received", "proactive"])
def test_no_count_stands_on_a_line_of_its_series(frames, family):
    drawn = draw(family, frames)
    assert texts(drawn)
    for axes in drawn.figure.axes:
        lines = [
            line.get_path().transformed(line.get_transform())
            for line in axes.lines
            if line.get_zorder() == 2
        ]
        counts = [text for text in axes.texts if text.get_fontsize() < 6 and text.get_text() != "†"]
        assert lines and counts
        assert [
            text.get_text()
            for text in counts
            for line in lines
            if line.intersects_bbox(text.get_window_extent(), filled=False)
        ] == []


def test_a_missing_year_breaks_the_line():
    frames = tidy("pingtan-2019", "pingtan-2020", "pingtan-2022", "pingtan-2023")
    axes = draw("received", frames).figure.axes[0]
    joined = {
        tuple(int(x) for x in line.get_xdata()) for line in axes.lines if len(line.get_xdata()) == 2
    }
    assert (2019, 2020) in joined and (2022, 2023) in joined and (2020, 2022) not in joined


def test_breaks_of_law_and_form_are_marked(frames):
    drawn = draw("received", frames, lang="en")
    assert {"a", "b", "c", "d", "e", "provincial table", "2019 form", "2021 form"} <= set(
        texts(drawn)
    )
    assert "b 2019-05-15 revised Regulations in force" in drawn.captions["en"]
    (form_line,) = [
        line.get_xdata()[0]
        for line in drawn.figure.axes[0].lines
        if line.get_linestyle() == "-" and list(line.get_xdata()) == [2018.5, 2018.5]
    ]
    assert form_line == 2018.5


def test_a_lower_bound_is_printed_as_one():
    frames = tidy("pingtan-2023", "pingtan-2024", "pingtan-2025")
    at_least = (pl.col("report_id") == "pingtan-2025") & (pl.col("key") == "proactive_items")
    frames["statements"] = frames["statements"].with_columns(
        bound=pl.when(at_least).then(pl.lit("at_least")).otherwise("bound")
    )
    drawn = draw("proactive", frames)
    assert "≥7,700" in texts(drawn) and "≥" in drawn.captions["zh"]


def test_identities_of_pingtan_2020_and_chenzhou(frames):
    words = texts(draw("identities", frames))
    assert (
        "2 (−6)" in words
    )  # two of seven outcome identities fail; the largest difference is 21 - 27
    assert "22" in words  # of Chenzhou's 23 rows of applicants 22 stand on proven zeros


def test_printed_growth_stands_beside_the_recomputed():
    frames = tidy("pingtan-2022", "pingtan-2023")
    said = statement("pingtan-2023", "growth.applications.new", 9.46, 2023, raw="9.46%", unit="%")
    frames["statements"] = pl.concat(
        [frames["statements"], pl.DataFrame([said], schema=frames["statements"].schema)]
    )
    drawn = draw("growth", frames)
    points = [
        (round(line.get_xdata()[0], 2), line.get_markerfacecolor())
        for line in drawn.figure.axes[0].lines
        if line.get_marker() == "o"
    ]
    assert points == [(9.46, "#0B4F8A"), (9.46, "none")]  # 81/74 is +9.459%
    assert "81 ← 74" in texts(drawn)


def test_coverage_tells_zero_from_not_given():
    frames = tidy("pingtan-2018", "dengzhou-2020")
    hole = (pl.col("report_id") == "dengzhou-2020") & (pl.col("outcome") == "new")
    frames["applications"] = frames["applications"].with_columns(count=pl.when(~hole).then("count"))
    words = texts(draw("coverage", frames))
    assert "0" in words and "–" in words


def test_many_reports_are_cut_to_the_largest_and_it_is_said(frames):
    drawn = draw("disclosure", frames, max_rows=3)
    assert sorted(drawn.data["n"].to_list()) == [201, 218, 294]
    assert "共 13 份，图中为 n 最大的 3 份" in drawn.captions["zh"]


def test_captions_count_what_is_shown(frames):
    captions = draw("disclosure", tidy("chenzhou-2019", "shenhe-2020")).captions
    assert captions["zh"].endswith(
        "资料来源：2 份政府信息公开工作年度报告（2 个单位，2019—2020），gongkai 数据集；合计 n = 486。"
    )
    assert captions["en"].endswith(
        "(reports: 2; issuers: 2; years: 2019–2020), gongkai dataset; total n = 486."
    )


PER_REPORT = (
    "coverage",
    "outcomes",
    "disclosure",
    "refusals",
    "disputes",
    "identities",
    "received",
    "growth",
)


def half_copy(frames: dict[str, pl.DataFrame], report: str) -> dict[str, pl.DataFrame]:
    """The frames with a second file of a report from which all after the first rows of its table was lost."""
    out = {}
    for name, frame in frames.items():
        rows = frame.filter(pl.col("report_id") == report).with_columns(report_id=pl.lit("0-half"))
        if "origin" in frame.columns:
            rows = rows.with_columns(origin=pl.lit("official"))
        out[name] = pl.concat([rows.head(9) if name in ("cells", "applications") else rows, frame])
    return out


@pytest.mark.parametrize("family", PER_REPORT)
def test_a_half_saved_copy_changes_nothing_but_the_caption(family):
    whole = tidy("pingtan-2023", "pingtan-2024", "shenhe-2020")
    one, two = draw(family, whole), draw(family, half_copy(whole, "pingtan-2024"))
    assert two.data.drop("further").equals(one.data.drop("further"))
    assert texts(two) == texts(one)
    assert (
        "另有 1 份报告" in two.captions["zh"]
        and "Further reports of the same issuers and years (copies, reposts, incomplete ones), left out: 1. "
        in two.captions["en"]
    )
    assert "Further reports of" not in one.captions["en"]


def test_refusals_of_a_contradicted_report_are_marked_like_its_outcomes(frames):
    for family in ("refusals", "outcomes", "disclosure"):
        assert "平潭综合实验区 2020（全域） †" in rows_of(draw(family, frames).figure.axes[0]), (
            family
        )
    assert "†" in draw("refusals", frames).captions["zh"]


def test_a_point_that_the_prose_contradicts_is_marked(frames):
    failed = {
        "report_id": "pingtan-2013",
        "check": "prose",
        "strength": "expected",
        "subject": "proactive_items",
        "left": 4970.0,
        "right": 72804.0,
    }
    row = pl.DataFrame(
        [failed | {"difference": 4970.0 - 72804, "result": "fail", "blanks_as_zero": 0}],
        schema=frames["checks"].schema,
    )
    drawn = draw("proactive", dict(frames) | {"checks": pl.concat([frames["checks"], row])})
    assert "72,804†" in texts(drawn) and "425" in texts(drawn) and "†" in drawn.captions["en"]
    assert "†" not in draw("proactive", frames).captions["en"]


def test_a_logarithmic_axis_says_so(frames):
    for lang, words, caption in (
        ("zh", "对数刻度", "纵轴为对数刻度"),
        ("en", "logarithmic scale", "axis is logarithmic"),
    ):
        drawn = draw("proactive", frames, lang=lang)
        assert [axes.get_ylabel() for axes in drawn.figure.axes] == [words, "", ""]
        assert [axes.get_yscale() for axes in drawn.figure.axes] == ["log", "linear", "linear"]
        assert caption in drawn.captions[lang]
    plain = draw("received", frames)
    assert (
        plain.figure.axes[0].get_ylabel() == "新收申请（件）" and "对数" not in plain.captions["zh"]
    )


def test_a_dot_at_zero_is_whole(frames):
    axes = draw("disputes", frames).figure.axes[1]
    (dot,) = [
        line for line in axes.lines if line.get_marker() == "o" and line.get_xdata()[0] == 0
    ]  # Dengzhou, 0 of 41
    assert dot.get_clip_on() is False


def test_growth_explains_rows_without_a_point_and_years_left_out(frames):
    drawn = draw("growth", frames, lang="en")
    assert (
        "fewer than 30 in the year before, 0 in the year before (no growth)" in drawn.captions["en"]
    )
    # without one of two counts: Pingtan 2011 and the five issuers of a single year; 0 in both: 2012, 2013, 2016, 2017 and 2018
    assert (
        "Reports left out: 6 without applications received in the year or the year before, 5 with 0 in both"
        in drawn.captions["en"]
    )
    assert "1 ← 0" in texts(drawn)


def test_growth_shows_a_rounded_count_as_one():
    frames = tidy("pingtan-2022", "pingtan-2023")
    said = [
        statement(
            "pingtan-2023", "services_accepted", 428_000, 2023, raw="42.8万", bound="rounded"
        ),
        statement("pingtan-2023", "growth.services_accepted", 46, 2023, raw="46%", unit="%"),
    ]
    frames["statements"] = pl.concat(
        [frames["statements"], pl.DataFrame(said, schema=frames["statements"].schema)]
    )
    drawn = draw("growth", frames)
    assert "≈428,000 ← –" in texts(drawn) and "≈ 为约数" in drawn.captions["zh"]
