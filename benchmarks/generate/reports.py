"""One report of a made corpus: its masthead, sentences and tables, printed with the issuer's habits and errors."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.forms import Key, forms

from .documents import PIECES
from .files import FORMATS
from .issuers import Issuer
from .layouts_html import LAYOUTS as PAGES
from .model import Printed, Report, print_cells
from .narrative import Section, write_section
from .pieces import joined, writer
from .series import Year
from .sheets import SECTIONS, Block, Paragraph, Style, table_blocks

# What a collection holds: mostly pages, then text in the shapes that converters leave.
LAYOUTS = {
    "html_spans": 22,
    "html_word": 18,
    "html_outer": 5,
    "html_full": 5,
    "cell_lines": 10,
    "cell_pipes": 8,
    "pipe_rows": 12,
    "pipe_rows_led": 6,
    "markdown": 8,
    "tabs": 6,
}
ERRORS = ("cell", "cell", "digits", "carry")


@dataclass(frozen=True)
class Made:
    """A document and its truth. `printed` may differ from `true` where the publisher erred, in the cells `wrong`."""

    file: str
    data: bytes
    issuer: Issuer
    year: Year
    layout: str
    published: dt.date
    title: str
    cells: Mapping[Key, Printed]
    true: Mapping[Key, int]
    wrong: frozenset[Key]
    facts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Options:
    """`errors`: share of reports with a publisher's error; `layouts`: weights; `seed`; `scopes`: of all random choices."""

    seed: int = 0
    errors: float = 0.04
    layouts: Mapping[str, int] = None  # type: ignore[assignment]

    @property
    def weights(self) -> Mapping[str, int]:
        return self.layouts or LAYOUTS


@dataclass(frozen=True, slots=True)
class Habit:
    """How an issuer prints: layout, whether zeros stand empty, words and the place of its date."""

    layout: str
    blanks: bool
    money: str
    style: Style
    scattered: bool


def make_habit(issuer: Issuer, options: Options) -> Habit:
    rng = random.Random(f"habit {options.seed} {issuer.number}")
    weights = options.weights
    style = Style(
        variant=rng.choice((0.0, 0.0, 0.2)),
        captions=rng.random() < 0.9,
        wrap=rng.random() < 0.2,
    )
    return Habit(
        layout=rng.choices(list(weights), list(weights.values()))[0],
        blanks=rng.random() < 0.3,
        money=rng.choice(("万元", "万元", "")),
        style=style,
        scattered=rng.random() < 0.5,
    )


def draw_error(rng: random.Random, form: str, values: dict[Key, int]) -> frozenset[Key]:
    """Change `values` as a publisher errs, and say which cells: a slip, two digits swapped, a carry-over restated."""
    kind = rng.choice(ERRORS)
    keys = [key for key in values if key[0] in ("applications", "disputes", "stat2014")]
    if kind == "carry" and form != "stat2014":
        column = "natural_person"
        changed = [
            ("applications", row, c) for row in ("new", "carried_in") for c in (column, "total")
        ]
        shift = rng.randint(1, 3)
        if all(values[key] >= shift for key in changed[:2]):
            for key in changed:
                values[key] += shift if key[1] == "carried_in" else -shift
            return frozenset(changed)
    if kind == "digits":
        several = [key for key in keys if values[key] > 11 and len(set(str(values[key]))) > 1]
        if several:
            key = rng.choice(several)
            digits = str(values[key])
            swapped = digits[1] + digits[0] + digits[2:]
            if int(swapped) != values[key] and swapped[0] != "0":
                values[key] = int(swapped)
                return frozenset((key,))
    key = rng.choice(keys)
    values[key] += rng.choice((1, 1, 2, 10))
    return frozenset((key,))


