"""A report as headings, sentences and tables of printed cells with their spans: what every layout prints."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from analysis.forms import Column, Key, Row, Table, forms

from .model import Report

FLOW = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
# What an edition prints in front of a label: 其中：1.
_NUMBER = re.compile("^(?:其中：)?(?:[一二三四五六七]、|（[一二三四五六七八九十]+）|[0-9][.．])?")
GROUPS = {
    "refused": "（三）不予公开",
    "unable": "（四）无法提供",
    "not_processed": "（五）不予处理",
    "other": "（六）其他处理",
}
RESULTS = "三、本年度办理结果"
ARTICLE = {
    "1": "第二十条第（一）项",
    "5": "第二十条第（五）项",
    "6": "第二十条第（六）项",
    "8": "第二十条第（八）项",
    "9": "第二十条第（九）项",
}
SECTIONS = {
    "proactive": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
}
# Parts of a table of indicators: the first row of each part, and its heading.
PARTS = {
    "proactive_items": "一、主动公开情况", "responses_hot_topics": "二、回应解读情况", "applications_received": "三、依申请公开情况",
    "offices": "八、机构建设和保障经费情况", "meetings": "九、政府信息公开会议和培训情况",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A printed cell. `key`: the cell of the form that it shows. `rows`: the row labels' rows, for a label."""

    text: str
    key: Key | None = None
    rowspan: int = 1
    colspan: int = 1
    names: tuple[tuple[str, str], ...] = ()  # (table, row) pairs that this label names


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: rows of spots; places covered by a span from above or from the left are not listed. `margin`: columns of labels."""

    rows: tuple[tuple[Spot, ...], ...]
    width: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line outside the tables."""

    text: str


Block = Paragraph | Sheet
Wording = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Style:
    """How a publisher words labels: `variant` is the chance of a listed variant, `change` rewrites every printed label."""

    variant: float = 0.0
    captions: bool = True
    numbered: bool = True  # indicators may have numbers in front and units beside them
    wrap: bool = False  # labels of headers stand on two lines
    broken: bool = False  # long labels of rows as well
    change: Wording = str


def blocks(report: Report, rng: random.Random, style: Style | None = None) -> list[Block]:
    """The report from its title to its last sentence."""
    style = style or Style()
    edition = forms()[report.form]
    found: list[Block] = [Paragraph(f"{report.issuer}{report.year}年政府信息公开工作年度报告")]
    found += [
        Paragraph(style.change(text)) for text in rng.sample(_opening(report), rng.randint(1, 3))
    ]
    for table in edition.tables:
        found.append(Paragraph(style.change(SECTIONS.get(table.key, table.title))))
        found += table_blocks(report, table, rng, style)
    found += [Paragraph(style.change(text)) for text in CLOSING[rng.choice((0, 0, 1, 2)) :]]
    return found


def table_blocks(report: Report, table: Table, rng: random.Random, style: Style) -> list[Block]:
    """One table of a report with the notes that stand beside it, without its heading."""
    make = {"proactive": _proactive, "applications": _applications, "disputes": _disputes}.get(
        table.key, _indicators
    )
    return make(report, table, rng, style)


CLOSING = [
    "五、存在的主要问题及改进情况",
    "（一）存在的主要问题",
    "一是公开内容还不够全面，二是解读形式较为单一。下一步，我们将加强培训，提高公开质量。",
    "六、其他需要报告的事项",
    "本年度没有其他需要报告的事项。",
]


def _opening(report: Report) -> list[str]:
    return [
        f"本报告中所列数据的统计期限自{report.year}年1月1日起至{report.year}年12月31日止。",
        "一、总体情况",
        "我单位认真落实政府信息公开条例，通过门户网站发布各类信息312条，办理群众来信18件。",
        "本年度组织培训2次，参加人员45人次，各项工作按期完成。",
    ]


