"""The notebooks as files: one parameters cell, no code that belongs in the package, stripped, and really compared."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from analysis.paths import NOTEBOOKS
from analysis.runner import declared

NUMBERS = Path(__file__).parent / "read"
BOOKS = sorted(NOTEBOOKS.glob("*.ipynb"))
STRIPPED = "metadata.papermill cell.metadata.papermill cell.metadata.execution metadata.language_info.version"


def cells(path: Path) -> list[dict[str, Any]]:
    return [
        cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"
    ]


def tagged(path: Path, tag: str) -> list[dict[str, Any]]:
    return [cell for cell in cells(path) if tag in cell["metadata"].get("tags", [])]


def test_there_are_four():
    assert [path.stem for path in BOOKS] == ["1-corpus", "2-applications", "3-disputes", "4-trends"]


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_parameters_are_typed_and_explained(path):
    assert len(tagged(path, "parameters")) == 1
    source = "".join(tagged(path, "parameters")[0]["source"])
    names = [node.target.id for node in ast.parse(source).body if isinstance(node, ast.AnnAssign)]  # type: ignore[union-attr]
    assert len(names) == len(ast.parse(source).body)
    found = declared(path)
    assert list(found) == names
    for name, parameter in found.items():
        assert parameter["inferred_type_name"] in ("str", "int", "float", "bool", "list", "dict"), (
            name
        )
        assert len(parameter["help"]) > 10, name


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_code_stays_in_the_package(path):
    for cell in cells(path):
        tree = ast.parse("".join(cell["source"]))
        kinds = {type(node).__name__ for node in ast.walk(tree)}
        assert not kinds & {"FunctionDef", "AsyncFunctionDef", "ClassDef", "Lambda"}
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        imported |= {
            str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
        }
        assert imported <= {"analysis", "analysis.paths", "polars"}


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_notebooks_are_stripped(path, tmp_path):
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    subprocess.run(
        [sys.executable, "-m", "nbstripout", "--extra-keys", STRIPPED, str(copy)], check=True
    )
    assert copy.read_bytes() == path.read_bytes(), (
        f"strip it: nbstripout --extra-keys '{STRIPPED}' {path.name}"
    )
    assert [(cell["outputs"], cell["execution_count"]) for cell in cells(path)] == [
        ([], None)
    ] * len(cells(path))
    assert len(tagged(path, "nbval-check-output")) == 1


# what a person read and worked out by hand, as it must stand in the tables that nbval compares
READ = {
    "1-corpus": [
        "郴州市 2019 5 35 0 0",
        "平潭综合实验区 2020 38 0 2 0",
        "平潭综合实验区 2013 5 1 0 0",
    ],
    "2-applications": [
        "沈河区 2020 area: 9/192, 4.69 [2.49, 8.67]",
        "郴州市 2019 area: 236/294, 80.27 [75.35, 84.42]",
        "咸阳市 2017 area: 169/201, 84.08",
    ],
    "3-disputes": [
        "郴州市 2019 area reconsideration: 10/43, 23.26",
        "郴州市 2019 area litigation: 19/87, 21.84",
        "邓州市 2020 area reconsideration: 0/41, 0.00 [0.00, 8.57]",
    ],
    "4-trends": [
        "平潭综合实验区 2018 area: 0",
        "平潭综合实验区 2020 area: 21",
        "平潭综合实验区 2024 area: 218",
        "咸阳市 2017 area: 201",
    ],
}


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_the_compared_numbers_are_those_that_a_person_read(path):
    text = (NUMBERS / f"{path.stem}.txt").read_text("utf-8")
    for line in READ[path.stem]:
        assert line in text


@pytest.mark.parametrize(("read", "passes"), [("2\n", True), ("3\n", False)])
def test_output_is_really_compared(tmp_path, read, passes):
    folder, numbers = tmp_path / "notebooks", tmp_path / "tests" / "notebooks" / "read"
    folder.mkdir()
    numbers.mkdir(parents=True)
    shutil.copy(NOTEBOOKS / "conftest.py", folder)
    (numbers / "book.txt").write_text(read, "utf-8")
    book = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
        }
    )
    cell = nbformat.v4.new_code_cell("print(1 + 1)")
    cell.metadata["tags"] = ["nbval-check-output"]
    book.cells = [cell]
    nbformat.write(book, folder / "book.ipynb")
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--nbval-lax",
        "--nbval-current-env",
        "--rootdir",
        str(tmp_path),
        "notebooks/book.ipynb",
    ]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode == 0) is passes, done.stdout
    assert ("1 passed" if passes else "1 failed") in done.stdout
