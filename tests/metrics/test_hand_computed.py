"""Every value that a person computed by hand from the five reports, with its limits."""

from __future__ import annotations

import polars as pl
import pytest

from analysis.metrics import measure

from .tidy import tidy

NAMES = ("chenzhou-2019", "shenhe-2020", "liupanshui-office-2020", "dengzhou-2020")


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    return tidy(*NAMES, "xianyang-2017")


def row(
    frames: dict[str, pl.DataFrame], key: str, report: str, item: str = ""
) -> dict[str, object]:
    return (
        measure(frames, key)
        .filter(pl.col("report_id") == report, pl.col("item") == item)
        .row(0, named=True)
    )


# measure, item, then per report: (k, n, rate, low, high); a rate of None is not defined, limits of
# None are not given by hand
TABLE = [
    (
        "full_disclosure_rate",
        "",
        (234, 294, 79.59, 74.62, 83.80),
        (7, 192, 3.65, 1.78, 7.33),
        (0, 3, 0, 0, 56.15),
        (15, 61, 24.59, 15.51, 36.68),
    ),
    (
        "disclosure_rate",
        "",
        (236, 294, 80.27, 75.35, 84.42),
        (9, 192, 4.69, 2.49, 8.67),
        (2, 3, 66.67, 20.77, 93.85),
        (24, 61, 39.34, 28.07, 51.88),
    ),
    (
        "substantive_release_rate",
        "",
        (236, 253, 93.28, 89.50, 95.76),
        (9, 44, 20.45, 11.15, 34.50),
        (2, 2, 100, 34.24, 100),
        (24, 32, 75.00, 57.89, 86.75),
    ),
    (
        "refusal_rate",
        "",
        (17, 294, 5.78, 3.64, 9.06),
        (35, 192, 18.23, 13.41, 24.30),
        (0, 3, 0, None, None),
        (8, 61, 13.11, 6.80, 23.80),
    ),
    (
        "unable_rate",
        "",
        (31, 294, 10.54, 7.53, 14.58),
        (145, 192, 75.52, 68.98, 81.06),
        (1, 3, 33.33, 6.15, 79.23),
        (4, 61, 6.56, 2.58, 15.68),
    ),
    (
        "not_processed_rate",
        "",
        (5, 294, 1.70, 0.73, 3.92),
        (3, 192, 1.56, 0.53, 4.49),
        (0, 3, 0, None, None),
        (25, 61, 40.98, 29.54, 53.50),
    ),
    (
        "carry_over_rate",
        "",
        (0, 294, 0, None, None),
        (35, 227, 15.42, 11.30, 20.69),
        (0, 3, 0, None, None),
        (0, 61, 0, None, None),
    ),
    (
        "applicant_mix",
        "natural_person",
        (249, 294, 84.69, None, None),
        (219, 220, 99.55, None, None),
        (3, 3, 100, None, None),
        (59, 61, 96.72, None, None),
    ),
    (
        "reconsideration_rate",
        "",
        (46, 294, 15.6, None, None),
        (5, 220, 2.3, None, None),
        (0, 3, 0, None, None),
        (41, 61, 67.2, None, None),
    ),
    (
        "litigation_rate",
        "",
        (90, 294, 30.6, None, None),
        (13, 220, 5.9, None, None),
        (0, 3, 0, None, None),
        (19, 61, 31.1, None, None),
    ),
    (
        "correction_rate_all",
        "reconsideration",
        (10, 46, 21.74, None, None),
        (1, 5, 20, None, None),
        (0, 0, None, None, None),
        (0, 41, 0, 0, 8.57),
    ),
    (
        "correction_rate",
        "reconsideration",
        (10, 43, 23.26, None, None),
        (1, 5, 20, None, None),
        (0, 0, None, None, None),
        (0, 41, 0, 0, 8.57),
    ),
    (
        "correction_rate_decided",
        "reconsideration",
        (10, 34, 29.41, None, None),
        (1, 5, 20, None, None),
        (0, 0, None, None, None),
        (0, 41, 0, 0, 8.57),
    ),
    (
        "correction_rate_all",
        "litigation",
        (19, 90, 21.11, None, None),
        (0, 13, 0, None, None),
        (0, 0, None, None, None),
        (4, 19, 21.05, None, None),
    ),
    (
        "correction_rate",
        "litigation",
        (19, 87, 21.84, None, None),
        (0, 6, 0, None, None),
        (0, 0, None, None, None),
        (4, 17, 23.53, None, None),
    ),
]


