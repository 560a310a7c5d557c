"""Documents that mislead: what is silently wrong of them does not grow, and the generator says what is right."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

import adversary
import recovery
from generate import adversary as judging
from generate.adversary import FILES, KINDS, LAYOUTS, Result, judge_task, make_case, make_tasks
from generate.adversary import parse_task as task

import analysis

CEILING = recovery.load_floors()["adversary"]


@pytest.fixture(scope="module")
def results() -> list[Result]:
    return list(adversary.run(make_tasks(adversary.SIZES["test"])))


def test_run_silent_numbers_do_not_grow(
    results: list[Result], record_property: Callable[[str, object], None]
) -> None:
    """Silently wrong numbers, and right ones that were read, against what was measured before."""
    score = adversary.total(results)
    record_property("measured", adversary.summary(results))
    print(adversary.summary(results))
    found = "\n".join(f"{n} {name}" for name, n in adversary.silent_groups(results).most_common(20))
    assert score.silent <= CEILING["silent"], found
    assert score.right >= CEILING["right"], "no case is solved by silence"


def test_make_tasks_cover_kinds_and_layouts() -> None:
    """Every kind in the short run, every layout and format in the long one, and equal tasks for equal seeds."""
    short = make_tasks(adversary.SIZES["test"])
    assert {one.kind for one in short} == set(KINDS)
    whole = make_tasks(adversary.SIZES["bench"])
    assert {one.layout for one in whole} == {*LAYOUTS, *FILES}
    assert whole[: len(short)] == short


@pytest.mark.parametrize("kind", KINDS)
def test_make_case_same_bytes(kind: str) -> None:
    """A task gives the same document again; what is the report's own is printed in it."""
    one = task(f"{kind}:pipe_rows:form2021:5")
    case, data, _ = make_case(one)
    assert make_case(one)[1] == data
    text = data.decode()
    whole = [p.text for p in case.own.values() if len(p.text) > 1]
    if kind != "broken_number":
        assert all(number in text for number in whole)
    assert all(str(n) in text for n in (*case.foreign, *case.facts.values()))


def test_judge_task_counts_every_printed_number() -> None:
    """Each of the report's own numbers is right, missed or wrong."""
    score = judge_task(task("order_proactive:html_spans:form2021:3")).score
    assert score.printed == score.right + score.missed + score.flagged_wrong + score.silent


def test_foreign_numbers_are_no_own_ones() -> None:
    """A figure of others never equals one of the report's: a match would hide a fault."""
    for seed in range(40):
        case, _, _ = make_case(task(f"foreign_sentence:pipe_rows:form2019:{seed}"))
        own = {*case.facts.values(), *(p.value for p in case.own.values())}
        assert not set(case.foreign) & own


def test_silent_example_is_found() -> None:
    """The judge sees a fault: a document whose truth is taken away has only silent or flagged numbers."""
    one = task("order_proactive:html_spans:form2021:3")
    case, data, name = make_case(one)
    frames = analysis.read(data, name).frames
    score = judging.Score()
    silent = judging._judge_cells(replace(case, own={}), frames, score)
    assert len(silent) + score.flagged_wrong == frames["cells"]["value"].drop_nulls().len()
    assert silent
