"""One document, read so that the process that asks for it does not die of it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import nullcontext
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from .documents import Document, sniff
from .documents.limits import MAX_MEMORY, MAX_STEP
from .errors import ADVICE, Problem
from .extraction import extract
from .forms.added import Label
from .frames import Extract
from .tables.readings import Recognised

if TYPE_CHECKING:
    from .workers import Death, Pool

_Job = tuple[Path | bytes, str, Mapping[str, str] | None, tuple[Label, ...]]


def extract_apart(job: _Job, pool: Pool | None = None) -> list[Extract]:
    """What one file or its bytes hold, as `extract` gives it for the arguments of a `job`.

    What is read by the libraries of others is read by a process of the pool (without one, by a new
    process), within the limits of a build.
    """
    source, name, *_ = job
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        if sniff.detect_kind(file.read(4096)) not in sniff.FOREIGN:
            return extract(*job)
        file.seek(0)
        digest = file_digest(file, "sha256").hexdigest()
    from .workers import Death, Pool

    with nullcontext(pool) if pool else Pool(1) as workers:
        ((_, result),) = workers.run(_extract_bounded, [job], MAX_STEP)
    if isinstance(result, Death):
        return [name_unread(name, digest, describe_beyond_limits(result.reason))]
    return result


def _extract_bounded(job: _Job) -> list[Extract] | Death:
    from .workers import Death, limit_memory

    try:
        with limit_memory(MAX_MEMORY):
            return extract(*job)
    except MemoryError:
        return Death(f"more than {MAX_MEMORY // 10**6} MB of memory")


def name_unread(name: str, digest: str, problem: Problem) -> Extract:
    """A document of which nothing was read, with the reason."""
    document = Document(name, digest, "text", "", ())
    return Extract(document, {}, Recognised(), (), (), (problem,))


def describe_beyond_limits(found: str) -> Problem:
    """The problem of a document that needs more time or memory than one may have."""
    words = f"the document could not be read within its limits: {ADVICE['beyond_limits']}"
    return Problem("beyond_limits", words, None, "a document that can be read", found)
