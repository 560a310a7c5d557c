"""The nine frames as schemas."""

from __future__ import annotations

import random

import polars as pl
import pytest
from findings import run_checks
from schemas import failures

from analysis.frames.schema import (
    FRAMES,
    list_dtypes,
    make_empty,
    make_frame,
    order_rows,
    sort_rows,
)
from analysis.frames.tidy import tidy

from .corpus import cell_rows, corpus, frame


def test_the_nine_frames_and_their_order() -> None:
    assert list(FRAMES) == [
        "reports",
        "cells",
        "applications",
        "disputes",
        "proactive",
        "statements",
        "sections",
        "checks",
        "problems",
    ]
    assert all(set(schema.order) <= set(schema.columns) for schema in FRAMES.values())


def test_types_that_others_rely_on() -> None:
    assert (
        list_dtypes("reports")["year"] == pl.Int32
        and list_dtypes("reports")["published"] == pl.Date
    )
    assert list_dtypes("cells")["value"] == pl.Float64 and list_dtypes("cells")["start"] == pl.Int64
    assert (
        list_dtypes("applications")["count"] == pl.Int64
        and list_dtypes("disputes")["zero_proven"] == pl.Boolean
    )
    assert list(list_dtypes("checks")) == [
        "report_id",
        "other_report_id",
        "check",
        "strength",
        "subject",
        "left",
        "right",
        "difference",
        "result",
        "blanks_as_zero",
        "cells",
        "detail",
    ]


def test_every_column_says_what_it_means() -> None:
    for schema in FRAMES.values():
        assert schema.words
        assert all(column.words for column in schema.columns.values())


def test_good_frames_have_no_failures() -> None:
    assert failures(corpus("chenzhou-2019", "pingtan-2013")) == {}
    assert failures({name: make_empty(name) for name in FRAMES}) == {}


def test_a_number_without_print_and_an_unknown_word_are_named() -> None:
    rows = cell_rows(
        "r", {"applications.new.total": 3, "applications.new.business": None}, "form2019"
    )
    rows[0]["status"], rows[1]["status"] = "blank", "guessed"
    found = failures({"cells": frame("cells", rows)})
    assert found["cells"] == {"status|check": 1, "value_only_where_printed": 1}


def test_two_rows_for_one_cell_are_named() -> None:
    rows = cell_rows("r", {"applications.new.total": 3}, "form2019") * 2
    assert failures({"cells": frame("cells", rows)})["cells"] == {"primary_key": 2}


def test_sorting_does_not_depend_on_the_order_of_the_rows() -> None:
    cells = corpus("chenzhou-2019")["cells"]
    assert order_rows("cells", cells.reverse()).equals(cells)


@pytest.mark.parametrize("name", FRAMES)
def test_sort_rows_as_their_frame(name: str) -> None:
    """Plain rows come in the order of the frame that is made of them, names in that of the form."""
    frames = corpus("pingtan-2014", "shenhe-2020", "dengzhou-2020")
    frames |= tidy(frames)
    frames["checks"] = run_checks(frames)
    rows = frames[name].to_dicts()
    random.Random(name).shuffle(rows)
    assert sort_rows(name, rows) == make_frame(name, rows).to_dicts()
