"""Sentences on others in a report without tables: whose a figure is, its sentence says."""

from __future__ import annotations

import random

from .misleading import Case, wordings
from .sheets import Block, Paragraph


def foreign_sentences(rng: random.Random) -> Case:
    """A report of prose: some of its own figures, several of others. No figure occurs twice."""
    data = wordings()
    year = rng.randint(2009, 2024)
    place = rng.choice(data["places"])
    numbers = rng.sample(range(21, 4000), 12)
    words = {"y": year, "last": year - 1, "next": year + 1, "me": "我" + place[-1]}
    facts: dict[str, int] = {}
    foreign: dict[int, str] = {}
    paragraphs: list[str] = []
    own = rng.sample(data["own"], rng.randint(0, 3))
    for group in own:
        n = numbers.pop()
        facts[group["key"]] = n
        paragraphs.append(rng.choice(group["texts"]).format_map(words | {"n": n}))
    chosen = rng.sample(data["foreign"], rng.randint(1, 3))
    for group in chosen:
        n = numbers.pop()
        who = rng.choice(group.get("who", [""])).format_map(words)
        sentence = rng.choice(group["texts"]).format_map(words | {"n": n, "who": who})
        foreign[n] = group["kind"]
        paragraphs.insert(rng.randint(0, len(paragraphs)), sentence)
    if rng.random() < 0.4:  # in one paragraph, so that a sentence may lean on the one before
        paragraphs = ["".join(paragraphs)]
    blocks: list[Block] = [
        Paragraph(f"{place}人民政府{year}年政府信息公开工作年度报告"),
        Paragraph("一、总体情况"),
        *(Paragraph(text) for text in paragraphs),
        Paragraph("二、存在的主要问题"),
        Paragraph("公开的主动性还不够，下一步将加强培训。"),
    ]
    allowed = {group["kind"]: tuple(group.get("allow", ())) for group in data["foreign"]}
    variant = "+".join(sorted(set(foreign.values())))
    return Case("foreign_sentence", variant, blocks, {}, facts, foreign, allowed)
