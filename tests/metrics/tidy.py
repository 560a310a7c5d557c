"""Tidy frames made from the keyed numbers of tests/truth, without reading a document."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import polars as pl

from analysis.forms import evaluate, forms, list_instances, prove_zeros

TRUTH = Path(__file__).parents[1] / "truth"
# name: organ, level, scope, issuer_id, published
WHO = {
    "chenzhou-2019": ("government", "prefecture", "area", "431000", None),
    "xianyang-2017": ("government", "prefecture", "area", "610400", None),
    "shenhe-2020": ("government", "county", "area", "210103", None),
    "liupanshui-office-2020": (
        "general_office",
        "prefecture",
        "organ",
        "520200:general_office",
        None,
    ),
    "dengzhou-2020": ("government", "county", "area", "411381", None),
}
# the crosswalk of the older tables, as far as the tests need it
OLD = {
    "applications_received": "new",
    "replies_total": "decided",
    "reply_granted": "disclosed_full",
    "reply_granted_partly": "granted_partly",
}
OLD_DISPUTES = {"reconsideration_total": "reconsideration", "litigation_total": "litigation"}
SCHEMAS = {
    "reports": dict.fromkeys(
        ["report_id", "source", "issuer", "organ", "division_code", "issuer_id", "level", "scope"],
        pl.Utf8,
    )
    | {"year": pl.Int32, "published": pl.Date, "form": pl.Utf8, "origin": pl.Utf8},
    "cells": dict.fromkeys(["report_id", "table", "form", "row", "column"], pl.Utf8)
    | {"value": pl.Float64, "status": pl.Utf8},
    "applications": dict.fromkeys(["report_id", "form", "outcome", "applicant"], pl.Utf8)
    | {"count": pl.Int64, "status": pl.Utf8, "zero_proven": pl.Boolean, "evidence": pl.Utf8},
    "disputes": dict.fromkeys(["report_id", "form", "channel", "result"], pl.Utf8)
    | {"count": pl.Int64, "status": pl.Utf8, "zero_proven": pl.Boolean, "evidence": pl.Utf8},
    "proactive": dict.fromkeys(["report_id", "form", "subject", "measure"], pl.Utf8)
    | {"value": pl.Float64, "unit": pl.Utf8, "status": pl.Utf8},
    "statements": {
        "report_id": pl.Utf8,
        "key": pl.Utf8,
        "value": pl.Float64,
        "bound": pl.Utf8,
        "unit": pl.Utf8,
        "year": pl.Int32,
        "scope_words": pl.Utf8,
    }
    | {
        "basis": pl.Utf8,
        "part": pl.Boolean,
        "paraphrase": pl.Boolean,
        "raw": pl.Utf8,
        "start": pl.Int64,
    },
    "sections": {"report_id": pl.Utf8, "text": pl.Utf8},
    "checks": dict.fromkeys(["report_id", "check", "strength", "subject", "cells"], pl.Utf8)
    | {
        "left": pl.Float64,
        "right": pl.Float64,
        "difference": pl.Float64,
        "result": pl.Utf8,
        "blanks_as_zero": pl.Int32,
    },
}


def statement(report: str, key: str, value: float, year: int, **other: object) -> dict[str, object]:
    """One row of `statements` about the whole, exact unless `other` says otherwise."""
    return {"report_id": report, "key": key, "value": value, "bound": "exact", "unit": "件", "year": year, "scope_words": "", "basis": "all"} | {
        "part": False, "paraphrase": True, "raw": str(value), "start": 0, **other,
    }  # fmt: skip


def tidy(*names: str) -> dict[str, pl.DataFrame]:
    """The frames for the named truth files; all of them without a name."""
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in SCHEMAS}
    for path in [TRUTH / f"{name}.json" for name in names] or sorted(TRUTH.glob("*.json")):
        if path.stem in WHO or path.stem.startswith("pingtan-"):
            _report(path, rows)
    return {
        name: pl.DataFrame(rows[name], schema=schema, orient="row")
        for name, schema in SCHEMAS.items()
    }


def _report(path: Path, rows: dict[str, list[dict[str, object]]]) -> None:
    truth, name = json.loads(path.read_text("utf-8")), path.stem
    organ, level, scope, issuer_id, _ = WHO.get(
        name, ("government", "county", "area", "350128", None)
    )
    day = truth.get("published")
    rows["reports"].append(
        {
            "report_id": name,
            "source": f"{name}.txt",
            "issuer": truth["issuer"],
            "organ": organ,
            "division_code": issuer_id[:6],
            "issuer_id": issuer_id,
            "level": level,
        }
        | {
            "scope": scope,
            "year": truth["year"],
            "published": day and datetime.date.fromisoformat(day),
            "form": truth["form"],
            "origin": "transcription",
        }
    )
    cells = {tuple(key.split(".")): value for key, value in truth.items() if key.count(".") == 2}
    form = forms()[truth["form"]]
    for (table, row, column), value in cells.items():
        rows["cells"].append(
            {
                "report_id": name,
                "table": table,
                "form": form.key,
                "row": row,
                "column": column,
                "value": value,
                "status": "blank" if value is None else "printed",
            }
        )
    values = {key: value for key, value in cells.items() if value is not None}
    found = [
        i
        for table in form.tables
        for i in list_instances(form, table.key, [(r, c) for t, r, c in cells if t == table.key])
    ]
    proven = prove_zeros(found, values, {key for key, value in cells.items() if value is None})
    for instance in found:
        verdict = evaluate(instance, values, proven)
        rows["checks"].append(
            {
                "report_id": name,
                "check": instance.identity.id,
                "strength": instance.identity.strength,
                "subject": instance.subject,
                "cells": " ".join(".".join(key) for key in (*instance.left, *instance.right)),
                "left": verdict.left,
            }
            | {
                "right": verdict.right,
                "difference": verdict.left - verdict.right,
                "result": verdict.result,
                "blanks_as_zero": verdict.blanks_as_zero,
            }
        )
    for (table, row, column), value in cells.items():
        zero = value is None and (table, row, column) in proven
        common = {
            "report_id": name,
            "form": form.key,
            "count": 0 if zero else value,
            "status": "blank" if value is None else "printed",
            "zero_proven": zero,
            "evidence": "table",
        }
        if table == "applications":
            rows["applications"].append(common | {"outcome": row, "applicant": column})
        elif table == "disputes":
            rows["disputes"].append(common | {"channel": row, "result": column})
        elif table == "local_fujian" and column == "year" and row in OLD:
            rows["applications"].append(common | {"outcome": OLD[row], "applicant": "total"})
        elif table == "local_fujian" and column == "year" and row in OLD_DISPUTES:
            rows["disputes"].append(common | {"channel": OLD_DISPUTES[row], "result": "cases"})
    for key, value in truth.get("facts", {}).items():
        rows["statements"].append(statement(name, key, value, truth["year"]))
        prose = {
            "report_id": name,
            "form": form.key,
            "count": value,
            "status": "printed",
            "zero_proven": False,
            "evidence": "prose",
        }
        parts = key.split(".")
        if not form.tables and parts[0] == "applications":
            rows["applications"].append(prose | {"outcome": parts[1], "applicant": "total"})
        elif not form.tables and parts[0] == "disputes":
            rows["disputes"].append(prose | {"channel": parts[1], "result": parts[2]})
