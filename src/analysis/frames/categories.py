"""What the tidy frames count: outcomes, applicants, channels and results, in the order of the form.

Everything is read from the editions and the crosswalk: rows and columns in their printed order, a group
of rows (`refused`) or a name of an older form or of running text (`granted_or_partly`) right after the
last row that it holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from ..forms import forms
from ..forms.crosswalk import BY_CROSSWALK, crosswalk
from ..forms.editions import Table

ROLES = ("part", "total", "flow")
COLUMNS = {
    "applications": ("outcome", "applicant"),
    "disputes": ("channel", "result"),
    "proactive": ("subject", "measure"),
}
"""The two columns that say what a frame counts: a row of the form, and a column of it."""
_WHOLES = {"applications": ("outcome", "closed_total"), "disputes": ("result", "concluded")}
Place = tuple[str, str]


@cache
def contents(column: str) -> dict[str, frozenset[str]]:
    """Each name of a column, in order, with all that is counted in it: itself and what it is the sum of.

    >>> list(contents("channel"))
    ['reconsideration', 'litigation_direct', 'litigation_after_reconsideration', 'litigation']
    >>> sorted(contents("outcome")["unable_not_held"])
    ['not_exist', 'not_this_organ', 'unable_not_held']
    """
    found: dict[str, frozenset[str]] = {}
    for table in _tables_of(column):
        _insert_keys(found, _keys_of(table, column))
    for share, whole in crosswalk().shares.get(column, {}).items():
        _insert_after(found, share, [whole])
        found[share] = frozenset({share})
        found[whole] |= {share}
    for name, parts in _sums_of(column).items():
        if name not in found:
            _insert_after(found, name, parts)
        found[name] = found[name].union(*(found[part] for part in parts))
    return found


def _tables_of(column: str) -> list[Table]:
    """The tables of the newer editions that a column is of, in the order of the editions."""
    frame = next(frame for frame, columns in COLUMNS.items() if column in columns)
    return [table for form in forms().values() for table in form.tables if table.key == frame]


def _keys_of(table: Table, column: str) -> list[str]:
    is_row = column == COLUMNS[table.key][0]
    return [entry.key for entry in (table.rows if is_row else table.columns)]


def _insert_keys(found: dict[str, frozenset[str]], keys: Iterable[str]) -> None:
    """Put the keys that are not there yet after the key before them in the form."""
    before: list[str] = []
    for key in keys:
        if key not in found:
            _insert_after(found, key, before[-1:])
            found[key] = frozenset({key})
        before.append(key)


def _insert_after(found: dict[str, frozenset[str]], name: str, names: Iterable[str]) -> None:
    order = list(found)
    at = max((order.index(other) + 1 for other in names), default=len(order))
    order.insert(at, name)
    contained = {key: found.get(key, frozenset()) for key in order}
    found.clear()
    found.update(contained)


def _sums_of(column: str) -> dict[str, list[str]]:
    """Names that hold several keys: identities of the form, groups of rows, the crosswalk's targets and sums."""
    sums: dict[str, list[str]] = {}
    for table in _tables_of(column):
        for identity in forms()[table.form].identities:
            is_sum = len(identity.left) == 1 and min(identity.right.values()) > 0
            per_row = column == COLUMNS[table.key][0]
            if identity.table == table.key and is_sum and per_row == (identity.each == "column"):
                sums.setdefault(*identity.left, []).extend(identity.right)
        for row in table.rows if column == COLUMNS[table.key][0] else ():
            if row.group:
                sums.setdefault(row.group, []).append(row.key)
    sums |= _targets_of(column)
    return sums | dict(crosswalk().sums.get(column, {}))


def _targets_of(column: str) -> dict[str, list[str]]:
    """The targets of the crosswalk that no form prints, with the rows of the newest form that they hold."""
    if column != "outcome":  # channels and results that are no row stand in the crosswalk's sums
        return {}
    printed = {key for table in _tables_of(column) for key in _keys_of(table, column)}
    return {
        series.target[1]: [row for _, row, _ in series.terms["form2021"]]
        for form in BY_CROSSWALK
        for series in crosswalk().entering(form, "applications")
        if series.target[1] not in printed
    }


@cache
def _totals(frame: str) -> frozenset[str]:
    """The outcomes, or the results, that hold all others of a decision."""
    column, whole = _WHOLES[frame]
    return frozenset(
        name for name, held in contents(column).items() if held >= contents(column)[whole]
    )


@cache
def _flows() -> frozenset[str]:
    """The outcomes that are no decision: what came in, and what goes over into another year."""
    decided = contents("outcome")["closed_total"]
    return frozenset(
        name
        for table in _tables_of("outcome")
        for name in _keys_of(table, "outcome")
        if name not in decided
    )


@lru_cache(maxsize=1024)
def assign_roles(frame: str, places: frozenset[Place]) -> dict[Place, str]:
    """The role of each place of one report, of a frame `applications` or `disputes`.

    `total`: the sum of all outcomes (results), or of other places of the same report. `flow`: what came in or goes over,
    by kind of applicant or as the only number. `part`: everything else; no two parts hold the same application.

    >>> assign_roles("applications", frozenset({("refused", "total"), ("new", "total")}))["refused", "total"]
    'part'
    >>> assign_roles("disputes", frozenset({("litigation", "total")}))
    {('litigation', 'total'): 'total'}
    """
    first, second = (contents(column) for column in COLUMNS[frame])
    held = {place: (first[place[0]], second[place[1]]) for place in places}
    totals = _totals(frame)
    roles: dict[Place, str] = {}
    for place, (rows, columns) in held.items():
        if totals.intersection(place) or any(
            rows >= inner[0] and columns >= inner[1] and (rows, columns) != inner
            for inner in held.values()
        ):
            roles[place] = "total"
        else:
            roles[place] = "flow" if frame == "applications" and place[0] in _flows() else "part"
    return roles
