"""Small notebooks for tests of what runs them."""

from __future__ import annotations

from pathlib import Path

import nbformat

NOTEBOOK_NAMES = (
    "0-start",
    "1-corpus",
    "2-applications",
    "3-disputes",
    "4-trends",
    "5-compare",
    "6-report-card",
)
REQUIRED = (
    'dataset: str = ""  # dataset\n'
    'out: str = ""  # folder\n'
    'lang: str = "zh"  # languages\n'
    'formats: str = "svg"  # formats\n'
    "number: int = 3  # a number\n"
)
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def write_notebook(folder: Path, name: str, *sources: str, parameters: str = REQUIRED) -> Path:
    """Write a notebook of code cells, the first one tagged `parameters` unless it is empty."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    cells = (parameters, *sources) if parameters else sources
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    if parameters:
        notebook.cells[0].metadata["tags"] = ["parameters"]
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path
