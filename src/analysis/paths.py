"""Where data lie: the study in which one works, and what the package brings along."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_PACKAGE = Path(__file__).resolve().parent
ROOT = _PACKAGE.parents[1]
TEMPLATES = _PACKAGE / "study"
_INSTALLED = TEMPLATES / "notebooks"  # a wheel has the notebooks here, a clone has them at its root
NOTEBOOKS = _INSTALLED if _INSTALLED.is_dir() else ROOT / "notebooks"
RAW = ROOT / "data" / "raw"
PROCESSED = ROOT / "data" / "processed"
FIGURES = ROOT / "figures"

NAMES = {"manifest": "manifest.csv", "corrections": "corrections.toml", "labels": "labels.toml"}
"""The three files that a person writes, by what they hold."""


class Study(NamedTuple):
    """A folder with reports and what a person says about them.

    `raw` holds the reports. The files that a person writes stand in the study's `folder`, in its
    `data` or beside the reports.
    """

    folder: Path
    raw: Path

    @property
    def dataset_folder(self) -> Path:
        """The folder of its dataset."""
        return self.folder / "data" / "processed"

    @property
    def figures(self) -> Path:
        """The folder of its figures."""
        return self.folder / "figures"

    @property
    def notebooks(self) -> Path:
        """The folder of its notebooks."""
        return self.folder / "notebooks"

    def find(self, kind: str) -> Path | None:
        """Return its manifest, corrections or labels; None where it has no such file."""
        places = dict.fromkeys([self.folder, self.folder / "data", self.raw])
        return next((p for f in places if (p := f / NAMES[kind]).is_file()), None)


def find_study(start: Path | None = None) -> Study | None:
    """Return the study in which a folder or file lies: the nearest one above it, or None.

    A study has `data/raw` and one of the files that a person writes. From the current folder its
    paths are relative, so that messages stay short.
    """
    here = Path.cwd() if start is None else start.resolve()
    for folder in (here, *here.parents):
        raw = folder / "data" / "raw"
        if raw.is_dir():
            study = Study(folder, raw)
            if any(study.find(kind) for kind in NAMES):
                short = Path(os.path.relpath(folder)) if start is None else folder
                return Study(short, short / "data" / "raw")
    return None


def find_study_of(source: Path) -> Study:
    """Return the study whose reports are in `source`; another folder of reports is its own study.

    The latter has its files beside the reports.
    """
    study = find_study(source)
    if study is not None and study.raw == source.resolve():
        return study
    folder = source if source.is_dir() else source.parent
    return Study(folder, folder)


def find_inputs(source: Path, given: Mapping[str, str | Path | None]) -> dict[str, Path | None]:
    """Return manifest, corrections and labels of a folder of reports; `given` ones go before.

    Those of the study whose reports these are, else those beside them. A folder that is no study
    but is read in one has the labels of that study.
    """
    study, here = find_study_of(source), find_study()
    found = {kind: Path(file) if file else study.find(kind) for kind, file in given.items()}
    if here and not found["labels"]:
        found["labels"] = here.find("labels")
    return found


def find_dataset() -> Path:
    """Return `data/processed` of the present folder or the nearest above it that has a dataset.

    Outside of any study it is that of the repository.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "data" / "processed" / "dataset.json").is_file():
            return folder / "data" / "processed"
    study = find_study()
    return study.dataset_folder if study else PROCESSED
