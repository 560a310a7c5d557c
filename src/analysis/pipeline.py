"""The list of steps: a folder of documents to a dataset.

Documents are read in chunks of fixed size, in sorted order, by as many processes as wanted; each
chunk writes its own parts, so the same input gives the same bytes whatever the number of processes.
Checks look across reports and come last.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from . import checks
from .documents import Document
from .errors import CorrectionError, Problem, UsageError
from .extraction import extract
from .frames import Dataset, Extract, copies, corrections, load, long, store, tidy
from .frames.dataset import digest_of, parts_of, scan_parts
from .frames.long import problem_rows
from .frames.staging import stage
from .manifest import Manifest, read_manifest
from .paths import find_study_of
from .progress import progress_bar
from .rows.template import find_separator
from .tables.readings import Recognised
from .workers import run_jobs

CHUNK = 50
_NO_DOCUMENT = {".json", ".toml"}
_SYSTEM = re.compile(r"~\$.*|README.*|Thumbs\.db|desktop\.ini", re.IGNORECASE)
"""Names that editors and systems give; no document has one."""
_PAGE = {".htm", ".html"}
_IN_PAGES = _PAGE | {".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx"}
"""What may be a report in the folder that a browser saves with a page; the rest there are its
scripts and pictures.
"""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: its path, its name below SOURCE, its manifest row, the first file with equal
    bytes, and whether a process died of it.
    """

    path: Path
    name: str
    manifest: Mapping[str, str] | None
    same_as: str | None = None
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """Files whose frames are written as one part each: its number, its files, the staging folder,
    and the public corrections.
    """

    number: int
    tasks: Sequence[Task]
    folder: Path
    public: Sequence[corrections.Correction]


def walk(source: Path) -> Iterator[Path]:
    """The documents below a folder, in sorted order.

    No hidden files, README*, *.json, *.toml, of *.csv only filled templates, and nothing of a
    dataset; not what programs leave (`_SYSTEM`), nor the scripts and pictures that a browser saves
    with a page.
    """
    every = [
        Path(folder, name)
        for folder, _, names in os.walk(source, onerror=_refuse_unreadable)
        for name in names
    ]
    datasets = {path.parent for path in every if path.name == "dataset.json"}
    aside = {
        path.with_name(path.stem + end)
        for path in every
        if path.suffix.lower() in _PAGE
        for end in ("_files", ".files")
    }
    for path in sorted(every, key=lambda p: p.relative_to(source).as_posix()):
        if (
            any(p.startswith(".") for p in path.relative_to(source).parts)
            or _SYSTEM.fullmatch(path.name)
            or path.suffix.lower() in _NO_DOCUMENT
        ):
            continue
        if not datasets.isdisjoint(path.parents) or (
            path.suffix.lower() not in _IN_PAGES and not aside.isdisjoint(path.parents)
        ):
            continue
        if path.is_file() and (path.suffix.lower() != ".csv" or _is_template(path)):
            yield path


def _refuse_unreadable(error: OSError) -> None:
    """A folder that cannot be listed stops the run: its reports would be missing and nothing would
    say so.
    """
    raise UsageError(
        f"{error.filename}: {error.strerror}: this folder cannot be read; change its "
        "rights, or move it out of the reports"
    )


def _is_template(path: Path) -> bool:
    """A CSV file is a document only if it is a filled template, which says so at its beginning."""
    try:
        with path.open("rb") as handle:
            return find_separator(handle.read(24).decode("utf-8-sig", "replace")) is not None
    except OSError:
        return False


def list_tasks(source: Path, manifest: Manifest) -> list[Task]:
    """What is to be read. Files with equal bytes are told apart by name: the first is read, the
    others are named.
    """
    first: dict[str, str] = {}
    found = []
    for path in walk(source) if source.is_dir() else [source]:
        name = path.relative_to(source).as_posix() if source.is_dir() else path.name
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            digest = name  # unreadable: the reader says so
        same = first.setdefault(digest, name)
        found.append(Task(path, name, manifest.row_of(name), same if same != name else None))
    return found


def _extract_task(task: Task) -> list[Extract]:
    """What one file holds. Whatever the program meets in it, the next file goes on."""
    if task.same_as is not None:
        words = f"its bytes equal those of {task.same_as}, which was read; remove one of the two"
        problem = Problem("duplicate_file", words, None, "different files", task.same_as)
    elif task.fatal:
        words = (
            "the process that read the document died (a fault in a library, or no memory "
            "left): save it in another format, or cut the report out of it"
        )
        problem = _unreadable(words, "a process that ended")
    else:
        try:
            return extract(task.path, task.name, task.manifest)
        except Exception as error:  # noqa: BLE001 - a fault of this program costs no other document
            words = (
                "this program failed on the document, so nothing of it was read: please "
                "report "
                "the fault with the document"
            )
            problem = _unreadable(words, f"{type(error).__name__}: {error}"[:200])
    digest = hashlib.sha256(task.path.read_bytes()).hexdigest()
    document = Document(task.name, digest, "text", "", ())
    return [Extract(document, {}, Recognised(), (), (), (problem,))]


def _unreadable(words: str, found: str) -> Problem:
    return Problem("unreadable", words, None, "a document that can be read", found)


