"""Where data lie: those of the repository, and those of the study in which one works."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "data" / "raw"
PROCESSED = ROOT / "data" / "processed"
FIGURES = ROOT / "figures"
NOTEBOOKS = ROOT / "notebooks"


def find_dataset() -> Path:
    """Return `data/processed` of the present folder or the nearest above it that has a dataset.

    Outside of any study it is that of the repository.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "data" / "processed" / "dataset.json").is_file():
            return folder / "data" / "processed"
    return PROCESSED