def _label(spelled: Row | Column, rng: random.Random, style: Style) -> str:
    text = (
        rng.choice(spelled.variants).text
        if spelled.variants and rng.random() < style.variant
        else spelled.label
    )
    if style.wrap and isinstance(spelled, Column) and len(text) >= 4 and "\n" not in text:
        at = 3 if text.startswith("本年") and len(text) > 5 else 2
        text = text[:at] + "\n" + text[at:]
        if len(text) == 7 and at == 2:  # three lines: 社会 公益 组织
            text = text[:5] + "\n" + text[5:]
    if style.broken and isinstance(spelled, Row) and len(text) > 14:
        text = text[: len(text) * 2 // 3] + "\n" + text[len(text) * 2 // 3 :]
    return style.change(text)


def _value(report: Report, *key: str, colspan: int = 1) -> Spot:
    found = (key[0], key[1], key[2])
    return Spot(report.cells[found].text, found, colspan=colspan)


def _headed(column: Column, report: Report, rng: random.Random, style: Style) -> Spot:
    text = _label(column, rng, style)
    if column.unit == "万元" and report.money:
        text += style.change(f"（单位：{report.money}）")
    return Spot(text)


def _proactive(report: Report, table: Table, rng: random.Random, style: Style) -> list[Block]:
    """T2: a caption per article, a header, the rows; every section is as wide as the widest."""
    shown = [table.find_row(key) for key in report.rows[table.key]]
    width = 1 + max(len(table.find_columns(row.key)) for row in shown)
    rows: list[tuple[Spot, ...]] = []

    def fill(spots: list[Spot]) -> tuple[Spot, ...]:
        """Short sections: one wide last cell in the 2021 form, an empty cell at the end in the 2019 form."""
        spare = width - len(spots)
        if not spare:
            return tuple(spots)
        if len(spots) == 2:
            return (spots[0], replace(spots[1], colspan=1 + spare))
        return (*spots, *(Spot("") for _ in range(spare)))

    for article, group in groupby(shown, key=lambda r: re.sub(r"^20\((\d)\)$", r"\1", r.article)):
        members = list(group)
        if style.captions:
            rows.append((Spot(style.change(ARTICLE[article]), colspan=width),))
        columns = [table.find_column(key) for key in table.find_columns(members[0].key)]
        rows.append(
            fill(
                [Spot(style.change("信息内容")), *(_headed(c, report, rng, style) for c in columns)]
            )
        )
        for row in members:
            label = Spot(_label(row, rng, style), names=((table.key, row.key),))
            rows.append(
                fill(
                    [
                        label,
                        *(
                            _value(report, table.key, row.key, c)
                            for c in table.find_columns(row.key)
                        ),
                    ]
                )
            )
    return [Sheet(tuple(rows), width, table.key)]


def _applications(report: Report, table: Table, rng: random.Random, style: Style) -> list[Block]:
    """T3: three columns of labels with spans, three rows of headers."""
    leaves = [c for c in table.columns if c.group]
    outer = [c for c in table.columns if not c.group]
    width = 3 + len(table.columns)
    flow_in_table = rng.random() < 0.7
    first = [
        Spot(style.change(FLOW) if flow_in_table else "", rowspan=3, colspan=3),
        Spot(style.change("申请人情况"), colspan=len(table.columns)),
    ]
    second = [
        Spot(_label(outer[0], rng, style), rowspan=2),
        Spot(style.change(leaves[0].group), colspan=len(leaves)),
        Spot(_label(outer[1], rng, style), rowspan=2),
    ]
    rows: list[tuple[Spot, ...]] = [
        tuple(first),
        tuple(second),
        tuple(Spot(_label(c, rng, style)) for c in leaves),
    ]
    results = [row for row in table.rows if row.key not in ("new", "carried_in", "carried_out")]
    sizes = {name: sum(r.group == name for r in table.rows) for name in GROUPS}
    opened: set[str] = set()
    for row in table.rows:
        lead: list[Spot] = []
        span = 3
        if row in results:
            span = 2
            if row is results[0]:
                lead.append(Spot(style.change(RESULTS), rowspan=len(results)))
            if row.group and sizes[row.group] > 1:
                span = 1
                if row.group not in opened:
                    opened.add(row.group)
                    lead.append(Spot(style.change(GROUPS[row.group]), rowspan=sizes[row.group]))
        label = Spot(_label(row, rng, style), colspan=span, names=((table.key, row.key),))
        rows.append(
            (*lead, label, *(_value(report, table.key, row.key, c.key) for c in table.columns))
        )
    found: list[Block] = [Sheet(tuple(rows), width, table.key)]
    return found if flow_in_table else [Paragraph(style.change(FLOW)), *found]


def _disputes(report: Report, table: Table, rng: random.Random, style: Style) -> list[Block]:
    """T4: three groups of columns, the last two below 行政诉讼, and one row of numbers."""
    per = len(table.columns)
    groups = list(table.rows)

    def leaves() -> list[Spot]:
        return [Spot(_label(c, rng, style)) for c in table.columns]

    first = (
        Spot(_label(groups[0], rng, style), colspan=per),
        Spot(style.change("行政诉讼"), colspan=per * (len(groups) - 1)),
    )
    second = (
        *(replace(s, rowspan=2) for s in leaves()),
        *(Spot(_label(g, rng, style), colspan=per) for g in groups[1:]),
    )
    third = tuple(spot for _ in groups[1:] for spot in leaves())
    values = tuple(_value(report, table.key, g.key, c.key) for g in groups for c in table.columns)
    return [Sheet((first, second, third, values), per * len(groups), table.key)]


def _indicators(report: Report, table: Table, rng: random.Random, style: Style) -> list[Block]:
    """A table of indicators: label, unit, numbers."""
    year_words = f"{report.year}年度" if rng.random() < 0.5 else "本年度"
    heads = [
        style.change(year_words) if c.pattern else _label(c, rng, style) for c in table.columns
    ]
    local = len(heads) > 1
    units = style.numbered and rng.random() < 0.85
    name = "指标名称" if local else "统计指标"
    rows: list[tuple[Spot, ...]] = [
        (
            Spot(style.change(name)),
            *((Spot(style.change("计量单位" if local else "单位")),) if units else ()),
            *(Spot(h) for h in heads),
        )
    ]
    numbered = style.numbered and rng.random() < 0.7
    counts = {"outer": 0, "inner": 0}
    for row in (table.find_row(key) for key in report.rows[table.key]):
        if not local and row.key in PARTS:
            rows.append(
                (Spot(style.change(PARTS[row.key])), *(Spot("——") for _ in range(len(rows[0]) - 1)))
            )
            counts["outer"] = 0
        inner = any(row.key in i.right for i in forms()[report.form].identities)
        counts = {
            "outer": counts["outer"] + (not inner),
            "inner": counts["inner"] + 1 if inner else 0,
        }
        mark = (
            (
                f"{counts['inner']}."
                if inner
                else f"（{'一二三四五六七八九十'[counts['outer'] % 10 - 1]}）"
            )
            if numbered
            else ("其中：" if counts["inner"] == 1 else "")
        )
        unnumbered = replace(row, label=_NUMBER.sub("", row.label))
        label = Spot(mark + _label(unnumbered, rng, style), names=((table.key, row.key),))
        values = [_value(report, table.key, row.key, c.key) for c in table.columns]
        rows.append((label, *((Spot(row.unit),) if units else ()), *values))
    return [Sheet(tuple(rows), len(rows[0]), table.key)]


def placed(sheet: Sheet) -> list[list[Spot | None]]:
    """The sheet on its full grid: every spot where it begins, None where a span covers a place.

    >>> sheet = Sheet(((Spot("a", rowspan=2), Spot("b")), (Spot("c"),)), 2)
    >>> [[spot.text if spot else "" for spot in row] for row in placed(sheet)]
    [['a', 'b'], ['', 'c']]
    """
    grid: list[list[Spot | None]] = [[None] * sheet.width for _ in sheet.rows]
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(sheet.rows):
        x = 0
        for spot in row:
            while (y, x) in taken:
                x += 1
            grid[y][x] = spot
            taken |= {(y + dy, x + dx) for dy in range(spot.rowspan) for dx in range(spot.colspan)}
            x += spot.colspan
    return grid


def named(row: Sequence[Spot]) -> tuple[tuple[str, str], ...]:
    """The rows of the form that a printed row shows."""
    found = dict.fromkeys(name for spot in row for name in spot.names)
    return tuple(found) or tuple(dict.fromkeys(spot.key[:2] for spot in row if spot.key))
