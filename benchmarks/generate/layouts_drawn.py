"""The layouts in which programs print the tables of a page as text: marked."""

from __future__ import annotations

import random
from collections.abc import Sequence

from .layouts_text import Layout, tables
from .pieces import Writer
from .sheets import Block, placed


def marked(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """Markdown tables with emphasis around some cells and escapes in front of points and signs."""
    for sheet in tables(blocks, w, "\n\n"):
        for y, row in enumerate(placed(sheet)):
            for spot in row:
                bold = "**" if spot and spot.text and rng.random() < 0.2 else ""
                text = spot.text.replace("\n", "<br>") if spot else ""
                text = "".join("\\" + c if c in ".-+" else c for c in text)
                if spot is None:
                    w.text("|  ")
                else:
                    w.cell(spot, text, "| " + bold, bold + " ")
            w.text("|\n" + ("|" + " --- |" * len(row) + "\n" if y == 0 else ""))
        w.text("\n")


LAYOUTS: dict[str, Layout] = {f.__name__: f for f in (marked,)}
