"""The files of a folder of reports: which are to be read, and which are passed over, each named.

Not named are what is no document by its kind: hidden files, README in plain text, *.json, *.toml,
*.csv that are no filled templates, what programs leave (`_SYSTEM`), and the scripts and pictures
that a browser saves with a page.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .documents.limits import MAX_FILE, describe_too_large
from .errors import Problem, UsageError
from .frames.dataset import MANIFEST
from .manifest import Manifest
from .rows.template import find_separator

_NO_DOCUMENT = {".json", ".toml"}
_SYSTEM = re.compile(r"~\$.*|README.*|Thumbs\.db|desktop\.ini", re.IGNORECASE)
"""Names that editors and systems give; no document has one."""
_PAGE = {".htm", ".html"}
_IN_PAGES = _PAGE | {".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx"}
"""What may be a report in the folder that a browser saves with a page; the rest there are its
scripts and pictures.
"""
_KINDS = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISDIR, "a folder"))
Found = tuple[str, Problem]
"""The name of a file below SOURCE, and what is odd about it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its path below SOURCE, the same as text, the SHA-256 of its bytes, its row of
    the manifest.
    """

    path: str
    name: str
    sha256: str
    manifest: Mapping[str, str] | None

    @property
    def report_id(self) -> str:
        return f"r{self.sha256[:15]}"


@dataclass(slots=True)
class Listing:
    """The files to read in the order of their names, and the problems of those that are not."""

    sources: list[Source] = field(default_factory=list)
    problems: list[tuple[str, str, Problem]] = field(default_factory=list)  # report_id, source


def list_sources(source: Path, manifest: Manifest, out: Path | None = None) -> Listing:
    """What is to be read of a folder, or of one file; the dataset `out` may lie in the folder. Of
    files with equal bytes the first is read, the others are named.
    """
    listing = Listing()
    first: dict[str, str] = {}
    passed: list[Found] = []
    names = walk(source, passed, out) if source.is_dir() else [source.name]
    folder = find_folder(source)
    for path in names:
        name = sys.intern(name_of(path))
        try:
            digest, problem = _digest(os.path.join(folder, path))  # noqa: PTH118 - millions
        except OSError as error:
            digest, problem = "", _name_unreadable(error)
        same = first.setdefault(digest, name) if digest else name
        if problem is None and same != name:
            words = f"its bytes equal those of {same}, which was read; remove one of the two"
            problem = Problem("duplicate_file", words, None, "different files", same)
        if problem is None:
            listing.sources.append(Source(path, name, digest, manifest.find_row(name)))
        else:
            listing.problems.append((f"r{digest[:15]}" if digest else "", name, problem))
    listing.problems += [("", name, problem) for name, problem in passed]
    return listing


def find_folder(source: Path) -> Path:
    """The folder below which the sources lie: SOURCE, or where it lies if it is a file."""
    return source if source.is_dir() else source.parent


def name_of(path: str) -> str:
    r"""The name of a file as text: bytes that are no UTF-8 are written as \xff."""
    name = os.fsencode(path).decode("utf-8", "backslashreplace")
    return path if name == path else name


def _digest(path: str) -> tuple[str, Problem | None]:
    """The SHA-256 of a file within the bound of its size; the size is asked first."""
    with open(path, "rb") as file:  # noqa: PTH123 - millions
        size = os.fstat(file.fileno()).st_size
        if size > MAX_FILE:
            return "", describe_too_large(size, MAX_FILE)
        return hashlib.file_digest(file, "sha256").hexdigest(), None


def _name_unreadable(error: OSError) -> Problem:
    reason = error.strerror or type(error).__name__
    words = f"the file cannot be opened ({reason}): check its name and rights"
    return Problem("unreadable", words, expected="a readable file", found=reason)


def walk(source: Path, passed: list[Found] | None = None, out: Path | None = None) -> Iterator[str]:
    """The paths of the documents below a folder, in sorted order, without the dataset `out`; what
    is passed over for another reason than its kind is added to `passed`.

    Links to folders, and to files outside of the folder, are not followed. A folder that cannot be
    listed stops the run: its reports would be missing and nothing would say so.
    """
    passed = [] if passed is None else passed
    root = os.path.realpath(source)
    own = os.path.realpath(out) if out else ""
    found: list[str] = []
    pending = [""]
    while pending:
        folder = pending.pop()
        entries = _list_folder(source, folder)
        files = {entry.name for entry in entries if not _is_folder(entry)}
        if MANIFEST in files:
            words = "this folder is a dataset and holds no reports; move reports out of it"
            passed.append(_pass_over(folder, "a folder of reports", MANIFEST, words))
            continue
        for entry in entries:
            name = f"{folder}{entry.name}"
            if entry.name.startswith("."):
                continue
            if _is_folder(entry):
                if not own or os.path.realpath(entry.path) != own:
                    pending.append(f"{name}/")
            elif _is_kind_of_document(name, entry):
                if problem := _refuse(entry, root):
                    passed.append((name_of(name), problem))
                elif not _is_beside_page(name, source):
                    found.append(name)
            elif _SYSTEM.fullmatch(entry.name) and _find_suffix(name) in _IN_PAGES:
                words = "files called README are no reports; give it another name if this is one"
                passed.append(_pass_over(name, "another name", entry.name, words))
    yield from sorted(found)


def _list_folder(source: Path, folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(os.path.join(source, folder.rstrip("/"))) as entries:  # noqa: PTH118
            return list(entries)
    except OSError as error:
        raise UsageError(
            f"{error.filename}: {error.strerror}: this folder cannot be read; change its "
            "rights, or move it out of the reports"
        ) from error


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _find_suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 - millions


def _is_kind_of_document(name: str, entry: os.DirEntry[str]) -> bool:
    suffix = _find_suffix(name)
    if _SYSTEM.fullmatch(entry.name) or suffix in _NO_DOCUMENT:
        return False
    return suffix != ".csv" or (entry.is_file() and _is_template(entry.path))


def _is_template(path: str) -> bool:
    """A CSV file is a document only if it is a filled template, which says so at its beginning."""
    try:
        with open(path, "rb") as handle:  # noqa: PTH123 - millions
            return find_separator(handle.read(24).decode("utf-8-sig", "replace")) is not None
    except OSError:
        return False


def _is_beside_page(name: str, source: Path) -> bool:
    """Whether a file is a script or picture in the folder that a browser saves with a page."""
    if _find_suffix(name) in _IN_PAGES:
        return False
    *folders, _ = name.split("/")
    return any(
        Path(source, *folders[:at], folder[:-6] + end).exists()
        for at, folder in enumerate(folders)
        if folder.endswith(("_files", ".files"))
        for end in (".htm", ".html", ".HTM", ".HTML")
    )


def _refuse(entry: os.DirEntry[str], root: str) -> Problem | None:
    """Why a file of a document's kind is not read: a link that leads away, or no plain file."""
    if entry.is_symlink():
        place = os.path.realpath(entry.path)
        if not os.path.exists(place):  # noqa: PTH110
            kind = "a link to nothing"
        elif os.path.isdir(place):  # noqa: PTH112
            kind = "a link to a folder"
        elif os.path.commonpath([root, place]) != root:
            kind = "a link to a file outside of the reports"
        elif os.path.isfile(place):  # noqa: PTH113
            return None
        else:
            kind = "a link to no file"
        return _pass_over("", "a file", kind, f"{kind}: put the file itself there")[1]
    if entry.is_file():
        return None
    mode = entry.stat(follow_symlinks=False).st_mode
    kind = next((words for test, words in _KINDS if test(mode)), "a device")
    return _pass_over("", "a file", kind, f"{kind} is not read: put a file there")[1]


def _pass_over(name: str, expected: str, found: str, words: str) -> Found:
    return name_of(name), Problem("passed_over", words, None, expected, found)
