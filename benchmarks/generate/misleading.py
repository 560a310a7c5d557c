"""Tables that mislead: another order, another owner or year, rows of a row, broken numbers, labels apart.

Each function gives a `Case`: what is printed and which of it is the report's own. A reader has to take what the page
says, not what the statutory form would have there.
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
    """A document that misleads. `own`: the cells that are the report's; a number elsewhere is wrong.

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
    """What a case is made of: a report, another one whose numbers are not the report's, and words."""

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


def _body(sheet: Sheet) -> list[tuple[Spot, ...]]:
    return [row for row in sheet.rows if any(spot.key for spot in row)]


def applicants_header(
    table: Table, order: Sequence[str], margin: int, corner: str
) -> list[tuple[Spot, ...]]:
    """A header that names all applicants in this order: with their group above where they stand together."""
    columns = [table.column(key) for key in order]
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
    body = [_reordered(row, places) for row in _body(sheet)]
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
    header = _disputes_header(table, channels, results, name)
    keys = [(table.key, channel, result) for channel in channels for result in results]
    if name == "swapped_rows":  # results outside, channels inside
        keys = [(table.key, channel, result) for result in results for channel in channels]
    values = tuple(Spot(cells[key].text, key) for key in keys)
    sheet = Sheet((*header, values), len(keys), table.key)
    return Case("order", f"disputes_{name}", document(setting, [sheet], table.key), cells)


def _disputes_header(
    table: Table, channels: Sequence[str], results: Sequence[str], name: str
) -> list[tuple[Spot, ...]]:
    per = len(results)
    leaves = [Spot(table.column(key).label) for key in results]
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


# ---------------------------------------------------------------- another's table

STRUCTURES = ("alone", "alone", "after", "before")
PLACES = ("heading", "heading", "below", "row", "corner")


def foreign_table(setting: Setting) -> Case:
    """A table whose words name another year, body or time; alone, behind or in front of the report's own."""
    rng = setting.rng
    table = rng.choice(usable_tables(setting))
    owner = rng.choice(list(wordings()["captions"]))
    caption = rng.choice(wordings()["captions"][owner]).format_map(setting.words(table.key))
    place, structure = rng.choice(PLACES), rng.choice(STRUCTURES)
    sheet = print_sheet(setting.other, table, setting)
    if place == "corner" and table.key == "disputes":
        place = "row"
    foreign = _captioned(sheet, table, caption, place)
    own = print_sheet(setting.report, table, setting)
    heading: list[Block] = [Paragraph(SECTIONS[table.key])]
    middle: list[Block] = {
        "alone": foreign,
        "after": [*heading, own, *foreign],
        "before": [*foreign, *heading, own],
    }[structure]
    cells = {} if structure == "alone" else own_cells(setting.report, table.key)
    variant = f"{owner}_{table.key}_{place}_{structure}"
    return Case("foreign_table", variant, document(setting, middle), cells)


def _captioned(sheet: Sheet, table: Table, caption: str, place: str) -> list[Block]:
    """A table with words beside it or in it."""
    if place == "heading":
        return [Paragraph(caption), sheet]
    heading = Paragraph(SECTIONS[table.key])
    if place == "below":
        return [heading, Paragraph(caption), sheet]
    if place == "row":
        row = (Spot(caption, colspan=sheet.width),)
        return [heading, replace(sheet, rows=(row, *sheet.rows))]
    first = (replace(sheet.rows[0][0], text=caption), *sheet.rows[0][1:])
    return [heading, replace(sheet, rows=(first, *sheet.rows[1:]))]


def second_table(setting: Setting) -> Case:
    """Two tables of one kind below one heading; the second one may not change or fill the first."""
    table = setting.rng.choice(usable_tables(setting))
    middle: list[Block] = [
        Paragraph(SECTIONS[table.key]),
        print_sheet(setting.report, table, setting),
        Paragraph(setting.rng.choice(("（续）", "附表", "另：", "情况如下：", "按办理部门统计："))),
        print_sheet(setting.other, table, setting),
    ]
    own = own_cells(setting.report, table.key)
    return Case("second_table", table.key, document(setting, middle), own)


# ---------------------------------------------------------------- a header of two years


