"""Makes the folder of a new study."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import secrets
import shutil
from pathlib import Path
from typing import TypeGuard

from .. import __version__
from ..errors import UsageError
from ..manifest import COLUMNS
from ..paths import NAMES, NOTEBOOKS, TEMPLATES, find_study


def create_study(folder: Path) -> list[str]:
    """Make the folder of a study; return the names of what is in it.

    Nothing is ever overwritten: raises `UsageError` where the folder holds anything but hidden
    files. After an error nothing is left of it.
    """
    _refuse_place(folder)
    unfinished = folder.absolute().parent / f".{folder.absolute().name}.new-{secrets.token_hex(4)}"
    was_there = folder.exists()
    try:
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        _fill(unfinished, folder.absolute().name)
        folder.mkdir(exist_ok=True)
        names = sorted(path.name for path in unfinished.iterdir())
        for name in names:
            (unfinished / name).rename(folder / name)
    except OSError as error:
        if not was_there:
            shutil.rmtree(folder, ignore_errors=True)
        reason = f"{error.strerror or error}"
        raise UsageError(f"{folder}: cannot be made ({reason}); name a folder elsewhere") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return names


def _refuse_place(folder: Path) -> None:
    if folder.is_file():
        raise UsageError(f"{folder} is a file; name a new folder")
    own = find_study(folder)
    if own and folder.resolve().is_relative_to(own.raw.resolve() / ""):
        raise UsageError(f"{folder} is among the reports of another study; name a folder elsewhere")
    if not folder.exists():
        return
    if own and own.folder == folder.resolve():
        raise UsageError(
            f"{folder} is a study already and stays as it is; go into it and use gongkai add FILE"
        )
    held = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    held += [name for name in (".gitignore",) if (folder / name).exists()]
    if held:
        more = f" and {len(held) - 3} more" if held[3:] else ""
        raise UsageError(
            f"{folder} holds {', '.join(held[:3])}{more}: name a new folder, "
            f"then in it gongkai add {os.path.relpath(folder)}"
        )


def _fill(folder: Path, name: str) -> None:
    for below in ("data/raw", "data/processed", "figures"):
        (folder / below).mkdir(parents=True)
        (folder / below / ".gitkeep").touch()
    (folder / "notebooks").mkdir()
    for file in NOTEBOOKS.glob("*.ipynb"):
        shutil.copyfile(file, folder / "notebooks" / file.name)
    (folder / "notebooks" / "names.csv").write_text("issuer,name\n", "utf-8-sig")
    for kind in ("corrections", "labels"):
        shutil.copyfile(TEMPLATES / NAMES[kind], folder / NAMES[kind])
    shutil.copyfile(TEMPLATES / "gitignore", folder / ".gitignore")
    head = io.StringIO()
    csv.writer(head).writerow(COLUMNS)
    (folder / NAMES["manifest"]).write_bytes(head.getvalue().encode("utf-8-sig"))
    words = (TEMPLATES / "README.md").read_text("utf-8")
    words = words.replace("{name}", name).replace("{version}", __version__)
    (folder / "README.md").write_text(words.replace("{figures}", _list_figures()), "utf-8")


def _list_figures() -> str:
    """A row for each notebook with the names of its figures, `*` for what a parameter sets."""
    rows = []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        codes = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        calls = [
            node for code in codes for node in ast.walk(ast.parse(code)) if _is_publishing(node)
        ]
        names = ", ".join(f"`{_name_figure(call)}`" for call in calls)
        rows.append(f"| `{path.stem}` | {names} | ‹figure› |")
    return "\n".join(rows)


def _is_publishing(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "figures.publish"


def _name_figure(call: ast.Call) -> str:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "name"]
    (value,) = named or call.args[:1]
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    return "".join(str(p.value) if isinstance(p, ast.Constant) else "*" for p in parts)
