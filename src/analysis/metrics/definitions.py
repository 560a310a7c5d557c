"""The measures as data: words, numerator, denominator, unit and what n counts, checked when loaded.

`definitions.toml` is the only place where a measure is defined; the evaluator, the figures'
captions and the data dictionary read it. Legal natures, groups of rows and kinds of applicants
come from the forms.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from typing import Any

from ..errors import FormError, UsageError
from ..forms import forms
from ..forms.crosswalk import Break, crosswalk
from .terms import (
    Term,
    cells_of,
    counts_pending,
    parse_term,
    raw_definitions,
    shapes_of,
    table_rows,
)

VERDICTS = ("comparable", "weak", "not_comparable", "absent")  # from the best to the worst
# What the value of a kind is per; a count, a growth and a change have no base of their own.
PER = {
    **dict.fromkeys(("share", "ratio", "timeliness", "coverage", "copied", "nonresponse"), 100.0),
    "per_100": 100.0,
    "per_10000": 10_000.0,
}
SHARES = ("share", "timeliness", "coverage", "copied", "nonresponse")  # k is a part of n
EVENTS = ("per_100", "per_10000")  # k events on a base n
WITHOUT_TERMS = ("timeliness", "coverage", "copied", "nonresponse")
FREE_TABLES = ("statements", "population")  # their keys are no cells of a form
STATUTORY = ("proactive", "applications", "disputes")


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `numerator` and `denominator` hold term strings; `{item}` in them runs over
    `items`.

    `breaks` and `item_breaks` give the verdict over each break of the crosswalk that matters; `of`
    is the key of the measure that a growth or a change is derived from.
    """

    key: str
    kind: str
    name: str
    name_zh: str
    words: str
    words_zh: str
    unit: str
    unit_zh: str
    n: str
    source: str
    breaks: Mapping[str, str]
    comparability: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    denominator_lag: int = 0
    items: tuple[str, ...] = ("",)
    item_breaks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    of: str = ""

    def terms(self, item: str = "") -> tuple[tuple[Term, ...], tuple[Term, ...]]:
        """Numerator and denominator for one item, as parsed terms.

        >>> measures()["disclosure_rate"].terms()[1][0].options
        ((('applications', 'closed_total', 'total'),), (('applications', 'decided', 'total'),))
        """
        numerator, denominator = (
            tuple(parse_term(term.replace("{item}", item)) for term in side)
            for side in (self.numerator, self.denominator)
        )
        return numerator, denominator

    def breaks_of(self, item: str) -> Mapping[str, str]:
        """The verdict over each break that matters to an item.

        >>> measures()["correction_rate"].breaks_of("litigation_direct")["registration_2015"]
        'weak'
        """
        own = [breaks for word, breaks in self.item_breaks.items() if item.startswith(word)]
        return {**self.breaks, **own[0]} if own else self.breaks

    @property
    def all_breaks(self) -> frozenset[str]:
        """The keys of the breaks that matter to the measure or to one of its items."""
        return frozenset(self.breaks).union(*self.item_breaks.values())

    @property
    def pending_items(self) -> list[str]:
        """The items that hold pending cases, so that the years of one issuer may not be added."""
        sides = {item: self.terms(item) for item in self.items}
        return [item for item, both in sides.items() if any(map(counts_pending, sum(both, ())))]


def measure_breaks(spec: Measure, years: tuple[int, int]) -> tuple[Break, ...]:
    """The breaks of form and law that matter to a measure between the first and the last of some
    years.

    >>> [b.key for b in measure_breaks(measures()["direct_suit_share"], (2021, 2024))]
    ['review_2024']
    """
    return tuple(
        one
        for one in crosswalk().breaks
        if one.key in spec.all_breaks and min(years) < one.first_year <= max(years)
    )


# The items of a definition: a list, or what the forms have of a kind.
def _list_items(source: list[str] | str) -> tuple[str, ...]:
    what, _, group = source.partition(":") if isinstance(source, str) else ("", "", "")
    rows = [row for row in table_rows("applications") if row.group == group]
    applicants = shapes_of("applications")[-1].columns
    known = {
        "": lambda: source,
        "rows": lambda: [row.key for row in rows],
        "natures": lambda: dict.fromkeys(row.nature for row in rows),
        "applicants": lambda: [c.key for c in applicants if c.column_kind != "total"],
        "form_rows": lambda: [f"{t}.{row.key}" for t in STATUTORY for row in table_rows(t)],
    }
    if what not in known:
        raise FormError(f"definitions: items {source!r} is neither a list nor of the forms")
    return tuple(known[what]())


