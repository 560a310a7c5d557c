"""The identities on real tables, and what a table says about its own columns."""

from __future__ import annotations

import polars as pl
import pytest
from findings import run_checks
from frames.corpus import ORIGINALS, cell_rows, corpus, long_frames, report_row, truth

TABLES = ["flow", "outcomes", "applicants", "disputes"]


def run(
    cells: dict[str, float | None], form: str | dict[str, str] = "form2019", **fields: object
) -> pl.DataFrame:
    return run_checks(
        long_frames(
            [report_row("r", form="form2019", year=2019, **fields)], cell_rows("r", cells, form)
        )
    )


def only(found: pl.DataFrame, check: str, **at: object) -> pl.DataFrame:
    return found.filter(
        pl.col("check") == check, *[pl.col(name) == value for name, value in at.items()]
    )


@pytest.fixture(scope="module")
def originals() -> pl.DataFrame:
    return run_checks(corpus(*ORIGINALS))


def test_run_originals_pass_160_160(originals: pl.DataFrame) -> None:
    """The originals pass 160 of 160."""
    found = originals.filter(pl.col("check").is_in(TABLES))
    assert found.group_by("report_id").len().sort("report_id").rows() == [
        (name, 40) for name in sorted(ORIGINALS)
    ]
    assert found["result"].unique().to_list() == ["pass"] and found[
        "strength"
    ].unique().to_list() == ["required"]
    assert found.group_by("check").len().sort("check").rows() == [
        ("applicants", 92),
        ("disputes", 12),
        ("flow", 28),
        ("outcomes", 28),
    ]


def test_run_only_five_chenzhou_stand_printed_numbers(originals: pl.DataFrame) -> None:
    """Only five of chenzhou stand on printed numbers alone."""
    own = originals.filter(pl.col("report_id") == "chenzhou-2019", pl.col("check").is_in(TABLES))
    alone = own.filter(pl.col("blanks_as_zero") == 0)
    assert alone.height == 5
    others = originals.filter(pl.col("report_id") != "chenzhou-2019", pl.col("check").is_in(TABLES))
    assert others["blanks_as_zero"].sum() == 0


def test_run_row_frame_says_cells_about(originals: pl.DataFrame) -> None:
    """A row of the frame says which cells it is about."""
    row = only(originals, "flow", report_id="shenhe-2020", subject="total").row(0, named=True)
    assert (row["left"], row["right"], row["difference"]) == (227, 227, 0)
    assert row["cells"] == (
        "applications.new.total applications.carried_in.total "
        "applications.closed_total.total applications.carried_out.total"
    )


def test_run_item_basis_finds_four_rows_chenzhou(originals: pl.DataFrame) -> None:
    """Item basis finds the four rows of chenzhou and no other."""
    found = only(originals, "item_basis")
    assert found.height == 4 * 5
    assert found.filter(pl.col("result") == "fail").select("report_id", "subject").rows() == [
        ("chenzhou-2019", row) for row in ("compulsion", "licensing", "other_services", "penalties")
    ]
    assert only(found, "item_basis", result="not_assessable")["subject"].unique().to_list() == [
        "fees"
    ]
    row = only(found, "item_basis", report_id="chenzhou-2019", subject="licensing").row(
        0, named=True
    )
    assert (row["left"], row["right"], row["strength"]) == (177512 - 23288, 150630, "plausible")


@pytest.mark.parametrize(
    ("prior", "change", "decisions", "result"),
    [
        (1000, 0, 1000, "fail"),
        (999, 0, 999, "pass"),
        (1000, 0, 900, "pass"),
        (1000, -10, 900, "fail"),
        (5516, 1434, 28519, "pass"),
        (None, 0, 900, "not_assessable"),
    ],
)
def test_run_item_basis_bounds(
    prior: float | None, change: float, decisions: float, result: str
) -> None:
    """Item basis at its bounds."""
    found = run(
        {
            "proactive.licensing.prior_year_items": prior,
            "proactive.licensing.change": change,
            "proactive.licensing.decisions": decisions,
        }
    )
    assert only(found, "item_basis")["result"].to_list() == [result]


def test_run_printed_total_0_beside_10_1() -> None:
    """A printed total of 0 beside 10 and 1 fails."""
    found = run(
        {
            f"disputes.reconsideration.{c}": v
            for c, v in {
                "upheld": 10,
                "corrected": None,
                "other": 1,
                "pending": None,
                "total": 0,
            }.items()
        }
    )
    (row,) = only(found, "disputes").iter_rows(named=True)
    assert (row["result"], row["difference"], row["blanks_as_zero"]) == ("fail", -11, 0)
    assert (
        row["detail"]
        == "not known: disputes.reconsideration.corrected disputes.reconsideration.pending"
    )


