"""Executed notebooks as pages of HTML, the same bytes for the same input."""

from __future__ import annotations

import html
from collections.abc import Mapping
from copy import deepcopy
from importlib.resources import files
from typing import Any

from .parameters import REQUIRED

_INJECTED = "injected-parameters"  # papermill's tag of the cell that it puts in
_PAGE = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def render_page(
    notebook: Any, title: str, parameters: Mapping[str, Any], *, code: bool = True
) -> str:
    """Return an executed notebook as one HTML file that needs no other file and no network.

    Without `code` only text, tables and figures are shown. What differs from run to run is left
    out: times, identifiers, paths of the run, and what programs print as warnings.
    """
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_name="basic", exclude_input=not code)
    body, _ = exporter.from_notebook_node(_make_stable_copy(notebook, parameters))
    style = (files(__package__) / "page.css").read_text("utf-8")
    return _PAGE.format(title=html.escape(title), style=style, body=body.strip())


def _make_stable_copy(notebook: Any, parameters: Mapping[str, Any]) -> Any:
    """A copy without what only this run knows; the parameters are stated as they were given."""
    copy = deepcopy(notebook)
    copy.metadata.pop("papermill", None)
    copy.metadata["title"] = ""
    given = [f"{name} = {value!r}" for name, value in parameters.items() if name not in REQUIRED]
    cells: list[Any] = []
    for cell in copy.cells:
        if _INJECTED in cell.metadata.get("tags", []):
            if not given:
                continue
            cell.source = "\n".join(["# parameters of this run", *given])
        cell.id = str(len(cells))
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [one for one in cell.outputs if one.get("name") != "stderr"]
        cells.append(cell)
    copy.cells = cells
    return copy
