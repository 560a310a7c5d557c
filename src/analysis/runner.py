"""Runs notebooks with papermill and puts their figures in place.

A notebook writes into a folder beside the place of its figures, and they are moved when it has
ended: a notebook that fails leaves no half of a figure. What a notebook did is read from records
in its outputs (`RECORD`), not from the words that it shows.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from . import metrics
from .errors import GongkaiError, UsageError, describe_reason, describe_unknown_name
from .figures.export import (
    DRAWN,
    FORMATS,
    ONCE,
    RECORD,
    check_figures,
    figure_files,
)
from .figures.labels import LANGUAGES, check_words, english_names
from .frames import Dataset, load
from .parameters import Notebook, assign_parameters, read_notebook
from .paths import NOTEBOOKS, find_study
from .placement import Summary, find_clash, place_files
from .progress import progress_bar

LOG = logging.getLogger(__name__)
CELL_SECONDS = 1800  # the longest that one cell may run
AT_ONCE = 2  # notebooks at a time, where there are as many processors
SELECTION = ("issuers", "years", "level", "scope")  # parameters that choose reports
_INLINE = "module://matplotlib_inline.backend_inline"  # as a kernel sets it for itself
_KERNEL = {  # no time of the run in what is written
    ONCE: "1",
    "SOURCE_DATE_EPOCH": "0",
    "TQDM_DISABLE": "1",
    "MPLBACKEND": _INLINE,
}


class NotebookError(GongkaiError):
    """A notebook that failed: its name, its cell and the message."""


@dataclass(frozen=True, slots=True)
class Job:
    """One execution of one notebook: its parameters, and the folder in which it writes.

    `page` asks for the executed notebook as HTML, "figures" without the code.
    """

    notebook: Path
    parameters: Mapping[str, Any]
    folder: Path
    page: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: the records of its figures, or the words of its failure."""

    records: tuple[dict[str, Any], ...] = ()
    failure: str = ""


def find_notebooks_folder() -> Path:
    """Return the notebooks of the study in which one works, else those of this package."""
    study = find_study()
    own = study.notebooks if study else Path("notebooks")
    return own if any(own.glob("*.ipynb")) else NOTEBOOKS


def find_notebooks(
    names: Sequence[str | Path] | None = None, folder: Path | None = None
) -> tuple[list[Notebook], list[str]]:
    """Return the notebooks to run in the order of their names, and which were passed over and why.

    `names` are names of notebooks in `folder`, with or without .ipynb, or paths; a named one that
    cannot be run is a `UsageError`. Without names all of the folder are meant, and those that
    cannot be run, such as a new one without parameters, are passed over.
    """
    folder = folder or find_notebooks_folder()
    known = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    if names:
        paths = dict.fromkeys(find_path(str(name), known) for name in names)
        found = [read_notebook(path) for path in paths]
        if len({notebook.name for notebook in found}) < len(found):
            raise UsageError("two of the notebooks have the same name")
        return sorted(found, key=lambda notebook: notebook.path.name), []
    found, passed_over = [], []
    for path in known.values():
        try:
            found.append(read_notebook(path))
        except UsageError as error:
            passed_over.append(str(error))
    if not found:
        raise UsageError("\n".join([f"no notebooks with parameters in {folder}", *passed_over]))
    return found, passed_over


def find_path(name: str, known: Mapping[str, Path]) -> Path:
    """Return the file of a notebook: one of the folder by its name, or any other by its path."""
    if Path(name).name == name and (inside := known.get(name.removesuffix(".ipynb"))):
        return inside
    for path in (Path(name), Path(f"{name}.ipynb")):
        if path.is_file():
            return path
    raise describe_unknown_name("notebook", name, known)


