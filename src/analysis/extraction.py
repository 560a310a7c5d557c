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

_MISMATCH = (
    "the file is not the one that the manifest describes, so its row is not used; "
    "correct sha256 in the manifest or the file"
)


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
    notes: list[Problem] = []
    stated = (manifest or {}).get("sha256") or document.sha256
    if stated != document.sha256:
        notes.append(Problem("manifest_mismatch", _MISMATCH, None, stated, document.sha256))
        manifest = None
    with use_labels(labels):
        first, *others = split_reports(document)
        found = [_extract(first, manifest), *(_extract(part, None) for part in others)]
    if others:
        notes.append(_describe_several(len(found)))
    found[0] = replace(found[0], problems=(*found[0].problems, *notes))
    for at, one in enumerate(found[1:], 1):
        masthead = {**one.masthead, "report_id": f"{document.report_id}-{at + 1}"}
        found[at] = replace(one, masthead=masthead)
    return found


def _extract(parsed: ParsedDocument, manifest: Mapping[str, str] | None) -> Extract:
    document, prose = parsed.document, parsed.prose
    head = _read_masthead(document, prose, manifest)
    tables = read_tables(parsed, head.year, head.issuer or head.title or "", head.title or "")
    paraphrase = head.origin == "transcription" or _is_paraphrase(prose)
    problems: list[Problem] = []
    found = read_statements(
        prose, year=head.year, issuer=head.issuer, paraphrase=paraphrase, problems=problems
    )
    is_known = any(statement.key != "unclassified" for statement in found)
    is_on_subject = is_known and any(_SUBJECT.search(line.text) for line in prose)
    is_of_others = any(problem.code == "table_foreign" for problem in tables.problems)
    # Figures under a title that says so, or of a known kind in a text on the subject.
    is_report_in_words = bool(found) and (head.title is not None or is_on_subject)
    if tables.readings or is_of_others or is_report_in_words:
        columns, parts = head.make_columns(), tuple(sections(prose))
        notes = (*head.problems, *problems)
        return Extract(document, columns, tables, tuple(found), parts, notes)
    # An error of the reader has said already why there is nothing.
    if all(problem.severity != "error" for problem in (*document.problems, *tables.problems)):
        problems.append(_describe_no_report(prose))
    return Extract(document, {}, tables, (), (), tuple(problems))


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
    words = (
        "no table of a known form and no statement of a disclosure report was found; "
        "check that the whole page was saved and that its tables are no pictures"
    )
    expected = "a table of a form, or sentences with figures"
    printed = ((line.number, line.text.strip()[:60]) for line in prose if line.text.strip())
    number, shown = next(printed, (None, "no text"))
    return Problem("not_a_report", words, number, expected, shown)
