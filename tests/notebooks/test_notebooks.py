"""The notebooks as files: one set of parameters, no code that belongs in the package, stripped."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from books import NOTEBOOK_NAMES, write_notebook

from analysis.metrics import measures
from analysis.paths import NOTEBOOKS, ROOT

BOOKS = [NOTEBOOKS / f"{name}.ipynb" for name in NOTEBOOK_NAMES]
PARAMETERS = {
    "dataset": "str",
    "out": "str",
    "lang": "str",
    "formats": "str",
    "issuers": "list[str]",
    "years": "list[int]",
    "level": "str",
    "scope": "str",
    "measure": "str",
    "by": "list[str]",
    "min_n": "int",
    "width": "str",
    "names": "str",
}
IMPORTED = {
    "analysis",
    "analysis.card",
    "analysis.display",
    "analysis.paths",
    "polars",
    "seaborn",
}
STRIPPED = (
    "metadata.papermill cell.metadata.papermill cell.metadata.execution "
    "metadata.language_info.version"
)
each_book = pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)


def read_cells(path: Path, kind: str = "code") -> list[dict[str, Any]]:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == kind]


def read_parameters(path: Path) -> str:
    tagged = [cell for cell in read_cells(path) if cell["metadata"].get("tags") == ["parameters"]]
    assert len(tagged) == 1
    return "".join(tagged[0]["source"])


@each_book
def test_parameters(path: Path) -> None:
    """The agreed parameters in their order, each with its type, and with what it means."""
    from papermill import inspect_notebook

    found = inspect_notebook(str(path))
    assert {name: entry["inferred_type_name"] for name, entry in found.items()} == PARAMETERS
    assert list(found) == list(PARAMETERS)
    assert all(len(entry["help"]) > 20 for entry in found.values())
    assert found["measure"]["default"].strip('"') in measures()


@each_book
def test_parameters_are_used(path: Path) -> None:
    """No parameter is declared and then ignored."""
    code = "\n".join("".join(cell["source"]) for cell in read_cells(path))
    code = code.replace(read_parameters(path), "")
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    assert set(PARAMETERS) <= used


@each_book
def test_code_stays_in_the_package(path: Path) -> None:
    """No definitions, no loops, no patterns; a few lines in each cell."""
    for cell in read_cells(path):
        source = "".join(cell["source"])
        nodes = list(ast.walk(ast.parse(source)))
        assert not {type(node).__name__ for node in nodes} & {
            "FunctionDef",
            "AsyncFunctionDef",
            "ClassDef",
            "Lambda",
            "For",
            "While",
            "Try",
        }
        names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
        names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
        assert names <= IMPORTED
        assert names or len(source.splitlines()) <= len(PARAMETERS)


@each_book
def test_prose_holds_no_numbers(path: Path) -> None:
    """What stands in the prose is true of any dataset; numbers are computed."""
    for cell in read_cells(path, "markdown"):
        source = "".join(cell["source"])
        assert not re.search(r"\d", re.sub(r"^# \d ", "", source)), source


def committed(path: Path) -> bytes:
    """The notebook as it is committed: a user's clone may hold it with outputs."""
    git = shutil.which("git")
    name = path.relative_to(ROOT).as_posix()
    if not git or not (ROOT / ".git").exists():
        pytest.skip("no git repository here: the notebooks may have been saved with outputs")
    done = subprocess.run([git, "show", f"HEAD:{name}"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"{name} is not committed")
    return done.stdout


@each_book
def test_committed_notebooks_are_stripped(path: Path, tmp_path: Path) -> None:
    """No outputs, no counts, ids in order: a changed line is a change of two lines."""
    copy = tmp_path / path.name
    copy.write_bytes(committed(path))
    cells = json.loads(copy.read_text("utf-8"))["cells"]
    assert [cell["id"] for cell in cells] == [str(number) for number in range(len(cells))]
    strip = [sys.executable, "-m", "nbstripout", "--extra-keys", STRIPPED, str(copy)]
    subprocess.run(strip, check=True)
    assert copy.read_bytes() == committed(path), f"nbstripout --extra-keys '{STRIPPED}' {path.name}"


def run_nbval(folder: Path) -> subprocess.CompletedProcess[str]:
    shutil.copy(NOTEBOOKS / "conftest.py", folder)
    words = "-q -p no:cacheprovider --nbval-lax --nbval-current-env --rootdir . ."
    command = [sys.executable, "-m", "pytest", *words.split()]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_nbval_passes_over_notebooks_without_parameters(tmp_path: Path) -> None:
    """A scratch notebook that fails breaks nothing and is named; one with outputs passes."""
    write_notebook(tmp_path, "Untitled", "1 / 0", parameters="")
    good = write_notebook(tmp_path, "good", "number + 1")
    saved = json.loads(good.read_text("utf-8"))
    output = {"output_type": "stream", "name": "stdout", "text": "of another day"}
    saved["cells"][1] |= {"outputs": [output], "execution_count": 7}
    good.write_text(json.dumps(saved))
    done = run_nbval(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
    assert "passed over: Untitled.ipynb: no cells are tagged parameters" in done.stdout


def test_nbval_fails_where_a_cell_fails(tmp_path: Path) -> None:
    write_notebook(tmp_path, "bad", "1 / 0")
    done = run_nbval(tmp_path)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stdout
