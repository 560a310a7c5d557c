"""Tidy frames: what counts as 0, what is derived, what stays a gap, and what older tables and prose
give.
"""

from __future__ import annotations

import polars as pl
import pytest
from schemas import failures

from analysis.forms import forms
from analysis.frames import make_series
from analysis.frames.proofs import make_sheet
from analysis.frames.tidy import tidy

from .corpus import ORIGINALS, PINGTAN, cell_rows, corpus, long_frames, report_row, statement

COLUMNS = [c.key for c in forms()["form2019"].table("applications").columns]


def at(frame: pl.DataFrame, *place: str) -> tuple[int | None, str, bool]:
    names = frame.columns[frame.columns.index("form") + 1 :][:2]
    (row,) = (
        frame.filter(pl.col(names[0]) == place[0], pl.col(names[1]) == place[1])
        .select("count", "status", "zero_proven")
        .rows()
    )
    return row


def one_row(**cells: float | str | None) -> pl.DataFrame:
    """`applications` of a report that prints the row `new` with these columns."""
    rows = cell_rows("r", {f"applications.new.{c}": v for c, v in cells.items()}, "form2019")  # type: ignore[misc]
    frames = long_frames([report_row("r", form="form2019", year=2019)], rows)
    return tidy(frames)["applications"]


def test_the_originals_keep_every_number_and_prove_the_blanks_of_chenzhou() -> None:
    frames = corpus(*ORIGINALS)
    made = tidy(frames)
    assert failures(made) == {}
    assert made["applications"].height == 4 * 161 and made["disputes"].height == 4 * 15
    own = made["applications"].filter(pl.col("report_id") == "chenzhou-2019")
    assert own["zero_proven"].sum() == 111 and own["count"].null_count() == 0
    assert own.filter("zero_proven")["count"].unique().to_list() == [0] and own.filter(
        "zero_proven"
    )["status"].unique().to_list() == ["blank"]
    shenhe = made["applications"].filter(pl.col("report_id") == "shenhe-2020")
    assert at(shenhe, "granted", "natural_person") == (7, "printed", False)
    printed = frames["cells"].filter(
        pl.col("table") == "applications", pl.col("value").is_not_null()
    )
    joined = printed.join(
        made["applications"].with_columns(pl.col("outcome", "applicant").cast(pl.Utf8)),
        left_on=["report_id", "row", "column"],
        right_on=["report_id", "outcome", "applicant"],
    )
    assert (
        joined.height == printed.height
        and joined.filter(pl.col("value") != pl.col("count")).is_empty()
    )


def test_keys_of_the_report_stand_beside_every_count() -> None:
    made = tidy(corpus("liupanshui-office-2020"))["disputes"]
    assert made.select(
        "issuer_id", "division_code", "level", "scope", "year", "form", "evidence"
    ).unique().rows() == [
        ("520200:general_office", "520200", "prefecture", "organ", 2020, "form2019", "table")
    ]


def test_a_blank_total_is_the_sum_of_its_parts_only_where_all_are_known() -> None:
    parts = dict.fromkeys(COLUMNS[:-1], 1.0)
    assert at(one_row(**parts, total=None), "new", "total") == (6, "derived", False)
    assert at(one_row(**parts), "new", "total") == (
        6,
        "derived",
        False,
    )  # the cell is not there at all
    assert at(one_row(**parts | {"business": None}, total=None), "new", "total") == (
        None,
        "blank",
        False,
    )
    assert at(one_row(**parts, total="/"), "new", "total") == (None, "nil_mark", False)


def test_an_absent_cell_of_a_present_row_counts_like_a_blank() -> None:
    made = one_row(natural_person=3.0, total=3.0)
    assert at(made, "new", "business") == (0, "blank", True)
    assert made.height == 7
    assert at(one_row(natural_person=2.0, total=3.0), "new", "business") == (None, "blank", False)


def test_a_nil_mark_is_no_zero_even_beside_a_total_that_is_complete() -> None:
    made = one_row(natural_person=3.0, business="/", research_institute=None, total=3.0)
    assert at(made, "new", "business") == (None, "nil_mark", False)
    assert at(made, "new", "research_institute") == (None, "blank", False)


def test_a_fraction_is_no_count() -> None:
    assert at(one_row(natural_person=3.5, total=3.5), "new", "natural_person") == (
        None,
        "illegible",
        False,
    )


