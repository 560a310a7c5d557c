"""Figures in prose against their cells: does the text say what the table says, and over which
cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..forms import Key
from ..frames.categories import WIDER
from ..frames.proofs import Number
from .figures import convert_to_unit, count_decimals, find_cells_of_key, is_whole
from .record import Finding, Report, Said

_NARROW = ("organ", "level")  # scopes below which no wider area falls


def step(value: float) -> float:
    """The unit of the last digit that is not 0: how much a rounded figure may leave open.

    >>> step(1000), step(3460), step(7)
    (1000.0, 10.0, 1.0)
    """
    unit = 1.0
    while value and value % (unit * 10) == 0:
        unit *= 10
    return unit


def fits(said: Said, printed: Number) -> str:
    """pass, fail or not_assessable: the figure with its bound against a number.

    余, 多 leave open the digits behind the last one that is not 0 (1000余 is 1000 to 1999); 近 the
    digits before; 约 and rounded figures half of it, to either side. A bound that only holds from
    one side proves nothing.
    """
    value = convert_to_unit(said)
    open_by, above = step(value), printed - value
    if said.bound in ("at_least", "nearly"):
        over = {"at_least": above, "nearly": -above}[said.bound]
        if over < 0:
            return "fail"
        return "pass" if over < open_by else "not_assessable"
    slack = {"exact": _measure_rounding(said, value) + 1e-6, "about": open_by}.get(
        said.bound, open_by / 2
    )
    return "pass" if abs(above) <= slack else "fail"


def _measure_rounding(said: Said, value: float) -> float:
    """What the last printed digit of an amount leaves open, in 万元."""
    if not said.value or not said.key.endswith("_wan_yuan"):
        return 0.0
    return 0.5 * 10.0 ** -count_decimals(said.raw) * (value / said.value)


def find_bases(key: str, terms: Mapping[Key, int]) -> Iterator[tuple[str, Mapping[Key, int]]]:
    """What a figure in prose may count, with its words: what its key says, then what reports count
    instead.

    A total of disputes may leave the pending cases out; applications received may hold those that
    were carried in from the year before (75 = 74 new and 1 carried in).

    >>> new = ("applications", "new", "total")
    >>> [words for words, _ in find_bases("applications.new", {new: 1})]
    ['', 'new and carried in']
    """
    is_total = all(column == "total" for _, _, column in terms)
    if key.startswith("disputes.") and is_total:
        pending = {(table, row, "pending"): -weight for (table, row, _), weight in terms.items()}
        yield "all cases", terms
        yield "concluded cases only (total - pending)", {**terms, **pending}
        return
    yield "", terms
    if all(cell[:2] == ("applications", "new") for cell in terms):
        carried = {(table, "carried_in", column): 1 for table, _, column in terms}
        yield "new and carried in", {**terms, **carried}


def _write_hint(said: Said, report: Report) -> str:
    """What else of the table the figure equals, for a reader who looks for the reason."""
    if not said.key.startswith("applications.new"):
        return ""
    column = said.key.removeprefix("applications.new").removeprefix(".") or "total"
    closed = report.sheet.sum_terms({("applications", "closed_total", column): 1})
    return "; the figure equals the closed total" if closed == said.value else ""


def prose(report: Report) -> Iterator[Finding]:
    """One row per statement about the whole scope whose number a table of the report prints.

    left is the figure, right the cell or sum of cells that fits (else what the key says); `detail`
    says on which basis it fits, where there are several (see `find_bases`).
    """
    for said in report.statements:
        terms = find_cells_of_key(said.key, report) if is_whole(said, report) else {}
        if terms:
            yield _compare(said, report, terms)


def _compare(said: Said, report: Report, terms: Mapping[Key, int]) -> Finding:
    """The first basis on which the figure fits its cells; the first of all where none does."""
    total = report.sheet.sum_terms(terms)
    result = "not_assessable" if total is None else fits(said, total)
    fitting = None if total is None else _find_fit(said, report, terms)
    if total is None:
        remark = "; the cell is not known"
    elif fitting:
        result = "pass"
        basis, terms, total = fitting
        remark = f"; fits {basis}" if basis else ""
    elif result == "not_assessable":
        remark = f"; {said.raw or said.value} is a bound only"
    elif _is_wider(said, report):
        result, remark = "not_assessable", f"; {said.scope} is more than the report covers"
    else:
        remark = _write_hint(said, report)
    is_named = result != "not_assessable" or total is None
    return Finding(
        report,
        "prose",
        said.key,
        convert_to_unit(said),
        total,
        result,
        said.where + remark,
        report.sheet.count_zeros(terms),
        tuple(terms) if is_named else (),
    )


def _find_fit(
    said: Said, report: Report, terms: Mapping[Key, int]
) -> tuple[str, Mapping[Key, int], Number] | None:
    """The first basis on which the figure fits: its words, its cells and their sum."""
    for basis, cells in find_bases(said.key, terms):
        total = report.sheet.sum_terms(cells)
        if total is not None and fits(said, total) == "pass":
            return basis, cells, total
    return None


def _is_wider(said: Said, report: Report) -> bool:
    """Whether a figure is of a wider area than the report."""
    is_narrow = report.row["scope"] in _NARROW or report.row["level"] == "township"
    return is_narrow and any(word in said.scope for word in WIDER)
