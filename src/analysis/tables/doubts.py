"""Why the cells of a row are not certain: each doubt with its problem code and its words."""

from __future__ import annotations

from enum import Enum


class Doubt(Enum):
    """What speaks against a row. `code` is that of its problem, `words` say what is wrong."""

    EMPTY = "row_missing", "the row has no cells"
    MISFIT = (
        "row_misfit",
        "the row does not hold one cell per column, so it has no values; "
        "look at the row in the document",
    )
    GLUED = "row_misfit", "the digits of its cells touch and can be cut in several ways"
    AMBIGUOUS = (
        "ambiguous",
        "the printed numbers can stand in several ways, so the cells that differ have no value",
    )
    SEARCH_LIMIT = (
        "search_limit",
        "too many placements to try within the fixed bound, so no value is given; "
        "look at the row in the document",
    )
    UNNAMED = "header_incomplete", "the header does not name the columns of the rows below it"
    REORDERED = (
        "header_incomplete",
        "the header names the columns in another order than the form, "
        "and where each stands is not certain",
    )
    FOREIGN = "header_incomplete", "the header names columns of no form above the rows below it"
    TORN = (
        "header_incomplete",
        "labels stand behind one another and the numbers of several rows behind them",
    )
    SIDE = (
        "header_incomplete",
        "numbers stand in front of labels, and no header says whether they are theirs",
    )
    SEVERAL = (
        "header_incomplete",
        "several columns of numbers stand where the form has one, of two years or scopes",
    )

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def words(self) -> str:
        return self.value[1]
