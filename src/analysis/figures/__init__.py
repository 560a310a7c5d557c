"""Figures for print: finished numbers in, a figure with its data and captions out. Computes no measure."""

from .coverage import coverage
from .disclosure import disclosure
from .disputes import disputes
from .drawn import Drawn
from .export import Published, export
from .growth import growth
from .identities import identities
from .outcomes import outcomes
from .publish import english_names, publish
from .refusals import refusals
from .trends import proactive, received

__all__ = [
    "Drawn",
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
