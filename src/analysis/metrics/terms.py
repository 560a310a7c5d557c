"""Terms of a measure: which printed numbers a definition names, and in which cells they stand.

A term names a printed number (`applications.new`, `disputes.reconsideration.corrected`), a group
of rows of the report's own form (`applications.refused`), or a figure in prose
(`statements.proactive_items`).
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..forms import Row, Table, forms
from ..forms.crosswalk import crosswalk

Address = tuple[str, str, str]  # table, row, column; a group of rows stands in the place of a row
_DEFAULT_COLUMN = {"applications": "total", "disputes": "total"}


@cache
def raw_definitions() -> dict[str, Any]:
    """`definitions.toml` as it stands."""
    return tomllib.loads((files(__package__) / "definitions.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Term:
    """A signed term: the first of `options` that is known in a report; each a sum of addresses."""

    text: str
    sign: int
    options: tuple[tuple[Address, ...], ...]

    @property
    def addresses(self) -> tuple[Address, ...]:
        return tuple(address for option in self.options for address in option)


def parse_term(text: str) -> Term:
    """A term string as a `Term`.

    >>> parse_term("-disputes.litigation.pending").sign
    -1
    >>> parse_term("applications.granted + applications.granted_partly").addresses
    (('applications', 'granted', 'total'), ('applications', 'granted_partly', 'total'))
    """
    sign, text = (-1, text[1:]) if text.startswith("-") else (1, text)
    options = [option.split(" + ") for option in text.split(" | ")]
    return Term(text, sign, tuple(tuple(map(_parse_address, sums)) for sums in options))


def _parse_address(text: str) -> Address:
    table, _, rest = text.partition(".")
    if table == "statements":  # a key of its own with points in it
        return table, rest, ""
    row, _, column = rest.partition(".")
    return table, row, column or _DEFAULT_COLUMN.get(table, "")


@cache
def shapes_of(table: str) -> tuple[Table, ...]:
    """A table as every edition prints it, the earlier editions first."""
    return tuple(shape for form in forms().values() for shape in form.tables if shape.key == table)


@cache
def table_rows(table: str) -> tuple[Row, ...]:
    """The rows of a table over all editions, each once, in the printed order."""
    return tuple({row.key: row for shape in shapes_of(table) for row in shape.rows}.values())


@cache
def variants_of(address: Address) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The forms by the rows that an address needs in them: itself, or those of its group in the
    form.

    >>> variants_of(("applications", "other", "total"))[("other",)]
    ('form2019',)
    """
    table, name, _ = address
    group, _, nature = name.partition(":")
    is_group = any(row.group == group for row in table_rows(table) if group)
    joined = crosswalk().sums["channel" if table == "disputes" else "outcome"].get(name, [name])
    variants: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key, form in forms().items():
        own = [row for shape in form.tables if shape.key == table for row in shape.rows]
        grouped = [row.key for row in own if row.group == group and nature in ("", row.nature)]
        rows = tuple(grouped if is_group else joined)
        variants[rows] = (*variants.get(rows, ()), key)
    return variants


@cache
def cells_of(address: Address) -> frozenset[str]:
    """The cells in which the number of an address may stand, as the frame `checks` names them.

    The parts of a sum are among them, and the cells of older tables that enter by the crosswalk.

    >>> sorted(cells_of(("applications", "disclosed_full", "total")))[2:]
    ['stat2014.reply_already_public.value', 'stat2014.reply_granted.value']
    """
    table, name, column = address
    rows = {name}.union(*variants_of(address))
    columns = [column, *(crosswalk().sums["result"].get(column, []) if table == "disputes" else [])]
    places = [(table, row, own) for row in rows for own in columns]
    targets = {place[: 2 if table == "applications" else 3] for place in places}
    entering = [
        cell
        for series in crosswalk().series
        if series.target in targets
        for form, terms in series.terms.items()
        if forms()[form].is_crosswalked
        for cell in terms
    ]
    return frozenset(".".join(filter(None, place)) for place in (*places, *entering))


def counts_pending(term: Term) -> bool:
    """Whether a term holds cases that are not concluded and stand again in the next year's report.

    >>> counts_pending(parse_term("disputes.litigation.total"))
    True
    """
    pending = raw_definitions()["pending"]
    return any(column in pending.get(table, ()) for table, _, column in term.addresses)