def run_figures(
    dataset: Path = Path("data/processed"),
    notebooks: Sequence[str | Path] | None = None,
    out: Path = Path("figures"),
    lang: str | Sequence[str] = LANGUAGES,
    formats: str | Sequence[str] = FORMATS,
    parameters: Mapping[str, Any] | None = None,
    *,
    html: bool = False,
) -> Summary:
    """Run notebooks on a dataset and write their figures, captions and plotted data to `out`.

    `parameters` go to the notebooks that declare them; `html` adds the executed notebooks as
    pages. Raises `UsageError` before anything runs (unknown parameter, notebook, language, format,
    issuer or year; no reports; no place to write), `DatasetError` where there is no dataset, and
    `NotebookError` with notebook, cell and message where some fail; the figures of all others are
    in place.
    """
    found, passed_over = find_notebooks(notebooks)
    options = set_options(dataset, lang, formats)
    values = assign_parameters(found, parameters or {})
    for chosen in values.values():
        check_parameters(load(dataset), chosen)
    check_folder(out)
    LOG.info("notebooks: %s", ", ".join(str(notebook.path) for notebook in found))
    summary = Summary(out, passed_over=passed_over)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=out.resolve()) as temporary:
        jobs = [
            Job(
                notebook.path.resolve(),
                values[notebook.name] | options,
                Path(temporary) / notebook.name,
                "notebook" if html else "",
            )
            for notebook in found
        ]
        failures = []
        kept = {DRAWN: str(Path(temporary) / ".drawn")}
        for job, outcome in execute_all(jobs, "notebooks", kept):
            name = job.notebook.stem
            if failure := outcome.failure or find_clash(name, job.folder, outcome.records, summary):
                failures.append(failure)
            else:
                place_files(name, job.folder, outcome.records, summary)
    if failures:
        raise NotebookError("\n".join(failures))
    return summary


def find_stale_figures(
    dataset: Path,
    notebooks: Sequence[str | Path] | None,
    out: Path,
    lang: str | Sequence[str] = LANGUAGES,
    formats: str | Sequence[str] = FORMATS,
    parameters: Mapping[str, Any] | None = None,
) -> list[str]:
    """Return a sentence for each figure in `out` that no longer follows from the data.

    The notebooks are run as `run_figures` runs them, for those of the languages and formats that
    are in `out`, and what they write is compared with it; nothing in `out` is changed. Where only
    some notebooks are asked for, nothing is said of the figures of others.
    """
    there = [path.name for paths in figure_files(out).values() for path in paths]
    if not there:
        raise UsageError(f"no figures in {out}")
    kinds = [
        kind
        for kind in check_words(formats, FORMATS, "format")
        if any(n.endswith(kind) for n in there)
    ]
    languages = [
        one
        for one in check_words(lang, LANGUAGES, "language")
        if any(f"-{one}." in n for n in there)
    ]
    with tempfile.TemporaryDirectory(prefix="gongkai-") as temporary:
        fresh = Path(temporary)
        options = (languages or lang, kinds or FORMATS[:1], parameters)
        summary = run_figures(dataset, notebooks, fresh, *options)
        if not any(name.endswith(".txt") for name in there):
            for caption in fresh.glob("*.txt"):
                caption.unlink()
        lines = check_figures(out, fresh)
        asked = {*figure_files(fresh), *(gap.partition(":")[0] for gap in summary.gaps)}
    return [line for line in lines if not notebooks or line.partition(":")[0] in asked]


def set_options(
    dataset: Path, lang: str | Sequence[str], formats: str | Sequence[str]
) -> dict[str, str]:
    """Return the parameters that options of the command set, checked, as a notebook takes them."""
    return {
        "dataset": str(Path(dataset).resolve()),
        "lang": ",".join(check_words(lang, LANGUAGES, "language")),
        "formats": ",".join(check_words(formats, FORMATS, "format")),
    }


def check_parameters(data: Dataset, values: dict[str, Any]) -> None:
    """Raise `UsageError` for what a notebook could not use, before it runs.

    The dataset must hold reports and what is asked of it. A file of names is made absolute, as a
    notebook runs in its own folder.
    """
    if data["reports"].is_empty():
        raise UsageError(
            "the dataset holds no reports, so there is nothing to draw; "
            "gongkai build says what became of the files"
        )
    if select_reports(data, values).is_empty():
        words = ", ".join(f"{name} {values[name]}" for name in SELECTION if values.get(name))
        raise UsageError(f"no report of the dataset has {words}")
    if values.get("names"):
        values["names"] = str(Path(values["names"]).resolve())
        english_names(values["names"])


