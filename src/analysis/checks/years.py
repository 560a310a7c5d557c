"""Checks across the years of one issuer: what one report leaves, the next one takes up.

The report of the year before is the same issuer's with the same scope (an unknown scope fits any); of several
copies the one that measures take as well. Without such a report there is no row: nothing is there to compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..forms import Key, newest_form
from .record import Check, Report, record, rows_with, verdict

_COLUMNS = tuple(column.key for column in newest_form("applications").table("applications").columns)
Pair = tuple[Report, Report]


def issuer(report: Report) -> str | None:
    """Who a report is of: the issuer's id, else the name; None where neither is known."""
    return report.row["issuer_id"] or report.row["issuer"] or None


def pairs(reports: Iterable[Report]) -> Iterator[Pair]:
    """(report, report of the year before) for every report that has one."""
    placed: dict[tuple[str, int], list[Report]] = {}
    for report in reports:
        if (who := issuer(report)) and report.year is not None:
            placed.setdefault((who, report.year), []).append(report)
    for (who, year), same in placed.items():
        for report in same:
            scope = report.row["scope"]
            before = [
                r
                for r in placed.get((who, year - 1), ())
                if r.row["scope"] == scope or "unknown" in (r.row["scope"], scope)
            ]
            if before:
                yield report, min(before, key=lambda r: (r.row["scope"] != scope, r.rank))


def _equation(
    check: str, pair: Pair, subject: str, left: Key, old: dict[Key, int], own: dict[Key, int]
) -> Check:
    """left of the report = terms of the year before + terms of the report."""
    report, other = pair
    first, second = other.sheet.total(old), report.sheet.total(own)
    value, right = (
        report.sheet.known(left),
        None if first is None or second is None else first + second,
    )
    gaps = (
        [k for k in (left, *own) if report.sheet.known(k) is None],
        [k for k in old if other.sheet.known(k) is None],
    )
    missing = [
        *(".".join(k) for k in gaps[0]),
        *(f"{'.'.join(k)} of the year before" for k in gaps[1]),
    ]
    zeros = report.sheet.zeros((left, *own)) + other.sheet.zeros(old)
    detail = f"not known: {', '.join(missing)}" if missing else ""
    # A cell that is known is not to blame for what another report does not print.
    named = () if missing and not gaps[0] else (left, *own)
    return record(
        report,
        check,
        subject,
        value,
        right,
        verdict(value, right),
        zeros=zeros,
        cells=named,
        detail=detail,
        other=other,
        other_cells=old,
    )


def carry_over(pair: Pair) -> Iterator[Check]:
    """carried_in = carried_out of the year before, per column; blanks proven to be 0 count."""
    if all("applications" in r.sheet.forms for r in pair):
        for column in _COLUMNS:
            yield _equation(
                "carry_over",
                pair,
                column,
                ("applications", "carried_in", column),
                {("applications", "carried_out", column): 1},
                {},
            )


def in_force(pair: Pair) -> Iterator[Check]:
    """in_force = in_force of the year before + issued - repealed, where both reports print the 2021 table."""
    for row in _rows_of_both(pair, "in_force"):
        stock = ("proactive", row, "in_force")
        yield _equation(
            "in_force",
            pair,
            row,
            stock,
            {stock: 1},
            {("proactive", row, "issued"): 1, ("proactive", row, "repealed"): -1},
        )


def items(pair: Pair) -> Iterator[Check]:
    """prior_year_items = prior_year_items + change of the year before, where both print the 2019 table."""
    for row in _rows_of_both(pair, "prior_year_items"):
        prior = ("proactive", row, "prior_year_items")
        yield _equation("items", pair, row, prior, {prior: 1, ("proactive", row, "change"): 1}, {})


def _rows_of_both(pair: Pair, column: str) -> list[str]:
    """The rows of the proactive table in which the report prints this column, where the year before had the same edition of it."""
    report, other = (r.sheet for r in pair)
    return (
        rows_with(report, "proactive", column)
        if report.forms.get("proactive") == other.forms.get("proactive")
        else []
    )


def cumulative(pair: Pair) -> Iterator[Check]:
    """cumulative = cumulative of the year before + year, per row of the provincial table.

    Only printed numbers count: a stock that was left blank is no printed stock, even where its table proves a
    0. A row that the year before does not print cannot be assessed.
    """
    report, other = pair
    for table in report.sheet.forms:
        if table in other.sheet.forms:
            for row in rows_with(report.sheet, table, "cumulative"):
                yield _cumulative(pair, table, row)


def _cumulative(pair: Pair, table: str, row: str) -> Check:
    report, other = pair
    stock, flow = (table, row, "cumulative"), (table, row, "year")
    left, new = report.sheet.values.get(stock), report.sheet.values.get(flow)
    old = other.sheet.values.get(stock)
    right = None if old is None or new is None else old + new
    detail = ""
    if left is None or right is None:
        unprinted = stock not in other.sheet.statuses
        detail = "the year before does not print this row" if unprinted else "a blank"
    is_known = left is not None and new is not None
    return record(
        report,
        "cumulative",
        row,
        left,
        right,
        verdict(left, right),
        cells=() if old is None and is_known else (stock, flow),
        detail=detail,
        other=other,
        other_cells=(stock,) if old is not None else (),
    )


def across(pair: Pair) -> Iterator[Check]:
    """All of the above for one pair."""
    for check in (carry_over, in_force, items, cumulative):
        yield from check(pair)
