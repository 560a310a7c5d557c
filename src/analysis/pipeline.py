"""The list of steps: a folder of documents to a dataset.

Documents are read by as many processes as wanted, and what each holds is kept (`frames.bundles`).
The dataset is put together from that: parts of documents with neighbouring names, checks of issuers
side by side, and what looks across all reports. Each of these depends on its input only, whatever
was read when and by whom, so the same input gives the same bytes; and each is made anew only where
its input changed.
"""

from __future__ import annotations

import logging
import os
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import polars as pl

from . import checks
from .checks.hierarchy import hierarchy
from .checks.outline import outline_reports, place
from .errors import CorrectionError, GongkaiError, Problem, UsageError
from .forms.added import Label
from .frames import Dataset, bundles, copies, corrections, load, store
from .frames.bundles import Entry, Part
from .frames.dataset import compute_digest, make_kept_path
from .frames.long import make_frame_of_problems
from .frames.schema import FRAMES, make_empty
from .frames.staging import stage
from .labelling import load_labels
from .listing import Listing, find_folder, list_sources
from .manifest import Manifest, read_manifest
from .paths import NAMES, find_inputs
from .reading import compute_key, compute_program_version, read_documents
from .workers import Death, Pool

_PART = 500  # documents, on average
_ISSUERS = 100  # whose reports are checked side by side in one job, on average
_SIDE = ("report_id", "bundle", "at", "size", "scope", "rank", "is_undecided")
_Item = TypeVar("_Item")
LOG = logging.getLogger(__name__)


class Comparison(NamedTuple):
    """Issuers whose reports are checked side by side: of each report where it is packed (`bundle`,
    `at`, `size`), its `scope` and `rank` among them, and whether it does not state its scope. The
    frames of all comparisons are views of one.
    """

    kept: Path
    key: str
    sides: pl.DataFrame


_Job = TypeVar("_Job", Part, Comparison)


def _cut(
    items: Iterable[_Item], name: Callable[[_Item], str], average: int
) -> Iterator[list[_Item]]:
    """The items in groups of `average` on average and twice that at most.

    A group ends where the name says so, so that one item more or less changes one group, and not
    all that follow.
    """
    group: list[_Item] = []
    for item in items:
        group.append(item)
        mark = int.from_bytes(blake2b(name(item).encode(), digest_size=8).digest())
        if mark % average == 0 or len(group) == 2 * average:
            yield group
            group = []
    if group:
        yield group


def _compare(comparison: Comparison) -> None:
    """Check the reports of some issuers side by side and keep what is found."""
    sides = comparison.sides.with_columns(pl.col("bundle").cast(pl.Utf8)).sort("bundle", "at")
    reports: list[checks.Report] = []
    spans = sides.select("bundle", "at", "size").iter_rows()
    for bundle, group in groupby(spans, key=lambda row: row[0]):
        packed = bundles.read_packed(bundle, [(at, size) for _, at, size in group])
        reports += map(checks.unpack, packed)
    places = sides.select("report_id", "scope", "rank").iter_rows()
    among = checks.place_reports(reports, {key: (scope, rank) for key, scope, rank in places})
    undecided = set(sides.filter("is_undecided")["report_id"])
    found = checks.make_frame_of_findings(checks.check_across(among, undecided))
    bundles.write_kept(comparison.kept, comparison.key, [("checks", found)])


def _plan_comparisons(placed: pl.DataFrame, kept: Path) -> Iterator[Comparison]:
    """The issuers side by side, some in each job: those whose reports follow one another, tell of
    growth, or do not state their scope.
    """
    years = placed.select("who", "scope", pl.col("year").cast(pl.Int64)).drop_nulls()
    near = pl.concat([years.with_columns(pl.col("year") + step) for step in (-1, 1)])
    is_paired = pl.struct("who", "scope", pl.col("year").cast(pl.Int64)).is_in(
        near.to_struct().implode()
    )
    is_wanted = is_paired | pl.col("has_growth") | pl.col("is_undecided")
    wanted = placed.select(is_wanted).to_series()
    rows = placed.select("who", "digest", *_SIDE).filter(wanted).sort("who", "rank")
    begin = 0
    counts = rows.group_by("who", maintain_order=True).len().iter_rows()
    for group in _cut(counts, lambda issuer: str(issuer[0]), _ISSUERS):
        sides = rows.slice(begin, sum(count for _, count in group))
        begin += sides.height
        made_of = sides.select("digest", "report_id", "scope", "is_undecided").rows()
        key = bundles.hash_of("comparison", compute_program_version(), made_of)
        yield Comparison(kept, key, sides.select(_SIDE))


def _run(work: Callable[[_Job], None], jobs: Sequence[_Job], pool: Pool) -> None:
    """Do jobs that no document can make fail; one whose process died is done once more."""
    lost = [job for job, result in pool.run(work, jobs) if isinstance(result, Death)]
    for _, result in pool.run(work, lost):
        if isinstance(result, Death):
            raise GongkaiError(
                f"the dataset cannot be put together ({result.reason}): free some memory and build "
                "again; what was read is kept"
            )


