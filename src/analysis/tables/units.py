"""The unit of a number: what its row, its column and the lines above its table say."""

from __future__ import annotations

from ..forms import fold
from ..values import UNKNOWN, Unit, find_units, parse_unit
from .blocks import TableRow


def find_unit(row: TableRow, name: str, unit: str, is_only: bool) -> Unit | None:
    """The unit that is printed beside a row or in the `name` of a column, else above the table.

    None where none is. `unit` is that of the form, and unknown is one that it cannot be: two at a
    time, or in a header, or beside the only number of a row (`is_only`), one of another kind.
    """
    kind = "money" if unit == "万元" else "count"
    beside = [parse_unit(fold(t.text)) or UNKNOWN for t in row.tokens if t.kind == "unit"]
    header = find_units(fold(name))
    for said in (header, beside if is_only else ()):
        if said and not any(stated.kind == kind for stated in said):
            return UNKNOWN
    label = find_units(fold(row.label.text)) if row.label else ()
    near = {stated for stated in (*beside, *label, *header) if stated.kind in (kind, UNKNOWN.kind)}
    near = near or {stated for stated in row.units if stated.kind in (kind, UNKNOWN.kind)}
    return UNKNOWN if len(near) > 1 else next(iter(near), None)
