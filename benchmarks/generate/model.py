"""Random reports whose numbers keep the identities of their form, as a publisher would print them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from analysis.forms import Form, Key, Table, evaluate, forms, list_instances

FORMS = ("form2019", "form2021", "stat2014", "local_fujian")
NIL = ("/", "—", "-", "无", "——")
# Largest ordinary count and the chance that a cell is not 0: an office, a county, a city.
SCALES = {"office": (6, 0.06), "county": (60, 0.3), "city": (900, 0.6)}


@dataclass(frozen=True, slots=True)
class Printed:
    """What a cell shows: its text, and the number that this text is in the unit of its key (None: no number)."""

    text: str
    value: float | None


@dataclass(frozen=True)
class Report:
    """One report. `cells` holds every cell of its tables, `blanks` says whether any is empty or a nil mark.

    `error` names the cell in which the publisher printed another number than the identities ask for.
    """

    form: str
    seed: int
    issuer: str
    year: int
    cells: Mapping[Key, Printed]
    blanks: bool = False
    error: Key | None = None
    money: str = ""  # the unit of money that headers print: 万元, 元 or nothing
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # table: the rows it prints


def _count(rng: random.Random, scale: str) -> int:
    top, chance = SCALES[scale]
    if rng.random() >= chance:
        return 0
    kind = rng.random()
    if kind < 0.55:
        return rng.randint(1, 9)
    if kind < 0.97:
        return rng.randint(1, top)
    return rng.randint(top, 40 * top)


def _applications(rng: random.Random, table: Table, scale: str) -> dict[Key, int]:
    """T3: outcomes by applicant are free, closed_total is their sum, and the flow is closed by what came in."""
    values: dict[Key, int] = {}
    parts = [c.key for c in table.columns if c.column_kind != "total"]
    outcomes = [r.key for r in table.rows if r.key not in FLOW]
    common = set(rng.sample(outcomes, 4))
    for at, column in enumerate(parts):
        share = 1.0 if at == 0 else rng.choice((0.0, 0.15, 0.4))
        for row in outcomes:
            n = _count(rng, scale) if rng.random() < (1 if row in common else 0.5) else 0
            values[table.key, row, column] = n if rng.random() < share else 0
        closed = sum(values[table.key, row, column] for row in outcomes)
        out = rng.randint(0, max(1, closed // 6)) if rng.random() < 0.5 * share else 0
        carried = (
            rng.randint(0, min(closed + out, 4 + closed // 5)) if rng.random() < 0.5 * share else 0
        )
        values |= {
            (table.key, "carried_out", column): out,
            (table.key, "carried_in", column): carried,
        }
    return summed(table, values)


FLOW = ("new", "carried_in", "closed_total", "carried_out")


def summed(table: Table, parts: Mapping[Key, int]) -> dict[Key, int]:
    """T3 or T4 with its sums, from its parts; parts that are not given are 0.

    Of T3 the parts are the outcomes, `carried_in` (at most what was closed and carried out) and `carried_out`.
    """
    values = {
        (table.key, row, column): parts.get((table.key, row, column), 0)
        for row, column in table.list_places()
    }
    columns = [c.key for c in table.columns if c.column_kind != "total"]
    if table.key == "applications":
        for column in columns:
            closed = sum(values[table.key, r.key, column] for r in table.rows if r.key not in FLOW)
            ended = closed + values[table.key, "carried_out", column]
            values[table.key, "closed_total", column] = closed
            values[table.key, "carried_in", column] = min(
                values[table.key, "carried_in", column], ended
            )
            values[table.key, "new", column] = ended - values[table.key, "carried_in", column]
    for row in table.rows:
        values[table.key, row.key, "total"] = sum(values[table.key, row.key, c] for c in columns)
    return values


def composed(form: str, parts: Mapping[Key, int], blank: Callable[[Key], bool]) -> Report:
    """A report of 2019 or 2021 from given parts (others are 0); zeros for which `blank` holds stand empty.

    >>> report = composed("form2021", {("applications", "granted", "business"): 3}, lambda key: False)
    >>> report.cells["applications", "new", "total"].value
    3.0
    """
    edition = forms()[form]
    values: dict[Key, int] = {}
    for table in edition.tables:
        if table.key == "proactive":
            values |= {
                (table.key, r, c): parts.get((table.key, r, c), 0)
                for r, c in table.list_places(optional=False)
            }
        else:
            values |= summed(table, parts)
    cells = {
        key: Printed("", None) if n == 0 and blank(key) else Printed(str(n), float(n))
        for key, n in values.items()
    }
    rows = {
        table.key: tuple(r.key for r in table.rows if not r.optional) for table in edition.tables
    }
    return Report(
        form,
        0,
        "清河县人民政府",
        2020,
        cells,
        any(p.value is None for p in cells.values()),
        None,
        "万元",
        rows,
    )


def _disputes(rng: random.Random, table: Table, scale: str) -> dict[Key, int]:
    values: dict[Key, int] = {}
    for row in table.rows:
        parts = [c.key for c in table.columns if c.column_kind != "total"]
        busy = rng.random() < (0.3 if scale == "office" else 0.8)
        for column in parts:
            values[table.key, row.key, column] = (
                _count(rng, scale) // (1 if busy else 4) if busy else 0
            )
        values[table.key, row.key, "total"] = sum(values[table.key, row.key, c] for c in parts)
    return values


def _proactive(
    rng: random.Random, table: Table, scale: str, rows: tuple[str, ...]
) -> dict[Key, int]:
    values: dict[Key, int] = {}
    for row in rows:
        for column in table.find_columns(row):
            n = _count(rng, scale)
            if column in ("decisions", "prior_year_items") and rng.random() < 0.3:
                n *= rng.choice((7, 100, 1009))
            values[table.key, row, column] = n
        if (table.key, row, "change") in values:
            prior = values[table.key, row, "prior_year_items"]
            values[table.key, row, "change"] = rng.choice((0, 0, 1, -1)) * rng.randint(
                0, max(1, prior // 2)
            )
            if values[table.key, row, "change"] < -prior:
                values[table.key, row, "change"] = 0
        if (table.key, row, "total_disclosed") in values:
            values[table.key, row, "total_disclosed"] += values[table.key, row, "newly_disclosed"]
    return values


def _down(
    rng: random.Random, form: Form, table: Table, scale: str, rows: tuple[str, ...]
) -> dict[Key, int]:
    """A table of indicators: wholes are the sums of their parts, in the order in which sums rest on each other."""
    values = {
        (table.key, row, c): _count(rng, scale) for row in rows for c in table.find_columns(row)
    }
    for identity in reversed(form.identities):
        for column in (c.key for c in table.columns):
            parts = [
                (table.key, r, column) for r in identity.right if (table.key, r, column) in values
            ]
            for whole in ((table.key, r, column) for r in identity.left):
                if whole in values and parts:
                    extra = rng.randint(0, 3) if identity.relation == "at_least" else 0
                    values[whole] = sum(values[p] for p in parts) + extra
    return values


def _rows(rng: random.Random, table: Table) -> tuple[str, ...]:
    keep = rng.random() < (0.5 if table.key == "local_fujian" else 0.05)
    return tuple(r.key for r in table.rows if not r.optional or keep)


def random_report(
    rng: random.Random,
    form: str,
    blanks: bool | None = None,
    scattered: bool = True,
    errors: bool = True,
    plain: bool = False,
    scale: str = "",
) -> Report:
    """A report of one form.

    `blanks`: whether zeros may stand empty (None: in half of the reports), `scattered`: not only by a rule.
    `errors`: whether a publisher's error may be in it. `plain`: digits only (no units, thousands separators or
    nil marks). `scale`: how large the numbers are (any of `SCALES` where it is empty).

    >>> report = random_report(random.Random(1), "form2021")
    >>> len(report.cells)
    200
    """
    edition = forms()[form]
    scale = scale or rng.choice(tuple(SCALES))
    values: dict[Key, int] = {}
    rows = {table.key: _rows(rng, table) for table in edition.tables}
    for table in edition.tables:
        if table.key == "applications":
            values |= _applications(rng, table, scale)
        elif table.key == "disputes":
            values |= _disputes(rng, table, scale)
        elif table.key == "proactive":
            values |= _proactive(rng, table, scale, rows[table.key])
        else:
            values |= _down(rng, edition, table, scale, rows[table.key])
    wrong = None
    if errors and rng.random() < 0.06 and form in ("form2019", "form2021"):
        wrong = rng.choice([k for k in values if k[0] != "proactive"])
        values[wrong] += rng.choice((1, 2, 10))
    blank = rng.random() < 0.5 if blanks is None else blanks
    # A table of indicators prints the unit of each row, so its amounts stand in that unit or name their own.
    money = "万元" if plain or form == "stat2014" else rng.choice(("", "万元", "万元", "元"))
    printed = print_cells(rng, edition, values, blank, scattered, plain, money)
    year = {"form2019": 2019, "form2021": 2022, "stat2014": 2015, "local_fujian": 2013}[
        form
    ] + rng.randint(0, 1)
    issuer = rng.choice(("清河", "平安", "临江", "南山", "永宁")) + rng.choice(
        ("市人民政府", "县人民政府", "区教育局", "市统计局", "镇人民政府")
    )
    return Report(
        form,
        rng.randrange(2**31),
        issuer,
        year,
        printed,
        any(p.value is None for p in printed.values()),
        wrong,
        money,
        rows,
    )


def holds(report: Report) -> bool:
    """Whether the printed numbers, with every empty cell as 0, keep all identities that have to hold."""
    values = {k: p.value or 0 for k, p in report.cells.items()}
    edition = forms()[report.form]
    found = [
        i
        for t in edition.tables
        for i in list_instances(edition, t.key, {k[1:] for k in values if k[0] == t.key})
    ]
    return all(evaluate(i, values, set()).result == "pass" for i in found)


def print_cells(
    rng: random.Random,
    form: Form,
    values: Mapping[Key, int],
    blank: bool,
    scattered: bool,
    plain: bool,
    money: str,
) -> dict[Key, Printed]:
    """How the cells are written. Only a true 0 may stand empty or as a nil mark."""
    mark = rng.choice(NIL) if not plain and rng.random() < 0.1 else ""
    # Publishers leave zeros empty in the parts only, in parts and totals, or here and there.
    share, totals = (
        rng.choice(((1.0, 0.0), (1.0, 1.0), *(((0.5, 0.15), (0.9, 0.3)) if scattered else ())))
        if blank
        else (0.0, 0.0)
    )
    plus, thousands, wide, units, words = (
        not plain and rng.random() < p for p in (0.5, 0.04, 0.03, 0.04, 0.1)
    )
    printed: dict[Key, Printed] = {}
    for key, n in values.items():
        table = form.table(key[0])
        column, unit = table.find_column(key[2]), table.find_unit(key[1], key[2])
        if n == 0 and rng.random() < (totals if column.column_kind == "total" else share):
            printed[key] = Printed("", None)
        elif n == 0 and mark and rng.random() < 0.5:
            printed[key] = Printed(mark, None)
        elif unit == "万元":
            printed[key] = _amount(rng, n, money, plain)
        else:
            text = f"{n:,}" if thousands else str(n)
            if column.signed:
                text = f"+{text}" if n > 0 and plus else "未增未减" if n == 0 and words else text
            if units and unit in ("件", "项") and not column.signed:
                text += unit
            printed[key] = Printed(text.translate(_WIDE) if wide else text, float(n))
    return printed


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _amount(rng: random.Random, n: int, money: str, plain: bool) -> Printed:
    """An amount in 万元 below a header with or without a unit, perhaps with its own."""
    digits = rng.choice((0, 2, 4, 6))
    amount = Decimal(n) + (Decimal(rng.randrange(10**digits)) / 10**digits if n else 0)
    own = not plain and rng.random() < 0.3
    in_yuan = money == "元" if not own else rng.random() < 0.3
    shown = amount * 10000 if in_yuan else amount
    text = f"{shown.normalize():f}" if n else "0"
    return Printed(text + (("元" if in_yuan else "万元") if own else ""), float(amount))
