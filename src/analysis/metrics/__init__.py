"""Measures: words, numerator, denominator, unit and n as data, and one evaluator."""

from .change import printed_growth
from .definitions import Measure, describe_measures, measure_breaks, measures
from .evaluate import MIN_N
from .measure import as_text, change, measure, trend
from .panel import panel
from .pooling import pool
from .records import check_matrix
from .reports import place_reports
from .selection import select

__all__ = [
    "MIN_N",
    "Measure",
    "as_text",
    "change",
    "check_matrix",
    "describe_measures",
    "measure",
    "measure_breaks",
    "measures",
    "panel",
    "place_reports",
    "pool",
    "printed_growth",
    "select",
    "trend",
]
