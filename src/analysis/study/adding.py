"""Copies reports into a study and registers in its manifest what was inferred of each."""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from ..documents.decode import decode
from ..errors import UsageError
from ..frames.lock import lock_folder
from ..listing import walk
from ..manifest import COLUMNS, find_delimiter, read_manifest
from ..masthead.manifest import INFERRED
from ..paths import NAMES, Study, find_study
from ..report import Report, read_apart
from ..terminal import clip_text, escape, join_lines, write_count
from ..workers import Pool

_PART = ".adding-"
_WEAK = {"file_name", "text", "compiler"}
"""Sources of issuer or year that a person should look at."""


@dataclass(slots=True)
class Outcome:
    """What became of one file: added or why not, and what is doubtful about it."""

    source: str
    name: str = ""
    what: str = ""
    is_report: bool = True
    refused: str = ""
    passed_over: str = ""
    doubts: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        if self.refused:
            return escape(f"! {self.source}: not added: {self.refused}")
        if self.passed_over:
            return escape(f"= {self.source}: {self.passed_over}")
        lines = [f"+ {self.name}: {self.what}", *(f"  ? {doubt}" for doubt in self.doubts)]
        lines += ["  for labels.toml, after a look at each key:"] if self.labels else []
        return join_lines([*lines, *(f"    {line}" for line in self.labels)])


def find_own_study() -> Study:
    """Return the study in which the command runs; outside of one a `UsageError` says what to do."""
    study = find_study()
    if study is None:
        raise UsageError(
            "no study here: gongkai init FOLDER makes one; go into that folder and add again"
        )
    return study


def add_reports(sources: Sequence[str], study: Study) -> Iterator[Outcome]:
    """Add files, the reports in folders, or pasted text (`-`) to a study; what became of each.

    A file is copied under a hidden name and renamed when it is complete, and the manifest is
    replaced as a whole: killed at any moment, a report is there entirely or not at all, and adding
    it again completes its row. A file that is no report, or whose name is taken, is refused and
    the next one goes on. Raises `UsageError` where a source is not there, the manifest cannot be
    used, or nothing can be written.
    """
    files = list(_list_files(sources))
    path = study.find("manifest") or study.folder / NAMES["manifest"]
    with lock_folder(study.raw.resolve()), Pool(1) as pool:
        for part in study.raw.rglob(f"{_PART}*"):
            part.unlink()  # of an interrupted `add`: the lock is held, so none is at work
        known = _hash_files(study)
        described = set(read_manifest(path)) if path.is_file() else set()
        rows: list[dict[str, str]] = []
        try:
            for source, name, content in files:
                outcome, row = _add(source, name, content, pool, study, known, described)
                rows += [row] if row else []
                yield outcome
        finally:
            if rows:
                _append_rows(path, rows, study.raw)


def _list_files(sources: Iterable[str]) -> Iterator[tuple[str, str, Path | bytes]]:
    """The words for a file, its name below `data/raw`, and the file or the pasted bytes."""
    for source in sources:
        path = Path(source)
        if source == "-":
            content = sys.stdin.buffer.read()
            yield "pasted text", f"pasted-{hashlib.sha256(content).hexdigest()[:8]}.txt", content
        elif path.is_dir():
            found = [path / name for name in walk(path)]
            if not found:
                raise UsageError(f"{path}: this folder holds no document; name another")
            for file in found:
                yield str(file), file.relative_to(path).as_posix(), file
        elif path.is_file():
            yield str(path), path.name, path
        else:
            raise UsageError(f"no such file or folder: {path}; nothing was added")


def _hash_files(study: Study) -> dict[str, str]:
    """The names of the files that are there by their SHA-256."""
    found: dict[str, str] = {}
    for path in (study.raw / name for name in walk(study.raw)):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        found.setdefault(digest, path.relative_to(study.raw).as_posix())
    return found


def _add(
    source: str,
    name: str,
    content: Path | bytes,
    pool: Pool,
    study: Study,
    known: dict[str, str],
    described: set[str],
) -> tuple[Outcome, dict[str, str] | None]:
    outcome = Outcome(source, name)
    try:
        data = content if isinstance(content, bytes) else content.read_bytes()
    except OSError as error:
        outcome.refused = f"{error.strerror}; change its rights, then add it again"
        return outcome, None
    digest = hashlib.sha256(data).hexdigest()
    if (same := known.get(digest)) in described:
        outcome.passed_over = f"is in the study already, as {same}"
        return outcome, None
    if same is None and (study.raw / name).exists():
        outcome.refused = (
            f"the study has another file of the name {name}; give this one another name, "
            "or remove the other and its row in the manifest"
        )
        return outcome, None
    report = read_apart(data, pool, name)
    if not report.extract.is_report:
        first = report.problems.row(0, named=True)
        outcome.is_report = first["code"] != "not_a_report"
        outcome.refused = f"{first['code']}: {first['message']}"
        return outcome, None
    outcome.name = name = same or name
    if same is None:
        _write(study.raw / name, data)
    known[digest] = name
    described.add(name)
    outcome.what, outcome.doubts = describe_report(report), list(find_doubts(report))
    outcome.labels = report.label_entries()
    return outcome, make_row(name, report)


