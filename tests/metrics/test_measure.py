"""Missing and zero, contradictions, bounds, growth, pools: what the evaluator does with what is
not there.
"""

from __future__ import annotations

import dataclasses
import datetime
import tomllib
from importlib.resources import files

import polars as pl
import pytest

from analysis.errors import UsageError
from analysis.forms import forms
from analysis.forms.crosswalk import load_crosswalk
from analysis.metrics import check_matrix, measure, measures, printed_growth, trend
from analysis.metrics.definitions import PER, VERDICTS, Measure, list_cells

from .made import make_frames, set_reports
from .tidy import statement, tidy


def one(rows: pl.DataFrame, **at: object) -> dict[str, object]:
    found = rows.filter(*[pl.col(name) == value for name, value in at.items()])
    assert found.height == 1, found
    return found.row(0, named=True)


@pytest.fixture(scope="module")
def all_frames() -> dict[str, pl.DataFrame]:
    return tidy()


def test_a_term_that_is_not_known_gives_a_gap_with_its_name():
    frames = tidy("shenhe-2020")
    hole = (pl.col("outcome") == "refused_deliberative") & (pl.col("applicant") == "total")
    frames["applications"] = frames["applications"].with_columns(count=pl.when(~hole).then("count"))
    got = one(measure(frames, "refusal_rate"))
    assert (got["k"], got["n"], got["value"], got["status"]) == (None, 192, None, "na")
    assert got["reason"] == "not given: applications.refused_deliberative"
    # the row is gone altogether: the same
    frames["applications"] = frames["applications"].filter(~hole)
    assert one(measure(frames, "refusal_rate")) == got
    # measures that do not need it are untouched
    assert one(measure(frames, "disclosure_rate"))["k"] == 9


def test_measure_names_only_the_terms_that_are_missing():
    """Of 227 applications 220 are new: without the 7 carried in, only these are named."""
    frames = tidy("shenhe-2020")
    frames["applications"] = frames["applications"].filter(pl.col("outcome") != "carried_in")
    got = one(measure(frames, "carry_over_rate"))
    assert (got["k"], got["n"]) == (35, None)
    assert got["reason"] == "not given: applications.carried_in"


def test_printed_growth_of_reports_that_print_none_is_empty():
    """No sentence with a growth: no row, with all columns."""
    rows = printed_growth(tidy("shenhe-2020"))
    assert rows.is_empty() and {"printed", "value", "agrees"} < set(rows.columns)


def test_blanks_are_zero_only_where_proven():
    frames = tidy("chenzhou-2019")
    proven, missing = (
        measure(frames, "carry_over_rate"),
        measure(frames, "carry_over_rate", blanks="missing"),
    )
    assert (one(proven)["k"], one(proven)["zeros"]) == (
        0,
        1,
    )  # row four of Chenzhou is blank; the flow proves it to be 0
    assert (one(missing)["k"], one(missing)["reason"]) == (
        None,
        "not given: applications.carried_out",
    )


def test_a_failing_identity_marks_the_rates_that_stand_on_it(all_frames):
    # Pingtan 2020: the outcomes add to 27 beside a printed total of 21
    rows = measure(all_frames, "outcome_shares").filter(pl.col("report_id") == "pingtan-2020")
    assert set(rows["status"]) == {"contradicted"}
    assert rows["k"].sum() == 27 and rows["n"].to_list() == [21] * 6
    assert "outcomes (total)" in rows["reason"][0]
    received = one(measure(all_frames, "received"), report_id="pingtan-2020")
    assert (received["k"], received["status"]) == (
        21,
        "ok",
    )  # the flow holds, and no failed check contains the row
    assert (
        one(
            measure(all_frames, "disclosure_rate", without_failing=True).select(
                pl.col("report_id").eq("pingtan-2020").any().alias("there")
            )
        )["there"]
        is False
    )


def test_a_numerator_above_its_denominator_is_no_rate():
    frames = tidy("shenhe-2020")
    wrong = (pl.col("outcome") == "closed_total") & (pl.col("applicant") == "total")
    frames["applications"] = frames["applications"].with_columns(
        count=pl.when(wrong).then(5).otherwise("count")
    )
    got = one(measure(frames, "disclosure_rate"))
    assert (got["k"], got["n"], got["value"], got["reason"]) == (
        9,
        5,
        None,
        "the numerator exceeds the denominator",
    )


