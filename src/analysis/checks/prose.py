"""Figures in prose against their cells: does the text say what the table says, and over which cases."""

from __future__ import annotations

from collections.abc import Iterator

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

    余, 多 leave open the digits behind the last one that is not 0 (1000余 is 1000 to 1999); 近 the digits before;
    约 and rounded figures half of it, to either side. A bound that only holds from one side proves nothing.
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


def _pending(key: str, terms: dict[Key, int]) -> dict[Key, int] | None:
    """The same sum without pending cases, for totals of disputes."""
    if not key.startswith("disputes.") or any(column != "total" for _, _, column in terms):
        return None
    return terms | {(table, row, "pending"): -weight for (table, row, _), weight in terms.items()}


def _hint(said: Said, report: Report) -> str:
    """What else of the table the figure equals, for a reader who looks for the reason."""
    if not said.key.startswith("applications.new"):
        return ""
    column = said.key.removeprefix("applications.new").removeprefix(".") or "total"
    new, carried, closed = (
        ("applications", row, column) for row in ("new", "carried_in", "closed_total")
    )
    for words, terms in (
        ("new and carried in together", {new: 1, carried: 1}),
        ("the closed total", {closed: 1}),
    ):
        if report.sheet.total(terms) == said.value:
            return f"; the figure equals {words}"
    return ""


def prose(report: Report) -> Iterator[Check]:
    """One row per statement about the whole scope whose number a table of the report prints.

    left is the figure, right the cell or sum of cells that fits (else that of all cases); `detail` says which
    cases fit: all, or concluded ones only (total - pending).
    """
    for said in report.statements:
        if not own_year(said, report) or not (terms := dict(cells_of(said.key, report))):
            continue
        total, without = report.sheet.total(terms), _pending(said.key, terms)
        concluded = report.sheet.total(without) if without else None
        used, right, detail = terms, total, said.where
        if total is None:
            result, detail = "not_assessable", f"{said.where}; the cell is not known"
        else:
            result = fits(said, total)
            if result == "pass" and without:
                detail += "; fits all cases"
            elif (
                result != "pass"
                and concluded is not None
                and without
                and fits(said, concluded) == "pass"
            ):
                used, right, result, detail = (
                    without,
                    concluded,
                    "pass",
                    f"{said.where}; fits concluded cases only (total - pending)",
                )
            elif (
                result == "fail"
                and report.row["scope"] in ("organ", "level")
                and any(word in said.scope for word in WIDER)
            ):
                result, detail = (
                    "not_assessable",
                    f"{said.where}; {said.scope} is more than the report covers",
                )
            elif result == "fail":
                detail += _hint(said, report)
            elif result == "not_assessable":
                detail += f"; {said.raw or said.value} is a bound only"
        named = () if result == "not_assessable" and total is not None else tuple(used)
        yield record(
            report,
            "prose",
            said.key,
            in_unit(said),
            right,
            result,
            zeros=report.sheet.zeros(used),
            cells=named,
            detail=detail,
        )
