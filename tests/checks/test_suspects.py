"""Single errors put into made reports: the cells that explain the failure are among the first."""

import random
import sys
from collections import Counter
from collections.abc import Callable

import pytest

from analysis.checks.suspects import find_suspects
from analysis.forms import Key
from analysis.frames.proofs import Sheet
from analysis.frames.proofs import make_sheet as make_sheet_of_cells
from analysis.paths import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

from generate.model import random_report

REPORTS = 300
Cells = dict[Key, int]


def draw_report(seed: int) -> tuple[str, Cells]:
    """A form, and the cells of a made report of it without blanks."""
    rng = random.Random(seed)
    form = rng.choice(("form2019", "form2021"))
    report = random_report(rng, form, blanks=False, errors=False, plain=True)
    return form, {key: int(cell.value or 0) for key, cell in report.cells.items()}


def change_digit(rng: random.Random, cells: Cells) -> Cells:
    """One digit of one cell is another."""
    key = rng.choice(list(cells))
    digits = str(cells[key])
    at = rng.randrange(len(digits))
    barred = {digits[at], *("0" if at == 0 and len(digits) > 1 else "")}
    return {key: int(digits[:at] + rng.choice(sorted({*"0123456789"} - barred)) + digits[at + 1 :])}


def lose_digit(rng: random.Random, cells: Cells) -> Cells:
    """One digit of one number of several digits is lost."""
    several = [key for key in cells if cells[key] > 9]
    if not several:
        return {}
    key = rng.choice(several)
    digits = str(cells[key])
    at = rng.randrange(len(digits))
    return {key: int(digits[:at] + digits[at + 1 :])}


def swap_cells(rng: random.Random, cells: Cells) -> Cells:
    """Two cells of one row or of one column stand in each other's place."""
    pairs = [
        (one, two)
        for one in cells
        for two in cells
        if cells[one] < cells[two] and (one[1] == two[1] or one[2] == two[2])
    ]
    if not pairs:
        return {}
    one, two = rng.choice(pairs)
    return {one: cells[two], two: cells[one]}


def leave_total(rng: random.Random, cells: Cells) -> Cells:
    """A total is left at 0."""
    totals = [key for key in cells if cells[key] and "total" in (key[2], key[1][-5:])]
    return {rng.choice(totals): 0} if totals else {}


def count_concluded(rng: random.Random, cells: Cells) -> Cells:
    """A total of disputes counts concluded cases only."""
    totals = [key for key in cells if key[2] == "total" and cells.get((*key[:2], "pending"))]
    return {key: cells[key] - cells[*key[:2], "pending"] for key in totals[:1]}


def make_sheet(form: str, cells: Cells) -> Sheet:
    return make_sheet_of_cells(
        (*key[:1], form, *key[1:], float(n), "printed") for key, n in cells.items()
    )


@pytest.mark.parametrize(("table", "first"), [("applications", 3), ("disputes", 5)])
def test_find_suspects_names_a_single_error(
    table: str, first: int, record_property: Callable[[str, object], None]
) -> None:
    """In at least 95% of the reports whose identities fail, for every kind of error."""
    ways = (change_digit, lose_digit, swap_cells, leave_total, count_concluded)
    found, failing, unseen = Counter(), Counter(), Counter()
    for seed in range(REPORTS):
        form, cells = draw_report(seed)
        own = {key: n for key, n in cells.items() if key[0] == table}
        for way in ways:
            error = way(random.Random(seed), own)
            suspects = find_suspects(make_sheet(form, own | error))
            if not error or not suspects:
                unseen[way.__name__] += bool(error)
                continue
            wanted = {(key, wrong, own[key]) for key, wrong in error.items()}
            failing[way.__name__] += 1
            found[way.__name__] += any(wanted == {*one.changes} for one in suspects[:first])
    shares = ", ".join(f"{name} {found[name]}/{failing[name]}" for name in failing)
    record_property("measured", f"{table}, first {first}: {shares}; no sum fails: {dict(unseen)}")
    assert sum(failing.values()) > REPORTS
    assert [name for name in failing if found[name] < 0.95 * failing[name]] == []


def test_find_suspects_of_a_whole_report_is_empty() -> None:
    """Where every identity holds there is no suspect."""
    form, cells = draw_report(1)
    assert find_suspects(make_sheet(form, cells)) == []


def test_find_suspects_knows_what_happened() -> None:
    """A total left at 0, concluded cases only, and a digit are told apart."""
    form = "form2021"
    row = ("disputes", "reconsideration")
    cells = {(*row, "upheld"): 12, (*row, "corrected"): 1, (*row, "other"): 0, (*row, "pending"): 3}
    for total, kind in (
        (0, "total_zero"),
        (13, "concluded"),
        (18, "digit"),
        (61, "digits_swapped"),
    ):
        found = find_suspects(make_sheet(form, cells | {(*row, "total"): total}))
        assert (kind, (((*row, "total"), total, 16),)) in [(s.kind, s.changes) for s in found[:5]]