def test_small_numbers_are_marked(all_frames):
    rows = measure(all_frames, "disclosure_rate")
    assert one(rows, report_id="liupanshui-office-2020")["small"] is True
    assert one(rows, report_id="dengzhou-2020")["small"] is False


def test_growth(all_frames):
    rows = measure(all_frames, "received_growth")
    assert (one(rows, report_id="pingtan-2021")["k"], one(rows, report_id="pingtan-2021")["n"]) == (
        70,
        21,
    )
    assert round(one(rows, report_id="pingtan-2021")["value"], 2) == 233.33
    assert one(rows, report_id="pingtan-2011")["reason"] == "no report of the year before"
    assert (
        one(rows, report_id="pingtan-2013")["value"],
        one(rows, report_id="pingtan-2013")["reason"],
    ) == (None, "growth from 0")
    assert one(rows, report_id="chenzhou-2019")["value"] is None


def test_growth_from_a_dated_sentence():
    frames = tidy("shenhe-2020")
    past = statement("shenhe-2020", "applications.new", 200, 2019, part=True)
    frames["statements"] = pl.concat(
        [frames["statements"], pl.DataFrame([past], schema=frames["statements"].schema)]
    )
    got = one(measure(frames, "received_growth"))
    assert (got["k"], got["n"], round(got["value"], 6), got["evidence"]) == (220, 200, 10, "prose")


def test_coverage_has_no_trend(all_frames):
    """It is one number per issuer, so an empty trend would look as if no report were there."""
    with pytest.raises(UsageError, match="one number per issuer"):
        trend(all_frames, "coverage")


def test_a_growth_has_no_trend(all_frames):
    with pytest.raises(UsageError, match="received_growth compares two years"):
        trend(all_frames, "received_growth")


def test_no_growth_from_2008_to_2009():
    frames = tidy("pingtan-2011", "pingtan-2014", "pingtan-2015")
    frames["reports"] = frames["reports"].with_columns(
        year=pl.col("year").replace({2014: 2008, 2015: 2009})
    )
    got = one(measure(frames, "received_growth"), report_id="pingtan-2015")
    assert (got["n"], got["value"], got["reason"]) == (
        1,
        None,
        "not comparable over 2008-05-01, "
        "the first reports cover eight months: no growth from 2008 to 2009",
    )


def test_printed_growth_beside_the_recomputed():
    frames = tidy("pingtan-2020", "pingtan-2021")
    said = [
        statement("pingtan-2021", "growth.applications.new", 233.3, 2021, raw="233.3%", unit="%"),
        statement(
            "pingtan-2021", "growth.proactive_items", 1.5, 2021, raw="1.5%", unit="%", start=1
        ),
        statement("pingtan-2020", "growth.proactive_items", 3.0, 2020, raw="3%", unit="%", start=1),
    ]
    frames["statements"] = pl.concat(
        [frames["statements"], pl.DataFrame(said, schema=frames["statements"].schema)]
    )
    rows = printed_growth(frames)
    new = one(rows, key="applications.new")
    assert (new["k"], new["n"], round(new["value"], 2), new["agrees"]) == (70, 21, 233.33, True)
    items = one(rows, key="proactive_items", year=2021)
    assert (items["k"], items["n"], items["agrees"]) == (2645, 2602, False)  # 1.65%
    first = one(rows, key="proactive_items", year=2020)
    assert (first["value"], first["agrees"], first["reason"]) == (
        None,
        None,
        "no exact count of proactive_items for the year before",
    )


def test_trend_of_one_issuer_over_fifteen_years(all_frames):
    rows = trend(all_frames, "proactive_items").filter(pl.col("issuer_id") == "350128")
    assert rows["year"].to_list() == list(range(2011, 2026))
    got = dict(zip(rows["year"], rows["k"], strict=True))
    assert [got[year] for year in (2011, 2012, 2013, 2018, 2019, 2024)] == [
        425,
        739,
        72804,
        2069,
        2599,
        10407,
    ]
    links = dict(zip(rows["year"], rows["link"], strict=True))
    assert (links[2011], links[2012], links[2019], links[2020], links[2021]) == (
        "",
        "comparable",
        "not_comparable",
        "comparable",
        "weak",
    )
    stock = trend(all_frames, "normative_stock").filter(pl.col("issuer_id") == "350128")
    known = {year: (k, link) for year, k, link in stock.select("year", "k", "link").iter_rows()}
    assert (
        known[2018] == (None, "gap")
        and known[2020] == (166, "comparable")
        and known[2021] == (665, "not_comparable")
        and known[2022] == (698, "comparable")
    )


