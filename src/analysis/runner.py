"""Runs the notebooks with papermill, from one process, and puts their figures in place.

A misspelt parameter would be only a line in papermill's log and the run would go on with defaults: here it is
refused before anything runs. Figures are written beside their place and moved when the notebook has ended, so a
notebook that fails leaves no half of one. Executed notebooks hold times and random ids: they are not kept.
"""

from __future__ import annotations

import json
import logging
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from tqdm import tqdm

from .errors import GongkaiError, UsageError
from .figures.export import FORMATS, GAP, checked_formats, checked_languages, checksums, put
from .figures.labels import LANGUAGES, english_names
from .frames import load
from .paths import NOTEBOOKS
from .summary import many

SUMS = "SHA256SUMS"
TIMEOUT = 1800  # seconds for one cell
SOME = 8  # issuers named in a message
_OWN = ("dataset", "out", "lang", "formats")  # set by the runner for every notebook
_TYPES = {"int": int, "float": float, "str": str, "list": list, "dict": dict, "bool": bool}


class NotebookError(GongkaiError):
    """A notebook that failed: its name, its cell and the message."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The notebooks that ran, the files that they wrote, by name, and the figures that they left out, with the reason."""

    notebooks: tuple[str, ...]
    files: tuple[str, ...]
    out: Path
    gaps: tuple[str, ...] = ()

    def __str__(self) -> str:
        pictures = sorted({name.rsplit("-", 1)[0] for name in self.files if name.endswith(FORMATS)})
        drawn = (
            f"{many(len(pictures), 'figure')} ({', '.join(pictures)})" if pictures else "no figures"
        )
        return "\n".join(
            (
                f"{many(len(self.notebooks), 'notebook')}, {drawn}, {many(len(self.files), 'file')} in {self.out}",
                *self.gaps,
            )
        )


def find(names: Sequence[str | Path] | None = None, folder: Path = NOTEBOOKS) -> list[Path]:
    """Notebooks by name (with or without .ipynb) or path, in the order of their names; all of the folder without names."""
    known = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    found: dict[Path, None] = {}
    for name in names or known:
        path = known.get(Path(name).stem) if Path(name).name == str(name) else Path(name)
        if path is None or not path.is_file():
            raise UsageError(f"no notebook {str(name)!r}; known are {', '.join(known) or 'none'}")
        found[path] = None
    if not found:
        raise UsageError(f"no notebooks in {folder}")
    return sorted(found, key=lambda path: path.name)


