"""What the tidy frames count: outcomes, applicants, channels and results, in the order of the form.

Everything is read from the editions and the crosswalk: rows and columns in their printed order, a
group of rows (`refused`) or a name of an older form or of running text (`granted_or_partly`) right
after the last row that it holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise

from ..forms import Table, find_newest_form, forms, list_crosswalked_forms
from ..forms.crosswalk import load_crosswalk

COLUMNS = {
    "applications": ("outcome", "applicant"),
    "disputes": ("channel", "result"),
    "proactive": ("subject", "measure"),
}
"""The two columns that say what a frame counts: a row of the form, and a column of it."""
_WHOLES = {"applications": ("outcome", "closed_total"), "disputes": ("result", "concluded")}
WIDER = ("全国", "全省", "全市", "全区", "全县", "全州", "全盟", "全旗")
"""Words of a scope that is wider than an organ, a township or the own level: such a figure is not
the report's."""
Place = tuple[str, str]


@cache
def list_contents(column: str) -> dict[str, frozenset[str]]:
    """Each name of a column, in order, with what is counted in it: itself, or what it sums up.

    >>> list(list_contents("channel"))
    ['reconsideration', 'litigation_direct', 'litigation_after_reconsideration', 'litigation']
    >>> sorted(list_contents("outcome")["unable_not_held"])
    ['not_exist', 'not_this_organ', 'unable_not_held']
    """
    keys = _merge_orders([_list_keys(table, column) for table in _list_tables(column)])
    place = {key: float(at) for at, key in enumerate(keys)}
    held = {key: frozenset({key}) for key in keys}
    for share, whole in load_crosswalk().shares.get(column, {}).items():
        place[share] = place[whole] + 0.5
        held[share] = frozenset({share})
        held[whole] |= {share}
    for name, parts in _list_sums(column).items():
        held[name] = held.get(name, frozenset()).union(*(held[part] for part in parts))
    last = {name: place.get(name, max(map(place.__getitem__, held[name]))) for name in held}
    order = sorted(held, key=lambda name: (last[name], name not in place, len(held[name])))
    return {name: held[name] for name in order}


def _merge_orders(orders: Iterable[list[str]]) -> list[str]:
    """The keys of several editions in one order: a new key after the one before it in its form."""
    merged: list[str] = []
    for order in orders:
        for before, key in pairwise(["", *order]):
            if key not in merged:
                merged.insert(merged.index(before) + 1 if before else 0, key)
    return merged


def _list_tables(column: str) -> list[Table]:
    """The tables of the newer editions that a column is of, in the order of the editions."""
    frame = next(frame for frame, columns in COLUMNS.items() if column in columns)
    return [table for form in forms().values() for table in form.tables if table.key == frame]


def _is_row(table: Table, column: str) -> bool:
    return column == COLUMNS[table.key][0]


def _list_keys(table: Table, column: str) -> list[str]:
    return [entry.key for entry in (table.rows if _is_row(table, column) else table.columns)]


def _list_sums(column: str) -> dict[str, list[str]]:
    """Names that hold several keys: identities of the form, groups of rows, the crosswalk's targets
    and sums.
    """
    sums: dict[str, list[str]] = defaultdict(list)
    for table in _list_tables(column):
        for whole, terms in _list_identities(table, column):
            sums[whole] += terms
        for row in table.rows if _is_row(table, column) else ():
            if row.group:
                sums[row.group].append(row.key)
    targets = _list_unprinted_targets() if column == "outcome" else {}
    return {**sums, **targets, **load_crosswalk().sums.get(column, {})}


def _list_identities(table: Table, column: str) -> Iterator[tuple[str, list[str]]]:
    """The sums of an edition among the rows or columns of a table: the whole and its parts."""
    each = "column" if _is_row(table, column) else "row"
    for identity in forms()[table.form].identities:
        is_sum = len(identity.left) == 1 and min(identity.right.values()) > 0
        if is_sum and (identity.table, identity.each) == (table.key, each):
            yield next(iter(identity.left)), list(identity.right)


def _list_unprinted_targets() -> dict[str, list[str]]:
    """The outcomes of the crosswalk that no edition prints as a row, and the newest rows that they
    hold.
    """
    newest = find_newest_form("applications").key
    printed = {key for table in _list_tables("outcome") for key in _list_keys(table, "outcome")}
    targets = {}
    for form in list_crosswalked_forms():
        for series in load_crosswalk().entering(form, "applications"):
            if series.target[1] not in printed:
                targets[series.target[1]] = [row for _, row, _ in series.terms[newest]]
    return targets


@cache
def _list_totals(frame: str) -> frozenset[str]:
    """The outcomes, or the results, that hold all others of a decision."""
    column, whole = _WHOLES[frame]
    return frozenset(
        name for name, held in list_contents(column).items() if held >= list_contents(column)[whole]
    )


@cache
def _list_flows() -> frozenset[str]:
    """The outcomes that are no decision: what came in, and what goes over into another year."""
    decided = list_contents("outcome")["closed_total"]
    return frozenset(name for name, held in list_contents("outcome").items() if not held & decided)


@lru_cache(maxsize=1024)
def assign_roles(frame: str, places: frozenset[Place]) -> dict[Place, str]:
    """The role of each place of one report, of a frame `applications` or `disputes`.

    `total`: the sum of all outcomes (results), or of other places of the same report. `flow`: what
    came in or goes over, by kind of applicant or as the only number. `part`: everything else; no
    two parts hold the same application.

    >>> assign_roles("applications", frozenset({("refused", "total")}))
    {('refused', 'total'): 'part'}
    >>> assign_roles("disputes", frozenset({("litigation", "total")}))
    {('litigation', 'total'): 'total'}
    """
    first, second = (list_contents(column) for column in COLUMNS[frame])
    held = {place: (first[place[0]], second[place[1]]) for place in places}
    totals = _list_totals(frame)
    roles: dict[Place, str] = {}
    for place, (rows, columns) in held.items():
        if totals.intersection(place) or any(
            rows >= inner[0] and columns >= inner[1] and (rows, columns) != inner
            for inner in held.values()
        ):
            roles[place] = "total"
        else:
            roles[place] = (
                "flow" if frame == "applications" and place[0] in _list_flows() else "part"
            )
    return roles