def test_a_bound_carries_no_rate():
    frames = tidy("pingtan-2024", "pingtan-2025")
    at_least = (pl.col("report_id") == "pingtan-2025") & (pl.col("key") == "proactive_items")
    frames["statements"] = frames["statements"].with_columns(
        bound=pl.when(at_least).then(pl.lit("at_least")).otherwise("bound")
    )
    got = one(measure(frames, "proactive_items"), report_id="pingtan-2025")
    assert (got["k"], got["bound"], got["status"]) == (7700, "at_least", "ok")


def test_two_sentences_that_differ_are_neither():
    frames = tidy("pingtan-2024")
    frames["statements"] = pl.concat(
        [
            frames["statements"],
            pl.DataFrame(
                [statement("pingtan-2024", "proactive_items", 1, 2024)],
                schema=frames["statements"].schema,
            ),
        ]
    )
    got = one(measure(frames, "proactive_items"))
    assert (got["k"], got["status"]) == (None, "na")


def test_pool_by_hand(all_frames):
    # 2020, whole areas of counties: Shenhe 9/192, Dengzhou 24/61, Pingtan
    rows = measure(all_frames, "disclosure_rate", by=["year"])
    got = one(rows, year=2020, scope="area", level="county")
    pingtan = one(measure(all_frames, "disclosure_rate"), report_id="pingtan-2020")
    assert (got["k"], got["n"], got["issuers"]) == (33 + pingtan["k"], 253 + pingtan["n"], 3)
    assert (got["low"], got["high"], got["reason"]) == (
        None,
        None,
        "fewer than 5 issuers: no limits",
    )
    without = one(
        measure(all_frames, "disclosure_rate", by=["year"], without_failing=True),
        year=2020,
        scope="area",
        level="county",
    )
    assert (without["k"], without["n"], without["issuers"], without["left_out"]) == (33, 253, 2, 1)
    assert round(without["value"], 2) == 13.04
    # the office of Liupanshui is an organ of its own: apart, and one issuer has no clustered limits
    office = one(rows, year=2020, scope="organ")
    assert (office["k"], office["n"], office["low"], office["reason"]) == (
        2,
        3,
        None,
        "fewer than 5 issuers: no limits",
    )


def test_pool_counts_a_report_once():
    frames = tidy("shenhe-2020")
    for name, frame in frames.items():
        if "report_id" in frame.columns:
            copy = frame.with_columns(report_id=pl.lit("0-copy"))
            frames[name] = pl.concat(
                [copy.with_columns(origin=pl.lit("mirror")) if name == "reports" else copy, frame]
            )
    got = one(measure(frames, "disclosure_rate", by=["year"]))
    assert (got["k"], got["n"], got["reports"]) == (9, 192, 1)


def test_balanced_panel(all_frames):
    rows = measure(all_frames.copy(), "disclosure_rate", by=["year"], balanced=True)
    assert rows.is_empty() or set(rows["issuers"]) == {1}


@pytest.mark.parametrize(
    ("key", "by", "words"),
    [
        ("litigation_rate", ["levl"], "nearest: level"),
        ("disclosure_rate_change", ["year"], "is not pooled: pool disclosure_rate"),
        ("disclosure", ["year"], "nearest: .*disclosure_rate"),
    ],
)
def test_pool_refuses_what_it_cannot_pool(all_frames, key, by, words):
    """An unknown column or measure with the nearest names, and a change of a rate."""
    with pytest.raises(UsageError, match=words):
        measure(all_frames, key, by=by)


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("reconsideration_rate", ", or pool concluded_reconsideration_rate"),
        ("litigation_rate", ", or pool concluded_litigation_rate"),
        ("correction_rate_all", ", or pool correction_rate"),
        ("adverse_reconsideration_rate", ""),
        ("adverse_litigation_rate", ""),
        ("direct_suit_share", ""),
    ],
)
def test_pool_over_years_of_pending_cases_is_a_gap(all_frames, key, other):
    """Wrong today 6: whether a measure may be pooled over years follows from its terms."""
    rows = measure(all_frames, key, by=["issuer_id"]).filter(pl.col("issuers") > 0)
    many = rows.filter(pl.col("issuer_id") == "350128")
    assert many["value"].is_null().all() and many["k"].is_null().all()
    assert set(many["reason"]) == {f"pending cases stand again next year: pool by year{other}"}
    # one year of an issuer adds nothing over years
    assert rows.filter(pl.col("issuer_id") == "411381")["value"].is_not_null().any()
    by_year = measure(all_frames, key, by=["year"])
    assert by_year.filter(pl.col("reports") > 0)["value"].is_not_null().all()


