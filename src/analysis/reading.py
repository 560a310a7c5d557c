"""Documents to bundles: what each file holds, read in processes that may die of it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import file_digest, sha256
from importlib.metadata import version
from pathlib import Path

from . import checks
from .documents import Document, sniff
from .documents.limits import MAX_FILE, MAX_MEMORY, MAX_STEP
from .errors import ADVICE, PASSING, Problem
from .extraction import extract
from .forms.added import Label
from .frames import Extract, bundles, corrections, long, tidy
from .frames.bundles import Entry
from .frames.proofs import make_sheets
from .listing import Source
from .progress import progress_bar
from .tables.readings import Recognised
from .workers import Death, Pool, limit_memory, report_step

Said = tuple[Sequence[corrections.Correction], tuple[Label, ...]]
"""What a person says of the documents: the corrections, and the labels that the study adds."""
_BUNDLE = 100  # documents, at most
_LIBRARIES = ("polars", "opencc", "pdfplumber", "pdfminer.six", "pypdfium2", "openpyxl")


@cache
def compute_program_version() -> str:
    """What the reading of a document depends on beside the document."""
    package = Path(__file__).parent
    content = sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".toml", ".csv"):
            content.update(path.read_bytes())
    return bundles.hash_of(content.hexdigest(), [version(name) for name in _LIBRARIES])


def compute_key(
    source: Source, public: Iterable[corrections.Correction], labels: Iterable[Label] = ()
) -> str:
    """The key under which the bundles hold what a file holds."""
    own = [asdict(c) for c in public if c.report[:16] == source.report_id]
    row = dict(source.manifest) if source.manifest is not None else None
    return bundles.hash_of(
        compute_program_version(),
        source.sha256,
        source.name,
        row,
        own,
        [asdict(one) for one in labels],
    )


@dataclass(frozen=True, slots=True)
class Chunk:
    """Files to read into one bundle: with their keys, below `source`, for the folder `kept`;
    `deaths`: the processes that died of them, by the place of the file.
    """

    files: Sequence[tuple[str, Source]]
    source: Path
    kept: Path
    said: Said
    deaths: tuple[Death, ...] = ()

    def find_fatal(self, at: int) -> Death | None:
        """The last death at a file of which two processes died, or one that said nothing for long:
        one that is killed for another reason is not the fault of the file.
        """
        found = [death for death in self.deaths if death.step == at]
        return found[-1] if len(found) > 1 or any(death.is_sure for death in found) else None

    def divide(self, death: Death) -> Iterator[Chunk]:
        """What to do after a death: the same again; file by file where no file is known for it."""
        is_known = death.step is not None and death.step < len(self.files)
        if is_known or len(self.files) == 1:
            at = death.step if is_known else 0
            yield replace(self, deaths=(*self.deaths, replace(death, step=at)))
        else:
            for file in self.files:
                yield replace(self, files=[file], deaths=())


def _extract_source(
    source: Source, folder: Path, labels: tuple[Label, ...], death: Death | None
) -> list[Extract]:
    """What one file holds. Whatever the program meets in it, the next file goes on."""
    if death is not None:
        problem = _describe_beyond_limits(death.reason)
    else:
        try:
            with Path(folder, source.path).open("rb") as file:
                data = file.read(MAX_FILE + 1)
            if sha256(data).hexdigest() == source.sha256:
                with limit_memory(MAX_MEMORY):
                    return extract(data, source.name, source.manifest, labels)
            problem = _report_change("other bytes")
        except MemoryError:
            problem = _describe_beyond_limits(f"more than {MAX_MEMORY // 10**6} MB of memory")
        except OSError as error:
            problem = _report_change(error.strerror or type(error).__name__)
        except Exception as error:  # noqa: BLE001 - a fault of this program costs no other document
            words = (
                "this program failed on the document, so nothing of it was read: please report "
                "the fault with the document"
            )
            found = f"{type(error).__name__}: {error}"[:200]
            problem = Problem("unreadable", words, None, "a document that can be read", found)
    return [_name_unread(source.name, source.sha256, problem)]


def _name_unread(name: str, digest: str, problem: Problem) -> Extract:
    document = Document(name, digest, "text", "", ())
    return Extract(document, {}, Recognised(), (), (), (problem,))


_Job = tuple[Path | bytes, str, Mapping[str, str] | None, tuple[Label, ...]]


def extract_apart(job: _Job, pool: Pool) -> list[Extract]:
    """What one file or its bytes hold, as `extract` gives it for the arguments of a `job`.

    What is read by the libraries of others is read by a process of the pool, within the limits of
    a build.
    """
    source, name, *_ = job
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        if sniff.detect_kind(file.read(4096)) not in sniff.FOREIGN:
            return extract(*job)
        file.seek(0)
        digest = file_digest(file, "sha256").hexdigest()
    ((_, result),) = pool.run(_extract_bounded, [job], MAX_STEP)
    if isinstance(result, Death):
        return [_name_unread(name, digest, _describe_beyond_limits(result.reason))]
    return result


def _extract_bounded(job: _Job) -> list[Extract] | Death:
    try:
        with limit_memory(MAX_MEMORY):
            return extract(*job)
    except MemoryError:
        return Death(f"more than {MAX_MEMORY // 10**6} MB of memory")


def _describe_beyond_limits(found: str) -> Problem:
    words = f"the document could not be read within its limits: {ADVICE['beyond_limits']}"
    return Problem("beyond_limits", words, None, "a document that can be read", found)


def _report_change(found: str) -> Problem:
    words = f"the file is no longer what it was when the build began: {ADVICE['source_changed']}"
    return Problem("source_changed", words, None, "the same bytes", found)


def _write_bundle(chunk: Chunk) -> Path:
    """Read the files of a chunk and keep what they hold."""
    extracts: list[Extract] = []
    documents = []
    public, labels = chunk.said
    for at, (key, source) in enumerate(chunk.files):
        report_step(at)
        found = _extract_source(source, chunk.source, labels, chunk.find_fatal(at))
        problems = [p for e in found for p in (*e.problems, *e.document.problems)]
        is_lasting = PASSING.isdisjoint(p.code for p in problems)
        documents.append((key, source.name, source.report_id, is_lasting))
        extracts += found
    report_step(len(chunk.files))
    frames = corrections.apply(long(extracts), public)
    sheets = dict(make_sheets(frames["cells"]))
    frames |= tidy(frames, sheets)
    reports = checks.read_reports(frames, sheets)
    frames["checks"] = checks.make_frame_of_findings(checks.check_within(reports))
    outline, packed = checks.outline_reports(frames, reports), [checks.pack(r) for r in reports]
    return bundles.write_bundle(chunk.kept, documents, frames, outline, packed)


def read_documents(
    files: Sequence[tuple[str, Source]],
    source: Path,
    kept: Path,
    said: Said,
    pool: Pool,
) -> dict[str, Entry]:
    """Read files below the folder `source` and keep what they hold: the entries, by their keys."""
    size = max(1, min(_BUNDLE, -(-len(files) // (4 * max(1, pool.processes)))))
    chunks = [Chunk(files[at : at + size], source, kept, said) for at in range(0, len(files), size)]
    written: list[Path] = []
    with progress_bar(len(files), "reading", "file") as bar:
        while chunks:
            again: list[Chunk] = []
            for chunk, result in pool.run(_write_bundle, chunks, MAX_STEP):
                if isinstance(result, Death):
                    again += chunk.divide(result)
                else:
                    written.append(result)
                    bar.update(len(chunk.files))
            chunks = again
    return bundles.read_entries(written)
