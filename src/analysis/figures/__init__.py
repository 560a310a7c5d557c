"""Figures for print: finished numbers in, a figure with its data and captions out. Computes no measure."""

from .disclosure import disclosure
from .disputes import disputes
from .drawn import Drawn, How
from .export import Published, export, publish
from .growth import growth
from .labels import english_names
from .matrices import coverage, identities
from .outcomes import outcomes, refusals
from .trends import proactive, received

__all__ = [
    "Drawn",
    "How",
    "Published",
    "coverage",
    "disclosure",
    "disputes",
    "english_names",
    "export",
    "growth",
    "identities",
    "outcomes",
    "proactive",
    "publish",
    "received",
    "refusals",
]
