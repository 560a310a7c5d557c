"""A dataset takes the place of the one before in one step, and nothing that is not its own is lost.

A build writes to a folder of its own beside the dataset and holds the dataset's lock. When it is
complete, the two folders change places:

- on Linux by one call (`renameat2` with `RENAME_EXCHANGE`): whoever looks, by `load` or by a glob
  over the parts, sees the old dataset or the new one, at every moment and wherever the build is
  killed;
- elsewhere, and on file systems without that call, by two renames: the old folder goes to
  `.NAME.aside`, the new one takes its name. Killed between the two, nothing stands under the name;
  `load` then opens the folder set aside, and the next build puts it back.

One folder for all frames is what makes this possible: parts that are added to and taken from a
folder that stays, with `dataset.json` as a pointer to them, would show a glob old and new parts
side by side. The price is that the folder must hold nothing else: other files are named and refused
before the build begins. Hidden files (.gitkeep, those of editors and systems), and what was put
there while the build ran, move along to the new folder.

Of the old folder only the files are removed that its `dataset.json` lists. Without one, as in a
fresh clone of this repository, these are the parts and the tables with this package's names and
columns.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import DatasetError
from .dataset import MANIFEST, make_aside_path
from .lock import lock_folder
from .schema import FRAMES, list_dtypes

_NAMES = "|".join(FRAMES)
_OWN = re.compile(rf"(?:{_NAMES})/part-[\w-]+\.parquet|csv/(?:{_NAMES})\.csv")
_OF_SYSTEMS = {"Thumbs.db", "desktop.ini"}
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # of Linux, <fcntl.h> and <linux/fs.h>


@contextmanager
def stage(target: Path) -> Iterator[Path]:
    """A new folder beside `target` to write a dataset into; at the end of the block it takes the
    place of `target`.

    After an error, or without a `dataset.json`, the new folder goes and `target` stays as it is.
    Raises `DatasetError` where another build holds `target`, where `target` holds other files, or
    where it cannot be replaced.
    """
    target = target.resolve()  # the folder itself, where a link to it was named
    _refuse_place(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with lock_folder(target):
            _finish_interrupted(target)
            _refuse_foreign(target)
            _refuse_read_only(target)
            folder = target.parent / f"{_make_prefix(target)}{secrets.token_hex(4)}"
            folder.mkdir()
            try:
                yield folder
                if not (folder / MANIFEST).exists():
                    raise DatasetError(f"{target.name}: the dataset was not finished")
                _replace(target, folder)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except PermissionError as error:
        raise DatasetError(
            f"{target.name}: cannot be written ({error.strerror}: {error.filename}); close "
            "what has its files open, "
            "change the rights, or name another folder"
        ) from error


def _make_prefix(target: Path) -> str:
    return f".{target.name}.building-"


def _refuse_place(target: Path) -> None:
    if file := next((path for path in (target, *target.parents) if path.is_file()), None):
        reason = f"{file} is a file"
    elif target in (Path.cwd(), *Path.cwd().parents):
        reason = "it is the current folder, or one above it"
    elif os.path.ismount(target):
        reason = "it is a disk of its own, which cannot be replaced by another folder"
    else:
        return
    raise DatasetError(f"{target.name}: cannot hold the dataset: {reason}; name another folder")


def _refuse_foreign(target: Path) -> None:
    own = _own_files(target)
    foreign = [path for path in _list_files(target) if path not in own and not _is_hidden(path)]
    if foreign:
        more = f" and {len(foreign) - 5} more" if len(foreign) > 5 else ""
        raise DatasetError(
            f"{target.name}: holds files that are no dataset's: {', '.join(foreign[:5])}{more}; "
            "move them, or name another folder"
        )


def _refuse_read_only(target: Path) -> None:
    """Its files are removed when it was replaced, so each of its folders must let them go."""
    for place, _, _ in os.walk(target):
        if not os.access(place, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), place)


def _list_files(folder: Path) -> list[str]:
    """The files below a folder, and links as they are, in order."""
    found = []
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        found += [Path(place, name).relative_to(folder).as_posix() for name in (*names, *links)]
    return sorted(found)


def _is_hidden(path: str) -> bool:
    *_, name = parts = path.split("/")
    return name in _OF_SYSTEMS or any(part.startswith(".") for part in parts)


def _own_files(folder: Path) -> set[str]:
    """The files of a folder that are the dataset's, and may be removed with it."""
    try:
        listed = set(json.loads((folder / MANIFEST).read_text("utf-8"))["hashes"].keys())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        listed = {path for path in _list_files(folder) if _has_columns(folder / path)}
    return {MANIFEST, *filter(_OWN.fullmatch, listed)}


def _has_columns(path: Path) -> bool:
    """Whether a file that no `dataset.json` lists is a part, or a table with the columns of its
    frame.
    """
    if path.suffix != ".csv" or path.stem not in FRAMES:
        return path.suffix == ".parquet"
    with path.open("rb") as file:
        head = file.readline().decode("utf-8-sig", "replace").strip()
    return head == ",".join(list_dtypes(path.stem))


def _replace(target: Path, folder: Path) -> None:
    if not target.exists():
        folder.rename(target)
        return
    shutil.copymode(target, folder)
    aside = make_aside_path(target)
    folder.rename(aside)
    if not _exchange_folders(aside, target):
        aside.rename(folder)
        target.rename(aside)
        try:
            folder.rename(target)
        except BaseException:
            aside.rename(target)
            raise
    _discard_dataset(aside, target)


def _exchange_folders(one: Path, other: Path) -> bool:
    """Let two folders change their names in one step; False where the system cannot, and nothing
    was done.
    """
    if not sys.platform.startswith("linux"):
        return False
    call = getattr(ctypes.CDLL(None), "renameat2", None)
    paths = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other))
    return call is not None and call(*paths, _RENAME_EXCHANGE) == 0


def _finish_interrupted(target: Path) -> None:
    """What a build that was killed has left: the lock is held, so none is at work."""
    aside = make_aside_path(target)
    if aside.exists() and not target.exists():
        aside.rename(target)
    if aside.exists():
        _discard_dataset(aside, target)
    for folder in target.parent.iterdir():
        if folder.name.startswith(_make_prefix(target)):
            shutil.rmtree(folder)


def _discard_dataset(old: Path, target: Path) -> None:
    """Remove a dataset that was replaced; files that are not its own move to the same place in the
    new one.

    `dataset.json` goes last: killed before, the next build knows by it what is left to do.
    """
    own = _own_files(old)
    for path in _list_files(old):
        if path not in own:
            place = target / path
            place.parent.mkdir(parents=True, exist_ok=True)
            while os.path.lexists(place):
                place = place.with_name(f"kept-{place.name}")
            (old / path).rename(place)
        elif path != MANIFEST:
            (old / path).unlink()
    (old / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(old)