def two_years(setting: Setting) -> Case:
    """One table with numbers of two years, in columns or in rows."""
    rng = setting.rng
    name = rng.choice(("totals", "groups", "rows", "extra"))
    make = {
        "totals": _year_totals,
        "groups": _year_groups,
        "rows": _year_rows,
        "extra": _year_extra,
    }
    later_first = rng.random() < 0.4
    sheet, own = make[name](setting, later_first)
    variant = f"{name}_{'later' if later_first else 'earlier'}_first"
    return Case("two_years", variant, document(setting, [sheet], sheet.key), own)


def _pairs(setting: Setting, later_first: bool) -> list[tuple[str, Report]]:
    y = setting.report.year
    words = setting.rng.choice((("{}年", "{}年"), ("{}年度", "{}年度"), ("{}年数据", "{}年数据")))
    found = [(words[0].format(y - 1), setting.other), (words[1].format(y), setting.report)]
    return found[::-1] if later_first else found


def _year_totals(setting: Setting, later_first: bool) -> tuple[Sheet, dict[Key, Printed]]:
    """The totals of the applications table, a column for each year."""
    table = forms()[setting.form].table("applications")
    pairs = _pairs(setting, later_first)
    own = {k: p for k, p in own_cells(setting.report, table.key).items() if k[2] == "total"}
    rows: list[tuple[Spot, ...]] = [(Spot("办理情况"), *(Spot(word) for word, _ in pairs))]
    for row in table.rows:
        key = (table.key, row.key, "total")
        values = (Spot(report.cells[key].text, key) for _, report in pairs)
        rows.append((Spot(row.label, names=((table.key, row.key),)), *values))
    return Sheet(tuple(rows), 3, table.key), own


def _year_groups(setting: Setting, later_first: bool) -> tuple[Sheet, dict[Key, Printed]]:
    """All applicants twice, below the year."""
    table = forms()[setting.form].table("applications")
    pairs = _pairs(setting, later_first)
    n = len(table.columns)
    labels = [Spot(column.label) for column in table.columns]
    rows: list[tuple[Spot, ...]] = [
        (Spot("申请人情况", rowspan=2), *(Spot(word, colspan=n) for word, _ in pairs)),
        (*labels, *labels),
    ]
    for row in table.rows:
        keys = [(table.key, row.key, column.key) for column in table.columns]
        values = (Spot(report.cells[key].text, key) for _, report in pairs for key in keys)
        rows.append((Spot(row.label, names=((table.key, row.key),)), *values))
    return Sheet(tuple(rows), 1 + 2 * n, table.key), own_cells(setting.report, table.key)


def _year_rows(setting: Setting, later_first: bool) -> tuple[Sheet, dict[Key, Printed]]:
    """The disputes table with a row for each year."""
    table = forms()[setting.form].table("disputes")
    channels, results = [r.key for r in table.rows], [c.key for c in table.columns]
    header = _disputes_header(table, channels, results, "flat")
    keys = [(table.key, channel, result) for channel in channels for result in results]
    rows = [(Spot("年度", rowspan=2), *header[0]), header[1]]
    for word, report in _pairs(setting, later_first):
        rows.append((Spot(word), *(Spot(report.cells[key].text, key) for key in keys)))
    return Sheet(tuple(rows), 1 + len(keys), table.key), own_cells(setting.report, table.key)


def _year_extra(setting: Setting, later_first: bool) -> tuple[Sheet, dict[Key, Printed]]:
    """The applications table with a column of the year before, beside or in front of the others."""
    table = forms()[setting.form].table("applications")
    sheet = print_sheet(setting.report, table, setting)
    word = setting.rng.choice(("上年总计", f"{setting.report.year - 1}年", "上年同期", "同比增减"))
    header = applicants_header(table, [c.key for c in table.columns], 3, "申请人情况")
    extra = Spot(word, rowspan=len(header))
    first = (header[0][0], extra, *header[0][1:]) if later_first else (*header[0], extra)
    rows: list[tuple[Spot, ...]] = [first, *header[1:]]
    for row in _body(sheet):
        at = next(x for x, spot in enumerate(row) if spot.key) if later_first else len(row)
        total = next(spot.key for spot in row if spot.key and spot.key[2] == "total")
        cell = Spot(setting.other.cells[total].text)
        rows.append((*row[:at], cell, *row[at:]))
    return Sheet(tuple(rows), sheet.width + 1, table.key), own_cells(setting.report, table.key)