def _make(
    work: Callable[[_Job], None], jobs: Sequence[_Job], kept: Path, pool: Pool
) -> list[dict[str, Path]]:
    """What jobs with a `key` keep, by frame; only those are done whose result is not there."""
    keys = [job.key for job in jobs]
    found = bundles.find_kept(kept, keys)
    missing = [job for job in jobs if job.key not in found]
    _run(work, missing, pool)
    found |= bundles.find_kept(kept, [job.key for job in missing])
    return [found[key] for key in keys]


def _read_outlines(parts: Iterable[Part]) -> pl.DataFrame:
    """The outlines of all reports, as they lie in the memory: they are many."""
    outlines = [frame for part in parts for frame in bundles.read_outline(part.taken)]
    outlines = outlines or [outline_reports({name: make_empty(name) for name in FRAMES}, [])]
    return pl.concat(outlines, rechunk=False)


def _put_together(
    folder: Path, kept: Path, entries: Sequence[Entry], pool: Pool
) -> tuple[pl.DataFrame, list[str]]:
    """The frames of all documents, and the checks of issuers side by side, as parts of a staging
    folder; returns the reports, as far as they are compared, and the keys of what was used.
    """
    parts = []
    for group in _cut(entries, lambda entry: entry.name, _PART):
        made_of = [entry.key if entry.is_lasting else secrets.token_hex() for entry in group]
        parts.append(Part(kept, bundles.hash_of("part", made_of), bundles.take(group)))
    placed = place(_read_outlines(parts))
    comparisons = list(_plan_comparisons(placed, kept)) if placed.height else []
    made = _make(bundles.write_part, parts, kept, pool)
    made += _make(_compare, comparisons, kept, pool)
    for number, files in enumerate(made):
        for name, path in files.items():
            store.link_part(folder, name, number, path)
    found = checks.make_frame_of_findings(hierarchy(placed))
    if found.height:
        store.write_part(folder, "checks", len(made), found)
    return placed, [*(part.key for part in parts), *(job.key for job in comparisons)]


def _find_problems(
    listing: Listing, unmatched: Sequence[str], placed: pl.DataFrame
) -> Iterator[tuple[str, str, Problem]]:
    """What is odd about the corpus: files that are not read, rows of the manifest without a file,
    reports that stand twice.
    """
    yield from listing.problems
    words = (
        "the manifest describes a file that is not there, or of a kind that is not read; "
        "remove the row or add the file"
    )
    for name in unmatched:
        yield "", name, Problem("manifest_unmatched", words, None, name, "no such file")
    yield from copies.find_copies(placed)


def _refuse_second_files(source: Path, inputs: Mapping[str, Path | None]) -> None:
    """Raise `UsageError` where the study has its manifest, corrections or labels, and others stand
    beside the reports, which would be passed over without a word.
    """
    for kind, used in inputs.items():
        beside = source / NAMES[kind]
        if used is not None and beside.is_file() and not beside.samefile(used):
            raise UsageError(f"{used} and {beside} both give the {kind}: keep one of them")


def _refuse_strangers(public: Sequence[corrections.Correction], report_ids: pl.Series) -> None:
    """Raise `CorrectionError` for a correction of a report that is not there."""
    known = set(report_ids.filter(report_ids.is_in([c.report for c in public])))
    if missing := next((c for c in public if c.report not in known), None):
        raise CorrectionError(
            f"{missing.report} {missing.cell}: no such report in this folder; remove or renew "
            "the correction"
        )


def _read_arguments(
    source: Path, out: Path, jobs: int | None, manifest: Path | None
) -> tuple[Listing, list[str]]:
    """The files to read, and the names in the manifest without a file; raises `UsageError` for what
    cannot be used.
    """
    if jobs is not None and jobs < 0:
        raise UsageError(f"--jobs must be 0 or more, not {jobs}")
    if not source.exists():
        raise UsageError(f"no such folder: {source}; name the folder in which the reports are")
    if not (source.is_dir() or source.is_file()):
        raise UsageError(f"{source} is neither a folder nor a file; name the folder of the reports")
    if source.is_dir() and out.resolve() == source.resolve():
        raise UsageError(f"{out} holds the reports: write the dataset to another folder")
    if manifest is not None and not manifest.is_file():
        raise UsageError(f"no such manifest: {manifest}")
    rows = read_manifest(manifest) if manifest else Manifest()
    listing = list_sources(source, rows, out)
    names = {one.name for one in listing.sources} | {name for _, name, _ in listing.problems}
    if not names:
        raise UsageError(
            f"no document below {source}: nothing is built, and {out} is left as it is"
        )
    return listing, rows.find_unmatched(names)


def _open_pool(jobs: int | None, dask: str | None) -> Pool:
    if dask is None:
        return Pool(os.cpu_count() or 1 if jobs is None else jobs)
    from .cluster import Cluster

    return Cluster(dask)


