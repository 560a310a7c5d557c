"""The identities of the forms, one row per instance; and what a table says about its own
columns.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..forms import Key, evaluate
from .record import Finding, Report, find_rows_with, judge

_MANY = 1000  # matters of one kind of decision that no organ has
_GENERAL = (None, "", "government", "general_office")  # organs that act for the whole area
_NEAR = 0.1  # of the decisions


def identities(report: Report) -> Iterator[Finding]:
    """Every identity of every table that the report prints.

    A fail is a finding about the report, or a misread cell; `detail` names the terms that are not
    known.
    """
    sheet = report.sheet
    for instance in sheet.found:
        verdict = evaluate(instance, sheet.values, sheet.proven)
        missing = " ".join(".".join(key) for key in verdict.missing)
        yield Finding(
            report,
            instance.identity.id,
            instance.subject,
            verdict.left,
            verdict.right,
            verdict.result,
            f"not known: {missing}" if missing else "",
            verdict.blanks_as_zero,
            (*instance.left, *instance.right),
        )


def disclosed_stock(report: Report) -> Iterator[Finding]:
    """total_disclosed >= newly_disclosed, per row of the 2019 proactive table."""
    for row in find_rows_with(report.sheet, "proactive", "newly_disclosed"):
        stock, new = ("proactive", row, "total_disclosed"), ("proactive", row, "newly_disclosed")
        left, right = report.sheet.number_at(stock), report.sheet.number_at(new)
        result = judge(left, right, "at_least")
        yield Finding(report, "disclosed_stock", row, left, right, result, cells=(stock, new))


def item_basis(report: Report) -> Iterator[Finding]:
    """A finding where the prior year's items + change come near the decisions: cases were counted.

    prior_year_items >= 1000 and abs(prior_year_items + change - decisions) <= 10% of decisions. The
    row of fees prints no decisions and cannot be assessed.
    """
    for row in find_rows_with(report.sheet, "proactive", "prior_year_items"):
        if row == "fees":
            words = "the form prints no decisions in this row"
            yield Finding(report, "item_basis", row, detail=words)
        else:
            yield _compare_items(report, row)


def _compare_items(report: Report, row: str) -> Finding:
    prior, change = ("proactive", row, "prior_year_items"), ("proactive", row, "change")
    decisions = ("proactive", row, "decisions")
    left, right = report.sheet.sum_terms({prior: 1, change: 1}), report.sheet.number_at(decisions)
    items = report.sheet.number_at(prior)
    result, detail = "pass", ""
    if items is None or (items >= _MANY and None in (left, right)):
        result = "not_assessable"
    elif items >= _MANY and abs(left - right) <= _NEAR * right:  # type: ignore[operator]
        result = "fail"
        detail = "finding: case counts seem to stand in the column of items"
    cells = (prior, change, decisions)
    return Finding(report, "item_basis", row, left, right, result, detail, cells=cells)


def rule_power(report: Report) -> Iterator[Finding]:
    """A hint where a report below prefecture level, or of a local department, counts rules (规章).

    One row for each report; not assessable where it has no row of rules.
    """
    keys: list[Key] = [key for key in report.sheet.statuses if key[:2] == ("proactive", "rules")]
    known = [value for key in keys if (value := report.sheet.number_at(key)) is not None]
    most = max(known, default=None)
    level, organ = report.row["level"], report.row["organ"]
    is_department = organ not in _GENERAL and level != "national"
    is_without = level in ("county", "township") or is_department
    if most is None:
        result = "not_assessable"
        detail = "no number is printed" if keys else "the report has no row of rules"
    elif most and is_without:
        who = "a local department" if is_department else f"a {level}"
        result = "fail"
        detail = f"{who} makes no rules; perhaps normative documents were counted"
    elif most and level == "unknown":
        result, detail = "not_assessable", "level unknown"
    else:
        result, detail = "pass", ""
    yield Finding(
        report,
        "rule_power",
        "rules",
        most,
        0 if is_without else None,
        result,
        detail,
        cells=tuple(keys) if result == "fail" else (),
    )
