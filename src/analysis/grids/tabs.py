"""Rows whose cells stand between tabs, as pasted from a web page or a spreadsheet."""

from __future__ import annotations

import re

from ..documents.blocks import Line
from .strips import Strip, piece

_TAB = re.compile("\t")


def strip_of(line: Line) -> Strip:
    """Every place between two tabs is a cell; places left by merged cells are empty cells as well."""
    cuts = [m.start() for m in _TAB.finditer(line.text)]
    bounds = zip([0, *(c + 1 for c in cuts)], [*cuts, len(line.text)], strict=True)
    return Strip(tuple(piece(line, b, e) for b, e in bounds), True, "tabs", line)
