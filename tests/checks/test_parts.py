"""Wholes in prose and their parts."""

from __future__ import annotations

import polars as pl
import pytest
from findings import run_checks
from frames.corpus import long_frames, report_row

from .prose_reports import CHENZHOU, CITY, COUNTIES, XIANYANG, Said, statements


def parts(said: list[Said]) -> list[tuple[str, str, str]]:
    """(whole, its parts, result) of each row, as the detail says them."""
    frames = long_frames([report_row("r", year=2017)]) | {"statements": statements("r", said)}
    found = run_checks(frames).filter(pl.col("check") == "parts")
    assert set(found["strength"]) <= {"required"}
    made = []
    for detail, result in found.select("detail", "result").iter_rows():
        whole, _, rest = detail.split(": ", 1)[1].partition(
            " = " if result == "pass" else " against "
        )
        made.append((whole, rest.split(";")[0].replace(" + ", " "), result))
    return sorted(made)


def test_parts_chenzhou() -> None:
    """Chenzhou."""
    assert parts(CHENZHOU) == sorted(
        (whole, rest, "pass")
        for whole, rest in [
            ("74", "33 41"),
            ("430", "158 272"),
            ("294", "99 195"),
            ("294", "234 2 17 29 2 5 5"),
            ("17", "2 14 1"),
            ("5", "2 2 1"),
            ("46", "27 19"),
            ("27", "12 8 7"),
            ("19", "12 2 2 3"),
            ("75", "62 13"),
        ]
    )


def test_parts_xianyang() -> None:
    """Xianyang."""
    assert parts(XIANYANG) == sorted(
        (whole, rest, "pass")
        for whole, rest in [
            ("58603", "33191 25412"),
            ("201", "194 7"),
            ("201", "73 128"),
            ("201", "169 5 27"),
            ("1016", "285 731"),
            ("1016", "218 122 140 278 155 73 30"),
        ]
    )


def test_parts_channels_outcomes_over_several_sentences() -> None:
    """Channels and outcomes over several sentences."""
    said: list[Said] = [
        ("applications.new", 1499, 1),
        ("received_online", 1303, 2),
        ("received_letter", 172, 3),
        ("received_in_person", 24, 4),
        ("applications.closed_total", 1453, 5),
    ]
    said += [
        ("applications.carried_in", 30, 5),
        ("applications.granted", 966, 6),
        ("applications.granted_partly", 67, 7),
        ("applications.refused", 81, 8),
    ]
    said += [
        ("applications.unable", 182, 9),
        ("applications.not_processed", 61, 10),
        ("applications.other", 96, 11),
    ]
    assert parts(said) == [("1453", "966 67 81 182 61 96", "pass"), ("1499", "24 1303 172", "pass")]


@pytest.mark.parametrize(
    ("counties", "result"),
    [
        (195, "pass"),
        (190, "not_assessable"),
        (196, "fail"),
    ],  # less may be incomplete; more contradicts the whole
)
def test_parts_two_named_scopes_against_their_whole(counties: int, result: str) -> None:
    """Two named scopes against their whole."""
    said: list[Said] = [
        ("applications.new", 294, 1),
        ("applications.new", 99, 2, CITY),
        ("applications.new", counties, 2, COUNTIES),
    ]
    assert parts(said) == [("294", f"99 {counties}", result)]


def test_parts_outcomes_above_was_received_prove_nothing() -> None:
    """Outcomes above what was received prove nothing but above what was closed fail."""
    outcomes: list[Said] = [("applications.granted", 8, 1), ("applications.refused", 4, 1)]
    assert parts([("applications.new", 10, 1), *outcomes]) == [("10", "8 4", "not_assessable")]
    assert parts([("applications.closed_total", 10, 1), *outcomes]) == [("10", "8 4", "fail")]


def test_parts_parts_stand_far_away_belong_another() -> None:
    """Parts that stand far away or belong to another year are none."""
    filler: list[Said] = [("unclassified", 1000 + at, at) for at in range(2, 8)]
    assert (
        parts(
            [
                ("applications.new", 294, 1),
                *filler,
                ("applications.new", 99, 9, CITY),
                ("applications.new", 195, 9, COUNTIES),
            ]
        )
        == []
    )
    assert (
        parts(
            [
                ("applications.new", 294, 1),
                ("applications.new", 99, 1, CITY | {"year": 2016}),
                ("applications.new", 195, 1, COUNTIES),
            ]
        )
        == []
    )
    assert (
        parts(
            [
                ("applications.new", 294, 1),
                ("applications.new", 99, 1, CITY | {"bound": "at_least"}),
                ("applications.new", 195, 1, COUNTIES),
            ]
        )
        == []
    )


def test_parts_figures_without_key_count_only_after() -> None:
    """Figures without a key count only after words such as among them."""
    run: list[Said] = [
        ("unclassified", 25, 1, {"sentence": "解读25条，其中文字13条，图片12条"}),
        ("unclassified", 13, 1),
        ("unclassified", 12, 1),
    ]
    assert parts(run) == [("25", "13 12", "pass")]
    assert (
        parts([(key, value, at, {"sentence": "25条、13条和12条"}) for key, value, at, *_ in run])
        == []
    )
    assert parts([*run[:2], ("unclassified", 12, 1, {"unit": "人"})]) == []


def test_parts_classes_do_not_add_up_without() -> None:
    """Classes that do not add up without a key are not guessed at."""
    said: list[Said] = [
        ("unclassified", 100, 1, {"sentence": "共100条，其中"}),
        ("unclassified", 60, 1),
        ("unclassified", 50, 1),
    ]
    assert parts(said) == []
