"""Text to number, bound, unit and status.

Returns 0 only for what is printed as 0 or said in words.
"""

from .cells import CellValue, read_cell
from .units import UNKNOWN, Unit, find_units, parse_unit

__all__ = ["UNKNOWN", "CellValue", "Unit", "find_units", "parse_unit", "read_cell"]
