"""Figures for print: finished numbers in, a figure with its data and captions out. Computes no measure."""

from .disclosure import disclosure
from .disputes import disputes
from .drawn import How
from .export import publish
from .growth import growth
from .labels import english_names
from .matrices import coverage, identities
from .outcomes import outcomes, refusals
from .trends import proactive, received

__all__ = [
    "How",
    "coverage",
    "disclosure",
    "disputes",
    "english_names",
    "growth",
    "identities",
    "outcomes",
    "proactive",
    "publish",
    "received",
    "refusals",
]