def test_per_resident(all_frames):
    people = pl.DataFrame({"issuer_id": ["210103"], "year": [2020], "population": [700_000]})
    got = one(measure(all_frames, "received_per_10000", population=people), report_id="shenhe-2020")
    assert (got["k"], got["n"], round(got["value"], 4)) == (220, 700_000, 3.1429)
    other = one(
        measure(all_frames, "received_per_10000", population=people), report_id="dengzhou-2020"
    )
    assert (other["value"], other["reason"]) == (None, "not given: population.residents")
    with pytest.raises(UsageError, match="two rows"):
        measure(all_frames, "received_per_10000", population=pl.concat([people, people]))
    numbers = people.with_columns(pl.col("issuer_id").cast(pl.Int64))
    with pytest.raises(UsageError, match=r"issuer_id as numbers, .* read that column as text"):
        measure(all_frames, "received_per_10000", population=numbers)


def test_timeliness(all_frames):
    rows = measure(all_frames, "timeliness")
    assert one(rows, report_id="pingtan-2011")["k"] == 0  # 2012-04-11, after 31 March
    assert one(rows, report_id="pingtan-2024")["k"] == 1  # 2025-03-10
    assert one(rows, report_id="chenzhou-2019")["reason"] == "no day of publication"
    frames = tidy("pingtan-2024")
    frames["reports"] = frames["reports"].with_columns(
        organ=pl.lit("统计局"), scope=pl.lit("organ")
    )
    assert one(measure(frames, "timeliness"))["k"] == 0  # a department: 31 January
    older = {
        **frames,
        "reports": frames["reports"].with_columns(
            year=pl.lit(2017, pl.Int32), published=datetime.date(2018, 3, 31)
        ),
    }
    assert (
        one(measure(older, "timeliness"))["k"] == 1
    )  # under the text of 2007 all had until 31 March
    office = {**frames, "reports": frames["reports"].with_columns(organ=pl.lit("general_office"))}
    assert (
        one(measure(office, "timeliness"))["k"] == 1
    )  # the general office publishes with the government
    frames["reports"] = frames["reports"].with_columns(
        level=pl.lit("township"), published=datetime.date(2025, 1, 1)
    )
    assert one(measure(frames, "timeliness"))["reason"].startswith("townships")


def test_coverage(all_frames):
    rows = measure(all_frames, "coverage")
    assert (one(rows, issuer_id="350128")["k"], one(rows, issuer_id="350128")["n"]) == (15, 15)
    assert (one(rows, issuer_id="431000")["k"], one(rows, issuer_id="431000")["reason"][:25]) == (
        1,
        "not in the collection: 20",
    )


@pytest.mark.parametrize("key", measures())
def test_no_report_gives_no_row(all_frames, key):
    """Of an empty selection no measure is an error, and its columns are those of every other."""
    empty = {name: frame.clear() for name, frame in all_frames.items()}
    rows = measure(empty, key)
    assert rows.is_empty() and rows.schema == measure(all_frames, key).schema


def test_copied_sentences():
    frames = tidy("pingtan-2023", "pingtan-2024")
    text = [
        ("pingtan-2023", "第一句话说的是去年的事情。第二句话说的是同样的事情。"),
        ("pingtan-2024", "第二句话说的是同样的事情。第三句话说的是今年的事情。短。"),
    ]
    frames["sections"] = pl.DataFrame(
        text, schema={"report_id": pl.Utf8, "text": pl.Utf8}, orient="row"
    )
    assert (
        one(measure(frames, "copied_share"), report_id="pingtan-2024")["reason"]
        == "the text is a transcription in our own words"
    )
    frames["reports"] = frames["reports"].with_columns(origin=pl.lit("official"))
    assert (
        one(measure(frames, "copied_share"), report_id="pingtan-2024")["k"],
        one(measure(frames, "copied_share"), report_id="pingtan-2024")["n"],
    ) == (1, 2)


