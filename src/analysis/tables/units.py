"""The unit of a number: what its row, its column and the lines above its table say."""

from __future__ import annotations

from collections.abc import Sequence

from ..forms import fold_label
from ..values import UNKNOWN, Unit, find_units, parse_unit
from .blocks import TableRow

RowUnits = tuple[Sequence[Unit], Sequence[Unit], Sequence[Unit]]
"""The units that cells of a row name, its label, and the lines above its table."""


def read_row_units(row: TableRow) -> RowUnits:
    """The units that are printed with a row."""
    beside = [parse_unit(fold_label(t.text)) or UNKNOWN for t in row.tokens if t.kind == "unit"]
    return beside, find_units(fold_label(row.label.text)) if row.label else (), row.units


def find_unit(row: RowUnits, name: str, unit: str, is_only: bool) -> Unit | None:
    """The unit that is printed beside a row or in the `name` of a column, else above the table.

    None where none is. `unit` is that of the form, and unknown is one that it cannot be: two at a
    time, or in a header, or beside the only number of a row (`is_only`), one of another kind.
    """
    beside, label, above = row
    header = find_units(fold_label(name))
    if not (header or any(row)):
        return None
    for said in (header, beside if is_only else ()):
        if said and not any(stated.kind and stated.may_tell(unit) for stated in said):
            return UNKNOWN
    is_money = unit == "万元"
    for said in ((*beside, *label, *header), above):
        near = {
            stated for stated in said if (stated.kind == "money") is is_money or not stated.kind
        }
        if len({stated.factor for stated in near}) > 1:
            return UNKNOWN
        if near:
            return max(near, key=lambda stated: stated.may_tell(unit))
    return None
