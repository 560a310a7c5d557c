"""The measures as data: words, numerator, denominator, unit and what n counts, checked when loaded.

`definitions.toml` is the only place where a measure is defined; the evaluator, the figures' captions and
the data dictionary read it. Legal natures, groups of rows and kinds of applicants come from the forms.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from ..errors import FormError
from ..forms import Row, forms
from ..forms.crosswalk import crosswalk
from .terms import GROUPS, Term, parse

KINDS = (
    "share",
    "per_100",
    "ratio",
    "count",
    "growth",
    "per_10000",
    "timeliness",
    "coverage",
    "copied",
)
VERDICTS = ("comparable", "weak", "not_comparable", "absent")  # from the best to the worst
_PLAIN = ("growth", "timeliness", "coverage", "copied")  # kinds without terms of their own


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `numerator` and `denominator` hold term strings; `{item}` in them runs over `items`."""

    key: str
    kind: str
    name: str
    name_zh: str
    words: str
    unit: str
    n: str
    source: str
    across_2019: str
    across_2021: str
    comparability: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    items: tuple[str, ...] = field(default=("",))
    of: str = ""
    pool_years_as: str = ""

    def terms(self, item: str = "") -> tuple[tuple[Term, ...], tuple[Term, ...]]:
        """Numerator and denominator for one item, as parsed terms.

        >>> measures()["disclosure_rate"].terms()[1][0].alternatives
        ((('applications', 'closed_total', 'total'),), (('applications', 'decided', 'total'),))
        """
        return _parsed(self.numerator, item), _parsed(self.denominator, item)


def _parsed(terms: tuple[str, ...], item: str) -> tuple[Term, ...]:
    return tuple(parse(term.replace("{item}", item)) for term in terms)


def _rows() -> list[Row]:
    """The rows of the applications table over all editions, each once, in the printed order."""
    found: dict[str, Row] = {}
    for form in forms().values():
        for table in form.tables:
            if table.key == "applications":
                found |= {row.key: row for row in table.rows if row.key not in found}
    return list(found.values())


def _items(source: list[str] | str) -> tuple[str, ...]:
    if isinstance(source, list):
        return tuple(source)
    what, _, group = source.partition(":")
    if what == "rows":
        return tuple(row.key for row in _rows() if row.group == group)
    if what == "natures":
        return tuple(dict.fromkeys(row.nature for row in _rows() if row.group == group))
    if what == "applicants":
        return tuple(
            c.key
            for c in forms()["form2019"].table("applications").columns
            if c.column_kind != "total"
        )
    raise FormError(
        f"definitions: items {source!r} is neither a list nor rows:, natures: or applicants"
    )


def _check(measure: Measure, known: dict[str, Measure]) -> None:
    """Raise `FormError` where a definition contradicts itself, the forms or the other definitions."""

    def wrong(what: str) -> FormError:
        return FormError(f"definitions: measure {measure.key}: {what}")

    if measure.kind not in KINDS:
        raise wrong(f"unknown kind {measure.kind!r}")
    for name in ("across_2019", "across_2021"):
        if getattr(measure, name) not in VERDICTS:
            raise wrong(f"{name} = {getattr(measure, name)!r}")
    if measure.kind == "growth" and (measure.of not in known or known[measure.of].kind != "count"):
        raise wrong(f"growth of {measure.of!r}, which is no count")
    if measure.pool_years_as and measure.pool_years_as not in known:
        raise wrong(f"pool_years_as names {measure.pool_years_as!r}")
    if bool(measure.numerator) != (measure.kind not in _PLAIN):
        raise wrong("the kind and the numerator do not go together")
    if bool(measure.denominator) != (measure.kind in ("share", "per_100", "per_10000", "ratio")):
        raise wrong("the kind and the denominator do not go together")
    spelled = {
        key
        for form in forms().values()
        for table in form.tables
        for key in ((table.key, r, c) for r, c in table.keys())
    }
    spelled |= {
        (s.target[0], s.target[1], s.target[2] if len(s.target) > 2 else "total")
        for s in crosswalk().series
        if s.target
    }
    spelled |= {
        ("disputes", row, result)
        for table, row, _ in spelled
        if table == "disputes"
        for result in ("concluded", "cases")
    }  # words of the older forms
    groups = (
        {("applications", row.group) for row in _rows()}
        | {("applications", f"{row.group}:{row.nature}") for row in _rows()}
        | set(GROUPS)
    )
    for item in measure.items:
        for term in (*measure.terms(item)[0], *measure.terms(item)[1]):
            for table, row, column in term.addresses:
                if (
                    table not in ("statements", "population")
                    and (table, row, column) not in spelled
                    and (table, row) not in groups
                ):
                    raise wrong(f"no form has {table}.{row}.{column}")


@cache
def measures() -> dict[str, Measure]:
    """All measures by key, in the order of the file, self-checked.

    >>> measures()["refusal_nature"].items
    ('mandatory', 'third_party', 'discretionary', 'redirected')
    >>> measures()["correction_rate"].n
    'cases concluded in the year (total without pending)'
    """
    raw = tomllib.loads((files(__package__) / "definitions.toml").read_text("utf-8"))
    known: dict[str, Measure] = {}
    for entry in raw["measures"]:
        fields: dict[str, Any] = {
            k: tuple(v) if k in ("numerator", "denominator") else v for k, v in entry.items()
        }
        if "items" in fields:
            fields["items"] = _items(fields["items"])
        if fields["key"] in known:
            raise FormError(f"definitions: measure {fields['key']!r} stands twice")
        known[fields["key"]] = Measure(**fields)
    # A growth runs over the items of the count that it is of.
    for key, measure in known.items():
        if measure.kind == "growth" and measure.of in known:
            known[key] = replace(measure, items=known[measure.of].items)
    for measure in known.values():
        _check(measure, known)
    return known


def described() -> list[dict[str, str]]:
    """The measures as rows of the data dictionary: key, name, words, numerator, denominator, unit, what n counts, source, comparability.

    >>> described()[0]["key"], described()[0]["unit"]
    ('`received`', '件')
    """
    return [
        {
            "key": f"`{m.key}`",
            "name": f"{m.name} {m.name_zh}",
            "words": m.words,
            "items": ", ".join(m.items),
        }
        | {
            "numerator": "; ".join(m.numerator) or m.of,
            "denominator": "; ".join(m.denominator),
            "unit": m.unit,
            "n": m.n,
            "source": m.source,
        }
        | {"over 2019": m.across_2019, "over 2021": m.across_2021, "comparability": m.comparability}
        for m in measures().values()
    ]
