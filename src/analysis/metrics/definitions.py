"""The measures as data: words, numerator, denominator, unit and what n counts, checked when loaded.

`definitions.toml` is the only place where a measure is defined; the evaluator, the figures' captions and
the data dictionary read it. Legal natures, groups of rows and kinds of applicants come from the forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from typing import Any

from ..errors import FormError, UsageError
from ..forms.crosswalk import Break, crosswalk
from .terms import Term, counts_pending, parse_term, raw_definitions, shapes_of, table_rows

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
STATUTORY = ("proactive", "applications", "disputes")


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `numerator` and `denominator` hold term strings; `{item}` in them runs over `items`.

    `breaks` and `item_breaks` give the verdict over each break of the crosswalk that matters; `of` is the
    key of the measure that a growth or a change is derived from.
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
    """The breaks of form and law that matter to a measure between the first and the last of some years.

    >>> [b.key for b in measure_breaks(measures()["direct_suit_share"], (2021, 2024))]
    ['review_2024']
    """
    return tuple(
        one
        for one in crosswalk().breaks
        if one.key in spec.all_breaks and min(years) < one.first_year <= max(years)
    )


def _list_items(source: list[str] | str) -> tuple[str, ...]:
    """The items of a definition: a list, or what the forms have of a kind."""
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


def _derive(base: Measure) -> Iterator[Measure]:
    """The growth or the change against the year before of a measure."""
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


def _check(measure: Measure) -> None:
    """Raise `FormError` where a definition contradicts itself or the forms."""
    kinds = (*PER, "count", *raw_definitions()["derived"])
    verdicts = {*measure.breaks.values()}.union(*(b.values() for b in measure.item_breaks.values()))
    derived = bool(measure.of)
    wrong = {
        f"unknown kind {measure.kind!r}": measure.kind not in kinds,
        f"unknown verdicts {verdicts - set(VERDICTS)}": verdicts - set(VERDICTS),
        f"unknown breaks in {sorted(measure.all_breaks)}": measure.all_breaks
        - {one.key for one in crosswalk().breaks},
        "the kind and the numerator do not go together": not derived
        and bool(measure.numerator) == (measure.kind in WITHOUT_TERMS),
        "the kind and the denominator do not go together": not derived
        and bool(measure.denominator)
        != (measure.kind in PER and measure.kind not in WITHOUT_TERMS),
    }
    wrong |= {f"no form has {name}": True for name in _unknown_addresses(measure)}
    for what, found in wrong.items():
        if found:
            raise FormError(f"definitions: measure {measure.key}: {what}")


def _unknown_addresses(measure: Measure) -> Iterator[str]:
    """The addresses of a measure that no form prints and that are no group."""
    terms = [t for item in measure.items for side in measure.terms(item) for t in side]
    for table, row, column in (address for term in terms for address in term.addresses):
        if table not in ("statements", "population") and not _is_known(table, row, column):
            yield f"{table}.{row}.{column}"


@cache
def _is_known(table: str, row: str, column: str) -> bool:
    printed = {pair for shape in shapes_of(table) for pair in shape.keys()}
    groups = {name for r in table_rows(table) for name in (r.group, f"{r.group}:{r.nature}")}
    groups |= {name.removeprefix(f"{table}.") for name in raw_definitions()["groups"]}
    targets = {series.target for series in crosswalk().series}
    entering = {(table, row), (table, row, column)} & targets
    # words of the older forms, for every channel
    older = {target[2] for target in targets if len(target) > 2 and target[0] == table}
    rows = {r for r, _ in printed}
    return bool(
        (row, column) in printed or row in groups or entering or (row in rows and column in older)
    )


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
    """The measures as rows of the data dictionary; growth and change, derived from each, are left out.

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
            "breaks": ", ".join(f"{key}: {verdict}" for key, verdict in m.breaks.items()),
            "comparability": m.comparability,
        }
        for m in measures().values()
        if not m.of
    ]
