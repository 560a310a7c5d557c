"""One document to everything that is read from it: the way from bytes to an `Extract`, once for all callers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from . import documents
from .documents import Document
from .errors import Problem
from .frames import Extract
from .tables.masthead import masthead
from .tables.prose import statements
from .tables.recognise import recognise
from .tables.sections import sections

# Statements alone make a report only where the text speaks of what such reports are about.
_SUBJECT = re.compile("信息公开|政务公开|信息公開|資訊公開|政務公開")


def extract(source: Path | bytes, name: str, manifest: Mapping[str, str] | None = None) -> Extract:
    """Read one document.

    `source` is a file or its bytes, `name` its path below SOURCE, `manifest` its row of a manifest (which goes
    before anything found in the document). Never raises for a bad document: it has problems instead.

    >>> extract(b"", "empty.txt").problems[0].code
    'not_a_report'
    """
    document = documents.read(source, name)
    return extract_document(document, manifest)


def extract_document(document: Document, manifest: Mapping[str, str] | None = None) -> Extract:
    """The same for a document that is read already."""
    problems: list[Problem] = []
    if manifest is not None and manifest.get("sha256") and manifest["sha256"] != document.sha256:
        problems.append(
            Problem("manifest_mismatch", "the file is not the one that the manifest describes, so its row is not used; correct sha256 in the manifest or the file",
                    None, manifest["sha256"], document.sha256)
        )  # fmt: skip
        manifest = None
    recognised, prose = recognise(document)
    head = masthead(document, prose, manifest)
    paraphrase = head.origin == "transcription"
    found = statements(prose, year=head.year, issuer=head.issuer, paraphrase=paraphrase)
    keyed = any(s.key != "unclassified" for s in found) and _SUBJECT.search("".join(line.text for line in prose)) is not None
    if not recognised.readings and not keyed:
        seen = next((line.text.strip()[:60] for line in prose if line.text.strip()), "")
        problems.append(
            Problem("not_a_report", "no table of a known form and no statement of a disclosure report was found; check that the whole page was saved",
                    1 if document.text else None, "a table of a form, or sentences with figures", seen or "no text")
        )  # fmt: skip
        return Extract(document, {}, recognised, (), (), tuple(problems))
    return Extract(document, head.columns(), recognised, tuple(found), tuple(sections(prose)), (*head.problems, *problems))
