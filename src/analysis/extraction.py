"""One document to all that is read from it: from bytes to `Extract`s, once for all callers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from . import documents
from .documents import Document, Line
from .documents.limits import MAX_REPORTS, too_many
from .errors import Problem
from .frames import Extract
from .masthead import masthead
from .masthead.titles import read_title
from .prose import read_statements
from .tables.recognise import parse_document, read_tables, recognise
from .tables.sections import sections

# Statements alone make a report only where the text speaks of what such reports are about.
_SUBJECT = re.compile("信息公开|政务公开|依申请公开|信息公開|資訊公開|政務公開")

_TABLES = 10
"""So many values of the forms make a report of a part of a document."""

_PLACE = re.compile("〔原文 [^〕]+〕$")


def extract(
    source: Path | bytes, name: str, manifest: Mapping[str, str] | None = None
) -> list[Extract]:
    """Read one document; nearly always one report, and never none.

    `source` is a file or its bytes, `name` its path below SOURCE, `manifest` its row of a manifest
    (which goes before anything found in the document). A second report in the file has the id of
    the first with -2. Never raises for a bad document: it has problems instead.

    >>> [p.code for p in extract("行政许可".encode(), "words.txt")[0].problems]
    ['not_a_report']
    """
    document = documents.read(source, name)
    mismatch: tuple[Problem, ...] = ()
    if manifest is not None and manifest.get("sha256") and manifest["sha256"] != document.sha256:
        words = (
            "the file is not the one that the manifest describes, so its row is not used; "
            "correct sha256 in the manifest or the file"
        )
        mismatch = (Problem("manifest_mismatch", words, None, manifest["sha256"], document.sha256),)
        manifest = None
    parts = _reports(document)
    found = [
        _extract(part, None if at else manifest, () if at else mismatch)
        for at, part in enumerate(parts)
    ]
    return [
        e
        if at == 0
        else replace(e, masthead={**e.masthead, "report_id": f"{document.report_id}-{at + 1}"})
        for at, e in enumerate(found)
    ]


def _extract(
    document: Document, manifest: Mapping[str, str] | None, told: tuple[Problem, ...]
) -> Extract:
    parsed = parse_document(document)
    prose = parsed.prose
    head = masthead(document, prose, manifest)
    recognised = read_tables(parsed, head.year, head.issuer or head.title or "")
    paraphrase = head.origin == "transcription" or _restated(prose)
    problems = list(told)
    found = read_statements(
        prose, year=head.year, issuer=head.issuer, paraphrase=paraphrase, problems=problems
    )
    keyed = any(s.key != "unclassified" for s in found) and any(
        _SUBJECT.search(line.text) for line in prose
    )
    titled = head.title is not None and bool(found)  # its title says so, and it prints figures
    is_others = any(problem.code == "table_foreign" for problem in recognised.problems)
    if not (recognised.readings or keyed or titled or is_others):
        # an error of the reader has said already why there is nothing
        why = (
            ()
            if any(p.severity == "error" for p in (*document.problems, *recognised.problems))
            else (_no_report(prose),)
        )
        return Extract(document, {}, recognised, (), (), (*problems, *why))
    return Extract(
        document,
        head.columns(),
        recognised,
        tuple(found),
        tuple(sections(prose)),
        (*head.problems, *problems),
    )


def _restated(prose: list[Line]) -> bool:
    """Sentences that end with their place in an original restate it: a transcription, also without
    its manifest."""
    return sum(_PLACE.search(line.text) is not None for line in prose) > 1


def _no_report(prose: list[Line]) -> Problem:
    seen = next((line for line in prose if line.text.strip()), None)
    words = (
        "no table of a known form and no statement of a disclosure report was found; "
        "check that the whole page was saved and that its tables are no pictures"
    )
    shown = seen.text.strip()[:60] if seen else "no text"
    return Problem(
        "not_a_report",
        words,
        seen.number if seen else None,
        "a table of a form, or sentences with figures",
        shown,
    )


def _reports(document: Document) -> list[Document]:
    """The document, cut before each further title whose part holds tables of its own.

    A page may print the reports of several years or offices one below the other; a list of links to
    other years' reports holds no tables and cuts nothing.
    """
    titles: dict[tuple[str, int | None], int] = {}
    for at, block in enumerate(document.blocks):
        if (
            isinstance(block, Line)
            and 8 <= len(block.text.strip()) <= 60
            and (title := read_title(block.text, "title"))
            and title.year
            and not title.notice
        ):
            titles.setdefault((title.issuer_text, title.year), at)
            if len(titles) > MAX_REPORTS + 1:
                break
    blocks = document.blocks
    cuts = [cut for cut in sorted(titles.values()) if cut]
    if len(cuts) > MAX_REPORTS:
        return [
            replace(
                document,
                problems=(
                    *document.problems,
                    too_many("titles of reports", MAX_REPORTS, "all was read as one report"),
                ),
            )
        ]
    values = (
        [
            _values(replace(document, blocks=blocks[b:e]))
            for b, e in pairwise([0, *cuts, len(blocks)])
        ]
        if cuts
        else []
    )
    begins = [0]
    held = 0
    for cut, found in zip(cuts, values, strict=False):
        held += found
        if held >= _TABLES:
            begins.append(cut)
            held = 0
    if len(begins) > 1 and held + values[-1] < _TABLES:
        begins.pop()
    return [replace(document, blocks=blocks[b:e]) for b, e in pairwise([*begins, len(blocks)])]


def _values(document: Document) -> int:
    return sum(reading.value is not None for reading in recognise(document)[0].readings)