def select_reports(data: Dataset, values: Mapping[str, Any]) -> pl.DataFrame:
    """The reports that the parameters of a notebook choose; `UsageError` for unknown ones."""
    chosen = {name: values[name] for name in SELECTION if values.get(name)}
    return metrics.select(data, metrics.place_reports(data), **chosen)


def check_folder(out: Path) -> None:
    """Make the folder; `UsageError` where it is a file or nothing can be written there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=out.resolve()):
            pass
    except FileExistsError as error:
        raise UsageError(f"--out {out}: there is a file of this name; give a folder") from error
    except OSError as error:
        raise UsageError(f"--out {out}: cannot be written: {describe_reason(error)}") from error


def execute_all(
    jobs: Sequence[Job], label: str, variables: Mapping[str, str] | None = None
) -> Iterator[tuple[Job, Outcome]]:
    """Yield each job in the order given with its outcome, and show a bar.

    `variables` are set in the environment of the kernels.
    """
    from .kernels import end_kernels, prepare_kernels

    prepare_kernels()
    threads = min(AT_ONCE, os.cpu_count() or 1, len(jobs))
    variables = _KERNEL | dict(variables or {})
    with _silence_logs(), _set_environment(variables), progress_bar(len(jobs), label) as bar:
        pool = ThreadPoolExecutor(max(threads, 1))
        try:
            for job, outcome in zip(jobs, pool.map(execute, jobs), strict=True):
                yield job, outcome
                bar.update(1)
        finally:  # interrupted: kernels are ended, and what has not begun is not waited for
            pool.shutdown(wait=False, cancel_futures=True)
            end_kernels()


def execute(job: Job) -> Outcome:
    """Run one notebook; the records of its figures, or which cell failed and why.

    The executed notebook is not kept; its page is written where the job asks for one.
    """
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillException, PapermillExecutionError

    name = job.notebook.stem
    job.folder.mkdir(parents=True, exist_ok=True)
    try:
        executed = _run_papermill(job)
    except PapermillExecutionError as error:
        return Outcome(failure=f"notebook {name}{_describe(error)}")
    except CellTimeoutError:
        return Outcome(failure=f"notebook {name}: a cell took longer than {CELL_SECONDS} seconds")
    except (DeadKernelError, PapermillException) as error:
        return Outcome(failure=f"notebook {name}: {error}")
    if job.page:
        from .pages import render_page

        page = render_page(executed, name, job.parameters, code=job.page == "notebook")
        (job.folder / f"{name}.html").write_text(page, "utf-8")
    outputs = (output for cell in executed.cells for output in cell.get("outputs", ()))
    found = (output.get("data", {}).get(RECORD) for output in outputs)
    return Outcome(tuple(record for record in found if record))


def _run_papermill(job: Job) -> Any:
    """The executed notebook. What fails in a cell and a kernel that dies come as exceptions.

    A kernel is interrupted before it is shut down and logs that as an error: below critical
    nothing of its log is shown. Its folder is given to the kernel alone: papermill would change
    that of this process, in which another notebook runs as well.
    """
    import papermill

    from .kernels import ForkedKernelManager

    return papermill.execute_notebook(
        str(job.notebook),
        None,
        parameters={**job.parameters, "out": str(job.folder)},
        kernel_name="python3",
        progress_bar=False,
        log_output=False,
        execution_timeout=CELL_SECONDS,
        extra_arguments=[f"--IPKernelApp.log_level={logging.CRITICAL}"],
        kernel_manager_class=ForkedKernelManager,
        resources={"metadata": {"path": str(job.notebook.parent)}},  # its working directory
    )


def _describe(error: Any) -> str:
    """The cell and the message of a failure; the message alone where an argument is at fault."""
    if error.ename == UsageError.__name__:
        return f": {error.evalue}"
    first = error.source.strip().partition("\n")[0]
    return f", cell [{error.exec_count}] that begins with {first!r}: {error.ename}: {error.evalue}"


@contextmanager
def _silence_logs() -> Iterator[None]:
    """Keep back what papermill and the notebook client log of every cell."""
    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(before)


@contextmanager
def _set_environment(names: Mapping[str, str]) -> Iterator[None]:
    """Set variables of the environment, which kernels inherit."""
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
