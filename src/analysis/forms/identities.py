"""The one function that evaluates identities, and the proof that a blank is a zero.

Counts are not negative. So where the printed parts already give the printed total, every blank
beside them is 0: it is proven, not assumed. Proven zeros serve the other identities until nothing
changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .editions import Form, Identity, Key

Number = int | float


@dataclass(frozen=True, slots=True)
class Instance:
    """One identity for one column or row: weighted cells on both sides."""

    identity: Identity
    subject: str
    left: Mapping[Key, int]
    right: Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`left` and `right` are the sums of what is printed or proven; `result` as in the frame
    `checks`.
    """

    result: str  # pass, fail, not_assessable
    left: Number
    right: Number
    blanks_as_zero: int
    missing: tuple[Key, ...]


def instances(form: Form, table: str, keys: Iterable[tuple[str, str]]) -> Iterator[Instance]:
    """The instances of a form's identities for the (row, column) pairs that a document prints."""
    present = set(keys)
    for identity in form.identities:
        if identity.table != table:
            continue
        shape = form.table(table)
        subjects = (
            [c.key for c in shape.columns]
            if identity.each == "column"
            else [r.key for r in shape.rows]
        )
        for subject in subjects:
            sides = []
            for side in (identity.left, identity.right):
                cells = {
                    ((k, subject) if identity.each == "column" else (subject, k)): w
                    for k, w in side.items()
                }
                sides.append(
                    {
                        (table, r, c): w
                        for (r, c), w in cells.items()
                        if (r, c) in present or not shape.row(r).optional
                    }
                )
            if all(any((r, c) in present for _, r, c in side) for side in sides):
                yield Instance(identity, subject, *sides)


def prove_zeros(
    found: Iterable[Instance], values: Mapping[Key, Number], blanks: set[Key]
) -> set[Key]:
    """The blanks that the printed numbers prove to be 0.

    `values` holds the printed numbers, `blanks` the cells that stand empty (no nil marks, nothing
    illegible).
    """
    found = [i for i in found if i.identity.relation == "equal"]
    proven: set[Key] = set()
    while True:
        before = len(proven)
        for instance in found:
            for whole, parts in ((instance.left, instance.right), (instance.right, instance.left)):
                if any(k not in values and k not in proven for k in whole):
                    continue
                empty = [k for k in parts if k not in values and k not in proven]
                if (
                    empty
                    and all(k in blanks for k in empty)
                    and _sum(whole, values) == _sum(parts, values)
                ):
                    proven |= set(empty)
        if len(proven) == before:
            return proven


def _sum(side: Mapping[Key, int], values: Mapping[Key, Number]) -> Number:
    return sum(w * values[k] for k, w in side.items() if k in values)


def evaluate(instance: Instance, values: Mapping[Key, Number], proven: set[Key]) -> Verdict:
    """Pass, fail or not assessable, from printed numbers and proven zeros.

    An open term makes it not assessable, unless the printed parts already exceed a complete total:
    fail.
    """
    left, right = _sum(instance.left, values), _sum(instance.right, values)
    terms = [*instance.left, *instance.right]
    zeros = sum(k in proven and k not in values for k in terms)
    missing = tuple(k for k in terms if k not in values and k not in proven)
    holds = left >= right if instance.identity.relation == "at_least" else left == right
    if not missing:
        result = "pass" if holds else "fail"
    else:
        open_left, open_right = (
            any(k in instance.left for k in missing),
            any(k in instance.right for k in missing),
        )
        exceeded = (not open_left and right > left) or (
            not open_right and left > right and instance.identity.relation == "equal"
        )
        result = "fail" if exceeded else "not_assessable"
    return Verdict(result, left, right, zeros, missing)