def declared(path: Path) -> dict[str, dict[str, Any]]:
    """The parameters that a notebook declares in its one cell tagged `parameters`: name to type, default and help."""
    import papermill

    content = json.loads(path.read_text("utf-8"))
    tagged = [cell for cell in content["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    if len(tagged) != 1:
        raise UsageError(f"{path.name}: {len(tagged)} cells are tagged parameters, expected one")
    with _quiet():
        return dict(papermill.inspect_notebook(str(path)))


def typed(name: str, value: Any, kind: str) -> Any:
    """A parameter from the command line in the type that the notebook declares.

    >>> typed("min_n", "30", "int"), typed("issuers", "沈河区,邓州市", "list"), typed("draft", "no", "bool")
    (30, ['沈河区', '邓州市'], False)
    """
    if not isinstance(value, str) or kind in ("str", "None", ""):
        return value
    try:
        if kind == "bool":
            return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[
                value.lower()
            ]
        if kind == "list" and not value.startswith("["):
            return [item.strip() for item in value.split(",") if item.strip()]
        made = json.loads(value) if kind in ("list", "dict") else _TYPES.get(kind, str)(value)
    except (ValueError, KeyError) as error:
        raise UsageError(f"-p {name}={value}: expected a value of type {kind}") from error
    if kind in _TYPES and not isinstance(made, _TYPES[kind]):
        raise UsageError(f"-p {name}={value}: expected a value of type {kind}")
    return made


def assigned(notebooks: Sequence[Path], given: Mapping[str, Any]) -> dict[Path, dict[str, Any]]:
    """The given parameters for every notebook that declares them; `UsageError` for one that none of them declares."""
    known = {path: declared(path) for path in notebooks}
    names = sorted({name for found in known.values() for name in found} - set(_OWN))
    if unknown := sorted(set(given) - set(names)):
        hint = " (set by options of the command)" if set(unknown) & set(_OWN) else ""
        raise UsageError(
            f"unknown parameter {', '.join(unknown)}{hint}; the notebooks have {', '.join(names) or 'none'}"
        )
    for path, found in known.items():
        if lacking := [name for name in _OWN if name not in found]:
            raise UsageError(f"{path.name}: declares no parameter {', '.join(lacking)}")
    return {
        path: {
            name: typed(name, value, found[name]["inferred_type_name"])
            for name, value in given.items()
            if name in found
        }
        for path, found in known.items()
    }


def run_figures(
    dataset: Path = Path("data/processed"),
    notebooks: Sequence[str | Path] | None = None,
    out: Path = Path("figures"),
    lang: str | Sequence[str] = LANGUAGES,
    formats: str | Sequence[str] = FORMATS,
    parameters: Mapping[str, Any] | None = None,
) -> Summary:
    """Run notebooks on a dataset and write their figures, captions and plotted data to `out`, with SHA256SUMS.

    `parameters` go to the notebooks that declare them. Raises `UsageError` before
    anything runs (unknown parameter, notebook, language, format or issuer; no reports; no place to write), `DatasetError` where there is no dataset, and
    `NotebookError` with notebook, cell and message where one fails; figures of the notebooks before it are in place.
    """
    paths = find(notebooks)
    own = {
        "dataset": str(Path(dataset).resolve()),
        "lang": ",".join(checked_languages(lang)),
        "formats": ",".join(checked_formats(formats)),
    }
    wanted = assigned(paths, parameters or {})
    _check(load(dataset)["reports"], wanted.values())
    _writable(out)
    written: list[str] = []
    gaps: list[str] = []
    # inside `out`, so that a finished file is moved by renaming
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=out.resolve()) as temporary:
        for path in tqdm(paths, desc="notebooks", disable=None):
            folder = Path(temporary) / path.stem
            folder.mkdir()
            for gap in _execute(path, wanted[path] | own | {"out": str(folder)}, Path(temporary)):
                old = any(out.glob(f"{gap.partition(':')[0]}-*"))
                gaps.append(
                    gap + (f" (the files of that name in {out} are of another run)" if old else "")
                )
            for file in sorted(folder.iterdir()):
                file.replace(out / file.name)
                written.append(file.name)
            if sums := checksums(out):
                put(out / SUMS, sums.encode())
    return Summary(tuple(path.stem for path in paths), tuple(written), out, tuple(gaps))


def _check(reports: pl.DataFrame, wanted: Iterable[dict[str, Any]]) -> None:
    """`UsageError` where the dataset holds no reports or none of an issuer asked for; a names file is checked and made absolute."""
    if reports.is_empty():
        raise UsageError(
            "the dataset holds no reports, so there is nothing to draw; gongkai build says what became of the files"
        )
    known = sorted({issuer for issuer in reports["issuer"].to_list() if issuer})
    for parameters in wanted:
        if unknown := [name for name in parameters.get("issuers", []) if name not in known]:
            more = f" and {len(known) - SOME} more" if len(known) > SOME else ""
            raise UsageError(
                f"no report of {', '.join(map(str, unknown))} in the dataset; it has {', '.join(known[:SOME]) or 'no named issuer'}{more}"
            )
        if parameters.get("names"):  # the notebooks run in their own folder
            parameters["names"] = str(Path(parameters["names"]).resolve())
            english_names(parameters["names"])


def _writable(out: Path) -> None:
    """Make the folder; `UsageError` where it is a file or nothing can be written there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=out.resolve()):
            pass
    except FileExistsError as error:
        raise UsageError(f"--out {out}: there is a file of this name; give a folder") from error
    except OSError as error:
        raise UsageError(f"--out {out}: cannot be written ({error.strerror})") from error


def _execute(path: Path, parameters: Mapping[str, Any], temporary: Path) -> list[str]:
    """Run one notebook into `temporary`; what it says of figures that it left out. `NotebookError` says which cell failed and why."""
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillException, PapermillExecutionError

    # The kernel is interrupted before it is shut down and logs that as an error. What fails in a cell, and a kernel that dies,
    # come as exceptions below and not through this log.
    try:
        with _quiet(), _fixed_time():
            made = papermill.execute_notebook(
                str(path), str(temporary / path.name), parameters=dict(parameters), kernel_name="python3", progress_bar=False, log_output=False,
                cwd=str(path.parent), execution_timeout=TIMEOUT, extra_arguments=[f"--IPKernelApp.log_level={logging.CRITICAL}"],
            )  # fmt: skip
    except PapermillExecutionError as error:
        first = error.source.strip().partition("\n")[0]
        raise NotebookError(
            f"notebook {path.stem}, cell [{error.exec_count}] that begins with {first!r}: {error.ename}: {error.evalue}"
        ) from None
    except CellTimeoutError as error:
        raise NotebookError(
            f"notebook {path.stem}: a cell took longer than {TIMEOUT} seconds"
        ) from error
    except (DeadKernelError, PapermillException) as error:
        raise NotebookError(f"notebook {path.stem}: {error}") from error
    said = (
        output.get("data", {}).get("text/plain", "")
        for cell in made.cells
        for output in cell.get("outputs", ())
    )
    return [text for text in said if re.match(rf"[\w-]+: {GAP}", text)]


@contextmanager
def _quiet() -> Iterator[None]:
    """Papermill and the notebook client log every cell; what goes wrong there comes as an exception."""
    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(before)


@contextmanager
def _fixed_time() -> Iterator[None]:
    """`SOURCE_DATE_EPOCH` for the kernels, which inherit the environment: no figure carries the time of the run."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
