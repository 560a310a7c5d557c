"""Who issued a report, and when.

The columns of `reports` that say so, each with the place where it was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from ..documents.blocks import Document, Line
from ..errors import Problem
from ..forms import divisions
from . import titles
from .manifest import OF_DIVISION, read_row
from .masthead import FIELDS, Masthead
from .page import survey_page
from .place import place_issuer
from .published import find_publication
from .scope import find_scope, select_telling_lines
from .text import detect_script, find_period, fold_dates
from .years import find_other_year, find_year, is_too_early, list_opening_years

__all__ = ["FIELDS", "Masthead", "read_masthead"]

_OFFICE = re.compile(r"(人民)?政府(办公[室厅])?$")


def read_masthead(
    document: Document, lines: Sequence[Line], manifest: Mapping[str, str] | None = None
) -> Masthead:
    """Read who and when.

    `document` gives name, meta tags and the tables at its head; `lines` is its prose in order;
    `manifest` the document's row of a manifest, whose values go above everything found. Only
    the head (60 lines), the last 20, the meta tags and the name are looked at. A value without
    evidence is None and has a problem: year_unknown, issuer_unknown, division_ambiguous
    (several divisions bear the name; the message gives their codes), division_unknown (none
    does in that year).

    >>> line = Line("长春市统计局2023年政府信息公开工作年度报告", 1)
    >>> who = read_masthead(Document("a.txt", "0" * 64, "text", line.text, (line,)), [line])
    >>> who.issuer_id, who.level, who.scope, who.year, who.year_from
    ('220100:统计局', 'prefecture', 'organ', 2023, 'title')
    """
    page = survey_page(document, lines)
    stated = read_row(manifest or {})
    head = Masthead()
    span = find_period(page.text)
    found = list(titles.find_titles(page))
    hints = {*list_opening_years(page), *([span.start.year] if span else [])}
    chosen = titles.choose_title(found, hints, titles.read_body(page))
    if chosen:
        head.put("title", chosen.raw, chosen.source)
    if span:
        head.period_start, head.period_end, head.period_from = span.start, span.end, "period"
    head.put("published", *find_publication(page, chosen))
    head.put("year", *find_year(page, span, found, chosen))
    other = find_other_year(page, span, head.year) if head.year else None
    if head.year and other and "year" not in stated:
        _settle_year(head, other)
    elif head.year is None and "year" not in stated:
        _ask_year(head, found, chosen)
    place_issuer(head, page, found, chosen, stated)
    _check_organ(head, stated)
    words = select_telling_lines(line.text for line in lines) if head.kind == "government" else ""
    head.put("scope", *find_scope(head.kind, chosen.text if chosen else "", words))
    head.put("url", page.url, page.url_from)
    host = (urlsplit(page.url).hostname or "") if page.url else ""
    if host:
        head.put("origin", "official" if host.endswith(".gov.cn") else "mirror", "url")
    head.script = detect_script(
        "".join(said.raw for said in page.head[:40]) or document.text[:4000]
    )
    head.problems += _find_overruled(chosen, stated)
    for name, value in stated.items():
        head.put(name, value, "manifest")
    head.close()
    return head


def _settle_year(head: Masthead, other: int) -> None:
    """Take the year that the text states beside that of the title where the page is too old for the
    report of the title's year; else none, and ask."""
    if is_too_early(head.published, head.year or 0) and not is_too_early(head.published, other):
        head.put("year", other, "text")
        return
    found = f"{head.year}, {other}"
    head.year, head.year_from = None, None
    head.ask("year_unknown", "the title and the text give different years", "one year", found)


def _ask_year(head: Masthead, found: list[titles.Title], chosen: titles.Title | None) -> None:
    """Note that the year is open, with the years that the titles name."""
    span = titles.find_year_span(chosen.text) if chosen else ""
    head.ask(
        "year_unknown",
        "the title, the period, the first sentences and the file name give no year, or several",
        "one year",
        span or ", ".join(sorted({str(title.year) for title in found if title.year})),
    )


def _check_organ(head: Masthead, stated: dict[str, Any]) -> None:
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


def _find_overruled(title: titles.Title | None, stated: Mapping[str, Any]) -> Iterator[Problem]:
    """What the printed title says otherwise than the manifest: a pattern too wide, a column that
    was sorted or filled down alone.
    """
    if title is None or title.source != "title":
        return
    words = "the manifest says {} and the title {}: the manifest counts; correct it if it is wrong"
    if title.year and (year := stated.get("year", title.year)) != title.year:
        text = words.format(year, title.year)
        yield Problem("manifest_overrules", text, None, str(title.year), str(year))
    issuer, printed = fold_dates(stated.get("issuer", "")), title.issuer_text
    core = _OFFICE.sub("", issuer)
    if core and title.issuer and core not in title.text and _OFFICE.sub("", printed) not in core:
        text = words.format(issuer, printed)
        yield Problem("manifest_overrules", text, None, printed, issuer)
    code, places = stated.get("division_code", ""), title.issuer.places if title.issuer else ()
    if code and places and "issuer" not in stated:
        meant = divisions.resolve(places).candidates
        if meant and code not in {division.code for division in meant}:
            division = divisions.find_by_code(code)
            name = f"{code} ({division.name if division else ''})"
            place = "".join(places)
            yield Problem("manifest_overrules", words.format(name, place), None, place, code)