def _write_chunk(chunk: Chunk) -> int:
    """Read the files of a chunk and write their parts; returns how many files they are."""
    frames = long([extract for task in chunk.tasks for extract in _extract_task(task)])
    frames = corrections.apply(frames, chunk.public)
    for name, frame in (frames | tidy(frames)).items():
        store.write_part(chunk.folder, name, chunk.number, frame)
    return len(chunk.tasks)


def _try_task(task: Task) -> bool:
    _extract_task(task)
    return True


def _mark_fatal(chunk: Chunk) -> Chunk:
    """A chunk of which a process died, with the documents marked that are at fault: each is read in
    a process for itself.
    """
    tried = run_jobs(_try_task, chunk.tasks, 1)
    return replace(
        chunk, tasks=[task if done else replace(task, fatal=True) for task, done in tried]
    )


def _write_chunks(chunks: Sequence[Chunk], processes: int) -> Iterator[int]:
    """Write all chunks, and give the number of files of each when it is done; with 0 processes in
    this one.
    """
    if processes == 0:
        yield from map(_write_chunk, chunks)
        return
    for chunk, done in run_jobs(_write_chunk, chunks, processes):
        yield done or _write_chunk(_mark_fatal(chunk))


def _write_across(
    folder: Path, number: int, unmatched: Sequence[str], public: Sequence[corrections.Correction]
) -> None:
    """What needs all reports: the checks, and as part `number` of the problems reports that stand
    twice and manifest rows without a file.

    Raises `CorrectionError` for a correction of a report that is not there.
    """
    names = ("reports", "cells", "statements", "sections", "problems")
    frames = {name: scan_parts(parts_of(folder, name)).collect() for name in names}
    known = set(frames["reports"]["report_id"])
    if missing := next((c for c in public if c.report not in known), None):
        raise CorrectionError(
            f"{missing.report} {missing.cell}: no such report in this folder; remove or renew "
            "the correction"
        )
    store.write_part(folder, "checks", 0, checks.run(frames))
    words = (
        "the manifest describes a file that is not there, or of a kind that is not read; "
        "remove the row or add the file"
    )
    problems = [
        ("", name, Problem("manifest_unmatched", words, None, name, "no such file"))
        for name in unmatched
    ]
    problems += copies.find_copies(frames)
    if problems:
        store.write_part(folder, "problems", number, problem_rows(problems))


def _read_arguments(
    source: Path, out: Path, jobs: int | None, manifest: Path | None
) -> tuple[list[Task], list[str]]:
    """The files to read, and the names in the manifest without a file; raises `UsageError` for what
    cannot be used.
    """
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs must be 1 or more, not {jobs}")
    if not source.exists():
        raise UsageError(f"no such folder: {source}; name the folder in which the reports are")
    if source.is_dir() and out.resolve() == source.resolve():
        raise UsageError(f"{out} holds the reports: write the dataset to another folder")
    if manifest is not None and not manifest.is_file():
        raise UsageError(f"no such manifest: {manifest}")
    rows = read_manifest(manifest) if manifest else Manifest()
    tasks = list_tasks(source, rows)
    if not tasks:
        raise UsageError(
            f"no document below {source}: nothing is built, and {out} is left as it is"
        )
    return tasks, rows.find_unmatched(task.name for task in tasks)


def build(
    source: str | Path = "data/raw",
    out: str | Path = "data/processed",
    *,
    jobs: int | None = None,
    manifest: str | Path | None = None,
    corrections_file: str | Path | None = None,
) -> Dataset:
    """Read every report below `source` and write the dataset `out`; returns it.

    A bad document becomes rows of `problems` and never stops the run. `jobs` is the number of
    processes (default: the processors of the machine, as many as there is work for); with 1 the
    documents are read in this process, so that one that kills it ends the build. Raises
    `UsageError` where `source` is missing or empty, `jobs` is below 1, or the manifest cannot be
    read, `CorrectionError` where the raw text of a correction is gone, `DatasetError` where `out`
    is being built by another process or holds other files. An existing dataset is replaced only
    when the new one is complete.
    """
    source, out = Path(source), Path(out)
    study = find_study_of(source)
    inputs = {
        kind: Path(given) if given is not None else study.find(kind)
        for kind, given in (("manifest", manifest), ("corrections", corrections_file))
    }
    tasks, unmatched = _read_arguments(source, out, jobs, inputs["manifest"])
    public = corrections.load(inputs["corrections"]) if inputs["corrections"] else ()
    with stage(out) as folder:
        chunks = [
            Chunk(number, tasks[at : at + CHUNK], folder, public)
            for number, at in enumerate(range(0, len(tasks), CHUNK))
        ]
        processes = 0 if jobs == 1 else min(jobs or os.cpu_count() or 1, len(chunks))
        with progress_bar(len(tasks), "reading", "file") as bar:
            for done in _write_chunks(chunks, processes):
                bar.update(done)
        _write_across(folder, len(chunks), unmatched, public)
        digests = {kind: digest_of(file) if file else "" for kind, file in inputs.items()}
        store.finish(folder, {"corrections": len(public), "inputs": digests})
    dataset = load(out)
    dataset.raw = source if source.is_dir() else source.parent
    return dataset
