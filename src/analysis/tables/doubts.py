"""What speaks against the cells of a table: each doubt with its problem code and its words."""

from __future__ import annotations

from enum import Enum

from ..errors import Problem


class Doubt(Enum):
    """What is wrong with a table, a row or a cell: the `code` of its problem, the words, and what
    was expected where that is always the same."""

    EMPTY = "row_missing", "the row has no cells"
    ABSENT = "row_missing", "the row {} is not in the document"
    NOT_PLACED = "row_missing", "the row {} has no cells that can be placed"
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
    CUT_OFF = (
        "half_report",
        "the document ends inside this row, which keeps its leading cells",
    )
    NO_LABEL = (
        "label_unknown",
        "numbers without a label that a form knows; "
        "look at the page, then make it known in labels.toml",
        "a row label",
    )
    UNKNOWN_ROW = (
        "label_unknown",
        "a row that {} does not have, so its numbers have no key; "
        "look at the document, then make it known in labels.toml",
    )
    UNNAMED = (
        "header_incomplete",
        "the header does not name the columns of the rows below it, so they have no values",
    )
    REORDERED = (
        "header_incomplete",
        "the header names the columns in another order than the form, "
        "and where each stands is not certain, so they have no values",
    )
    FOREIGN = (
        "header_incomplete",
        "the header names columns of no form above the rows below it, so they have no values",
    )
    TORN = (
        "header_incomplete",
        "labels stand behind one another and the numbers of several rows behind them, "
        "so they have no values",
    )
    SIDE = (
        "header_incomplete",
        "numbers stand in front of labels, and no header says whether they are theirs, "
        "so they have no values",
    )
    SEVERAL = (
        "header_incomplete",
        "several columns of numbers stand where the form has one, of two years or scopes, "
        "so they have no values",
    )
    BROKEN = (
        "ambiguous",
        "a number without a label stands below this one and may be its rest",
        "a whole number",
    )
    SHARED = (
        "ambiguous",
        "it stands in a cell of several rows, so none of them has it for itself",
        "a cell of one row",
    )
    NOT_OWN = "table_foreign", "not of this report, as words beside say"
    REPEATED = "row_repeated", "printed twice with different numbers, so it has no value"
    ILLEGIBLE = "illegible", "text that is no number"
    NO_UNIT = "unit_unknown", "its unit is unknown, or two are printed, so it has no value"
    NEGATIVE = "negative_count", "a count below zero", "0 or more"
    UNIT_ASSUMED = (
        "unit_assumed",
        "no unit is printed, so 万元 is taken; compare with the year before",
        "an amount with its unit",
    )

    def __init__(self, code: str, words: str, expected: str = "") -> None:
        self.code = code
        self.words = words
        self.expected = expected

    @property
    def is_of_a_row(self) -> bool:
        """Whether it is about the places of one row, and no header."""
        return self.code in ("row_misfit", "search_limit", "ambiguous")

    def describe(
        self,
        subject: str,
        line: int | None,
        found: str,
        expected: str = "",
        name: str = "",
        more: str = "",
    ) -> Problem:
        """The problem of a table, a row or a cell, on a line of the document; `name` stands in its
        words, and `more` behind them."""
        message = f"{subject}: {self.words.format(name)}{more}"
        return Problem(self.code, message, line, self.expected or expected, found)
