"""Long frames made from the keyed numbers of tests/truth, without reading a document: null is a
blank cell.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from analysis.forms import find_form_of_tables, forms
from analysis.frames.schema import list_dtypes, make_empty, order_rows

TRUTH = Path(__file__).resolve().parents[1] / "truth"
ORIGINALS = ("chenzhou-2019", "shenhe-2020", "liupanshui-office-2020", "dengzhou-2020")
PINGTAN = tuple(f"pingtan-{year}" for year in range(2011, 2026))
_WHO = {
    "chenzhou": ("prefecture", "area", "government", "431000"),
    "shenhe": ("county", "area", "government", "210103"),
    "liupanshui": ("prefecture", "organ", "general_office", "520200:general_office"),
    "dengzhou": ("county", "area", "government", "411381"),
    "xianyang": ("prefecture", "area", "government", "610400"),
    "pingtan": ("county", "area", "government", "350128"),
}


def truth(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((TRUTH / f"{name}.json").read_text("utf-8"))
    return content


def cell_rows(
    report: str, cells: Mapping[str, float | None], form: str | Mapping[str, str]
) -> list[dict[str, Any]]:
    """Rows of `cells` from `table.row.column` keys; a string such as "/" stands for a nil mark."""
    rows = []
    for line, (key, value) in enumerate(cells.items(), 1):
        table, row, column = key.split(".")
        status = "blank" if value is None else "nil_mark" if isinstance(value, str) else "printed"
        number = float(value) if status == "printed" else None
        rows.append(
            {
                "report_id": report,
                "table": table,
                "form": form if isinstance(form, str) else form[table],
                "row": row,
                "column": column,
                "value": number,
                "status": status,
                "raw": "" if value is None else str(value),
                "start": 100 * line,
                "line": line,
                "page": None,
                "place": None,
            }
        )
    return rows


def report_row(report: str, **fields: Any) -> dict[str, Any]:
    """A row of `reports`, unknown in everything that `fields` does not say."""
    row: dict[str, Any] = dict.fromkeys(list_dtypes("reports"))
    return (
        row
        | {
            "report_id": report,
            "source": f"{report}.txt",
            "sha256": report,
            "media": "text",
            "level": "unknown",
            "scope": "unknown",
            "form": "narrative",
            "n_cells": 0,
            "n_problems": 0,
        }
        | fields
    )


def statement(report: str, key: str, value: float, **fields: Any) -> dict[str, Any]:
    """A row of `statements` about the whole, exact unless `fields` says otherwise."""
    base: dict[str, Any] = dict.fromkeys(list_dtypes("statements"))
    base |= {
        "report_id": report,
        "key": key,
        "value": value,
        "bound": "exact",
        "unit": "件",
        "scope_words": "",
        "basis": "all",
        "part": False,
    }
    return (
        base
        | {"sentence": "s", "paraphrase": False, "raw": f"{value:g}", "start": 0, "line": 1}
        | fields
    )


def frame(name: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    found = [{key: row[key] for key in list_dtypes(name) if key != "printed"} for row in rows]
    return (
        order_rows(name, pl.DataFrame(found, schema=list_dtypes(name), orient="row"))
        if found
        else make_empty(name)
    )


def long_frames(
    reports: Iterable[Mapping[str, Any]],
    cells: Iterable[Mapping[str, Any]] = (),
    statements: Iterable[Mapping[str, Any]] = (),
) -> dict[str, pl.DataFrame]:
    return {
        "reports": frame("reports", reports),
        "cells": frame("cells", cells),
        "statements": frame("statements", statements),
        "sections": make_empty("sections"),
        "problems": make_empty("problems"),
    }


def corpus(*names: str) -> dict[str, pl.DataFrame]:
    """The long frames of some reports, as if all their cells had been read; the report's id is its
    name.
    """
    reports, cells = [], []
    for name in names:
        said = truth(name)
        level, scope, organ, issuer = _WHO[name.split("-")[0]]
        keyed = {
            key: value
            for key, value in said.items()
            if key.count(".") == 2 and not key.startswith("_")
        }
        form = {table.key: said["form"] for table in forms()[said["form"]].tables}
        cells += cell_rows(name, keyed, form)
        year = said["year"]
        published = dt.date.fromisoformat(said["published"]) if said.get("published") else None
        end = (
            dt.date(2021, 12, 31) if name == "dengzhou-2020" else dt.date(year, 12, 31)
        )  # as printed in each report
        reports.append(
            report_row(
                name,
                issuer=said["issuer"],
                level=level,
                scope=scope,
                organ=organ,
                issuer_id=issuer,
                division_code=issuer[:6],
                year=year,
                year_from="title",
                form=find_form_of_tables(
                    dict.fromkeys({key.split(".")[0] for key in keyed}, said["form"])
                ),
                published=published,
                period_start=dt.date(year, 1, 1),
                period_end=end,
                origin="transcription",
                n_cells=len(keyed),
            )
        )
    return long_frames(reports, cells)