def draw_date(rng: random.Random, issuer: Issuer, year: int) -> dt.date:
    """The day of publication: before the deadline mostly, late now and then."""
    start = dt.date(year + 1, 1, 4)
    late = rng.random() < 0.08
    span = (26, 120) if issuer.kind == "department" else (86, 200)
    return start + dt.timedelta(
        days=rng.randint(span[0] + 10, span[1]) if late else rng.randint(0, span[0])
    )


def make_report(issuer: Issuer, year: Year, options: Options) -> Made:
    """The document of an issuer and year. The same arguments give the same bytes."""
    rng = random.Random(f"report {options.seed} {issuer.number} {year.year}")
    habit = make_habit(issuer, options)
    layout = habit.layout
    if rng.random() < 0.06:
        layout = rng.choices(list(options.weights), list(options.weights.values()))[0]
    values = dict(year.values)
    wrong: frozenset[Key] = frozenset()
    if values and rng.random() < options.errors:
        wrong = draw_error(rng, year.form, values)
    edition = forms()[year.form]
    cells = print_cells(
        rng, edition, values, habit.blanks, habit.scattered, year.form == "stat2014", habit.money
    )
    rows = {
        t.key: tuple(dict.fromkeys(k[1] for k in values if k[0] == t.key)) for t in edition.tables
    }
    report = Report(year.form, 0, issuer.name, year.year, cells, money=habit.money, rows=rows)
    published = draw_date(rng, issuer, year.year)
    blocks, facts = _blocks(report, issuer, year, rng, habit.style, published)
    data, suffix = _encode(blocks, cells, layout, rng)
    title = blocks[0].text if isinstance(blocks[0], Paragraph) else ""
    file = f"{issuer.province}/{issuer.number:04d}-{year.year}.{suffix}"
    return Made(
        file, data, issuer, year, layout, published, title, cells, year.values, wrong, facts
    )


def _encode(
    blocks: Sequence[Block], cells: Mapping[Key, Printed], layout: str, rng: random.Random
) -> tuple[bytes, str]:
    if layout in FORMATS:
        return FORMATS[layout](blocks, rng), layout
    w = writer(cells)
    PIECES[layout](blocks, w, rng)
    text = joined(w.pieces)
    return text.encode(), "html" if layout in PAGES else "txt"


def _blocks(
    report: Report,
    issuer: Issuer,
    year: Year,
    rng: random.Random,
    style: Style,
    published: dt.date,
) -> tuple[list[Block], dict[str, int]]:
    """The report from its title to its last sentence, and the facts that its prose states."""
    y = year.year
    word = "年度" if rng.random() < 0.2 else "年"
    found: list[Block] = [
        Paragraph(f"{issuer.name}{y}{word}政府信息公开工作年度报告"),
        Paragraph(f"发布时间：{published.isoformat()}"),
        Paragraph(f"本报告所列数据的统计期限自{y}年1月1日起至{y}年12月31日止。"),
    ]
    facts: dict[str, int] = {}
    counted = year.form == "narrative" or rng.random() < 0.7

    def add(section: Section) -> None:
        found.append(Paragraph(section.heading))
        found.extend(Paragraph(text) for text in section.paragraphs)
        facts.update(section.facts)

    add(write_section("overview", issuer, year, rng))
    add(write_section("applications", issuer, year, rng, counted))
    if year.form != "narrative":
        for table in forms()[year.form].tables:
            found.append(Paragraph(SECTIONS.get(table.key, table.title)))
            found += table_blocks(report, table, rng, style)
    add(write_section("problems", issuer, year, rng))
    add(write_section("closing", issuer, year, rng))
    return found, facts


def with_layouts(names: Sequence[str], options: Options) -> Options:
    """The options with these layouts or formats alone, all of one weight."""
    known = {*PIECES, *FORMATS}
    if unknown := [name for name in names if name not in known]:
        raise ValueError(
            f"unknown layouts: {', '.join(unknown)}; known: {', '.join(sorted(known))}"
        )
    return replace(options, layouts=dict.fromkeys(names, 1))
