"""Figures for print: finished numbers in, a figure with its data and captions out.

Computes no measure. `catalogue()` lists the families; `publish(family, rows, …)` draws one.
"""

from .catalogue import Drawn, How, catalogue
from .cells import coverage, heat, identities, provinces
from .export import Published, check_figures, checksums, publish
from .labels import english_names
from .rows import applicants, change, disputes, flow, grounds, outcomes, rate
from .spread import distribution, funnel
from .tables import publish_table
from .theme import style
from .trends import counts, rate_trend

__all__ = [
    "Drawn",
    "How",
    "Published",
    "applicants",
    "catalogue",
    "change",
    "check_figures",
    "checksums",
    "counts",
    "coverage",
    "disputes",
    "distribution",
    "english_names",
    "flow",
    "funnel",
    "grounds",
    "heat",
    "identities",
    "outcomes",
    "provinces",
    "publish",
    "publish_table",
    "rate",
    "rate_trend",
    "style",
]