def test_check_matrix_of_chenzhou():
    rows = check_matrix(tidy("chenzhou-2019"))
    assert rows["n"].sum() == 40  # 7 flow, 7 outcomes, 23 applicants, 3 disputes
    assert (
        rows["pass_printed"].sum() == 5
        and rows["pass_with_zeros"].sum() == 35
        and rows["fail"].sum() == 0
    )
    failed = check_matrix(tidy("pingtan-2020")).filter(pl.col("fail") > 0)
    assert failed.select("check", "fail", "worst").rows() == [("outcomes", 2, -6.0)]


def test_every_measure_gives_every_report_a_number_or_a_reason(all_frames):
    for key, spec in measures().items():
        rows = measure(all_frames, key)
        gaps = (
            rows.filter(pl.col("value").is_null() & (pl.col("status") != "na"))
            if spec.kind != "count"
            else rows.filter(pl.col("k").is_null() & (pl.col("status") != "na"))
        )
        assert gaps.is_empty(), key
        assert rows.filter((pl.col("status") == "na") & (pl.col("reason") == "")).is_empty(), key
        assert rows.filter((pl.col("n") == 0) & pl.col("value").is_not_null()).is_empty(), key
        assert rows.height == rows.select("report_id", "issuer_id", "item").n_unique(), key


def test_the_same_frames_in_another_order_give_the_same_rows(all_frames):
    shuffled = {
        name: frame.sample(fraction=1, shuffle=True, seed=7) for name, frame in all_frames.items()
    }
    for key in (
        "disclosure_rate",
        "refusal_grounds",
        "received_growth",
        "coverage",
        "dispute_results",
        "item_nonresponse",
    ):
        assert measure(all_frames, key).equals(measure(shuffled, key)), key


def find_faults(measure: Measure) -> list[str]:
    """Where a definition contradicts itself or the forms."""
    shapes = [shape for form in forms().values() for shape in form.tables]
    cells = {f"{s.key}.{row}.{column}" for s in shapes for row, column in s.list_places()}
    without_terms = measure.kind in ("timeliness", "coverage", "copied", "nonresponse")
    has_base = measure.kind in PER and not without_terms
    verdicts = {v for item in measure.items for v in measure.find_breaks(item).values()}
    addresses = set().union(*(side for item in measure.items for side in measure.addresses(item)))
    holds = {
        "kind": measure.kind in (*PER, "count", "growth", "change"),
        "verdicts": verdicts <= set(VERDICTS),
        "breaks": measure.all_breaks <= {one.key for one in load_crosswalk().breaks},
        "numerator": bool(measure.of) or bool(measure.numerator) != without_terms,
        "denominator": bool(measure.of) or bool(measure.denominator) == has_base,
    } | {
        ".".join(address): address[0] in ("statements", "population")
        or bool(list_cells(address) & cells)
        for address in addresses
    }
    return [what for what, is_right in holds.items() if not is_right]


@pytest.mark.parametrize("key", measures())
def test_find_faults_of_no_definition(key):
    """Every definition agrees with itself and with the forms."""
    assert find_faults(measures()[key]) == []


def test_measures_stand_once():
    """No key stands twice: each base, and one growth or change of all kinds but coverage."""
    text = (files("analysis.metrics") / "definitions.toml").read_text("utf-8")
    keys = [entry["key"] for entry in tomllib.loads(text)["measures"]]
    assert len(keys) == len(set(keys))
    derived = [one.key for one in measures().values() if one.of]
    assert len(measures()) == len(keys) + len(derived) and not set(keys) & set(derived)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "shares"},
        {"numerator": ("applications.granter",)},
        {"denominator": ()},
        {"breaks": {"regulation_2019": "yes"}},
        {"breaks": {"regulation_2018": "weak"}},
    ],
)
def test_find_faults_of_a_wrong_definition(wrong):
    """A kind, a term, a side, a verdict or a break that is not there."""
    assert find_faults(dataclasses.replace(measures()["disclosure_rate"], **wrong))


