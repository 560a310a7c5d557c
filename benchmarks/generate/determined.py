"""Which cells of a lossy print are determined: by trying all readings, on no code of the package but the identities' terms.

A lost cell is an empty one, and an empty cell is a 0 (that is how reports are made here). Two readings differ
where one puts another number, or none, into a cell. Where trying all readings would take too long, the row
alone decides, so the answer errs towards "undetermined".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from analysis.forms import Key

from .model import FLOW, Report

Entry = int | str | None  # a number, "" for a nil mark, None for a lost cell
Reading = tuple[Entry, ...]
Sums = tuple[int, ...]
MAX_STATES = 20_000
MAX_READINGS = 3_000


def _rows(report: Report, table: str) -> dict[str, list[Key]]:
    found: dict[str, list[Key]] = {}
    for key in report.cells:
        if key[0] == table:
            found.setdefault(key[1], []).append(key)
    return found


def _entries(report: Report, keys: Sequence[Key]) -> list[Entry]:
    """What is printed in a row, empty cells left out."""
    shown = [report.cells[k] for k in keys if report.cells[k].text]
    return ["" if p.value is None else int(p.value) for p in shown]


def placements(numbers: Sequence[Entry], width: int) -> list[Reading]:
    """All ways in which numbers can stand in their order among `width` cells.

    >>> placements([3, 3], 3)
    [(3, 3, None), (3, None, 3), (None, 3, 3)]
    """
    found = []
    for places in combinations(range(width), len(numbers)):
        row: list[Entry] = [None] * width
        for place, number in zip(places, numbers, strict=True):
            row[place] = number
        found.append(tuple(row))
    return found


def cuts(digits: str, width: int) -> list[Reading]:
    """All ways to cut digits into `width` numbers that do not begin with a 0 of their own; at most `MAX_READINGS` + 1.

    >>> cuts("1002", 3)
    [(10, 0, 2)]
    """
    found: list[Reading] = []

    def cut(at: int, left: int, made: Reading) -> None:
        if len(found) > MAX_READINGS:
            return
        if left == 0:
            if at == len(digits):
                found.append(made)
            return
        longest = len(digits) - at - (left - 1)
        for size in range(1, (min(1, longest) if digits[at : at + 1] == "0" else longest) + 1):
            cut(at + size, left - 1, (*made, int(digits[at : at + size])))

    cut(0, width, ())
    return found


def summed_cuts(digits: str, width: int) -> list[Reading]:
    """All cuts whose last number is the sum of those before it; at most `MAX_READINGS` + 1.

    >>> summed_cuts("25200252", 4)
    [(252, 0, 0, 252)]
    """
    found: list[Reading] = []

    def cut(at: int, end: int, left: int, rest: int, made: Reading) -> None:
        if len(found) > MAX_READINGS:
            return
        if left == 0:
            if at == end and rest == 0:
                found.append((*made, int(digits[end:])))
            return
        for size in range(1, (1 if digits[at : at + 1] == "0" else end - at - left + 1) + 1):
            number = int(digits[at : at + size] or "0")
            if at + size > end or number > rest:
                break
            cut(at + size, end, left - 1, rest - number, (*made, number))

    for end in range(width - 1, len(digits)):
        if digits[end] != "0" or end == len(digits) - 1:
            cut(0, end, width - 1, int(digits[end:]), ())
    return found


def _zero(reading: Reading) -> tuple[int, ...]:
    return tuple(n if isinstance(n, int) else 0 for n in reading)


def _agreed(readings: Iterable[Reading], keys: Sequence[Key]) -> set[Key]:
    columns = list(zip(*readings, strict=True))
    return {
        key
        for key, column in zip(keys, columns, strict=True)
        if len(set(column)) == 1 and isinstance(column[0], int)
    }


def _plus(a: Sums, b: Sums) -> Sums:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def _minus(a: Sums, b: Sums) -> Sums:
    return tuple(x - y for x, y in zip(a, b, strict=True))


def _below(a: Sums, b: Sums) -> bool:
    return all(x <= y for x, y in zip(a, b, strict=True))


def _kept(readings: Iterable[Reading]) -> list[Reading]:
    """The readings of a row of T3 whose total is the sum of the others."""
    return [r for r in readings if _zero(r)[-1] == sum(_zero(r)[:-1])]


def _applications(options: Mapping[str, list[Reading]]) -> dict[str, list[Reading]] | None:
    """The readings of each row of T3 that occur in a table which keeps all identities; None where that takes too long.

    Outcome rows are added up column by column: the sums that can be reached from the first row on, and of these
    the ones from which `closed_total` can be reached. A sum counts only if it lies below a closed_total that keeps
    the flow, and what is still to come can fill the gap.
    """
    sums = {row: {_zero(r) for r in readings} for row, readings in options.items()}
    outcomes = sorted(
        (row for row in options if row not in FLOW),
        key=lambda row: (-max(map(max, sums[row])), row),
    )
    flows = [
        (new, carried_in, out)
        for new in sums["new"]
        for carried_in in sums["carried_in"]
        for out in sums["carried_out"]
    ]
    closing = {
        flow: closed
        for flow in flows
        if (closed := _minus(_plus(flow[0], flow[1]), flow[2])) in sums["closed_total"]
    }
    targets = set(closing.values())
    width = len(next(iter(sums["new"])))
    rest: list[Sums] = [(0,) * width]
    for row in reversed(outcomes):
        rest.insert(
            0, _plus(rest[0], tuple(max(column) for column in zip(*sums[row], strict=True)))
        )
    forward: list[set[Sums]] = [{(0,) * width}]
    for at, row in enumerate(outcomes):
        reached = {_plus(s, v) for s in forward[-1] for v in sums[row]}
        reached = {
            s
            for s in reached
            if any(
                _below(s, target) and _below(_minus(target, s), rest[at + 1]) for target in targets
            )
        }
        if len(reached) > MAX_STATES:
            return None
        forward.append(reached)
    alive: dict[str, set[Sums]] = {row: set() for row in options}
    backward = targets & forward[-1]
    for flow, closed in closing.items():
        if closed in backward:
            for row, value in zip(
                ("new", "carried_in", "carried_out", "closed_total"), (*flow, closed), strict=True
            ):
                alive[row].add(value)
    for at in range(len(outcomes) - 1, -1, -1):
        before = set()
        for s in backward:
            for v in sums[outcomes[at]]:
                if (less := _minus(s, v)) in forward[at]:
                    before.add(less)
                    alive[outcomes[at]].add(v)
        backward = before
    return {
        row: [r for r in readings if _zero(r) in alive[row]] for row, readings in options.items()
    }


def _three_blocks(readings: Iterable[Reading]) -> list[Reading]:
    """Readings of the row of T4 whose blocks add up."""
    return [
        r for r in readings if all(sum(_zero(r)[b : b + 4]) == _zero(r)[b + 4] for b in (0, 5, 10))
    ]


def _agree(rows: Mapping[str, list[Key]], options: Mapping[str, list[Reading]]) -> set[Key]:
    """The cells on which all readings agree. Of T3 the readings that keep all identities; where no table does
    (a publisher's error) or a row has no reading, those that keep the sum of their own row."""
    if "closed_total" in rows:
        options = {row: kept for row, readings in options.items() if (kept := _kept(readings))}
        alive = _applications(options) if set(options) == set(rows) else None
        options = alive if alive is not None and all(alive.values()) else options
    return {key for row, readings in options.items() for key in _agreed(readings, rows[row])}


def dropped(report: Report) -> set[Key]:
    """The determined cells where empty cells are lost and the printed ones stand apart, in their order."""
    found: set[Key] = set()
    for table in {key[0]: None for key in report.cells}:
        rows = _rows(report, table)
        full = {
            key
            for keys in rows.values()
            if all(report.cells[k].text for k in keys)
            for key in keys
            if report.cells[key].value is not None
        }
        if table == "disputes":
            keys = [key for row in rows.values() for key in row]
            whole = all(report.cells[k].text for k in keys)
            found |= (
                full
                if whole
                else _settled(_three_blocks(placements(_entries(report, keys), len(keys))), keys)
            )
            continue
        found |= full
        if table == "applications":
            found |= _agree(
                rows,
                {row: placements(_entries(report, keys), len(keys)) for row, keys in rows.items()},
            )
    return found


def _settled(readings: list[Reading], keys: Sequence[Key]) -> set[Key]:
    return _agreed(readings, keys) if readings else set()


def glued(report: Report) -> set[Key]:
    """The determined cells where neighbouring cells touch. With empty cells in the report a row may hold fewer numbers than columns."""
    found: set[Key] = set()
    empty = any(not p.text for p in report.cells.values())
    for table in {key[0]: None for key in report.cells}:
        rows = (
            {"": [k for k in report.cells if k[0] == table]}
            if table == "disputes"
            else _rows(report, table)
        )
        options: dict[str, list[Reading]] = {}
        for row, keys in rows.items():
            if len(keys) == 1:
                found |= {key for key in keys if report.cells[key].value is not None}
                continue
            text = "".join(report.cells[k].text for k in keys)
            if not (text.isascii() and text.isdigit()):
                continue
            if empty:
                options[row] = (
                    []
                    if table == "disputes"
                    else _placed_cuts(text, len(keys))
                    if table == "applications"
                    else _sole(text, len(keys))
                )
            else:
                every = cuts(text, len(keys))
                if len(every) == 1:  # one way to cut: no sum is needed
                    found |= _agreed(every, keys)
                options[row] = (
                    _three_cuts(text)
                    if table == "disputes"
                    else summed_cuts(text, len(keys))
                    if table == "applications"
                    else every
                )
        options = {
            row: readings for row, readings in options.items() if 0 < len(readings) <= MAX_READINGS
        }
        found |= _agree(rows, options)
    return found


def _sole(digits: str, width: int) -> list[Reading]:
    """The only reading of a row without sums in a report with empty cells, where it has one cell per column; else nothing."""
    found = [r for k in range(1, width + 1) for r in cuts(digits, k)]
    return found if len(found) == 1 and len(found[0]) == width else []


def _placed_cuts(digits: str, width: int) -> list[Reading]:
    """All readings of a row of T3 in a report with empty cells: cut into up to `width` numbers, put in their order.

    A total that stands empty is a 0, and so are its parts.
    """
    found = [
        (*parts, r[-1])
        for k in range(2, width + 1)
        for r in summed_cuts(digits, k)
        for parts in placements(r[:-1], width - 1)
    ]
    if not digits.strip("0"):
        found += placements([0] * len(digits), width) if len(digits) <= width else []
    return list(dict.fromkeys(found))


def _three_cuts(digits: str) -> list[Reading]:
    """The readings of the row of T4: three blocks of five numbers that each add up."""
    blocks: dict[int, list[tuple[int, Reading]]] = {}

    def block(at: int) -> list[tuple[int, Reading]]:
        if at not in blocks:
            blocks[at] = [
                (end, reading)
                for end in range(at + 5, len(digits) + 1)
                for reading in summed_cuts(digits[at:end], 5)
            ]
        return blocks[at]

    found = [
        (*a, *b, *c)
        for x, a in block(0)
        for y, b in block(x)
        for end, c in block(y)
        if end == len(digits)
    ]
    return found
