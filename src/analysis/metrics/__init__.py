"""Measures: words, numerator, denominator, unit and n as data, and one evaluator."""

from .definitions import Measure, describe_measures, measure_breaks, measures
from .evaluate import MIN_N
from .measure import change, measure, panel, trend
from .pooling import pool
from .records import check_matrix, printed_growth
from .reports import place_reports, select

__all__ = [
    "MIN_N",
    "Measure",
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
