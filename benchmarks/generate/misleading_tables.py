"""Tables of another year or body, own ones in such words, two of one kind, headers of two years."""

from __future__ import annotations

from dataclasses import replace

from analysis.forms import Key, Table, forms

from .misleading import (
    Case,
    Setting,
    applicants_header,
    body_rows,
    disputes_header,
    document,
    own_cells,
    print_sheet,
    usable_tables,
    wordings,
)
from .model import Printed, Report
from .sheets import SECTIONS, Block, Paragraph, Sheet, Spot

STRUCTURES = ("alone", "alone", "after", "before")
PLACES = ("heading", "heading", "below", "row", "corner")


def foreign_table(setting: Setting) -> Case:
    """A table whose words name another year, body or time; alone, or beside the report's own."""
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
    variant = f"{owner}_{structure}"
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


def own_table(setting: Setting) -> Case:
    """The report's own table below words that name its year, its issuer, or others in passing."""
    rng = setting.rng
    table = rng.choice(usable_tables(setting))
    kind = rng.choice(list(wordings()["own_captions"]))
    caption = rng.choice(wordings()["own_captions"][kind]).format_map(setting.words(table.key))
    place = rng.choice(("heading", "below", "row")) if kind != "mention" else "below"
    sheet = print_sheet(setting.report, table, setting)
    blocks = document(setting, _captioned(sheet, table, caption, place))
    own = own_cells(setting.report, table.key)
    return Case("own_table", kind, blocks, own)


def second_table(setting: Setting) -> Case:
    """Two tables of one kind below one heading; the second one may not change or fill the first."""
    table = setting.rng.choice(usable_tables(setting))
    middle: list[Block] = [
        Paragraph(SECTIONS[table.key]),
        print_sheet(setting.report, table, setting),
        Paragraph(
            setting.rng.choice(("附表", "另附一表：", "另：", "情况如下：", "按办理部门统计："))
        ),
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
    header = disputes_header(table, channels, results, "flat")
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
    for row in body_rows(sheet):
        at = next(x for x, spot in enumerate(row) if spot.key) if later_first else len(row)
        total = next(spot.key for spot in row if spot.key and spot.key[2] == "total")
        cell = Spot(setting.other.cells[total].text)
        rows.append((*row[:at], cell, *row[at:]))
    return Sheet(tuple(rows), sheet.width + 1, table.key), own_cells(setting.report, table.key)
