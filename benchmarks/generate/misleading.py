"""Documents that mislead: what a case is made of; headers that name another order than the form.

Each function gives a `Case`: what is printed and which of it is the report's own. A reader has to
take what the page says, not what the statutory form would have there.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from analysis.forms import Key, Table, forms

from .model import Printed, Report, random_report
from .sheets import SECTIONS, Block, Paragraph, Sheet, Spot, Style, table_blocks

BREAK = "\ue000"  # where a number is broken over a line; a layout's own line end takes its place
TABLES = ("proactive", "applications", "disputes")
GROUP = "法人或其他组织"


@dataclass(frozen=True)
class Case:
    """A document that misleads. `own`: the report's own cells; a number elsewhere is wrong.

    `facts`: the figures of its prose that are the report's whole, by statement key. `foreign`: the
    figures that are not, with the kind of their sentence; `allowed`: beginnings of keys, by kind,
    that may hold such a figure.
    """

    kind: str
    variant: str
    blocks: Sequence[Block]
    own: Mapping[Key, Printed] = field(default_factory=dict)
    facts: Mapping[str, int] = field(default_factory=dict)
    foreign: Mapping[int, str] = field(default_factory=dict)
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """What a case is made of: a report, another one whose numbers are not its own, and words."""

    rng: random.Random
    form: str
    report: Report
    other: Report
    place: str

    def words(self, table: str) -> dict[str, Any]:
        """What the braces of the words stand for."""
        data = wordings()
        year = self.report.year
        return {
            "y": year,
            "last": year - 1,
            "next": year + 1,
            "name": self.rng.choice(data["names"][table]),
            "place": self.place,
            "kind": self.place[-1],
            "me": "我" + self.place[-1],
            "dept": self.place[-1] + self.rng.choice(data["departments"]),
            "area": self.rng.choice(data["areas"]),
        }


@cache
def wordings() -> dict[str, Any]:
    """The words as data."""
    return tomllib.loads(Path(__file__).with_name("misleading.toml").read_text("utf-8"))


def make_setting(rng: random.Random, form: str) -> Setting:
    """Two reports of one form with large numbers mostly, so that a wrong place shows."""
    scale = rng.choice(("city", "city", "county"))
    blanks = rng.random() < 0.2
    found = [
        random_report(rng, form, blanks=blanks, errors=False, plain=rng.random() < 0.7, scale=scale)
        for _ in range(2)
    ]
    place = rng.choice(wordings()["places"])
    own = replace(found[0], issuer=place + "人民政府")
    return Setting(rng, form, own, replace(found[1], year=own.year), place)


def usable_tables(setting: Setting) -> list[Table]:
    return [t for t in forms()[setting.form].tables if t.key in TABLES]


def print_sheet(report: Report, table: Table, setting: Setting) -> Sheet:
    """The table as it is printed by the form."""
    found = table_blocks(report, table, setting.rng, Style())
    return next(block for block in found if isinstance(block, Sheet))


def own_cells(report: Report, table: str) -> dict[Key, Printed]:
    return {key: printed for key, printed in report.cells.items() if key[0] == table}


def document(setting: Setting, middle: Sequence[Block], table: str = "") -> list[Block]:
    """Title, period, the tables, a last section."""
    report = setting.report
    y = report.year
    found: list[Block] = [Paragraph(f"{report.issuer}{y}年政府信息公开工作年度报告")]
    if setting.rng.random() < 0.7:
        period = f"本报告所列数据的统计期限自{y}年1月1日起至{y}年12月31日止。"
        found.append(Paragraph(period))
    if table:
        found.append(Paragraph(SECTIONS[table]))
    closing = ["五、存在的主要问题及改进情况", "公开的主动性还不够，下一步将加强培训。"]
    return [*found, *middle, *(Paragraph(text) for text in closing)]


# ---------------------------------------------------------------- another order


def orders(keys: Sequence[str], rng: random.Random) -> tuple[str, list[str]]:
    """A name and an order of columns that is not that of the form.

    >>> orders(["a", "b", "total"], random.Random(1))[0] in ("reversed", "total_first", "shuffled")
    True
    """
    name = rng.choice(("reversed", "total_first", "shuffled"))
    if name == "reversed":
        return name, list(reversed(keys))
    if name == "total_first":
        return name, [keys[-1], *keys[:-1]]
    made = list(keys)
    while made == list(keys):
        rng.shuffle(made)
    return name, made


def _reordered(row: Sequence[Spot], order: Mapping[str, int]) -> tuple[Spot, ...]:
    """The row with its numbers in another order; what stands before and behind them stays."""
    values = [spot for spot in row if spot.key]
    at = next((x for x, spot in enumerate(row) if spot.key), len(row))
    moved = sorted(values, key=lambda spot: order[spot.key[2]] if spot.key else 0)
    return (*row[:at], *moved, *row[at + len(values) :])


def body_rows(sheet: Sheet) -> list[tuple[Spot, ...]]:
    return [row for row in sheet.rows if any(spot.key for spot in row)]


def applicants_header(
    table: Table, order: Sequence[str], margin: int, corner: str
) -> list[tuple[Spot, ...]]:
    """A header with all applicants in this order, their group above where they stand together."""
    columns = [table.find_column(key) for key in order]
    grouped = [c.group != "" for c in columns]
    first = grouped.index(True)
    together = all(grouped[first : first + sum(grouped)])
    if not together:
        return [(Spot(corner, colspan=margin), *(Spot(c.label) for c in columns))]
    upper = [Spot(corner, colspan=margin, rowspan=2)]
    for x, column in enumerate(columns):
        if x == first:
            upper.append(Spot(GROUP, colspan=sum(grouped)))
        elif not column.group:
            upper.append(Spot(column.label, rowspan=2))
    return [tuple(upper), tuple(Spot(c.label) for c in columns if c.group)]


def order_applications(setting: Setting) -> Case:
    """The applicants in another order, with all of them named."""
    table = forms()[setting.form].table("applications")
    sheet = print_sheet(setting.report, table, setting)
    name, order = orders([c.key for c in table.columns], setting.rng)
    places = {key: x for x, key in enumerate(order)}
    body = [_reordered(row, places) for row in body_rows(sheet)]
    header = applicants_header(table, order, 3, setting.rng.choice(("申请人情况", "", "办理情况")))
    made = Sheet((*header, *body), sheet.width, table.key)
    own = own_cells(setting.report, table.key)
    return Case("order", f"applications_{name}", document(setting, [made], table.key), own)


def order_proactive(setting: Setting) -> Case:
    """The measures of each part of the table in another order, with all of them named."""
    table = forms()[setting.form].table("proactive")
    sheet = print_sheet(setting.report, table, setting)
    rows: list[tuple[Spot, ...]] = []
    made: dict[int, int] = {}
    names = set()
    for y, row in enumerate(sheet.rows):
        below = next((r for r in sheet.rows[y + 1 :] if any(s.key for s in r)), ())
        columns = [spot.key[2] for spot in below if spot.key]
        if row[0].text == "信息内容" and len(columns) > 1:
            name, order = orders(columns, setting.rng)
            names.add(name)
            made = {key: x for x, key in enumerate(order)}
            heads = [row[1 + columns.index(key)] for key in order]
            row = (row[0], *heads, *row[1 + len(columns) :])
        elif row[0].text == "信息内容":
            made = dict.fromkeys(columns, 0)
        elif any(spot.key for spot in row):
            row = _reordered(row, made)
        rows.append(row)
    name = "_".join(sorted(names)) if len(names) == 1 else "several"
    own = own_cells(setting.report, table.key)
    blocks = document(setting, [replace(sheet, rows=tuple(rows))], table.key)
    return Case("order", f"proactive_{name}", blocks, own)


def order_disputes(setting: Setting) -> Case:
    """Channels or results in another order: suits first, totals first, results above channels."""
    rng = setting.rng
    table = forms()[setting.form].table("disputes")
    cells = own_cells(setting.report, table.key)
    name = rng.choice(("suits_first", "results", "after_first", "swapped_rows", "flat"))
    channels = [row.key for row in table.rows]
    results = [column.key for column in table.columns]
    if name in ("suits_first", "swapped_rows"):
        channels = [*channels[1:], channels[0]]
    elif name == "after_first":
        channels = [channels[0], channels[2], channels[1]]
    if name in ("results", "flat") or rng.random() < 0.3:
        results = orders(results, rng)[1]
    header = disputes_header(table, channels, results, name)
    keys = [(table.key, channel, result) for channel in channels for result in results]
    if name == "swapped_rows":  # results outside, channels inside
        keys = [(table.key, channel, result) for result in results for channel in channels]
    values = tuple(Spot(cells[key].text, key) for key in keys)
    sheet = Sheet((*header, values), len(keys), table.key)
    return Case("order", f"disputes_{name}", document(setting, [sheet], table.key), cells)


def disputes_header(
    table: Table, channels: Sequence[str], results: Sequence[str], name: str
) -> list[tuple[Spot, ...]]:
    per = len(results)
    leaves = [Spot(table.find_column(key).label) for key in results]
    words = {row.key: row.label for row in table.rows}
    full = {
        key: words[key] if key == "reconsideration" else f"行政诉讼（{words[key]}）"
        for key in words
    }
    if name == "swapped_rows":
        upper = tuple(Spot(leaf.text, colspan=len(channels)) for leaf in leaves)
        return [upper, tuple(Spot(full[key]) for _ in results for key in channels)]
    if name == "flat":
        return [
            tuple(Spot(full[key], colspan=per) for key in channels),
            tuple(leaf for _ in channels for leaf in leaves),
        ]
    first: list[Spot] = []
    second: list[Spot] = []
    for key in channels:
        if key == "reconsideration":
            first.append(Spot(words[key], colspan=per, rowspan=2))
        else:
            if not any(spot.text == "行政诉讼" for spot in first):
                first.append(Spot("行政诉讼", colspan=2 * per))
            second.append(Spot(words[key], colspan=per))
    return [tuple(first), tuple(second), tuple(leaf for _ in channels for leaf in leaves)]
