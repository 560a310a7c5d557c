"""Documents to bundles: what each file holds, read in processes that may die of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from operator import itemgetter
from pathlib import Path

from . import checks
from .apart import describe_beyond_limits, name_unread
from .checks.outline import outline_reports
from .documents.limits import MAX_FILE, MAX_MEMORY, MAX_STEP
from .errors import ADVICE, PASSING, Problem
from .extraction import extract
from .forms.added import Label
from .frames import Extract, bundles, corrections
from .frames.bundles import Entry
from .frames.long import list_rows
from .frames.proofs import SHEET_COLUMNS, make_sheets
from .frames.schema import make_frames
from .frames.tidy import tidy
from .listing import Source
from .progress import progress_bar
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
        problem = describe_beyond_limits(death.reason)
    else:
        try:
            with Path(folder, source.path).open("rb") as file:
                data = file.read(MAX_FILE + 1)
            if sha256(data).hexdigest() == source.sha256:
                with limit_memory(MAX_MEMORY):
                    return extract(data, source.name, source.manifest, labels)
            problem = _report_change("other bytes")
        except MemoryError:
            problem = describe_beyond_limits(f"more than {MAX_MEMORY // 10**6} MB of memory")
        except OSError as error:
            problem = _report_change(error.strerror or type(error).__name__)
        except Exception as error:  # noqa: BLE001 - a fault of this program costs no other document
            words = (
                "this program failed on the document, so nothing of it was read: please report "
                "the fault with the document"
            )
            found = f"{type(error).__name__}: {error}"[:200]
            problem = Problem("unreadable", words, None, "a document that can be read", found)
    return [name_unread(source.name, source.sha256, problem)]


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
    rows = corrections.apply(list_rows(extracts), public)
    frames = make_frames(rows)
    sheets = dict(make_sheets(map(itemgetter(*SHEET_COLUMNS), rows["cells"])))
    frames |= tidy(frames, sheets)
    reports = checks.read_reports(rows, sheets)
    frames["checks"] = checks.make_frame_of_findings(checks.check_within(reports))
    outline, packed = outline_reports(frames, reports), [checks.pack(r) for r in reports]
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
