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

_WITHOUT_LEVEL = ("township", "zone")  # their level is not that of the division they lie in
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
    if name.places or not name.generic:  # 区统计局 names no one where its district is not known
        head.put("issuer", _write_issuer(name), source)
    if name.kind in ("government", "general_office"):
        head.put("organ", name.kind, source)
    elif name.kind != "place":
        head.put("organ", find_canonical_name(name.organ, year), source)
        is_of_place = name.kind in _WITHOUT_LEVEL  # whose own name says no sector: 经济开发区
        organ = find_known_ending(name.organ) if is_of_place else name.organ
        head.put("sector", find_sector(organ), "organ")


def _write_issuer(name: Name) -> str:
    """The issuer's name as printed, with the place that it left out: 大竹县教育局 for 县教育局."""
    text = name.text
    place = name.places[-1] if name.places else ""
    is_printed = place in text or (len(place) > 2 and _SUFFIX.sub("", place) in text)
    if not is_printed and name.kind != "national":
        text = "".join(name.places) + text.removeprefix(name.generic)
    if name.kind != "general_office" or text.endswith(("办", "室", "厅")):
        return text
    return text + ("办公室" if text.endswith("政府") else "政府办公室")


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
    last = name.generic or name.lost[-1:]
    level = name.kind if name.kind in ("township", "national") else _GENERIC_LEVEL.get(last)
    head.put("level", level, "organ")
    has_level = name.kind not in _WITHOUT_LEVEL
    if name.kind == "national":
        head.put("division_code", divisions.NATIONAL, "organ")
    elif known is not None:
        head.put("level", known.level if has_level else "", "division")
    elif name.places:
        made = _resolve_places(name, page, year)
        levels = {division.level for division in made.candidates}
        head.put("level", levels.pop() if has_level and len(levels) == 1 else "", "division")
        if made.division:
            head.put("division_code", made.division.code, source)
        else:
            _ask_division(head, "".join(name.places), made, year)
    elif name.kind != "place":
        words = f"the page does not say where {name.text} is"
        head.ask("division_unknown", words, "the name of a place", name.text)


def _resolve_places(name: Name, page: Page, year: int | None) -> divisions.Resolution:
    """What the places of a name mean; of several divisions that which the page points to."""
    made = divisions.resolve(name.places, year)
    if made.division is not None or len(made.candidates) < 2:
        return made
    texts = (page.text, *(fold_dates(value) for value in page.meta.values()))
    return divisions.resolve(name.places, year, divisions.find_names("\n".join(texts)))


def _ask_division(head: Masthead, place: str, made: divisions.Resolution, year: int | None) -> None:
    ends = ((d, f" to {d.valid_to}" if d.valid_to else "") for d in made.candidates)
    listed = ", ".join(f"{division.code} {division.name}{end}" for division, end in ends)
    if len({division.code for division in made.candidates}) > 1:
        head.ask("division_ambiguous", f"{place} may be any of {listed}", "one division", listed)
        return
    after = ", ".join(code for division in made.candidates for code in division.successor)
    words = f"{place} is no division in {year}" + (after and f"; it was followed by {after}")
    head.ask("division_unknown", words, f"a division of {year}", listed or place)
