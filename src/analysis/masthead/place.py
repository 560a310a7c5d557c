"""Issuer, organ, sector, division and level of a masthead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..forms import divisions
from . import issuers
from .masthead import Masthead
from .names import Name, parse_name
from .organs import find_canonical_name, find_known_ending, find_sector
from .page import Page
from .text import fold_dates
from .titles import Title

# The level of a place by its last character, where that is the same everywhere.
_GENERIC_LEVEL = {
    "省": "province",
    "州": "prefecture",
    "盟": "prefecture",
    "县": "county",
    "区": "county",
    "旗": "county",
}

_SUFFIX = re.compile("新?[省市州盟县区旗]$")  # a branch leaves it out: 吴中分局 of 吴中区


def place_issuer(
    head: Masthead, page: Page, found: list[Title], chosen: Title | None, stated: Mapping[str, Any]
) -> None:
    """Fill the fields that say who.

    What the manifest states about the issuer is parsed like a title and stands above the page.
    """
    start = issuers.find_issuer(page, found, chosen)
    if (said := stated.get("issuer")) and (name := parse_name(fold_dates(said))):
        start = issuers.Evidence(name, "manifest")
    if start is None:
        if "issuer" not in stated:
            shown = chosen.raw[:80] if chosen else ""
            head.ask(
                "issuer_unknown",
                "no known name of an organ stands in the title, the first sentences or the "
                "signature",
                "the name of an organ",
                shown,
            )
        return
    name, source = issuers.complete_name(start.name, page)
    year = stated.get("year", head.year)
    if name.kind == "place" and "division_code" in stated:  # which says that it is one
        name = replace(name, kind="government")
    _fill_issuer(head, name, start.source, year)
    if name.kind == "place":
        head.kind = ""
        head.ask(
            "division_unknown" if said else "issuer_unknown",
            f"{name.lost} is no known place, and no known place on the page ends so",
            "the name of a place",
            name.text,
        )
    _fill_division(
        head,
        name,
        source or start.source,
        page,
        year,
        divisions.find_by_code(stated.get("division_code", ""), year),
    )


def _fill_issuer(head: Masthead, name: Name, source: str, year: int | None) -> None:
    head.kind = "government" if name.is_of_government else name.kind
    if (
        name.places or not name.generic
    ):  # 区统计局 names no one where the page does not say which district
        head.put("issuer", _write_issuer(name), source)
    if name.kind in ("government", "general_office"):
        head.put("organ", name.kind, source)
    elif name.kind != "place":
        head.put("organ", find_canonical_name(name.organ, year), source)
        if name.kind in ("department", "national"):
            head.put("sector", find_sector(name.organ), "organ")
        elif tail := find_known_ending(name.organ):
            head.put("sector", find_sector(tail), "organ")


def _write_issuer(name: Name) -> str:
    """The issuer's name as printed, with the place that it left out: 大竹县教育局 for 县教育局."""
    text = name.text
    place = name.places[-1] if name.places else ""
    is_printed = place in text or (len(place) > 2 and _SUFFIX.sub("", place) in text)
    if not is_printed and name.kind != "national":
        text = "".join(name.places) + text.removeprefix(name.generic)
    if name.kind != "general_office" or text.endswith(("办", "室", "厅")):
        return text
    return (
        text + "办公室"
        if text.endswith("政府")
        else text
        if "政府" in text
        else text + "政府办公室"
    )


def _fill_division(
    head: Masthead,
    name: Name,
    source: str,
    page: Page,
    year: int | None,
    known: divisions.Division | None,
) -> None:
    """Fill level and division.

    `known` is that of the manifest, else they are looked for by the places of the name.
    """
    if name.kind == "township":
        head.put("level", "township", "organ")
    elif name.kind == "national":
        head.put("level", "national", "organ")
        head.put("division_code", divisions.NATIONAL, "organ")
        return
    elif (last := name.generic or name.lost[-1:]) in _GENERIC_LEVEL:
        head.put("level", _GENERIC_LEVEL[last], "organ")
    if known is not None:
        head.put("level", "" if name.kind in ("township", "zone") else known.level, "division")
        return
    if not name.places:
        if name.kind != "place":
            head.ask(
                "division_unknown",
                f"the page does not say where {name.text} is",
                "the name of a place",
                name.text,
            )
        return
    made = divisions.resolve(name.places, year)
    if made.division is None and len(made.candidates) > 1:
        texts = (page.text, *(fold_dates(value) for value in page.meta.values()))
        made = divisions.resolve(name.places, year, divisions.find_names("\n".join(texts)))
    if made.division is not None:
        head.put("division_code", made.division.code, source)
        if name.kind not in ("township", "zone"):
            head.put("level", made.division.level, "division")
        return
    levels = {d.level for d in made.candidates}
    if name.kind not in ("township", "zone") and len(levels) == 1:
        head.put("level", levels.pop(), "division")
    place = "".join(name.places)
    listed = ", ".join(
        f"{d.code} {d.name}" + (f" to {d.valid_to}" if d.valid_to else "") for d in made.candidates
    )
    if len({d.code for d in made.candidates}) > 1:
        head.ask("division_ambiguous", f"{place} may be any of {listed}", "one division", listed)
    else:
        after = ", ".join(code for d in made.candidates for code in d.successor)
        message = f"{place} is no division in {year}" + (
            f"; it was followed by {after}" if after else ""
        )
        head.ask("division_unknown", message, f"a division of {year}", listed or place)
