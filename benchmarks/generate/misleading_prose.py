"""Sentences on others, in reports of prose and beside tables: whose is a figure?"""

from __future__ import annotations

from .misleading import Case, Setting, own_cells, print_sheet, usable_tables, wordings
from .sheets import SECTIONS, Block, Paragraph

WITH_TABLE = 0.2  # share of the documents that print a table as well


def foreign_sentences(setting: Setting) -> Case:
    """A report with some figures of its own and several of others. No figure occurs twice.

    Beside a table the own figures are those of the table, so that no sentence tells them.
    """
    rng, data = setting.rng, wordings()
    has_table = rng.random() < WITH_TABLE
    year = setting.report.year if has_table else rng.randint(2009, 2024)
    words = setting.words("applications") | {"y": year, "last": year - 1, "next": year + 1}
    shown = {p.text for p in setting.report.cells.values()}
    numbers = [n for n in rng.sample(range(21, 4000), 60) if str(n) not in shown]
    facts: dict[str, int] = {}
    paragraphs: list[str] = []
    for group in [] if has_table else rng.sample(data["own"], rng.randint(0, 3)):
        facts[group["key"]] = numbers.pop()
        text = rng.choice(group["texts"])
        paragraphs.append(text.format_map(words | {"n": facts[group["key"]]}))
    foreign: dict[int, str] = {}
    for group in rng.sample(data["foreign"], rng.randint(1, 3)):
        n = numbers.pop()
        who = rng.choice(group.get("who", [""])).format_map(words)
        sentence = rng.choice(group["texts"]).format_map(words | {"n": n, "who": who})
        foreign[n] = group["kind"]
        paragraphs.insert(rng.randint(0, len(paragraphs)), sentence)
    if rng.random() < 0.4:  # in one paragraph, so that a sentence may lean on the one before
        paragraphs = ["".join(paragraphs)]
    blocks: list[Block] = [
        Paragraph(f"{setting.place}人民政府{year}年政府信息公开工作年度报告"),
        Paragraph("一、总体情况"),
        *(Paragraph(text) for text in paragraphs),
    ]
    own = {}
    for table in usable_tables(setting)[1:] if has_table else ():
        blocks += [Paragraph(SECTIONS[table.key]), print_sheet(setting.report, table, setting)]
        own |= own_cells(setting.report, table.key)
    blocks += [Paragraph("五、存在的主要问题"), Paragraph("公开的主动性还不够，将加强培训。")]
    allowed = {group["kind"]: tuple(group.get("allow", ())) for group in data["foreign"]}
    variant = "beside_tables" if has_table else "prose"
    return Case("foreign_sentence", variant, blocks, own, facts, foreign, allowed)
