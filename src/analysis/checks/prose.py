"""Figures in prose against their cells: does the text say what the table says, and over which
cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..forms import Key
from ..frames.proofs import Number
from ..frames.tidy import WIDER
from .figures import cells_of, decimals, in_unit, own_year
from .record import Check, Report, Said, record


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
    value = in_unit(said)
    open_by = step(value)
    if said.bound == "exact":
        slack = (
            0.5 * 10 ** -decimals(said.raw) * (value / said.value)
            if said.key.endswith("_wan_yuan") and said.value
            else 0.0
        )
        return "pass" if abs(value - printed) <= slack + 1e-6 else "fail"
    if said.bound == "at_least":
        return (
            "fail" if printed < value else "pass" if printed < value + open_by else "not_assessable"
        )
    if said.bound == "nearly":
        return (
            "fail" if printed > value else "pass" if printed > value - open_by else "not_assessable"
        )
    return (
        "pass"
        if abs(printed - value) <= (open_by if said.bound == "about" else open_by / 2)
        else "fail"
    )


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


def _hint(said: Said, report: Report) -> str:
    """What else of the table the figure equals, for a reader who looks for the reason."""
    if not said.key.startswith("applications.new"):
        return ""
    column = said.key.removeprefix("applications.new").removeprefix(".") or "total"
    closed = report.sheet.total({("applications", "closed_total", column): 1})
    return "; the figure equals the closed total" if closed == said.value else ""


def _is_wider(said: Said, report: Report) -> bool:
    """Whether a sentence speaks of more than the report covers."""
    return report.row["scope"] in ("organ", "level") and any(word in said.scope for word in WIDER)


def prose(report: Report) -> Iterator[Check]:
    """One row per statement about the whole scope whose number a table of the report prints.

    left is the figure, right the cell or sum of cells that fits (else what the key says); `detail`
    says on which basis it fits, where there are several (see `find_bases`).
    """
    for said in report.statements:
        if own_year(said, report) and (terms := dict(cells_of(said.key, report))):
            yield _compare(said, terms, report)


def _compare(said: Said, terms: Mapping[Key, int], report: Report) -> Check:
    """The first basis on which the figure fits its cells; the first of all where none does."""
    used, right, words = terms, report.sheet.total(terms), ""
    result = "not_assessable" if right is None else fits(said, right)
    for basis, cells in find_bases(said.key, terms) if right is not None else ():
        number = report.sheet.total(cells)
        if number is not None and fits(said, number) == "pass":
            used, right, result = cells, number, "pass"
            words = f"; fits {basis}" if basis else ""
            break
    if right is None:
        words = "; the cell is not known"
    elif result == "not_assessable":
        words = f"; {said.raw or said.value} is a bound only"
    elif result == "fail" and _is_wider(said, report):
        result, words = "not_assessable", f"; {said.scope} is more than the report covers"
    elif result == "fail":
        words = _hint(said, report)
    return record(
        report,
        "prose",
        said.key,
        in_unit(said),
        right,
        result,
        zeros=report.sheet.zeros(used),
        cells=() if result == "not_assessable" and right is not None else tuple(used),
        detail=said.where + words,
    )
