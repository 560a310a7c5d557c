"""Rows that print rows of their own, numbers broken over a line, labels apart from numbers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from analysis.forms import Key, Table, forms

from .misleading import (
    BREAK,
    Case,
    Setting,
    document,
    own_cells,
    print_sheet,
    usable_tables,
    wordings,
)
from .model import Printed
from .sheets import Block, Paragraph, Sheet, Spot


def sub_rows(setting: Setting) -> Case:
    """A row with rows of its own below it: with its own numbers, or without any."""
    rng = setting.rng
    below = wordings()["below"]
    places = [
        (table, row.key)
        for table in usable_tables(setting)
        for row in table.rows
        if row.key in below and row.key in setting.report.rows[table.key]
    ]
    table, parent = rng.choice(places)
    # Without numbers of its own: its cells are empty, or its label stands alone in the row.
    bare = table.key == "proactive" and rng.random() < 0.6
    alone = bare and rng.random() < 0.5
    sheet = print_sheet(setting.report, table, setting)
    names = below[parent][: rng.randint(2, 4)]
    rows: list[tuple[Spot, ...]] = []
    own = own_cells(setting.report, table.key)
    for row in sheet.rows:
        if not any(spot.key and spot.key[1] == parent for spot in row):
            rows.append(row)
            continue
        if alone:
            rows.append((replace(row[0], colspan=sheet.width),))
        else:
            rows.append(tuple(replace(s, text="") if s.key and bare else s for s in row))
        rows += [_sub_row(row, name, rng) for name in names]
        if alone:
            own = {k: p for k, p in own.items() if k[1] != parent}
        elif bare:
            own |= {s.key: Printed("", None) for s in row if s.key}
    rows = _widened(sheet, rows, len(names), parent)
    variant = f"{parent}_{'alone' if alone else 'bare' if bare else 'with_numbers'}"
    return Case(
        "sub_rows", variant, document(setting, [replace(sheet, rows=tuple(rows))], table.key), own
    )


def _sub_row(row: Sequence[Spot], name: str, rng: random.Random) -> tuple[Spot, ...]:
    """A row of the same shape as its parent: its label, and numbers of no key."""
    made = []
    for spot in row:
        if spot.key:
            made.append(Spot(str(rng.randint(0, 400)), colspan=spot.colspan))
        elif spot.names:
            made.append(replace(spot, text=name, names=(), rowspan=1))
        elif spot.rowspan == 1:
            made.append(spot)
    return tuple(made)


def _widened(
    sheet: Sheet, rows: list[tuple[Spot, ...]], n: int, parent: str
) -> list[tuple[Spot, ...]]:
    """Cells that span the parent's row span the new rows as well."""
    at = next(y for y, row in enumerate(rows) if any(n[1] == parent for s in row for n in s.names))
    made = []
    for y, row in enumerate(rows):
        made.append(
            tuple(
                replace(s, rowspan=s.rowspan + n)
                if s.rowspan > 1 and y <= at < y + s.rowspan
                else s
                for s in row
            )
        )
    return made


def broken_numbers(setting: Setting) -> Case:
    """Some numbers of two digits and more, broken over a line inside their cell."""
    rng = setting.rng
    table = rng.choice(usable_tables(setting))
    sheet = print_sheet(setting.report, table, setting)
    long = [
        s.key for row in sheet.rows for s in row if s.key and len(s.text) > 1 and s.text.isdigit()
    ]
    chosen = set(rng.sample(long, min(len(long), rng.randint(1, 3))))

    def cut(spot: Spot) -> Spot:
        if spot.key not in chosen:
            return spot
        at = rng.randrange(1, len(spot.text))
        return replace(spot, text=spot.text[:at] + BREAK + spot.text[at:])

    rows = tuple(tuple(cut(spot) for spot in row) for row in sheet.rows)
    own = own_cells(setting.report, table.key)
    blocks = document(setting, [replace(sheet, rows=rows)], table.key)
    return Case("broken_number", table.key, blocks, own)


APART = ("labels_then_rows", "columns", "groups", "groups_row_lost", "rows_then_labels")


def labels_apart(setting: Setting) -> Case:
    """The labels of the applications table in one place, its numbers in another, in one order.

    Between two rows that stand whole, order and number of rows leave one assignment, or none where
    a row was lost.
    """
    rng = setting.rng
    table = forms()[setting.form].table("applications")
    name = rng.choice(APART)
    own = own_cells(setting.report, table.key)
    keys = [[(table.key, row.key, c.key) for c in table.columns] for row in table.rows]
    texts = [[own[key].text or "0" for key in row] for row in keys]
    own = {k: p if p.text else Printed("0", 0.0) for k, p in own.items()}
    lost: set[Key] = set()
    labels = [row.label for row in table.rows]
    if name == "columns":
        middle = _by_column(table, labels, texts)
    elif name in ("labels_then_rows", "rows_then_labels"):
        middle = _blocks_apart(labels, texts, name)
    else:
        middle, lost = _groups_apart(rng, labels, texts, keys, name)
    own = {key: printed for key, printed in own.items() if key not in lost}
    head = [Paragraph("申请人情况")]
    if name != "columns":
        head += [Paragraph(column.label) for column in table.columns]
    return Case("labels_apart", name, document(setting, [*head, *middle], table.key), own)


def _number_rows(rows: Sequence[Sequence[str]]) -> Sheet:
    return Sheet(tuple(tuple(Spot(text) for text in row) for row in rows), len(rows[0]))


def _by_column(table: Table, labels: list[str], texts: list[list[str]]) -> list[Block]:
    """As a page that is read column by column: all labels, then each column with its numbers."""
    found: list[Block] = [Paragraph(label) for label in labels]
    for x, column in enumerate(table.columns):
        found.append(Paragraph(column.label))
        found += [Paragraph(row[x]) for row in texts]
    return found


def _blocks_apart(labels: list[str], texts: list[list[str]], name: str) -> list[Block]:
    lines: list[Block] = [Paragraph(label) for label in labels]
    numbers: list[Block] = [_number_rows(texts)]
    return [*lines, *numbers] if name == "labels_then_rows" else [*numbers, *lines]


def _groups_apart(
    rng: random.Random,
    labels: list[str],
    texts: list[list[str]],
    keys: list[list[Key]],
    name: str,
) -> tuple[list[Block], set[Key]]:
    """Whole rows, and between them groups of rows whose labels stand in front of their numbers."""
    found: list[Block] = []
    lost: set[Key] = set()
    y = 0
    while y < len(labels):
        n = min(rng.randint(2, 4), len(labels) - y)
        if rng.random() < 0.5 or n < 2:
            row = (Spot(labels[y]), *(Spot(text) for text in texts[y]))
            found.append(Sheet((row,), len(row)))
            y += 1
            continue
        found += [Paragraph(label) for label in labels[y : y + n]]
        kept = list(range(y, y + n))
        if name == "groups_row_lost" and not lost:
            gone = rng.choice(kept)
            kept.remove(gone)
            lost |= set(keys[gone])
        found.append(_number_rows([texts[k] for k in kept]))
        y += n
    return found, lost
