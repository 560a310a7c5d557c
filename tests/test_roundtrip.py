"""Print a form with random values and blanks in every layout of text and read it back; then spoil one cell."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

from generate.judge import cells, harm, read_back
from generate.layouts_text import LOSSLESS
from generate.model import Report, composed
from generate.pieces import Piece, joined, writer
from generate.sheets import blocks

from analysis.forms import Key, forms

LAYOUTS = sorted(LOSSLESS)
# Rows of uneven length: where a row holds one number between blanks, its place may have two readings and then no value.
UNEVEN = ("cell_pipes_opened", "tabs_ragged")
GARBAGE = ("■■", "见附件", "#REF!", "1O", "待核")
# No shrinking: a failure names the cells, and shrinking whole reports takes minutes.
calm = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)


def free_cells(form: str) -> list[Key]:
    """The cells that may hold any number: the sums follow from them."""
    edition = forms()[form]
    found = [("proactive", r, c) for r, c in edition.table("proactive").list_places(optional=False)]
    found += [
        ("disputes", r, c) for r, c in edition.table("disputes").list_places() if c != "total"
    ]
    return found + [
        ("applications", r, c)
        for r, c in edition.table("applications").list_places()
        if c != "total" and r not in ("new", "closed_total")
    ]


def drawn(form: str) -> st.SearchStrategy[tuple[dict[Key, int], str, set[Key]]]:
    """A few cells that hold numbers, mostly small; the publisher's habit with zeros; and the cells where "some" leaves them empty."""
    keys = st.sampled_from(free_cells(form))
    number = st.one_of(st.integers(1, 9), st.integers(1, 9), st.integers(10, 99999))
    return st.tuples(
        st.dictionaries(keys, number, max_size=24),
        st.sampled_from(("none", "some", "parts", "all")),
        st.sets(keys, max_size=60),
    )


def report_of(form: str, parts: dict[Key, int], habit: str, some: set[Key]) -> Report:
    empty = {
        "none": lambda key: False,
        "some": some.__contains__,
        "parts": lambda key: key[2] != "total",
        "all": lambda key: True,
    }
    return composed(form, parts, empty[habit])


def printed(report: Report, layout: str) -> list[Piece]:
    rng = random.Random(0)
    w = writer(report.cells)
    LOSSLESS[layout](blocks(report, rng), w, rng)
    return w.pieces


@pytest.mark.parametrize("form", ["form2019", "form2021"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_printed_is_read(layout: str, form: str) -> None:
    @calm
    @given(drawn(form))
    def same_cells(spec: tuple[dict[Key, int], str, set[Key]]) -> None:
        report = report_of(form, *spec)
        found = cells(read_back(joined(printed(report, layout)).encode(), "report.txt"))
        read = {k: r.value for k, r in found.items() if r.value is not None}
        different = {
            k: (p.value, read.get(k)) for k, p in report.cells.items() if p.value != read.get(k)
        }
        if layout in UNEVEN:
            different = {k: pair for k, pair in different.items() if pair[1] is not None}
        assert different == {}
        assert set(found) <= set(report.cells)

    same_cells()


@pytest.mark.parametrize("form", ["form2019", "form2021"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_spoiled_cell_changes_no_other_number_without_a_flag(layout: str, form: str) -> None:
    @calm
    @given(drawn(form), st.data())
    def no_silent_change(spec: tuple[dict[Key, int], str, set[Key]], data: st.DataObject) -> None:
        report = report_of(form, *spec)
        pieces = printed(report, layout)
        contents = [at for at, piece in enumerate(pieces) if piece.content and len(piece.keys) == 1]
        at = data.draw(st.sampled_from(contents), "cell")
        how = data.draw(st.sampled_from(("text deleted", "cell deleted", "garbled")), "blow")
        if how == "cell deleted":
            spoiled = [p for p in pieces if p.cell != pieces[at].cell]
        else:
            new = "" if how == "text deleted" else data.draw(st.sampled_from(GARBAGE), "text")
            spoiled = [
                *pieces[:at],
                Piece(new, pieces[at].cell, True, pieces[at].keys),
                *pieces[at + 1 :],
            ]
        found = harm(report, pieces[at].keys, read_back(joined(spoiled).encode(), "report.txt"))
        assert (found.silent, found.own, found.unnoticed) == ({}, {}, [])

    no_silent_change()


def test_the_judge_sees_a_number_that_moved() -> None:
    """Two numbers that change places in a row without sums are a silent change; in a row with sums the check flags them."""
    report = composed(
        "form2019",
        {("proactive", "rules", "newly_made"): 3, ("disputes", "reconsideration", "upheld"): 4},
        lambda key: False,
    )
    text = joined(printed(report, "pipe_rows"))
    moved = text.replace("规章 | 3 | 0 | 0", "规章 | 0 | 3 | 0")
    assert moved != text
    found = harm(report, (), read_back(moved.encode(), "report.txt"))
    assert found.silent == {
        ("proactive", "rules", "newly_made"): (3.0, 0.0),
        ("proactive", "rules", "newly_disclosed"): (0.0, 3.0),
    }
    wrong_sum = text.replace("4 | 0 | 0 | 0 | 4", "5 | 0 | 0 | 0 | 4")
    assert wrong_sum != text
    assert harm(report, (), read_back(wrong_sum.encode(), "report.txt")).silent == {}
