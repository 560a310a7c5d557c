"""The evaluator: what is proven, what passes, fails, or cannot be assessed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.forms import Instance, Key, evaluate, forms, list_instances, prove_zeros

FORM = forms()["form2019"]
SHAPE = FORM.table("applications")
PARTS = [
    r.key for r in SHAPE.rows if r.key not in ("new", "carried_in", "closed_total", "carried_out")
]
KINDS = [c.key for c in SHAPE.columns if c.key != "total"]


def found(form: str, table: str, rows: set[str] | None = None) -> list[Instance]:
    shape = forms()[form].table(table)
    return list(
        list_instances(
            forms()[form],
            table,
            [pair for pair in shape.list_places() if rows is None or pair[0] in rows],
        )
    )


def one(form: str, table: str, check: str, subject: str, rows: set[str] | None = None) -> Instance:
    (instance,) = [
        i for i in found(form, table, rows) if i.identity.id == check and i.subject == subject
    ]
    return instance


def dispute(*values: int | None) -> tuple[dict[Key, int], set[Key]]:
    keys = [
        ("disputes", "reconsideration", c)
        for c in ("upheld", "corrected", "other", "pending", "total")
    ]
    pairs = list(zip(keys, values, strict=True))
    return {k: v for k, v in pairs if v is not None}, {k for k, v in pairs if v is None}


@pytest.mark.parametrize(("form", "count"), [("form2019", 7 + 7 + 23), ("form2021", 7 + 7 + 25)])
def test_evaluate_applications_table_has_many_instances_columns(form: str, count: int) -> None:
    """An applications table has as many instances as columns and rows."""
    assert len(found(form, "applications")) == count


def test_evaluate_stat2014_has_nine_identities_two_inequalities() -> None:
    """Stat2014 has nine identities of which two are inequalities."""
    relations = [i.identity.relation for i in found("stat2014", "stat2014")]
    assert (len(relations), relations.count("at_least")) == (9, 2)


# values of one dispute block (upheld, corrected, other, pending, total), and what they prove and
# show
@pytest.mark.parametrize(
    ("values", "zeros", "result", "difference"),
    [
        ((24, 10, 9, 3, 46), 0, "pass", 0),  # Chenzhou 2019, reconsideration
        (
            (14, None, 1, None, 15),
            2,
            "pass",
            0,
        ),  # Chenzhou 2019, suits after reconsideration, with its blanks
        ((10, None, 1, None, 0), 0, "fail", -11),  # a printed total 0 beside 10 + 1
        (
            (4, None, 1, None, 6),
            0,
            "not_assessable",
            1,
        ),  # one of the blanks is 1: which one, nothing tells
        ((4, 1, 0, 0, None), 0, "not_assessable", -5),  # without a total nothing is proven
        ((4, 1, 0, 0, 6), 0, "fail", 1),
        ((None, None, None, None, 0), 4, "pass", 0),
    ],
)
def test_evaluate_dispute_block(
    values: tuple[int | None, ...], zeros: int, result: str, difference: int
) -> None:
    """A dispute block."""
    printed, blanks = dispute(*values)
    instance = one("form2019", "disputes", "disputes", "reconsideration")
    proven = prove_zeros([instance], printed, blanks)
    verdict = evaluate(instance, printed, proven)
    assert (len(proven), verdict.blanks_as_zero, verdict.result, verdict.left - verdict.right) == (
        zeros,
        zeros,
        result,
        difference,
    )


def test_evaluate_nil_mark_no_blank_proves_nothing() -> None:
    """A nil mark is no blank and proves nothing."""
    printed, blanks = dispute(14, None, 1, None, 15)
    marked = ("disputes", "reconsideration", "pending")
    instance = one("form2019", "disputes", "disputes", "reconsideration")
    assert prove_zeros([instance], printed, blanks - {marked}) == set()


def test_evaluate_missing_row_leaves_outcomes_open_unless() -> None:
    """A missing row leaves the outcomes open unless the parts exceed the total."""
    rows = {r.key for r in SHAPE.rows} - {"other"}
    instance = one("form2019", "applications", "outcomes", "total", rows)
    printed: dict[Key, int] = {("applications", row, "total"): 0 for row in rows}
    printed |= {
        ("applications", "granted", "total"): 3,
        ("applications", "closed_total", "total"): 3,
    }
    assert evaluate(instance, printed, set()).missing == (("applications", "other", "total"),)
    assert evaluate(instance, printed, set()).result == "not_assessable"
    assert (
        evaluate(instance, printed | {("applications", "granted", "total"): 4}, set()).result
        == "fail"
    )


def test_evaluate_row_provincial_table_was_not_printed() -> None:
    """A row of the provincial table that was not printed that year is no term."""
    rows = {
        "applications_received",
        "received_in_person",
        "received_online",
        "received_letter_or_fax",
    }  # 2014
    instance = one("local_fujian", "local_fujian", "local_received", "year", rows)
    assert {row for _, row, _ in instance.right} == rows - {"applications_received"}


def test_evaluate_part_may_equal_whole_not_exceed() -> None:
    """A part may equal its whole and not exceed it."""
    instance = one("stat2014", "stat2014", "stat2014_interviews", "value")
    for principal, result in ((3, "pass"), (2, "pass"), (4, "fail")):
        printed: dict[Key, int] = {
            ("stat2014", "interviews", "value"): 3,
            ("stat2014", "interviews_principal", "value"): principal,
        }
        assert evaluate(instance, printed, set()).result == result


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[Key, int], dict[Key, int]]:
    """A table that keeps every identity, and what is left of it where cells were blanked."""
    table: dict[tuple[str, str], int] = {}
    for kind in KINDS:
        for row in PARTS:
            table[row, kind] = draw(st.sampled_from([0, 0, 0, 1, 7]))
        closed = sum(table[row, kind] for row in PARTS)
        out = draw(st.integers(0, 3))
        carried = draw(st.integers(0, closed + out))
        table |= {
            ("closed_total", kind): closed,
            ("carried_out", kind): out,
            ("carried_in", kind): carried,
            ("new", kind): closed + out - carried,
        }
    for row in (*PARTS, "new", "carried_in", "closed_total", "carried_out"):
        table[row, "total"] = sum(table[row, kind] for kind in KINDS)
    whole: dict[Key, int] = {("applications", *pair): value for pair, value in table.items()}
    blanked = draw(st.sets(st.sampled_from(sorted(whole))))
    return whole, {key: value for key, value in whole.items() if key not in blanked}


@given(tables())
@settings(max_examples=60, deadline=None)
def test_evaluate_only_true_zeros_proven_consistent_table(
    pair: tuple[dict[Key, int], dict[Key, Any]],
) -> None:
    """Only true zeros are proven and a consistent table never fails."""
    whole, printed = pair
    every = found("form2019", "applications")
    proven = prove_zeros(every, printed, set(whole) - set(printed))
    assert all(whole[key] == 0 for key in proven)
    assert "fail" not in {evaluate(i, printed, proven).result for i in every}
