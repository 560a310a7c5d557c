"""One document to all that is read from it: from bytes to `Extract`s, once for all callers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from . import documents
from .documents import Document, Line
from .errors import Problem
from .forms.added import Label, use_labels
from .frames import Extract
from .masthead import Masthead, read_masthead
from .masthead.manifest import split_inferred
from .prose import read_statements
from .splitting import split_reports
from .tables.recognise import ParsedDocument, read_tables
from .tables.sections import sections

# Statements alone make a report only where the text speaks of what such reports are about.
_SUBJECT = re.compile("信息公开|政务公开|依申请公开|信息公開|資訊公開|政務公開")

_PLACE = re.compile("〔原文 [^〕]+〕$")


def extract(
    source: Path | bytes,
    name: str,
    manifest: Mapping[str, str] | None = None,
    labels: tuple[Label, ...] = (),
) -> list[Extract]:
    """Read one document; nearly always one report, and never none.

    `source` is a file or its bytes, `name` its path below SOURCE, `manifest` its row of a manifest
    (which goes before anything found in the document), `labels` those that a study adds to the
    forms. A second report in the file has the id of
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
    with use_labels(labels):
        found = [
            _extract(part, None if at else manifest, () if at else mismatch)
            for at, part in enumerate(split_reports(document))
        ]
    if len(found) > 1:
        problems = (*found[0].problems, _describe_several(len(found)))
        found[0] = replace(found[0], problems=problems)
    return [
        e
        if at == 0
        else replace(e, masthead={**e.masthead, "report_id": f"{document.report_id}-{at + 1}"})
        for at, e in enumerate(found)
    ]


def _extract(
    parsed: ParsedDocument, manifest: Mapping[str, str] | None, told: tuple[Problem, ...]
) -> Extract:
    document, prose = parsed.document, parsed.prose
    head = _read_masthead(document, prose, manifest)
    recognised = read_tables(parsed, head.year, head.issuer or head.title or "", head.title or "")
    paraphrase = head.origin == "transcription" or _is_paraphrase(prose)
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
            else (_describe_no_report(prose),)
        )
        return Extract(document, {}, recognised, (), (), (*problems, *why))
    return Extract(
        document,
        head.make_columns(),
        recognised,
        tuple(found),
        tuple(sections(prose)),
        (*head.problems, *problems),
    )


def _read_masthead(
    document: Document, prose: list[Line], manifest: Mapping[str, str] | None
) -> Masthead:
    """Who and when. A value that the manifest repeats from the document keeps its source; one that
    a person changed there goes before the document.
    """
    stated, inferred = split_inferred(manifest or {})
    head = read_masthead(document, prose, stated)
    changed = {n: str(v) for n, v in inferred.items() if v != getattr(head, n)}
    return read_masthead(document, prose, stated | changed) if changed else head


def _describe_several(count: int) -> Problem:
    words = (
        f"the file holds {count} reports, this one is the first; the others have its id with -2, "
        "-3, … in a dataset: save each in a file of its own to read it alone"
    )
    return Problem("several_reports", words, None, "one report", f"{count} reports")


def _is_paraphrase(prose: list[Line]) -> bool:
    """Sentences that end with their place in an original restate it: a transcription, also without
    its manifest."""
    return sum(_PLACE.search(line.text) is not None for line in prose) > 1


def _describe_no_report(prose: list[Line]) -> Problem:
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
