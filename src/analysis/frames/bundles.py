"""What documents hold, kept from one build to the next in a hidden folder beside the dataset.

A bundle is one file with the frames of some documents and, for each of them, a key: equal keys mean
equal bytes, name, row of the manifest, corrections, program and forms. A build reads the documents
whose key no bundle has, and takes the rows of the others from their bundles. Every file here has
its name by what it was made of, and is complete or not there; one that is damaged counts as missing
and is made again. So a build that was killed goes on where it was.
"""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b, sha256
from pathlib import Path
from typing import NamedTuple

import polars as pl

from .dataset import compute_digest
from .schema import FRAMES, order_rows

INPUTS = "inputs.json"  # of the last build that was finished: `store.note_inputs`
_INDEX, _OUTLINE, _PACKED = "documents.json", "outline.parquet", "packed"
_OF_PROBLEMS = (
    "problems"  # its rows are known by the file: what cannot be read has no id of its own
)
Span = tuple[int, int]


class Entry(NamedTuple):
    """A document in a bundle: its key, the name of its file, its id, and whether the next build may
    take it from here as well (not what a passing fault has left).
    """

    bundle: Path
    key: str
    name: str
    report_id: str
    is_lasting: bool


class Taken(NamedTuple):
    """Documents to take from one bundle, by name and id."""

    bundle: Path
    names: tuple[str, ...]
    report_ids: tuple[str, ...]


def hash_of(*what: object) -> str:
    """A short name for what something is made of; equal for equal values of plain types."""
    content = json.dumps(what, ensure_ascii=True, sort_keys=True, default=str)
    return blake2b(content.encode(), digest_size=12).hexdigest()


def encode_parquet(frame: pl.DataFrame) -> bytes:
    """The bytes of a part: settings are fixed, so that equal rows are equal bytes."""
    buffer = io.BytesIO()
    frame.write_parquet(
        buffer, compression="zstd", compression_level=3, statistics=True, row_group_size=250_000
    )
    return buffer.getvalue()


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file that is complete or not there, wherever this process is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
        raise
    return path


def write_bundle(
    folder: Path,
    documents: Sequence[tuple[str, str, str, bool]],
    frames: Mapping[str, pl.DataFrame],
    outline: pl.DataFrame,
    packed: Sequence[bytes],
) -> Path:
    """Write the bundle of some documents, and return where it is.

    `documents` are their entries without the bundle; `outline` has one row per report, `packed` one
    content for each of these rows.
    """
    pieces = [zlib.compress(piece, 1) for piece in packed]
    sizes = pl.Series("size", [len(piece) for piece in pieces], pl.Int64)
    outline = outline.with_columns(
        sizes,
        at=sizes.cum_sum() - sizes,
        digest=pl.Series([blake2b(p, digest_size=12).hexdigest() for p in packed], dtype=pl.Utf8),
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(_INDEX, json.dumps(documents))
        archive.writestr(_OUTLINE, encode_parquet(outline))
        archive.writestr(_PACKED, b"".join(pieces))
        for name, frame in frames.items():
            if frame.height:
                archive.writestr(f"{name}.parquet", encode_parquet(frame))
    bundle = folder / f"bundle-{hash_of(documents)}.zip"
    write_whole(bundle, buffer.getvalue())
    return bundle


def read_entries(bundles: Iterable[Path]) -> dict[str, Entry]:
    """The documents of bundles by key; a bundle that is damaged is removed."""
    found: dict[str, Entry] = {}
    for bundle in bundles:
        try:
            with zipfile.ZipFile(bundle) as archive:
                if archive.testzip() is not None:
                    raise zipfile.BadZipFile
                # The build holds these keys and names already, millions of them.
                entries = [
                    Entry(bundle, sys.intern(key), sys.intern(name), report_id, is_lasting)
                    for key, name, report_id, is_lasting in json.loads(archive.read(_INDEX))
                ]
        except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError):
            with suppress(OSError):
                bundle.unlink()
            continue
        found |= {entry.key: entry for entry in entries}
    return found