def test_no_row_is_made_up_for_a_row_that_is_not_printed() -> None:
    assert one_row(total=3.0)["outcome"].unique().to_list() == ["new"]


def test_the_proactive_frame_keeps_fractions_units_and_signs() -> None:
    made = tidy(corpus("chenzhou-2019"))["proactive"]
    rows = {
        (s, m): (v, u)
        for s, m, v, u in made.select("subject", "measure", "value", "unit").iter_rows()
    }
    assert rows["procurement", "amount_wan_yuan"] == (117454.772, "万元")
    assert rows["licensing", "change"] == (-23288, "项") and rows["rules", "newly_made"] == (
        48,
        "件",
    )
    assert made.height == 22


def stat2014(**values: float | None) -> dict[str, pl.DataFrame]:
    return long_frames(
        [report_row("old", form="stat2014", year=2016)],
        cell_rows("old", {f"stat2014.{row}.value": v for row, v in values.items()}, "stat2014"),
    )


def test_stat2014_enters_by_the_crosswalk_only() -> None:
    made = tidy(
        stat2014(
            applications_received=10,
            replies_total=9,
            reply_already_public=2,
            reply_granted=3,
            reply_granted_partly=1,
            reply_refused=1,
            refused_trade_secret=1,
            refused_privacy=None,
            reply_not_this_organ=1,
            reply_not_exist=1,
            reply_told_to_amend=0,
            reply_other_channel=0,
            reconsideration_total=4,
            reconsideration_corrected=1,
            normative_issued=7,
        )
    )
    applications = made["applications"]
    assert dict(applications.select("outcome", "count").iter_rows()) == {
        "new": 10,
        "decided": 9,
        "disclosed_full": 5,
        "granted_partly": 1,
        "not_held": 2,
        "refused_third_party": None,
    }
    assert at(applications, "new", "total") == (10, "printed", False)
    assert at(applications, "disclosed_full", "total") == (5, "derived", False)
    assert at(applications, "refused_third_party", "total") == (None, "blank", False)
    assert {
        (c, r): n for c, r, n in made["disputes"].select("channel", "result", "count").iter_rows()
    } == {
        ("reconsideration", "concluded"): 4,
        ("reconsideration", "corrected"): 1,
    }
    assert made["proactive"].is_empty()


def test_the_provincial_table_gives_the_year_and_not_the_cumulative_number() -> None:
    made = tidy(corpus("pingtan-2014"))
    assert dict(made["applications"].select("outcome", "count").iter_rows()) == {
        "new": 1,
        "decided": 1,
        "disclosed_full": 1,
        "granted_partly": 0,
    }
    assert made["disputes"].select("channel", "result", "count").rows() == [
        ("reconsideration", "cases", 0),
        ("litigation", "cases", 0),
    ]


def prose(*statements: dict[str, object], **fields: object) -> dict[str, pl.DataFrame]:
    return tidy(long_frames([report_row("p", year=2017, **fields)], (), statements))


def test_prose_fills_a_report_without_a_table() -> None:
    made = prose(  # Xianyang 2017
        statement("p", "applications.new", 201),
        statement("p", "applications.granted_or_partly", 169, year=2017),
        statement("p", "applications.refused", 5),
        statement("p", "applications.unclear", 27),
        statement("p", "disputes.litigation.total", 0, raw="没有发生行政诉讼"),
        statement("p", "received_online", 194),
        statement("p", "applications.new", 73, part=True),
        statement("p", "applications.new", 180, year=2016),
        statement("p", "applications.other", 100, bound="at_least"),
    )
    assert failures(made) == {}
    assert made["applications"].select(
        "outcome", "applicant", "count", "status", "evidence", "form"
    ).rows() == [
        ("new", "total", 201, "printed", "prose", "narrative"),
        ("granted_or_partly", "total", 169, "printed", "prose", "narrative"),
        ("refused", "total", 5, "printed", "prose", "narrative"),
        ("unclear", "total", 27, "printed", "prose", "narrative"),
    ]
    assert made["disputes"].select("channel", "result", "count", "zero_proven").rows() == [
        ("litigation", "total", 0, False)
    ]


def test_prose_that_contradicts_itself_gives_no_number() -> None:
    made = prose(statement("p", "applications.new", 201), statement("p", "applications.new", 210))
    assert at(made["applications"], "new", "total") == (None, "ambiguous", False)


