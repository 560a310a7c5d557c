"""Figures for print: finished numbers in, a figure with its data and captions out.

Computes no measure. `catalogue()` lists the families; `publish(family, rows, …)` draws one and
writes its files, `draw` gives it as a figure of matplotlib.
"""

from .catalogue import Drawn, catalogue, draw
from .export import Published, check_figures, checksums, publish
from .labels import english_names
from .tables import publish_table
from .theme import style

__all__ = [
    "Drawn",
    "Published",
    "catalogue",
    "check_figures",
    "checksums",
    "draw",
    "english_names",
    "publish",
    "publish_table",
    "style",
]