@pytest.mark.parametrize(
    ("key", "item", "report", "expected"),
    [(k, i, name, e[at]) for k, i, *e in TABLE for at, name in enumerate(NAMES)],
)
def test_measure(frames, key, item, report, expected):
    got = row(frames, key, report, item)
    k, n, rate, low, high = expected
    assert (got["k"], got["n"]) == (k, n)
    if rate is None:
        assert (got["value"], got["low"], got["high"], got["status"], got["reason"]) == (
            None,
            None,
            None,
            "na",
            "the denominator is 0",
        )
        return
    digits = 1 if key in ("reconsideration_rate", "litigation_rate") else 2
    assert round(got["value"], digits) == rate
    if low is not None:
        assert (round(got["low"], 2), round(got["high"], 2)) == (low, high)
    assert got["status"] == "ok"


@pytest.mark.parametrize(
    ("report", "counts", "refused"),
    [
        ("chenzhou-2019", [0, 2, 14, 1], 17),
        ("shenhe-2020", [20, 9, 1, 5], 35),
        ("dengzhou-2020", [0, 6, 0, 2], 8),
    ],
)
def test_refusals_by_legal_nature(frames, report, counts, refused):
    rows = measure(frames, "refusal_nature").filter(pl.col("report_id") == report)
    assert rows["item"].to_list() == ["mandatory", "third_party", "discretionary", "redirected"]
    assert rows["k"].to_list() == counts
    assert rows["n"].to_list() == [refused] * 4


def test_prose_report(frames):
    got = row(frames, "disclosure_rate", "xianyang-2017")
    assert (got["k"], got["n"], round(got["value"], 2), got["evidence"]) == (
        169,
        201,
        84.08,
        "prose",
    )
    # only the sum of full and partial disclosure is told: the full-disclosure rate is not known
    full = row(frames, "full_disclosure_rate", "xianyang-2017")
    assert (full["k"], full["value"], full["reason"]) == (
        None,
        None,
        "not given: applications.granted",
    )
    carried = row(frames, "carry_over_rate", "xianyang-2017")
    assert (
        carried["value"] is None
        and "applications.carried_out" in carried["reason"]
        and "applications.carried_in" in carried["reason"]
    )
    assert [
        row(frames, key, "xianyang-2017")["k"]
        for key in ("reconsideration_rate", "litigation_rate")
    ] == [0, 0]
    assert row(frames, "refusal_rate", "xianyang-2017")["k"] == 5


def test_outcomes_of_chenzhou_from_open_to_closed(frames):
    rows = measure(frames, "outcome_shares").filter(pl.col("report_id") == "chenzhou-2019")
    assert dict(zip(rows["item"], rows["k"], strict=True)) == {
        "granted": 234,
        "granted_partly": 2,
        "other": 5,
        "unable": 31,
        "not_processed": 5,
        "refused": 17,
    }
    assert rows["k"].sum() == 294


def test_poisson_limits_beside_the_rate(frames):
    # Garwood limits of 46 events are 33.68 and 61.36: per 100 of 294 applications
    got = row(frames, "reconsideration_rate", "chenzhou-2019")
    assert (round(got["low"], 1), round(got["high"], 1)) == (
        round(3368 / 294, 1),
        round(6136 / 294, 1),
    )
