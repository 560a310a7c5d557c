"""The unit of a number: what its row, its column and the lines above its table say."""

from __future__ import annotations

from ..forms import fold_label
from ..values import UNKNOWN, Unit, find_units, parse_unit
from .blocks import TableRow


def find_unit(row: TableRow, name: str, unit: str, is_only: bool) -> Unit | None:
    """The unit that is printed beside a row or in the `name` of a column, else above the table.

    None where none is. `unit` is that of the form, and unknown is one that it cannot be: two at a
    time, or in a header, or beside the only number of a row (`is_only`), one of another kind.
    """
    beside = [parse_unit(fold_label(t.text)) or UNKNOWN for t in row.tokens if t.kind == "unit"]
    header = find_units(fold_label(name))
    for said in (header, beside if is_only else ()):
        if said and not any(stated.kind and stated.may_tell(unit) for stated in said):
            return UNKNOWN
    label = find_units(fold_label(row.label.text)) if row.label else ()
    is_money = unit == "万元"
    for said in ((*beside, *label, *header), row.units):
        near = {
            stated for stated in said if (stated.kind == "money") is is_money or not stated.kind
        }
        if len({stated.factor for stated in near}) > 1:
            return UNKNOWN
        if near:
            return max(near, key=lambda stated: stated.may_tell(unit))
    return None
