"""A manifest's row: the values that its user states for a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import Problem, UsageError
from ..forms import divisions
from .masthead import FIELDS, Masthead
from .names import OF_DIVISION, parse_name
from .text import find_date, fold_dates
from .titles import REPORT_YEARS, Title

INFERRED = ("issuer", "organ", "division_code", "level", "scope", "year", "title")
"""The fields that `gongkai add` writes down as inferred, each with a `…_from`."""

_OFFICE = re.compile(r"(人民)?政府(办公[室厅])?$")
_DAY = re.compile(r"[-\d/.年月日]{8,11}")
_WORDS = {
    "level": ("national", "province", "prefecture", "county", "township", "unknown"),
    "scope": ("area", "level", "organ", "unknown"),
    "origin": ("transcription", "official", "mirror"),
}


# How the text of a column is read, to None where it cannot be used, and what is expected there.
_COLUMNS: dict[str, tuple[Callable[[str], Any], str]] = {
    "year": (
        {str(year): year for year in REPORT_YEARS}.get,
        f"a year of four digits, {REPORT_YEARS[0]} to {REPORT_YEARS[-1]}",
    ),
    "published": (
        lambda text: find_date(text) if _DAY.fullmatch(text) else None,
        "a date such as 2020-03-31",
    ),
    "division_code": (
        lambda text: text if divisions.find_by_code(text) else None,
        "a six-digit code of GB/T 2260, such as 350128",
    ),
    **{name: (dict(zip(ws, ws, strict=True)).get, ", ".join(ws)) for name, ws in _WORDS.items()},
}


def read_row(row: Mapping[str, str]) -> dict[str, Any]:
    """The values of a row, by field; an empty one states nothing.

    Raises `UsageError` for one that cannot be used.

    >>> read_row({"year": "2019", "level": "", "published": "2020/3/31"})
    {'year': 2019, 'published': datetime.date(2020, 3, 31)}
    """
    stated = {name: _read(name, text) for name in FIELDS if (text := (row.get(name) or "").strip())}
    name = parse_name(fold_dates(stated.get("issuer", "")))
    is_township = stated.get("level") == "township" or (name and name.kind == "township")
    if is_township and stated.get("organ") in OF_DIVISION:
        # it has no code of its own: with the organ `government` it would get the id of its county
        shown = (name and name.organ) or "官前镇人民政府"
        raise UsageError(
            f"column organ: expected a township's own office, such as {shown}, or nothing; "
            f"found {stated['organ']!r}, which is for provinces, cities and counties"
        )
    return stated


def split_inferred(row: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Any]]:
    """The row without the values that say by `…_from` that they were inferred, and these values.

    Who confirms such a value empties its `…_from`, or writes `manifest` there.

    >>> split_inferred({"year": "2019", "year_from": "title", "level": "county"})
    ({'year_from': 'title', 'level': 'county'}, {'year': 2019})
    """
    names = [n for n in INFERRED if (row.get(f"{n}_from") or "manifest").strip() != "manifest"]
    return {k: v for k, v in row.items() if k not in names}, read_row({n: row[n] for n in names})


def _read(name: str, text: str) -> Any:
    read, expected = _COLUMNS.get(name, (str, ""))
    value = read(text)
    if value is None:
        raise UsageError(f"column {name}: expected {expected}; found {text!r}")
    return value


def check_organ(head: Masthead, stated: dict[str, Any]) -> None:
    """Take the organ that a manifest states; that of a county is dropped where the page names a
    township.
    """
    if head.level == "township" and stated.get("organ") in OF_DIVISION:
        words = (
            "the manifest states the organ of a county for a township, which has no code of its "
            "own, so that organ is not used; correct it in the manifest, column organ"
        )
        organ = stated.pop("organ")
        head.problems.append(Problem("manifest_mismatch", words, None, head.organ or "", organ))
    elif stated.get("organ") in OF_DIVISION:
        head.kind = stated["organ"]


def find_overruled(title: Title | None, stated: Mapping[str, Any]) -> Iterator[Problem]:
    """What the printed title says otherwise than the manifest: a pattern too wide, a column that
    was sorted or filled down alone.
    """
    if title is None:
        return
    year = stated.get("year", title.year)
    if title.year not in (None, year):
        yield _describe_overruled(str(year), str(title.year))
    if title.issuer is None:
        return
    issuer, printed = fold_dates(stated.get("issuer", "")), title.issuer_text
    core = _OFFICE.sub("", issuer)
    if core not in title.text and _OFFICE.sub("", printed) not in core:
        yield _describe_overruled(issuer, printed)
    code, places = stated.get("division_code", ""), title.issuer.places
    if code and places and not issuer:
        meant = {division.code for division in divisions.resolve(places).candidates}
        if meant and code not in meant:
            yield _describe_overruled(code, "".join(places), divisions.find_by_code(code))


def _describe_overruled(
    stated: str, printed: str, division: divisions.Division | None = None
) -> Problem:
    shown = f"{stated} ({division.name})" if division else stated
    words = f"the manifest says {shown} and the title {printed}: the manifest counts; correct it"
    return Problem("manifest_overrules", f"{words} if it is wrong", None, printed, stated)