def test_run_damaged_cell_makes_every_check_holds() -> None:
    """A damaged cell makes every check that holds it open."""
    cells = {
        k: v
        for k, v in truth("shenhe-2020").items()
        if k.count(".") == 2 and k.startswith("applications")
    }
    cells["applications.granted.total"] = "七?"  # no number
    found = run(cells).filter(pl.col("check").is_in(TABLES), pl.col("result") != "pass")
    assert found.select("check", "subject", "result").rows() == [
        ("applicants", "granted", "not_assessable"),
        ("outcomes", "total", "not_assessable"),
    ]
    assert all("applications.granted.total" in cells for cells in found["cells"])


def test_run_absent_cell_beside_complete_total_proven() -> None:
    """An absent cell beside a complete total is a proven zero and is counted."""
    cells = {
        k: v
        for k, v in truth("shenhe-2020").items()
        if k.count(".") == 2 and k != "applications.granted.legal_service"
    }
    found = run(cells)
    assert found.filter(pl.col("check").is_in(TABLES))["result"].unique().to_list() == ["pass"]
    assert only(found, "applicants", subject="granted")["blanks_as_zero"].to_list() == [1]


def test_run_older_applications_table_beside_newer_proactive() -> None:
    """An older applications table beside a newer proactive one."""
    cells = {
        k: v
        for k, v in truth("shenhe-2020").items()
        if k.startswith(("applications.", "disputes."))
    }
    cells |= {f"proactive.rules.{c}": 0 for c in ("issued", "repealed", "in_force")}
    found = run(
        cells, {"applications": "form2019", "disputes": "form2021", "proactive": "form2021"}
    )
    assert found.filter(pl.col("check").is_in(TABLES), pl.col("result") == "pass").height == 40
    assert only(found, "disclosed_stock").is_empty() and only(found, "item_basis").is_empty()


def test_run_stock_disclosed_not_below_was_newly() -> None:
    """The stock disclosed is not below what was newly disclosed."""
    cells: dict[str, float | None] = {
        "proactive.rules.newly_disclosed": 3,
        "proactive.rules.total_disclosed": 2,
    }
    cells |= {
        "proactive.normative_documents.newly_disclosed": 3,
        "proactive.normative_documents.total_disclosed": None,
    }
    assert only(run(cells), "disclosed_stock").select("subject", "result").rows() == [
        ("normative_documents", "not_assessable"),
        ("rules", "fail"),
    ]


@pytest.mark.parametrize(
    ("level", "organ", "rules", "result"),
    [
        ("county", "government", 6, "fail"),
        ("county", "government", 0, "pass"),
        ("prefecture", "government", 6, "pass"),
        ("prefecture", "general_office", 6, "pass"),
        ("province", "公安厅", 6, "fail"),
        ("national", "公安部", 6, "pass"),
        ("unknown", None, 6, "not_assessable"),
        ("unknown", None, 0, "pass"),
        ("county", None, None, "not_assessable"),
    ],
)
def test_run_rules_made_governments_prefectures_above(
    level: str, organ: str | None, rules: float | None, result: str
) -> None:
    """Rules are made by governments of prefectures and above."""
    found = run(
        {"proactive.rules.newly_made": rules, "proactive.rules.total_disclosed": rules},
        level=level,
        organ=organ,
    )
    assert only(found, "rule_power")["result"].to_list() == [result]


@pytest.mark.parametrize("level", ["county", "prefecture"])
def test_run_report_without_row_rules_cannot_assessed(level: str) -> None:
    """A report without a row of rules cannot be assessed."""
    found = only(run({"applications.new.total": 3}, level=level), "rule_power")
    assert found.select("left", "result", "detail").rows() == [
        (None, "not_assessable", "the report has no row of rules")
    ]


def test_run_stat2014_inequalities_sums() -> None:
    """Stat2014 inequalities and sums."""
    cells: dict[str, float | None] = {
        "stat2014.interviews.value": 2,
        "stat2014.interviews_principal.value": 3,
        "stat2014.closed_total.value": 5,
    }
    cells |= {"stat2014.closed_on_time.value": 5, "stat2014.closed_extended.value": None}
    found = (
        run(cells, "stat2014")
        .filter(pl.col("check").str.starts_with("stat2014"))
        .select("check", "result", "blanks_as_zero")
    )
    assert found.rows() == [("stat2014_closed", "pass", 1), ("stat2014_interviews", "fail", 0)]
