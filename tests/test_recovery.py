"""What is read of made, damaged and real documents stays above its floors; and the parts that measure it are right themselves."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

import recovery
from generate import determined, layouts_html, layouts_text
from generate.damage import damaged, damaged_file
from generate.documents import PIECES, print_file, print_text
from generate.judge import judge
from generate.model import FORMS, composed, holds, random_report
from generate.sheets import Sheet, Spot, placed

from analysis.tables.readings import Reading, Recognised

FLOORS = recovery.load_floors()
NEW = ("applications", "new")


@pytest.fixture(scope="module")
def outcome() -> recovery.Outcome:
    return recovery.measure("test")


def test_made_and_damaged_documents_stay_above_their_floors(
    outcome: recovery.Outcome, record_property: Callable[[str, object], None]
) -> None:
    record_property("measured", recovery.summary(outcome))
    fallen = recovery.falls(recovery.figures(outcome), FLOORS["test"])
    assert fallen == [], (
        "better figures are pinned by: python benchmarks/recovery.py --size test --pin\n"
        + "\n".join(outcome.odd)
    )


def test_no_number_is_wrong(outcome: recovery.Outcome) -> None:
    """Neither on a sound document nor, without a flag, on a damaged one."""
    measured = recovery.figures(outcome)
    assert {name: measured[name] for name in ("wrong", "silent")} == {"wrong": 0, "silent": 0}, (
        "\n".join(outcome.odd)
    )


def test_the_sample_holds_every_layout_form_and_format(outcome: recovery.Outcome) -> None:
    assert set(outcome.made) == {*PIECES, "pdf", "docx", "xlsx", "mhtml"}
    assert sum(t.documents for t in outcome.made.values()) == 300 + 60
    assert sum(t.documents for t in outcome.damaged.values()) == 1000
    assert set(outcome.damaged) == set(outcome.made) - {"spaced", "glued", "deduplicated"}
    forms = {(layout, form) for layout, form, _ in recovery.undamaged_tasks(300)}
    assert {form for _, form in forms} == set(FORMS)


def test_real_reports_stay_above_their_floors() -> None:
    if not recovery.REAL.is_dir():
        pytest.skip("the published reports are kept outside the repository")
    found, odd = recovery.real()
    assert recovery.falls(recovery.real_figures(found), FLOORS["real"]) == [], "\n".join(odd)


def test_a_fall_below_a_floor_is_seen_and_floors_only_rise() -> None:
    floors = {"right": 0.9, "wrong": 1}
    assert recovery.falls({"right": 0.91, "wrong": 0}, floors) == []
    assert recovery.falls({"right": 0.89, "wrong": 2}, floors) == [
        "right: 0.89, floor 0.9",
        "wrong: 2, ceiling 1",
    ]
    assert recovery.falls({"right": 0.91}, floors) == ["wrong: not measured, floor 1"]
    assert recovery.pinned({"right": 0.95, "wrong": 2}, floors, lower=False) == {
        "right": 0.95,
        "wrong": 1,
    }
    assert recovery.pinned({"right": 0.8, "wrong": 2}, floors, lower=True) == {
        "right": 0.8,
        "wrong": 2,
    }


@pytest.mark.parametrize(("note", "sign"), [("traditional", "公開申請"), ("pinyin", "開(kāi)")])
def test_the_wording_that_a_record_names_is_the_one_that_is_printed(note: str, sign: str) -> None:
    printings = [
        print_text(seed, "cell_lines_close", "form2021", errors=False) for seed in range(120)
    ]
    named = [note in printing.notes for printing in printings]
    assert any(named)
    assert named == [
        sign in "".join(printing.data.decode(printing.encoding).split()) for printing in printings
    ]


@pytest.mark.parametrize("form", FORMS)
def test_made_reports_keep_the_identities_unless_the_publisher_erred(form: str) -> None:
    reports = [random_report(random.Random(seed), form) for seed in range(60)]
    assert [holds(report) for report in reports] == [report.error is None for report in reports]
    assert all(
        p.value is not None or p.text in ("", "/", "—", "-", "无", "——")
        for report in reports
        for p in report.cells.values()
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: print_text(7, "tabs", "form2021").data,
        lambda: damaged(7, "html_spans", "form2019").data,
        lambda: print_file(7, "pdf", "form2021").data,
    ],
)
def test_a_seed_gives_the_same_bytes(make: Callable[[], bytes]) -> None:
    assert make() == make()


def test_damage_hits_one_place_only() -> None:
    """Each blow changes the bytes, and what it touched is at most a row or what stands on one line."""
    for seed in range(40):
        hit = damaged(seed, "cell_lines", "form2021")
        assert hit.data != hit.printing.data or hit.blow.startswith(
            ("garble", "delete text of cell ''")
        ), hit.blow
        assert len({key[:2] for key in hit.touched}) <= 1
    assert damaged_file(3, "xlsx", "form2019").blow


def test_spans_cover_their_places() -> None:
    sheet = Sheet(((Spot("a", rowspan=2, colspan=2), Spot("b")), (Spot("c"),)), 3)
    assert [[s.text if s else None for s in row] for row in placed(sheet)] == [
        ["a", None, "b"],
        [None, None, "c"],
    ]


def test_a_lost_row_of_two_equal_numbers_is_undetermined_but_its_total_is_not() -> None:
    """As on a page of 2019 whose blank cells were lost: "3 3" behind new and behind granted, nothing else."""
    report = composed(
        "form2019", {("applications", "granted", "natural_person"): 3}, lambda key: True
    )
    found = determined.dropped(report)
    assert (*NEW, "total") in found
    assert ("applications", "granted", "total") in found
    assert (*NEW, "natural_person") not in found


def test_touching_digits_are_cut_where_the_sums_allow() -> None:
    assert determined.cuts("4900", 3) == [(4, 90, 0), (49, 0, 0)]
    assert determined.summed_cuts("25200000252", 7) == [(252, 0, 0, 0, 0, 0, 252)]
    assert determined.summed_cuts("220000325", 7) == [
        (2, 20, 0, 0, 0, 3, 25),
        (22, 0, 0, 0, 0, 3, 25),
    ]  # a row of a report for 2021


def test_two_readings_of_touching_digits_are_settled_by_the_columns() -> None:
    """22 persons, or 2 persons and 20 businesses: only another row of the same column tells."""
    parts = {
        ("applications", "unable_not_held", "natural_person"): 22,
        ("applications", "unable_not_held", "other_org"): 3,
    }
    alone = composed("form2021", parts, lambda key: False)
    assert ("applications", "unable_not_held", "natural_person") not in determined.glued(alone)
    report = composed(
        "form2021", parts | {("applications", "granted", "natural_person"): 41}, lambda key: False
    )
    assert ("applications", "unable_not_held", "natural_person") in determined.glued(report)


def test_the_judge_counts_every_kind() -> None:
    report = composed(
        "form2019",
        {("proactive", "rules", "newly_made"): 3},
        lambda key: key == ("proactive", "rules", "total_disclosed"),
    )
    settled = {("proactive", "rules", "newly_made"), ("proactive", "rules", "newly_disclosed")}

    def verdict(*read: tuple[str, float | None, str]) -> tuple[int, ...]:
        found = Recognised(
            tuple(
                Reading("proactive", "form2019", "rules", column, value, status, "")
                for column, value, status in read
            )
        )
        v = judge(report, settled, found)
        return len(v.right), len(v.recovered), len(v.missed), len(v.wrong), len(v.guessed)

    assert verdict(("newly_made", 3.0, "printed"), ("newly_disclosed", 0.0, "recovered")) == (
        2,
        1,
        0,
        0,
        0,
    )
    assert verdict(("newly_made", 4.0, "printed")) == (0, 0, 1, 1, 0)
    assert verdict(("newly_made", None, "ambiguous"), ("total_disclosed", 0.0, "printed")) == (
        0,
        0,
        2,
        1,
        0,
    )


def test_layouts_without_loss_are_told_from_lossy_ones() -> None:
    assert set(recovery.LOSSY) == set(layouts_text.LOSSY)
    assert not set(layouts_html.LAYOUTS) & set(layouts_text.LOSSY)
