"""Checks across the years of one issuer: what one report leaves, the next one takes up.

The report of the year before is the same issuer's with the same scope, after
`frames.unify_scopes`; of several copies the one that measures take as well. Without such a report
there is no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..forms import Key, find_newest_form
from .record import Finding, Report, find_rows_with, judge

_COLUMNS = tuple(
    column.key for column in find_newest_form("applications").table("applications").columns
)
Pair = tuple[Report, Report]


def find_issuer(report: Report) -> str | None:
    """Who a report is of: the issuer's id, else the name; None where neither is known."""
    return report.row["issuer_id"] or report.row["issuer"] or None


def list_pairs(reports: Iterable[Report]) -> Iterator[Pair]:
    """(report, report of the year before) for every report that has one."""
    placed: dict[tuple[str, str, int], list[Report]] = {}
    for report in reports:
        if (who := find_issuer(report)) and report.year is not None:
            placed.setdefault((who, report.row["scope"], report.year), []).append(report)
    for (who, scope, year), same in placed.items():
        if before := placed.get((who, scope, year - 1)):
            for report in same:
                yield report, min(before, key=lambda r: r.rank)


def _compare(
    check: str, pair: Pair, left: Key, old: Mapping[Key, int], own: Mapping[Key, int]
) -> Finding:
    """left of the report = terms of the year before + terms of the report."""
    report, other = pair
    first, second = other.sheet.sum_terms(old), report.sheet.sum_terms(own)
    value = report.sheet.number_at(left)
    right = None if first is None or second is None else first + second
    unknown = [".".join(key) for key in (left, *own) if report.sheet.number_at(key) is None]
    before = [".".join(key) for key in old if other.sheet.number_at(key) is None]
    missing = ", ".join([*unknown, *(f"{key} of the year before" for key in before)])
    return Finding(
        report,
        check,
        left[2] if check == "carry_over" else left[1],
        value,
        right,
        judge(value, right),
        f"not known: {missing}" if missing else "",
        report.sheet.count_zeros((left, *own)) + other.sheet.count_zeros(old),
        # A cell that is known is not to blame for what another report does not print.
        () if before and not unknown else (left, *own),
        other,
        tuple(old),
    )


def carry_over(pair: Pair) -> Iterator[Finding]:
    """carried_in = carried_out of the year before, per column; blanks proven to be 0 count."""
    if all("applications" in r.sheet.forms for r in pair):
        for column in _COLUMNS:
            left = ("applications", "carried_in", column)
            old = ("applications", "carried_out", column)
            yield _compare("carry_over", pair, left, {old: 1}, {})


def in_force(pair: Pair) -> Iterator[Finding]:
    """in_force = in_force of the year before + issued - repealed, where both print the 2021
    table.
    """
    for row in _find_rows_of_both(pair, "in_force"):
        stock = ("proactive", row, "in_force")
        issued, repealed = ("proactive", row, "issued"), ("proactive", row, "repealed")
        yield _compare("in_force", pair, stock, {stock: 1}, {issued: 1, repealed: -1})


def items(pair: Pair) -> Iterator[Finding]:
    """prior_year_items = prior_year_items + change of the year before, where both print the 2019
    table.
    """
    for row in _find_rows_of_both(pair, "prior_year_items"):
        prior, change = ("proactive", row, "prior_year_items"), ("proactive", row, "change")
        yield _compare("items", pair, prior, {prior: 1, change: 1}, {})


def _find_rows_of_both(pair: Pair, column: str) -> list[str]:
    """The rows of the proactive table with this column, where the year before had the same
    edition.
    """
    report, other = (r.sheet for r in pair)
    is_same = report.forms.get("proactive") == other.forms.get("proactive")
    return find_rows_with(report, "proactive", column) if is_same else []


def cumulative(pair: Pair) -> Iterator[Finding]:
    """cumulative = cumulative of the year before + year, per row of the provincial table.

    Only printed numbers count: a stock that was left blank is no printed stock, even where its
    table proves a 0. A row that the year before does not print cannot be assessed.
    """
    report, other = pair
    for table in report.sheet.forms.keys() & other.sheet.forms.keys():
        for row in find_rows_with(report.sheet, table, "cumulative"):
            yield _compare_stock(pair, (table, row, "cumulative"), (table, row, "year"))


def _compare_stock(pair: Pair, stock: Key, flow: Key) -> Finding:
    report, other = pair
    left, new = report.sheet.values.get(stock), report.sheet.values.get(flow)
    old = other.sheet.values.get(stock)
    right = None if old is None or new is None else old + new
    result = judge(left, right)
    is_printed = stock in other.sheet.statuses
    reason = "a blank" if is_printed else "the year before does not print this row"
    return Finding(
        report,
        "cumulative",
        stock[1],
        left,
        right,
        result,
        reason if result == "not_assessable" else "",
        cells=() if old is None and None not in (left, new) else (stock, flow),
        other=other,
        other_cells=() if old is None else (stock,),
    )


def check_pair(pair: Pair) -> Iterator[Finding]:
    """All of the above for one pair."""
    for check in (carry_over, in_force, items, cumulative):
        yield from check(pair)