def build(
    source: str | Path = "data/raw",
    out: str | Path = "data/processed",
    *,
    jobs: int | None = None,
    manifest: str | Path | None = None,
    corrections_file: str | Path | None = None,
    labels_file: str | Path | None = None,
    dask: str | None = None,
) -> Dataset:
    """Read every report below `source` and write the dataset `out`; returns it.

    A bad document becomes rows of `problems` and never stops the run, also where a process dies of
    it. What was read is kept in a hidden folder beside `out`: a build after this one, or after one
    that was killed, reads only what is new. An existing dataset is replaced only when the new one
    is complete.

    Parameters
    ----------
    source
        The folder of the documents, or one document.
    out
        The folder of the dataset.
    jobs
        The number of processes (default: the processors of the machine, as many as there is work
        for); with 0 this process reads, as a debugger wants it.
    manifest, corrections_file, labels_file
        Files that describe the documents, correct numbers and add labels; those that are not named
        are the study's own.
    dask
        The address of a scheduler, whose workers then read (`cluster`).

    Returns
    -------
    Dataset
        The new dataset, with `source` as its folder of documents.

    Raises
    ------
    UsageError
        Where `source` is missing or empty, `jobs` is below 0, or manifest or labels cannot be used.
    CorrectionError
        Where the raw text of a correction is gone.
    DatasetError
        Where `out` is being built by another process or holds other files.

    Examples
    --------
    >>> build(data.raw, data.folder, jobs=0).reports.height
    20
    """
    source, out = Path(source), Path(out)
    given = {"manifest": manifest, "corrections": corrections_file, "labels": labels_file}
    inputs = find_inputs(source, given)
    _refuse_second_files(source, {k: inputs[k] for k, file in given.items() if file is None})
    plan = _plan_build(source, out, jobs, inputs)
    with stage(out) as folder, _open_pool(jobs, dask) as pool:
        _fill_folder(folder, out.resolve(), plan, pool)
    dataset = load(out)
    dataset.raw = plan.root
    return dataset


@dataclass(frozen=True)
class _Plan:
    """What a build reads: the documents, what a person said of them, and the options to record."""

    root: Path
    listing: Listing
    unmatched: Sequence[str]
    public: Sequence[corrections.Correction]
    labels: tuple[Label, ...]
    options: dict[str, Any]


def _plan_build(
    source: Path, out: Path, jobs: int | None, inputs: Mapping[str, Path | None]
) -> _Plan:
    """The plan of a build; raises `UsageError` for what cannot be used, before anything is done."""
    listing, unmatched = _read_arguments(source, out, jobs, inputs["manifest"])
    public = corrections.load(inputs["corrections"]) if inputs["corrections"] else ()
    labels = load_labels(inputs["labels"]) if inputs["labels"] else ()
    for kind, file in inputs.items():
        LOG.info("%s: %s", kind, file or "none")
    digests = {kind: compute_digest(file) if file else "" for kind, file in inputs.items()}
    options = {"corrections": len(public), "labels": len(labels), "inputs": digests}
    return _Plan(find_folder(source), listing, unmatched, public, labels, options)


def _fill_folder(folder: Path, out: Path, plan: _Plan, pool: Pool) -> None:
    """Write the dataset of a plan below `folder`, from what is kept and what is read anew."""
    kept = make_kept_path(out)
    kept.mkdir(exist_ok=True)
    said = (plan.public, plan.labels)
    keys = {sys.intern(compute_key(one, *said)): one for one in plan.listing.sources}
    entries = bundles.read_entries(sorted(kept.glob("bundle-*.zip")))
    entries = {key: one for key, one in entries.items() if one.is_lasting and key in keys}
    made_of = bundles.hash_of(list(keys), plan.listing.problems, plan.unmatched, plan.options)
    if len(entries) == len(keys) and store.copy_dataset(out, folder, kept, made_of):
        return
    missing = [(key, one) for key, one in keys.items() if key not in entries]
    LOG.info("%d documents, of which %d are read anew", len(keys), len(missing))
    for _, one in missing:
        LOG.debug("reading %s", one.name)
    entries |= read_documents(missing, plan.root.resolve(), kept, said, pool)
    in_order = [entries[key] for key in keys]
    for done in (missing, entries, keys, plan.listing.sources):  # of a million documents each
        done.clear()
    placed, used = _put_together(folder, kept, in_order, pool)
    _refuse_strangers(plan.public, placed["report_id"])
    problems = make_frame_of_problems(_find_problems(plan.listing, plan.unmatched, placed))
    if problems.height:
        store.write_part(folder, "problems", len(used), problems)
    store.finish(folder, plan.options)
    is_lasting = all(one.is_lasting for one in in_order)
    store.note_inputs(folder, kept, made_of if is_lasting else "")
    bundles.remove_others(kept, {one.bundle for one in in_order}, used)
