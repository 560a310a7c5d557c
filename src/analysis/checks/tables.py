"""The identities of the forms, one row per instance, by the one evaluator; and what a table says about its own columns."""

from __future__ import annotations

from collections.abc import Iterator

from ..forms import Key, evaluate
from .record import Check, Report, record, rows_with


def identities(report: Report) -> Iterator[Check]:
    """Every identity of every table that the report prints.

    A fail is a finding about the report, or a misread cell; `detail` names the terms that are not known.
    """
    sheet = report.sheet
    for instance in sheet.found:
        verdict = evaluate(instance, sheet.values, sheet.proven)
        detail = (
            f"not known: {' '.join('.'.join(key) for key in verdict.missing)}"
            if verdict.missing
            else ""
        )
        yield record(
            report, instance.identity.id, instance.subject, float(verdict.left), float(verdict.right), verdict.result,
            zeros=verdict.blanks_as_zero, cells=(*instance.left, *instance.right), detail=detail,
        )  # fmt: skip


def disclosed_stock(report: Report) -> Iterator[Check]:
    """total_disclosed >= newly_disclosed, per row of the 2019 proactive table."""
    for row in rows_with(report.sheet, "proactive", "newly_disclosed"):
        new, stock = ("proactive", row, "newly_disclosed"), ("proactive", row, "total_disclosed")
        left, right = report.sheet.known(stock), report.sheet.known(new)
        result = (
            "not_assessable"
            if left is None or right is None
            else "pass"
            if left >= right
            else "fail"
        )
        yield record(report, "disclosed_stock", row, left, right, result, cells=(stock, new))


def item_basis(report: Report) -> Iterator[Check]:
    """A finding where the prior year's items + change come near the decisions: cases were counted, not matters.

    prior_year_items >= 1000 and abs(prior_year_items + change - decisions) <= 10% of decisions. The row of fees
    prints no decisions and cannot be assessed.
    """
    for row in rows_with(report.sheet, "proactive", "prior_year_items"):
        prior, change, decisions = (
            ("proactive", row, column) for column in ("prior_year_items", "change", "decisions")
        )
        if row == "fees":
            yield record(
                report,
                "item_basis",
                row,
                None,
                None,
                "not_assessable",
                detail="the form prints no decisions in this row",
            )
            continue
        left, right = report.sheet.total({prior: 1, change: 1}), report.sheet.known(decisions)
        items = report.sheet.known(prior)
        if items is None or (items >= 1000 and (left is None or right is None)):
            result, detail = "not_assessable", ""
        elif items >= 1000 and abs(left - right) <= 0.1 * right:  # type: ignore[operator]
            result, detail = "fail", "finding: case counts seem to stand in the column of items"
        else:
            result, detail = "pass", ""
        yield record(
            report,
            "item_basis",
            row,
            left,
            right,
            result,
            cells=(prior, change, decisions),
            detail=detail,
        )


def rule_power(report: Report) -> Iterator[Check]:
    """A hint where a report below prefecture level, or of a local department, counts rules (规章) of its own.

    One row for each report; not assessable where it has no row of rules.
    """
    keys: list[Key] = [key for key in report.sheet.statuses if key[:2] == ("proactive", "rules")]
    known = [value for key in keys if (value := report.sheet.known(key)) is not None]
    level, organ = report.row["level"], report.row["organ"]
    department = organ not in (None, "", "government", "general_office") and level != "national"
    without = level in ("county", "township") or department
    most = max(known, default=None)
    if most == 0 or (most is not None and not without and level != "unknown"):
        result, detail = "pass", ""
    elif most is not None and without:
        result, detail = (
            "fail",
            f"hint: {'a local department' if department else f'a {level}'} makes no rules; perhaps normative documents were counted",
        )
    else:
        result, detail = (
            "not_assessable",
            "level unknown"
            if most is not None
            else "no number is printed"
            if keys
            else "the report has no row of rules",
        )
    yield record(
        report,
        "rule_power",
        "rules",
        most,
        0 if without else None,
        result,
        cells=keys if result == "fail" else (),
        detail=detail,
    )
