"""Issuer, organ, sector, division and level of a masthead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..forms import divisions
from .issuers import find_issuer
from .masthead import Masthead
from .names import OF_DIVISION, Name, parse_name
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
_WITHOUT_LEVEL = ("township", "zone")  # their level is not that of the division they lie in


def place_issuer(
    head: Masthead, page: Page, title: Title | None, stated: Mapping[str, Any]
) -> None:
    """Fill the fields that say who.

    What the manifest states about the issuer is parsed like a title and stands above the page.
    """
    said = parse_name(fold_dates(stated.get("issuer", "")))
    name, source = (said, "manifest") if said else find_issuer(page, title)
    if name is None:
        if "issuer" not in stated:
            words = "no known name of an organ stands in the title or the first sentences"
            shown = title.raw[:80] if title else ""
            head.ask("issuer_unknown", words, "the name of an organ", shown)
        return
    year = stated.get("year", head.year)
    known = divisions.find_by_code(stated.get("division_code", ""), year)
    if name.kind == "place" and known:  # the code says that it is one
        name = replace(name, kind="government")
    _fill_issuer(head, name, source, year)
    if name.kind == "place":
        code = "division_unknown" if said else "issuer_unknown"
        head.ask(code, f"{name.lost} is no known place", "the name of a place", name.text)
    _fill_division(head, name, source, year, known)


def _fill_issuer(head: Masthead, name: Name, source: str, year: int | None) -> None:
    head.kind = "government" if name.governs_township else name.kind
    if name.places or not name.generic:  # 区统计局 names no one where its district is not known
        head.put("issuer", _write_issuer(name), source)
    if name.kind in OF_DIVISION:
        head.put("organ", name.kind, source)
        return
    head.put("organ", find_canonical_name(name.organ, year), source)
    is_of_place = name.kind in _WITHOUT_LEVEL  # whose own name says no sector: 经济开发区
    organ = find_known_ending(name.organ) if is_of_place else name.organ
    head.put("sector", find_sector(organ), "organ")


def _write_issuer(name: Name) -> str:
    """The issuer's name as printed; a general office is called so where a remark alone said it."""
    if name.kind != "general_office" or name.text.endswith(("办", "室", "厅")):
        return name.text
    return name.text.removesuffix("政府") + "政府办公室"


def _fill_division(
    head: Masthead, name: Name, source: str, year: int | None, known: divisions.Division | None
) -> None:
    """Fill level and division.

    `known` is that of the manifest, else they are looked for by the places of the name.
    """
    last = name.generic or name.lost[-1:]
    level = name.kind if name.kind == "township" else _GENERIC_LEVEL.get(last)
    head.put("level", level, "organ")
    if not known and not name.places:
        if name.kind != "place":
            words = f"the page does not say where {name.text} is"
            head.ask("division_unknown", words, "the name of a place", name.text)
        return
    found = divisions.Resolution(known, (known,)) if known else divisions.resolve(name.places, year)
    levels = {division.level for division in found.candidates}
    if len(levels) == 1 and name.kind not in _WITHOUT_LEVEL:
        head.put("level", levels.pop(), "division")
    if found.division:
        head.put("division_code", found.division.code, source)
    else:
        _ask_division(head, "".join(name.places), found, year)


def _ask_division(
    head: Masthead, place: str, found: divisions.Resolution, year: int | None
) -> None:
    ends = ((d, f" to {d.valid_to}" if d.valid_to else "") for d in found.candidates)
    listed = ", ".join(f"{division.code} {division.name}{end}" for division, end in ends)
    if len({division.code for division in found.candidates}) > 1:
        head.ask("division_ambiguous", f"{place} may be any of {listed}", "one division", listed)
        return
    after = ", ".join(code for division in found.candidates for code in division.successor)
    words = f"{place} is no division in {year}" + (after and f"; it was followed by {after}")
    head.ask("division_unknown", words, f"a division of {year}", listed or place)