def take(entries: Iterable[Entry]) -> tuple[Taken, ...]:
    """The documents of some entries, bundle by bundle."""
    groups: dict[Path, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.bundle, []).append(entry)
    return tuple(
        Taken(bundle, tuple(e.name for e in group), tuple(e.report_id for e in group))
        for bundle, group in groups.items()
    )


def _read_member(bundle: Path, member: str) -> pl.DataFrame | None:
    with zipfile.ZipFile(bundle) as archive:
        if member not in archive.namelist():
            return None
        return pl.read_parquet(archive.read(member))


def read_frame(name: str, taken: Iterable[Taken]) -> Iterator[pl.DataFrame]:
    """The rows of a frame of some documents, bundle by bundle."""
    for bundle, names, report_ids in taken:
        frame = _read_member(bundle, f"{name}.parquet")
        if frame is not None:
            own, those = (
                (pl.col("source"), names)
                if name == _OF_PROBLEMS
                else (pl.col("report_id").str.head(16), report_ids)
            )
            yield frame.filter(own.is_in(those))


def read_outline(taken: Iterable[Taken]) -> Iterator[pl.DataFrame]:
    """The outlines of the reports of some documents, with the `bundle` in which each is packed."""
    for bundle, _, report_ids in taken:
        frame = _read_member(bundle, _OUTLINE)
        if frame is not None:
            rows = frame.filter(pl.col("report_id").str.head(16).is_in(report_ids))
            yield rows.with_columns(bundle=pl.lit(str(bundle), pl.Categorical))


def read_packed(bundle: str, spans: Iterable[Span]) -> Iterator[bytes]:
    """What was packed for reports, by the `at` and `size` of their outlines."""
    with zipfile.ZipFile(bundle) as archive, archive.open(_PACKED) as packed:
        for at, size in spans:
            packed.seek(at)
            yield zlib.decompress(packed.read(size))


class Part(NamedTuple):
    """One part of each frame: the documents whose rows it holds. Its files are named by `key`."""

    folder: Path
    key: str
    taken: tuple[Taken, ...]


def write_kept(folder: Path, key: str, frames: Iterable[tuple[str, pl.DataFrame]]) -> None:
    """Write parts to keep, named by what they are made of; the list of their digests comes last."""
    digests = {}
    for name, frame in frames:
        content = encode_parquet(order_rows(name, frame))
        digests[name] = sha256(content).hexdigest()
        write_whole(folder / f"part-{key}-{name}.parquet", content)
    write_whole(folder / f"part-{key}.json", json.dumps(digests).encode())


def write_part(part: Part) -> None:
    """Write the parts of some documents, one for each frame that has rows of them."""
    collected = ((name, list(read_frame(name, part.taken))) for name in FRAMES)
    frames = ((name, pl.concat(found)) for name, found in collected if found)
    write_kept(part.folder, part.key, frames)


def find_kept(folder: Path, keys: Iterable[str]) -> dict[str, dict[str, Path]]:
    """The files of the parts that are there and whole, by key and frame."""
    found = {}
    for key in keys:
        try:
            digests = json.loads((folder / f"part-{key}.json").read_bytes())
            files = {name: folder / f"part-{key}-{name}.parquet" for name in digests}
            if all(compute_digest(files[name]) == digest for name, digest in digests.items()):
                found[key] = files
        except (OSError, ValueError, AttributeError):
            continue
    return found


def remove_others(folder: Path, bundles: Iterable[Path], keys: Iterable[str]) -> None:
    """Remove what no document of the last build needs."""
    needed = {bundle.name for bundle in bundles}
    wanted = set(keys)
    for path in folder.iterdir():
        kind, _, key = path.stem.partition("-")
        is_wanted = kind == "part" and key.partition("-")[0] in wanted
        if not (is_wanted or path.name in needed or path.name == INPUTS):
            with suppress(OSError):
                path.unlink()
