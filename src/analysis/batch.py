"""One run of a notebook for each issuer, year or level of a dataset: a folder each, resumable."""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import UsageError, describe_unknown_name
from .figures.export import checksums
from .frames import Dataset, load
from .frames.bundles import write_whole
from .parameters import Notebook, assign_parameters
from .placement import SUMS
from .runner import (
    Job,
    NotebookError,
    check_folder,
    check_parameters,
    execute_all,
    find_notebooks,
    select_reports,
    set_options,
)
from .terminal import write_count

COLUMNS = {"issuers": "issuer_id", "years": "year", "level": "level"}  # parameter: what it chooses
INPUTS = "inputs.sha256"  # of what a finished folder was made from


def run_each(
    parameter: str,
    dataset: Path,
    notebooks: Sequence[str | Path],
    out: Path,
    lang: str | Sequence[str],
    formats: str | Sequence[str],
    parameters: Mapping[str, Any] | None = None,
) -> str:
    """Run a notebook once for each value of a parameter, and return what was done in words.

    `parameter` is `issuers`, `years` or `level`; the other parameters choose the reports whose
    values are taken. Each run has a folder `out/NOTEBOOK/VALUE` with its figures and its page, and
    `out/NOTEBOOK/index.html` names them all. A folder whose inputs have not changed is left as it
    is, so that a run that was stopped goes on where it was. Raises as `run_figures` does; where
    single runs fail the others are finished first, and the `NotebookError` names the failed ones.
    """
    if parameter not in COLUMNS:
        raise describe_unknown_name("parameter for --each", parameter, COLUMNS)
    if len(notebooks or ()) != 1:
        raise UsageError("--each needs one --notebook NAME")
    (notebook,), _ = find_notebooks(notebooks)
    if parameter not in notebook.kinds:
        raise UsageError(f"notebook {notebook.name} declares no parameter {parameter!r}")
    values = assign_parameters([notebook], parameters or {})[notebook.name]
    values |= set_options(dataset, lang, formats)
    data = load(dataset)
    check_parameters(data, values)
    place = out / notebook.name
    check_folder(place)
    targets = {
        place / folder: values | {parameter: [value] if parameter != "level" else value}
        for folder, value in _list_values(data, parameter, values).items()
    }
    inputs = {target: _hash_inputs(data, notebook, chosen) for target, chosen in targets.items()}
    waiting = {t: chosen for t, chosen in targets.items() if not _is_finished(t, inputs[t])}
    failures = _run_waiting(notebook, waiting, inputs)
    _write_index(place, notebook.name, list(targets))
    if failures:
        raise NotebookError("\n".join([f"{write_count(len(failures), 'run')} failed", *failures]))
    ready = len(targets) - len(waiting)
    written = write_count(len(waiting), "run")
    return f"{written} of {notebook.name} written to {place}, {ready} up to date"


def _list_values(data: Dataset, parameter: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The name of a folder for each value that the chosen reports have."""
    column = COLUMNS[parameter]
    label = "issuer" if parameter == "issuers" else column
    reports = select_reports(data, values).drop_nulls(column)
    pairs = reports.select(column, label).unique(column, keep="first", maintain_order=True)
    names = pairs[label].cast(str).to_list()
    folders = {}
    for value, name in zip(pairs[column].to_list(), names, strict=True):
        unique = name if names.count(name) == 1 else f"{name}-{value}"
        folders[re.sub(r'[\\/:*?"<>|\s]', "_", unique)] = value
    return dict(sorted(folders.items()))


def _run_waiting(
    notebook: Notebook, waiting: Mapping[Path, dict[str, Any]], inputs: Mapping[Path, str]
) -> list[str]:
    """Run what is not finished; the messages of those that failed come back."""
    if not waiting:
        return []
    failures = []
    place = next(iter(waiting)).parent
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=place.resolve()) as temporary:
        jobs = [
            Job(notebook.path.resolve(), chosen, Path(temporary) / target.name, "figures")
            for target, chosen in waiting.items()
        ]
        for job, outcome in execute_all(jobs, notebook.name):
            target = place / job.folder.name
            if outcome.failure:
                failures.append(f"{target.name}: {outcome.failure}")
                continue
            write_whole(job.folder / SUMS, checksums(job.folder).encode())
            write_whole(job.folder / INPUTS, inputs[target].encode())
            shutil.rmtree(target, ignore_errors=True)
            job.folder.replace(target)
    return failures


def _hash_inputs(data: Dataset, notebook: Notebook, values: Mapping[str, Any]) -> str:
    """A digest of all that a run depends on: data, notebook, parameters and this package."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for path in [
        data.folder / "dataset.json",
        notebook.path,
        *sorted(path for path in package.rglob("*") if path.suffix in (".py", ".toml", ".css")),
    ]:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    chosen = {name: value for name, value in values.items() if name != "dataset"}
    digest.update(json.dumps(chosen, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()


def _is_finished(folder: Path, inputs: str) -> bool:
    """Whether a folder was made from these inputs and holds the files that it then held."""
    record, sums = folder / INPUTS, folder / SUMS
    if not (record.is_file() and sums.is_file() and record.read_text() == inputs):
        return False
    return sums.read_text("utf-8") == checksums(folder)


def _write_index(place: Path, title: str, folders: Sequence[Path]) -> None:
    """A page with a link to each page that is there."""
    links = [
        f'<li><a href="{html.escape(folder.name)}/{title}.html">{html.escape(folder.name)}</a></li>'
        for folder in folders
        if (folder / f"{title}.html").is_file()
    ]
    head = f'<!DOCTYPE html>\n<meta charset="utf-8">\n<title>{title}</title>\n<ul>\n'
    write_whole(place / "index.html", (head + "\n".join(links) + "\n</ul>\n").encode())