def copied(
    frames: dict[str, pl.DataFrame], report: str, copy: str, **changes: object
) -> dict[str, pl.DataFrame]:
    """The frames with a second file of a report; `changes` are columns of its row in `reports`."""
    out = {}
    for name, frame in frames.items():
        rows = frame.filter(pl.col("report_id") == report).with_columns(report_id=pl.lit(copy))
        changed = (
            rows.with_columns(**{k: pl.lit(v, dtype=rows.schema[k]) for k, v in changes.items()})
            if name == "reports"
            else rows
        )
        out[name] = pl.concat([changed, frame])
    return out


def without_tables(frames: dict[str, pl.DataFrame], report: str) -> dict[str, pl.DataFrame]:
    return {
        name: frame.filter(pl.col("report_id") != report)
        if name in ("cells", "applications", "disputes", "proactive", "checks")
        else frame
        for name, frame in frames.items()
    }


@pytest.mark.parametrize(
    ("changes", "half", "taken"),
    [
        # complete before half, whoever published it and when
        ({"origin": "official", "published": datetime.date(2021, 6, 1)}, True, "shenhe-2020"),
        ({"origin": "official"}, False, "0-copy"),
        ({"origin": "mirror"}, False, "shenhe-2020"),
        # the later of two that are equally full
        ({"published": datetime.date(2021, 6, 1)}, False, "0-copy"),
        ({}, False, "0-copy"),
    ],
)
def test_one_report_is_taken_for_its_year(changes, half, taken):
    frames = copied(tidy("shenhe-2020"), "shenhe-2020", "0-copy", **changes)
    frames = without_tables(frames, "0-copy") if half else frames
    (other,) = {"shenhe-2020", "0-copy"} - {taken}
    for rows in (
        trend(frames, "received"),
        measure(frames, "disclosure_rate").drop_nulls("further"),
    ):
        assert rows.select("report_id", "further").rows() == [(taken, 1)]
    assert one(measure(frames, "disclosure_rate"), report_id=other)["further"] is None
    assert one(trend(frames, "received"))["k"] == 220
    pool = one(measure(frames, "disclosure_rate", by=["year"]))
    assert (pool["k"], pool["n"], pool["reports"]) == (9, 192, 1)


def test_a_report_that_lost_some_cells_stands_behind_the_whole_one():
    frames = copied(tidy("shenhe-2020"), "shenhe-2020", "0-copy", origin="official")
    lost = (pl.col("report_id") == "0-copy") & (pl.col("table") == "disputes")
    frames["cells"] = frames["cells"].filter(~lost)
    assert one(trend(frames, "received"))["report_id"] == "shenhe-2020"


def test_of_two_reports_in_prose_the_one_with_more_figures_is_taken():
    frames = copied(tidy("xianyang-2017"), "xianyang-2017", "0-copy", origin="official")
    frames["statements"] = pl.concat(
        [frames["statements"].filter(pl.col("report_id") != "0-copy"), frames["statements"].head(1)]
    )
    assert one(trend(frames, "received"))["report_id"] == "xianyang-2017"


def test_reports_without_an_issuer_stand_for_themselves():
    frames = copied(tidy("shenhe-2020"), "shenhe-2020", "0-copy")
    frames["reports"] = frames["reports"].with_columns(issuer_id=pl.lit(None, pl.Utf8))
    assert measure(frames, "disclosure_rate")["further"].to_list() == [0, 0]


STOCK = "proactive.normative_documents.in_force"


def failed_check(
    report: str, name: str, subject: str, cells: str, **other: object
) -> dict[str, object]:
    """A row of `checks` that failed."""
    return {
        "report_id": report,
        "check": name,
        "strength": "expected",
        "subject": subject,
        "cells": cells,
        "result": "fail",
        "blanks_as_zero": 0,
        **other,
    }


def with_checks(
    frames: dict[str, pl.DataFrame], *rows: dict[str, object]
) -> dict[str, pl.DataFrame]:
    added = pl.DataFrame(list(rows), schema=frames["checks"].schema)
    return frames | {"checks": pl.concat([frames["checks"], added])}


