"""The one function that evaluates identities, and the proof that a blank is a zero.

Counts are not negative. So where the printed parts already give the printed total, every blank
beside them is 0: it is proven, not assumed. Proven zeros serve the other identities until nothing
changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .form import Form, Identity, Key, Table

Number = int | float


class Instance(NamedTuple):
    """One identity for one column or row: weighted cells on both sides."""

    identity: Identity
    subject: str
    left: Mapping[Key, int]
    right: Mapping[Key, int]


class Verdict(NamedTuple):
    """`left` and `right` are the sums of what is printed or proven; `result` as in the frame
    `checks`.
    """

    result: str  # pass, fail, not_assessable
    left: Number
    right: Number
    blanks_as_zero: int
    missing: tuple[Key, ...]


def list_instances(form: Form, table: str, keys: Iterable[tuple[str, str]]) -> Iterator[Instance]:
    """The instances of a form's identities for the (row, column) pairs that a document prints."""
    present = set(keys)
    shape = form.table(table)
    subjects = {
        "column": [column.key for column in shape.columns],
        "row": [row.key for row in shape.rows],
    }
    for identity in (found for found in form.identities if found.table == table):
        for subject in subjects[identity.each]:
            left, right = (
                _collect_side(shape, identity.each, subject, weights, present)
                for weights in (identity.left, identity.right)
            )
            if all(any(key[1:] in present for key in side) for side in (left, right)):
                yield Instance(identity, subject, left, right)


def _collect_side(
    shape: Table,
    each: str,
    subject: str,
    weights: Mapping[str, int],
    present: set[tuple[str, str]],
) -> dict[Key, int]:
    """The weighted cells of one side, without those of optional rows that are not there."""
    places = {((k, subject) if each == "column" else (subject, k)): w for k, w in weights.items()}
    return {
        (shape.key, *place): weight
        for place, weight in places.items()
        if place in present or not shape.find_row(place[0]).optional
    }


def prove_zeros(
    found: Iterable[Instance], values: Mapping[Key, Number], blanks: set[Key]
) -> set[Key]:
    """The blanks that the printed numbers prove to be 0.

    `values` holds the printed numbers, `blanks` the cells that stand empty (no nil marks, nothing
    illegible).
    """
    equations = [i for i in found if i.identity.relation == "equal"]
    sides = [pair for i in equations for pair in ((i.left, i.right), (i.right, i.left))]
    known = dict(values)
    before = -1
    while len(known) > before:
        before = len(known)
        for whole, parts in sides:
            unknown = parts.keys() - known.keys()
            is_complete = known.keys() >= whole.keys()
            may_be_zero = is_complete and unknown <= blanks
            if unknown and may_be_zero and _sum(whole, known) == _sum(parts, known):
                known |= dict.fromkeys(unknown, 0)
    return known.keys() - values.keys()


def _sum(side: Mapping[Key, int], values: Mapping[Key, Number]) -> Number:
    total: Number = 0
    for key, weight in side.items():  # in each identity of each report: quicker than sum()
        if key in values:
            total += weight * values[key]
    return total


def evaluate(instance: Instance, values: Mapping[Key, Number], proven: set[Key]) -> Verdict:
    """Pass, fail or not assessable, from printed numbers and proven zeros.

    An open term makes it not assessable, unless the printed parts already exceed a complete total:
    fail.
    """
    left, right = _sum(instance.left, values), _sum(instance.right, values)
    open_terms = [key for key in (*instance.left, *instance.right) if key not in values]
    missing = tuple([key for key in open_terms if key not in proven])
    zeros = len(open_terms) - len(missing)
    is_bound = instance.identity.relation == "at_least"
    is_short = right > left and instance.left.keys().isdisjoint(missing)
    is_over = left > right and not is_bound and instance.right.keys().isdisjoint(missing)
    result = "not_assessable" if missing else "pass"
    if is_short or is_over:
        result = "fail"
    return Verdict(result, left, right, zeros, missing)