def test_prose_about_a_wider_scope_is_not_the_organs_number() -> None:
    said = statement("p", "applications.new", 201, scope_words="全市")
    assert prose(said, scope="organ")["applications"].is_empty()
    assert prose(said, scope="area")["applications"].height == 1


def test_prose_does_not_stand_beside_a_table() -> None:
    frames = corpus("shenhe-2020") | {
        "statements": long_frames([], (), [statement("shenhe-2020", "applications.new", 999)])[
            "statements"
        ]
    }
    assert tidy(frames)["applications"]["evidence"].unique().to_list() == ["table"]


def test_concluded_cases_in_prose_are_no_total() -> None:
    made = prose(statement("p", "disputes.reconsideration.total", 134, basis="concluded"))
    assert made["disputes"].select("result", "count").rows() == [("concluded", 134)]


@pytest.mark.parametrize(("year", "received", "other"), [(2020, 21, 4), (2023, 81, 2)])
def test_series_join_the_forms(year: int, received: int, other: int) -> None:
    found = make_series(corpus(*PINGTAN)).filter(pl.col("year") == year)
    value = dict(found.select("series", "value").iter_rows())
    assert (value["received"], value["other_handling"]) == (received, other)


def test_series_of_the_provincial_years_carry_their_verdicts() -> None:
    found = make_series(corpus(*PINGTAN))
    assert found.filter(pl.col("series") == "received")["year"].to_list() == list(range(2011, 2026))
    assert found.filter(pl.col("series") == "decided")["verdict"].unique().to_list() == ["weak"]
    concluded = found.filter(pl.col("series") == "litigation_concluded", pl.col("year") == 2023)
    assert concluded["value"].to_list() == [
        5 + 2 - 1
    ]  # five direct, two after reconsideration, one pending


def test_the_sheet_of_a_report_in_plain_numbers() -> None:
    made = make_sheet(
        [
            (
                "disputes",
                "form2019",
                "reconsideration",
                c,
                v,
                "printed" if v is not None else "blank",
            )
            for c, v in (("upheld", 2.0), ("corrected", None), ("total", 2.0))
        ]
    )
    assert (
        made.number_at(("disputes", "reconsideration", "pending")) == 0
        and made.number_at(("disputes", "litigation_direct", "total")) is None
    )
    assert (
        made.sum_terms(
            {
                ("disputes", "reconsideration", "total"): 1,
                ("disputes", "reconsideration", "pending"): -1,
            }
        )
        == 2
    )
    assert isinstance(made.values["disputes", "reconsideration", "upheld"], int)


def test_a_proof_that_another_identity_contradicts_leaves_a_gap() -> None:
    frames = corpus(
        "pingtan-2020"
    )  # the outcomes of natural persons add to 26, the printed total is 20
    lost = (pl.col("row") == "granted_partly") & (
        pl.col("column") == "natural_person"
    )  # 6: without it they add to 20
    made = tidy(frames | {"cells": frames["cells"].filter(~lost)})["applications"]
    assert at(made, "granted_partly", "natural_person") == (
        None,
        "blank",
        False,
    )  # its row still says 6
    assert at(made, "granted_partly", "total") == (6, "printed", False)


@pytest.mark.parametrize("name", ["shenhe-2020", "chenzhou-2019", "pingtan-2020", "pingtan-2023"])
def test_a_lost_or_garbled_cell_never_becomes_another_number_nor_changes_one(name: str) -> None:
    frames = corpus(name)
    places = ["outcome", "applicant"]
    whole = {
        tuple(place): count
        for *place, count in tidy(frames)["applications"].select(*places, "count").iter_rows()
    }
    printed = (
        frames["cells"]
        .filter(pl.col("table") == "applications", pl.col("value").is_not_null())
        .select("row", "column")
        .rows()
    )
    for row, column in printed[::4]:
        here = (
            (pl.col("row") == row)
            & (pl.col("column") == column)
            & (pl.col("table") == "applications")
        )
        garbled = pl.when(here).then(pl.lit("illegible")).otherwise("status")
        value = pl.when(~here).then("value")
        for cells, own in (
            (frames["cells"].filter(~here), {None, whole[row, column]}),
            (frames["cells"].with_columns(value=value, status=garbled), {None}),
        ):
            counts = {
                tuple(place): count
                for *place, count in tidy(frames | {"cells": cells})["applications"]
                .select(*places, "count")
                .iter_rows()
            }
            assert counts[row, column] in own
            assert all(count in (None, whole[place]) for place, count in counts.items())