@pytest.mark.parametrize(
    ("name", "subject", "cells", "key", "speaks"),
    [
        ("prose", "applications.new", "applications.new.total", "received", True),
        ("prose", "applications.new", "applications.new.total", "disclosure_rate", False),
        ("carry_over", "total", "applications.carried_in.total", "clearance_rate", True),
        ("in_force", "normative_documents", STOCK, "normative_stock", True),
        ("percent", "share.applications.new", "applications.new.total", "received", False),
        ("parts", "proactive_items", "", "proactive_items", True),  # both in prose
        ("parts", "applications.new", "", "received", False),  # the number is from the table
    ],
)
def test_expected_checks_speak_against_the_numbers_that_they_name(
    name, subject, cells, key, speaks
):
    """Wrong today 15: a failed expected check marks a number, and makes it not contradicted in
    status.
    """
    frames = with_checks(tidy("pingtan-2023"), failed_check("pingtan-2023", name, subject, cells))
    got = one(measure(frames, key))
    expected = (f"{name} ({subject})", 1) if speaks else ("", 0)
    assert (got["failing"], got["contradicted"], got["status"]) == (*expected, "ok")


def test_a_check_across_years_speaks_against_both():
    """The stock of 2023 does not follow from that of 2022: one of both is wrong."""
    cells = f"{STOCK} pingtan-2022:{STOCK}"
    row = failed_check("pingtan-2023", "in_force", "normative_documents", cells)
    rows = measure(with_checks(tidy("pingtan-2022", "pingtan-2023"), row), "normative_stock")
    assert rows["contradicted"].to_list() == [1, 1] and set(rows["status"]) == {"ok"}


def test_a_failing_sum_is_named_where_there_is_no_rate(all_frames):
    rows = measure(all_frames, "refusal_nature").filter(pl.col("report_id") == "pingtan-2020")
    assert set(rows["failing"]) == {"outcomes (total)"} and set(rows["status"]) == {
        "na"
    }  # none was refused: no share


def test_a_rounded_count_stands_beside_its_printed_growth():
    frames = tidy("xianyang-2017")
    said = [
        statement(
            "xianyang-2017", "services_accepted", 428_000, 2017, raw="42.8万", bound="rounded"
        ),
        statement("xianyang-2017", "growth.services_accepted", 46, 2017, raw="46%", unit="%"),
    ]
    others = frames["statements"].filter(~pl.col("key").str.contains("services_accepted"))
    frames["statements"] = pl.concat(
        [others, pl.DataFrame(said, schema=frames["statements"].schema)]
    )
    got = one(printed_growth(frames), key="services_accepted")
    assert (got["k"], got["k_bound"], got["n"], got["value"]) == (428_000, "rounded", None, None)
    assert got["reason"] == "no exact count of services_accepted for the year"


def test_items_stand_in_the_order_of_their_definition(all_frames):
    """Also where some of a report's items have a number and others have none."""
    for key in ("dispute_results", "outcome_counts", "refusal_grounds", "correction_rate"):
        rows = measure(all_frames, key)
        items = rows.group_by("report_id", maintain_order=True).agg("item")["item"]
        assert {tuple(one) for one in items} == {measures()[key].items}, key
    mixed = measure(all_frames, "dispute_results").filter(pl.col("report_id") == "pingtan-2013")
    assert set(mixed["status"]) == {"ok", "na"} or mixed["value"].is_null().all()


def test_residents_are_found_where_an_unknown_scope_is_that_of_an_area():
    """The rule of scopes holds for the population as well."""
    counts = {("110101", year): {"new": 10} for year in (2021, 2022)}
    frames = set_reports(make_frames(counts), ["r110101-2021"], scope="unknown")
    people = pl.DataFrame(
        {"issuer_id": ["110101"] * 2, "year": [2021, 2022], "population": [50_000] * 2}
    )
    rows = measure(frames, "received_per_10000", population=people)
    assert rows["value"].to_list() == [2, 2]


def test_two_sentences_with_bounds_make_no_exact_figure():
    """About 500 and at least 500: the figure is not exact; with 500 printed as such it is."""
    frames = tidy("xianyang-2017")
    kept = frames["statements"].filter(pl.col("key") != "proactive_items")
    said = [
        statement("xianyang-2017", "proactive_items", 500, 2017, bound=bound, start=at)
        for at, bound in enumerate(("about", "at_least", "exact"))
    ]
    for rows, bound in ((said[:2], "at_least"), (said, "exact")):
        added = pl.DataFrame(rows, schema=kept.schema)
        got = one(measure(frames | {"statements": pl.concat([kept, added])}, "proactive_items"))
        assert (got["k"], got["bound"]) == (500, bound)
