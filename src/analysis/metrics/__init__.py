"""Measures: words, numerator, denominator, unit and n as data, and one evaluator. Reads no files, plots nothing."""

from .definitions import described, measures
from .evaluate import MIN_N
from .measure import as_text, measure
from .records import check_matrix
from .years import printed_growth, trend

__all__ = [
    "MIN_N",
    "as_text",
    "check_matrix",
    "described",
    "measure",
    "measures",
    "printed_growth",
    "trend",
]
