"""Text to number, bound, unit and status.

Returns 0 only for what is printed as 0 or said in words.
"""

from .cells import CellValue, amount_unit, read_cell

__all__ = ["CellValue", "amount_unit", "read_cell"]
