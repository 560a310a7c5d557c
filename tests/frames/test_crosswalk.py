"""The crosswalk as data."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from contradictions import find_crosswalk_faults, find_unknown_series

from analysis.forms import forms
from analysis.forms.crosswalk import Crosswalk, Series, load_crosswalk


def test_sums_have_the_terms_of_both_forms() -> None:
    assert set(load_crosswalk()["disclosed_full"].terms["stat2014"]) == {
        ("stat2014", "reply_already_public", "value"),
        ("stat2014", "reply_granted", "value"),
    }
    assert len(load_crosswalk()["refused_other_grounds"].terms["form2021"]) == 5
    assert (
        load_crosswalk()["litigation_concluded"].terms["form2019"][
            ("disputes", "litigation_direct", "pending")
        ]
        == -1
    )


@pytest.mark.parametrize(
    ("series", "form", "verdict"),
    [
        ("received", "stat2014", "comparable"),
        ("unclear", "stat2014", "not_comparable"),
        ("not_processed", "stat2014", "not_comparable"),
        ("not_processed", "form2021", "comparable"),
        ("refused_other_grounds", "stat2014", "weak"),
        ("normative_documents", "form2021", "not_comparable"),
        ("fees", "form2019", "not_comparable"),
    ],
)
def test_verdicts(series: str, form: str, verdict: str) -> None:
    assert load_crosswalk()[series].verdict_for(form) == verdict


def test_what_is_not_comparable_does_not_enter_the_tidy_frames() -> None:
    for form in ("stat2014", "local_fujian"):
        for frame in ("applications", "disputes"):
            assert {s.verdict_for(form) for s in load_crosswalk().entering(form, frame)} <= {
                "comparable",
                "weak",
            }
    assert load_crosswalk().entering("form2019", "proactive") == ()


def test_a_weak_series_never_takes_the_name_of_a_row() -> None:
    rows = {row.key for row in forms()["form2021"].table("applications").rows}
    weak = [
        s
        for form in ("stat2014", "local_fujian")
        for s in load_crosswalk().entering(form, "applications")
        if s.verdict_for(form) == "weak"
    ]
    assert weak and not {s.target[1] for s in weak} & rows


def test_seven_breaks_in_order() -> None:
    breaks = load_crosswalk().breaks
    assert [b.date for b in breaks] == sorted(b.date for b in breaks)
    assert (len(breaks), breaks[0].date, breaks[2].date) == (
        7,
        dt.date(2008, 5, 1),
        dt.date(2019, 5, 15),
    )
    assert all(b.words["zh"] and b.words["en"] for b in breaks)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"verdict": "perhaps"}, "unknown verdict"),
        ({"terms": {"form2019": {("applications", "nowhere", "total"): 1}}}, "does not print"),
        ({"terms": {"form1999": {}}}, "unknown edition"),
        ({"verdicts": {"local_fujian": "weak"}, "terms": {}}, "without terms"),
    ],
)
def test_a_contradiction_is_found(change: dict[str, object], message: str) -> None:
    series: Series = replace(load_crosswalk()["received"], **change)
    assert message in next(find_crosswalk_faults(Crosswalk((series,), ()), forms()))
    twice = Crosswalk((load_crosswalk()["received"],) * 2, ())
    assert "stands twice" in next(find_crosswalk_faults(twice, forms()))


def test_load_crosswalk_agrees_with_the_editions() -> None:
    """No series contradicts itself or an edition, and no edition names one that is not there."""
    assert list(find_crosswalk_faults(load_crosswalk(), forms())) == []
    assert list(find_unknown_series(load_crosswalk(), forms())) == []
