"""Outcomes, applicants, channels and results in the order of the form, and what may be summed."""

from __future__ import annotations

import polars as pl
import pytest

from analysis.forms import forms, list_crosswalked_forms
from analysis.forms.crosswalk import load_crosswalk
from analysis.forms.statements import load_vocabulary
from analysis.frames.categories import COLUMNS, assign_roles, list_contents
from analysis.frames.schema import list_dtypes
from analysis.frames.tidy import tidy

from .corpus import ORIGINALS, PINGTAN, corpus, long_frames, report_row, statement


@pytest.mark.parametrize("frame", list(COLUMNS))
@pytest.mark.parametrize("form", ["form2019", "form2021"])
def test_contents_has_the_rows_and_columns_of_each_form_in_its_order(frame: str, form: str) -> None:
    table = forms()[form].table(frame)
    rows, columns = (list(list_contents(column)) for column in COLUMNS[frame])
    assert [key for key in rows if key in {r.key for r in table.rows}] == [
        row.key for row in table.rows
    ]
    assert [key for key in columns if key in {c.key for c in table.columns}] == [
        column.key for column in table.columns
    ]


def test_contents_has_every_name_that_prose_and_the_crosswalk_can_give() -> None:
    words = load_vocabulary()
    keys = {key for rule in words.rules for key in (rule.key, rule.also, rule.also_only, rule.weak)}
    keys |= {zero.key for zero in words.zeros}
    for frame in ("applications", "disputes"):
        named = [key.split(".")[1:] for key in keys if key.startswith(f"{frame}.")]
        targets = [
            series.target[1:]
            for form in list_crosswalked_forms()
            for series in load_crosswalk().entering(form, frame)
        ]
        for places in (*named, *targets):
            for column, name in zip(COLUMNS[frame], places, strict=False):
                assert name in list_contents(column), name


def test_contents_of_sums_are_the_rows_that_they_hold() -> None:
    held = list_contents("outcome")
    assert held["granted_or_partly"] == {"granted", "granted_partly"}
    assert held["other"] == {
        "other",
        "other_correction_overdue",
        "other_fee_overdue",
        "other_misc",
    }
    assert len(held["refused"]) == 8 and held["decided"] == held["closed_total"]
    assert list_contents("result")["concluded"] == {"upheld", "corrected", "other"}


def test_parts_of_a_table_add_to_its_closed_total() -> None:
    """Printed totals of four reports as read by a person; the parts of each hold every application
    once.
    """
    made = tidy(corpus(*ORIGINALS))["applications"]
    parts = dict(made.filter(role="part").group_by("report_id").agg(pl.col("count").sum()).rows())
    printed = made.filter(outcome="closed_total", applicant="total").select("report_id", "count")
    assert parts == dict(printed.rows()) and parts["chenzhou-2019"] == 294
    assert set(made.filter(applicant="total")["role"]) == {"total"}
    assert set(made.filter(outcome="closed_total")["role"]) == {"total"}
    flows = made.filter(role="flow")
    assert set(flows["outcome"]) == {"new", "carried_in", "carried_out"}
    assert "total" not in set(flows["applicant"])


def test_parts_of_disputes_add_to_their_totals() -> None:
    made = tidy(corpus(*ORIGINALS, *PINGTAN))["disputes"].filter(
        pl.col("form").str.starts_with("form")
    )
    sums = made.group_by("report_id", "channel").agg(
        parts=pl.col("count").filter(pl.col("role") == "part").sum(),
        total=pl.col("count").filter(pl.col("role") == "total").sum(),
    )
    assert sums.height == 33 and sums.filter(pl.col("parts") != pl.col("total")).is_empty()


def test_a_report_without_kinds_of_applicants_has_its_decisions_as_parts() -> None:
    made = tidy(corpus("pingtan-2014"))["applications"]
    assert made.select("outcome", "role").rows() == [
        ("new", "flow"),
        ("disclosed_full", "part"),
        ("granted_partly", "part"),
        ("decided", "total"),
    ]


def test_a_group_in_prose_is_a_part_unless_its_rows_are_given_as_well() -> None:
    refused = statement("p", "applications.refused", 5)
    ground = statement("p", "applications.refused_state_secret", 2)

    def roles(*said: dict[str, object]) -> dict[str, str]:
        frames = long_frames([report_row("p", year=2017)], (), said)
        return dict(tidy(frames)["applications"].select("outcome", "role").rows())

    assert roles(refused) == {"refused": "part"}
    assert roles(refused, ground) == {"refused": "total", "refused_state_secret": "part"}


def test_suits_as_one_block_are_a_total_beside_their_channels() -> None:
    places = {("litigation", "upheld"), ("litigation_direct", "upheld")}
    assert assign_roles("disputes", frozenset(places)) == {
        ("litigation", "upheld"): "total",
        ("litigation_direct", "upheld"): "part",
    }


def test_names_are_ordered_enums_of_the_schema() -> None:
    for frame, columns in COLUMNS.items():
        for column in columns:
            assert list_dtypes(frame)[column] == pl.Enum(list(list_contents(column)))
    made = tidy(corpus("shenhe-2020"))["applications"]
    assert made.group_by("outcome").len().sort("outcome")["outcome"].to_list()[:3] == [
        "new",
        "carried_in",
        "granted",
    ]
