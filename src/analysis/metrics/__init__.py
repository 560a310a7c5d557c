"""Measures: words, numerator, denominator, unit and n as data, and one evaluator. Reads no files, plots nothing."""

from .definitions import Measure, described, measures
from .evaluate import MIN_N
from .growth import printed_growth, trend
from .measure import measure
from .quality import check_matrix
from .words import as_text

__all__ = ["MIN_N", "Measure", "as_text", "check_matrix", "described", "measure", "measures", "printed_growth", "trend"]
