"""Extracts to long frames."""

from __future__ import annotations

import datetime as dt

from schemas import failures

from analysis.documents.blocks import Document
from analysis.errors import Problem
from analysis.frames import Extract, long
from analysis.frames.schema import list_dtypes
from analysis.masthead.masthead import Masthead
from analysis.tables.readings import Reading, Recognised, Statement
from analysis.tables.sections import Section

SHA = "0123456789abcdef" + "0" * 48
ID = "r0123456789abcde"


def document(name: str = "a.txt", problems: tuple[Problem, ...] = ()) -> Document:
    return Document(name, SHA, "text", "text", (), problems=problems)


def reading(
    row: str, column: str, value: float | None, status: str = "printed", **other: object
) -> Reading:
    base: dict[str, object] = {
        "table": "applications",
        "form": "form2019",
        "raw": "" if value is None else f"{value:g}",
        "start": 5,
        "line": 2,
    }
    return Reading(row=row, column=column, value=value, status=status, **base | other)  # type: ignore[arg-type]


SAID = Statement(
    "applications.new", 3, "exact", "件", 2020, "全市", "all", False, "收到3件。", False, "3", 9, 4
)
HEAD = {
    "title": "T",
    "year": 2020,
    "year_from": "title",
    "level": "county",
    "scope": "area",
    "published": dt.date(2021, 1, 5),
    "published_from": "meta",
}


def test_one_report_becomes_rows_with_their_places() -> None:
    recognised = Recognised(
        (reading("new", "total", 3.0), reading("new", "business", None, "blank")),
        (Problem("row_missing", "no row", 7, expected="granted"),),
        "pipe rows",
    )
    frames = long(
        [
            Extract(
                document(),
                HEAD,
                recognised,
                (SAID,),
                (Section("overview", "一、总体情况", "…", 1, 3),),
                (Problem("issuer_unknown", "no issuer"),),
            )
        ]
    )
    assert failures(frames) == {}
    (report,) = frames["reports"].iter_rows(named=True)
    assert (
        report["report_id"],
        report["form"],
        report["layout"],
        report["n_cells"],
        report["n_problems"],
    ) == (ID, "form2019", "pipe rows", 2, 2)
    assert (report["year"], report["published"], report["published_from"], report["issuer"]) == (
        2020,
        dt.date(2021, 1, 5),
        "meta",
        None,
    )
    assert frames["cells"].select("column", "value", "status", "raw", "line").rows() == [
        ("business", None, "blank", "", 2),
        ("total", 3.0, "printed", "3", 2),
    ]
    assert frames["statements"].select("key", "value", "scope_words", "start").rows() == [
        ("applications.new", 3.0, "全市", 9)
    ]
    assert frames["sections"].rows() == [(ID, "overview", "一、总体情况", "…", 1, 3)]
    assert frames["problems"].select("source", "code", "severity", "line", "expected").rows() == [
        ("a.txt", "row_missing", "warning", 7, "granted"), ("a.txt", "issuer_unknown", "warning", None, None),
    ]  # fmt: skip


def test_nothing_read_is_no_report_and_problems_of_the_reader_are_kept() -> None:
    frames = long(
        [Extract(document(problems=(Problem("no_text_layer", "images only"),)), {}, Recognised())]
    )
    assert frames["reports"].height == 0 and frames["problems"]["code"].to_list() == [
        "no_text_layer"
    ]


def test_a_second_report_in_a_file_has_an_id_of_its_own() -> None:
    extract = Extract(document(), HEAD | {"report_id": ID + "-2"}, Recognised(), (SAID,))
    assert long([extract])["reports"]["report_id"].to_list() == ["r0123456789abcde-2"]


def test_two_readings_of_one_cell_that_disagree_are_no_number() -> None:
    recognised = Recognised(
        (
            reading("new", "total", 3.0),
            reading("new", "total", 4.0, line=9),
            reading("new", "business", 1.0),
            reading("new", "business", 1.0),
        )
    )
    frames = long([Extract(document(), HEAD, recognised)])
    assert frames["cells"].select("column", "value", "status").rows() == [
        ("business", 1.0, "printed"),
        ("total", None, "ambiguous"),
    ]
    assert frames["problems"].select("code", "line", "expected", "found").rows() == [
        ("row_repeated", 9, "3", "4")
    ]


def test_a_masthead_fills_columns_of_reports() -> None:
    assert set(Masthead().make_columns()) < set(list_dtypes("reports"))


def test_no_documents_are_empty_frames() -> None:
    assert failures(long([])) == {}
    assert {frame.height for frame in long([]).values()} == {0}


def test_figures_of_a_file_without_offsets_keep_the_order_of_the_document() -> None:
    said = [
        Statement(key, value, "exact", "件", 2020, "", "all", False, "s", False, "", None, None)
        for key, value in (("b", 294), ("c", 99), ("a", 195))
    ]
    assert long([Extract(document("a.pdf"), HEAD, Recognised(), said)])["statements"][
        "key"
    ].to_list() == ["b", "c", "a"]