# The growth or the change against the year before of a measure.
def _derive(base: Measure) -> Iterator[Measure]:
    for kind, template in raw_definitions()["derived"].items():
        if base.kind in template["of"]:
            words = {
                name: text.format(**{name: getattr(base, name) for name in base.__slots__})
                for name, text in template.items()
                if name not in ("of", "suffix")
            }
            yield replace(base, key=base.key + template["suffix"], kind=kind, of=base.key, **words)


@cache
def measures() -> dict[str, Measure]:
    """All measures by key, in the order of the file, each with its growth or change after it.

    >>> measures()["refusal_nature"].items
    ('mandatory', 'third_party', 'discretionary', 'redirected')
    >>> measures()["received_growth"].of, measures()["disclosure_rate_change"].unit_zh
    ('received', '个百分点')
    """
    known: dict[str, Measure] = {}
    for entry in raw_definitions()["measures"]:
        fields: dict[str, Any] = dict(entry)
        for side in ("numerator", "denominator"):
            fields[side] = tuple(entry.get(side, ()))
        base = Measure(**fields | {"items": _list_items(entry.get("items", [""]))})
        for measure in (base, *_derive(base)):
            if measure.key in known:
                raise FormError(f"definitions: measure {measure.key!r} stands twice")
            _check(measure)
            known[measure.key] = measure
    return known


# All cells that a form prints, as table.row.column.
@cache
def _printed_cells() -> frozenset[str]:
    tables = [shape for form in forms().values() for shape in form.tables]
    return frozenset(f"{t.key}.{row}.{column}" for t in tables for row, column in t.keys())


# Raise `FormError` where a definition contradicts itself or the forms.
def _check(measure: Measure) -> None:
    derived, without_terms = bool(measure.of), measure.kind in WITHOUT_TERMS
    has_base = measure.kind in PER and not without_terms
    verdicts = set().union(*(measure.breaks_of(item).values() for item in measure.items))
    terms = [t for item in measure.items for side in measure.terms(item) for t in side]
    printed = {
        a: a[0] in FREE_TABLES or cells_of(a) & _printed_cells() for t in terms for a in t.addresses
    }
    holds = {
        f"kind {measure.kind!r}": measure.kind in (*PER, "count", *raw_definitions()["derived"]),
        f"verdicts {verdicts}": verdicts <= set(VERDICTS),
        f"breaks {set(measure.all_breaks)}": measure.all_breaks
        <= {b.key for b in crosswalk().breaks},
        f"numerator of a {measure.kind}": derived or bool(measure.numerator) != without_terms,
        f"denominator of a {measure.kind}": derived or bool(measure.denominator) == has_base,
        **{f"address {'.'.join(address)}": bool(known) for address, known in printed.items()},
    }
    if wrong := [what for what, is_right in holds.items() if not is_right]:
        raise FormError(f"definitions: measure {measure.key}: wrong {', '.join(wrong)}")


def unknown_name(what: str, name: object, known: Iterable[object]) -> UsageError:
    """The error for a name that is not there, with the nearest ones.

    >>> print(unknown_name("measure", "litigation_rates", ["litigation_rate", "received"]))
    no measure 'litigation_rates'; nearest: litigation_rate
    """
    names = [str(one) for one in known]
    near = get_close_matches(str(name), names, 3, 0.4)
    words = f"nearest: {', '.join(near)}" if near else f"there are {', '.join(names) or 'none'}"
    return UsageError(f"no {what} {name!r}; {words}")


def find_measure(key: str) -> Measure:
    """The measure of a key; `UsageError` with the nearest keys for another one."""
    if key not in measures():
        raise unknown_name("measure", key, measures())
    return measures()[key]


def describe_measures() -> list[dict[str, str]]:
    """The measures as rows of the data dictionary; growth and change, derived from each, are left
    out.

    >>> describe_measures()[0]["key"], describe_measures()[0]["unit"]
    ('`received`', 'applications (件)')
    """
    return [
        {
            "key": f"`{m.key}`",
            "name": f"{m.name} {m.name_zh}",
            "words": f"{m.words} {m.words_zh}",
            "items": ", ".join(m.items),
            "numerator": "; ".join(m.numerator),
            "denominator": "; ".join(m.denominator)
            + (" (year before)" if m.denominator_lag else ""),
            "unit": m.unit if m.unit == m.unit_zh else f"{m.unit} ({m.unit_zh})",
            "n": m.n,
            "source": m.source,
            "pooled over years": "no: pending cases" if m.pending_items else "yes",
            "breaks": "; ".join(
                f"{item or 'all'}: {', '.join(f'{b} {v}' for b, v in breaks.items())}"
                for item, breaks in {"": m.breaks, **m.item_breaks}.items()
                if breaks
            ),
            "comparability": m.comparability,
        }
        for m in measures().values()
        if not m.of
    ]