def _write(target: Path, data: bytes) -> None:
    """Write a new file; it stands under its name only when it is complete."""
    part = target.parent / f"{_PART}{target.name}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.rename(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise UsageError(
            f"{target}: cannot be written ({error.strerror}); what was added before stays; "
            "make room or change the rights, then add the rest again"
        ) from error


def make_row(name: str, report: Report) -> dict[str, str]:
    """Return the row of a manifest for a report: what was inferred, and from where."""
    head = report.extract.masthead
    row: dict[str, str] = {"file": name, "sha256": report.extract.document.sha256}
    for column in INFERRED:
        if head.get(f"{column}_from"):
            row |= {column: str(head[column]), f"{column}_from": str(head[f"{column}_from"])}
    return row


def describe_report(report: Report) -> str:
    """Return whose report it is and what was read, on one line."""
    head = report.extract.masthead
    who = " ".join(
        str(head[name])
        for name in ("issuer", "year", "level", "scope", "division_code")
        if head.get(name) not in (None, "unknown")
    )
    tables = report.cells["table"].unique(maintain_order=True).to_list()
    cells = (
        f"{write_count(report.cells.height, 'cell')} of {', '.join(tables)}"
        if tables
        else "no table"
    )
    figures = f"{write_count(report.statements.height, 'figure')} in prose"
    return f"{who or 'issuer and year unknown'} · {cells} · {figures}"


def find_doubts(report: Report) -> Iterator[str]:
    """Yield what a person should look at: who and when, what was not read, what does not add up."""
    head = report.extract.masthead
    for name in ("issuer", "year"):
        if (source := head.get(f"{name}_from")) in _WEAK:
            yield f"{name} {head[name]} is only from the {source.replace('_', ' ')}"
    if report.further:
        held = write_count(report.further + 1, "report")
        yield f"the file holds {held}; the row describes the first"
    doubted = report.problems.filter(
        (pl.col("severity") != "info") | (pl.col("code") == "division_ambiguous")
    )
    for (code,), problems in doubted.group_by("code", maintain_order=True):
        first = problems.row(0, named=True)
        at = f"line {first['line']}: " if first["line"] is not None else ""
        more = f" (and {problems.height - 1} more)" if problems.height > 1 else ""
        yield f"{code}: {at}{clip_text(first['message'], 160)}{more}"
    failed = report.checks.filter(pl.col("result") == "fail", pl.col("strength") == "required")
    if failed.height:
        yield f"{write_count(failed.height, 'sum')} that must hold do not: gongkai check shows them"


def _append_rows(path: Path, rows: Sequence[dict[str, str]], raw: Path) -> None:
    """Add rows at the end of a manifest; its other bytes, its encoding and columns stay."""
    before = path.read_bytes() if path.is_file() else b""
    decoded = decode(before)
    text = decoded.text
    mark = find_delimiter(text)
    columns = next(csv.reader(io.StringIO(text), delimiter=mark), None) or list(COLUMNS)
    end = "\r\n" if "\r\n" in text or not text else "\n"
    added = io.StringIO()
    writer = csv.DictWriter(
        added, columns, restval="", extrasaction="ignore", delimiter=mark, lineterminator=end
    )
    if not text:
        writer.writeheader()
    elif not text.endswith("\n"):
        added.write(end)
    writer.writerows(rows)
    encoding = "utf-8-sig" if not text else decoded.encoding
    part = path.with_name(f"{_PART}{path.name}")
    try:
        part.write_bytes(before + added.getvalue().encode(encoding, "strict"))
        part.replace(path)
    except (OSError, UnicodeEncodeError) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        reason = (
            getattr(error, "strerror", None) or "its encoding lacks a character; save it as UTF-8"
        )
        raise UsageError(
            f"{path}: cannot be written ({reason}); the files are in {raw}, their rows are "
            "not: close what has it open, then add the same files again"
        ) from error
