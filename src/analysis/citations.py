"""A report, or a number of it, as a reference to paste: GB/T 7714 and English."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from .forms import forms

LANGUAGES = ("zh", "en")
_OPTIONAL = re.compile(r"\[\[((?:(?!\[\[).)*?\{(\w+)\}(?:(?!\[\[).)*?)\]\](?!\])")
_DIGEST = 12  # hex digits, enough to tell files apart


@cache
def _load_patterns() -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__package__) / "citations.toml").read_text("utf-8"))


def fill(pattern: str, fields: Mapping[str, Any]) -> str:
    """A pattern with its fields; parts in [[ ]] whose field is empty are left out.

    >>> fill("{a}[[, {b}]].", {"a": 1, "b": None}), fill("{a}[[[{b}]]]", {"a": 1, "b": 2})
    ('1.', '1[2]')
    """
    known = {name: "" if value is None else str(value) for name, value in fields.items()}
    kept = _OPTIONAL.sub(lambda part: part[1] if known.get(part[2]) else "", pattern)
    return re.sub(r"\{(\w+)\}", lambda name: known.get(name[1], ""), kept).strip()


def cite_report(report: Mapping[str, Any], lang: str, retrieved: str = "") -> str:
    """The reference of a report (a row of `reports`); `lang` is zh (GB/T 7714) or en.

    A report without an address is cited by its file and the digest of it.
    """
    issuer = report["issuer"] or report["title"] or report["source"]
    title = report["title"] or fill(_load_patterns()[lang]["untitled"], report)
    own = {"issuer": issuer, "title": title, "retrieved": retrieved}
    fields = {**report, **own, "digest": report["sha256"][:_DIGEST]}
    return fill(_load_patterns()[lang]["online" if report["url"] else "file"], fields)


def cite_source(source: Mapping[str, Any], report: Mapping[str, Any], lang: str) -> str:
    """The reference of a printed cell, or of a figure in prose (`frames.sources.SOURCE`).

    `report` holds the reference of its report under `cite_<lang>`.
    """
    patterns, reference = _load_patterns()[lang], report[f"cite_{lang}"]
    kind = "line" if source["line"] is not None else "page"
    is_copied = kind == "line" and report["origin"] == "transcription"
    words = patterns["transcription" if is_copied else kind]
    where = fill(words, source) if source[kind] is not None else ""
    return fill(
        patterns["cell" if source["frame"] == "cells" else "prose"],
        {**source, **name_place(source), "report": reference, "where": where},
    )


def name_place(source: Mapping[str, Any]) -> dict[str, str]:
    """The printed title of the table of a cell, and the labels of its row and column."""
    if source["frame"] != "cells":
        return {}
    table = forms()[source["form"]].table(source["table"])
    column = table.find_column(source["column"]).label if len(table.columns) > 1 else ""
    return {"table": table.title, "row": table.find_row(source["row"]).label, "column": column}
