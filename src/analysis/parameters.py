"""Parameters of notebooks: which a notebook declares, and values for them from the command line."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import UsageError, describe_unknown_name
from .metrics.reports import split_list

REQUIRED = ("dataset", "out", "lang", "formats")  # the runner sets them in every notebook
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook that can be run: its file, and the kind of each parameter, such as `list[str]`."""

    path: Path
    kinds: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.path.stem


def read_notebook(path: Path) -> Notebook:
    """Return the notebook with the parameters of its one cell tagged `parameters`.

    Raises `UsageError` for a file that cannot be run with parameters: no notebook at all, no such
    cell or several, or without the parameters that say where data are read and figures written.
    """
    import papermill

    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path.name} is no notebook that can be read") from error
    if len(tagged) != 1:
        count = len(tagged) or "no"
        raise UsageError(f"{path.name}: {count} cells are tagged parameters, expected one")
    try:
        found = papermill.inspect_notebook(str(path))
    except ValueError as error:  # one that a program wrote may name no kernel
        raise UsageError(f"{path.name}: {error} Save it once in JupyterLab") from error
    if missing := [name for name in REQUIRED if name not in found]:
        raise UsageError(f"{path.name} declares no parameter {', '.join(missing)}")
    kinds = {name: _kind(entry["inferred_type_name"], entry) for name, entry in found.items()}
    return Notebook(path, kinds)


def find_notebook_fault(path: Path) -> str:
    """Return why a notebook cannot be run with parameters; "" where it can."""
    try:
        read_notebook(path)
    except UsageError as error:
        return str(error)
    return ""


def _kind(annotated: str, entry: Mapping[str, Any]) -> str:
    """The type that the cell states or, where it states none, that of the default value."""
    if annotated and annotated != "None":
        return annotated.replace(" ", "")
    try:
        return type(ast.literal_eval(entry["default"])).__name__
    except (ValueError, SyntaxError):
        return "str"


def assign_parameters(
    notebooks: Sequence[Notebook], given: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return, for each notebook by name, those of the `given` parameters that it declares.

    Raises `UsageError` for a parameter that no notebook declares, with the nearest names, and for
    one that the options of the command set.
    """
    known = sorted({name for notebook in notebooks for name in notebook.kinds} - set(REQUIRED))
    for name in given:
        if name in REQUIRED:
            raise UsageError(f"parameter {name!r} is set by an option or argument of the command")
        if name not in known:
            raise describe_unknown_name("parameter", name, known)
    return {
        notebook.name: {
            name: convert_value(name, value, notebook.kinds[name])
            for name, value in given.items()
            if name in notebook.kinds
        }
        for notebook in notebooks
    }


def convert_value(name: str, value: Any, kind: str) -> Any:
    """Return a value of the command line in the type that the notebook declares.

    A list is one item, several with commas between them, or a list in brackets.

    >>> convert_value("min_n", "30", "int"), convert_value("years", "2019,2020", "list[int]")
    (30, [2019, 2020])
    >>> convert_value("issuers", "沈河区", "list[str]"), convert_value("draft", "no", "bool")
    (['沈河区'], False)
    """
    try:
        container, _, item = kind.rstrip("]").partition("[")
        if container == "list":
            is_json = isinstance(value, str) and value.lstrip().startswith("[")
            items = json.loads(value) if is_json else split_list(value)
            return [_convert_item(part, item) for part in items]
        if container == "dict":
            return _check_type(json.loads(value) if isinstance(value, str) else value, dict)
        return _convert_item(value, container)
    except ValueError as error:
        raise UsageError(f"-p {name}={value}: expected a value of type {kind}") from error


def _convert_item(value: Any, kind: str) -> Any:
    if not isinstance(value, str):
        return value
    if kind == "int":
        return int(value)
    if kind == "float":
        return float(value)
    if kind == "bool":
        if value.lower() not in _TRUE + _FALSE:
            raise ValueError(value)
        return value.lower() in _TRUE
    return value


def _check_type(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ValueError(value)
    return value
